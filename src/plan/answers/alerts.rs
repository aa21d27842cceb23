//! Who is told.

use serde::{Deserialize, Serialize};

use crate::model::domain;

/// Who is told when something is wrong or dear.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Alerts {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

impl Alerts {
    pub(super) const KEYS: &'static [&'static str] = &["email"];

    pub(super) fn is_empty(&self) -> bool {
        self.email.is_none()
    }
}

/// Whether a text can be an e-mail address: one without quotes, and without braces, in which Caddy looks for variables.
///
/// # Errors
/// The reason.
pub fn check_email(email: &str) -> Result<(), &'static str> {
    let Some((user, host)) = email.split_once('@') else { return Err("an address such as me@example.com") };
    let plain = |c: char| {
        c.is_ascii_graphic()
            && !matches!(c, '"' | '(' | ')' | ',' | ':' | ';' | '<' | '>' | '@' | '[' | '\\' | ']' | '{' | '}')
    };
    if user.is_empty()
        || !email.chars().all(|c| c == '@' || plain(c))
        || domain::check(&host.to_ascii_lowercase()).is_err()
    {
        return Err("an address such as me@example.com");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for good in ["me@example.com", "first.last+tag@mail.example.org", "#me@example.com"] {
            assert_eq!(check_email(good), Ok(()), "{good}");
        }
        for bad in
            ["", "me", "me@", "@example.com", "a b@example.com", "a@b@c.com", "x<y@example.com", "{$X}@example.com"]
        {
            assert!(check_email(bad).is_err(), "{bad}");
        }
    }
}
