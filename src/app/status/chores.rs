//! Jobs and nightly copies in words: the healthy ones in a line, each other one with what to do.

use serde_json::{Value, json};

use crate::engine::chores::{Chore, Task, Verdict};
use crate::engine::clock::rfc3339;

/// When copies begin (`assets/instance_stores.sh`).
const NIGHTLY: &str = "tonight, at about 03:17 UTC";
const SCRIPT: &str = "/usr/local/lib/cloudstead/instance.sh";
const DAY: i64 = 86_400;
/// Hours of a day that are still called the night before.
const MORNING: i64 = 6;

/// One line per group of healthy chores: a word on what they are, and the rest.
pub(super) fn healthy(chores: &[Chore], now: i64) -> Vec<(&'static str, String)> {
    let names = |task, verdict| {
        let alike = chores.iter().filter(|chore| chore.task == task && chore.verdict == verdict);
        let mut names: Vec<&str> = alike.map(|chore| chore.name.as_str()).collect();
        names.dedup();
        listed(&names)
    };
    let copies = chores.iter().filter(|chore| chore.task == Task::Copy && chore.verdict == Verdict::Ok);
    let oldest = copies.filter_map(|chore| chore.last).min().unwrap_or_default();
    let lines = [
        ("Copies", names(Task::Copy, Verdict::Ok), recently(oldest, now)),
        ("Copies", names(Task::Copy, Verdict::Waiting), format!("the first is made {NIGHTLY}")),
        ("Jobs", names(Task::Job, Verdict::Ok), "ran well when last they ran".to_owned()),
    ];
    let said = lines.into_iter().filter(|(_, names, _)| !names.is_empty());
    said.map(|(what, names, rest)| (what, format!("of {names}: {rest}"))).collect()
}

/// `db`, `db and library`, `db, library and mail`.
fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// `last night 03:12 UTC`; the date where it is not of the last hours.
fn recently(at: i64, now: i64) -> String {
    let text = moment(at);
    let of_last_night = (0..DAY).contains(&(now - at)) && at.rem_euclid(DAY) < MORNING * 3600;
    match text.split_once(' ') {
        Some((_, time)) if of_last_night => format!("last night {time}"),
        _ => text,
    }
}

/// `2026-11-27 03:12 UTC`
fn moment(at: i64) -> String {
    let text = rfc3339(at.saturating_mul(1000));
    match (text.get(..10), text.get(11..16)) {
        (Some(day), Some(time)) => format!("{day} {time} UTC"),
        _ => text,
    }
}

/// A sentence on one that is not healthy.
pub(super) fn sentence(chore: &Chore) -> String {
    let Chore { name, last, .. } = chore;
    let at = |at: Option<i64>| at.map(moment).unwrap_or_default();
    match (chore.task, chore.verdict) {
        (Task::Job, Verdict::Failed) => {
            let code = chore.code.unwrap_or_default();
            format!("The job {name} failed on {} with code {code}{}", at(chore.failed), said(chore))
        }
        (Task::Job, Verdict::Late) => {
            let before =
                last.map_or_else(|| "has not run yet".to_owned(), |last| format!("ran last on {}", moment(last)));
            format!("The job {name} should have run on {} and did not: it {before}.", at(chore.due))
        }
        (Task::Copy, Verdict::Failed) => {
            let good = last.map_or_else(
                || "There is no good one yet.".to_owned(),
                |last| format!("The last good one is of {}.", moment(last)),
            );
            format!("The copy of {name} failed on {}{} {good}", at(chore.failed), said(chore))
        }
        (Task::Copy, Verdict::Late) => last.map_or_else(
            || format!("There is no copy of {name}, although a night has passed."),
            |last| format!("The last good copy of {name} is of {}: more than a day old.", moment(last)),
        ),
        (Task::Job, _) => format!("Of the job {name} the server has said nothing yet."),
        (Task::Copy, _) => format!("Of copies of {name} the server has said nothing yet."),
    }
}

fn said(chore: &Chore) -> String {
    match chore.said.trim_end_matches('.') {
        "" => ".".to_owned(),
        said => format!(": {said}."),
    }
}

