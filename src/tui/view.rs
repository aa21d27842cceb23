//! What the application hands over to be shown: plain data, already priced and worded.

use crate::model::NodeId;
use crate::plan::{Step, Total};

/// Where an existing deployment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeploymentState {
    Complete,
    /// A run stopped before its end.
    Unfinished,
    /// A change of tier stopped before its end.
    Changing,
    /// A removal stopped before its end.
    Removing,
    /// A run goes on in another window.
    Running,
    /// Something that should exist is missing or ill.
    Degraded,
}

impl DeploymentState {
    /// True where a run stopped before its end.
    #[must_use]
    pub const fn stopped(self) -> bool {
        matches!(self, Self::Unfinished | Self::Changing | Self::Removing)
    }

    /// In a word or two.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Unfinished => "unfinished",
            Self::Changing => "half changed",
            Self::Removing => "being removed",
            Self::Running => "running",
            Self::Degraded => "not healthy",
        }
    }

    /// Places in lists: what stopped comes first, that is why people come back.
    #[must_use]
    pub const fn place(self) -> u8 {
        if self.stopped() { 0 } else { 1 }
    }
}

/// An existing deployment, for its menu.
#[derive(Clone, Debug)]
pub struct Menu {
    pub name: String,
    /// Title of the app.
    pub title: String,
    pub tier: String,
    pub region: String,
    pub url: Option<String>,
    /// `None` while nobody knows.
    pub healthy: Option<bool>,
    pub monthly: Total,
    pub state: DeploymentState,
    /// What a run that stopped or goes on means now: what runs, what is gone, who is at it. Empty where there is
    /// nothing to say.
    pub now: String,
    /// What "Look" shows: label and text, in order.
    pub look: Vec<(String, String)>,
    /// The other tiers, smallest first.
    pub tiers: Vec<TierOffer>,
}

impl Menu {
    /// True where the app answers without encryption.
    #[must_use]
    pub fn plain_http(&self) -> bool {
        self.url.as_ref().is_some_and(|url| url.starts_with("http://"))
    }
}

/// Another tier that a deployment could change to.
#[derive(Clone, Debug)]
pub struct TierOffer {
    pub name: String,
    /// Against the tier that runs now.
    pub difference: Step,
    pub summary: String,
    /// Why it cannot be chosen, and what to do instead.
    pub blocked: Option<Blocked>,
}

/// Why something is shown and cannot be chosen.
#[derive(Clone, Debug)]
pub struct Blocked {
    /// A few words for its line.
    pub short: String,
    pub what: String,
    pub hint: String,
}

/// What happens to one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiffSign {
    Added,
    /// Changed in place.
    Changed,
    /// A new one is made and the old one removed.
    Replaced,
    Removed,
    Kept,
}

/// One thing of a change.
#[derive(Clone, Debug)]
pub struct DiffLine {
    pub sign: DiffSign,
    pub what: String,
    /// What the thing costs per month afterwards, or cost before when it is removed.
    pub monthly: Total,
    pub note: String,
    /// People's data is in it.
    pub data: bool,
}

impl DiffLine {
    /// True when people's data is replaced or removed by it.
    #[must_use]
    pub fn touches_data(&self) -> bool {
        self.data && matches!(self.sign, DiffSign::Replaced | DiffSign::Removed)
    }
}

/// What a change is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To this tier.
    Tier(String),
    Destroy,
    /// On with a removal that was interrupted; the choice about data was made when it began.
    GoOnRemoving,
}

/// A budget that a change would go over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Raise {
    /// USD per month.
    pub from: u32,
    /// The next round amount that pays for it.
    pub to: u32,
    /// Somebody is written to when a month gets dearer than the budget.
    pub alarm: bool,
    /// Prices are missing: the amount pays for what is known, and may not be enough.
    pub unsure: bool,
    /// The person wants it.
    pub wanted: bool,
}

impl Raise {
    /// What follows the amount where it may not be enough.
    #[must_use]
    pub const fn perhaps(self) -> &'static str {
        if self.unsure { "; that may not be enough: not all prices are known" } else { "" }
    }
}

/// What is said where missing prices decide whether a change stays within the budget.
#[must_use]
pub fn unsure_of(budget: u32) -> String {
    format!("Not all prices are known in this region: whether this fits your budget of ${budget} cannot be said.")
}

