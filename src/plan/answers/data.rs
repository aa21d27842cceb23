//! How data is protected.

use serde::{Deserialize, Serialize};

/// Whether a number can be an answer, and why not.
type Allowed = fn(u32) -> Result<(), String>;

const LONGEST_BACKUPS: u32 = 35;

/// How data is protected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Data {
    /// Days that automatic backups are kept, 1 to 35.
    pub backup_days: u32,
}

impl Default for Data {
    fn default() -> Self {
        Self { backup_days: 7 }
    }
}

impl Data {
    pub(super) const KEYS: &'static [&'static str] = &["backup_days"];
    /// What its numbers may be.
    pub(super) const NUMBERS: [(&'static str, Allowed); 1] = [("backup_days", check_backup_days)];
}

/// Whether automatic backups can be kept for so many days.
fn check_backup_days(days: u32) -> Result<(), String> {
    if (1..=LONGEST_BACKUPS).contains(&days) { Ok(()) } else { Err(format!("1 to {LONGEST_BACKUPS} days")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days() {
        assert!(check_backup_days(1).is_ok() && check_backup_days(35).is_ok());
        assert!(check_backup_days(0).is_err() && check_backup_days(36).is_err());
        let written = toml::Table::try_from(Data::default()).unwrap();
        assert!(written.keys().eq(Data::KEYS));
    }
}
