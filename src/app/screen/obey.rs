//! What each command of the full screen asks for. Nothing is begun here: what is to run is handed on.

use std::sync::Arc;

use tokio::task::{JoinHandle, spawn_local};

use super::Worker;
use super::ears::{Ears, Ended};
use crate::app::change::{raise, to_nothing, to_tier, unsure_of};
use crate::app::deployments::owner_of;
use crate::app::errand::Errand;
use crate::app::failure::Failure;
use crate::app::kept::Left;
use crate::app::obstacles::{ids, question};
use crate::app::own;
use crate::app::secrets::Given;
use crate::app::views::{diff_view, menu, run_view};
use crate::engine::{Order, RunKind, State};
use crate::model::Region;
use crate::model::text::capital;
use crate::plan::Answers;
use crate::tui::{Command, DiffView, Others, Purpose, RunView, Update};
use crate::wizard::{Check, Effect, Msg};

/// A run that a person agreed to.
pub(super) struct Due {
    pub(super) errand: Errand,
    pub(super) view: RunView,
}

impl Worker {
    /// Does what is wanted, unless the person leaves meanwhile.
    pub(super) async fn carry(&mut self, command: Command, ears: &mut Ears) -> Result<(), Ended> {
        let Some(command) = self.at_once(command) else { return Ok(()) };
        match Box::pin(ears.unless_left(self.obey(command))).await?? {
            Some(due) => Box::pin(self.run(due, ears)).await,
            None => Ok(()),
        }
    }

    /// Does what nothing has to be waited for; hands back anything else.
    fn at_once(&mut self, command: Command) -> Option<Command> {
        match command {
            Command::Choose(name) => self.name = Some(name),
            // A draft that cannot be kept is a pity, not a reason to stop answering.
            Command::Effect(Effect::SaveDraft(text)) => drop(self.app.save_draft(&text)),
            Command::Effect(Effect::CheckPlan { turn, answers }) => self.check(turn, answers),
            Command::Effect(Effect::StopChecking) => self.stop_checking(),
            // Only a run can be shown, broken or stopped, and only a yes that nothing came of yet can be taken back.
            Command::Shown | Command::TakeBack | Command::Break { .. } | Command::Stop | Command::Quit => {}
            other => return Some(other),
        }
        None
    }

    async fn obey(&mut self, command: Command) -> Result<Option<Due>, Failure> {
        match command {
            Command::Effect(effect) => return self.effect(effect).await,
            Command::Deploy(answers) => return self.deploy(&answers).map(Some),
            Command::Another => {
                let wizard = self.app.new_wizard(&self.app.all()?)?;
                self.updates.send(Update::NewWizard(Box::new(wizard)));
            }
            Command::Resume => {
                let (name, state) = self.present()?;
                if !state.is_being_removed() || self.app.put_there(&state).await.is_empty() {
                    return self.go_on(&name, &state, Vec::new()).map(Some);
                }
                self.plan_destroy(&name, &state).await;
            }
            Command::GoOnRemoving { others } => {
                let (name, state) = self.present()?;
                return self.go_on(&name, &state, others).map(Some);
            }
            Command::WithoutLost => {
                let Some((lost, command)) = self.lost.clone() else { return Ok(None) };
                if !lost.is_empty() {
                    let (_, state) = self.present()?;
                    self.app.begin_anew(&state, &lost).await?;
                    // Written down now: a yes that is taken back and given again does not do it twice.
                    self.lost = Some((Vec::new(), command.clone()));
                }
                return Box::pin(self.obey(command)).await;
            }
            Command::PlanTier(tier) => self.plan_tier(tier)?,
            Command::ChangeTier { tier, budget } => return self.change_tier(&tier, budget).map(Some),
            Command::PlanDestroy => {
                let (name, state) = self.present()?;
                self.plan_destroy(&name, &state).await;
            }
            Command::Destroy { choice, others } => {
                let (_, state) = self.present()?;
                let owner = owner_of(&state)?;
                let (order, secrets) = (Order::Destroy(choice), Given::default());
                let errand = Errand { name: owner.deployment, region: owner.region, order, secrets, agreed: others };
                return Ok(Some(self.due(errand, &state)));
            }
            Command::LookForKept => {
                let left = self.app.look_for(self.app.left()?).await;
                self.updates.send(Update::Kept(left.iter().map(Left::shown).collect()));
            }
            Command::Refresh => {
                let (name, state) = self.present()?;
                let look = self.app.look(&state).await?;
                self.updates.send(Update::Menu(Box::new(menu(&self.app, &name, &state, Some(&look)))));
            }
            // Done at once.
            Command::Choose(_)
            | Command::Shown
            | Command::TakeBack
            | Command::Break { .. }
            | Command::Stop
            | Command::Quit => {}
        }
        Ok(None)
    }

