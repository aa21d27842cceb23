//! Before everything is removed: what goes, what happens to data. The typed name comes last.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::consent::{ConsentScreen, place_of};
use super::scroll::{Scroll, moved};
use super::{Input, Next, Screen};
use crate::engine::DataChoice;
use crate::plan::Total;
use crate::tui::frame::{Page, Pane, Room, View};
use crate::tui::keymap::{Action, Context};
use crate::tui::message::Command;
use crate::tui::model::Model;
use crate::tui::text;
use crate::tui::theme::{Sign, Theme};
use crate::tui::view::{DataQuestion, DiffSign, DiffView};
use crate::tui::widget::changes;
use crate::tui::widget::choices::{self, Choice};

/// The questions before the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Overview,
    Snapshot,
    Files,
    Images,
    Others,
}

/// One of the questions. Keeping is always the first option.
pub(in crate::tui) struct DestroyScreen {
    step: Step,
    choice: DataChoice,
    /// What AWS services put there goes too.
    others: bool,
    focus: usize,
    scroll: Scroll,
}

impl DestroyScreen {
    pub(in crate::tui) fn new() -> Self {
        Self::at(Step::Overview, DataChoice { final_snapshot: true, keep_files: true, keep_images: false }, false)
    }

    fn at(step: Step, choice: DataChoice, others: bool) -> Self {
        // Images can be built again: keeping them is not what Enter means.
        let focus = usize::from(step == Step::Images);
        Self { step, choice, others, focus, scroll: Scroll::default() }
    }

    fn next(&self, diff: &DiffView) -> Next {
        let (mut choice, mut others) = (self.choice, self.others);
        match self.step {
            Step::Overview => {}
            Step::Snapshot => choice.final_snapshot = self.focus == 0,
            Step::Files => choice.keep_files = self.focus == 0,
            Step::Images => choice.keep_images = self.focus == 0,
            Step::Others => others = self.focus == 1,
        }
        let steps = steps(diff);
        let place = steps.iter().position(|step| *step == self.step).unwrap_or(0);
        if let Some(step) = steps.get(place + 1) {
            return Next::Open(Box::new(Self::at(*step, choice, others)));
        }
        choice.final_snapshot &= diff.snapshot.is_some();
        choice.keep_files &= diff.files.is_some();
        choice.keep_images &= diff.images.is_some();
        let others = diff.others.as_ref().filter(|_| others).map(|others| others.ids.clone()).unwrap_or_default();
        let last = format!("{0} of {0}", steps.len() + 1);
        Next::Open(Box::new(
            ConsentScreen::new(&diff.name, last_words(diff, choice), Command::Destroy { choice, others }).after(last),
        ))
    }
}

fn steps(diff: &DiffView) -> Vec<Step> {
    let mut steps = vec![Step::Overview];
    steps.extend(diff.snapshot.as_ref().map(|_| Step::Snapshot));
    steps.extend(diff.files.as_ref().map(|_| Step::Files));
    steps.extend(diff.images.as_ref().map(|_| Step::Images));
    steps.extend(diff.others.as_ref().map(|_| Step::Others));
    steps
}

fn last_words(diff: &DiffView, choice: DataChoice) -> Vec<String> {
    let answers = [(&diff.snapshot, choice.final_snapshot), (&diff.files, choice.keep_files)];
    let answers = answers.into_iter().chain([(&diff.images, choice.keep_images)]);
    let stay: usize = answers.filter_map(|(question, keep)| Some(question.as_ref().filter(|_| keep)?.things)).sum();
    let removed = diff.lines.iter().filter(|line| line.sign == DiffSign::Removed).count().saturating_sub(stay);
    let what = if stay > 0 { "Everything else" } else { "Everything" };
    let mut words = vec![format!("{what} of {} goes: {removed} things. This cannot be undone.", diff.name)];
    let mut kept = |question: &Option<DataQuestion>, keep: bool, name: &str| {
        if let Some(question) = question {
            words.push(if keep {
                format!("Kept: {name}, {}.", question.monthly.per_month())
            } else {
                format!("Lost for good: {}.", question.what.trim_end_matches('.'))
            });
        }
    };
    kept(&diff.snapshot, choice.final_snapshot, "a final snapshot");
    kept(&diff.files, choice.keep_files, "the files");
    if let Some(question) = &diff.images {
        words.push(if choice.keep_images {
            format!("Kept: {}, {}.", question.what, question.monthly.per_month())
        } else {
            format!("Removed: {}; a new deployment builds them again.", question.what)
        });
    }
    words
}

