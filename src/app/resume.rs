//! `resume`: on with what was interrupted, without a question.

use std::io::{self, Write as _};
use std::path::Path;

use super::App;
use super::failure::Failure;
use super::running::Errand;
use super::secrets::Given;
use crate::engine::{Order, RunKind};

impl App {
    /// `yes` changes nothing: what runs was agreed to when it began. It is accepted so that scripts may always say it.
    pub(super) fn resume(&self, name: Option<&str>, answers: Option<&Path>, yes: bool) -> Result<u8, Failure> {
        let _ = yes;
        let (name, state) = self.unfinished(name)?;
        let owner = state.owner.clone().ok_or_else(|| Failure::failed("the journal names no owner"))?;
        if !state.unfinished() {
            if !self.common.json {
                writeln!(io::stderr(), "`{name}` is complete: nothing was left to do. Looking whether it still runs.")?;
            }
            let answers = state.answers.clone().zip(state.target.clone());
            let Some((answers, target)) = answers else { return Ok(0) };
            let kind = RunKind::Deploy;
            let order = Order::Build { kind, target: Box::new(target), answers: Box::new(answers), consent: false };
            return self.run_order(Errand { name: owner.deployment, region: owner.region, order, secrets: Given::default() });
        }
        let given = match answers {
            Some(path) => self.answers(path)?,
            None => match state.answers.clone() {
                Some(answers) => answers,
                None => {
                    return self.run_order(Errand {
                        name: owner.deployment,
                        region: owner.region,
                        order: Order::Resume,
                        secrets: Given::default(),
                    });
                }
            },
        };
        let (secrets, missing) = Given::of(&given, Some(&state));
        // What goes needs no keys.
        if let Some(missing) = missing.filter(|_| state.run.as_ref().is_some_and(|run| run.kind != RunKind::Destroy)) {
            return Err(missing
                .hint(format!("give each as \"env:VAR\" or \"file:PATH\": `{}`", self.command(&format!("resume {name} --answers FILE")))));
        }
        self.run_order(Errand { name: owner.deployment, region: owner.region, order: Order::Resume, secrets })
    }

    /// The named deployment, or the only unfinished one, or the only one.
    fn unfinished(&self, name: Option<&str>) -> Result<(String, crate::engine::State), Failure> {
        if name.is_none() {
            let mut unfinished: Vec<_> = self.all()?.into_iter().filter(|(_, state)| state.unfinished()).collect();
            if unfinished.len() == 1
                && let Some(only) = unfinished.pop()
            {
                return Ok(only);
            }
        }
        self.meant_anywhere(name)
    }
}
