//! A run while it goes on: phases, the steps under way, the log.

use ratatui::text::{Line, Span};

use super::details::DetailsScreen;
use super::records::{self, RecordsScreen};
use super::scroll::moved;
use super::{Input, Next, Screen};
use crate::engine::Stage;
use crate::model::NodeId;
use crate::tui::frame::{Lower, Page, Pane, Room, Size, View};
use crate::tui::keymap::{Action, Context};
use crate::tui::live::Live;
use crate::tui::message::Command;
use crate::tui::model::Model;
use crate::tui::text;
use crate::tui::theme::{Sign, Theme};
use crate::tui::view::RunKind;
use crate::tui::widget::{log, phases, steps};

/// Which pane the keys move in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Focus {
    #[default]
    Steps,
    Log,
}

/// The run's screen.
#[derive(Default)]
pub(in crate::tui) struct DeployScreen {
    focus: Focus,
    chosen: Option<NodeId>,
    /// First line of the log; `None` follows the end.
    log_from: Option<usize>,
}

impl Screen for DeployScreen {
    fn context(&self, model: &Model) -> Context {
        if model.options.practice { Context::Rehearsal } else { Context::Deploy }
    }

    fn page(&self, model: &Model, room: Room) -> Page {
        let Some(live) = &model.live else { return Page::default() };
        let theme = model.theme;
        let mut page =
            Page { title: model.title(), title_right: times(live, model, room), note: model.note(), ..Page::default() };
        page.trail = phases::lines(&live.progress, room.width, if room.size == Size::Narrow { 1 } else { 3 }, theme);
        if live.stopping {
            page.trail.push(stopping(live, theme));
        }
        let log_rows = if self.focus == Focus::Log { room.height / 2 } else { room.height / 4 };
        let rows = room.rows(page.trail.len(), log_rows).body;
        let chosen = self.chosen(live, rows);
        let focus = if self.focus == Focus::Steps { chosen.as_ref() } else { None };
        let look = steps::Look { width: room.width, rows, narrow: room.size == Size::Narrow, focus, theme };
        let shown = steps::steps(live, look);
        let place = shown.chosen.iter().find(|(id, _)| Some(id) == chosen.as_ref()).map_or(0, |(_, line)| *line);
        let lines = if shown.lines.is_empty() { starting(live, theme) } else { shown.lines };
        page.body = Pane::new(lines, View::Around(place));
        page.lower = Some(Lower {
            caption: caption(self, &live.note(), room.width, theme),
            pane: log::pane(&live.progress, self.log_from, room.width, theme),
            rows: log_rows,
        });
        page
    }

    fn act(&mut self, model: &mut Model, input: Input) -> Next {
        let (Input::Act(action), Some(live)) = (input, &model.live) else { return Next::Stay };
        match action {
            Action::Pane | Action::PaneBack => {
                self.focus = if self.focus == Focus::Steps { Focus::Log } else { Focus::Steps };
            }
            Action::Details => {
                if let Some(id) = self.chosen(live, model.fit.body_rows) {
                    return Next::Open(Box::new(DetailsScreen::new(id)));
                }
            }
            Action::Records => {
                if records::wanted(live).is_empty() {
                    model.notice = Some("no records to add".to_owned());
                    return Next::Stay;
                }
                return Next::Open(Box::new(RecordsScreen::default()));
            }
            Action::Break => {
                let creating = live.to_be_made();
                let words = if creating { "the next thing to be made will fail" } else { "the next step will fail" };
                model.notice = Some(words.to_owned());
                model.outbox.push(Command::Break { creating });
            }
            action if self.focus == Focus::Log => {
                let last = model.fit.lower_last;
                let to = moved(self.log_from.unwrap_or(last), last, model.fit.lower_rows, action);
                self.log_from = (to < last).then_some(to);
            }
            action => self.choose(live, action, model.fit.body_rows),
        }
        Next::Stay
    }
}

