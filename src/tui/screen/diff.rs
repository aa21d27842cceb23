//! A change of tier before it is carried out: things, money, minutes, downtime.

use ratatui::text::{Line, Span};

use super::consent::ConsentScreen;
use super::scroll::Scroll;
use super::{Input, Next, Screen};
use crate::tui::frame::{Page, Pane, Room};
use crate::tui::keymap::{Action, Context};
use crate::tui::message::Command;
use crate::tui::model::Model;
use crate::tui::text;
use crate::tui::theme::{Sign, Theme};
use crate::tui::view::{DiffView, Purpose, Raise, unsure_of};
use crate::tui::widget::changes;

/// The page of a change.
#[derive(Default)]
pub(in crate::tui) struct DiffScreen {
    scroll: Scroll,
}

impl Screen for DiffScreen {
    fn context(&self, model: &Model) -> Context {
        let blocked = model.diff.as_ref().is_some_and(|diff| diff.blocked.is_some());
        if blocked { Context::Reading } else { Context::Diff }
    }

    fn page(&self, model: &Model, room: Room) -> Page {
        let mut page = Page { title: model.title_of_app(), note: model.note(), ..Page::default() };
        let Some(diff) = &model.diff else { return page };
        if !diff.lines.is_empty() {
            page.title_right = vec![Span::raw(diff.after.since(&diff.before).per_month())];
        }
        page.body = Pane::new(lines(diff, room.width, model.theme), self.scroll.view());
        page
    }

    fn act(&mut self, model: &mut Model, input: Input) -> Next {
        let (Input::Act(action), Some(diff)) = (input, &model.diff) else { return Next::Stay };
        match (action, &diff.purpose) {
            (Action::Budget, _) => {
                if let Some(raise) = model.diff.as_mut().and_then(|diff| diff.raise.as_mut()) {
                    raise.wanted = !raise.wanted;
                }
            }
            (Action::Back, _) => return Next::Close,
            (Action::Yes | Action::Accept, Purpose::Tier(tier)) if diff.blocked.is_none() => {
                let budget = diff.raise.filter(|raise| raise.wanted).map(|raise| raise.to);
                let command = Command::ChangeTier { tier: tier.clone(), budget };
                if diff.touches_data() {
                    return Next::Open(Box::new(ConsentScreen::new(&diff.name, warning(diff), command)));
                }
                model.start(command, "starting");
            }
            (action, _) => self.scroll.act(action, model.fit),
        }
        Next::Stay
    }
}

/// What the change does to the budget, and what `b` does about it.
fn budget(raise: &Raise, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let (Raise { from, to, alarm, wanted, .. }, perhaps) = (raise, raise.perhaps());
    let [follows, writes] =
        if *alarm { [", and the alarm follows", ": its alarm would write to you every month"] } else { [""; 2] };
    let (sign, style, words) = if *wanted {
        (
            Sign::Done,
            theme.good(),
            format!("Your budget becomes ${to} with it (it was ${from}){follows}{perhaps}. b takes that back."),
        )
    } else {
        let over = format!("This is over your budget of ${from}{writes}.");
        (Sign::Warning, theme.warning(), format!("{over} b raises the budget to ${to} with the change{perhaps}."))
    };
    text::paragraph(&format!("{} {words}", theme.sign(sign)), 0, width, style)
}

fn warning(diff: &DiffView) -> Vec<String> {
    let touched: Vec<&str> =
        diff.lines.iter().filter(|line| line.touches_data()).map(|line| line.what.as_str()).collect();
    vec![format!("This change touches data: {}.", touched.join(", ")), format!("Downtime: {}.", diff.downtime)]
}

fn lines(diff: &DiffView, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let mut lines = vec![Line::styled(diff.title.clone(), theme.heading()), Line::default()];
    if let Some(why) = &diff.blocked {
        let sign = Span::styled(theme.sign(Sign::Failed), theme.bad());
        lines.push(Line::from(vec![sign, Span::styled(" This cannot be done", theme.heading())]));
        lines.extend(text::paragraph(why, 2, width, ratatui::style::Style::new()));
        lines.push(Line::default());
        if diff.lines.is_empty() {
            return lines;
        }
    }
    let money =
        format!("{} now, {} afterwards: {}", diff.before, diff.after, diff.after.since(&diff.before).per_month());
    for (label, words) in
        [("Money", money), ("Takes", format!("about {} min", diff.minutes)), ("Downtime", diff.downtime.clone())]
    {
        lines.extend(text::labelled(label, &words, 11, width, theme));
    }
    if let Some(raise) = &diff.raise {
        lines.push(Line::default());
        lines.extend(budget(raise, width, theme));
    }
    if let Some(budget) = diff.unsure_of {
        lines.push(Line::default());
        let words = format!("{} {}", theme.sign(Sign::Warning), unsure_of(budget));
        lines.extend(text::paragraph(&words, 0, width, theme.warning()));
    }
    lines.push(Line::default());
    lines.extend(changes::lines(&diff.lines, width, theme));
    if diff.touches_data() {
        lines.push(Line::default());
        let words = format!("{} Data is touched: you will be asked to type the name.", theme.sign(Sign::Warning));
        lines.extend(text::paragraph(&words, 0, width, theme.warning()));
    }
    lines
}
