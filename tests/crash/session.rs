//! A laptop that remembers (disk and practice account) and the sessions of cloudstead that live and die on it.

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use cloudstead::engine::journal::VERSION;
use cloudstead::engine::operate::OrderError;
use cloudstead::engine::{
    Clock, CloudError, Entry, EventKind, Foreseen, Ledger, Operation, Order, Outcome, Owner, SecretSource, State, Stop,
    Topic, World, foresee, operate,
};
use cloudstead::model::{NodeId, Region, Secret};
use cloudstead::practice::{ACCOUNT, Account, Practice, Verb};
use cloudstead::resource::{SecretForm, Spec};
use futures_util::FutureExt as _;

use super::cut::{Cut, Death, Disk, Scissors};

/// Some time in November 2026.
const BEGIN: i64 = 1_795_000_000_000;

/// What survives a session.
#[derive(Clone, Default)]
pub(crate) struct Laptop {
    journal: Vec<u8>,
    account: Account,
    /// Deployments that came and went.
    retired: u32,
    /// So many servers are refused for want of room in their zone.
    pub(crate) no_room: usize,
}

impl Laptop {
    /// So many servers will be refused for want of room.
    pub(crate) fn without_room(no_room: usize) -> Self {
        Self { no_room, ..Self::default() }
    }

    /// Somebody else makes a thing in the account.
    pub(crate) fn plant(&mut self, thing: cloudstead::practice::Thing) {
        self.account.plant(thing);
    }

    pub(crate) fn existing(&self) -> Vec<cloudstead::practice::Thing> {
        self.account.existing(i64::MAX).cloned().collect()
    }

    /// Puts the journal of a destroyed deployment aside: the next one has another id.
    pub(crate) fn retire(&mut self) {
        assert!(self.state().destroyed());
        self.journal.clear();
        self.retired += 1;
    }

    /// Puts an older copy of the journal in place: its first `lines`.
    pub(crate) fn restore_journal(&mut self, lines: usize) {
        let length = self.journal.split_inclusive(|byte| *byte == b'\n').take(lines).map(<[u8]>::len).sum();
        self.journal.truncate(length);
    }

    /// What the account has room for and what it lacks.
    pub(crate) fn limits(&mut self) -> &mut cloudstead::practice::Limits {
        &mut self.account.limits
    }

    /// Somebody removes a thing by hand.
    pub(crate) fn lose(&mut self, node: &str) {
        let mut account = serde_json::to_value(&self.account).unwrap();
        let things = account["things"].as_array_mut().unwrap();
        let before = things.len();
        things.retain(|thing| thing["node"] != node);
        assert_eq!(things.len(), before - 1, "{node}");
        self.account = serde_json::from_value(account).unwrap();
    }

    /// Somebody changes a thing by hand.
    pub(crate) fn alter(&mut self, node: &str) {
        let account = serde_json::to_value(&self.account).unwrap();
        let at = account["things"].as_array().unwrap().iter().position(|thing| thing["node"] == node).unwrap();
        let spec = account["things"][at]["spec"].as_object().unwrap().clone();
        let (kind, fields) = spec.iter().next().unwrap();
        // Not every text may be another one: a processor has two names.
        let altered = fields.as_object().unwrap().iter().filter_map(|(field, value)| {
            let mut other = account.clone();
            other["things"][at]["spec"][kind][field] = format!("{}-by-hand", value.as_str()?).into();
            serde_json::from_value(other).ok()
        });
        let altered: Vec<Account> = altered.take(1).collect();
        self.account = altered.into_iter().next().expect(node);
    }

    /// A person agrees to begin again with an empty one.
    pub(crate) fn give_up(&mut self, node: &str) {
        let disk = Disk::default();
        *disk.bytes.lock().unwrap() = std::mem::take(&mut self.journal);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let clock = runtime.block_on(async { Clock::starting_at(self.account.latest, 1) });
        let mut ledger = Ledger::open(Box::new(disk.clone()), clock).unwrap();
        ledger.record(&Entry::Spoiled { node: node.into() }).unwrap();
        self.journal.clone_from(&disk.bytes.lock().unwrap());
    }

