//! How much a month may cost.

use super::{Question, Row, choice, options, picked, text, typed_at};
use crate::model::Money;
use crate::plan::Answers;
use crate::plan::amounts::AMOUNTS;
use crate::wizard::Wizard;
use crate::wizard::picks::BudgetPick;
use crate::wizard::screen::{Choice, Field, Mark, Text, Typing};
use crate::wizard::state::State;

#[derive(Debug)]
pub(super) struct Budget;

impl Question for Budget {
    fn name(&self) -> &'static str {
        "Budget"
    }

    fn title(&self, _: &Wizard) -> String {
        "How much may a month cost?".to_owned()
    }

    fn why(&self, _: &Wizard) -> String {
        "It decides what is recommended; with an e-mail address AWS also tells you when a month gets dearer.".to_owned()
    }

    fn fields(&self, wizard: &Wizard) -> Vec<Field> {
        let state = &wizard.state;
        let amounts = amounts(state);
        let other = state.picks.budget == Some(BudgetPick::Other);
        let selected = if other {
            amounts.len()
        } else {
            amounts.iter().position(|amount| *amount == state.budget()).unwrap_or(0)
        };
        let suggested = state.suggested_budget();
        let mut choices: Vec<Choice> = amounts
            .into_iter()
            .map(|amount| {
                let marks = if amount == suggested { vec![Mark::Recommended] } else { Vec::new() };
                Choice { label: format!("${amount}"), marks, ..Choice::default() }
            })
            .collect();
        choices.push(Choice { label: "another amount".to_owned(), ..Choice::default() });
        let mut fields = vec![typed_at(choice("budget", "USD per month", choices, selected), Typing::Begins)];
        if other {
            let value = state.picks.other_budget.clone();
            let typed = Text {
                value,
                placeholder: "such as 90".to_owned(),
                suffix: "USD per month".to_owned(),
                required: true,
                ..Text::default()
            };
            fields.push(text(
                "amount",
                "Amount",
                "Dollars per month: 40, $40 and 40.50 are understood.",
                typed,
                state.other_budget().err(),
            ));
        }
        fields
    }

    fn price(&self, wizard: &Wizard, fields: &mut [Field]) {
        let mut amounts: Vec<u32> = amounts(&wizard.state);
        if wizard.state.picks.budget == Some(BudgetPick::Other) {
            amounts.push(wizard.state.budget());
        }
        for (choice, amount) in options(fields, "budget").iter_mut().zip(amounts) {
            describe(wizard, choice, amount);
        }
    }

    fn answer(&self, state: &State, answers: &mut Answers) {
        answers.budget = state.budget();
    }

    fn resume(&self, state: &mut State, draft: &Answers) {
        if draft.budget == state.suggested_budget() {
            return;
        }
        let listed = AMOUNTS.contains(&draft.budget);
        state.picks.budget = Some(if listed { BudgetPick::Listed(draft.budget) } else { BudgetPick::Other });
        state.picks.other_budget = if listed { String::new() } else { draft.budget.to_string() };
    }

    fn rows(&self, wizard: &Wizard, answers: &Answers) -> Vec<Row> {
        let source = picked(wizard.state.picks.budget.is_some());
        vec![("Budget", format!("${} per month", answers.budget), source)]
    }

    fn choose(&self, state: &mut State, _: &str, option: usize) {
        state.picks.budget =
            Some(amounts(state).get(option).map_or(BudgetPick::Other, |amount| BudgetPick::Listed(*amount)));
    }

    /// Of an amount that is typed at the list, too.
    fn write(&self, state: &mut State, _: &str, text: &str) {
        state.picks.budget = Some(BudgetPick::Other);
        text.clone_into(&mut state.picks.other_budget);
    }
}

fn amounts(state: &State) -> Vec<u32> {
    let mut amounts = AMOUNTS.to_vec();
    amounts.push(state.suggested_budget());
    amounts.sort_unstable();
    amounts.dedup();
    amounts
}

/// What an amount pays for, what the next step up adds and costs, and what is given up.
fn describe(wizard: &Wizard, choice: &mut Choice, amount: u32) {
    let limit = Money::from_dollars(amount.into());
    let plans = wizard.plans();
    let tiers = &wizard.preset().tiers;
    let Some(chosen) = plans.tier_for(amount) else { return };
    let total = plans.total(chosen);
    choice.detail = total.to_string();
    if let Some(over) = total.over(limit) {
        "nothing fits".clone_into(&mut choice.summary);
        choice.marks.push(Mark::OverBudget(over));
        choice.about.push(format!("The cheapest way to run it, {chosen}, costs {total}."));
        return;
    }
    if !total.is_complete() {
        "some prices unknown".clone_into(&mut choice.summary);
        choice.about.push(format!("{chosen} costs {total}: some prices are not known in this region."));
        return;
    }
    choice.summary = format!("fits {chosen}");
    let Some(tier) = tiers.get(chosen) else { return };
    choice.about.push(format!("{chosen} at {total}, {}: {}", tier.summary, tier.gives));
    choice.about.push(format!("What you give up: {}", tier.gives_up));
    let larger = tiers.iter().skip_while(|(name, _)| *name != chosen).nth(1);
    if let Some((name, next)) = larger.filter(|(name, _)| plans.get(name).is_some()) {
        choice.about.push(match plans.total(name).over(limit) {
            Some(more) => format!("{name} needs {more} more than this: {}", next.gives),
            None => format!("{name} may need more than this, not all its prices are known here: {}", next.gives),
        });
    }
}
