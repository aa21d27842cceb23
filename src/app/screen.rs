//! The full screen's other half: answers what it asks for, and runs what a person agreed to, on a thread of its own.

use std::sync::Arc;
use std::thread;

use tokio::sync::mpsc;
use tokio::task::{JoinHandle, LocalSet, spawn_local};

use super::App;
use super::backend::within_free_plan;
use super::change::{raise, to_nothing, to_tier, unsure_of};
use super::failure::{Failure, LOOK};
use super::kept::Left;
use super::obstacles::question;
use super::resume::order_to_go_on;
use super::running::{Errand, INTERRUPTED, note_agreed, runtime, signalled, what_runs};
use super::secrets::Given;
use super::views::{diff_view, menu, run_view};
use crate::engine::{EventKind, Lost, Order, Outcome, RunKind, State, Stop, World, begin};
use crate::model::Region;
use crate::model::text::capital;
use crate::plan::Answers;
use crate::resource::Loss;
use crate::tui::{self, Command, DiffView, Exit, Menu, Options, Purpose, RunView, Start, Update, Updates};
use crate::wizard::{Check, Effect, Msg};

/// Shows the wizard or the menu until it is left; the summary goes to standard output.
pub(super) fn open(app: &App, existing: &[(String, State)]) -> Result<u8, Failure> {
    let mut menus: Vec<Menu> = existing.iter().map(|(name, state)| menu(app, name, state, None)).collect();
    menus.sort_by_key(|menu| menu.state.place());
    let name = existing.first().map(|(name, _)| name.clone()).filter(|_| existing.len() == 1);
    let left = app.left()?;
    let start = match (menus.len(), menus.pop()) {
        (1, Some(menu)) => Start::Menu(Box::new(menu)),
        (_, Some(last)) => {
            menus.push(last);
            Start::Menus(menus)
        }
        // What was kept is billed: it is seen before anything new is begun.
        (_, None) if !left.is_empty() => Start::Menus(menus),
        (_, None) => Start::Wizard(Box::new(app.new_wizard(existing)?)),
    };
    let options = Options {
        practice: app.common.practice,
        ascii: App::ascii(),
        no_color: App::no_color(),
        speed: app.speed(),
        invocation: app.invocation(),
        unverified: app.common.no_verify,
        started: app.started,
    };
    let (updates, inbox) = tui::channel();
    updates.send(Update::Kept(left.iter().map(Left::shown).collect()));
    let (commands, wanted) = mpsc::unbounded_channel();
    let app = Arc::new(App { common: app.common.clone(), started: app.started });
    let worker = Worker { app, updates, name, stop: Stop::default(), lost: None, code: 0, checking: None };
    let handle = thread::spawn(move || worker.work(wanted));
    let exit = tui::run(start, options, &commands, inbox);
    drop(commands);
    let code = handle.join().unwrap_or(1);
    tui::restore();
    let Exit { summary, interrupted } = match exit {
        // A window that was closed: the run knows better how it ended.
        Err(_) if code != 0 => return Ok(code),
        exit => exit?,
    };
    if let Some(summary) = summary {
        // Where the window is gone nobody reads it; how the run ended is the exit code.
        let _ = std::io::Write::write_all(&mut std::io::stdout(), format!("{}\n", summary.trim_end()).as_bytes());
    }
    Ok(if code == 0 && interrupted { INTERRUPTED } else { code })
}

/// Carries out commands of the full screen.
struct Worker {
    app: Arc<App>,
    updates: Updates,
    /// The deployment that menu commands are about.
    name: Option<String>,
    stop: Stop,
    /// What is gone with its data, and what was wanted when that showed.
    lost: Option<(Vec<Lost>, Command)>,
    code: u8,
    /// What is being asked while a person reads the review.
    checking: Option<JoinHandle<()>>,
}

