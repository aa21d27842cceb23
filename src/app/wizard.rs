//! `cloudstead` without a command: the wizard, or the menu of what exists.

use std::io::{self, Write as _};
use std::path::Path;
use std::time::Duration;

use tokio::sync::mpsc;

use super::App;
use super::errand::Errand;
use super::failure::Failure;
use super::input::{anchored, planned};
use super::kept::Left;
use super::own;
use super::running::runtime;
use super::screen;
use super::secrets::Given;
use crate::engine::store::write_private;
use crate::engine::{Remains, State};
use crate::file;
use crate::model::DeploymentName;
use crate::plain::{Ended, Errands, accessible, ask};
use crate::plan::Answers;
use crate::preset::{CATALOG, by_name};
use crate::wizard::{Effect, Msg, Offer, Setup, Wizard};

/// How long a review waits for the account check.
const SETTLE: Duration = Duration::from_secs(5);
/// How long it waits for what a run would meet. The run asks again, so what is not known by then stops nobody.
const CHECKS: Duration = Duration::from_secs(30);
/// The app that stands first in the wizard's list, and that Enter means.
const FIRST: &str = "compai";

impl App {
    pub(super) fn open(&self) -> Result<u8, Failure> {
        let existing: Vec<(String, State)> = self.all_readable()?;
        if self.full_screen() {
            return screen::open(self, &existing);
        }
        if !self.can_ask() {
            return Err(Failure::usage("there is no terminal to ask on").hint(format!(
                "use `{}`; `cloudstead --help` lists everything",
                self.command("deploy --answers FILE --yes")
            )));
        }
        let left: Vec<Remains> = self.left()?.iter().map(Left::shown).collect();
        if !left.is_empty() {
            let list = self.command("list");
            writeln!(
                io::stderr(),
                "Kept from removed deployments: {}; `{list}` says what, and how it goes.",
                Remains::costs_of(&left)
            )?;
        }
        if existing.is_empty() { self.ask_everything(&existing) } else { self.menu(&existing) }
    }

    /// A wizard at its first question, or where an earlier visit ended.
    pub(super) fn new_wizard(&self, existing: &[(String, State)]) -> Result<Wizard, Failure> {
        let mut offers: Vec<Offer> =
            CATALOG.iter().filter_map(|entry| by_name(entry.name).ok()).map(Offer::from).collect();
        // All others by their names, as they stand in the catalog.
        offers.sort_by_key(|offer| offer.preset.name != FIRST);
        let draft = self.draft_path().ok().and_then(|path| file::read_text(&path, file::SETTINGS).ok());
        let draft = draft.and_then(|text| Answers::parse(&text).ok());
        let setup = Setup {
            own: true,
            own_before: draft.as_ref().and_then(|draft| own::made_before(&draft.preset)),
            offers,
            time_zone: time_zone(),
            practice: self.common.practice,
            taken: existing.iter().map(|(name, _)| name.clone()).chain(self.unusable()?).collect(),
            region: self.region()?,
            draft,
        };
        Wizard::new(setup).map_err(|error| Failure::failed(error.to_string()))
    }

    /// Carries out what the wizard wants kept.
    pub(super) fn save_draft(&self, text: &str) -> Result<(), Failure> {
        write_private(&self.draft_path()?, text.as_bytes())?;
        Ok(())
    }

    /// The draft that became this deployment has served.
    pub(super) fn forget_draft(&self, name: &DeploymentName) {
        let Ok(path) = self.draft_path() else { return };
        let draft = file::read_text(&path, file::SETTINGS).ok().and_then(|text| Answers::parse(&text).ok());
        if draft.is_some_and(|draft| draft.name == *name) {
            let _ = std::fs::remove_file(path);
        }
    }

