//! `list`: all deployments of this machine, also those whose journal is damaged.

use std::io::Write;

use serde_json::json;

use super::App;
use super::change::present_cost;
use super::deployments::Deployments;
use super::failure::Failure;
use crate::engine::State;
use crate::model::Money;
use crate::plain::json as lines;
use crate::plain::table::{Align, Table};

impl App {
    pub(super) fn list(&self, out: &mut dyn Write) -> Result<u8, Failure> {
        let all = self.everything()?;
        if self.common.json {
            as_json(&all, out)?;
            return Ok(0);
        }
        if all.known.is_empty() && all.damaged.is_empty() {
            writeln!(out, "There is no deployment yet. `{}` makes one.", self.command(""))?;
            return Ok(0);
        }
        let mut rows = Table::new(&[Align::Left, Align::Left, Align::Left, Align::Left, Align::Right]);
        for (name, state) in &all.known {
            let tier = state.target.as_ref().map(|target| target.tier.clone()).unwrap_or_default();
            let region = state.owner.as_ref().map(|owner| owner.region.to_string()).unwrap_or_default();
            rows.row([name.clone(), tier, region, standing(state).to_owned(), cost(state).to_string()]);
        }
        for (name, _) in &all.damaged {
            rows.row([name.clone(), String::new(), String::new(), DAMAGED.to_owned(), String::new()]);
        }
        rows.write(out, 80)?;
        for (name, failure) in &all.damaged {
            writeln!(out, "\n`{name}` is damaged: {}.\nWhat to do: {}.", failure.what(), failure.advice())?;
        }
        Ok(0)
    }
}

const DAMAGED: &str = "damaged";

fn standing(state: &State) -> &'static str {
    if state.unfinished() { "unfinished" } else { "complete" }
}

fn cost(state: &State) -> Money {
    present_cost(state).map_or(Money::ZERO, |estimate| estimate.monthly_total)
}

fn as_json(all: &Deployments, out: &mut dyn Write) -> Result<(), Failure> {
    for (name, state) in &all.known {
        let owner = state.owner.as_ref();
        let value = json!({
            "name": name, "account": owner.map(|owner| &owner.account), "region": owner.map(|owner| owner.region),
            "tier": state.target.as_ref().map(|target| &target.tier), "state": standing(state), "url": state.url(),
            "monthly_total": cost(state),
        });
        lines::line(&value, out)?;
    }
    for (name, failure) in &all.damaged {
        let value = json!({
            "name": name, "account": null, "region": null, "tier": null, "state": DAMAGED, "url": null, "monthly_total": null,
            "error": failure.sentences(), "hint": failure.advice(),
        });
        lines::line(&value, out)?;
    }
    Ok(())
}
