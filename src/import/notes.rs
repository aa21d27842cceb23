//! What became of everything that a compose file says.

use super::yaml::At;

/// What happened to a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// It is in the preset as it was.
    Taken,
    /// It is in the preset in another form.
    Changed,
    /// It is not in the preset.
    Dropped,
}

/// One remark on one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub at: Option<At>,
    pub outcome: Outcome,
    /// The key, such as `services.web.networks`.
    pub what: String,
    /// What was done and why, a sentence without its full stop.
    pub why: String,
}

/// Something that a person must settle before the preset can be deployed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    pub at: Option<At>,
    pub what: String,
    /// A file that belongs to the compose file and was not there: nothing is to be decided, it is to be given.
    pub bring: bool,
}

/// The remarks in the order of their making.
#[derive(Clone, Debug, Default)]
pub(super) struct Notes {
    pub(super) notes: Vec<Note>,
    pub(super) open: Vec<Open>,
}

/// Remarks of one import: more are no help to anybody.
const MOST: usize = 5_000;

impl Notes {
    pub(super) fn taken(&mut self, at: At, what: impl Into<String>, why: impl Into<String>) {
        self.note(at, Outcome::Taken, what.into(), why.into());
    }

    pub(super) fn changed(&mut self, at: At, what: impl Into<String>, why: impl Into<String>) {
        self.note(at, Outcome::Changed, what.into(), why.into());
    }

    pub(super) fn dropped(&mut self, at: At, what: impl Into<String>, why: impl Into<String>) {
        self.note(at, Outcome::Dropped, what.into(), why.into());
    }

    pub(super) fn open(&mut self, at: At, what: impl Into<String>) {
        self.point(Open { at: Some(at), what: what.into(), bring: false });
    }

    /// A file that is not there.
    pub(super) fn bring(&mut self, at: At, what: impl Into<String>) {
        self.point(Open { at: Some(at), what: what.into(), bring: true });
    }

    fn point(&mut self, open: Open) {
        if self.open.len() < MOST && !self.open.contains(&open) {
            self.open.push(open);
        }
    }

    fn note(&mut self, at: At, outcome: Outcome, what: String, why: String) {
        let note = Note { at: Some(at), outcome, what, why };
        match self.notes.len() {
            MOST => {
                let why = format!("there are more than {MOST} remarks: the rest is not told");
                self.notes.push(Note { at: Some(at), outcome: Outcome::Dropped, what: "remarks".to_owned(), why });
            }
            count if count < MOST && !self.notes.contains(&note) => self.notes.push(note),
            _ => {}
        }
    }
}
