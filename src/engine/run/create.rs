//! Making and changing one resource.

use std::time::Duration;

use super::call::{Patience, Wait};
use super::{End, Run};
use crate::engine::cloud::{CloudError, ErrorClass, Found, Poll, Request};
use crate::engine::event::{EventKind, Operation};
use crate::engine::job::Job;
use crate::engine::journal::Entry;
use crate::engine::state::Standing;
use crate::resource::{Lifecycle, Outputs, duration};

/// Pauses between reads before "not there" is believed: AWS's lists lag behind its creations (AWSFACTS section 5).
pub(super) const SECOND_LOOKS: [u64; 3] = [2, 4, 6];
const DEFAULT_LIMIT: u32 = 600;

/// What a search for one thing brought.
pub(super) enum Search {
    Ours(Outputs),
    Kept(Outputs),
    Absent,
}

/// A thing that is there.
struct Made {
    outputs: Outputs,
    /// This job's own call made it: it is as it was asked for.
    fresh: bool,
}

impl Made {
    const fn found(outputs: Outputs) -> Self {
        Self { outputs, fresh: false }
    }
}

/// What a creating call brought.
enum Created {
    Made(Made),
    /// `unsure`: an earlier call was never answered, and what it made may be seen later.
    Refused {
        error: CloudError,
        unsure: bool,
    },
}

