//! `destroy`: remove everything of a deployment and say what is left on purpose.

use std::io::{self, Write as _};

use super::App;
use super::change::{keepable, to_nothing};
use super::failure::Failure;
use super::running::Errand;
use super::secrets::Given;
use crate::engine::{DataChoice, Order, RunKind, State};
use crate::plain::show;
use crate::resource::KeptPrice;

impl App {
    pub(super) fn destroy(&self, name: Option<&str>, yes: bool, confirm: Option<&str>, keep_data: bool) -> Result<u8, Failure> {
        let (name, state) = self.meant(name)?;
        let owner = state.owner.clone().ok_or_else(|| Failure::failed("the journal names no owner"))?;
        if let Some(confirm) = confirm.filter(|confirm| *confirm != name) {
            return Err(
                Failure::refused(format!("`--confirm {confirm}` does not name the deployment `{name}`")).hint("nothing was removed")
            );
        }
        let begun = state.run.as_ref().filter(|run| run.kind == RunKind::Destroy);
        let choice = match begun {
            // The choice was made when the removal began; half of it may be carried out already.
            Some(run) => run.choice,
            None if yes => DataChoice { final_snapshot: true, keep_files: keep_data },
            None => self.ask_choice(&name, &state, keep_data)?,
        };
        if !(yes && confirm.is_some()) {
            let typed = self.ask_line(&format!("Type the name of the deployment to remove it ({name}): "), "--yes --confirm NAME")?;
            if typed != name {
                return Err(Failure::refused("that is not its name: nothing was removed"));
            }
        }
        self.run_order(Errand { name: owner.deployment, region: owner.region, order: Order::Destroy(choice), secrets: Given::default() })
    }

    /// Shows what goes and asks what of the data stays: keeping is what Enter means, as on the full screen.
    fn ask_choice(&self, name: &str, state: &State, keep_data: bool) -> Result<DataChoice, Failure> {
        let out = &mut io::stderr();
        let owner = state.owner.as_ref().map(|owner| format!("account {}, {}", owner.account, owner.region)).unwrap_or_default();
        writeln!(out, "`{name}` ({owner}) would be removed:")?;
        let change = to_nothing(state, None);
        show::differences(&change.differences(), (change.before, change.after), out)?;
        let keep = |price, question: &str| {
            let Some((what, monthly)) = keepable(state, price).filter(|_| !keep_data) else { return Ok(true) };
            self.ask_yes(&format!("{question} ({what}), {monthly} per month?"), true, "--yes --confirm NAME")
        };
        let final_snapshot = keep(KeptPrice::DatabaseSnapshot, "Keep a last snapshot of the data, and its keys")?;
        let keep_files = keep(KeptPrice::Files, "Keep the uploaded files")?;
        Ok(DataChoice { final_snapshot, keep_files })
    }
}
