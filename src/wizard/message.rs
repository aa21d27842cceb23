//! What goes into the wizard and what it wants from outside.

use super::check::Check;
use super::own::{Made, OwnApp};
use crate::model::{Region, Secret};
use crate::plan::Answers;

/// One thing that happened: a key, or news from outside.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// The Enter key: on to the next text of the same screen, or to the next question when there is none.
    Enter,
    /// To the next question, whatever has the focus; refused with an explanation while something is wrong.
    Next,
    /// To the question before; every answer is kept.
    Back,
    /// To a question that was visited before, by its place in the trail.
    Jump(usize),
    /// Selects the option above the selected one.
    Up,
    /// Selects the option below the selected one.
    Down,
    /// Selects an option of the focused choice.
    Choose(usize),
    FocusNext,
    FocusPrevious,
    /// Gives the focus to a field of the screen.
    Focus(usize),
    /// The whole new text of the focused field, or what is typed at a choice ([`super::Typing`]). Any text may be a
    /// secret, so none is ever printed.
    SetText(Secret),
    /// Opens or closes the editor of the estimate's assumptions.
    ToggleAssumptions,
    /// "Yes, deploy": only means something in the review.
    Confirm,
    /// Asks the account again, after signing in or switching a region on.
    CheckAgain,
    /// What the account check brought.
    Account(AccountState),
    /// Domain zones of the account (Route 53).
    Zones(Vec<String>),
    /// What the checks of a turn brought so far, all of them.
    Checks {
        turn: u32,
        list: Vec<Check>,
    },
    /// What became of an app of one's own that was asked for in this turn, or why nothing did.
    Imported {
        turn: u32,
        result: Result<Box<Made>, String>,
    },
    /// Leaves; what was answered is kept as a draft.
    Cancel,
}

impl Msg {
    /// The new text of the focused field.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::SetText(Secret::new(text.into()))
    }
}

/// What the application must do for the wizard.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Find out who is signed in and whether the region can be used; answer with [`Msg::Account`].
    CheckAccount {
        region: Region,
    },
    /// List the account's Route 53 zones; answer with [`Msg::Zones`].
    ListZones,
    /// Find out what a run with these answers would meet, and make nothing; answer with [`Msg::Checks`] of this turn,
    /// as often as something is known. It takes the place of what was asked before.
    CheckPlan {
        turn: u32,
        answers: Box<Answers>,
    },
    /// Nobody waits for the checks any more.
    StopChecking,
    /// Make a preset of this, beside it and over nothing; answer with [`Msg::Imported`] of this turn.
    Import {
        turn: u32,
        from: OwnApp,
    },
    /// Keep this answers file, which holds no secret.
    SaveDraft(String),
    /// Everything is answered and confirmed.
    Deploy(Box<Answers>),
    Quit,
}

/// Who is signed in, as far as it is known. Never keeps anyone from answering.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum AccountState {
    #[default]
    Checking,
    Ready {
        /// Twelve digits.
        account: String,
        /// User or role, in words.
        who: String,
        /// On AWS's free plan, which does not include everything.
        free_plan: bool,
    },
    SignedOut {
        /// What is wrong, such as `you are not signed in to AWS (no sign-in was found on this machine)`.
        detail: String,
        /// How this person signs in, such as "run `aws login`".
        how: String,
        /// A sign-in in another window is not seen here: the program must be started again.
        restart: bool,
    },
    /// The account did not answer; why.
    Unknown(String),
    /// The account must switch the region on before it can be used.
    RegionOff { region: Region },
}

impl AccountState {
    /// For the title line: `account 1234-5678-9012 (anna)`.
    #[must_use]
    pub fn line(&self) -> String {
        match self {
            Self::Checking => "checking the account".to_owned(),
            Self::Ready { account, who, .. } if who.is_empty() => format!("account {}", grouped(account)),
            Self::Ready { account, who, .. } => format!("account {} ({who})", grouped(account)),
            Self::SignedOut { .. } => "not signed in yet".to_owned(),
            Self::Unknown(_) => "account not checked".to_owned(),
            Self::RegionOff { region } => format!("{region} is switched off"),
        }
    }
}

/// `1234-5678-9012`; anything but twelve digits stays as it is.
fn grouped(account: &str) -> String {
    if account.len() != 12 || !account.bytes().all(|b| b.is_ascii_digit()) {
        return account.to_owned();
    }
    format!("{}-{}-{}", &account[..4], &account[4..8], &account[8..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_read_as_on_the_bill() {
        let ready = |account: &str, who: &str| {
            AccountState::Ready { account: account.to_owned(), who: who.to_owned(), free_plan: false }.line()
        };
        assert_eq!(ready("123456789012", "anna"), "account 1234-5678-9012 (anna)");
        assert_eq!(ready("12", ""), "account 12");
    }

    #[test]
    fn typed_text_is_never_printed() {
        assert!(!format!("{:?}", Msg::text("hunter2")).contains("hunter2"));
    }
}
