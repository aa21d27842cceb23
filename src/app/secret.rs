//! `secret`: the names of a deployment's passwords and keys, and the value of one of them, out of the account.

use std::io::{self, IsTerminal as _, Write};

use serde_json::json;

use super::App;
use super::backend::same_account;
use super::deployments::owner_of;
use super::failure::Failure;
use super::input::preset;
use super::running::runtime;
use super::secrets::Given;
use crate::engine::{Record, Request, Standing, State};
use crate::model::{NodeId, Secret};
use crate::plain::json as lines;
use crate::plain::table::{Align, Table};
use crate::preset::{Preset, password_of};
use crate::resource::Spec;
use crate::resource::secret_parameter::{SecretParameter, SecretSource};

/// A secret that the account holds, as the journal knows it.
struct Held<'a> {
    node: &'a NodeId,
    record: &'a Record,
    secret: &'a SecretParameter,
}

impl Held<'_> {
    fn source(&self) -> &'static str {
        match self.secret.source {
            SecretSource::Generated { .. } => "generated",
            SecretSource::Asked => "typed",
        }
    }
}

impl App {
    pub(super) fn secret(&self, name: &str, key: Option<&str>, yes: bool, out: &mut dyn Write) -> Result<u8, Failure> {
        let (name, state) = self.meant(Some(name))?;
        let held = held(&state);
        let Some(key) = key else {
            self.list_secrets(&name, &state, &held, out)?;
            return Ok(0);
        };
        let Some(one) = held.iter().find(|one| one.secret.key() == key) else {
            return Err(self.no_such_secret(&name, key, &held));
        };
        let on_screen = io::stdout().is_terminal();
        if on_screen && !yes && !self.ask_yes("This shows a password on your screen.", false, "--yes")? {
            return Err(Failure::refused("nothing was shown: you did not say yes"));
        }
        let value = runtime()?.block_on(self.value(&state, one))?;
        if self.common.json {
            lines::line(&json!({"name": name, "secret": key, "value": value.expose()}), out)?;
        } else if on_screen {
            writeln!(out, "{}", printable(value.expose(), &self.command(&format!("secret {name} {key}")))?)?;
        } else {
            // Whatever reads this wants the value, and a line break is none of it.
            out.write_all(value.expose().as_bytes())?;
            out.flush()?;
        }
        Ok(0)
    }

    fn list_secrets(&self, name: &str, state: &State, held: &[Held<'_>], out: &mut dyn Write) -> Result<(), Failure> {
        let preset = state.answers.as_ref().and_then(|answers| preset(&answers.preset).ok());
        let why = |one: &Held<'_>| preset.as_ref().map(|preset| purpose(preset, one.secret.key())).unwrap_or_default();
        if self.common.json {
            return Ok(held.iter().try_for_each(|one| {
                let value = json!({"name": name, "secret": one.secret.key(), "why": why(one), "source": one.source()});
                lines::line(&value, out)
            })?);
        }
        if held.is_empty() {
            return Ok(writeln!(out, "`{name}` has no secret in the account.")?);
        }
        let mut table = Table::new(&[Align::Left, Align::Left, Align::Wrap]);
        for one in held {
            table.row([one.secret.key().to_owned(), one.source().to_owned(), why(one)]);
        }
        table.write(out, 80)?;
        Ok(writeln!(out, "\n`{}` shows the value of one.", self.command(&format!("secret {name} SECRET")))?)
    }

    fn no_such_secret(&self, name: &str, key: &str, held: &[Held<'_>]) -> Failure {
        let names: Vec<&str> = held.iter().map(|one| one.secret.key()).collect();
        let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        Failure::usage(format!("`{name}` has no secret `{key}` in the account"))
            .why(format!("it has these: {names}"))
            .hint(format!("`{}` says what each is for", self.command(&format!("secret {name}"))))
    }

    async fn value(&self, state: &State, one: &Held<'_>) -> Result<Secret, Failure> {
        let owner = owner_of(state)?;
        let backend = self.backend(owner.region).await?;
        same_account(&owner, &backend.cloud.identity().await?)?;
        let request = Request {
            owner: &owner,
            node: one.node,
            spec: &one.record.node.spec,
            token: "",
            attempt: 0,
            lookup: state,
            secrets: &Given::default(),
        };
        backend.cloud.secret(&request).await?.ok_or_else(|| {
            Failure::failed(format!("the secret {} is not in the account any more", one.secret.key()))
                .why("somebody removed it")
                .hint(format!("`{}` says what can be done", self.command(&format!("resume {}", owner.deployment))))
        })
    }
}

/// Those that are there or were begun, by name.
fn held(state: &State) -> Vec<Held<'_>> {
    let there = state.records.iter().filter(|(_, record)| record.standing != Standing::Deleting);
    let secrets = there.filter_map(|(node, record)| match &record.node.spec {
        Spec::SecretParameter(secret) => Some(Held { node, record, secret }),
        _ => None,
    });
    let mut held: Vec<Held<'_>> = secrets.collect();
    held.sort_by(|one, other| one.secret.key().cmp(other.secret.key()));
    held
}

/// What a secret is for.
fn purpose(preset: &Preset, key: &str) -> String {
    if let Some(need) = preset.secrets.get(key) {
        return need.why.clone();
    }
    let store = preset.stores.keys().find(|store| password_of(store) == key);
    store.map(|store| format!("The app's password for its database `{store}`")).unwrap_or_default()
}

/// What a terminal shows as it is. Characters that it acts on are for files.
fn printable<'a>(value: &'a str, command: &str) -> Result<&'a str, Failure> {
    if value.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\t')) {
        return Ok(value);
    }
    Err(Failure::failed("the value has characters that a terminal does not show but obeys")
        .hint(format!("write it into a file: `{command} > FILE`, and delete that file soon")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::by_name;

    #[test]
    fn what_a_terminal_would_obey_is_not_shown_and_not_said() {
        assert_eq!(printable("line 1\nline\t2", "").unwrap(), "line 1\nline\t2");
        let refused = printable("pass\u{1b}[2Jword", "cloudstead secret demo KEY").unwrap_err();
        assert!(refused.advice().contains("`cloudstead secret demo KEY > FILE`"));
        assert!(!format!("{refused:?}").contains("pass"));
    }

    #[test]
    fn every_secret_of_every_app_says_what_it_is_for() {
        for entry in crate::preset::CATALOG {
            let preset = by_name(entry.name).unwrap();
            let passwords: Vec<String> = preset.store_passwords().map(|(secret, _)| secret).collect();
            for key in preset.secrets.keys().chain(&passwords) {
                assert!(!purpose(&preset, key).is_empty(), "{}: {key}", entry.name);
            }
        }
    }
}
