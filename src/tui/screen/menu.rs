//! What can be done with an existing deployment.

use ratatui::text::{Line, Span};

use super::look::LookScreen;
use super::scroll::moved;
use super::{Input, Next, Screen, TiersScreen, kept};
use crate::tui::frame::{Page, Pane, Room, Size, View};
use crate::tui::keymap::{Action, Context};
use crate::tui::message::Command;
use crate::tui::model::Model;
use crate::tui::text;
use crate::tui::theme::{Sign, Theme};
use crate::tui::view::{DeploymentState, Menu};
use crate::tui::widget::choices::{self, Choice};

/// The entries, in order.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Entry {
    Resume,
    Look,
    Tier,
    Destroy,
    Another,
    Kept,
    Leave,
}

/// The menu.
#[derive(Default)]
pub(in crate::tui) struct MenuScreen {
    focus: usize,
}

impl Screen for MenuScreen {
    fn context(&self, model: &Model) -> Context {
        if model.menus.is_empty() { Context::Menu } else { Context::Chosen }
    }

    fn page(&self, model: &Model, room: Room) -> Page {
        let Some(menu) = &model.menu else { return Page::default() };
        let theme = model.theme;
        let mut page = Page { note: model.note(), ..Page::default() };
        let separator = theme.sign(Sign::Separator);
        let what = format!("{} {}", menu.title, menu.tier);
        let rest = if room.size == Size::Narrow {
            String::new()
        } else {
            format!(" {separator} {what} {separator} {}", menu.region)
        };
        page.title = vec![Span::styled(menu.name.clone(), theme.heading()), Span::raw(rest)];
        page.title_right = health(menu, room.size > Size::Narrow, theme);
        page.trail = vec![under(menu, model.options.practice, room, theme)];
        let list: Vec<Choice> = entries(menu, model).into_iter().map(|entry| choice(entry, menu, model)).collect();
        let line = self.focus.min(list.len() - 1);
        let mut lines = choices::lines(&list, Some(self.focus.min(list.len() - 1)), room.width, theme);
        let ill = "Something that should be there is missing or ill: Look says what.";
        let words = if menu.state == DeploymentState::Degraded { ill } else { menu.now.as_str() };
        if !words.is_empty() {
            lines.push(Line::default());
            lines.extend(text::paragraph(
                &format!("{} {words}", theme.sign(Sign::Warning)),
                0,
                room.width,
                theme.warning(),
            ));
        }
        page.body = Pane::new(lines, View::Around(line));
        page
    }

    fn act(&mut self, model: &mut Model, input: Input) -> Next {
        let (Input::Act(action), Some(menu)) = (input, &model.menu) else { return Next::Stay };
        let entries = entries(menu, model);
        self.focus = self.focus.min(entries.len() - 1);
        match action {
            Action::Refresh => model.ask(Command::Refresh, "asking AWS"),
            Action::Leave => return Next::Leave(None),
            Action::Back => return Next::Close,
            Action::Accept => match entries[self.focus] {
                // What is removed does not come back: that is asked first.
                Entry::Resume if menu.state == DeploymentState::Removing => {
                    model.ask(Command::PlanDestroy, "looking at what is left");
                }
                Entry::Resume => model.start(Command::Resume, "starting again"),
                Entry::Look => {
                    if menu.healthy.is_none() {
                        model.ask(Command::Refresh, "asking AWS");
                    }
                    return Next::Open(Box::new(LookScreen::default()));
                }
                Entry::Tier => return Next::Open(Box::new(TiersScreen::default())),
                Entry::Destroy => model.ask(Command::PlanDestroy, "looking at what exists"),
                Entry::Another => model.ask(Command::Another, "getting ready"),
                Entry::Kept => return kept::open(model),
                Entry::Leave => return Next::Leave(None),
            },
            action => self.focus = moved(self.focus, entries.len() - 1, 4, action),
        }
        Next::Stay
    }
}

