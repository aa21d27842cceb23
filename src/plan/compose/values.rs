//! What stands in place of `${…}` in a preset's values.

use super::Composer;
use super::store::provided;
use crate::preset::{Piece, parse_template};
use crate::resource::{Part, Target};

impl Composer<'_> {
    /// A value of the preset, for an app that is reached at `target`.
    pub(super) fn value(&self, text: &str, target: &Target) -> Vec<Part> {
        let pieces = parse_template(text).unwrap_or_default();
        pieces.iter().flat_map(|piece| self.parts(piece, target)).collect()
    }

    fn parts(&self, piece: &Piece, target: &Target) -> Vec<Part> {
        let text = |text: &str| vec![Part::Text(text.to_owned())];
        match piece {
            Piece::Text(words) => text(words),
            Piece::Secret(name) if self.layout.has_secret(name) => vec![Part::Secret(name.clone())],
            Piece::SecretUrl(name) if self.layout.has_secret(name) => vec![Part::SecretUrl(name.clone())],
            Piece::Secret(name) | Piece::SecretUrl(name) => {
                text(self.layout.preset.secrets.get(name).map_or("", |need| need.otherwise.as_str()))
            }
            Piece::Url(service) => {
                let mut parts = text(&format!("{}://", self.layout.scheme()));
                parts.extend(self.service_host(service, target));
                merged(parts)
            }
            Piece::Host(service) => self.service_host(service, target),
            Piece::Name(service) => self.service_name(service, target),
            Piece::Scheme(_) => text(self.layout.scheme()),
            Piece::Internal(service) => {
                let port =
                    self.layout.preset.services.get(service).and_then(|service| service.port).unwrap_or_default();
                text(&format!("http://{service}:{port}"))
            }
            Piece::Store { store, value } => match self.layout.preset.stores.get(store) {
                Some(found) => provided(self, store, found, *value),
                None => Vec::new(),
            },
            Piece::Region => text(self.layout.answers.region.code()),
            Piece::Domain => text(self.layout.answers.domain.name().unwrap_or_default()),
            Piece::Email => text(self.layout.answers.alerts.email.as_deref().unwrap_or_default()),
        }
    }
}

/// Neighbouring texts as one.
fn merged(parts: Vec<Part>) -> Vec<Part> {
    let mut merged: Vec<Part> = Vec::new();
    for part in parts {
        match (merged.last_mut(), part) {
            (Some(Part::Text(before)), Part::Text(more)) => before.push_str(&more),
            (_, part) => merged.push(part),
        }
    }
    merged
}
