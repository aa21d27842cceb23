//! The practice account: an AWS account that exists only on this machine. Generic over kinds: what refers to what, what
//! comes back and how long things take it reads from `resource/`.
//!
//! It proves the engine and the screens. It cannot prove a driver.

mod account;
mod awaited;
mod chores;
mod faults;
mod keeping;
mod limits;
mod mishap;
mod probe;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;

pub use account::{Account, Thing};
pub use faults::{Call, Fault, Faults, NoFaults, Verb};
pub use limits::Limits;
pub use mishap::{Mishap, NO_CERTIFICATE};
pub use probe::PracticeProbe;

use crate::engine::{
    Allowance, Chores, Clock, Cloud, CloudError, DataChoice, Found, Identity, Kept, Leftover, Owner, Poll, Request,
    Tagged,
};
use crate::model::{DeploymentName, Region, Secret};
use crate::resource::https_report::HttpsReportOutputs;
use crate::resource::{Outputs, Quota};

/// The account number that practice shows.
pub const ACCOUNT: &str = "000000000000";
/// How much faster than real time practice runs for a person who watches.
pub const SPEED: u32 = 60;
/// What one call takes, milliseconds.
const CALL_MILLIS: i64 = 80;
const CALL: Duration = Duration::from_millis(CALL_MILLIS.unsigned_abs());

/// A simulated account. Clones share it.
#[derive(Clone)]
pub struct Practice {
    account: Arc<Mutex<Account>>,
    clock: Clock,
    faults: Arc<dyn Faults>,
    path: Option<PathBuf>,
}

impl Practice {
    #[must_use]
    pub fn new(account: Account, clock: Clock, faults: Arc<dyn Faults>) -> Self {
        Self { account: Arc::new(Mutex::new(account)), clock, faults, path: None }
    }

    /// Keeps the account in this file from now on: it then outlives the process, as AWS does.
    #[must_use]
    pub fn kept_at(self, path: PathBuf) -> Self {
        Self { path: Some(path), ..self }
    }

    fn keep(&self) -> Result<(), CloudError> {
        let Some(path) = &self.path else { return Ok(()) };
        let Some(text) = self.with(|account| account.take_change().then(|| serde_json::to_vec(account))) else {
            return Ok(());
        };
        let written =
            text.map_err(std::io::Error::other).and_then(|text| crate::engine::store::write_private(path, &text));
        written.map_err(|error| {
            CloudError::stop("PracticeUnwritable", format!("the practice account cannot be kept: {error}"))
        })
    }

    /// Reads or changes the account.
    pub fn with<T>(&self, act: impl FnOnce(&mut Account) -> T) -> T {
        act(&mut self.account.lock().unwrap_or_else(PoisonError::into_inner))
    }

    #[must_use]
    pub fn probe(&self) -> PracticeProbe {
        PracticeProbe::new(self.clone())
    }

    /// One call: it takes a moment, may be hit by a fault, and changes the account at one instant.
    async fn call<T>(
        &self,
        verb: Verb,
        request: Option<&Request<'_>>,
        act: impl FnOnce(&mut Account, i64) -> Result<T, CloudError>,
    ) -> Result<T, CloudError> {
        let node = request.map_or("", |request| request.node.as_str());
        let call = Call { verb, node, kind: request.map(|request| request.spec.kind()) };
        self.clock.sleep(CALL).await;
        match self.faults.before(&call) {
            Fault::None => {}
            Fault::Late(delay) => self.clock.sleep(delay).await,
            Fault::Refuse(error) => return Err(error),
        }
        let now = self.clock.now_millis();
        let result = self.with(|account| act(account, now));
        self.keep()?;
        match self.faults.after(&call) {
            Fault::None => result,
            Fault::Late(delay) => {
                self.clock.sleep(delay).await;
                result
            }
            Fault::Refuse(error) => Err(error),
        }
    }
}

#[async_trait]
impl Cloud for Practice {
    async fn identity(&self) -> Result<Identity, CloudError> {
        self.call(Verb::Identity, None, |_, _| {
            Ok(Identity { account: ACCOUNT.to_owned(), arn: format!("arn:aws:iam::{ACCOUNT}:user/practice") })
        })
        .await
    }

    async fn find(&self, request: &Request<'_>) -> Result<Found, CloudError> {
        self.call(Verb::Find, Some(request), |account, now| Ok(account.find(request, now))).await
    }

    async fn create(&self, request: &Request<'_>) -> Result<Outputs, CloudError> {
        self.call(Verb::Create, Some(request), |account, now| account.create(request, now)).await
    }

    async fn configure(&self, request: &Request<'_>, outputs: &Outputs) -> Result<(), CloudError> {
        self.call(Verb::Configure, Some(request), |account, now| account.configure(request, outputs, now)).await
    }

    async fn changed(&self, request: &Request<'_>, outputs: &Outputs) -> Result<Option<String>, CloudError> {
        self.call(Verb::Changed, Some(request), |account, now| Ok(account.changed(request, outputs, now))).await
    }

    async fn poll(&self, request: &Request<'_>, outputs: Option<&Outputs>) -> Result<Poll<Outputs>, CloudError> {
        match self.call(Verb::Poll, Some(request), |account, now| account.poll(request, outputs, now)).await {
            Err(error) if error.code == mishap::NO_CERTIFICATE => {
                Ok(Poll::Ready(Outputs::HttpsReport(HttpsReportOutputs { plain_because: Some(error.what) })))
            }
            answer => answer,
        }
    }

    async fn delete(
        &self,
        request: &Request<'_>,
        outputs: &Outputs,
        choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        self.call(Verb::Delete, Some(request), |account, now| account.delete(request, outputs, choice, now)).await
    }

    async fn poll_gone(&self, request: &Request<'_>, outputs: &Outputs) -> Result<Poll<()>, CloudError> {
        self.call(Verb::PollGone, Some(request), |account, now| Ok(account.poll_gone(outputs, now))).await
    }

    async fn sweep(&self, owner: &Owner) -> Result<Vec<Leftover>, CloudError> {
        self.call(Verb::Sweep, None, |account, now| Ok(account.sweep(owner, now))).await
    }

    async fn remains(&self, _owner: &Owner, kept: &Kept) -> Result<bool, CloudError> {
        self.call(Verb::Remains, None, |account, now| Ok(account.remains(kept, now))).await
    }

    async fn allowance(&self, owner: &Owner, quota: Quota) -> Result<Allowance, CloudError> {
        self.call(Verb::Allowance, None, |account, now| Ok(account.allowance(owner.region, quota, now))).await
    }

    async fn deployments(&self, region: Region, name: Option<&DeploymentName>) -> Result<Vec<Tagged>, CloudError> {
        self.call(Verb::Deployments, None, |account, now| Ok(account.deployments(region, name, now))).await
    }

    async fn chores(&self, request: &Request<'_>) -> Result<Vec<(String, Chores)>, CloudError> {
        self.call(Verb::Chores, Some(request), |account, now| Ok(account.chores(request, now))).await
    }

    async fn secret(&self, request: &Request<'_>) -> Result<Option<Secret>, CloudError> {
        self.call(Verb::Secret, Some(request), |account, now| Ok(account.secret(request, now))).await
    }
}
