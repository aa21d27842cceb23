//! Journal and state together: what is recorded is known, what is known was recorded.

use super::clock::Clock;
use super::journal::{Entry, Journal, JournalError};
use super::state::State;
use super::store::Store;

/// An open journal and its fold.
pub struct Ledger {
    journal: Journal,
    state: State,
    clock: Clock,
    reopened: bool,
}

impl Ledger {
    /// # Errors
    /// When the journal is damaged or cannot be read.
    pub fn open(store: Box<dyn Store>, clock: Clock) -> Result<Self, JournalError> {
        let (journal, entries) = Journal::open(store)?;
        let reopened = !entries.is_empty();
        Ok(Self { journal, state: State::from_entries(&entries), clock, reopened })
    }

    /// Makes the entry durable, then lets the state know.
    ///
    /// # Errors
    /// When it could not be made durable; the state is then unchanged.
    pub fn record(&mut self, entry: &Entry) -> Result<(), JournalError> {
        self.journal.append(self.clock.now_millis(), entry)?;
        self.state.apply(entry);
        Ok(())
    }

    /// True when earlier sessions wrote it. Its newest entries may be missing then: folders are restored from backups.
    #[must_use]
    pub const fn reopened(&self) -> bool {
        self.reopened
    }

    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }
}