    pub(crate) fn state(&self) -> State {
        State::from_entries(&cloudstead::engine::journal::replay(&self.journal).unwrap().entries)
    }

    pub(crate) fn journal_lines(&self) -> usize {
        self.journal.split_inclusive(|byte| *byte == b'\n').count()
    }

    /// Seconds from the beginning of the first session to the last thing that happened.
    pub(crate) fn seconds(&self) -> f64 {
        let millis = i32::try_from(self.account.latest - BEGIN).unwrap_or(i32::MAX);
        f64::from(millis) / 1000.0
    }

    /// True when whoever sits here would answer if asked for this key.
    pub(crate) fn gives(&self, key: &str) -> bool {
        Secrets::beside(&self.account).asked(key).is_some()
    }

    pub(crate) fn snapshots(&self) -> &[String] {
        &self.account.snapshots
    }
}

/// A call to the account: what for, and for which node.
pub(crate) type Called = (Verb, String);

/// What a session left behind.
pub(crate) struct Report {
    pub(crate) outcome: Option<Outcome>,
    pub(crate) died: bool,
    pub(crate) calls: usize,
    pub(crate) fired: usize,
    /// How often a key was asked for that the account already held.
    pub(crate) asked_again: usize,
    pub(crate) appends: usize,
    pub(crate) state: State,
    pub(crate) failures: Vec<CloudError>,
    /// What displays were told of removals.
    pub(crate) removals: Vec<NodeId>,
    /// What displays were told of things that came back into use.
    pub(crate) taken_back: Vec<String>,
    /// What displays were told of the run as a whole.
    pub(crate) notes: Vec<String>,
    /// Every call to the account: what for, and for which node.
    pub(crate) called: Vec<(Verb, String)>,
}

/// A person who gives each key once: what is stored, nobody types again.
struct Secrets {
    stored: BTreeSet<String>,
    asked_again: AtomicUsize,
}

impl Secrets {
    fn beside(account: &Account) -> Self {
        let things = account.existing(i64::MAX);
        let stored = things.filter_map(|thing| match &thing.spec {
            Spec::SecretParameter(parameter) => Some(parameter.key().to_owned()),
            _ => None,
        });
        Self { stored: stored.collect(), asked_again: AtomicUsize::new(0) }
    }
}

impl SecretSource for Secrets {
    fn asked(&self, key: &str) -> Option<Secret> {
        if self.stored.contains(key) {
            self.asked_again.fetch_add(1, Ordering::SeqCst);
            return None;
        }
        Some(Secret::new("given".to_owned()))
    }

    fn generate(&self, length: usize, form: SecretForm) -> Secret {
        Secret::new("x".repeat(form.characters(length)))
    }
}

pub(crate) struct Session<'a> {
    laptop: &'a mut Laptop,
    cut: Option<Cut>,
}

impl<'a> Session<'a> {
    pub(crate) fn new(laptop: &'a mut Laptop, cut: Option<Cut>) -> Self {
        Self { laptop, cut }
    }

    /// Runs an order.
    pub(crate) fn run(self, order: Order) -> Report {
        self.live(|_| order)
    }

    /// Goes on with what is unfinished; begins `order` where nothing was begun.
    pub(crate) fn resume_or(self, order: Order) -> Report {
        self.live(|state| if state.unfinished() { Order::Resume } else { order })
    }

