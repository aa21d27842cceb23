//! `deploy`: from answers to a running app, or on with what was interrupted.

use std::io::{self, BufRead as _, Write as _};
use std::path::Path;

use super::App;
use super::change::{refuse_moving_data, to_answers};
use super::errand::Errand;
use super::failure::Failure;
use super::input::{planned, preset};
use super::running::runtime;
use super::secrets::Given;
use crate::engine::{Order, RunKind, State};
use crate::model::text::clean_line;
use crate::plain::show;
use crate::plan::{Answers, Blueprint, estimate};
use crate::preset::Preset;
use crate::wizard::Check;

/// What a person has to decide of a preset first is decided.
fn settled(preset: &Preset) -> Result<(), Failure> {
    let open = preset.open.len();
    if open == 0 {
        return Ok(());
    }
    let points = if open == 1 { "a point is".to_owned() } else { format!("{open} points are") };
    let list = preset.open.iter().map(|point| clean_line(point)).collect::<Vec<_>>().join("; ");
    Err(Failure::refused(format!("{points} open in the preset of {}", preset.title))
        .why(list)
        .hint("settle each in the preset file and take it out of `open` there; then run the same command again"))
}

impl App {
    pub(super) fn deploy(&self, path: &Path, yes: bool) -> Result<u8, Failure> {
        let unasked = || (!yes && !self.can_ask()).then(|| Failure::unasked("--yes"));
        let answers = self.answers(path).map_err(|failure| failure.also(unasked()))?;
        let known = self.known(answers.name.as_str())?;
        let (secrets, missing) = Given::of(&answers, known.as_ref());
        let blueprint = match planned(&answers) {
            Ok((_, blueprint)) => blueprint,
            Err(failure) => return Err(failure.also(missing).also(unasked())),
        };
        let order = self.order_for(known.as_ref(), &answers, &blueprint)?;
        let finished = known.as_ref().filter(|state| !state.unfinished());
        if let Some(missing) = missing {
            let asks = finished
                .map_or(Ok(true), |state| to_answers(state, &answers).map(|change| change.changes_anything()))?;
            return Err(missing.also(unasked().filter(|_| asks)));
        }
        match finished {
            Some(state) => self.agree_to_change(state, &answers, yes)?,
            None if yes => {}
            None => {
                show::plan(&blueprint, &estimate(&blueprint, &answers.usage), &mut io::stderr())?;
                for power in planned(&answers)?.0.powers() {
                    writeln!(io::stderr(), "{power}")?;
                }
                if self.can_ask() && known.as_ref().is_none_or(|state| state.run.is_none()) {
                    self.show_checks(&answers)?;
                }
                self.agree(&format!("Create this in your AWS account ({})?", answers.region), "--yes")?;
            }
        }
        self.run_order(Errand {
            name: answers.name.clone(),
            region: answers.region,
            order,
            secrets,
            agreed: Vec::new(),
        })
    }

    /// Says what a run would meet, before anybody agrees to it.
    fn show_checks(&self, answers: &Answers) -> Result<(), Failure> {
        let checks = runtime()?.block_on(self.check_plan(answers, &|_| {}));
        show::checks(&checks, &mut io::stderr())?;
        if checks.iter().any(Check::stops) {
            return Err(Failure::refused("a run would stop at what is said above")
                .hint("put it right and run the same command again"));
        }
        Ok(())
    }

    /// Shows what other answers change in a finished deployment; nobody is asked when nothing does.
    fn agree_to_change(&self, state: &State, answers: &Answers, yes: bool) -> Result<(), Failure> {
        let change = to_answers(state, answers)?;
        if !change.changes_anything() {
            return Ok(());
        }
        if !self.common.json {
            change.show(&mut io::stderr())?;
        }
        if yes { Ok(()) } else { self.agree(&format!("Change `{}` like this?", answers.name), "--yes") }
    }

    /// What `answers` mean for a deployment of that name, which may exist already.
    pub(super) fn order_for(
        &self,
        known: Option<&State>,
        answers: &Answers,
        blueprint: &Blueprint,
    ) -> Result<Order, Failure> {
        settled(&planned(answers)?.0)?;
        let mut kind = RunKind::Deploy;
        if let Some(state) = known {
            if let Some(owner) = state.owner.as_ref().filter(|owner| owner.region != answers.region) {
                return Err(Failure::refused(format!(
                    "`{}` lives in {}, not in {}",
                    answers.name, owner.region, answers.region
                ))
                .hint("a deployment cannot move: choose another name for another region"));
            }
            let run = state.run.as_ref().filter(|run| run.outcome != Some(crate::engine::Outcome::Done));
            match run {
                Some(run) if run.kind == RunKind::Destroy => {
                    return Err(Failure::refused(format!("`{}` is being removed", answers.name)).hint(format!(
                        "`{}` finishes that; then deploy again",
                        self.command(&format!("resume {}", answers.name))
                    )));
                }
                Some(run) if run.target.as_ref() == Some(blueprint) => return Ok(Order::Resume),
                _ => {}
            }
            refuse_moving_data(state, &preset(&answers.preset)?, &answers.tier)?;
            if state.target.as_ref().is_some_and(|target| target.tier != answers.tier) {
                kind = RunKind::Change;
            }
        }
        Ok(Order::Build {
            kind,
            target: Box::new(blueprint.clone()),
            answers: Box::new(answers.clone()),
            consent: false,
        })
    }

    /// Asks a yes-or-no question whose default is no. Without a person to ask, says which flag would have answered it.
    pub(super) fn agree(&self, question: &str, flag: &str) -> Result<(), Failure> {
        if self.ask_yes(question, false, flag)? {
            Ok(())
        } else {
            Err(Failure::refused("nothing was changed: you did not say yes"))
        }
    }

    /// One typed line. Without a person to ask, says which flag would have answered.
    pub(super) fn ask_line(&self, prompt: &str, flag: &str) -> Result<String, Failure> {
        if !self.can_ask() {
            return Err(Failure::unasked(flag));
        }
        let mut err = io::stderr();
        err.write_all(prompt.as_bytes())?;
        err.flush()?;
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line)?;
        Ok(line.trim_end_matches(['\r', '\n']).to_owned())
    }
}
