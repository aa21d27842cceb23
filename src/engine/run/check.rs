//! What can be known before anything is made: all that is looked up, the names that new things need, the account's
//! quotas, and whether another deployment of this name lives there. The questions go out together and change nothing.
//! What cannot be found out is no problem: it is noted, and shows when the thing is made.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::time::Duration;

use futures_util::stream::{self, StreamExt as _};

use super::create::{foreign, looked_up};
use super::{Known, Run};
use crate::engine::cloud::{Allowance, CloudError, ErrorClass, Found, Leftover, Owner, Tagged};
use crate::engine::event::Operation;
use crate::engine::job::Job;
use crate::engine::topic::{Foreseen, Hearer, Topic};
use crate::model::{NodeId, Region};
use crate::resource::{Lifecycle, Outputs, Quota, Repeat};

/// Questions at once.
const AT_ONCE: usize = 32;
/// How long one question may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// Pause before the one repetition of a question that failed in passing.
const PAUSE: Duration = Duration::from_millis(500);
/// Things of another deployment that are named.
const NAMED: usize = 6;

/// What the questions brought.
#[derive(Debug, Default)]
pub struct Checked {
    /// What would stop the run half-way: nothing may be made while there is any.
    pub problems: Vec<CloudError>,
    /// What was looked up.
    pub found: BTreeMap<NodeId, Outputs>,
    /// What was not found out, and why.
    unknown: Vec<(String, String)>,
}

impl Checked {
    /// What a person should hear, in words.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let mut notes: Vec<String> = self.found.values().filter_map(Outputs::remark).collect();
        let mut reasons: Vec<&str> = Vec::new();
        for (_, why) in &self.unknown {
            if !reasons.contains(&why.as_str()) {
                reasons.push(why);
            }
        }
        for reason in reasons {
            let about: Vec<&str> =
                self.unknown.iter().filter(|(_, why)| why == reason).map(|(about, _)| about.as_str()).collect();
            notes.push(format!("not checked beforehand: {} ({reason})", about.join(", ")));
        }
        notes
    }

    fn foreseen(&self) -> Foreseen {
        match (self.problems.is_empty(), self.unknown.first()) {
            (false, _) => Foreseen::Stops(self.problems.clone()),
            (true, Some((_, why))) => Foreseen::Unknown(why.clone()),
            (true, None) => Foreseen::Fine,
        }
    }

    /// Adds what a look at what was made could not see.
    pub fn add_unseen(&mut self, unseen: Vec<(String, CloudError)>) {
        for (about, error) in unseen {
            self.add(Self::unknown(about, error));
        }
    }

    fn add(&mut self, other: Self) {
        self.problems.extend(other.problems);
        self.found.extend(other.found);
        self.unknown.extend(other.unknown);
    }

    fn problem(problem: CloudError) -> Self {
        Self { problems: vec![problem], ..Self::default() }
    }

    fn unknown(about: impl Into<String>, error: CloudError) -> Self {
        Self { unknown: vec![(about.into(), error.what)], ..Self::default() }
    }
}

