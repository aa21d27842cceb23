//! What is said to a person who is not signed in: what is wrong, how to sign in, and what happens then.

use super::{AccountState, Wizard};
use crate::model::text::capital;

/// For those who have neither yet. AWS's own pages.
const BEGINNERS: &str = "New to AWS? Open an account at https://aws.amazon.com (it asks for a payment card), and \
    install the AWS CLI, version 2.32 or newer, from https://aws.amazon.com/cli: it is the `aws` of that command.";

impl Wizard {
    /// True while AWS says that nobody is signed in.
    #[must_use]
    pub const fn signed_out(&self) -> bool {
        matches!(self.account, AccountState::SignedOut { .. })
    }

    /// Who is signed in, once AWS was asked again and knows: then yes must be said once more, to an account that has
    /// been seen.
    #[must_use]
    pub fn signed_in_now(&self) -> Option<String> {
        let ready = self.asked_again && matches!(self.account, AccountState::Ready { .. });
        ready.then(|| self.account.line())
    }

    /// What to do before the last question can be answered by yes; nothing for who is signed in.
    pub(super) fn sign_in_first(&self) -> Vec<String> {
        match &self.account {
            AccountState::Checking if self.asked_again => vec!["Asking AWS again who is signed in.".to_owned()],
            AccountState::SignedOut { detail, how, restart } => {
                let again = if self.asked_again { "asked again: " } else { "" };
                let mut words = vec![format!("{}. {}", capital(&format!("{again}{detail}")), then(how, *restart))];
                words.extend((how.contains("`aws login") && !restart).then(|| BEGINNERS.to_owned()));
                words
            }
            _ => Vec::new(),
        }
    }
}

fn then(how: &str, restart: bool) -> String {
    let how = capital(how);
    if restart {
        return format!(
            "{how}. This program keeps what it was started with: leave it (Ctrl-C) first, and start it again \
            afterwards; your answers are kept."
        );
    }
    format!("{how} in another window, then press y here: AWS is asked again, and nothing is created yet.")
}
