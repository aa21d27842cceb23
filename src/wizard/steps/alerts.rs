//! Who is told when something is wrong, and the keys that only a person can give.

use super::{Question, Row, picked, text};
use crate::model::Secret;
use crate::plan::{Answers, SecretAnswer};
use crate::preset::SecretNeed;
use crate::wizard::Wizard;
use crate::wizard::screen::{Field, Text};
use crate::wizard::state::State;

const PREFIX: &str = "secret:";

#[derive(Debug)]
pub(super) struct Alerts;

impl Question for Alerts {
    fn name(&self) -> &'static str {
        "Alerts"
    }

    fn title(&self, wizard: &Wizard) -> String {
        match wizard.preset().asked_secrets(wizard.tier_name()).next() {
            Some(_) => "Who should be told, and which keys does the app get?".to_owned(),
            None => "Who should be told?".to_owned(),
        }
    }

    fn why(&self, wizard: &Wizard) -> String {
        let budget = wizard.state.budget();
        let keys = if wizard.preset().asked_secrets(wizard.tier_name()).next().is_some() {
            " Keys are kept in your account (Parameter Store) and nowhere else."
        } else {
            ""
        };
        format!("AWS writes to this address when a month costs more than ${budget}.{keys}")
    }

    fn fields(&self, wizard: &Wizard) -> Vec<Field> {
        let state = &wizard.state;
        let email =
            Text { value: state.picks.email.clone(), placeholder: "nobody is told".to_owned(), ..Text::default() };
        let mut fields = vec![text("email", "E-mail address", "Optional.", email, state.email().err())];
        let asked = state.preset().asked_secrets(wizard.tier_name());
        let mut keys: Vec<Field> =
            asked.map(|(name, need)| secret(name, need, state.picks.secrets.get(name))).collect();
        for half in state.preset().halves(|key| state.picks.secrets.contains_key(key)) {
            let key = format!("{PREFIX}{}", half.missing);
            if let Some(field) = keys.iter_mut().find(|field| field.key == key) {
                let other = state.preset().label(&half.given);
                field.error.get_or_insert(format!("it is of use only together with \"{other}\": give both or neither"));
            }
        }
        fields.extend(keys);
        fields
    }

    fn answer(&self, state: &State, answers: &mut Answers) {
        answers.alerts.email = state.email().unwrap_or_default();
        answers.secrets.extend(state.secrets());
    }

    fn resume(&self, state: &mut State, draft: &Answers) {
        state.picks.email = draft.alerts.email.clone().unwrap_or_default();
        state.picks.secrets.clone_from(&draft.secrets);
    }

    fn rows(&self, wizard: &Wizard, answers: &Answers) -> Vec<Row> {
        let email = answers.alerts.email.clone();
        let told = email.is_some();
        let mut rows = vec![("Alerts", email.unwrap_or_else(|| "nobody".to_owned()), picked(told))];
        let keys: Vec<&str> = wizard.preset().asked_secrets(wizard.tier_name()).map(|(name, _)| name).collect();
        if !keys.is_empty() {
            let given = wizard.state.secrets().keys().filter(|key| keys.contains(&key.as_str())).count();
            rows.push(("Keys", format!("{given} of {} given", keys.len()), picked(given > 0)));
        }
        rows
    }

    fn said(&self, answers: &Answers) -> Vec<(&'static str, String)> {
        vec![("The e-mail address", answers.alerts.email.clone().unwrap_or_else(|| "none".to_owned()))]
    }

    fn write(&self, state: &mut State, key: &str, text: &str) {
        match key.strip_prefix(PREFIX) {
            None => text.clone_into(&mut state.picks.email),
            Some(name) => {
                let typed = text.trim();
                state.picks.secrets.remove(name);
                if !typed.is_empty() {
                    state.picks.secrets.insert(name.to_owned(), given(typed));
                }
            }
        }
    }
}

/// As in an answers file: `env:NAME` and `file:PATH` say where the value is.
fn given(typed: &str) -> SecretAnswer {
    match typed.split_once(':') {
        Some(("env", variable)) => SecretAnswer::Env(variable.to_owned()),
        Some(("file", path)) => SecretAnswer::File(path.to_owned()),
        _ => SecretAnswer::Value(Secret::new(typed.to_owned())),
    }
}

fn secret(name: &str, need: &SecretNeed, given: Option<&SecretAnswer>) -> Field {
    let (value, key) = match given {
        Some(SecretAnswer::Env(variable)) => (format!("env:{variable}"), ""),
        Some(SecretAnswer::File(path)) => (format!("file:{path}"), ""),
        Some(SecretAnswer::Value(value)) => (String::new(), value.expose()),
        Some(SecretAnswer::Stored) | None => (String::new(), ""),
    };
    let (secret_length, secret_lines) = (key.chars().count(), key.lines().count());
    let placeholder = match given {
        Some(SecretAnswer::Stored) => "kept in your account",
        Some(_) => "",
        None if need.required => "needed",
        None => "can stay empty",
    };
    let (source, wrong) = match given {
        Some(SecretAnswer::Env(variable)) if variable.is_empty() => {
            ("", Some("the name of a variable is missing after `env:`".to_owned()))
        }
        Some(SecretAnswer::File(path)) if path.is_empty() => {
            ("", Some("the path of a file is missing after `file:`".to_owned()))
        }
        Some(SecretAnswer::Value(value)) if !value.expose().is_empty() => {
            let given = Secret::given(value.expose()).and_then(|value| need.check(value.expose()));
            ("", given.err())
        }
        Some(SecretAnswer::Env(_)) => (" It is read from this variable when you say yes.", None),
        Some(SecretAnswer::File(_)) => (" It is read from this file when you say yes.", None),
        None if need.required => ("", Some(format!("the app cannot run without it ({name})"))),
        _ => ("", None),
    };
    let label = need.ask.clone().unwrap_or_else(|| name.to_owned());
    let help = format!("{}.{source}", need.why.trim_end_matches('.'));
    let input = Text {
        value,
        placeholder: placeholder.to_owned(),
        secret: true,
        secret_length,
        secret_lines,
        required: need.required,
        ..Text::default()
    };
    text(&format!("{PREFIX}{name}"), &label, &help, input, wrong)
}