impl Worker {
    fn work(mut self, mut wanted: mpsc::UnboundedReceiver<Command>) -> u8 {
        let Ok(runtime) = runtime() else { return 1 };
        LocalSet::new().block_on(&runtime, async {
            loop {
                let command = tokio::select! {
                    command = wanted.recv() => command,
                    signal = signalled() => {
                        self.code = signal;
                        self.updates.send(Update::Leave(None));
                        continue;
                    }
                };
                let Some(command) = command else { break };
                if matches!(command, Command::Quit) {
                    break;
                }
                let runs = matches!(
                    &command,
                    Command::Deploy(_) | Command::Resume | Command::ChangeTier { .. } | Command::Destroy { .. }
                ) || matches!(
                    &command,
                    Command::Effect(Effect::Deploy(_)) | Command::GoOnRemoving { .. } | Command::WithoutLost
                );
                if let Err(failure) = Box::pin(self.obey(command.clone(), &mut wanted)).await {
                    self.tell(&failure, command);
                    if runs {
                        self.code = failure.code();
                    }
                }
            }
        });
        self.code
    }

    /// Lost data is a question where a person can agree to go on without it; everything else is a problem.
    fn tell(&mut self, failure: &Failure, command: Command) {
        let lost = failure.lost();
        if !lost.is_empty()
            && lost.iter().all(|lost| lost.loss == Loss::Data)
            && let Ok((name, _)) = self.present()
        {
            self.lost = Some((lost.to_vec(), command));
            let gone = format!("{}.", capital(&failure.sentences()));
            let consent = "To begin again with an empty one in its place, and with new servers, type the name.";
            self.updates.send(Update::Lost { name, words: vec![gone, format!("{LOOK}."), consent.to_owned()] });
            return;
        }
        let (what, hint) = (failure.sentences(), failure.advice().to_owned());
        self.updates.send(Update::Problem { title: "That could not be done".to_owned(), what, hint });
    }

    async fn obey(&mut self, command: Command, wanted: &mut mpsc::UnboundedReceiver<Command>) -> Result<(), Failure> {
        match command {
            Command::Effect(effect) => self.effect(effect, wanted).await,
            Command::Deploy(answers) => self.deploy(&answers, wanted).await,
            Command::Choose(name) => {
                self.name = Some(name);
                Ok(())
            }
            Command::Another => {
                let wizard = self.app.new_wizard(&self.app.all()?)?;
                self.updates.send(Update::NewWizard(Box::new(wizard)));
                Ok(())
            }
            Command::Resume => {
                let (name, state) = self.present()?;
                if state.is_being_removed() && question(&self.app.put_there(&state).await).is_some() {
                    return self.plan_destroy(&name, &state).await;
                }
                self.go_on(&name, &state, Vec::new(), wanted).await
            }
            Command::GoOnRemoving { others } => {
                let (name, state) = self.present()?;
                let agreed = self.agreed(&state, others).await;
                self.go_on(&name, &state, agreed, wanted).await
            }
            Command::WithoutLost => {
                let Some((lost, command)) = self.lost.take() else { return Ok(()) };
                let (_, state) = self.present()?;
                self.app.begin_anew(&state, &lost).await?;
                Box::pin(self.obey(command, wanted)).await
            }
            Command::PlanTier(tier) => {
                let (name, state) = self.present()?;
                let diff = match to_tier(&state, &tier, None) {
                    Ok((answers, change)) => {
                        let (raise, unsure_of) = (raise(&answers, &change), unsure_of(&answers, &change));
                        let diff =
                            diff_view(&name, &format!("Change to {tier}"), Purpose::Tier(tier), &change, &state, None);
                        DiffView { raise, unsure_of, ..diff }
                    }
                    Err(failure) => {
                        let nothing = to_nothing(&State::default(), None);
                        let why = format!("{}. {}.", capital(&failure.sentences()), capital(failure.advice()));
                        diff_view(&name, &format!("Change to {tier}"), Purpose::Tier(tier), &nothing, &state, Some(why))
                    }
                };
                self.updates.send(Update::Diff(Box::new(diff)));
                Ok(())
            }
            Command::ChangeTier { tier, budget } => {
                let (name, state) = self.present()?;
                let owner = state.owner.clone().ok_or_else(|| Failure::failed("the journal names no owner"))?;
                let (answers, change) = to_tier(&state, &tier, budget)?;
                let target = change.target.ok_or_else(|| Failure::failed("there is no plan for this tier"))?;
                let secrets = Given::read(&answers, false)?;
                let view = run_view(&self.app, &name, &state, Some(&answers), RunKind::Change);
                let order = Order::Build {
                    kind: RunKind::Change,
                    target: Box::new(target),
                    answers: Box::new(answers),
                    consent: false,
                };
                self.run(
                    Errand { name: owner.deployment, region: owner.region, order, secrets, agreed: Vec::new() },
                    view,
                    wanted,
                )
                .await
            }
            Command::PlanDestroy => {
                let (name, state) = self.present()?;
                self.plan_destroy(&name, &state).await
            }
            Command::Destroy { choice, others } => {
                let (name, state) = self.present()?;
                let owner = state.owner.clone().ok_or_else(|| Failure::failed("the journal names no owner"))?;
                let view = run_view(&self.app, &name, &state, state.answers.as_ref(), RunKind::Destroy);
                let agreed = self.agreed(&state, others).await;
                let order = Order::Destroy(choice);
                let errand =
                    Errand { name: owner.deployment, region: owner.region, order, secrets: Given::default(), agreed };
                self.run(errand, view, wanted).await
            }
            Command::LookForKept => {
                let left = self.app.look_for(self.app.left()?).await;
                self.updates.send(Update::Kept(left.iter().map(Left::shown).collect()));
                Ok(())
            }
            Command::Refresh => self.refresh().await,
            // Only a run can be broken or stopped.
            Command::Break { .. } | Command::Stop | Command::Quit => Ok(()),
        }
    }

