//! What removals left on purpose: what it is, what it costs, how it goes for good.

use ratatui::style::Style;
use ratatui::text::Line;

use super::scroll::Scroll;
use super::{Input, Next, Screen};
use crate::engine::{PricedKept, Remains};
use crate::tui::frame::{Page, Pane, Room};
use crate::tui::keymap::{Action, Context};
use crate::tui::message::Command;
use crate::tui::model::Model;
use crate::tui::text;
use crate::tui::theme::{Sign, Theme};
use crate::tui::widget::choices::Choice;

/// All of it, one removal below the other.
#[derive(Default)]
pub(in crate::tui) struct KeptScreen {
    scroll: Scroll,
}

impl Screen for KeptScreen {
    fn context(&self, _: &Model) -> Context {
        Context::Look
    }

    fn page(&self, model: &Model, room: Room) -> Page {
        let mut lines = Vec::new();
        for remains in &model.kept {
            if !lines.is_empty() {
                lines.push(Line::default());
            }
            lines.extend(one(remains, room.width, model.theme));
        }
        if lines.is_empty() {
            lines.push(Line::raw("Nothing is kept any more."));
        }
        Page {
            title: model.title_of(""),
            note: model.note(),
            body: Pane::new(lines, self.scroll.view()),
            ..Page::default()
        }
    }

    fn act(&mut self, model: &mut Model, input: Input) -> Next {
        if matches!(input, Input::Act(Action::Refresh)) {
            model.ask(Command::LookForKept, "asking AWS");
            return Next::Stay;
        }
        self.scroll.read(model, &input)
    }
}

fn one(remains: &Remains, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let heading = format!("Kept from {} when it was removed, {}", remains.deployment, remains.costs());
    let mut lines: Vec<Line> = text::paragraph(&heading, 0, width, theme.heading());
    lines.extend(text::paragraph(&remains.place, 0, width, theme.quiet()));
    for (ids, words) in PricedKept::alike(&remains.kept) {
        ids.for_each(|id| lines.extend(text::paragraph(id, 2, width, Style::new())));
        lines.extend(text::paragraph(&words, 4, width, theme.quiet()));
    }
    if let Some(why) = &remains.unseen {
        let words = format!("{} Whether it is still there could not be checked: {why}.", theme.sign(Sign::Warning));
        lines.extend(text::paragraph(&words, 0, width, theme.warning()));
    }
    lines.push(Line::raw("To remove it for good:"));
    for line in &remains.removal {
        lines.extend(if ["aws ", "rm "].iter().any(|command| line.starts_with(command)) {
            text::command("", line, 2, width, false, theme)
        } else {
            text::paragraph(line, 2, width, Style::new())
        });
    }
    lines
}

/// The line of a list that leads here.
pub(super) fn choice(kept: &[Remains]) -> Choice {
    let words = format!("of removed deployments, {}", Remains::costs_of(kept));
    Choice { label: "What was kept".to_owned(), text: words, ..Choice::default() }
}

/// Opens the page and asks whether it is all still there.
pub(super) fn open(model: &mut Model) -> Next {
    model.ask(Command::LookForKept, "asking AWS");
    Next::Open(Box::new(KeptScreen::default()))
}
