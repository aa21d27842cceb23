//! A run that ended in a failure: what happened, why, what to do, and what is safe.

use ratatui::text::{Line, Span};

use super::scroll::Scroll;
use super::{Input, Next, Screen, TiersScreen};
use crate::engine::{CloudError, Existing, Operation};
use crate::model::NodeId;
use crate::tui::frame::{Page, Pane, Room};
use crate::tui::keymap::{Action, Context};
use crate::tui::live::Live;
use crate::tui::message::Command;
use crate::tui::model::Model;
use crate::tui::text;
use crate::tui::theme::{Sign, Theme};
use crate::tui::view::RunKind;

/// Shown when a run failed.
#[derive(Default)]
pub(in crate::tui) struct FailureScreen {
    scroll: Scroll,
}

impl Screen for FailureScreen {
    fn context(&self, model: &Model) -> Context {
        let removal = model.live.as_ref().is_some_and(|live| live.view.what == RunKind::Destroy);
        if removal { Context::HalfRemoved } else { Context::Failure }
    }

    fn page(&self, model: &Model, room: Room) -> Page {
        let mut page = Page { title: model.title_of_app(), note: model.note(), ..Page::default() };
        if let Some(live) = &model.live {
            page.body = Pane::new(lines(live, room.width, model.theme), self.scroll.view());
        }
        page
    }

    fn act(&mut self, model: &mut Model, input: Input) -> Next {
        let Input::Act(action) = input else { return Next::Stay };
        match action {
            Action::Retry => model.start(Command::Resume, "starting again"),
            Action::Destroy => model.ask(Command::PlanDestroy, "looking at what exists"),
            Action::Tier if model.menu.is_some() => return Next::Open(Box::new(TiersScreen::default())),
            Action::Tier => {
                model.tiers_wanted = true;
                model.ask(Command::Refresh, "looking at the tiers");
            }
            Action::Leave => return Next::Leave(model.live.as_ref().map(|live| left_text(live, model.width))),
            action => self.scroll.act(action, model.fit),
        }
        Next::Stay
    }
}

/// For the scrollback of someone who leaves a failed run.
fn left_text(live: &Live, width: usize) -> String {
    let mut lines = Vec::new();
    if let Some((_, error)) = live.failures().first() {
        lines.extend(text::wrap(&format!("Stopped: {error}"), width));
    }
    lines.extend(text::wrap(&safe(live), width));
    let words = if live.view.what == RunKind::Destroy { "Go on removing with" } else { "Continue with" };
    lines.push(format!("{words}: {}", live.command("resume")));
    lines.join("\n")
}

fn lines(live: &Live, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let failures = live.failures();
    let mut lines = Vec::new();
    let heading = match failures.first() {
        Some((id, _)) => heading(live, id),
        None => "The run did not finish".to_owned(),
    };
    let heading = text::wrap(&heading, width.saturating_sub(2)).into_iter().enumerate();
    lines.extend(heading.map(|(index, part)| {
        let sign = if index == 0 { theme.sign(Sign::Failed) } else { " " };
        Line::from(vec![Span::styled(sign, theme.bad()), Span::styled(format!(" {part}"), theme.heading())])
    }));
    let mut add = |label: &str, words: &str| {
        if !words.is_empty() {
            lines.push(Line::default());
            lines.extend(text::labelled(label, words, 16, width, theme));
        }
    };
    if let Some((_, error)) = failures.first() {
        add("What happened", &with_code(error));
        add("Why", &error.why);
        add(
            "What to do",
            if error.hint.is_empty() { "Press r to try again; nothing is made twice." } else { &error.hint },
        );
    }
    // One cause often stops several things: it is said once.
    let first = failures.first().map(|(_, error)| *error);
    let (same, others): (Vec<_>, Vec<_>) =
        failures.iter().skip(1).partition(|(_, error)| first.is_some_and(|first| first.what == error.what));
    if !same.is_empty() {
        let titles: Vec<String> = same.iter().map(|(id, _)| title_of(live, id)).collect();
        add("Also", &format!("for the same reason: {}", titles.join(", ")));
    }
    for (id, error) in others {
        add("Also", &format!("{}: {}", heading_of(live, id), with_code(error)));
    }
    let left = live.progress.finish.as_ref().map(|finish| finish.left.join(", ")).unwrap_or_default();
    if !left.is_empty() {
        add("Still there", &format!("{left}. Try again, or remove it in the AWS console."));
    }
    add(if live.view.what == RunKind::Destroy { "Now" } else { "Safe" }, &safe(live));
    lines
}

fn heading(live: &Live, id: &NodeId) -> String {
    let mut title = heading_of(live, id);
    if let Some(first) = title.get(..1) {
        title = first.to_uppercase() + &title[1..];
    }
    title
}

fn title_of(live: &Live, id: &NodeId) -> String {
    live.progress.rows.get(id).map_or_else(|| id.to_string(), |row| row.planned.title.clone())
}

fn heading_of(live: &Live, id: &NodeId) -> String {
    let Some(row) = live.progress.rows.get(id) else { return id.to_string() };
    let verb = match row.planned.operation {
        Operation::Create => "did not succeed",
        Operation::Update => "could not be changed",
        Operation::Delete => "could not be removed",
    };
    format!("{}: {verb}", row.planned.title)
}

fn with_code(error: &CloudError) -> String {
    if error.code.is_empty() || error.what.contains(&error.code) {
        error.what.clone()
    } else {
        format!("{} ({})", error.what.trim_end_matches('.'), error.code)
    }
}

/// `12 of 42 things are gone and do not come back; 30 still exist and cost 1.10 a day until they are removed.`
fn removed(gone: usize, exist: usize, daily: &str) -> String {
    let words = match gone {
        0 => "Nothing is removed yet; ".to_owned(),
        1 => format!("1 of {} things is gone and does not come back; ", gone + exist),
        _ => format!("{gone} of {} things are gone and do not come back; ", gone + exist),
    };
    match exist {
        0 => "Nothing exists in your account any more, so nothing costs.".to_owned(),
        1 => format!("{words}1 still exists and costs {daily} a day until it is removed."),
        _ => format!("{words}{exist} still exist and cost {daily} a day until they are removed."),
    }
}

/// `31 of 47 things exist and cost 1.60 a day until you go on or destroy. Nothing is lost.`
pub(in crate::tui) fn safe(live: &Live) -> String {
    let (Existing { things: exist, unsure, monthly }, total) = live.existing();
    // What nobody knows of is listed below.
    if exist == 0 && live.progress.finish.as_ref().is_some_and(|finish| !finish.left.is_empty()) {
        return "Something is left in your account, although nothing more was to be there.".to_owned();
    }
    let daily = monthly.a_day().to_string();
    if live.view.what == RunKind::Destroy {
        return removed(total - exist, exist, &daily);
    }
    let unsure = match unsure {
        0 => String::new(),
        some => format!(" (of {some} it is not known yet)"),
    };
    let things = match exist {
        0 => return "Nothing exists in your account, so nothing costs.".to_owned(),
        _ if monthly.is_free() => format!("{exist} of {total} things exist{unsure}."),
        _ => format!("{exist} of {total} things exist{unsure} and cost {daily} a day until you go on or destroy."),
    };
    format!("{things} Nothing is lost.")
}
