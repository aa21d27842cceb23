//! Why a compose file cannot be read.

use super::yaml::At;

/// What is wrong and where. Nothing of a file is taken over then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// None where it is about all of it.
    pub(super) at: Option<At>,
    pub(super) what: String,
}

impl Refusal {
    pub(super) fn at(at: At, what: impl Into<String>) -> Self {
        Self { at: Some(at), what: what.into() }
    }

    pub(super) fn whole(what: impl Into<String>) -> Self {
        Self { at: None, what: what.into() }
    }

    /// The sentence with the name of the file, as compilers write it.
    pub(super) fn sentence(&self, files: &[String]) -> String {
        match &self.at {
            Some(at) => {
                let file = files.get(at.file).map_or("the file", String::as_str);
                format!("{file}:{}:{}: {}", at.line, at.column, self.what)
            }
            None => self.what.clone(),
        }
    }
}