    /// On with the newest run, or once more through one that ended well.
    async fn go_on(
        &mut self,
        name: &str,
        state: &State,
        agreed: Vec<String>,
        wanted: &mut mpsc::UnboundedReceiver<Command>,
    ) -> Result<(), Failure> {
        let owner = state.owner.clone().ok_or_else(|| Failure::failed("the journal names no owner"))?;
        let order =
            order_to_go_on(state).ok_or_else(|| Failure::failed("the deployment's journal holds no answers"))?;
        let stopped = state.run.as_ref().filter(|_| state.unfinished());
        let answers = state.answers.as_ref();
        let secrets = answers
            .filter(|_| stopped.is_some())
            .map_or_else(|| Ok(Given::default()), |answers| Given::read(answers, false))?;
        let what = stopped.map_or(RunKind::Deploy, |run| run.kind);
        let errand = Errand { name: owner.deployment, region: owner.region, order, secrets, agreed };
        self.run(errand, run_view(&self.app, name, state, answers, what), wanted).await
    }

    async fn plan_destroy(&self, name: &str, state: &State) -> Result<(), Failure> {
        let begun = state.run.as_ref().filter(|_| state.is_being_removed()).map(|run| run.choice);
        let change = to_nothing(state, begun);
        let (title, purpose) = match begun {
            Some(_) => ("Go on removing", Purpose::GoOnRemoving),
            None => ("Remove everything", Purpose::Destroy),
        };
        let mut diff = diff_view(name, title, purpose, &change, state, None);
        diff.others = question(&self.app.put_there(state).await);
        self.updates.send(Update::Diff(Box::new(diff)));
        Ok(())
    }

    /// Identifiers of what AWS services put into the network, where it goes too.
    async fn agreed(&self, state: &State, others: bool) -> Vec<String> {
        let found = if others { self.app.put_there(state).await } else { Vec::new() };
        found.into_iter().map(|one| one.aws_id).collect()
    }

