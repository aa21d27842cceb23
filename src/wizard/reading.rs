//! An app of the person's own is read: a compose file, an image or a preset file, made into a preset outside and taken
//! in here.

use std::sync::OnceLock;

use super::offer::Offer;
use super::own::{Asked, Made, OwnApp, Report};
use super::state::{State, free_name};
use super::steps::APP;
use super::{Effect, REVIEW, Wizard};
use crate::model::name::MAX_DEPLOYMENT_NAME;
use crate::model::text::clean_line;

/// Name of a deployment whose app has none that fits.
const NAMELESS: &str = "my-app";

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