/// Data that a destroy asks about: what it is and what keeping it costs per month.
#[derive(Clone, Debug)]
pub struct DataQuestion {
    pub what: String,
    pub monthly: Total,
    /// Things of the deployment that stay where it is kept; a snapshot is none of them.
    pub things: usize,
}

/// What AWS services put into a deployment's network by themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Others {
    /// What it is and who put it there.
    pub words: String,
    /// What a person agrees to: these, and nothing that was put there since.
    pub ids: Vec<String>,
}

/// A change before it is carried out.
#[derive(Clone, Debug)]
pub struct DiffView {
    pub purpose: Purpose,
    /// Name of the deployment, typed as consent.
    pub name: String,
    pub title: String,
    pub lines: Vec<DiffLine>,
    pub before: Total,
    pub after: Total,
    pub minutes: u32,
    /// In words: `none`, `about 4 minutes while the database restarts`.
    pub downtime: String,
    /// Why it cannot be done.
    pub blocked: Option<String>,
    /// Destroy only: a last snapshot of what, at what price; `None` when there is nothing to take one of.
    pub snapshot: Option<DataQuestion>,
    /// Destroy only: the file store, and what keeping it costs.
    pub files: Option<DataQuestion>,
    /// Images that were built in the account.
    pub images: Option<DataQuestion>,
    /// Destroy only: what AWS services put into the network by themselves; `None` when there is nothing of the kind.
    pub others: Option<Others>,
    /// A change of tier beyond the budget: the budget may follow.
    pub raise: Option<Raise>,
    /// A change of tier without all prices: the budget, USD per month, that it may go over.
    pub unsure_of: Option<u32>,
    /// A removal that goes on: titles of what is gone already.
    pub gone: Vec<String>,
}

impl DiffView {
    /// True when data is replaced or removed: then the name must be typed.
    #[must_use]
    pub fn touches_data(&self) -> bool {
        self.lines.iter().any(DiffLine::touches_data)
    }
}

/// What a run does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunKind {
    Deploy,
    Change,
    Destroy,
}

/// A run that begins, and what its last page needs to know.
#[derive(Clone, Debug)]
pub struct RunView {
    pub name: String,
    pub what: RunKind,
    /// Per month when it is done (deploy, change) or until now (destroy).
    pub monthly: Total,
    /// Shown in the title line, such as `practice, 60 times faster`.
    pub note: Option<String>,
    /// Per month of each thing, so that a failure can say what exists and costs.
    pub costs: Vec<(NodeId, Total)>,
    /// The app's domain, and the zone it is in when that is known.
    pub domain: Option<String>,
    /// The plan has no https: what people send is not private.
    pub plain_http: bool,
    pub zone: Option<String>,
    /// Alarm: USD per month and who is told.
    pub budget: Option<u32>,
    pub email: Option<String>,
    /// Where answers and journal are.
    pub folder: Option<String>,
    /// Per month of the final snapshot that a destroy would keep.
    pub snapshot: Option<Total>,
    /// Tiers it can be changed to afterwards.
    pub tiers: Vec<String>,
    /// How the first person signs in, or why nobody can; a paragraph each, none where nothing is known.
    pub sign_in: Vec<String>,
    /// DNS records elsewhere: those that lead nowhere after a destroy, or those that lead to the app when a run ends.
    pub records: Vec<String>,
}

impl RunView {
    /// What a month costs when the run is done, and who hears of it when it becomes more.
    #[must_use]
    pub fn costs_from_now(&self) -> String {
        let alarm = match (self.budget, &self.email) {
            (Some(budget), Some(email)) => format!(", alarm at {budget}.00 to {email} (confirm the e-mail from AWS)"),
            (Some(budget), None) => format!(", your budget is {budget}.00; no alarm, because no e-mail was given"),
            (None, _) => String::new(),
        };
        format!("{} from now{alarm}", self.monthly.per_month())
    }

    /// A view with only the necessary; the rest is optional.
    #[must_use]
    pub fn new(name: impl Into<String>, what: RunKind, monthly: Total) -> Self {
        Self {
            name: name.into(),
            what,
            monthly,
            note: None,
            costs: Vec::new(),
            domain: None,
            plain_http: false,
            zone: None,
            budget: None,
            email: None,
            folder: None,
            snapshot: None,
            tiers: Vec::new(),
            sign_in: Vec::new(),
            records: Vec::new(),
        }
    }
}