impl Run<'_> {
    /// Asks all that can be known before the first of `jobs` is done, and says of each topic what became of it.
    pub async fn check(&self, jobs: &[Job], hear: Hearer<'_>) -> Checked {
        let is_new = |job: &&Job| job.operation == Operation::Create && self.standing_of(&job.node).is_none();
        let new: Vec<&Job> = jobs.iter().filter(is_new).collect();
        let of = |job: &Job| (job.spec.spec.kind().lifecycle(), job.spec.spec.kind().repeat());
        let lookups: Vec<&Job> = new.iter().copied().filter(|job| of(job).0 == Lifecycle::Lookup).collect();
        let names = new.iter().copied().filter(|job| of(job) == (Lifecycle::Owned, Repeat::Name));
        let awaited: BTreeSet<&NodeId> = lookups.iter().map(|job| &job.node).collect();
        let (late, early): (Vec<&Job>, Vec<&Job>) =
            names.partition(|job| job.spec.spec.refs().iter().any(|needed| awaited.contains(&needed.node)));

        let name = || Topic::Name(self.owner.deployment.clone());
        let topics = lookups.iter().map(|job| Topic::Lookup(job.spec.spec.title()));
        for topic in std::iter::once(name()).chain(topics).chain([Topic::Names, Topic::Quotas]) {
            hear(topic, Foreseen::Asked);
        }
        let heard = |topic: Topic, part: Checked| {
            hear(topic, part.foreseen());
            part
        };
        let mut known = self.known();
        let (looks, mut taken, quotas, namesakes) = tokio::join!(
            self.look_at(&lookups, hear),
            self.taken(&early, &known),
            async { heard(Topic::Quotas, self.quotas(&new).await) },
            async { heard(name(), self.namesakes().await) },
        );
        known.0.extend(looks.found.clone());
        taken.add(self.taken(&late, &known).await);
        // Names that the other deployment has are no news beside it.
        if !namesakes.problems.is_empty() && !taken.problems.is_empty() {
            taken.problems.clear();
            hear(Topic::Names, Foreseen::Unknown("the other deployment has some".to_owned()));
        } else {
            hear(Topic::Names, taken.foreseen());
        }
        let mut checked = Checked::default();
        for part in [namesakes, looks, taken, quotas] {
            checked.add(part);
        }
        checked
    }

    async fn look_at(&self, lookups: &[&Job], hear: Hearer<'_>) -> Checked {
        let known = &self.known();
        all(lookups.iter().map(|job| async {
            let token = self.token(&job.node);
            let request = self.request(job, &token, known);
            let part = match self.ask(|| self.look(&request)).await.map(|found| looked_up(job, found)) {
                Ok(Ok(outputs)) => {
                    Checked { found: BTreeMap::from([(job.node.clone(), outputs)]), ..Checked::default() }
                }
                Ok(Err(problem)) => Checked::problem(problem),
                Err(error) => Checked::unknown(job.spec.spec.title(), error),
            };
            hear(Topic::Lookup(job.spec.spec.title()), part.foreseen());
            part
        }))
        .await
    }

    /// What of others has a name that one of the jobs needs.
    async fn taken(&self, names: &[&Job], known: &Known) -> Checked {
        all(names.iter().map(|job| async {
            let token = self.token(&job.node);
            let request = self.request(job, &token, known);
            match self.ask(|| self.world.cloud.find(&request)).await {
                Ok(Found::Foreign(what)) => Checked::problem(foreign(job, &what)),
                // Its name follows from something that is not made yet.
                Err(error) if error.code == "MissingOutput" => Checked::default(),
                Err(error) => Checked::unknown(job.spec.spec.title(), error),
                Ok(_) => Checked::default(),
            }
        }))
        .await
    }

    /// Whether the account has room for all that is new.
    async fn quotas(&self, new: &[&Job]) -> Checked {
        let mut needed: BTreeMap<Quota, Vec<(&Job, u32)>> = BTreeMap::new();
        for job in new {
            for (quota, count) in job.spec.spec.uses() {
                needed.entry(quota).or_default().push((job, count));
            }
        }
        all(needed.into_iter().map(|(quota, uses)| async move {
            let count = uses.iter().map(|(_, count)| count).sum();
            let allowance = match self.ask(|| self.world.cloud.allowance(&self.owner, quota)).await {
                Ok(allowance) => allowance,
                Err(error) => {
                    return Checked::unknown(format!("whether there is room for {}", quota.counted(count)), error);
                }
            };
            // What an earlier session made is counted as used.
            let count =
                if allowance.has_room_for(count) || !self.returning { count } else { self.missing(&uses).await };
            if allowance.has_room_for(count) {
                Checked::default()
            } else {
                Checked::problem(used_up(quota, count, allowance, self.owner.region))
            }
        }))
        .await
    }

    /// How much those of `uses` need that are not in the account yet.
    async fn missing(&self, uses: &[(&Job, u32)]) -> u32 {
        let known = &self.known();
        let counts = stream::iter(uses.iter().map(|(job, count)| async move {
            let token = self.token(&job.node);
            let request = self.request(job, &token, known);
            let found = self.ask(|| self.world.cloud.find(&request)).await;
            if matches!(found, Ok(Found::Ours(_))) { 0 } else { *count }
        }));
        counts.buffered(AT_ONCE).fold(0, async |sum, count| sum + count).await
    }

    /// Another deployment of this name, which only tags know of: made on another computer, or its journal is lost.
    async fn namesakes(&self) -> Checked {
        if self.with_state(|state| state.run.is_some()) {
            return Checked::default();
        }
        let others =
            match self.ask(|| self.world.cloud.deployments(self.owner.region, Some(&self.owner.deployment))).await {
                Ok(others) => others,
                Err(error) => {
                    return Checked::unknown(format!("whether there is another `{}`", self.owner.deployment), error);
                }
            };
        all(others.into_iter().filter(|other| other.id != self.owner.id).map(|other| async move {
            let Tagged { name, id } = other;
            let owner = Owner { deployment: name, id, ..self.owner.clone() };
            match self.ask(|| self.world.cloud.sweep(&owner)).await {
                Ok(left) if left.is_empty() => Checked::default(),
                Ok(left) => Checked::problem(namesake(&owner, &left)),
                Err(error) => Checked::unknown(format!("what there is of another `{}`", owner.deployment), error),
            }
        }))
        .await
    }

    /// One question, asked again once when it failed in passing.
    async fn ask<T, F, Fut>(&self, question: F) -> Result<T, CloudError>
    where
        F: Fn() -> Fut,
        Fut: Future<Output = Result<T, CloudError>>,
    {
        let twice = async {
            match question().await {
                Err(error) if error.class == ErrorClass::Retry => {
                    self.world.clock.sleep(PAUSE).await;
                    question().await
                }
                answer => answer,
            }
        };
        tokio::select! {
            biased;
            answer = twice => answer,
            () = self.world.clock.sleep(PATIENCE) => {
                Err(CloudError::new(ErrorClass::Retry, "", "there was no answer in time"))
            }
        }
    }
}

