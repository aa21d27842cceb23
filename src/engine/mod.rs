//! Carries out blueprints: journal, state, ready queue, executor, events. Never names aws, practice or a front end.

mod billed;
pub mod chores;
pub mod clock;
pub mod cloud;
pub mod event;
mod existing;
mod foresight;
mod job;
pub mod jobs;
pub mod journal;
pub mod ledger;
mod left;
mod lost;
pub mod operate;
pub mod order;
mod progress;
mod remains;
pub mod run;
pub mod state;
pub mod stop;
pub mod store;
mod topic;
mod under_way;

pub use chores::Chores;
pub use clock::Clock;
pub use cloud::{
    Allowance, Cloud, CloudError, DataChoice, ErrorClass, Found, Identity, Kept, KeptPrice, Leftover, Obstacle, Owner,
    Poll, PricedKept, Probe, Request, SecretSource, Tagged,
};
pub use event::{Event, EventKind, Operation, Outcome, PlannedNode};
pub use existing::Existing;
pub use foresight::foresee;
pub use job::Job;
pub use jobs::{DataAtRisk, Decision, at_risk, decide, jobs, longest_chain};
pub use journal::{Entry, JournalError, RunKind};
pub use ledger::Ledger;
pub use lost::Lost;
pub use operate::{Begun, Order, begin, operate};
pub use progress::{Finish, LogLine, PhaseCount, Progress, Row, Stage};
pub use remains::Remains;
pub use run::{Checked, Run, World, planned_nodes, roughly};
pub use state::{Record, Standing, State};
pub use stop::Stop;
pub use store::{FileStore, MemoryStore, Store};
pub use topic::{Foreseen, Hearer, Topic};
pub use under_way::UnderWay;
