//! Values of secrets: from the answers' references, or made here. In memory only.

use std::collections::BTreeMap;

use rand::RngExt as _;

use super::failure::Failure;
use super::running::Prepared;
use crate::engine::{Request, SecretSource, Standing};
use crate::model::Secret;
use crate::plan::{Answers, SecretAnswer};
use crate::resource::Spec;
use crate::resource::secret_parameter::SecretSource as Source;

/// Values given in this session.
#[derive(Default)]
pub(super) struct Given {
    values: BTreeMap<String, Secret>,
}

impl Given {
    /// Resolves every `env:` and `file:`. With `strict`, one that cannot be read is an error; otherwise it is left out (it may
    /// be stored in the account already).
    pub(super) fn read(answers: &Answers, strict: bool) -> Result<Self, Failure> {
        let mut values = BTreeMap::new();
        for (name, answer) in &answers.secrets {
            let value = match answer {
                SecretAnswer::Value(secret) => Ok(secret.clone()),
                SecretAnswer::Stored => continue,
                SecretAnswer::Env(variable) => {
                    std::env::var(variable).map(Secret::new).map_err(|_| format!("the variable {variable} is not set"))
                }
                SecretAnswer::File(path) => match std::fs::read_to_string(path) {
                    Ok(text) => Ok(Secret::new(text.trim_end_matches(['\r', '\n']).to_owned())),
                    Err(error) => Err(format!("{path} cannot be read: {error}")),
                },
            };
            match value {
                Ok(secret) if secret.expose().is_empty() && strict => {
                    return Err(
                        Failure::usage(format!("the secret {name} is empty")).hint("give it a value, or remove its line from [secrets]")
                    );
                }
                Ok(secret) => {
                    values.insert(name.clone(), secret);
                }
                Err(why) if strict => return Err(Failure::usage(format!("the secret {name} is missing: {why}"))),
                Err(_) => {}
            }
        }
        Ok(Self { values })
    }
}

/// Writes what was given in this session into secrets that are stored already: nothing else of them differs, so the run
/// itself would pass them over. Servers read it at their next start, and again while they cannot start.
pub(super) async fn correct(prepared: &Prepared, given: &Given) -> Result<(), Failure> {
    let state = prepared.ledger.state();
    for (node, record) in &state.records {
        let Spec::SecretParameter(secret) = &record.node.spec else { continue };
        let (Some(outputs), Standing::Ready) = (&record.outputs, record.standing) else { continue };
        if secret.source == Source::Asked && given.values.contains_key(secret.key()) {
            let spec = &record.node.spec;
            let request = Request { owner: &prepared.owner, node, spec, token: "", lookup: state, secrets: given };
            prepared.backend.cloud.configure(&request, outputs).await?;
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

impl SecretSource for Given {
    fn asked(&self, key: &str) -> Option<Secret> {
        self.values.get(key).cloned()
    }

    fn generate(&self, length: usize) -> Secret {
        Secret::new(random(length))
    }
}
