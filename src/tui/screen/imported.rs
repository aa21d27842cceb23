//! What became of the person's own app: where its preset is, what is to be settled, what is not in it.

use ratatui::style::Style;
use ratatui::text::Line;

use super::scroll::Scroll;
use super::{Input, Next};
use crate::tui::frame::{Page, Pane, Room};
use crate::tui::keymap::Action;
use crate::tui::model::Model;
use crate::tui::text;
use crate::tui::theme::{Sign, Theme};
use crate::tui::widget::trail;
use crate::wizard::{Msg, Report, Wizard};

/// Scroll position of what is read.
#[derive(Default)]
pub(super) struct Imported {
    scroll: Scroll,
}

impl Imported {
    pub(super) fn page(&self, model: &Model, wizard: &Wizard, report: &Report, room: Room) -> Page {
        let theme = model.theme;
        let mut page = Page { title: model.title(), note: model.note(), ..Page::default() };
        page.trail = vec![trail::line(&wizard.trail(), room.width, theme)];
        page.body = Pane::new(lines(report, room, theme), self.scroll.view());
        page
    }

    pub(super) fn act(&mut self, model: &mut Model, input: &Input) -> Next {
        let &Input::Act(action) = input else { return Next::Stay };
        let msg = match action {
            Action::Accept => Msg::Enter,
            Action::Back => Msg::Back,
            action => {
                self.scroll.act(action, model.fit);
                return Next::Stay;
            }
        };
        model.tell_wizard(msg);
        self.scroll = Scroll::default();
        Next::Stay
    }
}

fn lines(report: &Report, room: Room, theme: Theme) -> Vec<Line<'static>> {
    let width = room.width.min(100);
    let mut lines = text::paragraph(&report.title, 0, width, theme.heading());
    lines.extend(text::paragraph(&report.written, 0, width, Style::new()));
    if !report.open.is_empty() {
        lines.push(Line::default());
        let heading = match report.open.len() {
            1 => "1 point to settle before it can be deployed".to_owned(),
            count => format!("{count} points to settle before it can be deployed"),
        };
        lines.push(Line::styled(heading, theme.heading()));
        for point in &report.open {
            lines.extend(text::paragraph(&format!("{} {point}", theme.sign(Sign::Warning)), 2, width, theme.warning()));
        }
        let rest = "Settle them in the preset and take each out of `open` there, now or later: price and plan can be \
            looked at meanwhile.";
        lines.extend(text::paragraph(rest, 2, width, Style::new()));
    }
    if !report.left_out.is_empty() {
        lines.push(Line::default());
        lines.push(Line::styled("Not carried over", theme.heading()));
        for note in &report.left_out {
            lines.extend(text::paragraph(&format!("{} {note}", theme.sign(Sign::Separator)), 2, width, Style::new()));
        }
    }
    if report.open.is_empty() && report.left_out.is_empty() {
        lines.extend(text::paragraph("Everything was carried over.", 0, width, Style::new()));
    }
    if !report.changed.is_empty() {
        lines.push(Line::default());
        lines.extend(text::paragraph(&report.changed, 0, width, Style::new()));
    }
    lines
}
