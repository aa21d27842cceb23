//! The full screen's other half: answers what it asks for, and runs what a person agreed to, on a thread of its own.

use std::sync::Arc;
use std::thread;

use tokio::sync::mpsc;

use super::App;
use super::change::{Change, keepable, present_cost, to_nothing, to_tier};
use super::deployments::shown;
use super::failure::Failure;
use super::running::{Errand, runtime, signalled};
use super::secrets::Given;
use crate::engine::{Decision, EventKind, Order, Outcome, RunKind, State, Stop, World, operate};
use crate::model::{Money, Region};
use crate::plan::{Answers, estimate};
use crate::preset::Tier;
use crate::resource::KeptPrice;
use crate::tui::{
    self, Command, DataQuestion, DeploymentState, DiffLine, DiffSign, DiffView, Exit, Menu, Options, Purpose, RunView, Start, TierOffer,
    Update, Updates,
};
use crate::wizard::Effect;

/// Shows the wizard or the menu until it is left; the summary goes to standard output.
pub(super) fn open(app: &App, existing: &[(String, State)]) -> Result<u8, Failure> {
    // What is unfinished comes first: that is why people come back.
    let present = existing.iter().find(|(_, state)| state.unfinished()).or_else(|| existing.first());
    let name = present.map(|(name, _)| name.clone());
    let start = match present {
        Some((name, state)) => Start::Menu(Box::new(menu(app, name, state, None))),
        None => Start::Wizard(Box::new(app.new_wizard(existing)?)),
    };
    let options =
        Options { practice: app.common.practice, ascii: App::ascii(), no_color: App::no_color(), speed: app.speed(), started: app.started };
    let (updates, inbox) = tui::channel();
    let (commands, wanted) = mpsc::unbounded_channel();
    let app = Arc::new(App { common: app.common.clone(), started: app.started });
    let worker = Worker { app, updates, name, stop: Stop::default(), code: 0 };
    let handle = thread::spawn(move || worker.work(wanted));
    let exit = tui::run(start, options, &commands, inbox);
    drop(commands);
    let code = handle.join().unwrap_or(1);
    tui::restore();
    if let Exit { summary: Some(summary) } = exit? {
        std::io::Write::write_all(&mut std::io::stdout(), format!("{}\n", summary.trim_end()).as_bytes())?;
    }
    Ok(code)
}

/// Carries out commands of the full screen.
struct Worker {
    app: Arc<App>,
    updates: Updates,
    /// The deployment that menu commands are about.
    name: Option<String>,
    stop: Stop,
    code: u8,
}

