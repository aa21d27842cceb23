//! What exists and what can be done with it, line by line: the menu of `cloudstead` without a full screen.

use std::io::{self, Write as _};

use super::App;
use super::destroy::Files;
use super::failure::Failure;
use super::signals::INTERRUPTED;
use super::views::{PRESET, menu};
use crate::engine::State;
use crate::plain::pick::{self, Picked};
use crate::tui::{DeploymentState, Menu};

/// What can be done with a deployment.
enum Deed {
    Resume,
    Look,
    Tier(String),
    Destroy,
    Another,
}

/// Something that was picked, or the exit code of leaving.
enum Choice {
    Line(usize),
    Leave(u8),
}

impl App {
    /// Lets a person choose a deployment and what to do with it.
    pub(super) fn menu(&self, existing: &[(String, State)]) -> Result<u8, Failure> {
        let mut menus: Vec<Menu> = existing.iter().map(|(name, state)| menu(self, name, state, None)).collect();
        menus.sort_by_key(|menu| menu.state.place());
        let chosen = if let [only] = menus.as_slice() {
            only
        } else {
            let mut lines: Vec<String> = menus.iter().map(|menu| format!("{}, {}", menu.name, facts(menu))).collect();
            lines.push(ANOTHER.to_owned());
            match self.pick("Your deployments", lines)? {
                Choice::Leave(code) => return Ok(code),
                Choice::Line(line) => match menus.get(line) {
                    Some(menu) => menu,
                    None => return self.ask_everything(existing),
                },
            }
        };
        if let Some((_, why)) = chosen.look.iter().find(|(label, _)| label == PRESET) {
            writeln!(io::stderr(), "{why}.")?;
        }
        if !chosen.now.is_empty() {
            writeln!(io::stderr(), "{}", chosen.now)?;
        }
        let deeds = deeds(chosen, menus.len() == 1);
        let lines = deeds.iter().map(|deed| words(deed, chosen)).collect();
        let line = match self.pick(&format!("{}, {}", chosen.name, facts(chosen)), lines)? {
            Choice::Leave(code) => return Ok(code),
            Choice::Line(line) => line,
        };
        let name = Some(chosen.name.as_str());
        match deeds.get(line) {
            // What was agreed to when it began; a removal asks again.
            Some(Deed::Resume) => self.resume(name, None, None, false),
            Some(Deed::Look) => self.status(name, &mut io::stdout()),
            Some(Deed::Tier(tier)) => self.upgrade(name, tier, None, false),
            Some(Deed::Destroy) => self.destroy(name, false, None, Files::Ask, false),
            Some(Deed::Another) => self.ask_everything(existing),
            None => Ok(0),
        }
    }

    fn pick(&self, question: &str, lines: Vec<String>) -> Result<Choice, Failure> {
        let picked = if self.numbered() {
            pick::numbered(question, &lines, &mut io::stdin().lock(), &mut io::stderr())?
        } else {
            pick::listed(question, lines)?
        };
        Ok(match picked {
            Picked::Line(line) => Choice::Line(line),
            Picked::Nothing => Choice::Leave(0),
            Picked::Interrupted => Choice::Leave(INTERRUPTED),
        })
    }
}

const ANOTHER: &str = "Start another deployment";

fn facts(menu: &Menu) -> String {
    format!("{} {}, {}, {}, {}", menu.title, menu.tier, menu.region, menu.state.words(), menu.monthly.per_month())
}

fn deeds(menu: &Menu, only: bool) -> Vec<Deed> {
    let tiers = menu.tiers.iter().filter(|offer| offer.blocked.is_none()).map(|offer| Deed::Tier(offer.name.clone()));
    let mut deeds = match menu.state {
        DeploymentState::Removing => vec![Deed::Look, Deed::Resume],
        DeploymentState::Running => vec![Deed::Look],
        DeploymentState::Unfinished | DeploymentState::Changing => vec![Deed::Resume, Deed::Look, Deed::Destroy],
        DeploymentState::Complete | DeploymentState::Degraded => {
            std::iter::once(Deed::Look).chain(tiers).chain([Deed::Destroy]).collect()
        }
    };
    deeds.extend(only.then_some(Deed::Another));
    deeds
}

fn words(deed: &Deed, menu: &Menu) -> String {
    match deed {
        Deed::Resume if menu.state == DeploymentState::Removing => {
            "Go on removing: says what is left, and asks".to_owned()
        }
        Deed::Resume if menu.state == DeploymentState::Changing => {
            format!("Resume: the change to {} stopped before its end; finished work is kept", menu.tier)
        }
        Deed::Resume => "Resume: the last run stopped before its end; finished work is kept".to_owned(),
        Deed::Look => "Look: what runs, whether it is healthy, what it costs".to_owned(),
        Deed::Tier(tier) => {
            let difference =
                menu.tiers.iter().find(|offer| offer.name == *tier).map(|offer| offer.difference.per_month());
            format!("Change tier to {tier}: {}; shows the change and asks first", difference.unwrap_or_default())
        }
        Deed::Destroy => "Destroy: asks about your data before anything happens".to_owned(),
        Deed::Another => ANOTHER.to_owned(),
    }
}