/// The answers to all questions, in their order.
async fn all(questions: impl Iterator<Item = impl Future<Output = Checked>>) -> Checked {
    let mut sum = Checked::default();
    let mut answers = stream::iter(questions).buffered(AT_ONCE);
    while let Some(answer) = answers.next().await {
        sum.add(answer);
    }
    sum
}

/// The refusal for want of room.
fn used_up(quota: Quota, needed: u32, Allowance { limit, used }: Allowance, region: Region) -> CloudError {
    let (service, code) = (quota.service(), quota.code());
    let ask = format!(
        "aws service-quotas request-service-quota-increase --region {region} --service-code {service} --quota-code \
        {code} --desired-value {}",
        used + needed
    );
    CloudError::stop(
        "QuotaReached",
        format!("your account may have {} in {region} and has {used}: this needs {needed} more", quota.counted(limit)),
    )
    .why(format!("AWS limits them in every account and region (quota {code})"))
    .hint(format!(
        "{}, or ask AWS for more, often granted within minutes: `{ask}`, or in the console at \
             https://{region}.console.aws.amazon.com/servicequotas/home/services/{service}/quotas/{code}",
        quota.way_out()
    ))
}

/// The refusal because of another deployment of the same name.
fn namesake(owner: &Owner, left: &[Leftover]) -> CloudError {
    let Owner { deployment: name, region, .. } = owner;
    CloudError::stop(
        CloudError::NAMESAKE,
        format!("this account has another deployment called `{name}` in {region}: {}", roughly(left)),
    )
    .why("it was made on another computer, or its folder on this one is lost")
    .hint("copy its folder from the other computer, or choose another deployment name")
}

/// How many things there are, and some of them by the part they play.
#[must_use]
pub fn roughly(left: &[Leftover]) -> String {
    let parts: BTreeSet<&str> = left.iter().filter_map(|thing| thing.node.as_deref()).collect();
    let shown: Vec<&str> = parts.iter().copied().take(NAMED).collect();
    let more = if parts.len() > NAMED { ", …" } else { "" };
    let count = if left.len() == 1 { "1 thing".to_owned() } else { format!("{} things", left.len()) };
    if shown.is_empty() { count } else { format!("{count} ({}{more})", shown.join(", ")) }
}
