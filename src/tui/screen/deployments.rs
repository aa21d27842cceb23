//! Which of several deployments, or another one.

use ratatui::text::{Line, Span};

use super::scroll::moved;
use super::{Input, MenuScreen, Next, Screen, kept};
use crate::tui::frame::{Page, Pane, Room, View};
use crate::tui::keymap::{Action, Context};
use crate::tui::message::Command;
use crate::tui::model::Model;
use crate::tui::text;
use crate::tui::theme::{Sign, Theme};
use crate::tui::view::{DeploymentState, Menu};
use crate::tui::widget::choices::{self, Choice};

/// Everything there is, and a last line for something new.
#[derive(Default)]
pub(in crate::tui) struct DeploymentsScreen {
    focus: usize,
}

impl Screen for DeploymentsScreen {
    fn context(&self, _: &Model) -> Context {
        Context::Deployments
    }

    fn page(&self, model: &Model, room: Room) -> Page {
        let theme = model.theme;
        let mut page = Page { title: model.title_of(""), note: model.note(), ..Page::default() };
        let (heading, right) =
            if model.menus.is_empty() { ("No deployment runs", "") } else { ("Your deployments", "per month") };
        let (heading, right) = (Span::styled(heading, theme.heading()), Span::styled(right, theme.quiet()));
        let mut lines = vec![text::row(vec![heading], vec![right], room.width, theme), Line::default()];
        let mut list = rows(&model.menus, theme);
        let new = if model.menus.is_empty() { "Start a deployment" } else { "Start another deployment" };
        list.push(Choice { label: new.to_owned(), ..Choice::default() });
        list.extend(Some(kept::choice(&model.kept)).filter(|_| !model.kept.is_empty()));
        let before = lines.len();
        let focus = self.focus.min(list.len() - 1);
        lines.extend(choices::lines(&list, Some(focus), room.width, theme));
        page.body = Pane::new(lines, View::Around(before + focus));
        page
    }

    fn act(&mut self, model: &mut Model, input: Input) -> Next {
        let Input::Act(action) = input else { return Next::Stay };
        match action {
            Action::Leave => return Next::Leave(None),
            Action::Accept if model.busy.is_some() => {}
            Action::Accept => match model.menus.get(self.focus).cloned() {
                Some(menu) => {
                    model.outbox.push(Command::Choose(menu.name.clone()));
                    model.menu = Some(Box::new(menu));
                    return Next::Open(Box::new(MenuScreen::default()));
                }
                None if self.focus > model.menus.len() => return kept::open(model),
                None => model.ask(Command::Another, "getting ready"),
            },
            action => {
                let last = model.menus.len() + usize::from(!model.kept.is_empty());
                self.focus = moved(self.focus, last, 4, action);
            }
        }
        Next::Stay
    }
}

/// Name, app and tier, region, state, cost.
fn rows(menus: &[Menu], theme: Theme) -> Vec<Choice> {
    let what = |menu: &Menu| format!("{} {}", menu.title, menu.tier);
    let widest = |of: &dyn Fn(&Menu) -> String| menus.iter().map(|menu| text::width(&of(menu))).max().unwrap_or(0) + 2;
    let (whats, regions) = (widest(&what), widest(&|menu| menu.region.clone()));
    let row = |menu: &Menu| {
        let (what, region) = (text::pad(&what(menu), whats, theme), text::pad(&menu.region, regions, theme));
        let sign = match menu.state {
            DeploymentState::Complete => Sign::Done,
            DeploymentState::Degraded => Sign::Failed,
            _ => Sign::Warning,
        };
        let text = format!("{what}{region}{} {}", theme.sign(sign), menu.state.words());
        Choice { label: menu.name.clone(), text, right: menu.monthly.to_string(), ..Choice::default() }
    };
    menus.iter().map(row).collect()
}
