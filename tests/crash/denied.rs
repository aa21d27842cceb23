//! Removals that AWS refuses: nothing is forgotten, what stays is named with its price, and what else is in the way is
//! named.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use cloudstead::engine::journal::VERSION;
use cloudstead::engine::{
    Allowance, Chores, Clock, Cloud, CloudError, DataChoice, Entry, ErrorClass, EventKind, Found, Identity, Kept,
    Ledger, Leftover, MemoryStore, Obstacle, Order, Outcome, Owner, Poll, Request, RunKind, SecretSource, Stop, Tagged,
    World, operate,
};
use cloudstead::model::{DeploymentName, Region, Secret};
use cloudstead::plan::{Total, estimate};
use cloudstead::practice::{ACCOUNT, Account, NoFaults, Practice};
use cloudstead::resource::{Outputs, Quota, SecretForm};

use super::{build, deploy, destroy};

/// Some time in November 2026.
const BEGIN: i64 = 1_795_000_000_000;

/// An account that refuses the removal of one node for as long as `refuses` is set.
struct Refusing<'a> {
    inner: Practice,
    node: &'a str,
    error: CloudError,
    obstacles: Vec<Obstacle>,
    refuses: &'a AtomicBool,
}

#[async_trait]
impl Cloud for Refusing<'_> {
    async fn identity(&self) -> Result<Identity, CloudError> {
        self.inner.identity().await
    }

    async fn find(&self, request: &Request<'_>) -> Result<Found, CloudError> {
        self.inner.find(request).await
    }

    async fn create(&self, request: &Request<'_>) -> Result<Outputs, CloudError> {
        self.inner.create(request).await
    }

    async fn configure(&self, request: &Request<'_>, outputs: &Outputs) -> Result<(), CloudError> {
        self.inner.configure(request, outputs).await
    }

    async fn changed(&self, request: &Request<'_>, outputs: &Outputs) -> Result<Option<String>, CloudError> {
        self.inner.changed(request, outputs).await
    }

    async fn poll(&self, request: &Request<'_>, outputs: Option<&Outputs>) -> Result<Poll<Outputs>, CloudError> {
        self.inner.poll(request, outputs).await
    }

    async fn delete(
        &self,
        request: &Request<'_>,
        outputs: &Outputs,
        choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        if request.node.as_str() == self.node && self.refuses.load(Ordering::SeqCst) {
            return Err(self.error.clone());
        }
        self.inner.delete(request, outputs, choice).await
    }

    async fn poll_gone(&self, request: &Request<'_>, outputs: &Outputs) -> Result<Poll<()>, CloudError> {
        self.inner.poll_gone(request, outputs).await
    }

    async fn obstacles(&self, _request: &Request<'_>, _outputs: &Outputs) -> Result<Vec<Obstacle>, CloudError> {
        Ok(if self.refuses.load(Ordering::SeqCst) { self.obstacles.clone() } else { Vec::new() })
    }

    async fn clear(&self, _owner: &Owner, obstacle: &Obstacle) -> Result<(), CloudError> {
        assert!(obstacle.service.is_some(), "somebody's own thing is never removed");
        self.refuses.store(false, Ordering::SeqCst);
        Ok(())
    }

    async fn sweep(&self, owner: &Owner) -> Result<Vec<Leftover>, CloudError> {
        self.inner.sweep(owner).await
    }

    async fn remains(&self, owner: &Owner, kept: &Kept) -> Result<bool, CloudError> {
        self.inner.remains(owner, kept).await
    }

    async fn allowance(&self, owner: &Owner, quota: Quota) -> Result<Allowance, CloudError> {
        self.inner.allowance(owner, quota).await
    }

    async fn deployments(&self, region: Region, name: Option<&DeploymentName>) -> Result<Vec<Tagged>, CloudError> {
        self.inner.deployments(region, name).await
    }

    async fn chores(&self, request: &Request<'_>) -> Result<Vec<(String, Chores)>, CloudError> {
        self.inner.chores(request).await
    }

    async fn secret(&self, request: &Request<'_>) -> Result<Option<Secret>, CloudError> {
        self.inner.secret(request).await
    }
}

struct Keys;

impl SecretSource for Keys {
    fn asked(&self, _key: &str) -> Option<Secret> {
        Some(Secret::new("given".to_owned()))
    }

    fn generate(&self, length: usize, form: SecretForm) -> Secret {
        Secret::new("x".repeat(form.characters(length)))
    }
}

