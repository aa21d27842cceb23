//! `list`: all deployments of this machine, also those whose journal is damaged, and those that only the account knows.

use std::io::{self, Write};

use serde_json::json;

use super::App;
use super::deployments::Deployments;
use super::elsewhere::Elsewhere;
use super::failure::Failure;
use super::kept::Left;
use super::running::runtime;
use super::status::{ABSENT, ELSEWHERE};
use crate::model::text::capital;
use crate::plain::table::{Align, Table};
use crate::plain::{json as lines, show};

impl App {
    pub(super) fn list(&self, out: &mut dyn Write) -> Result<u8, Failure> {
        let all = self.everything()?;
        let left = self.left()?;
        let ask =
            || Ok::<_, Failure>(runtime()?.block_on(async { tokio::join!(self.elsewhere(None), self.look_for(left)) }));
        if self.common.json {
            let (elsewhere, left) = ask()?;
            self.list_json(&all, &left, out)?;
            elsewhere.iter().try_for_each(|found| self.elsewhere_as_json(found, out))?;
            return Ok(0);
        }
        // What this machine knows is shown at once: the account may be slow, or out of reach.
        let shown = self.write_known(&all, out)?;
        let (elsewhere, left) = ask()?;
        if !shown && elsewhere.is_empty() {
            let when = if left.is_empty() { "yet" } else { "now" };
            writeln!(out, "There is no deployment {when}. `{}` makes one.", self.command(""))?;
        }
        for (at, found) in elsewhere.iter().enumerate() {
            let failure = self.made_elsewhere(found);
            let gap = if shown || at > 0 { "\n" } else { "" };
            writeln!(out, "{gap}{}.\nWhat to do: {}.", capital(&failure.sentences()), failure.advice())?;
        }
        for left in &left {
            writeln!(out)?;
            show::remains(&left.shown(), out)?;
        }
        Ok(0)
    }

    fn elsewhere_as_json(&self, found: &Elsewhere, out: &mut dyn Write) -> Result<(), Failure> {
        let Elsewhere { owner, things } = found;
        let failure = self.made_elsewhere(found);
        let value = json!({
            "name": owner.deployment, "account": owner.account, "region": owner.region, "tier": null,
            "state": ELSEWHERE, "run": null, "held_by": null, "url": null,
            "monthly_total": null, "unpriced": null, "kept": NOTHING, "things": things.as_ref().map(Vec::len),
            "error": failure.sentences(),
            "hint": failure.advice(),
        });
        Ok(lines::line(&value, out)?)
    }
}

const NOTHING: [u8; 0] = [];

impl App {
    /// A table of what this machine knows; false when that is nothing.
    fn write_known(&self, all: &Deployments, out: &mut dyn Write) -> io::Result<bool> {
        if all.known.is_empty() && all.unusable.is_empty() {
            return Ok(false);
        }
        let mut rows = Table::new(&[Align::Left, Align::Left, Align::Left, Align::Left, Align::Right]);
        for (name, state) in &all.known {
            let tier = state.target.as_ref().map(|target| target.tier.clone()).unwrap_or_default();
            let region = state.owner.as_ref().map(|owner| owner.region.to_string()).unwrap_or_default();
            let word = self.standing(name, state).state.words();
            rows.row([name.clone(), tier, region, word.to_owned(), state.existing().monthly.to_string()]);
        }
        for (name, failure) in &all.unusable {
            rows.row([
                name.clone(),
                String::new(),
                String::new(),
                failure.unusable_as().word().to_owned(),
                String::new(),
            ]);
        }
        rows.write(out, 80)?;
        for (name, failure) in &all.unusable {
            let is = failure.unusable_as().sentence();
            writeln!(out, "\n`{name}` {is}: {}.\nWhat to do: {}.", failure.sentences(), failure.advice())?;
        }
        out.flush()?;
        Ok(true)
    }

    fn list_json(&self, all: &Deployments, left: &[Left], out: &mut dyn Write) -> Result<(), Failure> {
        let kept_of =
            |name: &str| left.iter().filter(|left| left.name() == name).flat_map(Left::as_json).collect::<Vec<_>>();
        for (name, state) in &all.known {
            let (owner, monthly) = (state.owner.as_ref(), state.existing().monthly);
            let word = if state.unfinished() { "unfinished" } else { "complete" };
            let run = state.run.as_ref().filter(|_| state.unfinished()).map(|run| run.kind);
            let value = json!({
                "name": name, "account": owner.map(|owner| &owner.account), "region": owner.map(|owner| owner.region),
                "tier": state.target.as_ref().map(|target| &target.tier), "state": word, "run": run,
                "held_by": self.standing(name, state).holder, "url": state.url(),
                "monthly_total": monthly.known(), "unpriced": monthly.unpriced(),
                "kept": kept_of(name),
            });
            lines::line(&value, out)?;
        }
        for (name, failure) in &all.unusable {
            let value = json!({
                "name": name, "account": null, "region": null, "tier": null,
                "state": failure.unusable_as().word(), "run": null, "held_by": null, "url": null,
                "monthly_total": null, "unpriced": null, "kept": kept_of(name),
                "error": failure.sentences(), "hint": failure.advice(),
            });
            lines::line(&value, out)?;
        }
        let known = |name: &str| {
            all.known.iter().any(|(known, _)| known == name) || all.unusable.iter().any(|(known, _)| known == name)
        };
        let mut removed: Vec<&Left> = left.iter().filter(|left| !known(left.name())).collect();
        removed.dedup_by_key(|left| left.name());
        for left in removed {
            let owner = left.owner();
            let value = json!({
                "name": left.name(), "account": owner.account, "region": owner.region, "tier": null,
                "state": ABSENT, "run": null, "held_by": null,
                "url": null, "monthly_total": 0.0, "unpriced": NOTHING, "kept": kept_of(left.name()),
            });
            lines::line(&value, out)?;
        }
        Ok(())
    }
}
