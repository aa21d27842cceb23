//! `plan --as cloudformation`: the plan as a file for AWS CloudFormation. The template goes to standard output; what it
//! cannot hold is in its Metadata and on standard error.

use std::io::{self, Write};
use std::path::Path;

use super::App;
use super::failure::Failure;
use super::input::planned;
use crate::plain::json;
use crate::plan::cloudformation::{Template, template};

impl App {
    pub(super) fn cloudformation(&self, answers: &Path, out: &mut dyn Write) -> Result<u8, Failure> {
        let answers = self.whole_answers(answers)?;
        let (_, blueprint) = planned(&answers)?;
        let Template { document, notes } = template(&blueprint)?;
        if self.common.json {
            json::line(&document, out)?;
        } else {
            let text = serde_json::to_string_pretty(&document).map_err(|error| Failure::failed(error.to_string()))?;
            writeln!(out, "{text}")?;
        }
        say(&notes, &mut io::stderr())?;
        Ok(0)
    }
}

fn say(notes: &[(&'static str, Vec<String>)], err: &mut dyn Write) -> io::Result<()> {
    for (heading, lines) in notes {
        writeln!(err, "{heading}:")?;
        for line in lines {
            writeln!(err, "  - {line}")?;
        }
    }
    Ok(())
}