struct Ended {
    outcome: Outcome,
    errors: Vec<CloudError>,
    waited: Vec<String>,
    left: Vec<String>,
    seconds: i64,
}

/// A deployment whose account refuses to remove `node`.
struct Life<'a> {
    account: Account,
    ledger: Ledger,
    clock: Clock,
    node: &'a str,
    error: CloudError,
    obstacles: Vec<Obstacle>,
}

impl<'a> Life<'a> {
    async fn deployed(tier: &str, node: &'a str, error: CloudError, obstacles: Vec<Obstacle>) -> Self {
        let clock = Clock::starting_at(BEGIN, 1);
        let mut ledger = Ledger::open(Box::new(MemoryStore::default()), clock).unwrap();
        let opened = Entry::Opened { version: VERSION, owner: owner(), practice: true };
        ledger.record(&opened).unwrap();
        let mut life = Self { account: Account::default(), ledger, clock, node, error, obstacles };
        assert_eq!(life.run(deploy(tier), false).await.0.outcome, Outcome::Done);
        life
    }

    /// Runs an order; returns whether the account still refuses.
    async fn run(&mut self, order: Order, refuses: bool) -> (Ended, bool) {
        let refuses = AtomicBool::new(refuses);
        let (events, mut heard) = tokio::sync::mpsc::unbounded_channel();
        let inner = Practice::new(std::mem::take(&mut self.account), self.clock, Arc::new(NoFaults));
        let probe = inner.probe();
        let cloud = Refusing {
            inner,
            node: self.node,
            error: self.error.clone(),
            obstacles: self.obstacles.clone(),
            refuses: &refuses,
        };
        let began = self.clock.now_millis();
        let world =
            World { cloud: &cloud, probe: &probe, secrets: &Keys, clock: self.clock, events, stop: Stop::default() };
        let outcome = operate(world, owner(), &mut self.ledger, order).await.unwrap();
        self.account = cloud.inner.with(|account| account.clone());
        let mut ended = Ended {
            outcome,
            errors: vec![],
            waited: vec![],
            left: vec![],
            seconds: (self.clock.now_millis() - began) / 1000,
        };
        while let Ok(event) = heard.try_recv() {
            match event.kind {
                EventKind::NodeFailed { error, .. } => ended.errors.push(error),
                EventKind::NodeWaiting { text, .. } => ended.waited.push(text),
                EventKind::RunFinished { left, .. } => ended.left = left,
                _ => {}
            }
        }
        (ended, refuses.load(Ordering::SeqCst))
    }

    fn exists(&self, node: &str) -> bool {
        self.account.existing(i64::MAX).any(|thing| thing.node.as_str() == node && thing.gone.is_none())
    }
}

fn owner() -> Owner {
    Owner {
        deployment: "demo".parse().unwrap(),
        id: "d0123456789".to_owned(),
        account: ACCOUNT.to_owned(),
        region: Region::US_EAST_1,
    }
}

fn denied() -> CloudError {
    CloudError::stop("UnauthorizedOperation", "your sign-in may not do `ec2:TerminateInstances`")
}

fn in_use() -> CloudError {
    CloudError::new(ErrorClass::Wait, "DependencyViolation", "AWS still counts it as in use")
}

fn obstacle(id: &str, service: Option<&str>) -> Obstacle {
    Obstacle {
        aws_id: id.to_owned(),
        what: "network interface \"AWS Lambda VPC ENI-x\"".to_owned(),
        owner: "123456789012".to_owned(),
        look: format!("aws ec2 describe-network-interfaces --network-interface-ids {id}"),
        service: service.map(str::to_owned),
        passing: false,
    }
}

/// What the journal knows of it.
fn left_behind(life: &Life<'_>) -> BTreeSet<String> {
    let state = life.ledger.state();
    state.left_behind().into_iter().map(|record| state.still_billed(record)).collect()
}

