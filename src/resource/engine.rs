//! What RDS runs.

use serde::{Deserialize, Serialize};

/// A kind of database, as Amazon RDS has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    #[default]
    Postgres,
    Mysql,
    Mariadb,
}

impl Engine {
    /// RDS's name of it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Mysql => "mysql",
            Self::Mariadb => "mariadb",
        }
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::Mysql => "MySQL",
            Self::Mariadb => "MariaDB",
        }
    }

    /// Where its prices stand.
    #[must_use]
    pub const fn item(self) -> &'static str {
        match self {
            Self::Postgres => "rds_postgresql",
            Self::Mysql => "rds_mysql",
            Self::Mariadb => "rds_mariadb",
        }
    }

    #[must_use]
    pub const fn port(self) -> u16 {
        match self {
            Self::Postgres => 5432,
            Self::Mysql | Self::Mariadb => 3306,
        }
    }

    /// Versions that RDS creates without its paid Extended Support, without their last part (RDS release calendars,
    /// read in November 2026: PostgreSQL 13 left standard support in February 2026, MySQL 8.0 in July, MariaDB 10.6 in
    /// August).
    #[must_use]
    pub const fn versions(self) -> &'static [&'static str] {
        match self {
            Self::Postgres => &["14", "15", "16", "17", "18"],
            Self::Mysql => &["8.4"],
            Self::Mariadb => &["10.11", "11.4", "11.8"],
        }
    }

    /// What refuses a version that has left standard support instead of billing a surcharge for it. RDS has neither for
    /// MariaDB (API reference, `CreateDBInstance`: `EngineLifecycleSupport`).
    #[must_use]
    pub const fn lifecycle(self) -> Option<&'static str> {
        match self {
            Self::Postgres | Self::Mysql => Some("open-source-rds-extended-support-disabled"),
            Self::Mariadb => None,
        }
    }

    /// Settings that every database of its kind gets: PostgreSQL is reached by TLS alone. The drivers of MySQL do not
    /// begin TLS by themselves, so that there it is left to the app.
    #[must_use]
    pub const fn settings(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Postgres => &[("rds.force_ssl", "1")],
            Self::Mysql | Self::Mariadb => &[],
        }
    }

    /// Whether a full version, such as `8.4.7`, is of a version without its last part.
    #[must_use]
    pub fn is_of(full: &str, version: &str) -> bool {
        full.strip_prefix(version).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    pub(super) fn is_postgres(&self) -> bool {
        *self == Self::Postgres
    }
}

#[cfg(test)]
mod tests {
    use super::Engine;

    #[test]
    fn extended_support_is_refused_where_rds_has_it() {
        assert!(Engine::Postgres.lifecycle().is_some() && Engine::Mysql.lifecycle().is_some());
        assert_eq!(Engine::Mariadb.lifecycle(), None);
    }

    #[test]
    fn a_full_version_is_of_its_own_alone() {
        assert!(Engine::is_of("17.11", "17") && Engine::is_of("8.4.7", "8.4") && Engine::is_of("17", "17"));
        assert!(!Engine::is_of("17.11", "1") && !Engine::is_of("8.40.1", "8.4") && !Engine::is_of("11.4.1", "11.8"));
    }
}
