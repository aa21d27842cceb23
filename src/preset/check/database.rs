//! Databases: what RDS takes where it has the kind, since any tier may put it there.

use crate::model::database_name;
use crate::preset::{Store, StoreKind};
use crate::resource::Engine;

pub(super) fn database(store: &str, database: &Store) -> Result<(), String> {
    match database.kind {
        StoreKind::Postgres => {
            let known = Engine::Postgres.versions();
            if !known.contains(&database.version.as_str()) {
                let known = known.join(", ");
                return Err(format!(
                    "`{store}.version`: a major version of PostgreSQL that RDS creates, one of {known}"
                ));
            }
        }
        _ if is_version(&database.version) => {}
        kind => return Err(format!("`{store}.version`: a version of {}, such as `8` or `8.4`", kind.title())),
    }
    if database.kind.is_cache() {
        return Ok(());
    }
    database_name::check(&database.database).map_err(|why| format!("`{store}.database`: {why}"))?;
    database_name::check_user(&database.user).map_err(|why| format!("`{store}.user`: {why}"))
}

/// Part of the tag of an image.
fn is_version(version: &str) -> bool {
    version.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}