/// What to do about one that is not healthy.
pub(super) fn advice(chore: &Chore) -> String {
    let Chore { name, server, .. } = chore;
    let (unit, again) = match chore.task {
        Task::Job => (format!("cloudstead-job-{name}"), format!("`sudo {SCRIPT} job {name}` runs it now")),
        Task::Copy => ("cloudstead-backup".to_owned(), format!("`sudo {SCRIPT} backup` makes a copy now")),
    };
    format!(
        "on the server ({server}: EC2 in the AWS console, Connect, Session Manager) `sudo journalctl -u {unit}` shows \
         its log, and {again}"
    )
}

/// For scripts: jobs and copies, each with the same keys.
pub(super) fn as_json(chores: &[Chore], task: Task) -> Vec<Value> {
    let time = |at: Option<i64>| at.map(|at| rfc3339(at.saturating_mul(1000)));
    let value = |chore: &Chore| {
        let mut value = json!({
            "name": chore.name, "server": chore.server, "state": chore.verdict, "last": time(chore.last),
            "failed": time(chore.failed), "why": Some(&chore.said).filter(|said| !said.is_empty()),
            "hint": chore.verdict.is_bad().then(|| advice(chore)),
        });
        if task == Task::Job {
            value["due"] = json!(time(chore.due));
            value["code"] = json!(chore.code);
        }
        value
    };
    chores.iter().filter(|chore| chore.task == task).map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::chores::Chores;

    /// 2026-11-27 09:00 UTC.
    const NOW: i64 = 1_795_770_000;

    fn judged(text: &str) -> Vec<Chore> {
        Chores::parse(text).judged("i-1", NOW)
    }

    #[test]
    fn healthy_ones_are_one_line() {
        let (good, older) = (NOW - 6 * 3600 + 720, NOW - 6 * 3600 + 780);
        let text = format!(r#"{{"copies": {{"db": {{"good": {older}}}, "library": {{"good": {good}}}}}}}"#);
        assert_eq!(healthy(&judged(&text), NOW), [("Copies", "of db and library: last night 03:12 UTC".to_owned())]);
        let text = format!(r#"{{"copies": {{"db": {{"good": {}}}, "new": {{"since": {NOW}}}}}}}"#, NOW - 600);
        let lines = healthy(&judged(&text), NOW);
        let words: Vec<&str> = lines.iter().map(|(_, words)| words.as_str()).collect();
        assert_eq!(words, ["of db: 2026-11-27 08:50 UTC", "of new: the first is made tonight, at about 03:17 UTC"]);
        let text = r#"{"jobs": {"a": {"ran": 5, "code": 0}, "b": {"ran": 5, "code": 0}, "by-hand": {}}}"#;
        assert_eq!(healthy(&judged(text), NOW), [("Jobs", "of a and b: ran well when last they ran".to_owned())]);
    }

    #[test]
    fn each_other_one_says_what_when_why_and_what_to_do() {
        let day = NOW - DAY;
        for (text, wanted) in [
            (
                format!(r#"{{"jobs": {{"report": {{"ran": {day}, "code": 7, "said": "no printer."}}}}}}"#),
                "The job report failed on 2026-11-26 09:00 UTC with code 7: no printer.",
            ),
            (
                format!(r#"{{"jobs": {{"report": {{"due": {day}}}}}}}"#),
                "The job report should have run on 2026-11-26 09:00 UTC and did not: it has not run yet.",
            ),
            (
                format!(r#"{{"copies": {{"db": {{"failed": {day}, "good": {}, "said": "disk full"}}}}}}"#, day - DAY),
                "The copy of db failed on 2026-11-26 09:00 UTC: disk full. The last good one is of 2026-11-25 09:00 \
                UTC.",
            ),
            (
                format!(r#"{{"copies": {{"db": {{"good": {}}}}}}}"#, day - DAY),
                "The last good copy of db is of 2026-11-25 09:00 UTC: more than a day old.",
            ),
            (
                format!(r#"{{"copies": {{"db": {{"since": {}}}}}}}"#, day - DAY),
                "There is no copy of db, although a night has passed.",
            ),
        ] {
            let chores = judged(&text);
            assert_eq!(sentence(&chores[0]), wanted);
            assert!(healthy(&chores, NOW).is_empty() && advice(&chores[0]).contains("i-1"), "{wanted}");
        }
    }
}
