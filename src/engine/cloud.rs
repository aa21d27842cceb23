//! The port through which the engine reaches an account. The real one is `aws/`, the simulated one `practice/`.
//!
//! Every verb may be repeated after a crash. `create` is the only one that can make something twice, so the engine
//! records its intent first and asks `find` before it repeats an attempt whose end it does not know.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::Chores;
use crate::model::{DeploymentName, Money, NodeId, Region, Secret};
use crate::plan::Total;
pub use crate::resource::KeptPrice;
use crate::resource::{Keep, Lookup, MissingOutput, Outputs, Quota, SecretForm, Spec};

/// Whose resources: everything that tags and names are made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    pub deployment: DeploymentName,
    /// Random id of the deployment; tells two deployments of the same name apart.
    pub id: String,
    pub account: String,
    pub region: Region,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Twelve digits.
    pub account: String,
    pub arn: String,
}

/// Values of secrets, by the last part of their parameter's name. Held in memory only.
pub trait SecretSource: Send + Sync {
    /// The value a person gave, if they gave one in this session.
    fn asked(&self, key: &str) -> Option<Secret>;
    /// A new random value; see [`SecretForm::characters`] for how long it is.
    fn generate(&self, length: usize, form: SecretForm) -> Secret;
}

/// One thing the engine wants done.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    pub owner: &'a Owner,
    pub node: &'a NodeId,
    pub spec: &'a Spec,
    /// Idempotency token of this attempt: 32 hexadecimal digits, fits every service (ACM allows 32 word characters).
    pub token: &'a str,
    /// How often this node was condemned: a disk is then made in the next zone.
    pub attempt: u32,
    /// Outputs of the nodes that exist.
    pub lookup: &'a (dyn Lookup + Sync),
    pub secrets: &'a dyn SecretSource,
}

/// What a search for one's own resource brought.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    Absent,
    /// Exactly one, and it carries this deployment's tags (or the one name that cannot be tagged).
    Ours(Outputs),
    /// An earlier deployment of this name left it on purpose: the tags name the deployment and say so. `configure`
    /// makes it ours.
    Kept(Outputs),
    /// Something of that name exists and is not ours.
    Foreign(String),
    /// More than one carries our tags: their identifiers.
    Several(Vec<String>),
    /// Looked-up kinds: several would do, and only the world outside knows which is meant.
    Candidates(Vec<Outputs>),
    /// Looked-up kinds: the account has answered, and there is none that would do. Why, and what helps.
    Unavailable(Box<CloudError>),
}

/// A quota of the account in a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    pub limit: u32,
    pub used: u32,
}

impl Allowance {
    /// Whether so much more may be made.
    #[must_use]
    pub fn has_room_for(self, count: u32) -> bool {
        self.used.saturating_add(count) <= self.limit
    }
}

/// A deployment as tags show it. AWS lists things for some minutes after their end: [`Cloud::sweep`] tells what is
/// really there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tagged {
    pub name: DeploymentName,
    pub id: String,
}

/// How far something is.
#[derive(Clone, Debug, PartialEq)]
pub enum Poll<T> {
    Ready(T),
    /// Not yet; what is happening, in plain words (may be empty).
    Waiting(String),
}

/// What the person chose about data when something is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataChoice {
    /// Take a last snapshot of databases and data disks before they go.
    pub final_snapshot: bool,
    /// Leave the file store and what is in it.
    pub keep_files: bool,
    /// Leave the images that were built, and where they are.
    #[serde(default)]
    pub keep_images: bool,
}

impl DataChoice {
    /// Keeps whatever either of the two keeps.
    #[must_use]
    pub const fn safer(self, other: Self) -> Self {
        Self {
            final_snapshot: self.final_snapshot || other.final_snapshot,
            keep_files: self.keep_files || other.keep_files,
            keep_images: self.keep_images || other.keep_images,
        }
    }

    /// What stays of a thing that is removed with this choice.
    #[must_use]
    pub fn keeps(self, spec: &Spec) -> Keep {
        spec.keeps(self.final_snapshot, self.keep_files, self.keep_images)
    }
}

impl Default for DataChoice {
    fn default() -> Self {
        Self { final_snapshot: true, keep_files: false, keep_images: false }
    }
}

/// Something left on purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    pub aws_id: String,
    pub why: String,
    /// Stored gigabytes that go on being billed, and at which price; the application turns it into money.
    pub gigabytes: u32,
    pub price: KeptPrice,
}

