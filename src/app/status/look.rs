//! A deployment looked at: what the account says of each of its things, and how the app answers.

use futures_util::StreamExt as _;

use super::chores;
use crate::app::App;
use crate::app::backend::{Backend, same_account};
use crate::app::deployments::owner_of;
use crate::app::failure::Failure;
use crate::app::secrets::Given;
use crate::engine::chores::{Chore, Chores, Task, Verdict};
use crate::engine::{CloudError, ErrorClass, Found, Owner, Poll, Record, Request, Standing, State};
use crate::model::NodeId;
use crate::model::text::capital;
use crate::resource::answer::AnswerOutputs;
use crate::resource::{Lifecycle, Lookup, Outputs, Spec};

/// Questions to the account at a time.
const AT_ONCE: usize = 8;
/// Code of a server's complaint that the copies of a night are not all made.
const BACKUP_FAILED: &str = "BackupFailed";

/// One resource with its health in a word.
pub(in crate::app) struct Seen {
    pub(in crate::app) id: NodeId,
    pub(in crate::app) kind: &'static str,
    pub(in crate::app) title: String,
    pub(in crate::app) aws_id: Option<String>,
    /// `ok`, `changed`, `missing`, `unfinished`, `several`, `foreign` or `unknown`.
    pub(in crate::app) health: &'static str,
}

/// A deployment looked at.
pub(in crate::app) struct Look {
    pub(in crate::app) resources: Vec<Seen>,
    /// `None` when it was not asked.
    pub(in crate::app) answers: Option<bool>,
    /// `complete`, `unfinished`, `degraded`, or `unknown` where nothing could be checked.
    pub(in crate::app) state: &'static str,
    /// False when the account said nothing at all.
    pub(in crate::app) checked: bool,
    /// What a server says of itself that a person should know: a nightly copy that failed, an app that does not start.
    pub(in crate::app) server: Option<String>,
    /// Jobs and nightly copies of the servers.
    pub(in crate::app) chores: Vec<Chore>,
    /// Seconds since the Unix epoch.
    now: i64,
    /// How it answered just now, with its certificate; `None` when it was not asked or did not.
    pub(in crate::app) answer: Option<AnswerOutputs>,
    /// Why it is plain http for now although https is wanted, as the server says now.
    pub(in crate::app) plain_because: Option<String>,
    /// Why some of it is unknown.
    pub(in crate::app) trouble: Option<String>,
}

impl App {
    /// Asks the account about every resource; what it cannot say is unknown, never missing.
    ///
    /// # Errors
    /// When another account is signed in: there everything would seem to be missing.
    pub(in crate::app) async fn look(&self, state: &State) -> Result<Look, Failure> {
        let owner = owner_of(state)?;
        let backend = match self.backend(owner.region).await {
            Ok(backend) => backend,
            Err(failure) => return Ok(unknown(state, format!("{} {}", failure.what(), failure.advice()))),
        };
        match backend.cloud.identity().await {
            Ok(identity) => same_account(&owner, &identity)?,
            Err(error) => return Ok(unknown(state, format!("{error} {}", error.hint))),
        }
        Ok(self.look_with(state, &owner, &backend).await)
    }