impl Run<'_> {
    /// Creates the resource, or goes on with a creation that was interrupted. Returns the console's identifier.
    pub(super) async fn create(&self, job: &Job) -> Result<Option<String>, End> {
        let token = self.token(&job.node);
        let known = self.standing_of(&job.node);
        let outputs = match job.spec.spec.kind().lifecycle() {
            Lifecycle::Lookup => self.look_up(job, &token).await?,
            Lifecycle::Fact | Lifecycle::Probe => self.await_ready(job, &token, None).await?,
            Lifecycle::Owned | Lifecycle::Shared => {
                let made = match self.outputs_of(&job.node) {
                    Some(outputs) => Made::found(outputs),
                    None => {
                        let unknown = known == Some(Standing::Intended)
                            && !self.with_state(|state| state.refused.contains(&job.node));
                        let made = self.make(job, &token, unknown).await?;
                        self.record(&Entry::Made { node: job.node.clone(), outputs: made.outputs.clone() })?;
                        made
                    }
                };
                // Where making and changing are the same, what was just made needs no change.
                if made.fresh && job.spec.spec.kind().mended() {
                    self.await_ready(job, &token, Some(&made.outputs)).await?
                } else {
                    self.settle(job, &token, &made.outputs).await?
                }
            }
        };
        self.finish(job, outputs)
    }

    /// Changes an existing resource in place.
    pub(super) async fn update(&self, job: &Job) -> Result<Option<String>, End> {
        let token = self.token(&job.node);
        self.record(&Entry::Intent {
            node: job.node.clone(),
            operation: Operation::Update,
            token: token.clone(),
            wanted: None,
        })?;
        let outputs = match (job.spec.spec.kind().lifecycle(), self.outputs_of(&job.node)) {
            // What was looked up once stays: only its specification is brought up to date.
            (Lifecycle::Lookup, Some(outputs)) => outputs,
            (_, Some(outputs)) => self.settle(job, &token, &outputs).await?,
            (_, None) => return self.create(job).await,
        };
        self.finish(job, outputs)
    }

    fn finish(&self, job: &Job, outputs: Outputs) -> Result<Option<String>, End> {
        let aws_id = outputs.aws_id();
        self.record(&Entry::Done { node: job.node.clone(), outputs, as_wanted: job.spec.clone() })?;
        Ok(aws_id)
    }

    async fn look_up(&self, job: &Job, token: &str) -> Result<Outputs, End> {
        let lookup = self.known();
        let request = self.request(job, token, &lookup);
        let found = self.call(&job.node, limit(job), || self.look(&request)).await?;
        Ok(looked_up(job, found)?)
    }

    /// One look at what is only looked up; between several that would do the world outside decides, and has a word on a
    /// single one.
    pub(super) async fn look(&self, request: &Request<'_>) -> Result<Found, CloudError> {
        match self.world.cloud.find(request).await? {
            Found::Candidates(candidates) => Ok(self.world.probe.choose(request, candidates).await),
            Found::Ours(only) => Ok(Found::Ours(self.world.probe.look_at(request, only).await)),
            found => Ok(found),
        }
    }

    /// The creating call, with its intent written first; adopts what an earlier attempt made.
    async fn make(&self, job: &Job, token: &str, interrupted: bool) -> Result<Made, End> {
        let lookup = self.known();
        let request = self.request(job, token, &lookup);
        if (interrupted || self.returning)
            && let Some(outputs) = self.adopt(job, &request, interrupted).await?
        {
            return Ok(Made::found(outputs));
        }
        let wanted = Some(job.spec.clone());
        self.record(&Entry::Intent {
            node: job.node.clone(),
            operation: Operation::Create,
            token: token.to_owned(),
            wanted,
        })?;
        let (error, unsure) = match self.create_call(job, &request).await? {
            Created::Made(made) => return Ok(made),
            Created::Refused { error, unsure } => (error, unsure || interrupted),
        };
        if error.class == ErrorClass::AlreadyExists
            && let Some(outputs) = self.adopt(job, &request, true).await?
        {
            return Ok(Made::found(outputs));
        }
        // Only the service's own refusal ends an attempt: after a time-out the resource may well exist.
        if matches!(
            error.class,
            ErrorClass::Stop | ErrorClass::AlreadyExists | ErrorClass::NotFound | ErrorClass::Elsewhere
        ) {
            self.record(&Entry::Failed { node: job.node.clone(), error: error.clone(), unsure })?;
        }
        Err(error.into())
    }

    /// The creating call itself. After a fault that says nothing about its effect the account is searched before the
    /// call is made again: not every service recognises a repetition.
    async fn create_call(&self, job: &Job, request: &Request<'_>) -> Result<Created, End> {
        let mut patience = Patience::of(limit(job));
        let mut unsure = false;
        loop {
            self.sending(&job.node);
            let error = match self.world.cloud.create(request).await {
                Ok(outputs) => return Ok(Created::Made(Made { outputs, fresh: true })),
                Err(error) => error,
            };
            match self.patience_with(&job.node, &self.or_wait(&error), &mut patience) {
                Some(pause) => self.pause(pause).await?,
                None => return Ok(Created::Refused { error, unsure }),
            }
            unsure |= error.class == ErrorClass::Retry;
            if error.class == ErrorClass::Retry
                && let Some(outputs) = self.adopt(job, request, true).await?
            {
                return Ok(Created::Made(Made::found(outputs)));
            }
        }
    }

    /// Looks for the result of an earlier attempt, and for what an earlier deployment of this name left to be used
    /// again.
    async fn adopt(&self, job: &Job, request: &Request<'_>, patient: bool) -> Result<Option<Outputs>, End> {
        match self.search(job, request, patient).await? {
            Search::Ours(outputs) => Ok(Some(outputs)),
            Search::Kept(outputs) => {
                let text = format!("taking back what an earlier `{}` left here", self.owner.deployment);
                self.emit(EventKind::NodeWaiting { node: job.node.clone(), text });
                Ok(Some(outputs))
            }
            Search::Absent => Ok(None),
        }
    }

    /// Looks for one thing. `patient`: several reads before "not there" is believed.
    pub(super) async fn search(&self, job: &Job, request: &Request<'_>, patient: bool) -> Result<Search, End> {
        let mut pauses = SECOND_LOOKS.iter();
        loop {
            match self.call(&job.node, limit(job), || self.world.cloud.find(request)).await? {
                Found::Ours(outputs) => return Ok(Search::Ours(outputs)),
                Found::Kept(outputs) => return Ok(Search::Kept(outputs)),
                Found::Several(ids) => return Err(several(job, &ids).into()),
                Found::Foreign(what) => return Err(foreign(job, &what).into()),
                Found::Unavailable(error) => return Err((*error).into()),
                // Only what is looked up has any.
                Found::Candidates(_) => return Ok(Search::Absent),
                Found::Absent => match pauses.next() {
                    Some(seconds) if patient => self.pause(Duration::from_secs(*seconds)).await?,
                    _ => return Ok(Search::Absent),
                },
            }
        }
    }

    async fn settle(&self, job: &Job, token: &str, outputs: &Outputs) -> Result<Outputs, End> {
        let lookup = self.known();
        let request = self.request(job, token, &lookup);
        self.call(&job.node, limit(job), || self.world.cloud.configure(&request, outputs)).await?;
        self.await_ready(job, token, Some(outputs)).await
    }

    async fn await_ready(&self, job: &Job, token: &str, outputs: Option<&Outputs>) -> Result<Outputs, End> {
        let lookup = self.known();
        let request = self.request(job, token, &lookup);
        let probed = job.spec.spec.kind().lifecycle() == Lifecycle::Probe;
        let ask = || async {
            let answer = if probed {
                self.world.probe.poll(&request).await
            } else {
                self.world.cloud.poll(&request, outputs).await
            };
            match answer {
                // AWS may not see its own newest things for some seconds: absence right after a creation is not
                // believed.
                Err(error) if error.class == ErrorClass::NotFound => Ok(Poll::Waiting(String::new())),
                other => other,
            }
        };
        let wait =
            Wait { patience: limit(job), earliest: earliest(job), usual: job.seconds, doing: job.spec.spec.waiting() };
        self.until_ready(&job.node, wait, ask).await
    }
}

