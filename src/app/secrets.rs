//! Values of secrets: from the answers' references, or made here. In memory only.

use std::collections::{BTreeMap, BTreeSet};
use std::env::VarError;
use std::fmt::Write as _;
use std::path::Path;

use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine as _};
use rand::RngExt as _;

use super::failure::Failure;
use super::input;
use crate::engine::{Cloud, Owner, Request, SecretSource, Standing, State};
use crate::file;
use crate::model::Secret;
use crate::plan::{Answers, SecretAnswer};
use crate::resource::secret_parameter::SecretSource as Source;
use crate::resource::{SecretForm, Spec};

/// Values given in this session.
#[derive(Default)]
pub(super) struct Given {
    values: BTreeMap<String, Secret>,
}

impl Given {
    /// Resolves every `env:` and `file:` of a deployment that has nothing yet.
    pub(super) fn read(answers: &Answers) -> Result<Self, Failure> {
        let (given, missing) = Self::of(answers, None);
        missing.map_or(Ok(given), Err)
    }

    /// The same of one that exists: what its account holds need not be given again.
    pub(super) fn again(answers: &Answers, known: &State) -> Result<Self, Failure> {
        let (given, missing) = Self::of(answers, Some(known));
        missing.map_or(Ok(given), Err)
    }

    /// Resolves every `env:` and `file:`, and says which secrets have no value: neither here nor in the account of
    /// `known`.
    pub(super) fn of(answers: &Answers, known: Option<&State>) -> (Self, Option<Failure>) {
        let held = known.map(held).unwrap_or_default();
        let mut values = BTreeMap::new();
        let (mut missing, mut unusable) = (Vec::new(), Vec::new());
        let preset = input::preset(&answers.preset).ok();
        let need = |name: &str| preset.as_ref().and_then(|preset| preset.secrets.get(name));
        for (name, answer) in &answers.secrets {
            let fits = |secret: Secret| match need(name).map_or(Ok(()), |need| need.check(secret.expose())) {
                Ok(()) => Ok(secret),
                Err(why) => Err(Lack::Unusable(why)),
            };
            match value(answer).and_then(fits) {
                Ok(secret) => {
                    values.insert(name.clone(), secret);
                }
                // What is given and cannot be stored is said even if the account holds another value.
                Err(Lack::Unusable(why)) => unusable.push(format!("{name} ({why})")),
                Err(Lack::Absent(why)) if !held.contains(name.as_str()) => missing.push(format!("{name} ({why})")),
                Err(Lack::Absent(_)) => {}
            }
        }
        let failure = (!missing.is_empty()).then(|| {
            let are = if missing.len() == 1 { "this secret has" } else { "these secrets have" };
            Failure::missing(format!("{are} no value: {}", missing.join(", "))).hint(
                "give each as \"env:VAR\" or \"file:PATH\" in [secrets] of your answers, or remove its line if the app \
                can do without",
            )
        });
        let refused = (!unusable.is_empty()).then(|| {
            let are = if unusable.len() == 1 { "this secret cannot" } else { "these secrets cannot" };
            Failure::missing(format!("{are} be stored: {}", unusable.join(", ")))
                .hint("correct each in [secrets] of your answers, or in the file or variable it names")
        });
        let failure = match refused {
            Some(refused) => Some(refused.also(failure)),
            None => failure,
        };
        (Self { values }, failure)
    }
}

/// Why a secret has no value.
enum Lack {
    /// None was given.
    Absent(String),
    /// What was given cannot be one.
    Unusable(String),
}

fn value(answer: &SecretAnswer) -> Result<Secret, Lack> {
    match answer {
        SecretAnswer::Value(secret) if secret.expose().is_empty() => Err(Lack::Absent("it is empty".to_owned())),
        SecretAnswer::Value(secret) => Secret::given(secret.expose()).map_err(Lack::Unusable),
        SecretAnswer::Stored => Err(Lack::Absent("no account holds it for this deployment".to_owned())),
        SecretAnswer::Env(variable) => match std::env::var(variable) {
            Ok(text) if text.is_empty() => Err(Lack::Absent(format!("the variable {variable} is empty"))),
            Ok(text) => Secret::given(&text).map_err(|why| Lack::Unusable(format!("the variable {variable}: {why}"))),
            Err(VarError::NotPresent) => Err(Lack::Absent(format!("the variable {variable} is not set"))),
            Err(VarError::NotUnicode(_)) => Err(Lack::Unusable(format!("the variable {variable} is not text (UTF-8)"))),
        },
        SecretAnswer::File(path) => match file::read_text(Path::new(path), file::KEY) {
            Ok(text) => Secret::given(&text).map_err(|why| Lack::Unusable(format!("{path}: {why}"))),
            Err(error) if error.is_absent() => Err(Lack::Absent(error.to_string())),
            Err(error) => Err(Lack::Unusable(error.to_string())),
        },
    }
}

/// Keys that the account holds for a deployment. One whose storing was begun counts: the run looks whether it is there.
fn held(state: &State) -> BTreeSet<&str> {
    let records = state.records.values().filter(|record| record.standing != Standing::Deleting);
    let keys = records.filter_map(|record| match &record.node.spec {
        Spec::SecretParameter(secret) if secret.source == Source::Asked => Some(secret.key()),
        _ => None,
    });
    keys.collect()
}

/// Writes what was given in this session into secrets that are stored already: nothing else of them differs, so the run
/// itself would pass them over. Servers read it at their next start, and again while they cannot start.
pub(super) async fn correct(cloud: &dyn Cloud, owner: &Owner, state: &State, given: &Given) -> Result<(), Failure> {
    for (node, record) in &state.records {
        let Spec::SecretParameter(secret) = &record.node.spec else { continue };
        let (Some(outputs), Standing::Ready) = (&record.outputs, record.standing) else { continue };
        if secret.source == Source::Asked && given.values.contains_key(secret.key()) {
            let spec = &record.node.spec;
            let request = Request { owner, node, spec, token: "", attempt: 0, lookup: state, secrets: given };
            cloud.configure(&request, outputs).await?;
        }
    }
    Ok(())
}

const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Random letters and digits from the operating system's generator.
pub(super) fn random(length: usize) -> String {
    let mut random = rand::rng();
    (0..length).map(|_| char::from(ALPHABET[random.random_range(0..ALPHABET.len())])).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

impl SecretSource for Given {
    fn asked(&self, key: &str) -> Option<Secret> {
        self.values.get(key).cloned()
    }

    fn generate(&self, length: usize, form: SecretForm) -> Secret {
        let bytes = || {
            let mut bytes = vec![0; length];
            rand::rng().fill(bytes.as_mut_slice());
            bytes
        };
        Secret::new(match form {
            SecretForm::Letters => random(length),
            SecretForm::Hex => hex(&bytes()),
            SecretForm::Base64 => BASE64_STANDARD.encode(bytes()),
            SecretForm::Base64url => BASE64_URL_SAFE_NO_PAD.encode(bytes()),
            SecretForm::Laravel => format!("base64:{}", BASE64_STANDARD.encode(bytes())),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_values_are_as_long_as_their_form_makes_them() {
        let given = Given::default();
        let forms =
            [SecretForm::Letters, SecretForm::Hex, SecretForm::Base64, SecretForm::Base64url, SecretForm::Laravel];
        for (form, length) in forms.into_iter().flat_map(|form| [(form, 31), (form, 32), (form, 33)]) {
            let (one, other) = (given.generate(length, form), given.generate(length, form));
            assert_eq!(one.expose().len(), form.characters(length), "{form:?}");
            assert_ne!(one, other, "{form:?}");
        }
    }
}