    /// What a confirmed wizard leads to.
    pub(super) fn errand(&self, answers: &Answers) -> Result<Errand, Failure> {
        let answers = &anchored(answers.clone(), Path::new(""))?;
        let (_, blueprint) = planned(answers)?;
        let known = self.known(answers.name.as_str())?;
        let order = self.order_for(known.as_ref(), answers, &blueprint)?;
        let secrets = Given::read(answers)?;
        Ok(Errand { name: answers.name.clone(), region: answers.region, order, secrets, agreed: Vec::new() })
    }

    pub(super) fn ask_everything(&self, existing: &[(String, State)]) -> Result<u8, Failure> {
        let mut wizard = self.new_wizard(existing)?;
        let (sender, news) = mpsc::unbounded_channel();
        let mut errands = Background { app: self, runtime: runtime()?, sender, news, pending: 0 };
        let ended = if self.numbered() {
            accessible::ask(&mut wizard, &mut errands, &mut io::stdin().lock(), &mut io::stderr())?
        } else {
            ask::ask(&mut wizard, &mut errands, &mut io::stderr())
                .map_err(|error| Failure::failed(error.to_string()))?
        };
        match ended {
            Ended::Deploy(answers) => {
                let errand = self.errand(&answers)?;
                self.run_order(errand)
            }
            Ended::Quit => {
                writeln!(io::stderr(), "Nothing was created. Your answers are kept for next time.")?;
                Ok(0)
            }
            Ended::Interrupted => {
                writeln!(io::stderr(), "\nNothing was created. Your answers are kept for next time.")?;
                Ok(super::signals::INTERRUPTED)
            }
        }
    }
}

/// Errands of the line-oriented wizard: carried out when it asks for news.
struct Background<'a> {
    app: &'a App,
    runtime: tokio::runtime::Runtime,
    sender: mpsc::UnboundedSender<Effect>,
    news: mpsc::UnboundedReceiver<Effect>,
    pending: usize,
}

impl Background<'_> {
    fn carry_out(&mut self) -> Vec<Msg> {
        let mut messages = Vec::new();
        while let Ok(effect) = self.news.try_recv() {
            self.pending -= 1;
            let app = self.app;
            let patience = if matches!(effect, Effect::CheckPlan { .. }) { CHECKS } else { SETTLE };
            let work = async {
                match effect {
                    Effect::CheckAccount { region } => Some(app.check_account(region).await),
                    Effect::ListZones => Some(app.list_zones(crate::model::Region::US_EAST_1).await),
                    Effect::CheckPlan { turn, answers } => {
                        Some(Msg::Checks { turn, list: app.check_plan(&answers, &|_| {}).await })
                    }
                    Effect::Import { turn, from } => Some(own::answer(turn, &from)),
                    Effect::StopChecking | Effect::SaveDraft(_) | Effect::Deploy(_) | Effect::Quit => None,
                }
            };
            let limited = self.runtime.block_on(async { tokio::time::timeout(patience, work).await });
            messages.extend(limited.ok().flatten());
        }
        messages
    }
}

impl Errands for Background<'_> {
    fn begin(&mut self, effect: Effect) {
        if let Effect::SaveDraft(text) = &effect {
            // A draft that cannot be kept is a pity, not a reason to stop answering.
            let _ = self.app.save_draft(text);
            return;
        }
        self.pending += 1;
        let _ = self.sender.send(effect);
    }

    fn news(&mut self) -> Vec<Msg> {
        if self.app.common.practice { self.carry_out() } else { Vec::new() }
    }

    fn settle(&mut self) -> Vec<Msg> {
        self.carry_out()
    }
}

/// Where the clock of this person stands: the variable that POSIX programs read, else the machine's setting.
pub(super) fn time_zone() -> Option<String> {
    let variable = std::env::var("TZ").ok().filter(|zone| !zone.is_empty());
    // `:Europe/Berlin` and a file's path say the same.
    let name = |zone: String| {
        zone.rsplit_once("zoneinfo/")
            .map_or_else(|| zone.trim_start_matches(':').to_owned(), |(_, name)| name.to_owned())
    };
    variable.map(name).or_else(|| iana_time_zone::get_timezone().ok())
}