    /// Asks what a run of this order would meet: what was heard, and which calls were made.
    pub(crate) fn foresee(self, order: Order) -> (Vec<(Topic, Foreseen)>, Vec<Called>) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let secrets = Secrets::beside(&self.laptop.account);
        let scissors = Arc::new(Scissors { cut: self.cut, ..Scissors::default() });
        let heard = std::cell::RefCell::new(Vec::new());
        let practice = runtime.block_on(async {
            let clock = Clock::starting_at(BEGIN.max(self.laptop.account.latest + 1), 1);
            let practice = Practice::new(std::mem::take(&mut self.laptop.account), clock, scissors.clone());
            let owner = Owner {
                deployment: "demo".parse().unwrap(),
                id: "another".to_owned(),
                account: ACCOUNT.to_owned(),
                region: Region::US_EAST_1,
            };
            let (probe, events) = (practice.probe(), tokio::sync::mpsc::unbounded_channel().0);
            let world =
                World { cloud: &practice, probe: &probe, secrets: &secrets, clock, events, stop: Stop::default() };
            let refused = foresee(world, owner, order, &|topic, found| heard.borrow_mut().push((topic, found))).await;
            let stops = heard.borrow().iter().any(|(_, found)| matches!(found, Foreseen::Stops(_)));
            assert_eq!(refused.is_err(), stops);
            practice.clone()
        });
        self.laptop.account = practice.with(|account| account.clone());
        (heard.into_inner(), std::mem::take(&mut scissors.called.lock().unwrap()))
    }

    fn live(self, order: impl FnOnce(&State) -> Order) -> Report {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let disk = Disk { cut: self.cut, ..Disk::default() };
        *disk.bytes.lock().unwrap() = std::mem::take(&mut self.laptop.journal);
        let secrets = Secrets::beside(&self.laptop.account);
        let scissors = Arc::new(Scissors { cut: self.cut, no_room: self.laptop.no_room.into(), ..Scissors::default() });
        let (events, mut heard) = tokio::sync::mpsc::unbounded_channel();
        let id = format!("d012345678{}", self.laptop.retired);
        let begin = BEGIN.max(self.laptop.account.latest + 1);
        let (practice, ended) = runtime.block_on(async {
            let clock = Clock::starting_at(begin, 1);
            let practice = Practice::new(std::mem::take(&mut self.laptop.account), clock, scissors.clone());
            let probe = practice.probe();
            let life = async {
                let mut ledger = Ledger::open(Box::new(disk.clone()), clock).unwrap();
                let owner = Owner {
                    deployment: "demo".parse().unwrap(),
                    id,
                    account: ACCOUNT.to_owned(),
                    region: Region::US_EAST_1,
                };
                if ledger.state().owner.is_none() {
                    ledger.record(&Entry::Opened { version: VERSION, owner: owner.clone(), practice: true }).unwrap();
                }
                let order = order(ledger.state());
                let world =
                    World { cloud: &practice, probe: &probe, secrets: &secrets, clock, events, stop: Stop::default() };
                operate(world, owner, &mut ledger, order).await
            };
            let ended = AssertUnwindSafe(life).catch_unwind().await;
            (practice.clone(), ended)
        });
        let (mut failures, mut removals, mut taken_back, mut notes) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        while let Ok(event) = heard.try_recv() {
            match event.kind {
                EventKind::NodeFailed { error, .. } => failures.push(error),
                EventKind::NodeWaiting { text, .. } if text.starts_with("taking back") => taken_back.push(text),
                EventKind::Noted { text } => notes.push(text),
                EventKind::NodeStarted { node, operation: Operation::Delete } => removals.push(node),
                _ => {}
            }
        }
        let (outcome, died) = match ended {
            Ok(Ok(outcome)) => (Some(outcome), false),
            Ok(Err(refused)) => {
                match refused {
                    OrderError::Problems(problems) => failures.extend(problems),
                    other => failures.push(CloudError::stop("Refused", other.to_string())),
                }
                (None, false)
            }
            Err(payload) if payload.is::<Death>() => (None, true),
            Err(payload) => std::panic::resume_unwind(payload),
        };
        self.laptop.no_room = scissors.no_room.load(Ordering::SeqCst);
        self.laptop.account = practice.with(|account| account.clone());
        self.laptop.journal.clone_from(&disk.bytes.lock().unwrap());
        let entries = cloudstead::engine::journal::replay(&self.laptop.journal).unwrap().entries;
        Report {
            outcome,
            died,
            asked_again: secrets.asked_again.load(Ordering::SeqCst),
            fired: scissors.fired.load(Ordering::SeqCst),
            calls: scissors.calls.load(Ordering::SeqCst),
            appends: disk.appends.load(Ordering::SeqCst),
            state: State::from_entries(&entries),
            failures,
            removals,
            taken_back,
            notes,
            called: std::mem::take(&mut scissors.called.lock().unwrap()),
        }
    }
}
