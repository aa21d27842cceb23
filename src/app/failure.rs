//! A command that could not be carried out: what happened, why, what to do, and the exit code.

use std::fmt::Write as _;
use std::io::{self, Error, ErrorKind, Write};
use std::path::Path;

use crate::engine::journal::JournalError;
use crate::engine::operate::OrderError;
use crate::engine::{CloudError, Lost};
use crate::model::Region;
use crate::resource::Loss;

/// What to do first where data is gone.
pub(super) const LOOK: &str = "Nothing was changed. Look first whether a snapshot or a backup still exists: in the AWS \
    console under RDS or EC2, Snapshots";

/// What helps against an error of the disk.
pub(super) fn advice(error: &Error) -> &'static str {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "make room on the disk, or choose another folder with --state-dir"
        }
        ErrorKind::ReadOnlyFilesystem => "choose a folder on a disk that can be written, with --state-dir",
        ErrorKind::PermissionDenied => "fix the folder's permissions, or choose another with --state-dir",
        _ => "choose another folder with --state-dir",
    }
}

/// Exit codes are a contract: 1 failed and can go on, 2 bad usage, 3 refused.
#[derive(Debug)]
pub(super) struct Failure {
    code: u8,
    what: String,
    why: String,
    hint: String,
    /// Something that must be given was not: other such things are named with it.
    lacks: bool,
    /// What is gone from the account, when that is why.
    lost: Vec<Lost>,
    unusable: Unusable,
}

/// Why what is known of a deployment cannot be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Unusable {
    #[default]
    Damaged,
    /// A newer cloudstead wrote it.
    Newer,
    Unreadable,
}

impl Unusable {
    /// For tables and scripts.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Damaged => "damaged",
            Self::Newer => "newer",
            Self::Unreadable => "unreadable",
        }
    }

    /// What is said of its deployment.
    pub(super) const fn sentence(self) -> &'static str {
        match self {
            Self::Damaged => "is damaged",
            Self::Newer => "needs a newer cloudstead than this one",
            Self::Unreadable => "cannot be read",
        }
    }
}

impl Failure {
    fn new(code: u8, what: impl Into<String>) -> Self {
        Self {
            code,
            what: what.into(),
            why: String::new(),
            hint: String::new(),
            lacks: false,
            lost: Vec::new(),
            unusable: Unusable::default(),
        }
    }

    /// It went wrong and the same command can be run again.
    pub(super) fn failed(what: impl Into<String>) -> Self {
        Self::new(1, what)
    }

    /// The command or its files are not right.
    pub(super) fn usage(what: impl Into<String>) -> Self {
        Self::new(2, what)
    }

    /// Something that the command cannot do without was not given.
    pub(super) fn missing(what: impl Into<String>) -> Self {
        Self { lacks: true, ..Self::usage(what) }
    }

    /// A question that nobody can be asked, and the flag that would have answered it.
    pub(super) fn unasked(flag: &str) -> Self {
        Self::missing(format!("there is no terminal to ask on, and {flag} was not given")).hint(format!("add {flag}"))
    }

    /// What is missing is named at once: nobody wants to hear of it one by one.
    pub(super) fn also(self, other: Option<Self>) -> Self {
        match other.filter(|_| self.lacks) {
            None => self,
            Some(other) => Self {
                what: format!("{}; {}", self.what, other.what),
                hint: format!("{}; {}", self.hint, other.hint),
                ..self
            },
        }
    }

    /// It could be done and must not be.
    pub(super) fn refused(what: impl Into<String>) -> Self {
        Self::new(3, what)
    }

    pub(super) fn why(mut self, why: impl Into<String>) -> Self {
        self.why = why.into();
        self
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// A journal that cannot be used.
    pub(super) fn unusable(unusable: Unusable, what: impl Into<String>) -> Self {
        Self { unusable, ..Self::failed(what) }
    }

    pub(super) const fn unusable_as(&self) -> Unusable {
        self.unusable
    }

    pub(super) const fn code(&self) -> u8 {
        self.code
    }

    pub(super) fn what(&self) -> &str {
        &self.what
    }

    /// What happened and why, to be read as one text.
    pub(super) fn sentences(&self) -> String {
        if self.why.is_empty() { self.what.clone() } else { format!("{}: {}", self.what, self.why) }
    }

    pub(super) fn advice(&self) -> &str {
        &self.hint
    }

    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.code == 0 {
            return Ok(());
        }
        writeln!(out, "error: {}", self.what)?;
        if !self.why.is_empty() {
            writeln!(out, "caused by: {}", self.why)?;
        }
        if !self.hint.is_empty() {
            writeln!(out, "\nhint: {}", self.hint)?;
        }
        Ok(())
    }
}

