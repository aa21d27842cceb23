//! Something that is found out before a run, and what became of it.

/// One thing that is found out before anything is created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What is asked for, in plain words.
    pub what: String,
    pub found: Found,
}

/// What became of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// There is no answer yet.
    Asking,
    Fine,
    /// It could not be found out, and why. A run notes that and goes on.
    Unknown(String),
    /// It would stop a run: what and why, and what to do, which may be empty.
    Stops {
        why: String,
        hint: String,
    },
}

impl Check {
    /// What to do about something that would stop a run.
    #[must_use]
    pub fn advice(&self) -> Option<&str> {
        match &self.found {
            Found::Stops { hint, .. } if !hint.is_empty() => Some(hint),
            _ => None,
        }
    }

    /// True when it would stop a run.
    #[must_use]
    pub const fn stops(&self) -> bool {
        matches!(self.found, Found::Stops { .. })
    }
}