impl Worker {
    fn work(mut self, mut wanted: mpsc::UnboundedReceiver<Command>) -> u8 {
        let Ok(runtime) = runtime() else { return 1 };
        runtime.block_on(async {
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
                let runs = matches!(&command, Command::Deploy(_) | Command::Resume | Command::ChangeTier(_) | Command::Destroy(_))
                    || matches!(&command, Command::Effect(Effect::Deploy(_)));
                if let Err(failure) = self.obey(command, &mut wanted).await {
                    self.tell(&failure);
                    if runs {
                        self.code = failure.code();
                    }
                }
            }
        });
        self.code
    }

    fn tell(&self, failure: &Failure) {
        let (what, hint) = (failure.sentences(), failure.advice().to_owned());
        self.updates.send(Update::Problem { title: "That could not be done".to_owned(), what, hint });
    }

    async fn obey(&mut self, command: Command, wanted: &mut mpsc::UnboundedReceiver<Command>) -> Result<(), Failure> {
        match command {
            Command::Effect(effect) => self.effect(effect, wanted).await,
            Command::Deploy(answers) => self.deploy(&answers, wanted).await,
            Command::Resume => {
                let (name, state) = self.present()?;
                let owner = state.owner.clone().ok_or_else(|| Failure::failed("the journal names no owner"))?;
                let secrets = state.answers.as_ref().map_or_else(|| Ok(Given::default()), |answers| Given::read(answers, false))?;
                let errand = Errand { name: owner.deployment, region: owner.region, order: Order::Resume, secrets };
                let what = state.run.as_ref().map_or(RunKind::Deploy, |run| run.kind);
                self.run(errand, run_view(&self.app, &name, &state, state.answers.as_ref(), what), wanted).await
            }
            Command::PlanTier(tier) => {
                let (name, state) = self.present()?;
                let diff = match to_tier(&state, &tier) {
                    Ok((_, change)) => diff_view(&name, &format!("Change to {tier}"), Purpose::Tier(tier), &change, &state, None),
                    Err(failure) => {
                        let nothing = to_nothing(&State::default(), None);
                        let why = format!("{}. {}.", capital(&failure.sentences()), capital(failure.advice()));
                        diff_view(&name, &format!("Change to {tier}"), Purpose::Tier(tier), &nothing, &state, Some(why))
                    }
                };
                self.updates.send(Update::Diff(Box::new(diff)));
                Ok(())
            }
            Command::ChangeTier(tier) => {
                let (name, state) = self.present()?;
                let owner = state.owner.clone().ok_or_else(|| Failure::failed("the journal names no owner"))?;
                let (answers, change) = to_tier(&state, &tier)?;
                let target = change.target.ok_or_else(|| Failure::failed("there is no plan for this tier"))?;
                let secrets = Given::read(&answers, false)?;
                let view = run_view(&self.app, &name, &state, Some(&answers), RunKind::Change);
                let order = Order::Build { kind: RunKind::Change, target: Box::new(target), answers: Box::new(answers), consent: false };
                self.run(Errand { name: owner.deployment, region: owner.region, order, secrets }, view, wanted).await
            }
            Command::PlanDestroy => {
                let (name, state) = self.present()?;
                let change = to_nothing(&state, None);
                let diff = diff_view(&name, "Remove everything", Purpose::Destroy, &change, &state, None);
                self.updates.send(Update::Diff(Box::new(diff)));
                Ok(())
            }
            Command::Destroy(choice) => {
                let (name, state) = self.present()?;
                let owner = state.owner.clone().ok_or_else(|| Failure::failed("the journal names no owner"))?;
                let view = run_view(&self.app, &name, &state, state.answers.as_ref(), RunKind::Destroy);
                let errand =
                    Errand { name: owner.deployment, region: owner.region, order: Order::Destroy(choice), secrets: Given::default() };
                self.run(errand, view, wanted).await
            }
            Command::Refresh => self.refresh().await,
            Command::Stop | Command::Quit => Ok(()),
        }
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
            Effect::Deploy(answers) => return self.deploy(&answers, wanted).await,
            Effect::Quit => {}
        }
        Ok(())
    }

    async fn deploy(&mut self, answers: &Answers, wanted: &mut mpsc::UnboundedReceiver<Command>) -> Result<(), Failure> {
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
        let owner = state.owner.clone().ok_or_else(|| Failure::failed("the journal names no owner"))?;
        let backend = self.app.backend(owner.region).await?;
        let look = self.app.look_with(&state, &owner, &backend).await;
        self.updates.send(Update::Menu(Box::new(menu(&self.app, &name, &state, Some(&look)))));
        Ok(())
    }

    /// A run with its events on the screen. Commands that arrive meanwhile can only stop it.
    async fn run(&mut self, errand: Errand, view: RunView, wanted: &mut mpsc::UnboundedReceiver<Command>) -> Result<(), Failure> {
        let mut prepared = self.app.prepare(&errand.name, errand.region).await?;
        self.app.keep_what_runs(&errand.order, &prepared)?;
        self.stop = Stop::default();
        self.updates.send(Update::RunBegins(Box::new(view)));
        let (events, mut heard) = mpsc::unbounded_channel();
        let world = World {
            cloud: prepared.backend.cloud.as_ref(),
            probe: prepared.backend.probe.as_ref(),
            secrets: &errand.secrets,
            clock: prepared.backend.clock,
            events,
            stop: self.stop.clone(),
        };
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
            let work = async { tokio::join!(operate(world, prepared.owner.clone(), &mut prepared.ledger, errand.order), show).0 };
            tokio::pin!(work);
            let mut signal_code = None;
            loop {
                tokio::select! {
                    biased;
                    outcome = &mut work => break (outcome?, signal_code),
                    command = wanted.recv() => match command {
                        Some(Command::Stop) => self.stop.ask(),
                        // Leaving in the middle: the journal is right at every moment.
                        Some(Command::Quit) | None => {
                            self.code = signal_code.unwrap_or(130);
                            return Ok(());
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
            (Outcome::Interrupted, code) => code.unwrap_or(130),
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

/// A sentence begins with a capital.
fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn tier_of<'a>(preset: &'a crate::preset::Preset, state: &State) -> Option<&'a Tier> {
    preset.tiers.get(&state.target.as_ref()?.tier)
}

fn menu(app: &App, name: &str, state: &State, look: Option<&super::status::Look>) -> Menu {
    let monthly = present_cost(state).map_or(Money::ZERO, |estimate| estimate.monthly_total);
    let preset = state.answers.as_ref().and_then(|answers| super::input::preset(&answers.preset).ok());
    let tier = state.target.as_ref().map(|target| target.tier.clone()).unwrap_or_default();
    let mut tiers = Vec::new();
    if let Some(preset) = &preset {
        for (other, spec) in preset.tiers.iter().filter(|(other, _)| **other != tier) {
            let cost = super::change::answers_for(state, other)
                .ok()
                .and_then(|answers| super::input::planned(&answers).ok().map(|plan| (answers, plan.1)));
            let Some((answers, blueprint)) = cost else { continue };
            let difference = estimate(&blueprint, &answers.usage).monthly_total - monthly;
            tiers.push(TierOffer { name: other.clone(), difference, summary: spec.summary.clone() });
        }
    }
    let mut rows = Vec::new();
    if let Some(owner) = &state.owner {
        rows.push(("Account".to_owned(), owner.account.clone()));
    }
    if let Some(summary) = preset.as_ref().and_then(|preset| tier_of(preset, state)).map(|tier| tier.summary.clone()) {
        rows.push(("Runs as".to_owned(), summary));
    }
    if let Some(look) = look {
        if let Some(answers) = look.answers {
            rows.push(("Answers".to_owned(), if answers { "yes" } else { "no: the app does not answer at its address" }.to_owned()));
        }
        // What is not as it should be comes first.
        let (well, ill): (Vec<_>, Vec<_>) = look.resources.iter().partition(|seen| seen.health == "ok");
        for seen in ill.into_iter().chain(well) {
            let id = seen.aws_id.as_ref().map(|id| format!(": {id}")).unwrap_or_default();
            rows.push((seen.health.to_owned(), format!("{}{id}", seen.title)));
        }
        rows.extend(look.trouble.clone().map(|trouble| ("Unknown".to_owned(), trouble)));
    }
    if let Ok(folder) = app.folder(name) {
        rows.push(("Files".to_owned(), shown(&folder)));
    }
    let degraded = look.is_some_and(|look| look.state == "degraded");
    Menu {
        name: name.to_owned(),
        title: preset.map(|preset| preset.title).unwrap_or_default(),
        tier,
        region: state.owner.as_ref().map(|owner| owner.region.to_string()).unwrap_or_default(),
        url: state.url(),
        healthy: look.and_then(|look| look.answers.map(|answers| answers && look.state == "complete")),
        monthly,
        state: match (state.unfinished(), degraded) {
            (true, _) => DeploymentState::Unfinished,
            (false, true) => DeploymentState::Degraded,
            (false, false) => DeploymentState::Complete,
        },
        look: rows,
        tiers,
    }
}

fn diff_view(name: &str, title: &str, purpose: Purpose, change: &Change, state: &State, blocked: Option<String>) -> DiffView {
    let lines = change.items.iter().map(|item| DiffLine {
        sign: match item.decision {
            Decision::Create => DiffSign::Added,
            Decision::Update => DiffSign::Changed,
            Decision::Replace => DiffSign::Replaced,
            Decision::Remove => DiffSign::Removed,
            Decision::Keep => DiffSign::Kept,
        },
        what: item.title.clone(),
        monthly: item.monthly,
        note: item.note.clone(),
        data: item.data,
    });
    let question = |price| keepable(state, price).map(|(what, monthly)| DataQuestion { what, monthly });
    let destroys = purpose == Purpose::Destroy;
    DiffView {
        purpose,
        name: name.to_owned(),
        title: title.to_owned(),
        lines: lines.collect(),
        before: change.before,
        after: change.after,
        minutes: change.minutes,
        downtime: change.downtime.clone(),
        blocked,
        snapshot: destroys.then(|| question(KeptPrice::DatabaseSnapshot)).flatten(),
        files: destroys.then(|| question(KeptPrice::Files)).flatten(),
    }
}

fn run_view(app: &App, name: &str, state: &State, answers: Option<&Answers>, what: RunKind) -> RunView {
    let kind = match what {
        RunKind::Deploy => tui::RunKind::Deploy,
        RunKind::Change => tui::RunKind::Change,
        RunKind::Destroy => tui::RunKind::Destroy,
    };
    let planned = answers.and_then(|answers| Some((answers, super::input::planned(answers).ok()?.1)));
    let cost = planned.as_ref().map(|(answers, blueprint)| (estimate(blueprint, &answers.usage), blueprint));
    let monthly = cost.as_ref().map_or(Money::ZERO, |(estimate, _)| estimate.monthly_total);
    let mut view = RunView::new(name, kind, monthly);
    if let Some((estimate, blueprint)) = &cost {
        view.costs = blueprint.nodes().map(|(id, _)| (id.clone(), estimate.of(id))).collect();
    }
    if app.common.practice {
        view.note = Some(format!("practice, {} times faster", app.speed()));
    }
    if let Some(answers) = answers {
        view.domain = answers.domain.name().map(str::to_owned);
        view.budget = Some(answers.budget);
        view.email.clone_from(&answers.alerts.email);
    }
    view.folder = app.folder(name).ok().map(|folder| shown(&folder));
    view.snapshot = keepable(state, KeptPrice::DatabaseSnapshot).map(|(_, monthly)| monthly);
    view
}