    pub(in crate::app) async fn look_with<'a>(&self, state: &'a State, owner: &'a Owner, backend: &'a Backend) -> Look {
        let secrets = Given::default();
        let request = |(id, record): (&'a NodeId, &'a Record)| Request {
            owner,
            node: id,
            spec: &record.node.spec,
            token: "",
            attempt: 0,
            lookup: state,
            secrets: &secrets,
        };
        let of = |lifecycle| {
            state.records.iter().filter(move |(_, record)| record.node.spec.kind().lifecycle() == lifecycle)
        };
        let looks = state.things().map(|(id, record)| {
            let request = request((id, record));
            async move {
                let found = backend.cloud.find(&request).await;
                let changed = match (&found, record.standing) {
                    (Ok(Found::Ours(outputs)), Standing::Ready) => backend.cloud.changed(&request, outputs).await,
                    _ => Ok(None),
                };
                (id, record, found, changed)
            }
        });
        let mut trouble = None;
        let mut resources = Vec::new();
        for (id, record, found, changed) in
            futures_util::stream::iter(looks).buffered(AT_ONCE).collect::<Vec<_>>().await
        {
            let (health, why) = health(record, found);
            trouble = trouble.or(why);
            let mut seen = seen(id, record, health);
            match changed {
                Ok(None) => {}
                Ok(Some(what)) => {
                    seen.health = "changed";
                    seen.title = format!("{}, changed by hand: {what}", seen.title);
                }
                // It is there; whether it is as it should be is not known.
                Err(error) => trouble = trouble.or(Some(error.what)),
            }
            resources.push(seen);
        }
        let mut said = None;
        if let Some(report) =
            of(Lifecycle::Fact).find(|(_, record)| matches!(record.outputs, Some(Outputs::HttpsReport(_))))
        {
            match backend.cloud.poll(&request(report), None).await {
                Ok(Poll::Ready(outputs)) => said = Some((report.0, outputs)),
                Ok(Poll::Waiting(_)) => {}
                Err(error) => trouble = trouble.or(Some(error.what)),
            }
        }
        let mut plain_because = said.as_ref().and_then(|(_, outputs)| match outputs {
            Outputs::HttpsReport(report) => report.plain_because.clone(),
            _ => None,
        });
        // A certificate that works now is tried in any case; only one that does not is news to whoever asks.
        let said = said.filter(|_| plain_because.is_some());
        let (mut answers, mut answered) = (None, None);
        let answer = of(Lifecycle::Probe).find(|(_, record)| matches!(record.outputs, Some(Outputs::Answer(_))));
        if let Some(answer) = answer.filter(|_| !self.common.no_verify) {
            let lookup = Now { state, said };
            let found = backend.probe.poll(&Request { lookup: &lookup, ..request(answer) }).await;
            answers = Some(matches!(found, Ok(Poll::Ready(_))));
            if let Ok(Poll::Ready(Outputs::Answer(outputs))) = found {
                plain_because = plain_because
                    .filter(|_| outputs.url.starts_with("http:"))
                    .or_else(|| outputs.plain_because.clone());
                answered = Some(outputs);
            }
        }
        let (mut server, mut done) = (None, Vec::new());
        let (now, expected) = (backend.clock.now_millis() / 1000, expected(state));
        let reports =
            of(Lifecycle::Fact).filter(|(_, record)| matches!(record.outputs, Some(Outputs::InstanceReport(_))));
        for report in reports.filter(|(_, record)| record.standing == Standing::Ready) {
            match backend.cloud.chores(&request(report)).await {
                Ok(told) => done.extend(told.iter().flat_map(|(id, told)| judged(id, told, &expected, now))),
                Err(error) => trouble = trouble.or(Some(error.what)),
            }
            match backend.cloud.poll(&request(report), None).await {
                // Each copy that failed is told by itself.
                Err(error) if error.code == BACKUP_FAILED && done.iter().any(is_failed_copy) => {}
                Err(error) if error.class == ErrorClass::Stop => server = Some(sentences(&error)),
                Err(error) => trouble = trouble.or(Some(error.what)),
                Ok(_) => {}
            }
        }
        let ill = resources.iter().any(|seen| seen.health != "ok" && seen.health != "unknown");
        let sick = ill || answers == Some(false) || server.is_some() || done.iter().any(|chore| chore.verdict.is_bad());
        // From a machine without a network nothing answers: that says nothing of the app.
        let said = |seen: &Seen| !matches!(seen.health, "unknown" | "unfinished");
        let checked = resources.iter().any(said) || resources.iter().all(|seen| seen.health != "unknown");
        let (state, chores) = (standing(state, checked, sick), done);
        Look { resources, answers, state, checked, server, chores, now, answer: answered, plain_because, trouble }
    }
}

/// All of it in a word.
fn standing(state: &State, checked: bool, sick: bool) -> &'static str {
    if state.unfinished() {
        "unfinished"
    } else if !checked {
        "unknown"
    } else if sick {
        "degraded"
    } else {
        "complete"
    }
}

impl Look {
    /// Where it answers now, else where it last did.
    pub(in crate::app) fn url(&self, state: &State) -> Option<String> {
        self.answer.as_ref().map(|answer| answer.url.clone()).or_else(|| state.url())
    }

    /// The certificate that was shown, in words.
    pub(in crate::app) fn certificate(&self) -> Option<String> {
        let until = self.answer.as_ref()?.certificate_until.as_ref()?;
        Some(format!("valid until {until}, renewed by itself"))
    }

    /// True when everything is there and serves: jobs and copies are the server's own, and no run sets them right.
    pub(super) fn only_chores_are_ill(&self) -> bool {
        let is_well = |seen: &Seen| matches!(seen.health, "ok" | "unknown");
        self.resources.iter().all(is_well) && self.answers != Some(false) && self.server.is_none()
    }

