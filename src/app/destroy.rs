//! `destroy`: remove everything of a deployment and say what is left on purpose.

use std::io::{self, Write as _};

use super::App;
use super::change::to_nothing;
use super::failure::Failure;
use super::running::Errand;
use super::secrets::Given;
use crate::engine::{DataChoice, Order, RunKind};
use crate::plain::show;

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

    fn ask_choice(&self, name: &str, state: &crate::engine::State, keep_files: bool) -> Result<DataChoice, Failure> {
        let mut choice = DataChoice { final_snapshot: true, keep_files };
        let out = &mut io::stderr();
        let owner = state.owner.as_ref().map(|owner| format!("account {}, {}", owner.account, owner.region)).unwrap_or_default();
        writeln!(out, "`{name}` ({owner}) would be removed:")?;
        let change = to_nothing(state, None);
        show::differences(&change.differences(), (change.before, change.after), out)?;
        let flags = "--yes --confirm NAME";
        let answer = self.ask_line("Take a last snapshot of the database or data disk? [Y/n] ", flags)?;
        choice.final_snapshot = !answer.trim().eq_ignore_ascii_case("n");
        if !keep_files {
            let answer = self.ask_line("Delete all uploaded files for good? [y/N] ", flags)?;
            choice.keep_files = !answer.trim().eq_ignore_ascii_case("y");
        }
        Ok(choice)
    }
}
