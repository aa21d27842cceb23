//! `status`: what exists, whether it is healthy, where it answers, what it costs.

mod chores;
mod look;

pub(super) use look::Look;

use std::io::{self, Write};

use serde_json::{Value, json};

use super::App;
use super::change::present_cost;
use super::elsewhere::Elsewhere;
use super::failure::Failure;
use super::input::lost_preset;
use super::kept::Left;
use super::records::at_provider;
use super::running::runtime;
use crate::engine::State;
use crate::engine::chores::Task;
use crate::model::text::capital;
use crate::plain::json as lines;
use crate::plain::show::{self, StatusRow};
use crate::tui::DeploymentState;

/// The state of a deployment that only the account's tags know.
pub(super) const ELSEWHERE: &str = "elsewhere";
/// The state of a deployment that is nowhere: never made, or removed.
pub(super) const ABSENT: &str = "absent";

impl App {
    pub(super) fn status(&self, name: Option<&str>, out: &mut dyn Write) -> Result<u8, Failure> {
        if let Some(name) = name
            && self.known(name)?.is_none()
        {
            return self.absent(name, out);
        }
        let (name, state) = self.meant(name)?;
        let left = self.left_of(&name)?;
        let (look, left) = runtime()?.block_on(async { tokio::join!(self.look(&state), self.look_for(left)) });
        let look = look?;
        if let Some(why) = lost_preset(&state) {
            writeln!(io::stderr(), "warning: {why}")?;
        }
        if self.common.json {
            lines::line(&self.status_json(&name, &state, &look, &left), out)?;
        } else {
            self.write_status(&name, &state, &look, out)?;
            for left in &left {
                writeln!(out)?;
                show::remains(&left.shown(), out)?;
            }
        }
        Ok(u8::from(!look.checked))
    }

    fn status_json(&self, name: &str, state: &State, look: &Look, kept: &[Left]) -> Value {
        let (owner, monthly) = (state.owner.as_ref(), state.existing().monthly);
        let resources: Vec<_> = look
            .resources
            .iter()
            .map(|seen| json!({"id": seen.id, "kind": seen.kind, "aws_id": seen.aws_id, "health": seen.health}))
            .collect();
        let left: Vec<String> = state.left_behind().into_iter().map(|record| state.still_billed(record)).collect();
        json!({
            "name": name, "account": owner.map(|owner| &owner.account), "region": owner.map(|owner| owner.region),
            "tier": tier(state), "state": look.state,
            "run": state.run.as_ref().filter(|_| state.unfinished()).map(|run| run.kind),
            "held_by": self.standing(name, state).holder, "url": look.url(state), "resources": resources,
            "monthly_total": monthly.known(), "unpriced": monthly.unpriced(), "left": left,
            "kept": kept.iter().flat_map(Left::as_json).collect::<Vec<_>>(), "records": at_provider(state),
            "jobs": chores::as_json(&look.chores, Task::Job), "copies": chores::as_json(&look.chores, Task::Copy),
        })
    }

    fn headline(&self, name: &str, state: &State, look: &Look) -> String {
        let private =
            |url: String| if url.starts_with("http://") { format!("{url}  plain http: not private") } else { url };
        let url = look.url(state).map_or_else(|| "no address yet".to_owned(), private);
        let standing = self.standing(name, state).state;
        let word = match look.state {
            "complete" if standing == DeploymentState::Running => standing.words(),
            "unfinished" => standing.words(),
            "unknown" => "could not be checked",
            word => word,
        };
        let region = state.owner.as_ref().map(|owner| owner.region.code()).unwrap_or_default();
        let (tier, monthly) = (tier(state), state.existing().monthly.per_month());
        let now = self.now(name, state);
        let now = if now.is_empty() { now } else { format!("\n{now}") };
        format!("{name} · {tier} · {region} · {word} · {monthly}\n{url}{now}")
    }

    fn write_status(&self, name: &str, state: &State, look: &Look, out: &mut dyn Write) -> io::Result<()> {
        let row = |seen: &look::Seen| StatusRow {
            title: seen.title.clone(),
            aws_id: seen.aws_id.clone().unwrap_or_default(),
            health: seen.health.to_owned(),
        };
        let rows: Vec<StatusRow> = look.resources.iter().map(row).collect();
        show::status(&self.headline(name, state, look), &rows, out)?;
        let refused: Vec<String> = state.refused_things().map(|node| node.spec.title()).collect();
        if !refused.is_empty() {
            writeln!(out)?;
            show::paragraph(&format!("Not made, because AWS refused it: {}.", refused.join(", ")), 0, out)?;
        }
        if let Some(words) = look.certificate() {
            writeln!(out, "\nCertificate: {words}.")?;
        }
        let records = at_provider(state);
        if !records.is_empty() {
            let what =
                if state.is_being_removed() { "lead nowhere once it is removed" } else { "lead to it: they must stay" };
            writeln!(out, "\nDNS records at your provider that {what}")?;
            records.iter().try_for_each(|record| writeln!(out, "  {record}"))?;
        }
        if let Some(because) = &look.plain_because {
            show::paragraph(&format!("! Plain http for now: {because}. The server goes on asking by itself."), 0, out)?;
        }
        if look.answers == Some(false) {
            writeln!(out, "\nThe app does not answer at its address.")?;
        }
        if let Some(said) = &look.server {
            writeln!(out, "\n{said}")?;
        }
        write_chores(look, out)?;
        if let Some(trouble) = &look.trouble {
            let what = if look.checked { "Not everything could be checked" } else { "Nothing could be checked" };
            writeln!(out, "\n{what}: {trouble}")?;
        }
        self.write_way_on(name, state, look, out)
    }

