//! What an answer can be: the same for files, flags and the wizard. Domain names, images and secrets have their rules
//! in `model`.

use crate::model::domain;

/// USD per month.
pub const MAX_BUDGET: u32 = 100_000;
const MAX_USAGE: u32 = 1_000_000;
const LONGEST_BACKUPS: u32 = 35;

/// Whether an amount can be a monthly budget.
///
/// # Errors
/// The reason.
pub fn check_budget(dollars: u32) -> Result<(), String> {
    let fits = (1..=MAX_BUDGET).contains(&dollars);
    if fits { Ok(()) } else { Err(format!("whole dollars per month, 1 to {MAX_BUDGET}")) }
}

/// Whether a number can be an assumption about use.
///
/// # Errors
/// The reason.
pub fn check_usage(amount: u32) -> Result<(), String> {
    if amount <= MAX_USAGE { Ok(()) } else { Err(format!("a whole number, 0 to {MAX_USAGE}")) }
}

/// Whether automatic backups can be kept for so many days.
///
/// # Errors
/// The reason.
pub fn check_backup_days(days: u32) -> Result<(), String> {
    if (1..=LONGEST_BACKUPS).contains(&days) { Ok(()) } else { Err(format!("1 to {LONGEST_BACKUPS} days")) }
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
    fn amounts() {
        assert!(check_budget(1).is_ok() && check_budget(MAX_BUDGET).is_ok());
        assert!(check_budget(0).is_err() && check_budget(MAX_BUDGET + 1).is_err());
        assert!(check_usage(0).is_ok() && check_usage(MAX_USAGE).is_ok() && check_usage(MAX_USAGE + 1).is_err());
        assert!(check_backup_days(1).is_ok() && check_backup_days(35).is_ok());
        assert!(check_backup_days(0).is_err() && check_backup_days(36).is_err());
    }

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
