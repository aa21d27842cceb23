//! `upgrade`: another tier, up or down.

use std::io::{self, Write as _};

use super::App;
use super::change::{raise, to_tier, unsure_of};
use super::deployments::owner_of;
use super::errand::Errand;
use super::failure::Failure;
use super::input::tier_now;
use super::secrets::Given;
use crate::engine::{Order, RunKind};
use crate::plan::dollars;
use crate::tui::{self, Raise};

impl App {
    pub(super) fn upgrade(
        &self,
        name: Option<&str>,
        tier: &str,
        budget: Option<&str>,
        yes: bool,
    ) -> Result<u8, Failure> {
        let budget = budget.map(budget_given).transpose()?;
        let (name, state) = self.meant_anywhere(name)?;
        let tier = &state.answers.as_ref().map_or_else(|| tier.to_owned(), |answers| tier_now(&answers.preset, tier));
        let owner = owner_of(&state)?;
        if state.unfinished() {
            let same = state.run.as_ref().is_some_and(|run| {
                run.kind == RunKind::Change && run.target.as_ref().is_some_and(|target| target.tier == *tier)
            });
            if same && budget.is_some() {
                return Err(Failure::refused(format!(
                    "the change of `{name}` to {tier} was begun with another budget"
                ))
                .hint("leave `--budget` out: what was begun goes on as it was agreed to"));
            }
            if same {
                return self.resume(Some(&name), None, None, yes);
            }
            return Err(Failure::refused(format!("`{name}` is unfinished"))
                .hint(format!("run `{}` first", self.command(&format!("resume {name}")))));
        }
        let (mut answers, mut change) = to_tier(&state, tier, budget)?;
        if !self.common.json {
            change.show(&mut io::stderr())?;
        }
        if let Some(budget) = unsure_of(&answers, &change) {
            writeln!(io::stderr(), "! {}", tui::unsure_of(budget))?;
        }
        if let Some(raise) = raise(&answers, &change) {
            let (Raise { from, to, alarm, .. }, perhaps) = (raise, raise.perhaps());
            let (writes, with) = if alarm {
                (": its alarm would write to you every month", ", and the alarm with it,")
            } else {
                ("", "")
            };
            let over = format!("{tier} is over your budget of ${from} per month{writes}.");
            if yes {
                writeln!(io::stderr(), "! {over} `--budget {to}` raises it with the change{perhaps}.")?;
            } else {
                writeln!(io::stderr(), "! {over}")?;
                if self.ask_yes(&format!("Raise the budget{with} to ${to}{perhaps}?"), true, "--yes --budget USD")? {
                    (answers, change) = to_tier(&state, tier, Some(to))?;
                }
            }
        }
        let target = change.target.clone().ok_or_else(|| Failure::failed("there is no plan for this tier"))?;
        if !yes {
            self.agree(&format!("Change `{name}` to {tier}?"), "--yes")?;
        }
        let secrets = Given::again(&answers, &state)?;
        let order = Order::Build {
            kind: RunKind::Change,
            target: Box::new(target),
            answers: Box::new(answers),
            consent: false,
        };
        self.run_order(Errand { name: owner.deployment, region: owner.region, order, secrets, agreed: Vec::new() })
    }
}

/// USD per month, as a person writes it.
fn budget_given(text: &str) -> Result<u32, Failure> {
    dollars::read(text).map(|dollars| dollars.whole).map_err(|why| Failure::usage(format!("`--budget`: {why}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_read_as_in_the_wizard() {
        assert_eq!(budget_given("$160.50").ok(), Some(160));
        let refused = budget_given("plenty").unwrap_err();
        assert_eq!(refused.code(), 2);
    }
}
