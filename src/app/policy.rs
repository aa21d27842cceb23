//! `policy`: the least permissions for exactly one plan.

use std::io::Write;
use std::path::Path;

use super::App;
use super::failure::Failure;
use super::input::planned;
use crate::plan::policy::policy;

impl App {
    pub(super) fn policy(&self, answers: &Path, out: &mut dyn Write) -> Result<u8, Failure> {
        let (_, blueprint) = planned(&self.answers(answers)?)?;
        let text = serde_json::to_string_pretty(&policy(&blueprint)).map_err(|error| Failure::failed(error.to_string()))?;
        writeln!(out, "{text}")?;
        Ok(0)
    }
}
