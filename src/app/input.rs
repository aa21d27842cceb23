//! Answers and presets from files.

use std::io::Write as _;
use std::path::Path;

use super::App;
use super::failure::Failure;
use crate::engine::State;
use crate::file;
use crate::model::{Region, domain};
use crate::plan::ComposeError;
use crate::plan::answers::AnswersError;
use crate::plan::{Answers, Blueprint, SecretAnswer, compose, sizes};
use crate::preset::{Half, Preset, by_name};

impl App {
    /// Reads an answers file; `--region` on the command line wins. What its paths mean does not depend on where it is
    /// read from.
    pub(super) fn answers(&self, path: &Path) -> Result<Answers, Failure> {
        let text = read(path)?;
        let mut answers = Answers::parse(&text).map_err(|error| {
            let what = format!("{}: {error}", path.display());
            match error {
                AnswersError::Missing(_) => {
                    Failure::missing(what).hint("add them to the file: the README shows one that is complete")
                }
                _ => Failure::usage(what),
            }
        })?;
        if let Some(region) = self.region()? {
            answers.region = region;
        }
        if let Some(name) = answers.domain.name() {
            let shown = domain::shown(name);
            if shown != name {
                writeln!(std::io::stderr(), "The domain is {shown}.")?;
            }
            if let Some(alike) = domain::look_alike(name) {
                writeln!(std::io::stderr(), "warning: {alike}")?;
            }
        }
        let mut answers = anchored(answers, path.parent().unwrap_or(Path::new("")))?;
        answers.tier = tier_now(&answers.preset, &answers.tier);
        Ok(answers)
    }

    /// The same where no values are needed: what is empty is nevertheless said.
    pub(super) fn whole_answers(&self, path: &Path) -> Result<Answers, Failure> {
        let answers = self.answers(path)?;
        match answers.secrets.iter().find(|(_, answer)| answer.is_empty()) {
            Some((name, _)) => Err(Failure::missing(format!("this secret has no value: {name} (it is empty)"))
                .hint("give it as \"env:VAR\" or \"file:PATH\" in [secrets] of your answers, or remove its line")),
            None => Ok(answers),
        }
    }

    pub(super) fn region(&self) -> Result<Option<Region>, Failure> {
        self.common
            .region
            .as_ref()
            .map(|code| code.parse().map_err(|error| Failure::usage(format!("{error}"))))
            .transpose()
    }
}

/// The same answers with absolute paths: relative ones begin at `base`.
pub(super) fn anchored(mut answers: Answers, base: &Path) -> Result<Answers, Failure> {
    let anchor = |path: &mut String| {
        let whole = std::path::absolute(base.join(&*path))
            .map_err(|error| Failure::usage(format!("the path {path}: {error}")))?;
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

pub(super) fn is_path(reference: &str) -> bool {
    reference.contains(['/', '\\']) || Path::new(reference).extension().is_some_and(|ending| ending == "toml")
}

/// A preset by catalog name or path.
pub(super) fn preset(reference: &str) -> Result<Preset, Failure> {
    if is_path(reference) {
        let text = read(Path::new(reference))?;
        let preset = Preset::parse(&text).map_err(|error| Failure::usage(format!("{reference}: {error}")))?;
        return sizes::check(&preset).map(|()| preset).map_err(|why| Failure::usage(format!("{reference}: {why}")));
    }
    by_name(reference).map_err(|error| Failure::usage(error.to_string()).hint("`cloudstead presets` lists them"))
}

/// The name that a tier has now; as given where its preset cannot be read or does not know it.
pub(super) fn tier_now(reference: &str, tier: &str) -> String {
    let preset = preset(reference).ok();
    preset.as_ref().and_then(|preset| preset.tier(tier)).map_or(tier, |(name, _)| name).to_owned()
}

/// The same deployment with its tiers called as they are called now.
pub(super) fn with_tiers_now(mut state: State) -> State {
    let Some(answers) = &mut state.answers else { return state };
    let now = |tier: &mut String| *tier = tier_now(&answers.preset, tier);
    let begun = state.run.as_mut().and_then(|run| run.target.as_mut());
    for plan in [state.target.as_mut(), state.complete.as_mut(), begun].into_iter().flatten() {
        now(&mut plan.tier);
    }
    answers.tier = tier_now(&answers.preset, &answers.tier);
    state
}

/// The plan of these answers.
pub(super) fn planned(answers: &Answers) -> Result<(Preset, Blueprint), Failure> {
    let preset = preset(&answers.preset)?;
    // Not a matter of the plan: the wizard shows one while the second of a pair is still to be typed.
    if let Some(Half { given, missing }) = preset.halves(|key| answers.secrets.contains_key(key)).next() {
        let what =
            format!("`{given}` is given without `{missing}`: they are of use only together, so give both or neither");
        return Err(Failure::usage(what));
    }
    let blueprint = compose(&preset, answers).map_err(|error| match error {
        ComposeError::MissingSecrets(_) => Failure::missing(error.to_string())
            .hint("add them to [secrets] of your answers as \"env:VAR\" or \"file:PATH\""),
        _ => Failure::usage(error.to_string()),
    })?;
    Ok((preset, blueprint))
}

/// Why the preset of a deployment cannot be used any more, and what that means.
pub(super) fn lost_preset(state: &State) -> Option<String> {
    let failure = preset(&state.answers.as_ref()?.preset).err()?;
    Some(format!(
        "{}: without its preset the app cannot be changed, only looked at, resumed and destroyed",
        failure.sentences()
    ))
}

fn read(path: &Path) -> Result<String, Failure> {
    file::read_text(path, file::SETTINGS).map_err(|error| Failure::usage(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::state::Run;
    use crate::engine::{DataChoice, RunKind};

    #[test]
    fn a_deployment_of_a_tier_that_was_renamed_carries_the_name_of_now() {
        let answers =
            Answers::parse("name='demo'\npreset='compai'\ntier='budget'\nregion='us-east-1'\nbudget=60\n").unwrap();
        let mut target = planned(&answers).unwrap().1;
        assert_eq!(target.tier, "managed", "a plan carries it from the start");
        "budget".clone_into(&mut target.tier);
        let run =
            Run { kind: RunKind::Deploy, target: Some(target.clone()), choice: DataChoice::default(), outcome: None };
        let (answers, target, complete) = (Some(answers), Some(target.clone()), Some(target));
        let now = with_tiers_now(State { answers, target, complete, run: Some(run), ..State::default() });
        let plans = [now.run.and_then(|run| run.target), now.target, now.complete];
        assert_eq!(plans.map(|plan| plan.unwrap().tier), ["managed"; 3]);
        assert_eq!(now.answers.unwrap().tier, "managed");
        assert_eq!(tier_now("./nowhere.toml", "budget"), "budget");
    }
}
