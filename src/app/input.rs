//! Answers and presets from files.

use std::fs;
use std::path::Path;

use super::App;
use super::failure::Failure;
use crate::engine::State;
use crate::model::Region;
use crate::plan::answers::AnswersError;
use crate::plan::compose::ComposeError;
use crate::plan::{Answers, Blueprint, SecretAnswer, compose};
use crate::preset::{Preset, by_name};

/// Largest answers or preset file, bytes.
const LARGEST: u64 = 1 << 20;

impl App {
    /// Reads an answers file; `--region` on the command line wins. What its paths mean does not depend on where it is read from.
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
        anchored(answers, path.parent().unwrap_or(Path::new("")))
    }

    pub(super) fn region(&self) -> Result<Option<Region>, Failure> {
        self.common.region.as_ref().map(|code| code.parse().map_err(|error| Failure::usage(format!("{error}")))).transpose()
    }
}

/// The same answers with absolute paths: relative ones begin at `base`.
pub(super) fn anchored(mut answers: Answers, base: &Path) -> Result<Answers, Failure> {
    let anchor = |path: &mut String| {
        let whole = std::path::absolute(base.join(&*path)).map_err(|error| Failure::usage(format!("the path {path}: {error}")))?;
        let not_text = |whole: std::ffi::OsString| Failure::usage(format!("the path {} is not text", whole.display()));
        *path = whole.into_os_string().into_string().map_err(not_text)?;
        Ok::<(), Failure>(())
    };
    if is_path(&answers.preset) {
        anchor(&mut answers.preset)?;
    }
    for answer in answers.secrets.values_mut() {
        match answer {
            SecretAnswer::File(path) if !path.is_empty() => anchor(path)?,
            _ => {}
        }
    }
    Ok(answers)
}

fn is_path(reference: &str) -> bool {
    reference.contains(['/', '\\']) || Path::new(reference).extension().is_some_and(|ending| ending == "toml")
}

/// A preset by catalog name or path.
pub(super) fn preset(reference: &str) -> Result<Preset, Failure> {
    if is_path(reference) {
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

/// Why the preset of a deployment cannot be used any more, and what that means.
pub(super) fn lost_preset(state: &State) -> Option<String> {
    let failure = preset(&state.answers.as_ref()?.preset).err()?;
    Some(format!("{}: without its preset the app cannot be changed, only looked at, resumed and destroyed", failure.sentences()))
}

fn read(path: &Path) -> Result<String, Failure> {
    let unreadable = |why: String| Failure::usage(format!("{} cannot be read: {why}", path.display()));
    let size = fs::metadata(path).map_err(|error| unreadable(error.to_string()))?.len();
    if size > LARGEST {
        return Err(unreadable("it is larger than 1 MB".to_owned()));
    }
    fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))
}