/// Something of ours that a sweep found although it should be gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leftover {
    pub aws_id: String,
    /// The node it was made for, from its tag, when it has one.
    pub node: Option<String>,
}

/// Something that is not of the deployment and keeps one of its resources from going.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obstacle {
    pub aws_id: String,
    /// What it is, with what its maker called it: `network interface "AWS Lambda VPC ENI-x"`.
    pub what: String,
    /// Whose it is, as AWS says: an account or a service; may be empty.
    pub owner: String,
    /// The command that shows it.
    pub look: String,
    /// The AWS service that put it there by itself and says so on it. Such a thing may be removed when a person agrees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// It belongs to something of ours that AWS is still clearing away: it goes by itself, in minutes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub passing: bool,
}

impl Obstacle {
    /// `eni-1, network interface "AWS Lambda VPC ENI-x" of 123456789012`
    #[must_use]
    pub fn words(&self) -> String {
        let Self { aws_id, what, owner, .. } = self;
        if owner.is_empty() { format!("{aws_id}, {what}") } else { format!("{aws_id}, {what} of {owner}") }
    }
}

/// What an error means for the run. The table is AWSFACTS section 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorClass {
    /// Passing fault: the same call again, with growing pauses.
    Retry,
    /// The account or a dependency is not ready: ask again every so often, for long.
    Wait,
    /// Something of that name exists: look whose it is.
    AlreadyExists,
    /// The service itself says that it is not there.
    NotFound,
    /// There is no room for it here: `start_over` names what has to be made in another place first.
    Elsewhere,
    /// The sign-in ended: nothing can go on until a person signs in.
    SignIn,
    /// Only a person can help.
    Stop,
}

/// A failed call, explained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{what}")]
pub struct CloudError {
    pub class: ErrorClass,
    /// The service's own code, such as `VcpuLimitExceeded`; empty when there was no answer.
    pub code: String,
    /// What happened, one sentence, without control characters.
    pub what: String,
    /// Why, when it is known; may be empty.
    pub why: String,
    /// What a person can do; may be empty.
    pub hint: String,
    /// What can never become ready any more: the next run removes it and makes it anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_over: Option<Box<NodeId>>,
}

impl CloudError {
    /// Code of the refusal because the account has another deployment of the same name.
    pub const NAMESAKE: &str = "Namesake";
    /// Code of what is wrong on this machine, before any call: its configuration, or an address. Another try needs
    /// another one.
    pub const CONFIGURATION: &str = "Configuration";

    #[must_use]
    pub fn new(class: ErrorClass, code: &str, what: impl Into<String>) -> Self {
        Self {
            class,
            code: code.to_owned(),
            what: what.into(),
            why: String::new(),
            hint: String::new(),
            start_over: None,
        }
    }

    #[must_use]
    pub fn stop(code: &str, what: impl Into<String>) -> Self {
        Self::new(ErrorClass::Stop, code, what)
    }

    #[must_use]
    pub fn why(mut self, why: impl Into<String>) -> Self {
        self.why = why.into();
        self
    }

    /// Two answers to questions that were asked together, told as one: what no waiting cures decides.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let (mut first, second) = if self.class == ErrorClass::Stop { (self, other) } else { (other, self) };
        if second.class == first.class && second.what != first.what {
            first.what = format!("{}; {}", first.what, second.what);
        }
        first
    }

    /// Condemns a resource.
    #[must_use]
    pub fn start_over(mut self, node: NodeId) -> Self {
        self.start_over = Some(Box::new(node));
        self
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
}

impl From<MissingOutput> for CloudError {
    fn from(missing: MissingOutput) -> Self {
        Self::stop("MissingOutput", missing.to_string())
            .why("the plan and the journal disagree")
            .hint("run the same command again")
    }
}

/// An account that resources live in.
#[async_trait]
pub trait Cloud: Send + Sync {
    /// Who is signed in.
    async fn identity(&self) -> Result<Identity, CloudError>;

