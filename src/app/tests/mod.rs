//! One way to count: whatever page says a number, it is the same number, or says of what it is.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use clap::Parser as _;
use tokio::sync::mpsc;

use super::backend::Backend;
use super::change::to_nothing;
use super::errand::Errand;
use super::records::at_provider;
use super::secrets::Given;
use super::views::ending;
use super::{App, running};
use crate::cli::Cli;
use crate::engine::{
    Clock, CloudError, Entry, Ledger, MemoryStore, Order, Outcome, Owner, Progress, RunKind, State, Stop, World,
    journal, operate,
};
use crate::model::Usage;
use crate::plain::show;
use crate::plan::{Answers, Blueprint, compose, estimate};
use crate::practice::{ACCOUNT, Account, Call, Fault, Faults, Mishap, NoFaults, Practice, Verb};
use crate::preset::by_name;
use crate::resource::Phase;
use crate::wizard::{Review, Setup, Share, Wizard};

mod added_kind;

const EXTERNAL: &str = "[domain]\nkind='external'\nname='app.example.com'\n";

fn answers(tier: &str, more: &str) -> Answers {
    Answers::parse(&format!("name='demo'\npreset='compai'\ntier='{tier}'\nregion='us-east-1'\nbudget=200\n{more}"))
        .unwrap()
}

fn review(answers: &Answers) -> Review {
    let offers = vec![by_name("compai").unwrap().into()];
    let wizard = Wizard::new(Setup { offers, draft: Some(answers.clone()), ..Setup::default() }).unwrap();
    assert_eq!((wizard.answers().tier, wizard.answers().domain), (answers.tier.clone(), answers.domain.clone()));
    wizard.review()
}

/// A whole deployment on the practice account: what displays were told, and what the journal knows then.
fn deployed(answers: &Answers) -> (Progress, State) {
    let (_, progress, state) = runtime().block_on(deployed_where(answers, Arc::new(NoFaults)));
    (progress, state)
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap()
}

/// The same where things go wrong, with the account.
async fn deployed_where(answers: &Answers, faults: Arc<dyn Faults>) -> (Practice, Progress, State) {
    built(answers, compose(&by_name("compai").unwrap(), answers).unwrap(), faults).await
}

/// A plan carried out.
async fn built(answers: &Answers, target: Blueprint, faults: Arc<dyn Faults>) -> (Practice, Progress, State) {
    let order = Order::Build {
        kind: RunKind::Deploy,
        target: Box::new(target),
        answers: Box::new(answers.clone()),
        consent: false,
    };
    let clock = Clock::starting_at(1_795_000_000_000, 1);
    let practice = Practice::new(Account::default(), clock, faults);
    let owner = Owner {
        deployment: answers.name.clone(),
        id: "id".to_owned(),
        account: ACCOUNT.to_owned(),
        region: answers.region,
    };
    let mut ledger = Ledger::open(Box::new(MemoryStore::default()), clock).unwrap();
    ledger.record(&Entry::Opened { version: journal::VERSION, owner: owner.clone(), practice: true }).unwrap();
    let (events, mut heard) = mpsc::unbounded_channel();
    let (probe, secrets) = (practice.probe(), Given::default());
    let world = World { cloud: &practice, probe: &probe, secrets: &secrets, clock, events, stop: Stop::default() };
    operate(world, owner, &mut ledger, order).await.unwrap();
    let mut progress = Progress::default();
    while let Ok(event) = heard.try_recv() {
        progress.apply(&event);
    }
    (practice, progress, ledger.state().clone())
}

/// Settings cannot be read.
struct Reserved;

impl Faults for Reserved {
    fn before(&self, call: &Call<'_>) -> Fault {
        match call.verb {
            Verb::Changed => Fault::Refuse(CloudError::stop("AccessDenied", "you may not look at its settings")),
            _ => Fault::None,
        }
    }
}

#[test]
fn settings_that_could_not_be_looked_at_are_not_passed_over_in_silence() {
    let home = tempfile::tempdir().unwrap();
    let (answers, app) = (answers("managed", ""), app(home.path()));
    let look = runtime().block_on(async {
        let (practice, _, state) = deployed_where(&answers, Arc::new(Reserved)).await;
        let (clock, mishap) = (Clock::starting_at(1_796_000_000_000, 1), Mishap::default());
        let probe = Box::new(practice.probe());
        let backend = Backend { cloud: Box::new(practice), probe, clock, free_plan: false, mishap };
        app.look_with(&state, state.owner.as_ref().unwrap(), &backend).await
    });
    assert_eq!((look.state, look.trouble.as_deref()), ("complete", Some("you may not look at its settings")));
}

