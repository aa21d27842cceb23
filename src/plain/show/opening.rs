//! How the last page begins.

use crate::wizard::Wizard;

/// That nothing exists yet, and as whom it would be created.
#[must_use]
pub fn opening(wizard: &Wizard) -> String {
    if let Some(account) = wizard.signed_in_now() {
        return format!("You are signed in now: {account}. Read this, then say yes once more.");
    }
    if wizard.signed_out() {
        return "Nothing exists yet. Sign in, then say yes.".to_owned();
    }
    format!("Nothing exists yet. Read this, then say yes.    {}", wizard.account().line())
}