    /// Looks for the resource by token, unique name or tags. For kinds that are only looked up, this is the whole work.
    async fn find(&self, request: &Request<'_>) -> Result<Found, CloudError>;

    /// The one call that makes the resource, tagged in the same call where AWS allows it. Outputs may be incomplete.
    async fn create(&self, request: &Request<'_>) -> Result<Outputs, CloudError>;

    /// Settings that AWS takes in calls of their own; also turns an existing resource into the wanted one. Idempotent.
    async fn configure(&self, request: &Request<'_>, outputs: &Outputs) -> Result<(), CloudError>;

    /// What somebody changed by hand of what `configure` sets, in words; `None` when it is as wanted, and where that
    /// cannot be seen with a read or two.
    async fn changed(&self, request: &Request<'_>, outputs: &Outputs) -> Result<Option<String>, CloudError>;

    /// Whether dependants may use it. For facts, `outputs` is absent and this is the whole work.
    async fn poll(&self, request: &Request<'_>, outputs: Option<&Outputs>) -> Result<Poll<Outputs>, CloudError>;

    /// Asks for removal. Returns what is left on purpose; the same answer when repeated. Gone already is success.
    async fn delete(
        &self,
        request: &Request<'_>,
        outputs: &Outputs,
        choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError>;

    /// Whether it is really gone.
    async fn poll_gone(&self, request: &Request<'_>, outputs: &Outputs) -> Result<Poll<()>, CloudError>;

    /// What of others keeps a resource from going. Only asked when a removal was refused as in use for long.
    async fn obstacles(&self, request: &Request<'_>, outputs: &Outputs) -> Result<Vec<Obstacle>, CloudError> {
        let _ = (request, outputs);
        Ok(Vec::new())
    }

    /// Asks for the removal of something that an AWS service put there ([`Obstacle::service`]). Gone already is
    /// success.
    async fn clear(&self, owner: &Owner, obstacle: &Obstacle) -> Result<(), CloudError> {
        let _ = (owner, obstacle);
        Ok(())
    }

    /// Everything that still carries the deployment's tags or names, found without the journal.
    async fn sweep(&self, owner: &Owner) -> Result<Vec<Leftover>, CloudError>;

    /// Whether something that a removal left on purpose is still there. Only the service's own answer counts as gone.
    async fn remains(&self, owner: &Owner, kept: &Kept) -> Result<bool, CloudError>;

    /// How much of a quota the account has in the region, and how much of it is in use.
    async fn allowance(&self, owner: &Owner, quota: Quota) -> Result<Allowance, CloudError>;

    /// Deployments in a region by their tags, without what was left on purpose: all of them, or those of one name.
    async fn deployments(&self, region: Region, name: Option<&DeploymentName>) -> Result<Vec<Tagged>, CloudError>;

    /// What each server whose report is awaited tells of its jobs and copies, by identifier; nothing of one that has
    /// told nothing.
    async fn chores(&self, request: &Request<'_>) -> Result<Vec<(String, Chores)>, CloudError>;

    /// The value of a secret of the deployment, for whoever asks for it by name; `None` when it is not there any more.
    async fn secret(&self, request: &Request<'_>) -> Result<Option<Secret>, CloudError>;
}

/// Checks from this machine: DNS and HTTPS.
#[async_trait]
pub trait Probe: Send + Sync {
    /// Only for kinds whose lifecycle is `Probe`.
    async fn poll(&self, request: &Request<'_>) -> Result<Poll<Outputs>, CloudError>;

    /// Which of several candidates the world outside means; [`Found::Unavailable`] when it means none of them.
    async fn choose(&self, request: &Request<'_>, candidates: Vec<Outputs>) -> Found;

    /// The only candidate, with what the world outside says of it, for [`Outputs::remark`]. It is used all the same.
    async fn look_at(&self, request: &Request<'_>, only: Outputs) -> Outputs {
        let _ = request;
        only
    }
}

/// USD per month of something kept, once priced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricedKept {
    pub aws_id: String,
    pub why: String,
    pub monthly: Option<Money>,
}

impl PricedKept {
    /// USD per month; what it is stands for a price that is not known.
    #[must_use]
    pub fn price(&self) -> Total {
        self.monthly.map_or_else(|| Total::unknown(&self.why), Total::exact)
    }

    /// What follows one another and stays for one reason at one price: the identifiers, and both in words, once.
    pub fn alike(kept: &[Self]) -> impl Iterator<Item = (impl Iterator<Item = &str>, String)> {
        kept.chunk_by(|one, next| (&one.why, one.monthly) == (&next.why, next.monthly)).map(|alike| {
            let each = if alike.len() > 1 { " each" } else { "" };
            let price = match alike[0].price() {
                price if price.is_free() => "free".to_owned(),
                price if price.is_complete() => format!("about {}{each}", price.per_month()),
                price => price.per_month(),
            };
            (alike.iter().map(|kept| kept.aws_id.as_str()), format!("{price}: {}", alike[0].why))
        })
    }
}