#[tokio::test(start_paused = true)]
async fn a_change_whose_removal_is_denied_names_what_stays_and_tries_again() {
    let mut life = Life::deployed("managed", "server", denied(), Vec::new()).await;
    let (ended, _) = life.run(build(RunKind::Change, "standard"), true).await;
    assert_eq!(ended.outcome, Outcome::Failed);
    assert_eq!(ended.errors.len(), 1, "{:?}", ended.errors);
    assert!(life.exists("server") && life.exists("load-balancer"), "the new serves, the old could not go");
    let server = ended.left.iter().find(|left| left.contains("(EC2)"));
    assert!(server.is_some_and(|left| left.starts_with("i-") && left.ends_with(" per month")), "{:?}", ended.left);
    assert_eq!(left_behind(&life), ended.left.into_iter().collect(), "whoever asks later hears the same");
    let state = life.ledger.state();
    let left: Total = state.left_behind().into_iter().map(|record| state.monthly_of(&record.node)).sum();
    let whole = estimate(state.target.as_ref().unwrap(), &state.answers.as_ref().unwrap().usage).monthly_total;
    assert!(!left.is_free());
    assert_eq!(state.existing().monthly, whole + left, "what is left counts");
    let (again, _) = life.run(Order::Resume, false).await;
    assert_eq!(again.outcome, Outcome::Done, "{:?}", again.errors);
    assert!(!life.exists("server") && again.left.is_empty(), "{:?}", again.left);
    assert!(left_behind(&life).is_empty());
}

#[tokio::test(start_paused = true)]
async fn one_denied_removal_keeps_nothing_else_from_going() {
    let mut life = Life::deployed("managed", "files", denied(), Vec::new()).await;
    let (ended, _) = life.run(destroy(), true).await;
    assert_eq!(ended.outcome, Outcome::Failed);
    for gone in ["server", "database", "vpc", "server-address"] {
        assert!(!life.exists(gone), "{gone} goes on costing money");
    }
    assert!(life.exists("files"));
    assert_eq!(ended.left.len(), 1, "{:?}", ended.left);
    assert!(left_behind(&life).is_empty(), "a removal has words of its own");
    let (again, _) = life.run(Order::Resume, false).await;
    assert_eq!((again.outcome, life.exists("files")), (Outcome::Done, false), "{:?}", again.errors);
}

#[tokio::test(start_paused = true)]
async fn a_removal_says_what_stays_and_what_it_costs() {
    let mut life = Life::deployed("managed", "server", denied(), Vec::new()).await;
    let (ended, _) = life.run(destroy(), true).await;
    let server = ended.left.iter().find(|left| left.contains("(EC2)"));
    assert!(server.is_some_and(|left| left.starts_with("i-") && left.ends_with(" per month")), "{:?}", ended.left);
}

#[tokio::test(start_paused = true)]
async fn what_is_in_the_way_is_named_in_a_minute_and_the_run_ends() {
    let mut life = Life::deployed("managed", "vpc", in_use(), vec![obstacle("eni-1", None)]).await;
    let (ended, _) = life.run(destroy(), true).await;
    assert_eq!(ended.outcome, Outcome::Failed);
    assert!(
        ended.waited.iter().any(|text| text.contains("eni-1") && text.contains("stops after 5 minutes")),
        "{:?}",
        ended.waited
    );
    let error = &ended.errors[0];
    assert!(error.what.contains("eni-1, network interface \"AWS Lambda VPC ENI-x\" of 123456789012"), "{}", error.what);
    assert!(error.hint.contains("describe-network-interfaces"), "{}", error.hint);
    let removal = duration_of_the_rest(&mut Life::deployed("managed", "vpc", in_use(), Vec::new()).await).await;
    assert!(ended.seconds < removal + 330, "{} seconds, {removal} without anything in the way", ended.seconds);
    let (again, _) = life.run(Order::Resume, false).await;
    assert_eq!(again.outcome, Outcome::Done, "{:?}", again.errors);
}

async fn duration_of_the_rest(life: &mut Life<'_>) -> i64 {
    life.run(destroy(), false).await.0.seconds
}

#[tokio::test(start_paused = true)]
async fn what_a_service_put_there_goes_only_once_a_person_agreed() {
    let mut life = Life::deployed("managed", "vpc", in_use(), vec![obstacle("vpce-1", Some("Amazon GuardDuty"))]).await;
    let (ended, refuses) = life.run(destroy(), true).await;
    assert!(ended.outcome == Outcome::Failed && refuses, "nobody was asked");
    assert!(ended.errors[0].hint.contains("Amazon GuardDuty put it there"), "{}", ended.errors[0].hint);
    let asked: Vec<String> = life.ledger.state().unasked_obstacles().iter().map(|one| one.aws_id.clone()).collect();
    assert_eq!(asked, ["vpce-1"], "the next removal knows what to ask");
    life.ledger.record(&Entry::Agreed { remove: asked }).unwrap();
    assert!(life.ledger.state().unasked_obstacles().is_empty());
    let (again, refuses) = life.run(Order::Resume, true).await;
    assert_eq!((again.outcome, refuses, life.exists("vpc")), (Outcome::Done, false, false), "{:?}", again.errors);
}
