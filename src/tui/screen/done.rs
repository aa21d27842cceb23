//! A run that ended well: what answers, what it costs, what to do next. The same text goes to the scrollback.

use ratatui::text::{Line, Span};

use super::scroll::Scroll;
use super::{Input, Next, Screen};
use crate::engine::PricedKept;
use crate::tui::frame::{Page, Pane, Room};
use crate::tui::keymap::{Action, Context};
use crate::tui::live::{Known, Live};
use crate::tui::model::Model;
use crate::tui::text;
use crate::tui::theme::{Sign, Theme};
use crate::tui::view::RunKind;

/// Widest text printed into the scrollback.
const SCROLLBACK: usize = 100;

/// Shown when a run is done.
#[derive(Default)]
pub(in crate::tui) struct DoneScreen {
    scroll: Scroll,
}

impl Screen for DoneScreen {
    fn context(&self, _: &Model) -> Context {
        Context::Done
    }

    fn page(&self, model: &Model, room: Room) -> Page {
        let mut page = Page { title: model.title(), note: model.note(), ..Page::default() };
        if let Some(live) = &model.live {
            page.body = Pane::new(lines(live, room.width, false, model.theme), self.scroll.view());
        }
        page
    }

    fn act(&mut self, model: &mut Model, input: Input) -> Next {
        match input {
            Input::Act(Action::Leave) => {
                Next::Leave(model.live.as_ref().map(|live| summary(live, model.width, model.theme)))
            }
            Input::Act(action) => {
                self.scroll.act(action, model.fit);
                Next::Stay
            }
            _ => Next::Stay,
        }
    }
}

/// The page as text for the scrollback of a terminal so wide, without styles.
pub(in crate::tui) fn summary(live: &Live, width: usize, theme: Theme) -> String {
    lines(live, width.min(SCROLLBACK), true, theme)
        .iter()
        .map(|line| line.to_string().trim_end().to_owned())
        .collect::<Vec<_>>()
        .join("\n")
}

fn lines(live: &Live, width: usize, whole: bool, theme: Theme) -> Vec<Line<'static>> {
    let heading = Span::styled(format!(" {}", heading(live)), theme.heading());
    let mut lines =
        vec![Line::from(vec![Span::styled(theme.sign(Sign::Done), theme.good()), heading]), Line::default()];
    let facts = if live.view.what == RunKind::Destroy { gone(live) } else { running(live) };
    for (label, words) in facts {
        for (index, line) in words.into_iter().enumerate() {
            let label = if index == 0 { label } else { "" };
            lines.extend(if line.starts_with("cloudstead ") {
                text::command(label, &line, 14, width, whole, theme)
            } else {
                text::labelled(label, &line, 14, width, theme)
            });
        }
    }
    lines
}

fn heading(live: &Live) -> String {
    let name = &live.view.name;
    if live.view.what == RunKind::Destroy {
        return format!("{name} is gone");
    }
    match live.progress.finish.as_ref().and_then(|finish| finish.url.as_ref()) {
        Some(url) if live.known() == Known::Answers => format!("{url} answers"),
        Some(_) if !live.progress.did_something() => format!("{name}: nothing was to do"),
        Some(url) => format!("{name} is at {url}"),
        None if live.view.what == RunKind::Change => format!("{name} is changed"),
        None => format!("{name} is deployed"),
    }
}

type Facts = Vec<(&'static str, Vec<String>)>;

fn running(live: &Live) -> Facts {
    let view = &live.view;
    let exist = live.existing().0.things;
    let url = live.progress.finish.as_ref().and_then(|finish| finish.url.as_deref()).unwrap_or_default();
    let mut facts = Facts::new();
    let asks = live.command("status");
    match live.known() {
        _ if url.is_empty() => {}
        Known::Answers => {}
        Known::Unverified => {
            facts.push(("Not checked", vec![format!("whether {url} answers (--no-verify). This checks it:"), asks]));
        }
        Known::Unasked => facts.push(("Address", vec![format!("{url} was not asked this time. This asks it:"), asks])),
    }
    let made = if live.progress.did_something() {
        format!("; this run took {}", text::clock(live.gone()))
    } else {
        String::new()
    };
    facts.extend([("Costs", vec![view.costs_from_now()]), ("Exists", vec![format!("{exist} things{made}")])]);
    if url.starts_with("http://") {
        let because = live.progress.finish.as_ref().and_then(|finish| finish.plain_because.as_deref());
        facts.push(("Plain http", plain_http(because)));
    }
    let command = |verb: &str| live.command(verb);
    if !view.sign_in.is_empty() {
        facts.push(("Sign in", view.sign_in.clone()));
    }
    facts.push(("Look inside", vec![command("status")]));
    let changes: Vec<String> = view.tiers.iter().map(|tier| format!("{} --tier {tier}", command("upgrade"))).collect();
    if !changes.is_empty() {
        facts.push(("Change tier", changes));
    }
    if !view.records.is_empty() {
        let what = std::iter::once("these records at your provider lead to it: they must stay".to_owned());
        facts.push(("Your DNS", what.chain(view.records.iter().cloned()).collect()));
    }
    let mut leave = vec![command("destroy")];
    leave.push(match &view.snapshot {
        Some(monthly) => format!("keeps a final snapshot ({}) if you like, asks about files", monthly.per_month()),
        None => "asks about your data before anything happens".to_owned(),
    });
    facts.push(("Remove it", leave));
    facts.extend(view.folder.as_ref().map(|folder| ("Files", vec![format!("answers and journal in {folder}")])));
    facts
}

/// What is not private, why, and what brings https.
fn plain_http(because: Option<&str>) -> Vec<String> {
    let read = "what people type can be read on the way.";
    match because {
        None => vec![format!("{read} A domain of your own brings https.")],
        Some(because) => vec![
            format!("for now: {}.", because.trim_end_matches('.')),
            format!(
                "The server asks again by itself, at first every minute, later every few hours. Until it has a \
                certificate {read}"
            ),
        ],
    }
}

fn gone(live: &Live) -> Facts {
    let Some(finish) = &live.progress.finish else { return Vec::new() };
    let view = &live.view;
    let mut facts = Vec::new();
    if finish.kept.is_empty() {
        facts.push(("Costs", vec!["nothing from now".to_owned()]));
    }
    let mut kept = Vec::new();
    for (ids, words) in PricedKept::alike(&finish.kept) {
        kept.extend(ids.map(str::to_owned));
        kept.push(words);
    }
    if !kept.is_empty() {
        facts.push(("Kept", kept));
        facts.push(("Later", vec!["what is kept costs that until you delete it in the AWS console".to_owned()]));
    }
    if !view.records.is_empty() {
        let why = "delete these at your DNS provider: they lead nowhere now, and whoever gets that address next would \
            answer for you";
        facts.push(("Your DNS", std::iter::once(why.to_owned()).chain(view.records.iter().cloned()).collect()));
    }
    if !finish.left.is_empty() {
        facts.push(("Still there", finish.left.clone()));
    }
    let what = if finish.kept.is_empty() { "everything" } else { "everything else" };
    facts.push(("Removed", vec![format!("{what}, in {}", text::clock(live.gone()))]));
    facts
}