fn drawn(draw: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    draw(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The application on a practice account below `home`.
fn app(home: &Path) -> App {
    let line = ["cloudstead", "--practice", "--state-dir", home.to_str().unwrap()];
    App { common: Cli::try_parse_from(line).unwrap().common, started: Instant::now() }
}

#[test]
fn a_run_costs_what_it_brings_about_also_where_its_preset_is_lost() {
    let home = tempfile::tempdir().unwrap();
    let (_, mut state) = deployed(&answers("managed", ""));
    let whole = estimate(state.target.as_ref().unwrap(), &Usage::default()).monthly_total.per_month();
    state.answers.as_mut().unwrap().preset = "/nowhere/compai.toml".to_owned();
    state.run.as_mut().unwrap().outcome = Some(Outcome::Interrupted);
    let owner = state.owner.clone().unwrap();
    let (secrets, agreed) = (Given::default(), Vec::new());
    let errand = Errand { name: owner.deployment, region: owner.region, order: Order::Resume, secrets, agreed };
    let costs = ending(&app(home.path()), &errand, &state).costs;
    assert!(costs.starts_with(&format!("{whole} from now")), "{costs}");
}

#[test]
fn all_pages_of_a_deployment_count_the_same() {
    let home = tempfile::tempdir().unwrap();
    let app = app(home.path());
    for (tier, domain) in
        [("starter", ""), ("managed", ""), ("standard", ""), ("managed", EXTERNAL), ("standard", EXTERNAL)]
    {
        let answers = answers(tier, domain);
        let review = review(&answers);
        let (things, steps) = (review.things, review.steps);
        assert!(things > 20 && steps > things, "{tier}: {things} of {steps}");
        let target = compose(&by_name("compai").unwrap(), &answers).unwrap();
        let counted = format!("{things} things (in {steps} steps");
        assert!(drawn(|out| show::plan(&target, &estimate(&target, &answers.usage), out)).contains(&counted), "{tier}");
        assert!(drawn(|out| show::review(&review, None, &[], out)).contains(&counted), "{tier}");
        let (progress, state) = deployed(&answers);
        assert_eq!((progress.things(), progress.rows.len(), progress.done()), (things, steps, steps), "{tier}");
        assert_eq!(state.existing().things, things, "{tier}");
        let look = running::runtime().unwrap().block_on(app.look(&state)).unwrap();
        assert_eq!(look.resources.len(), things, "{tier}: status");
        assert_eq!(to_nothing(&state, None).items.len(), things, "{tier}: destroy");
    }
}

#[test]
fn minutes_beside_the_phases_are_those_of_the_total() {
    for (tier, domain) in
        [("starter", ""), ("managed", ""), ("standard", ""), ("managed", EXTERNAL), ("standard", EXTERNAL)]
    {
        let review = review(&answers(tier, domain));
        let minutes = |share: Share| if let Share::Minutes(minutes) = share { minutes } else { 0 };
        let sum: u32 = review.phases.iter().map(|row| minutes(row.time)).sum();
        assert_eq!(sum, (review.seconds + 30) / 60, "{tier}: {:?}", review.phases);
        let app = review.phases.iter().find(|row| row.phase == Phase::App && minutes(row.time) > 0);
        assert!(app.is_some_and(|row| !row.what.is_empty()), "{tier}: waiting takes time too: {:?}", review.phases);
    }
}

#[test]
fn records_to_add_elsewhere_are_announced_and_offered_again() {
    for (tier, announced) in
        [("managed", "You will add "), ("standard", "to prove that the domain is yours, for the certificate; ")]
    {
        let answers = answers(tier, EXTERNAL);
        let warnings = review(&answers).warnings;
        let words =
            warnings.iter().find(|words| words.starts_with("You will add ")).unwrap_or_else(|| panic!("{warnings:?}"));
        assert!(words.contains(announced) && words.contains("to lead people to the app"), "{words}");
        let (_, state) = deployed(&answers);
        let records = at_provider(&state);
        assert!(words.contains(&format!("You will add {} DNS records", records.len())), "{words}: {records:?}");
        assert!(records.iter().all(|record| record.split(' ').count() == 3), "each with its value: {records:?}");
        // Asked for, and not seen yet: what it must say is known all the same.
        let mut waiting = state.clone();
        waiting.records.shift_remove(&crate::model::NodeId::from("dns-visible"));
        assert_eq!(at_provider(&waiting), records);
    }
    assert!(!review(&answers("managed", "")).warnings.iter().any(|words| words.contains("DNS record")));
}