fn limit(job: &Job) -> u32 {
    duration(job.spec.spec.kind()).map_or(DEFAULT_LIMIT, |usual| usual.create_limit) + job.spec.spec.patience()
}

/// Seconds before which a creation is never over; what makes the thing slower may make it only half as slow. A change
/// may be at once.
fn earliest(job: &Job) -> u32 {
    let usual = duration(job.spec.spec.kind()).filter(|_| job.operation == Operation::Create);
    usual.map_or(0, |usual| usual.earliest_creation() + job.seconds.saturating_sub(usual.create) / 2)
}

/// What a look brought, as the outputs of a looked-up thing.
pub(super) fn looked_up(job: &Job, found: Found) -> Result<Outputs, CloudError> {
    let title = job.spec.spec.title();
    match found {
        Found::Ours(outputs) => Ok(outputs),
        Found::Absent => Err(CloudError::stop("NotFound", format!("{title} was not found"))),
        Found::Kept(_) => Err(CloudError::stop("NotOurs", format!("{title} was kept and is not in use"))),
        Found::Foreign(what) => Err(CloudError::stop("NotOurs", what)),
        Found::Several(ids) => Err(several(job, &ids)),
        Found::Candidates(_) => Err(CloudError::stop("Several", format!("there is more than one {title}"))),
        Found::Unavailable(error) => Err(*error),
    }
}

/// Something of somebody else has the name that a job needs.
pub(super) fn foreign(job: &Job, what: &str) -> CloudError {
    let spec = &job.spec.spec;
    CloudError::stop("NotOurs", format!("{} exists already and is not part of this deployment: {what}", spec.title()))
        .hint(spec.when_taken())
}

pub(super) fn several(job: &Job, ids: &[String]) -> CloudError {
    CloudError::stop(
        "Several",
        format!("more than one {} carries this deployment's tags: {}", job.spec.spec.title(), ids.join(", ")),
    )
    .hint("remove all but one in the AWS console, then run the same command again")
}
