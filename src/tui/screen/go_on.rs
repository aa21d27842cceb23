//! A removal that was interrupted, before it goes on: what is gone, what is left, what stays.

use ratatui::style::Style;
use ratatui::text::Line;

use super::scroll::Scroll;
use super::{Input, Next, Screen};
use crate::tui::frame::{Page, Pane, Room};
use crate::tui::keymap::{Action, Context};
use crate::tui::message::Command;
use crate::tui::model::Model;
use crate::tui::text;
use crate::tui::theme::{Sign, Theme};
use crate::tui::view::{DiffView, Others};
use crate::tui::widget::changes;

/// The question before a removal goes on.
#[derive(Default)]
pub(in crate::tui) struct GoOnScreen {
    scroll: Scroll,
    /// What AWS services put there goes too.
    others: bool,
}

impl Screen for GoOnScreen {
    fn context(&self, _: &Model) -> Context {
        Context::GoOn
    }

    fn page(&self, model: &Model, room: Room) -> Page {
        let mut page = Page { title: model.title_of_app(), note: model.note(), ..Page::default() };
        if let Some(diff) = &model.diff {
            let keep = model.options.invocation.command(&format!("destroy {} --keep-data", diff.name));
            page.body = Pane::new(lines(diff, &keep, self.others, room.width, model.theme), self.scroll.view());
        }
        page
    }

    fn act(&mut self, model: &mut Model, input: Input) -> Next {
        let Input::Act(action) = input else { return Next::Stay };
        match action {
            Action::Back => return Next::Close,
            Action::Others => {
                self.others = !self.others && model.diff.as_ref().is_some_and(|diff| diff.others.is_some());
            }
            Action::Yes => {
                let shown = model.diff.as_ref().and_then(|diff| diff.others.as_ref()).filter(|_| self.others);
                let others = shown.map(|others| others.ids.clone()).unwrap_or_default();
                model.start(Command::GoOnRemoving { others }, "starting again");
            }
            action => self.scroll.act(action, model.fit),
        }
        Next::Stay
    }
}

fn lines(diff: &DiffView, keep: &str, others: bool, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let mut lines = vec![Line::styled(diff.title.clone(), theme.heading())];
    let left = diff.lines.len();
    let gone = match diff.gone.len() {
        1 => "1 thing is gone".to_owned(),
        many => format!("{many} things are gone"),
    };
    let is_left = if left == 1 { "1 is left and costs".to_owned() } else { format!("{left} are left and cost") };
    let words = format!(
        "{gone}, {is_left} {} per month until everything is gone. This takes about {} min.",
        diff.before, diff.minutes
    );
    lines.extend(text::paragraph(&words, 0, width, Style::new()));
    if diff.lines.iter().any(|line| line.data) {
        lines.extend(text::paragraph(
            "To keep what is left of your data instead, quit and run:",
            0,
            width,
            Style::new(),
        ));
        lines.extend(text::command("", keep, 2, width, false, theme));
    }
    if let Some(Others { words: what, .. }) = &diff.others {
        let (sign, style, answer) = if others {
            (Sign::Done, theme.good(), "It goes too; nothing of your data is in it. o takes that back.")
        } else {
            (
                Sign::Warning,
                theme.warning(),
                "It stays, and the removal stops there. o removes it, too; nothing of your data is in it.",
            )
        };
        lines.extend(text::paragraph(&format!("{} {what}. {answer}", theme.sign(sign)), 0, width, style));
    }
    if !diff.gone.is_empty() {
        lines.push(Line::default());
        lines.extend(text::labelled("Gone", &diff.gone.join(", "), 8, width, theme));
    }
    lines.push(Line::default());
    lines.extend(changes::lines(&diff.lines, width, theme));
    lines
}
