//! Where a deployment stands, for lists, menus and `status`: which run stopped, who is at it, what is gone.

use super::App;
use super::lock::Lock;
use crate::engine::{State, UnderWay};
use crate::plan::Blueprint;
use crate::tui::DeploymentState;

/// Where a deployment stands, as far as this machine knows.
pub(super) struct Standing {
    pub(super) state: DeploymentState,
    /// Who is at work on it just now.
    pub(super) holder: Option<String>,
}

impl App {
    pub(super) fn standing(&self, name: &str, state: &State) -> Standing {
        let holder = self.folder(name).ok().and_then(|folder| Lock::holder(&folder));
        Standing { state: if holder.is_some() { DeploymentState::Running } else { stopped(state) }, holder }
    }

    /// What a run that stopped or goes on means now, in sentences; empty where nothing is to be said.
    pub(super) fn now(&self, name: &str, state: &State) -> String {
        let standing = self.standing(name, state);
        if let Some(holder) = standing.holder {
            return format!("Running, {holder}. This shows what was there when you looked.");
        }
        match state.under_way() {
            Some(UnderWay::Removal { gone, left }) => {
                let titles: Vec<String> =
                    gone.iter().filter(|node| node.spec.holds_data()).map(|node| node.spec.title()).collect();
                let data =
                    if titles.is_empty() { String::new() } else { format!(", among them {}", titles.join(", ")) };
                let went = if gone.len() == 1 {
                    "1 thing is gone".to_owned()
                } else {
                    format!("{} things are gone", gone.len())
                };
                let is_left = if left.len() == 1 { "1 is left".to_owned() } else { format!("{} are left", left.len()) };
                format!("Its removal stopped before the end: {went}{data}; {is_left}.")
            }
            Some(UnderWay::Change { from, to, serving }) => change(from, to, serving),
            Some(UnderWay::Build) | None => String::new(),
        }
    }
}

/// What a change that stopped means for those who use the app.
fn change(from: &Blueprint, to: &Blueprint, serving: Option<&Blueprint>) -> String {
    let what = if from.tier == to.tier { "The newest deploy".to_owned() } else { format!("The change to {}", to.tier) };
    let now = match serving {
        Some(one) if one == from => "what ran before goes on running until the new is ready",
        Some(_) => "the new is whole; what is left of the old goes, and costs money until then, when you go on",
        None => "part of the old is taken away and the new is not whole yet: the app may not answer until you go on",
    };
    format!("{what} stopped before its end: {now}.")
}

/// What the newest run was about, if it stopped.
pub(super) fn stopped(state: &State) -> DeploymentState {
    match state.under_way() {
        Some(UnderWay::Removal { .. }) => DeploymentState::Removing,
        Some(UnderWay::Change { from, to, .. }) if from.tier != to.tier => DeploymentState::Changing,
        Some(UnderWay::Change { .. } | UnderWay::Build) => DeploymentState::Unfinished,
        None => DeploymentState::Complete,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::by_name;

    #[test]
    fn what_a_stopped_change_means_depends_on_what_is_whole() {
        let plan = |tier: &str| {
            let answers = format!("name='demo'\npreset='compai'\ntier='{tier}'\nregion='us-east-1'\nbudget=60\n");
            crate::plan::compose(&by_name("compai").unwrap(), &crate::plan::Answers::parse(&answers).unwrap()).unwrap()
        };
        let (from, to) = (plan("managed"), plan("standard"));
        assert!(change(&from, &to, Some(&from)).contains("what ran before goes on running"));
        assert!(change(&from, &to, Some(&to)).contains("the new is whole"));
        let neither = change(&from, &to, None);
        assert!(neither.starts_with("The change to standard") && neither.contains("may not answer"), "{neither}");
        assert!(change(&from, &from, None).starts_with("The newest deploy stopped"));
    }
}
