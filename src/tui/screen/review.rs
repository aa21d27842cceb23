//! The last look before anything is created: answers, picture, things, total.

use ratatui::text::{Line, Span};

use super::reading::ReadingScreen;
use super::scroll::Scroll;
use super::{Input, Next};
use crate::tui::frame::{Page, Pane, Room, Size};
use crate::tui::keymap::Action;
use crate::tui::model::Model;
use crate::tui::text;
use crate::tui::theme::{Sign, Theme};
use crate::tui::widget::{bill, checks, cost, trail};
use crate::wizard::{Check, Msg, Review as Facts, Wizard};

/// Columns that the picture needs beside the answers.
const PICTURE: usize = 58;

/// Scroll position of the review.
#[derive(Default)]
pub(super) struct Review {
    scroll: Scroll,
}

impl Review {
    pub(super) fn page(&self, model: &Model, wizard: &Wizard, room: Room) -> Page {
        let theme = model.theme;
        let review = wizard.review();
        let (app, name) = (wizard.preset().title.as_str(), wizard.answers().name);
        let name = if app.eq_ignore_ascii_case(name.as_str()) {
            app.to_owned()
        } else {
            format!("{app} {} {name}", theme.sign(Sign::Separator))
        };
        let mut page = Page { title: model.title_of(&name), note: note(model, &review), ..Page::default() };
        page.title_right = right(wizard, room, theme);
        page.trail = vec![trail::line(&wizard.trail(), room.width, theme)];
        page.trail.push(Line::styled(first_words(wizard, &review), theme.heading()));
        page.body = Pane::new(lines(wizard, &review, room, theme), self.scroll.view());
        page
    }

    pub(super) fn act(&mut self, model: &mut Model, input: &Input) -> Next {
        let &Input::Act(action) = input else { return Next::Stay };
        match action {
            Action::Yes => {
                model.tell_wizard(Msg::Confirm);
                self.scroll = Scroll::default();
            }
            Action::Back => {
                model.tell_wizard(Msg::Back);
                self.scroll = Scroll::default();
            }
            Action::Explain => return Next::Open(Box::new(ReadingScreen::with_cost(Vec::new()))),
            Action::Refresh => {
                model.tell_wizard(Msg::CheckAgain);
            }
            Action::Assumptions => {
                model.tell_wizard(Msg::ToggleAssumptions);
            }
            action => self.scroll.act(action, model.fit),
        }
        Next::Stay
    }
}

fn first_words(wizard: &Wizard, review: &Facts) -> String {
    if review.checks.iter().any(Check::stops) {
        return "Nothing exists yet. Something would stop this: Esc goes back, y asks again.".to_owned();
    }
    if wizard.open_points().is_some() {
        return "Nothing exists yet. Points are open in your preset: settle them, then press y.".to_owned();
    }
    if let Some(account) = wizard.signed_in_now() {
        return format!("You are signed in now: {account}. Read this, then press y once more.");
    }
    let words = match (review.problems.is_empty(), wizard.practice()) {
        (true, _) if wizard.signed_out() => "Nothing exists yet. Sign in, then press y.",
        (false, _) => "Nothing exists yet. Something must be put right first: press y to go there.",
        (true, true) => "Practice: nothing will exist, nothing is billed. Read this, then press y.",
        (true, false) => "Nothing exists yet. Read this, then press y.",
    };
    words.to_owned()
}

fn right(wizard: &Wizard, room: Room, theme: Theme) -> Vec<Span<'static>> {
    if room.size < Size::Full {
        return cost::folded(wizard.estimate(), None, theme);
    }
    let place = format!("   {}", wizard.answers().region);
    let who = match wizard.practice() {
        true => "practice".to_owned(),
        // The page itself says it, and what to do.
        false if wizard.signed_out() => String::new(),
        false => wizard.account().line(),
    };
    vec![Span::styled(who, theme.quiet()), Span::raw(place)]
}

fn note(model: &Model, review: &Facts) -> String {
    let note = model.note();
    if note.is_empty() { format!("~{} to run", text::about(review.seconds)) } else { note }
}

fn lines(wizard: &Wizard, review: &Facts, room: Room, theme: Theme) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let refusal = wizard.refusal().map(str::to_owned);
    let problems = review.problems.iter().map(|problem| format!("{}: {}", problem.name, problem.text));
    let checks = checks::lines(review, room, theme);
    for (sign, style, words) in refusal
        .into_iter()
        .chain(problems)
        .map(|words| (Sign::Failed, theme.bad(), words))
        .chain(review.warnings.iter().map(|words| (Sign::Warning, theme.warning(), words.clone())))
    {
        lines.extend(text::paragraph(&format!("{} {words}", theme.sign(sign)), 0, room.width, style));
    }
    if !lines.is_empty() {
        lines.push(Line::default());
    }
    lines.extend(checks);
    let beside = room.width >= PICTURE * 2;
    let width = if beside { room.width - PICTURE - 3 } else { room.width };
    let picture = if room.width < PICTURE {
        Vec::new()
    } else {
        picture(wizard, if beside { PICTURE } else { room.width }, theme)
    };
    let answers = answers(review, width, theme);
    if beside {
        lines.extend(together(answers, picture, width + 3));
    } else {
        lines.extend(answers);
    }
    lines.push(Line::default());
    lines.extend(bill::phases(review, room.width, theme));
    if !beside && room.width >= PICTURE {
        lines.push(Line::default());
        lines.extend(self::picture(wizard, room.width, theme));
    }
    if let Some(blueprint) = wizard.blueprint() {
        lines.push(Line::default());
        lines.extend(bill::things(blueprint, wizard.estimate(), review, room.width, theme));
    }
    lines
}

fn answers(review: &Facts, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let mut lines = vec![Line::styled("Your answers", theme.heading())];
    for row in &review.answers {
        let because = Span::styled(row.because, theme.quiet());
        let room = width.saturating_sub(13 + text::width(row.because) + 2);
        let mut parts = text::wrap(&row.value, room).into_iter();
        let first = parts.next().unwrap_or_default();
        let left = vec![Span::raw(format!("  {:11}", row.label)), Span::raw(first)];
        lines.push(text::row(left, vec![because], width, theme));
        lines.extend(parts.map(|part| Line::raw(format!("{:13}{part}", ""))));
    }
    lines
}

fn picture(wizard: &Wizard, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let mut lines = vec![Line::styled("What it looks like", theme.heading())];
    lines.extend(wizard.diagram(width, theme.ascii).into_iter().map(Line::raw));
    lines
}

/// Two columns of lines, the right one beginning at a column.
fn together(left: Vec<Line<'static>>, right: Vec<Line<'static>>, column: usize) -> Vec<Line<'static>> {
    let rows = left.len().max(right.len());
    let (mut left, mut right) = (left.into_iter(), right.into_iter());
    (0..rows)
        .map(|_| {
            let mut line = left.next().unwrap_or_default();
            let gap = column.saturating_sub(line.width());
            if let Some(beside) = right.next() {
                line.spans.push(Span::raw(" ".repeat(gap)));
                line.spans.extend(
                    beside.spans.into_iter().map(|span| Span::styled(span.content, beside.style.patch(span.style))),
                );
            }
            line
        })
        .collect()
}
