//! What the person at the laptop may do in the account.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Deserializer, Value, json};

use crate::laptop::Laptop;

impl Laptop {
    /// The documents that `cloudstead policy` prints.
    pub(crate) fn printed(&self, tier: &str, domain: Option<&str>) -> Vec<Value> {
        self.printed_for(&self.answers(tier, domain))
    }

    /// The same for a file of answers.
    pub(crate) fn printed_for(&self, answers: &Path) -> Vec<Value> {
        let output = self.command(&["policy", "--answers", answers.to_str().unwrap()]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Deserializer::from_slice(&output.stdout).into_iter().collect::<Result<_, _>>().unwrap()
    }

    /// From now on the program may do what these documents say and nothing else: the proxy sees to it, and moto's IAM
    /// beside it.
    pub(crate) fn hold(&self, documents: &[Value]) {
        let key = self.moto.python("iam_user.py", &[&json!(documents).to_string()]);
        if let Some(key) = key.as_array() {
            self.person.replace(Some([0, 1].map(|at: usize| key[at].as_str().unwrap().to_owned())));
        }
        self.proxy.hold(documents);
    }

    /// What a person is told to ask for.
    pub(crate) fn hold_printed(&self, tier: &str, domain: Option<&str>) {
        self.hold(&self.printed(tier, domain));
    }
}

/// All that documents allow.
pub(crate) fn actions(documents: &[Value]) -> BTreeSet<String> {
    let statements = documents.iter().flat_map(|document| document["Statement"].as_array().unwrap());
    let actions = statements.flat_map(|statement| statement["Action"].as_array().unwrap());
    actions.map(|action| action.as_str().unwrap().to_owned()).collect()
}

/// The same documents without some actions.
pub(crate) fn without(documents: &[Value], actions: &BTreeSet<String>) -> Vec<Value> {
    let mut documents = documents.to_vec();
    for statement in documents.iter_mut().flat_map(|document| document["Statement"].as_array_mut().unwrap()) {
        statement["Action"].as_array_mut().unwrap().retain(|action| !actions.contains(action.as_str().unwrap()));
    }
    documents
}
