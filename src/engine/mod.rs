//! Carries out blueprints: journal, state, ready queue, executor, events. Never names aws, practice or a front end.

pub mod cloud;
pub mod event;
pub mod progress;

pub use cloud::{
    Cloud, CloudError, DataChoice, ErrorClass, Found, Identity, Kept, KeptPrice, Leftover, Owner, Poll, PricedKept, Probe, Request,
    SecretSource,
};
pub use event::{Event, EventKind, Operation, Outcome, PlannedNode};
pub use progress::{Finish, LogLine, PhaseCount, Progress, Row, Stage};
