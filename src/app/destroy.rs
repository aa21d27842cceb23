//! `destroy`: remove everything of a deployment and say what is left on purpose.

use std::io::{self, Write};

use super::App;
use super::change::{keepable, to_nothing};
use super::deployments::owner_of;
use super::errand::Errand;
use super::failure::Failure;
use super::obstacles::{ids, question};
use super::running::runtime;
use super::secrets::Given;
use crate::engine::{DataChoice, Order, RunKind, Standing, State, UnderWay};
use crate::plain::show;
use crate::resource::{Keep, KeptPrice, Spec};
use crate::tui::DataQuestion;

/// What the command line says about data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Files {
    /// Nothing: it is asked, and kept where nobody is.
    Ask,
    /// Uploaded files and a last snapshot stay, without a question.
    Keep,
    /// Uploaded files go, without a question.
    Delete,
}

impl Files {
    pub(super) const fn of(keep_data: bool, delete_files: bool) -> Self {
        match (keep_data, delete_files) {
            (true, _) => Self::Keep,
            (false, true) => Self::Delete,
            (false, false) => Self::Ask,
        }
    }
}

impl App {
    pub(super) fn destroy(
        &self,
        name: Option<&str>,
        yes: bool,
        confirm: Option<&str>,
        files: Files,
        keep_images: bool,
    ) -> Result<u8, Failure> {
        let (name, state) = self.meant_anywhere(name)?;
        let owner = owner_of(&state)?;
        if let Some(confirm) = confirm.filter(|confirm| *confirm != name) {
            return Err(Failure::refused(format!("`--confirm {confirm}` does not name the deployment `{name}`"))
                .hint("nothing was removed"));
        }
        let begun = state.run.as_ref().filter(|run| run.kind == RunKind::Destroy);
        let choice = match begun {
            // The choice was made when the removal began; half of it may be carried out already. What still exists can
            // be kept.
            Some(run) if files == Files::Keep => {
                too_late(&state, run.choice, &mut io::stderr())?;
                DataChoice { final_snapshot: true, keep_files: true, ..run.choice }
            }
            Some(run) if files == Files::Delete && run.choice.keep_files => {
                return Err(Failure::refused(format!(
                    "the removal of `{name}` was begun with its files kept: nothing was removed now"
                ))
                .hint(
                    "let it go on without `--delete-files`; at its end it says where the files are and how they \
                        are deleted",
                ));
            }
            Some(run) => run.choice,
            None if yes => DataChoice { final_snapshot: true, keep_files: files != Files::Delete, keep_images },
            None => self.ask_choice(&name, &state, files, keep_images)?,
        };
        let choice = DataChoice { keep_images: choice.keep_images || keep_images, ..choice };
        let agreed = if yes || !self.can_ask() { Vec::new() } else { self.ask_others(&state, "--yes --confirm NAME")? };
        if !(yes && confirm.is_some()) {
            let typed = self.ask_line(
                &format!("Type the name of the deployment to remove it ({name}): "),
                "--yes --confirm NAME",
            )?;
            if typed != name {
                return Err(Failure::refused("that is not its name: nothing was removed"));
            }
        }
        let order = Order::Destroy(choice);
        self.run_order(Errand {
            name: owner.deployment,
            region: owner.region,
            order,
            secrets: Given::default(),
            agreed,
        })
    }

    /// Asks whether what AWS services put into the network goes too. Leaving it is what Enter means.
    pub(super) fn ask_others(&self, state: &State, flag: &str) -> Result<Vec<String>, Failure> {
        let found = runtime()?.block_on(self.put_there(state));
        let Some(text) = question(&found) else { return Ok(Vec::new()) };
        let agreed = self.ask_yes(&format!("{text}. Remove it too?"), false, flag)?;
        Ok(if agreed { ids(found) } else { Vec::new() })
    }

    /// Shows what goes and asks what of the data stays: keeping is what Enter means, as on the full screen.
    fn ask_choice(&self, name: &str, state: &State, files: Files, keep_images: bool) -> Result<DataChoice, Failure> {
        let out = &mut io::stderr();
        let owner = state
            .owner
            .as_ref()
            .map(|owner| format!("account {}, {}", owner.account, owner.region))
            .unwrap_or_default();
        writeln!(out, "`{name}` ({owner}) would be removed:")?;
        let change = to_nothing(state, None);
        show::differences(&change.differences(), (&change.before, &change.after), out)?;
        let keep = |price, question: &str| {
            let Some(DataQuestion { what, monthly, .. }) = keepable(state, price).filter(|_| files != Files::Keep)
            else {
                return Ok(true);
            };
            self.ask_yes(&format!("{question} ({what}), {}?", monthly.per_month()), true, "--yes --confirm NAME")
        };
        let final_snapshot = keep(KeptPrice::DatabaseSnapshot, "Keep a last snapshot of the data, and its keys")?;
        let keep_files = files != Files::Delete && keep(KeptPrice::Files, "Keep the uploaded files")?;
        let keep_images = match keepable(state, KeptPrice::Images).filter(|_| !keep_images) {
            Some(DataQuestion { what, monthly, .. }) => {
                // They can be built again: nothing is lost with them.
                let question = format!("Keep the images that were built ({what}), {}?", monthly.per_month());
                self.ask_yes(&question, false, "--yes --confirm NAME")?
            }
            None => keep_images,
        };
        Ok(DataChoice { final_snapshot, keep_files, keep_images })
    }
}

/// Says what of the data is gone, or on its way, although it is now to be kept.
fn too_late(state: &State, begun: DataChoice, out: &mut dyn Write) -> io::Result<()> {
    let Some(UnderWay::Removal { gone, left }) = state.under_way() else { return Ok(()) };
    let lost = |spec: &Spec| spec.keeps(true, true, false) != Keep::Nothing && begun.keeps(spec) == Keep::Nothing;
    for node in gone.into_iter().filter(|node| lost(&node.spec)) {
        writeln!(out, "{}: gone already, too late to keep", node.spec.title())?;
    }
    for record in left.into_iter().filter(|record| record.standing == Standing::Deleting && lost(&record.node.spec)) {
        writeln!(out, "{}: being removed already; what still exists of it is kept", record.node.spec.title())?;
    }
    Ok(())
}
