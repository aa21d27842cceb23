//! Answers and presets from files.

use std::fs;
use std::path::Path;

use super::App;
use super::failure::Failure;
use crate::model::Region;
use crate::plan::answers::AnswersError;
use crate::plan::compose::ComposeError;
use crate::plan::{Answers, Blueprint, compose};
use crate::preset::{Preset, by_name};

/// Largest answers or preset file, bytes.
const LARGEST: u64 = 1 << 20;

impl App {
    /// Reads an answers file; `--region` on the command line wins.
    pub(super) fn answers(&self, path: &Path) -> Result<Answers, Failure> {
        let text = read(path)?;
        let mut answers = Answers::parse(&text).map_err(|error| {
            let what = format!("{}: {error}", path.display());
            match error {
                AnswersError::Missing(_) => Failure::missing(what).hint("add them to the file: the README shows one that is complete"),
                _ => Failure::usage(what),
            }
        })?;
        if let Some(region) = self.region()? {
            answers.region = region;
        }
        Ok(answers)
    }

    pub(super) fn region(&self) -> Result<Option<Region>, Failure> {
        self.common.region.as_ref().map(|code| code.parse().map_err(|error| Failure::usage(format!("{error}")))).transpose()
    }
}

/// A preset by catalog name or path.
pub(super) fn preset(reference: &str) -> Result<Preset, Failure> {
    let is_path = reference.contains(['/', '\\']) || Path::new(reference).extension().is_some_and(|ending| ending == "toml");
    if is_path {
        let text = read(Path::new(reference))?;
        return Preset::parse(&text).map_err(|error| Failure::usage(format!("{reference}: {error}")));
    }
    by_name(reference).map_err(|error| Failure::usage(error.to_string()).hint("`cloudstead presets` lists them"))
}

/// The plan of these answers.
pub(super) fn planned(answers: &Answers) -> Result<(Preset, Blueprint), Failure> {
    let preset = preset(&answers.preset)?;
    let blueprint = compose(&preset, answers).map_err(|error| match error {
        ComposeError::MissingSecrets(_) => {
            Failure::missing(error.to_string()).hint("add them to [secrets] of your answers as \"env:VAR\" or \"file:PATH\"")
        }
        _ => Failure::usage(error.to_string()),
    })?;
    Ok((preset, blueprint))
}

fn read(path: &Path) -> Result<String, Failure> {
    let unreadable = |why: String| Failure::usage(format!("{} cannot be read: {why}", path.display()));
    let size = fs::metadata(path).map_err(|error| unreadable(error.to_string()))?.len();
    if size > LARGEST {
        return Err(unreadable("it is larger than 1 MB".to_owned()));
    }
    fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))
}