    /// What is billed although a run stopped, and the commands that lead on.
    fn write_way_on(&self, name: &str, state: &State, look: &Look, out: &mut dyn Write) -> io::Result<()> {
        let [resume, destroy] = ["resume", "destroy"].map(|verb| self.command(&format!("{verb} {name}")));
        let standing = self.standing(name, state).state;
        let left = state.left_behind();
        if !left.is_empty() {
            writeln!(out, "\nLeft of what it was before, not wanted any more, and billed until it is gone:")?;
            left.iter().try_for_each(|record| writeln!(out, "  {}", state.still_billed(record)))?;
            writeln!(out, "`{resume}` tries again to remove it; `{destroy}` removes everything.")?;
        }
        if standing.stopped() {
            let planned = present_cost(state).filter(|_| standing != DeploymentState::Removing);
            let planned = planned
                .map(|plan| format!("; {} when it is finished", plan.monthly_total.per_month()))
                .unwrap_or_default();
            let goes_on =
                if standing == DeploymentState::Removing { "goes on removing, after a question" } else { "goes on" };
            let existing = show::existing_words(&state.existing());
            writeln!(out, "\n{existing}{planned}.\n`{resume}` {goes_on}.")?;
        }
        if look.state == "degraded" && !look.only_chores_are_ill() {
            writeln!(
                out,
                "\n`{resume}` sets right what was changed, starts what stands still and makes anew what is gone."
            )?;
        }
        Ok(())
    }

    fn absent(&self, name: &str, out: &mut dyn Write) -> Result<u8, Failure> {
        if let Some(found) = self.look_elsewhere(name)? {
            return self.elsewhere_status(&found, out);
        }
        let left = runtime()?.block_on(self.look_for(self.left_of(name)?));
        let owner = left.first().map(Left::owner);
        if self.common.json {
            let none: [u8; 0] = [];
            let value = json!({
                "name": name, "account": owner.map(|owner| &owner.account), "region": owner.map(|owner| owner.region),
                "tier": null,
                "state": ABSENT, "run": null, "held_by": null, "url": null, "resources": none, "monthly_total": 0.0,
                "unpriced": none, "left": none, "jobs": none, "copies": none,
                "kept": left.iter().flat_map(Left::as_json).collect::<Vec<_>>(),
                "records": none,
            });
            lines::line(&value, out)?;
        } else {
            left.iter().try_for_each(|left| show::remains(&left.shown(), out))?;
        }
        let removed = if left.is_empty() { "" } else { ": it was removed, but for what was kept" };
        Err(Failure::usage(format!("there is no deployment called `{name}`{removed}"))
            .hint(format!("`{}` shows what there is", self.command("list"))))
    }

    fn elsewhere_status(&self, found: &Elsewhere, out: &mut dyn Write) -> Result<u8, Failure> {
        if !self.common.json {
            let failure = self.made_elsewhere(found);
            writeln!(out, "{}.\n\nWhat to do: {}.", capital(&failure.sentences()), failure.advice())?;
            return Ok(0);
        }
        let Elsewhere { owner, things } = found;
        let resources: Vec<_> = things
            .iter()
            .flatten()
            .map(|thing| json!({"id": thing.node, "kind": null, "aws_id": thing.aws_id, "health": "unknown"}))
            .collect();
        let value = json!({
            "name": owner.deployment, "account": owner.account, "region": owner.region, "tier": null,
            "state": ELSEWHERE, "run": null, "held_by": null, "url": null,
            "resources": resources, "monthly_total": null, "unpriced": null, "left": [], "kept": [], "records": [],
            "jobs": [], "copies": [],
        });
        lines::line(&value, out)?;
        Ok(0)
    }
}

/// Jobs and nightly copies: what is well in short, then what is not.
fn write_chores(look: &Look, out: &mut dyn Write) -> io::Result<()> {
    if !look.chores.is_empty() {
        writeln!(out)?;
    }
    for (what, words) in look.healthy_chores() {
        show::paragraph(&format!("{what} {words}."), 0, out)?;
    }
    for (chore, sentence, advice) in look.other_chores() {
        let mark = if chore.verdict.is_bad() { "! " } else { "" };
        show::paragraph(&format!("{mark}{sentence}"), 0, out)?;
        if let Some(advice) = advice {
            show::paragraph(&format!("What to do: {advice}."), 2, out)?;
        }
    }
    Ok(())
}

fn tier(state: &State) -> String {
    state.target.as_ref().map(|target| target.tier.clone()).unwrap_or_default()
}