    async fn effect(&mut self, effect: Effect) -> Result<Option<Due>, Failure> {
        let msg = match effect {
            Effect::CheckAccount { region } => self.app.check_account(region).await,
            Effect::ListZones => self.app.list_zones(Region::US_EAST_1).await,
            Effect::Deploy(answers) => return self.deploy(&answers).map(Some),
            Effect::Import { turn, from } => {
                // A disk may keep it waiting, and who leaves is heard meanwhile.
                let read = tokio::task::spawn_blocking(move || own::answer(turn, &from)).await;
                read.map_err(|error| Failure::failed(error.to_string()))?
            }
            // Done at once.
            Effect::SaveDraft(_) | Effect::CheckPlan { .. } | Effect::StopChecking | Effect::Quit => return Ok(None),
        };
        self.updates.send(Update::Wizard(msg));
        Ok(None)
    }

    /// Asks beside whatever else is done what a run would meet.
    fn check(&mut self, turn: u32, answers: Box<Answers>) {
        self.stop_checking();
        let (app, updates) = (Arc::clone(&self.app), self.updates.clone());
        self.checking = Some(spawn_local(async move {
            let read = |list: &[Check]| {
                updates.send(Update::Wizard(Msg::Checks { turn, list: list.to_vec() }));
            };
            app.check_plan(&answers, &read).await;
        }));
    }

    fn stop_checking(&mut self) {
        self.checking.take().iter().for_each(JoinHandle::abort);
    }

    fn deploy(&mut self, answers: &Answers) -> Result<Due, Failure> {
        // The run asks all of it again.
        self.stop_checking();
        let errand = self.app.errand(answers)?;
        let known = self.app.known(answers.name.as_str())?;
        self.name = Some(answers.name.to_string());
        Ok(self.due(errand, &known.unwrap_or_default()))
    }

    fn due(&self, errand: Errand, state: &State) -> Due {
        Due { view: run_view(&self.app, &errand, state), errand }
    }

    /// On with the newest run, or once more through one that ended well.
    fn go_on(&self, name: &str, state: &State, agreed: Vec<String>) -> Result<Due, Failure> {
        Ok(self.due(self.app.errand_to_go_on(name, state, state.answers.clone(), agreed)?, state))
    }

    fn plan_tier(&self, tier: String) -> Result<(), Failure> {
        let (name, state) = self.present()?;
        let title = format!("Change to {tier}");
        let diff = match to_tier(&state, &tier, None) {
            Ok((answers, change)) => {
                let (raise, unsure_of) = (raise(&answers, &change), unsure_of(&answers, &change));
                DiffView { raise, unsure_of, ..diff_view(&name, &title, Purpose::Tier(tier), &change, &state, None) }
            }
            Err(failure) => {
                let nothing = to_nothing(&State::default(), None);
                let why = format!("{}. {}.", capital(&failure.sentences()), capital(failure.advice()));
                diff_view(&name, &title, Purpose::Tier(tier), &nothing, &state, Some(why))
            }
        };
        self.updates.send(Update::Diff(Box::new(diff)));
        Ok(())
    }

    fn change_tier(&self, tier: &str, budget: Option<u32>) -> Result<Due, Failure> {
        let (_, state) = self.present()?;
        let owner = owner_of(&state)?;
        let (answers, change) = to_tier(&state, tier, budget)?;
        let target = change.target.ok_or_else(|| Failure::failed("there is no plan for this tier"))?;
        let secrets = Given::again(&answers, &state)?;
        let (target, answers) = (Box::new(target), Box::new(answers));
        let order = Order::Build { kind: RunKind::Change, target, answers, consent: false };
        let errand = Errand { name: owner.deployment, region: owner.region, order, secrets, agreed: Vec::new() };
        Ok(self.due(errand, &state))
    }

    async fn plan_destroy(&self, name: &str, state: &State) {
        let begun = state.run.as_ref().filter(|_| state.is_being_removed()).map(|run| run.choice);
        let change = to_nothing(state, begun);
        let (title, purpose) = match begun {
            Some(_) => ("Go on removing", Purpose::GoOnRemoving),
            None => ("Remove everything", Purpose::Destroy),
        };
        let mut diff = diff_view(name, title, purpose, &change, state, None);
        let found = self.app.put_there(state).await;
        diff.others = question(&found).map(|words| Others { words, ids: ids(found) });
        self.updates.send(Update::Diff(Box::new(diff)));
    }

    pub(super) fn present(&self) -> Result<(String, State), Failure> {
        self.app.meant(self.name.as_deref())
    }
}
