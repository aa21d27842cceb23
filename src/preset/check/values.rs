//! What values may name: environment, words of a command, texts of files.

use crate::preset::{Container, Piece, Preset, Store, StoreKind, StoreValue, parse_template};

/// A value with everything it names in the preset.
pub(super) fn value(preset: &Preset, place: &str, value: &str) -> Result<(), String> {
    if value.contains('\0') {
        return Err(format!("{place} has a NUL character in it"));
    }
    let pieces = parse_template(value).map_err(|error| format!("{place}: {error}"))?;
    match pieces.iter().find_map(|piece| missing(preset, piece)) {
        Some(what) => Err(format!("{place} names {what}, which the preset does not have")),
        None => Ok(()),
    }
}

/// What a piece names that is not there.
fn missing(preset: &Preset, piece: &Piece) -> Option<String> {
    match piece {
        Piece::Text(_) | Piece::Region | Piece::Domain | Piece::Email => None,
        Piece::Secret(name) | Piece::SecretUrl(name) => {
            (!preset.secrets.contains_key(name)).then(|| format!("the secret `{name}`"))
        }
        Piece::Url(name) | Piece::Host(name) | Piece::Name(name) | Piece::Scheme(name) => {
            let is_open = |service: &Container| service.public == Some(true) || !service.paths.is_empty();
            let reached = preset.services.get(name).is_some_and(is_open);
            (!reached).then(|| format!("the service `{name}` that people reach"))
        }
        Piece::Internal(name) => {
            let port = preset.services.get(name).and_then(|service| service.port);
            port.is_none().then(|| format!("the service `{name}` with a port"))
        }
        Piece::Store { store, value } => match preset.stores.get(store) {
            None => Some(format!("the store `{store}`")),
            Some(found) if offers(found, *value) => None,
            Some(found) => {
                let name = StoreValue::ALL.iter().find(|(_, one)| one == value).map_or("", |(name, _)| name);
                Some(format!("`{store}.{name}` of a {}", found.kind.title()))
            }
        },
    }
}

fn offers(store: &Store, value: StoreValue) -> bool {
    match value {
        StoreValue::Bucket | StoreValue::Region => store.kind == StoreKind::Bucket,
        // Every cache that AWS runs has a password; nothing stands in its place where a server has it without.
        StoreValue::Url | StoreValue::Host | StoreValue::Port | StoreValue::Password | StoreValue::PasswordUrl => {
            store.kind.is_database()
        }
        StoreValue::User | StoreValue::Name => store.kind.is_database() && !store.kind.is_cache(),
        StoreValue::Tls | StoreValue::Ca => store.kind.is_cache() || store.kind.engine().is_some(),
        StoreValue::Sslmode => store.kind == StoreKind::Postgres,
    }
}