impl Failure {
    /// What would have stopped a run half-way: all of it at once, so that nobody hears of it one by one.
    fn foreseen(mut problems: Vec<CloudError>) -> Self {
        if problems.len() == 1
            && let Some(CloudError { what, why, hint, .. }) = problems.pop()
        {
            let hint =
                if hint.is_empty() { "nothing was created".to_owned() } else { format!("nothing was created: {hint}") };
            return Self::refused(what).why(why).hint(hint);
        }
        let mut what = format!("nothing was created, because {} things stand in the way", problems.len());
        for (index, problem) in problems.iter().enumerate() {
            let why = if problem.why.is_empty() { String::new() } else { format!(": {}", problem.why) };
            let _ = write!(what, "\n{}. {}{why}", index + 1, problem.what);
            // The same advice for what follows is given once.
            let hint = Some(&problem.hint)
                .filter(|hint| !hint.is_empty() && problems.get(index + 1).map(|next| &next.hint) != Some(*hint));
            if let Some(hint) = hint {
                let _ = write!(what, "\n   What to do: {hint}");
            }
        }
        Self::refused(what)
    }
}

impl From<CloudError> for Failure {
    fn from(error: CloudError) -> Self {
        let code = if error.code == CloudError::CONFIGURATION { 2 } else { 1 };
        Self::new(code, error.what).why(error.why).hint(error.hint)
    }
}

impl Failure {
    /// What is wrong with the journal in this file.
    pub(super) fn journal(path: &Path, error: JournalError) -> Self {
        let failure = Self::from(error);
        Self { what: format!("{}: {}", path.display(), failure.what), ..failure }
    }
}

impl From<JournalError> for Failure {
    fn from(error: JournalError) -> Self {
        let failure = Self::failed(error.to_string());
        match error {
            JournalError::Damaged { .. } => failure
                .why("the file was changed by something other than cloudstead, or the disk is failing")
                .hint("restore the journal from a backup; nothing in the account was touched"),
            JournalError::Newer(_) | JournalError::NewerLine(_) => Self {
                unusable: Unusable::Newer,
                ..failure
                    .why(format!("this is cloudstead {}", env!("CARGO_PKG_VERSION")))
                    .hint("update cloudstead and run the same command again; nothing is wrong with the file")
            },
            JournalError::Io(error) => failure.hint(advice(&error)),
        }
    }
}

impl From<OrderError> for Failure {
    fn from(error: OrderError) -> Self {
        match error {
            OrderError::Data(risk) => {
                Self::refused(risk.to_string()).hint("nothing was changed; copy the data elsewhere first")
            }
            OrderError::Journal(error) => error.into(),
            OrderError::Problems(problems) => Self::foreseen(problems),
            OrderError::Lost(lost) => Self::gone(lost, None, "cloudstead resume NAME"),
            OrderError::NothingToResume => Self::usage("there is nothing to go on with"),
        }
    }
}

impl Failure {
    /// Things that nothing can bring back as they were, in `region`; `resume` begins again with empty ones.
    pub(super) fn gone(lost: Vec<Lost>, region: Option<Region>, resume: &str) -> Self {
        let failure = Self::refused(OrderError::Lost(lost.clone()).to_string());
        let data = "what was stored there is gone with it, and a new one would be empty";
        let secret =
            "its value was made at random and kept nowhere else: another one opens nothing that was locked with it";
        let region = region.map(|region| format!(" --region {region}")).unwrap_or_default();
        let put_back = |lost: &Lost| {
            format!("`aws ssm put-parameter{region} --type SecureString --name {} --value file://FILE`", lost.aws_id)
        };
        let commands: Vec<String> = lost.iter().filter(|lost| lost.loss == Loss::Secret).map(put_back).collect();
        let failure = if commands.is_empty() {
            failure
                .why(data)
                .hint(format!("{LOOK}. To begin again with an empty one: `{resume}`, which asks for your consent"))
        } else {
            failure.why(secret).hint(format!(
                "nothing was changed. Put the value back from a file that holds it and nothing else; servers that run \
                 still know it: {}; then delete that file and run the same command again",
                commands.join(", ")
            ))
        };
        Self { lost, ..failure }
    }

    /// What is gone, when that is why nothing was done.
    pub(super) fn lost(&self) -> &[Lost] {
        &self.lost
    }
}

/// A reader that has seen enough (`cloudstead status | head`) is the end of the command, not a failure.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::new(0, "");
        }
        Self::failed(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_put_back_where_it_was_and_not_by_typing_it() {
        let lost = ["/cloudstead/demo/secrets/A", "/cloudstead/demo/secrets/B"].map(|aws_id| Lost {
            node: "secret".into(),
            title: "key".to_owned(),
            aws_id: aws_id.to_owned(),
            loss: Loss::Secret,
        });
        let failure = Failure::gone(lost.into(), Some(Region::US_EAST_1), "cloudstead resume demo");
        for name in ["/cloudstead/demo/secrets/A", "/cloudstead/demo/secrets/B"] {
            let command = format!(
                "`aws ssm put-parameter --region us-east-1 --type SecureString --name {name} --value file://FILE`"
            );
            assert!(failure.advice().contains(&command), "{}", failure.advice());
        }
    }
}
