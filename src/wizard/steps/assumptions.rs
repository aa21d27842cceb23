//! The assumptions behind the estimate, to look at and to change. Not a question: it opens over any of them.

use super::{Question, text};
use crate::model::Usage;
use crate::plan::Answers;
use crate::wizard::Wizard;
use crate::wizard::screen::{Field, Text};
use crate::wizard::state::State;

#[derive(Debug)]
pub(in crate::wizard) struct Assumptions;

impl Question for Assumptions {
    fn name(&self) -> &'static str {
        "Assumptions"
    }

    fn title(&self, _: &Wizard) -> String {
        "What does the estimate assume?".to_owned()
    }

    fn why(&self, _: &Wizard) -> String {
        "AWS bills part of a month by use: change what you know better. Empty brings the default back.".to_owned()
    }

    fn fields(&self, wizard: &Wizard) -> Vec<Field> {
        let mut defaults = Usage::default();
        let field = Usage::ASSUMPTIONS.iter().map(|assumption| {
            let default = defaults.value_mut(assumption.key).map(|value| value.to_string()).unwrap_or_default();
            let typed = wizard.state.picks.usage.get(assumption.key).cloned();
            let wrong = wizard.state.typed_usage(assumption.key).and_then(Result::err);
            let suggested = typed.is_none();
            let value = typed.unwrap_or_else(|| default.clone());
            let input =
                Text { value, suggested, placeholder: default, suffix: assumption.unit.to_owned(), ..Text::default() };
            text(assumption.key, assumption.title, "", input, wrong)
        });
        field.collect()
    }

    fn answer(&self, state: &State, answers: &mut Answers) {
        answers.usage = state.usage();
    }

    fn resume(&self, state: &mut State, draft: &Answers) {
        let (mut given, mut default) = (draft.usage.clone(), Usage::default());
        for assumption in &Usage::ASSUMPTIONS {
            let value = given.value_mut(assumption.key).copied();
            if let Some(value) = value.filter(|value| default.value_mut(assumption.key).copied() != Some(*value)) {
                state.picks.usage.insert(assumption.key, value.to_string());
            }
        }
    }

    fn write(&self, state: &mut State, key: &str, text: &str) {
        if let Some(assumption) = Usage::ASSUMPTIONS.iter().find(|assumption| assumption.key == key) {
            state.picks.usage.insert(assumption.key, text.to_owned());
        }
    }
}