impl Screen for DestroyScreen {
    fn context(&self, _: &Model) -> Context {
        if self.step == Step::Overview { Context::Overview } else { Context::Destroy }
    }

    fn page(&self, model: &Model, room: Room) -> Page {
        let theme = model.theme;
        let mut page = Page { title: model.title(), note: model.note(), ..Page::default() };
        let Some(diff) = &model.diff else { return page };
        let steps = steps(diff);
        let place = steps.iter().position(|step| *step == self.step).unwrap_or(0) + 1;
        page.trail = vec![place_of(&format!("{place} of {}", steps.len() + 1), room.width, theme)];
        page.body = match self.step {
            Step::Overview => Pane::new(overview(diff, room.width, theme), self.scroll.view()),
            Step::Snapshot => self.question(&SNAPSHOT, diff.snapshot.as_ref(), room, model),
            Step::Files => self.question(&FILES, diff.files.as_ref(), room, model),
            Step::Images => self.question(&IMAGES, diff.images.as_ref(), room, model),
            Step::Others => {
                let asks = |what| DataQuestion { what, monthly: Total::default(), things: 0 };
                let data = diff.others.as_ref().map(|others| asks(others.words.clone()));
                self.question(&OTHERS, data.as_ref(), room, model)
            }
        };
        page
    }

    fn act(&mut self, model: &mut Model, input: Input) -> Next {
        let (Input::Act(action), Some(diff)) = (input, &model.diff) else { return Next::Stay };
        match action {
            Action::Back => return Next::Close,
            Action::Accept if diff.blocked.is_none() => return self.next(diff),
            action if self.step == Step::Overview => self.scroll.act(action, model.fit),
            action => self.focus = moved(self.focus, 1, 1, action),
        }
        Next::Stay
    }
}

struct Wording {
    title: &'static str,
    keep: [&'static str; 2],
    lose: [&'static str; 2],
}

const SNAPSHOT: Wording = Wording {
    title: "Keep a last snapshot of the data?",
    keep: ["Yes", "data can be restored from it later; its keys stay too"],
    lose: ["No", "what people stored in the app is lost for good"],
};
const FILES: Wording = Wording {
    title: "Keep the uploaded files?",
    keep: ["Keep", "the file store stays, private as it is"],
    lose: ["Delete", "all files and their old versions are lost for good"],
};

const IMAGES: Wording = Wording {
    title: "Keep the images that were built?",
    keep: ["Keep", "a new deployment of this name finds them and need not build"],
    lose: ["Delete", "nothing of your data is in them; they can be built again"],
};
const OTHERS: Wording = Wording {
    title: "Remove what an AWS service put there, too?",
    keep: ["Keep", "the network stays with it, and the removal stops there"],
    lose: ["Remove", "the service goes on without it; nothing of your data is in it"],
};

impl DestroyScreen {
    fn question(&self, wording: &Wording, data: Option<&DataQuestion>, room: Room, model: &Model) -> Pane {
        let theme = model.theme;
        let title = vec![Span::styled(wording.title, theme.heading())];
        let mut lines = vec![text::row(title, vec![Span::styled("per month", theme.quiet())], room.width, theme)];
        let price = |total: &Total| if total.is_free() { total.to_string() } else { total.price() };
        let (what, monthly) = data.map_or_else(Default::default, |data| (data.what.clone(), price(&data.monthly)));
        lines.extend(text::paragraph(&what, 0, room.width, Style::new()));
        lines.push(Line::default());
        let option = |words: [&str; 2], right: String, chosen: bool| Choice {
            label: words[0].to_owned(),
            text: words[1].to_owned(),
            right,
            chosen: Some(chosen),
            ..Choice::default()
        };
        let list =
            [option(wording.keep, monthly, self.focus == 0), option(wording.lose, "0.00".to_owned(), self.focus == 1)];
        let rows = choices::lines(&list, Some(self.focus), room.width, theme);
        let focused = lines.len() + self.focus;
        lines.extend(rows);
        Pane::new(lines, View::Around(focused))
    }
}

fn overview(diff: &DiffView, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let mut lines = vec![Line::styled(diff.title.clone(), theme.heading())];
    if let Some(why) = &diff.blocked {
        lines.extend(text::paragraph(&format!("{} {why}", theme.sign(Sign::Failed)), 0, width, theme.bad()));
    }
    let words = format!("This ends costs of {} per month and takes about {} min.", diff.before, diff.minutes);
    lines.extend(text::paragraph(&words, 0, width, Style::new()));
    lines.push(Line::default());
    lines.extend(changes::lines(&diff.lines, width, theme));
    lines
}