    async fn effect(&mut self, effect: Effect, wanted: &mut mpsc::UnboundedReceiver<Command>) -> Result<(), Failure> {
        match effect {
            Effect::CheckAccount { region } => {
                let msg = self.app.check_account(region).await;
                self.updates.send(Update::Wizard(msg));
            }
            Effect::ListZones => {
                let msg = self.app.list_zones(Region::US_EAST_1).await;
                self.updates.send(Update::Wizard(msg));
            }
            // A draft that cannot be kept is a pity, not a reason to stop answering.
            Effect::SaveDraft(text) => {
                let _ = self.app.save_draft(&text);
            }
            Effect::CheckPlan { turn, answers } => self.check(turn, answers),
            Effect::StopChecking => self.stop_checking(),
            Effect::Deploy(answers) => return self.deploy(&answers, wanted).await,
            Effect::Quit => {}
        }
        Ok(())
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

    async fn deploy(
        &mut self,
        answers: &Answers,
        wanted: &mut mpsc::UnboundedReceiver<Command>,
    ) -> Result<(), Failure> {
        // The run asks all of it again.
        self.stop_checking();
        let errand = self.app.errand(answers)?;
        let name = answers.name.to_string();
        self.name = Some(name.clone());
        let view = run_view(&self.app, &name, &State::default(), Some(answers), RunKind::Deploy);
        self.run(errand, view, wanted).await
    }

    fn present(&self) -> Result<(String, State), Failure> {
        self.app.meant(self.name.as_deref())
    }

    async fn refresh(&self) -> Result<(), Failure> {
        let (name, state) = self.present()?;
        let look = self.app.look(&state).await?;
        self.updates.send(Update::Menu(Box::new(menu(&self.app, &name, &state, Some(&look)))));
        Ok(())
    }

    /// A run with its events on the screen. Commands that arrive meanwhile can only stop it.
    async fn run(
        &mut self,
        errand: Errand,
        view: RunView,
        wanted: &mut mpsc::UnboundedReceiver<Command>,
    ) -> Result<(), Failure> {
        let mut prepared = self.app.prepare(&errand.name, errand.region).await?;
        within_free_plan(&prepared.backend, &errand.order)?;
        let runs = what_runs(&errand.order, prepared.ledger.state());
        self.stop = Stop::default();
        note_agreed(&mut prepared, &errand.agreed)?;
        super::secrets::correct(&prepared, &errand.secrets).await?;
        let mishap = prepared.backend.mishap.clone();
        let (events, mut heard) = mpsc::unbounded_channel();
        let world = World {
            cloud: prepared.backend.cloud.as_ref(),
            probe: prepared.backend.probe.as_ref(),
            secrets: &errand.secrets,
            clock: prepared.backend.clock,
            events,
            stop: self.stop.clone(),
        };
        let begun = begin(world, prepared.owner.clone(), &mut prepared.ledger, errand.order).await;
        let begun = begun.map_err(|error| self.app.not_begun(error, &prepared.owner))?;
        self.app.keep_what_runs(runs.as_ref())?;
        self.updates.send(Update::RunBegins(Box::new(view)));
        let outcome = {
            let updates = self.updates.clone();
            let show = async {
                while let Some(event) = heard.recv().await {
                    let finished = matches!(event.kind, EventKind::RunFinished { .. });
                    updates.send(Update::Event(event));
                    if finished {
                        break;
                    }
                }
            };
            let work = async { tokio::join!(begun.carry_out(), show).0 };
            tokio::pin!(work);
            let (mut signal_code, mut closed) = (None, false);
            loop {
                tokio::select! {
                    biased;
                    outcome = &mut work => break (outcome?, signal_code),
                    command = wanted.recv(), if !closed => match command {
                        Some(Command::Stop) => self.stop.ask(),
                        Some(Command::Break { creating: true }) => mishap.next_creation(),
                        Some(Command::Break { creating: false }) => mishap.next_call(),
                        // Leaving in the middle: the journal is right at every moment.
                        Some(Command::Quit) => {
                            self.code = signal_code.unwrap_or(INTERRUPTED);
                            return Ok(());
                        }
                        // The window is gone: nobody is there to leave at once.
                        None => {
                            closed = true;
                            self.stop.ask();
                        }
                        Some(_) => {}
                    },
                    signal = signalled() => {
                        if signal_code.is_some() {
                            self.code = signal;
                            self.updates.send(Update::Leave(None));
                            return Ok(());
                        }
                        signal_code = Some(signal);
                        self.stop.ask();
                    }
                }
            }
        };
        self.code = match outcome {
            (Outcome::Done, _) => 0,
            (Outcome::Failed, _) => 1,
            (Outcome::Interrupted, code) => code.unwrap_or(INTERRUPTED),
        };
        let destroyed = prepared.ledger.state().destroyed();
        let now = prepared.backend.clock.now_millis();
        drop(prepared);
        if destroyed {
            self.app.retire(errand.name.as_str(), now)?;
        }
        Ok(())
    }
}
