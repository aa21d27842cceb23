//! An app of the person's own: a compose file, an image or a preset file, made into a preset outside and taken in here.

use std::sync::OnceLock;

use super::setup::Offer;
use super::state::{State, free_name};
use super::steps::APP;
use super::{Effect, REVIEW, Wizard};
use crate::model::image;
use crate::model::name::MAX_DEPLOYMENT_NAME;
use crate::model::text::clean_line;

/// What the entry in the list of apps is called.
pub(super) const TITLE: &str = "My own app";
/// Port that people open when nothing else is said.
const PORT: u16 = 8080;
/// Name of a deployment whose app has none that fits.
const NAMELESS: &str = "my-app";

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
enum Asked {
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
    made: Option<(OwnApp, Made)>,
    /// What could not be made, and why.
    pub(super) failed: Option<(OwnApp, String)>,
    asked: Option<Asked>,
    turn: u32,
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

impl State {
    fn take(&mut self, offer: Offer) {
        let base: String = offer.preset.name.chars().take(MAX_DEPLOYMENT_NAME).collect();
        let base = base.trim_end_matches('-');
        let name = free_name(base, &self.taken).or_else(|| free_name(NAMELESS, &self.taken));
        let name = name.unwrap_or_else(|| self.names[0].clone());
        match self.own.offer {
            Some(place) => {
                self.offers[place] = offer;
                self.names[place] = name;
                self.cheapest[place] = OnceLock::new();
            }
            None => {
                self.own.offer = Some(self.offers.len());
                self.offers.push(offer);
                self.names.push(name);
                self.cheapest.push(OnceLock::new());
            }
        }
    }
}

impl Wizard {
    /// True while the chosen app of one's own is not known: nothing can be said of what it needs and costs.
    #[must_use]
    pub fn is_unread(&self) -> bool {
        self.state.own_chosen() && self.state.own.made().is_none()
    }

    /// True at a field that is asked for an app of one's own: back is the list then.
    #[must_use]
    pub fn is_inside_own(&self) -> bool {
        self.at == APP && self.overlay.is_none() && self.focus > 0 && self.state.own_chosen()
    }

    /// True while it is being read.
    #[must_use]
    pub const fn is_reading(&self) -> bool {
        self.state.own.is_reading()
    }

    /// Points that must be settled before the chosen app of one's own can be deployed, and the file they stand in.
    #[must_use]
    pub fn open_points(&self) -> Option<(&[String], &str)> {
        let (_, made) = self.state.own.made.as_ref().filter(|_| self.state.own_chosen())?;
        let open = &self.preset().open;
        (!open.is_empty()).then_some((open.as_slice(), made.shown.as_str()))
    }

    /// True where what was typed could not be read, which may be mended meanwhile.
    pub(super) fn can_retry(&self) -> bool {
        let wrong = self.fields().into_iter().filter(|field| field.error.is_some()).count();
        self.at == APP && self.overlay.is_none() && self.own_failure().is_some() && wrong == 1
    }

    fn own_failure(&self) -> Option<&str> {
        self.state.own.failure().filter(|_| self.state.own_chosen())
    }

    /// Has it read; once is enough.
    pub(super) fn read_own(&mut self) -> Vec<Effect> {
        let own = &mut self.state.own;
        let Some(wanted) = own.wanted().filter(|wanted| own.asked != Some(Asked::First(wanted.clone()))) else {
            return Vec::new();
        };
        own.failed = None;
        own.asked = Some(Asked::First(wanted.clone()));
        own.turn += 1;
        vec![Effect::Import { turn: own.turn, from: wanted }]
    }

    /// Has the preset file read again: its points may be settled now.
    pub(super) fn read_again(&mut self) -> Option<Effect> {
        self.open_points()?;
        let own = &mut self.state.own;
        let (_, made) = own.made.as_ref().filter(|_| own.asked.is_none())?;
        let from = OwnApp::Path(made.offer.reference.clone());
        own.asked = Some(Asked::Again);
        own.turn += 1;
        Some(Effect::Import { turn: own.turn, from })
    }

    pub(super) fn imported(&mut self, turn: u32, result: Result<Box<Made>, String>) {
        if turn != self.state.own.turn {
            return;
        }
        let Some(asked) = self.state.own.asked.take() else { return };
        let first = asked != Asked::Again;
        match (result, asked) {
            // Something else was typed meanwhile.
            (Ok(_), Asked::First(of)) if self.state.own.wanted().as_ref() != Some(&of) => {}
            (Ok(made), Asked::First(of)) => {
                self.state.take(made.offer.clone());
                self.state.own.made = Some((of, *made));
            }
            (Ok(made), Asked::Again) => {
                self.state.take(made.offer.clone());
                if let Some((_, known)) = &mut self.state.own.made {
                    known.offer = made.offer;
                }
            }
            (Err(why), Asked::First(of)) => self.state.own.failed = Some((of, why)),
            (Err(why), Asked::Again) => self.refusal = Some(why),
        }
        // The same name may stand for another preset now.
        self.plans.take();
        self.outdated = None;
        self.before = None;
        if first && self.at == APP && self.overlay.is_none() && self.state.own_chosen() {
            self.attempted = true;
            self.report = self.state.own.made().is_some();
            self.set_focus(1);
        }
    }

    /// What is to be read before the questions go on.
    pub(super) fn own_report(&self) -> Option<Report> {
        let made = self.state.own.made().filter(|_| self.report)?;
        let changed = match made.changed {
            0 => String::new(),
            1 => format!("1 thing is different from the file: a comment in {} says which and why.", made.shown),
            count => {
                format!("{count} things are different from the file: comments in {} say which and why.", made.shown)
            }
        };
        Some(Report {
            title: format!("{} can be planned", made.offer.preset.title),
            written: made.written.clone(),
            open: made.offer.preset.open.iter().map(|point| clean_line(point)).collect(),
            left_out: made.left_out.clone(),
            changed,
        })
    }

    /// On from what was read: to the name, which is a suggestion.
    pub(super) fn close_report(&mut self, on: bool) {
        self.report = false;
        self.attempted = false;
        let wanted = if on { "name" } else { "source" };
        let place = self.fields().iter().position(|field| field.key == wanted).unwrap_or(0);
        self.set_focus(place);
    }

    /// Why these answers cannot be deployed although all are given.
    pub(super) fn unsettled(&self) -> Option<String> {
        let (open, shown) = self.open_points()?;
        let count = if open.len() == 1 { "A point is".to_owned() } else { format!("{} points are", open.len()) };
        Some(format!(
            "{count} open: nothing is deployed before. Settle each in {shown} and take it out of `open` there; then \
            press y again: the file is read again each time."
        ))
    }

    pub(super) const fn is_at_review(&self) -> bool {
        self.at == REVIEW && self.overlay.is_none()
    }
}
