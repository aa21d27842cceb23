//! An app of the person's own: what it is made of, and what came of it. `reading.rs` has it read and takes it in.

use super::offer::Offer;
use crate::model::image;

/// What the entry in the list of apps is called.
pub(super) const TITLE: &str = "My own app";
/// Port that people open when nothing else is said.
const PORT: u16 = 8080;

/// What an app of one's own is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnApp {
    /// A compose file, the folder of one, or a preset file, as it was typed.
    Path(String),
    Image {
        image: String,
        /// That people open.
        port: u16,
        /// Folder in the container where it keeps data.
        data: Option<String>,
    },
}

/// A preset that was made of it, and what became of the rest.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    pub offer: Offer,
    /// Where the preset is, as people write it.
    pub shown: String,
    /// Where it was written and what else to know of that, a sentence.
    pub written: String,
    /// What is not in it: place, key and reason.
    pub left_out: Vec<String>,
    /// How many things are in it in another form.
    pub changed: usize,
}

/// What is said of it once, before the questions go on: front ends draw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub title: String,
    pub written: String,
    /// What a person must settle before it can be deployed.
    pub open: Vec<String>,
    pub left_out: Vec<String>,
    pub changed: String,
}

/// What is being read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    First(OwnApp),
    /// Its preset once more.
    Again,
}

/// What is asked about an app of one's own, and what came of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Own {
    /// The list has the entry.
    pub(super) on_offer: bool,
    pub(super) source: String,
    /// Nothing while nobody typed one.
    pub(super) port: Option<String>,
    pub(super) data: String,
    /// Its place among the offers, once it is made.
    pub(super) offer: Option<usize>,
    /// What it was made of.
    pub(super) made: Option<(OwnApp, Made)>,
    /// What could not be made, and why.
    pub(super) failed: Option<(OwnApp, String)>,
    pub(super) asked: Option<Asked>,
    pub(super) turn: u32,
}

impl Own {
    pub(super) fn on_offer(on_offer: bool) -> Self {
        Self { on_offer, ..Self::default() }
    }

    pub(super) fn is_image(&self) -> bool {
        let text = self.source.trim();
        let lower = text.to_lowercase();
        let file = [".yml", ".yaml", ".toml"].iter().any(|ending| lower.ends_with(ending));
        // Without a version it may as well be a folder.
        !file && !text.starts_with(['.', '/', '~']) && text.contains([':', '@']) && image::check(text).is_ok()
    }

    pub(super) fn port_text(&self) -> String {
        self.port.clone().unwrap_or_else(|| PORT.to_string())
    }

    pub(super) fn port(&self) -> Result<u16, String> {
        let text = self.port_text();
        let port = text.trim().parse::<u16>().ok().filter(|port| *port > 0);
        port.ok_or_else(|| "a port is a number from 1 to 65535, such as 8080".to_owned())
    }

    pub(super) fn data(&self) -> Result<Option<String>, String> {
        let text = self.data.trim();
        let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
        let well = text.starts_with('/') && text.len() > 1 && text.chars().all(plain) && !text.contains("..");
        match text {
            "" => Ok(None),
            _ if well => Ok(Some(text.trim_end_matches('/').to_owned())),
            _ => Err("a folder in the container begins with / and is not / alone, such as /data".to_owned()),
        }
    }

    /// What is asked for now; nothing while something of it is missing or wrong.
    pub(super) fn wanted(&self) -> Option<OwnApp> {
        let text = self.source.trim();
        if text.is_empty() {
            return None;
        }
        if !self.is_image() {
            return Some(OwnApp::Path(text.to_owned()));
        }
        Some(OwnApp::Image { image: text.to_owned(), port: self.port().ok()?, data: self.data().ok()? })
    }

    /// What was made of what is typed now.
    pub(super) fn made(&self) -> Option<&Made> {
        let wanted = self.wanted()?;
        self.made.as_ref().filter(|(of, _)| *of == wanted).map(|(_, made)| made)
    }

    pub(super) fn failure(&self) -> Option<&str> {
        let wanted = self.wanted()?;
        self.failed.as_ref().filter(|(of, _)| *of == wanted).map(|(_, why)| why.as_str())
    }

    pub(super) const fn is_reading(&self) -> bool {
        matches!(self.asked, Some(Asked::First(_)))
    }

    /// As an earlier visit left it: the preset file is what it is made of.
    pub(super) fn resume(&mut self, offer: &Offer, place: usize) {
        self.source.clone_from(&offer.reference);
        self.offer = Some(place);
        let made = Made {
            offer: offer.clone(),
            shown: offer.reference.clone(),
            written: String::new(),
            left_out: Vec::new(),
            changed: 0,
        };
        self.made = Some((OwnApp::Path(offer.reference.clone()), made));
    }
}
