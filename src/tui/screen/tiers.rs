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
use crate::tui::view::{Menu, TierOffer};
use crate::tui::widget::choices::{self, Choice};

/// The list of tiers.
#[derive(Default)]
pub(in crate::tui) struct TiersScreen {
    focus: usize,
}

impl Screen for TiersScreen {
    fn context(&self, model: &Model) -> Context {
        let choice = model.menu.as_ref().is_none_or(|menu| open(menu).next().is_some());
        if choice { Context::Tiers } else { Context::Reading }
    }

    fn page(&self, model: &Model, room: Room) -> Page {
        let theme = model.theme;
        let mut page = Page { title: model.title_of_app(), note: model.note(), ..Page::default() };
        let Some(menu) = &model.menu else { return page };
        let mut lines = vec![Line::styled("Change to which tier?", theme.heading())];
        let now = format!(
            "Now {} for {}. The difference is shown; nothing changes yet.",
            menu.tier,
            menu.monthly.per_month()
        );
        lines.extend(text::paragraph(&now, 0, room.width, Style::new()));
        lines.push(Line::default());
        // What can be chosen comes first, so that the keys move through neighbours.
        let list: Vec<Choice> =
            open(menu).chain(menu.tiers.iter().filter(|tier| tier.blocked.is_some())).map(choice).collect();
        let focus = Some(self.focus).filter(|focus| *focus < open(menu).count());
        let focused = lines.len() + focus.unwrap_or(0);
        lines.extend(choices::lines(&list, focus, room.width, theme));
        if let Some(blocked) = menu.tiers.iter().find_map(|tier| tier.blocked.as_ref()) {
            for (label, words) in [("Why not", &blocked.what), ("Instead", &blocked.hint)] {
                lines.push(Line::default());
                lines.extend(text::labelled(label, words, 11, room.width, theme));
            }
        }
        page.body = Pane::new(lines, View::Around(focused));
        page
    }

    fn act(&mut self, model: &mut Model, input: Input) -> Next {
        let (Input::Act(action), Some(menu)) = (input, &model.menu) else { return Next::Stay };
        match action {
            Action::Back => return Next::Close,
            Action::Accept => {
                let tier = open(menu).nth(self.focus).map(|tier| tier.name.clone());
                if let Some(tier) = tier {
                    model.ask(Command::PlanTier(tier), "working out the change");
                }
            }
            action => self.focus = moved(self.focus, open(menu).count().saturating_sub(1), 4, action),
        }
        Next::Stay
    }
}

/// Tiers that can be chosen.
fn open(menu: &Menu) -> impl Iterator<Item = &TierOffer> {
    menu.tiers.iter().filter(|tier| tier.blocked.is_none())
}

fn choice(tier: &TierOffer) -> Choice {
    let label = tier.name.clone();
    match &tier.blocked {
        Some(blocked) => Choice { label, text: blocked.short.clone(), off: true, ..Choice::default() },
        None => Choice { label, text: tier.summary.clone(), right: tier.difference.to_string(), ..Choice::default() },
    }
}
