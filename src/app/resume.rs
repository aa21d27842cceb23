//! `resume`: on with what was interrupted, without a question.

use std::io::{self, Write as _};
use std::path::Path;

use super::App;
use super::deployments::owner_of;
use super::errand::Errand;
use super::failure::{Failure, LOOK};
use super::running::runtime;
use super::secrets::Given;
use crate::engine::{Entry, Lost, Order, Record, RunKind, State};
use crate::model::text::capital;
use crate::plan::Answers;
use crate::resource::{Kind, Loss};

/// On with the newest run, or once more through one that ended well; `None` where the journal holds no answers.
fn order_to_go_on(state: &State) -> Option<Order> {
    if state.unfinished() {
        return Some(Order::Resume);
    }
    let (answers, target) = state.answers.clone().zip(state.target.clone())?;
    Some(Order::Build { kind: RunKind::Deploy, target: Box::new(target), answers: Box::new(answers), consent: false })
}

impl App {
    /// What runs was agreed to when it began, so nobody is asked; but for what is gone and held data (see `give_up`),
    /// and before a removal goes on, which `yes` answers.
    pub(super) fn resume(
        &self,
        name: Option<&str>,
        answers: Option<&Path>,
        confirm: Option<&str>,
        yes: bool,
    ) -> Result<u8, Failure> {
        let (name, state) = self.unfinished(name)?;
        if let Some(confirm) = confirm.filter(|confirm| *confirm != name) {
            return Err(Failure::refused(format!("`--confirm {confirm}` does not name the deployment `{name}`"))
                .hint("nothing was changed"));
        }
        let mut agreed = Vec::new();
        if state.is_being_removed() && !yes {
            let (now, keep) = (self.now(&name, &state), self.command(&format!("destroy {name} --keep-data")));
            writeln!(io::stderr(), "{now}\nTo keep what is left of your data instead: `{keep}`")?;
            self.agree(&format!("Go on removing `{name}`?"), "--yes")?;
            agreed = self.ask_others(&state, "--yes")?;
        }
        if !state.unfinished() && !self.common.json {
            writeln!(
                io::stderr(),
                "`{name}` is complete: nothing was left to do. Looking whether all of it is still as it should be."
            )?;
        }
        match self.go_on(&name, &state, answers, agreed) {
            Err(failure) if !failure.lost().is_empty() => {
                self.give_up(&name, &state, failure, confirm)?;
                self.go_on(&name, &state, answers, Vec::new())
            }
            other => other,
        }
    }

    fn go_on(&self, name: &str, state: &State, answers: Option<&Path>, agreed: Vec<String>) -> Result<u8, Failure> {
        let given = match answers {
            Some(path) => Some(self.answers(path)?),
            None => state.answers.clone(),
        };
        self.run_order(self.errand_to_go_on(name, state, given, agreed)?)
    }

    /// How a deployment goes on, with keys read again as `answers` say.
    pub(super) fn errand_to_go_on(
        &self,
        name: &str,
        state: &State,
        answers: Option<Answers>,
        agreed: Vec<String>,
    ) -> Result<Errand, Failure> {
        let owner = owner_of(state)?;
        let (secrets, missing) = answers.map(|answers| Given::of(&answers, Some(state))).unwrap_or_default();
        // What goes needs no keys, and what is complete has them.
        if let Some(missing) = missing.filter(|_| state.unfinished() && !state.is_being_removed()) {
            return Err(missing.hint(format!(
                "give each as \"env:VAR\" or \"file:PATH\": `{}`",
                self.command(&format!("resume {name} --answers FILE"))
            )));
        }
        let Some(order) = order_to_go_on(state) else {
            let again = self.command("deploy --answers FILE");
            return Err(Failure::failed("the journal does not hold the answers that this deployment was made with")
                .hint(format!("`{again}` with a file of them goes on with it")));
        };
        Ok(Errand { name: owner.deployment, region: owner.region, order, secrets, agreed })
    }

    /// Asks for the deployment's name as consent to begin again with an empty database or file store, and writes it
    /// down.
    fn give_up(&self, name: &str, state: &State, failure: Failure, confirm: Option<&str>) -> Result<(), Failure> {
        let lost = failure.lost();
        if lost.iter().any(|lost| lost.loss != Loss::Data) || (confirm.is_none() && !self.can_ask()) {
            let again = self.command(&format!("resume {name} --confirm {name}"));
            let data = lost.iter().all(|lost| lost.loss == Loss::Data);
            return Err(if data {
                failure.hint(format!("{LOOK}. To begin again with an empty one: `{again}`"))
            } else {
                failure
            });
        }
        if confirm.is_none() {
            let out = &mut io::stderr();
            writeln!(out, "{}.\n{LOOK}.", capital(&failure.sentences()))?;
            let typed = self.ask_line(
                &format!("Type the name of the deployment to begin again with an empty one ({name}): "),
                "--confirm NAME",
            )?;
            if typed != name {
                return Err(Failure::refused("that is not its name: nothing was changed"));
            }
        }
        runtime()?.block_on(self.begin_anew(state, lost))
    }

    /// Writes down that what is gone is to be made anew, empty. Servers that ran with it begin anew too: only a new one
    /// prepares an empty database.
    pub(super) async fn begin_anew(&self, state: &State, lost: &[Lost]) -> Result<(), Failure> {
        let owner = owner_of(state)?;
        let is_server = |record: &Record| matches!(record.node.spec.kind(), Kind::Instance | Kind::AutoScalingGroup);
        let servers = state.records.iter().filter(|(_, record)| is_server(record)).map(|(node, _)| node);
        let mut prepared = self.prepare(&owner.deployment, owner.region).await?;
        let mut nodes = lost.iter().map(|lost| &lost.node).chain(servers);
        nodes.try_for_each(|node| Ok(prepared.ledger.record(&Entry::Spoiled { node: node.clone() })?))
    }

    /// The named deployment, or the only unfinished one, or the only one.
    fn unfinished(&self, name: Option<&str>) -> Result<(String, State), Failure> {
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
