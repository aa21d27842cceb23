//! The tiers that a deployment could change to.

use ratatui::style::Style;
use ratatui::text::Line;

use super::scroll::moved;
use super::{Input, Next, Screen};
use crate::tui::frame::{Page, Pane, Room, View};
use crate::tui::keymap::{Action, Context};
use crate::tui::message::Command;
use crate::tui::model::Model;
use crate::tui::text;
use crate::tui::widget::choices::{self, Choice};

/// The list of tiers.
#[derive(Default)]
pub(in crate::tui) struct TiersScreen {
    focus: usize,
}

impl Screen for TiersScreen {
    fn context(&self, _: &Model) -> Context {
        Context::Tiers
    }

    fn page(&self, model: &Model, room: Room) -> Page {
        let theme = model.theme;
        let mut page = Page { title: model.title(), note: model.note(), ..Page::default() };
        let Some(menu) = &model.menu else { return page };
        let list: Vec<Choice> = menu
            .tiers
            .iter()
            .map(|tier| Choice {
                label: tier.name.clone(),
                text: tier.summary.clone(),
                right: tier.difference.signed(),
                ..Choice::default()
            })
            .collect();
        let mut lines = vec![Line::styled("Change to which tier?", theme.heading())];
        let now = format!("Now {} for {} per month. The difference is shown; nothing changes yet.", menu.tier, menu.monthly);
        lines.extend(text::paragraph(&now, 0, room.width, Style::new()));
        lines.push(Line::default());
        let rows = choices::lines(&list, Some(self.focus.min(list.len().saturating_sub(1))), room.width, theme);
        let focused = lines.len() + self.focus.min(list.len().saturating_sub(1));
        lines.extend(rows);
        page.body = Pane::new(lines, View::Around(focused));
        page
    }

    fn act(&mut self, model: &mut Model, input: Input) -> Next {
        let (Input::Act(action), Some(menu)) = (input, &model.menu) else { return Next::Stay };
        match action {
            Action::Back => return Next::Close,
            Action::Accept => {
                if let Some(tier) = menu.tiers.get(self.focus) {
                    let tier = tier.name.clone();
                    model.ask(Command::PlanTier(tier), "working out the change");
                }
            }
            action => self.focus = moved(self.focus, menu.tiers.len().saturating_sub(1), 4, action),
        }
        Next::Stay
    }
}