    /// Jobs and copies that are well or need not be yet, in a few lines: what they are, and the rest.
    pub(in crate::app) fn healthy_chores(&self) -> Vec<(&'static str, String)> {
        chores::healthy(&self.chores, self.now)
    }

    /// Each other one with a sentence, and what to do where something is to be done.
    pub(in crate::app) fn other_chores(&self) -> impl Iterator<Item = (&Chore, String, Option<String>)> {
        let others = self.chores.iter().filter(|chore| !matches!(chore.verdict, Verdict::Ok | Verdict::Waiting));
        others.map(|chore| (chore, chores::sentence(chore), chore.verdict.is_bad().then(|| chores::advice(chore))))
    }
}

/// Scheduled jobs and stores to be copied, as the servers' release has them.
fn expected(state: &State) -> Vec<(Task, String)> {
    let mut expected = Vec::new();
    for record in state.records.values() {
        let Spec::Release(release) = &record.node.spec else { continue };
        let rows = |key: &str| release.manifest[key].as_array().into_iter().flatten();
        let jobs = rows("jobs").filter(|job| job["calendar"].as_str().is_some_and(|calendar| !calendar.is_empty()));
        let jobs = jobs.map(|job| (Task::Job, &job["service"]));
        let copies = rows("backups").map(|copy| (Task::Copy, &copy["store"]));
        let named = |(task, name): (Task, &serde_json::Value)| Some((task, name.as_str()?.to_owned()));
        expected.extend(jobs.chain(copies).filter_map(named));
    }
    expected
}

/// What a server tells, and what it should tell of and does not.
fn judged(server: &str, told: &Chores, expected: &[(Task, String)], now: i64) -> Vec<Chore> {
    let mut chores = told.judged(server, now);
    for (task, name) in expected {
        if !chores.iter().any(|chore| chore.task == *task && chore.name == *name) {
            chores.push(Chore::unknown(*task, name, server));
        }
    }
    chores
}

fn is_failed_copy(chore: &Chore) -> bool {
    chore.task == Task::Copy && chore.verdict == Verdict::Failed
}

/// What the journal knows, with what the server says of its certificates now.
struct Now<'a> {
    state: &'a State,
    said: Option<(&'a NodeId, Outputs)>,
}

impl Lookup for Now<'_> {
    fn outputs(&self, node: &NodeId) -> Option<Outputs> {
        match &self.said {
            Some((told, outputs)) if *told == node => Some(outputs.clone()),
            _ => self.state.outputs(node),
        }
    }
}

fn health(record: &Record, found: Result<Found, CloudError>) -> (&'static str, Option<String>) {
    if record.standing != Standing::Ready {
        return ("unfinished", None);
    }
    match found {
        Ok(Found::Ours(_)) => ("ok", None),
        Ok(Found::Absent) => ("missing", None),
        Ok(Found::Foreign(_) | Found::Kept(_)) => ("foreign", None),
        Ok(Found::Several(_)) => ("several", None),
        // Only what is looked up has any.
        Ok(Found::Candidates(_) | Found::Unavailable(_)) => ("unknown", None),
        Err(error) => ("unknown", Some(error.what)),
    }
}

/// What happened, why and what to do, one after the other.
fn sentences(error: &CloudError) -> String {
    let parts = [&error.what, &error.why, &error.hint].into_iter().filter(|part| !part.is_empty());
    parts.map(|part| capital(&format!("{}.", part.trim_end_matches('.')))).collect::<Vec<_>>().join(" ")
}

fn seen(id: &NodeId, record: &Record, health: &'static str) -> Seen {
    let spec = &record.node.spec;
    let aws_id = record.outputs.as_ref().and_then(Outputs::aws_id);
    Seen { id: id.clone(), kind: spec.kind().name(), title: spec.title(), aws_id, health }
}

fn unknown(state: &State, trouble: String) -> Look {
    let resources = state.things().map(|(id, record)| seen(id, record, "unknown")).collect();
    let word = if state.unfinished() { "unfinished" } else { "unknown" };
    Look {
        resources,
        answers: None,
        state: word,
        checked: false,
        server: None,
        chores: Vec::new(),
        now: 0,
        answer: None,
        plain_because: None,
        trouble: Some(trouble),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_says_reads_as_sentences() {
        let error =
            CloudError::stop("BackupFailed", "the nightly copy failed").why("disk full.").hint("look at its log");
        assert_eq!(sentences(&error), "The nightly copy failed. Disk full. Look at its log.");
        assert_eq!(sentences(&CloudError::stop("X", "no")), "No.");
    }
}