/// The list of several deployments has its own lines for another one and for what was kept.
fn entries(menu: &Menu, model: &Model) -> Vec<Entry> {
    let only = model.menus.is_empty();
    let mut entries = vec![Entry::Look];
    match menu.state {
        // Looking is what the keys stand on: nobody goes on removing by pressing Enter twice.
        DeploymentState::Removing => entries.push(Entry::Resume),
        // Another window is at it.
        DeploymentState::Running => {}
        DeploymentState::Unfinished | DeploymentState::Changing => {
            entries.insert(0, Entry::Resume);
            entries.push(Entry::Destroy);
        }
        DeploymentState::Complete | DeploymentState::Degraded => {
            entries.extend((menu.state == DeploymentState::Degraded).then_some(Entry::Resume));
            entries.extend((!menu.tiers.is_empty()).then_some(Entry::Tier));
            entries.push(Entry::Destroy);
        }
    }
    entries.extend(only.then_some(Entry::Another));
    entries.extend((only && !model.kept.is_empty()).then_some(Entry::Kept));
    entries.push(Entry::Leave);
    entries
}

fn choice(entry: Entry, menu: &Menu, model: &Model) -> Choice {
    if entry == Entry::Kept {
        return kept::choice(&model.kept);
    }
    let (label, text) = match entry {
        Entry::Resume if menu.state == DeploymentState::Removing => {
            ("Go on removing", "shows what is gone and what is left, and asks".to_owned())
        }
        Entry::Resume if menu.state == DeploymentState::Changing => {
            ("Resume", format!("the change to {} stopped before its end; finished work is kept", menu.tier))
        }
        Entry::Resume if menu.state == DeploymentState::Degraded => {
            ("Set right", "makes anew what is gone; asks where that held data".to_owned())
        }
        Entry::Resume => ("Resume", "the last run stopped before its end; finished work is kept".to_owned()),
        Entry::Look => ("Look", "what runs, whether it is healthy, what it costs".to_owned()),
        Entry::Tier => {
            let open = menu.tiers.iter().filter(|tier| tier.blocked.is_none());
            let offers: Vec<String> = open
                .map(|tier| {
                    let gap = if tier.difference.is_unknown() { "," } else { "" };
                    format!("to {}{gap} {}", tier.name, tier.difference)
                })
                .collect();
            let blocked = menu.tiers.iter().find_map(|tier| tier.blocked.as_ref()).map(|blocked| blocked.short.clone());
            ("Change tier", if offers.is_empty() { blocked.unwrap_or_default() } else { offers.join(", ") })
        }
        Entry::Destroy => ("Destroy", "asks about your data before anything happens".to_owned()),
        Entry::Another => ("Start another", "a second deployment beside this one; nothing changes here".to_owned()),
        Entry::Kept | Entry::Leave => ("Quit", "nothing changes".to_owned()),
    };
    Choice { label: label.to_owned(), text, ..Choice::default() }
}

fn health(menu: &Menu, whole: bool, theme: Theme) -> Vec<Span<'static>> {
    let (sign, words, style) = match (menu.state, menu.healthy) {
        (state, _) if state.stopped() || state == DeploymentState::Running => {
            (Sign::Warning, state.words(), theme.warning())
        }
        (DeploymentState::Degraded, _) | (_, Some(false)) => (Sign::Failed, "not healthy", theme.bad()),
        (_, Some(true)) => (Sign::Done, "healthy", theme.good()),
        (_, None) => (Sign::Idle, "not checked yet", theme.quiet()),
    };
    let money = if whole { format!("   {}", menu.monthly.per_month()) } else { format!("  {}", menu.monthly) };
    vec![Span::styled(format!("{} {words}", theme.sign(sign)), style), Span::raw(money)]
}

/// The address on the left, where we are on the right.
fn under(menu: &Menu, practice: bool, room: Room, theme: Theme) -> Line<'static> {
    let practice = if practice { "practice: nothing leaves" } else { "" };
    let mut url = vec![Span::raw(menu.url.clone().unwrap_or_default())];
    if menu.plain_http() {
        url.push(Span::styled("  not private", theme.quiet()));
    }
    text::row(url, vec![Span::styled(practice, theme.quiet())], room.width, theme)
}
