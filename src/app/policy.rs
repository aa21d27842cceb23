//! `policy`: the least permissions for one deployment, whatever tier it is changed to.

use std::io::{self, Write};
use std::path::Path;

use super::App;
use super::change::changeable;
use super::failure::Failure;
use super::input::planned;
use crate::plan::policy::{LARGEST_DOCUMENT, policy, split};
use crate::plan::{Answers, Blueprint, compose};

impl App {
    pub(super) fn policy(&self, answers: &Path, out: &mut dyn Write) -> Result<u8, Failure> {
        let answers = self.whole_answers(answers)?;
        let (preset, blueprint) = planned(&answers)?;
        let others = changeable(&preset, &answers.tier).into_iter().filter_map(|tier| {
            // What cannot be planned cannot be changed to.
            compose(&preset, &Answers { tier, ..answers.clone() }).ok()
        });
        let documents = split(&policy(&blueprint, &others.collect::<Vec<Blueprint>>()), LARGEST_DOCUMENT);
        if documents.len() > 1 {
            let count = documents.len();
            writeln!(
                io::stderr(),
                "AWS takes {LARGEST_DOCUMENT} characters in one managed policy, so these are {count} documents. Make a \
                 policy of each (IAM, Policies, Create policy, JSON) and attach all of them to whoever runs \
                 cloudstead. `jq -s '.[0]'` takes the first out of what is printed here, `jq -s '.[1]'` the second."
            )?;
        }
        for document in documents {
            let text = serde_json::to_string_pretty(&document).map_err(|error| Failure::failed(error.to_string()))?;
            writeln!(out, "{text}")?;
        }
        Ok(0)
    }
}
