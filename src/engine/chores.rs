//! What servers do by themselves, jobs and nightly copies of stores: how each went last, as they tell, and whether that
//! is well.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::text::clean_line;

/// Seconds after which a copy is too old: a day, and some room, since the next one may begin later and take longer.
const OLD: i64 = 26 * 3600;
/// Seconds that a job may begin late: it waits while a store is copied.
const PATIENCE: i64 = 3600;

/// All chores of one server, by name. Times are seconds since the Unix epoch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Chores {
    pub jobs: BTreeMap<String, JobTold>,
    pub copies: BTreeMap<String, CopyTold>,
}

/// What a server tells of a job.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct JobTold {
    /// When it ended last.
    pub ran: Option<i64>,
    pub code: Option<i64>,
    /// When its time comes next; none for one that is started by hand.
    pub due: Option<i64>,
    /// Its last words, when it failed.
    pub said: Option<String>,
}

/// What a server tells of the copies of a store.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CopyTold {
    /// When the last good one was made.
    pub good: Option<i64>,
    /// When the newest one failed; none once one is good again.
    pub failed: Option<i64>,
    pub said: Option<String>,
    /// Since when it is to be copied.
    pub since: Option<i64>,
}

/// Whether a chore is done as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    Ok,
    /// Its first time has not come.
    Waiting,
    Failed,
    /// It has not been done when it should have been.
    Late,
    /// The server has said nothing of it.
    Unknown,
}

impl Verdict {
    /// True when a person should do something.
    #[must_use]
    pub const fn is_bad(self) -> bool {
        matches!(self, Self::Failed | Self::Late)
    }
}

/// Which chore it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    Job,
    Copy,
}

/// A chore, judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chore {
    pub task: Task,
    /// The job, or the store.
    pub name: String,
    /// Identifier of the server.
    pub server: String,
    pub verdict: Verdict,
    /// When the job ended last, or the last good copy was made.
    pub last: Option<i64>,
    pub failed: Option<i64>,
    /// When the job should run, or should have run.
    pub due: Option<i64>,
    /// What the job ended with.
    pub code: Option<i64>,
    /// Why, when it failed.
    pub said: String,
}

impl Chore {
    /// One of which nothing is known.
    #[must_use]
    pub fn unknown(task: Task, name: &str, server: &str) -> Self {
        Self {
            task,
            name: name.to_owned(),
            server: server.to_owned(),
            verdict: Verdict::Unknown,
            last: None,
            failed: None,
            due: None,
            code: None,
            said: String::new(),
        }
    }
}

impl Chores {
    /// What a server wrote, cleaned; nothing where it cannot be read.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let told: Self = serde_json::from_str(text).unwrap_or_default();
        let said = |said: Option<String>| said.map(|said| clean_line(&said));
        let job = |(name, job): (String, JobTold)| (clean_line(&name), JobTold { said: said(job.said), ..job });
        let copy = |(name, copy): (String, CopyTold)| (clean_line(&name), CopyTold { said: said(copy.said), ..copy });
        Self { jobs: told.jobs.into_iter().map(job).collect(), copies: told.copies.into_iter().map(copy).collect() }
    }

    /// Each chore of `server`, judged at a moment: jobs, then copies.
    #[must_use]
    pub fn judged(&self, server: &str, now: i64) -> Vec<Chore> {
        let jobs = self.jobs.iter().map(|(name, job)| {
            let failed = job.ran.filter(|_| job.code.is_some_and(|code| code != 0));
            let late = job.due.is_some_and(|due| due + PATIENCE < now);
            Chore {
                verdict: verdict(failed.is_some(), late, job.ran.is_some()),
                last: job.ran,
                failed,
                due: job.due,
                code: job.code,
                said: job.said.clone().unwrap_or_default(),
                ..Chore::unknown(Task::Job, name, server)
            }
        });
        let copies = self.copies.iter().map(|(name, copy)| {
            let late = copy.good.or(copy.since).is_some_and(|last| last + OLD < now);
            Chore {
                verdict: verdict(copy.failed.is_some(), late, copy.good.is_some()),
                last: copy.good,
                failed: copy.failed,
                said: copy.said.clone().unwrap_or_default(),
                ..Chore::unknown(Task::Copy, name, server)
            }
        });
        jobs.chain(copies).collect()
    }
}

const fn verdict(failed: bool, late: bool, done: bool) -> Verdict {
    match (failed, late, done) {
        (true, ..) => Verdict::Failed,
        (_, true, _) => Verdict::Late,
        (.., true) => Verdict::Ok,
        _ => Verdict::Waiting,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_000_000;
    const HOUR: i64 = 3600;

    fn judged(text: &str) -> Verdict {
        let chores = Chores::parse(text).judged("i-1", NOW);
        assert_eq!(chores.len(), 1, "{text}");
        chores[0].verdict
    }

    #[test]
    fn a_job_is_late_an_hour_after_its_time_and_failed_until_it_ends_well() {
        for (ran, code, due, wanted) in [
            ("null", "null", NOW + 9, Verdict::Waiting),
            ("null", "null", NOW - HOUR - 1, Verdict::Late),
            ("5", "0", NOW - HOUR, Verdict::Ok),
            ("5", "0", NOW - HOUR - 1, Verdict::Late),
            ("5", "7", NOW + 9, Verdict::Failed),
            ("5", "7", NOW - HOUR - 1, Verdict::Failed),
        ] {
            let text = format!(r#"{{"jobs": {{"report": {{"ran": {ran}, "code": {code}, "due": {due}}}}}}}"#);
            assert_eq!(judged(&text), wanted, "{text}");
        }
        assert_eq!(judged(r#"{"jobs": {"by-hand": {}}}"#), Verdict::Waiting, "nobody waits for it");
    }

    #[test]
    fn a_copy_is_old_after_a_day_and_missing_a_day_after_it_was_wanted() {
        let copy = |told: String| judged(&format!(r#"{{"copies": {{"db": {told}}}}}"#));
        let (fresh, old) = (NOW - OLD, NOW - OLD - 1);
        assert_eq!(copy(format!(r#"{{"good": {fresh}, "since": 5}}"#)), Verdict::Ok);
        assert_eq!(copy(format!(r#"{{"good": {old}, "since": 5}}"#)), Verdict::Late);
        assert_eq!(copy(format!(r#"{{"since": {fresh}}}"#)), Verdict::Waiting);
        assert_eq!(copy(format!(r#"{{"since": {old}}}"#)), Verdict::Late);
        assert_eq!(copy(format!(r#"{{"good": {fresh}, "failed": {NOW}}}"#)), Verdict::Failed);
        assert_eq!(copy(format!(r#"{{"good": {NOW}, "failed": null}}"#)), Verdict::Ok);
    }

    #[test]
    fn words_of_a_server_are_cleaned_and_nonsense_is_nothing() {
        let told = Chores::parse(r#"{"jobs": {"a\u001b[2J": {"said": "\u001b[31mno\npaper"}}, "more": 1}"#);
        let (name, job) = told.jobs.first_key_value().unwrap();
        assert_eq!((name.as_str(), job.said.as_deref()), ("a", Some("no paper")));
        for nonsense in ["", "[]", r#"{"jobs": 5}"#] {
            assert_eq!(Chores::parse(nonsense), Chores::default(), "{nonsense}");
        }
    }
}
