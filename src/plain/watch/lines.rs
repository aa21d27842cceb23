//! Events as lines and as sentences.

use super::Style;
use crate::engine::{Event, EventKind, Operation, Outcome, Progress, Stage};
use crate::model::NodeId;
use crate::model::text::capital;

/// `3:12`: how long a run has been going.
pub(super) fn clock(millis: i64) -> String {
    let seconds = millis.max(0) / 1000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

fn title(progress: &Progress, node: &NodeId) -> String {
    progress.rows.get(node).map_or_else(|| node.to_string(), |row| row.planned.title.clone())
}

fn counter(progress: &Progress) -> String {
    let all = progress.rows.len();
    let width = all.to_string().len();
    format!("{:>width$}/{all}", progress.done())
}

/// `49 steps for 41 things`: look-ups and waits are steps too.
fn steps(progress: &Progress) -> String {
    let counted = |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    format!("{} for {}", counted(progress.rows.len(), "step"), counted(progress.things(), "thing"))
}

/// One line for what ended, failed or is tried again.
pub(super) fn line(progress: &Progress, event: &Event) -> Option<String> {
    let at = clock(event.millis - progress.started);
    let line = |verb: &str, node: &NodeId, rest: &str| {
        let text = format!("{at:>6}  {}  {verb:8} {node}  {}{rest}", counter(progress), title(progress, node));
        Some(text.trim_end().to_owned())
    };
    match &event.kind {
        EventKind::RunStarted { deployment, .. } => {
            Some(format!("{at:>6}  {}  {deployment}: {}", counter(progress), steps(progress)))
        }
        EventKind::Noted { text } => Some(format!("{at:>6}  {}  {:8} {text}", counter(progress), "note")),
        EventKind::NodeDone { node, .. } if progress.instead(node).is_some() => progress
            .instead(node)
            .and_then(|words| line("left", node, words.strip_prefix("left").unwrap_or(", nothing to remove"))),
        EventKind::NodeDone { node, operation, aws_id } => {
            let id = aws_id.as_ref().map(|id| format!("  {id}")).unwrap_or_default();
            line(done(*operation), node, &id)
        }
        EventKind::NodeRetrying { node, in_seconds, because, .. } => {
            line("again", node, &format!(", in {in_seconds} s: {because}"))
        }
        EventKind::NodeFailed { node, error } => line("failed", node, &format!(": {error}")),
        EventKind::NodeSkipped { node, because } => line("skipped", node, &format!(", because of {because}")),
        EventKind::RunFinished { outcome, .. } => Some(format!("{at:>6}  {}  {}", counter(progress), ended(*outcome))),
        EventKind::NodeStarted { .. } | EventKind::NodeWaiting { .. } => None,
    }
}

/// A sentence for what ended, failed or is tried again.
pub(super) fn sentence(progress: &Progress, event: &Event) -> Option<String> {
    let of = format!("{} of {} done", progress.done(), progress.rows.len());
    match &event.kind {
        EventKind::RunStarted { deployment, .. } => Some(format!("Working on {deployment}: {}.", steps(progress))),
        EventKind::Noted { text } => Some(ended_with_stop(&capital(text))),
        EventKind::NodeDone { node, .. } if progress.instead(node).is_some() => {
            let words = progress.instead(node).unwrap_or_default();
            Some(format!("{}, {words}. {of}.", capital(&title(progress, node))))
        }
        EventKind::NodeDone { node, operation, .. } => {
            Some(format!("{}: {}. {of}.", capital(done(*operation)), title(progress, node)))
        }
        EventKind::NodeRetrying { node, in_seconds, because, .. } => {
            Some(format!("Trying {} again in {in_seconds} seconds: {because}.", title(progress, node)))
        }
        EventKind::NodeFailed { node, error } => {
            let hint = if error.hint.is_empty() {
                String::new()
            } else {
                format!(" What to do: {}", ended_with_stop(&error.hint))
            };
            Some(format!("Failed: {}. {}{hint}", title(progress, node), ended_with_stop(&error.what)))
        }
        EventKind::NodeSkipped { node, because } => {
            Some(format!("Left out: {}, because {because} failed.", title(progress, node)))
        }
        EventKind::RunFinished { outcome, .. } => Some(format!("The run {}. {of}.", ended(*outcome))),
        EventKind::NodeStarted { .. } | EventKind::NodeWaiting { .. } => None,
    }
}

/// What a person must do now.
pub(super) fn duty(progress: &Progress, node: &NodeId, duty: &str, style: Style, now: i64) -> String {
    match style {
        Style::Sentences => format!("You are asked to do this. {}.", capital(duty)),
        Style::Bars | Style::Lines => {
            let at = clock(now - progress.started);
            format!("{at:>6}  {}  {:8} {node}  {duty}", counter(progress), "you")
        }
    }
}

/// `about 5:40 left`, unless that is not known any more.
pub(super) fn left(progress: &Progress, now: i64) -> String {
    if progress.late(now) {
        return "longer than usual".to_owned();
    }
    format!("about {} left", clock(i64::from(progress.remaining_seconds(now)) * 1000))
}

/// What is being waited for, when nothing has ended for a while.
pub(super) fn still(progress: &Progress, now: i64, style: Style) -> Option<String> {
    let running = progress.rows.values().filter_map(|row| match &row.stage {
        Stage::Running { since, text } => Some((*since, row, text.as_str())),
        _ => None,
    });
    // What takes longest is what is waited for.
    let (since, row, text) =
        running.max_by_key(|(since, row, _)| (i64::from(row.planned.seconds) * 1000 + since, -since))?;
    let title = row.planned.title.as_str();
    let (elapsed, left) = (clock(now - since), left(progress, now));
    let text = if text.is_empty() { String::new() } else { format!(", {text}") };
    let usual = clock(i64::from(row.planned.seconds) * 1000);
    Some(match style {
        Style::Sentences => {
            let of = format!("{} of {} done", progress.done(), progress.rows.len());
            format!("Still working: {title}{text}, {elapsed} so far, usually about {usual}. {of}, {left}.")
        }
        Style::Bars | Style::Lines => {
            let at = clock(now - progress.started);
            format!("{at:>6}  {}  waiting  {title}{text}, {elapsed} of about {usual}; {left}", counter(progress))
        }
    })
}

const fn done(operation: Operation) -> &'static str {
    match operation {
        Operation::Create => "done",
        Operation::Update => "changed",
        Operation::Delete => "removed",
    }
}

const fn ended(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Done => "is done",
        Outcome::Failed => "stopped at a failure",
        Outcome::Interrupted => "was interrupted and can be resumed",
    }
}

fn ended_with_stop(text: &str) -> String {
    let stop = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{text}{stop}")
}
