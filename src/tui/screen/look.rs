//! How an existing deployment is.

use super::scroll::Scroll;
use super::{Input, Next, Screen};
use crate::tui::frame::{Page, Pane, Room};
use crate::tui::keymap::{Action, Context};
use crate::tui::message::Command;
use crate::tui::model::Model;
use crate::tui::text;

/// What the application found out.
#[derive(Default)]
pub(in crate::tui) struct LookScreen {
    scroll: Scroll,
}

impl Screen for LookScreen {
    fn context(&self, _: &Model) -> Context {
        Context::Look
    }

    fn page(&self, model: &Model, room: Room) -> Page {
        let mut page = Page { title: model.title_of_app(), note: model.note(), ..Page::default() };
        let Some(menu) = &model.menu else { return page };
        let column = menu.look.iter().map(|(label, _)| text::width(label)).max().unwrap_or(0).min(24) + 3;
        let facts =
            menu.look.iter().flat_map(|(label, words)| text::labelled(label, words, column, room.width, model.theme));
        page.body = Pane::new(facts.collect(), self.scroll.view());
        page
    }

    fn act(&mut self, model: &mut Model, input: Input) -> Next {
        if matches!(input, Input::Act(Action::Refresh)) {
            model.ask(Command::Refresh, "asking AWS");
            return Next::Stay;
        }
        self.scroll.read(model, &input)
    }
}