impl DeployScreen {
    /// The step that details are shown of: the chosen one while it is visible, else the first that moves.
    fn chosen(&self, live: &Live, rows: usize) -> Option<NodeId> {
        let shown = visible(live, rows);
        let still = self.chosen.as_ref().filter(|id| shown.contains(id));
        let moving = || {
            let moves = |id: &&NodeId| {
                live.progress
                    .rows
                    .get(*id)
                    .is_some_and(|row| matches!(row.stage, Stage::Running { .. } | Stage::Failed(_)))
            };
            shown.iter().find(moves).or(shown.first())
        };
        still.or_else(moving).cloned()
    }

    fn choose(&mut self, live: &Live, action: Action, page: usize) {
        let shown = visible(live, page);
        let current = self.chosen(live, page);
        let index = shown.iter().position(|id| Some(id) == current.as_ref()).unwrap_or(0);
        self.chosen = shown.get(moved(index, shown.len().saturating_sub(1), page, action)).cloned();
    }
}

fn visible(live: &Live, rows: usize) -> Vec<NodeId> {
    let look = steps::Look { width: 80, rows, narrow: false, focus: None, theme: Theme { ascii: true, color: false } };
    steps::steps(live, look).chosen.into_iter().map(|(id, _)| id).collect()
}

/// `3:12 gone, about 5:40 left    105.20`
fn times(live: &Live, model: &Model, room: Room) -> Vec<Span<'static>> {
    if live.progress.started == 0 {
        return Vec::new();
    }
    let gone = text::clock(live.gone());
    let left = match live.left() {
        _ if live.is_late() => "longer than usual".to_owned(),
        seconds @ ..600 => format!("about {} left", text::clock(i64::from(seconds))),
        seconds => format!("about {} left", text::about(seconds)),
    };
    let words = if room.size == Size::Narrow {
        left.trim_start_matches("about ").to_owned()
    } else {
        format!("{gone} gone, {left}")
    };
    let mut spans = vec![Span::raw(words)];
    // What is being removed has no price any more.
    if room.size == Size::Full && !live.view.monthly.is_free() && live.view.what != RunKind::Destroy {
        let money = format!("   {} a month", live.view.monthly);
        // Whose run it is comes before what it costs.
        let used: usize = model.title().iter().chain(&spans).map(Span::width).sum();
        if used + text::width(&money) < room.width {
            spans.push(Span::raw(money));
        }
    }
    spans
}

fn stopping(live: &Live, theme: Theme) -> Line<'static> {
    let running = live.progress.rows.values().filter(|row| matches!(row.stage, Stage::Running { .. })).count();
    let words = match running {
        0 => " Stopping safely. Ctrl-C again quits now.".to_owned(),
        1 => " Stopping safely: 1 call ends first. Ctrl-C again quits now.".to_owned(),
        more => format!(" Stopping safely: {more} calls end first. Ctrl-C again quits now."),
    };
    Line::from(vec![Span::styled(theme.sign(Sign::Warning), theme.warning()), Span::styled(words, theme.heading())])
}

fn starting(live: &Live, theme: Theme) -> Vec<Line<'static>> {
    let words = if live.progress.rows.is_empty() { "Getting ready" } else { "Everything is done; looking once more" };
    vec![Line::raw(format!("{words}{}", theme.sign(Sign::Ellipsis)))]
}

/// `── log ────── practice, 60 times faster ──`
fn caption(screen: &DeployScreen, note: &str, width: usize, theme: Theme) -> Line<'static> {
    let rule = theme.sign(Sign::Rule);
    let focused = screen.focus == Focus::Log;
    let words = if screen.log_from.is_some() { " log, End follows again " } else { " log " };
    let sign = if focused { theme.sign(Sign::Focus) } else { rule };
    let style = if focused { theme.focus() } else { theme.quiet() };
    let room = width.saturating_sub(2 + text::width(words));
    let note = if note.is_empty() { String::new() } else { format!(" {note} {}", rule.repeat(2)) };
    let note = if text::width(&note) + 4 > room { String::new() } else { note };
    Line::from(vec![
        Span::styled(format!("{rule}{sign}"), style),
        Span::styled(words, style),
        Span::styled(rule.repeat(room.saturating_sub(text::width(&note))), theme.quiet()),
        Span::styled(note, theme.quiet()),
    ])
}
