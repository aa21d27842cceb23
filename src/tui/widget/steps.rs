//! The steps of the phases that are under way: what each waits for and how long that usually takes.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::engine::{Operation, Row, Stage};
use crate::model::{NodeId, dns};
use crate::resource::Phase;
use crate::tui::live::Live;
use crate::tui::text;
use crate::tui::theme::{Sign, Theme};

/// Waits from so many usual seconds on are worth a word.
const LONG: u32 = 30;
/// What is said of the one that decides when everything is done.
const LONGEST: &str = "; the longest wait";

/// Lines of the steps, with the step that each line belongs to.
#[derive(Default)]
pub(in crate::tui) struct Steps {
    pub lines: Vec<Line<'static>>,
    /// Steps that can be chosen, and the line of each.
    pub chosen: Vec<(NodeId, usize)>,
}

/// Where and how steps are drawn.
#[derive(Clone, Copy)]
pub(in crate::tui) struct Look<'a> {
    pub width: usize,
    /// Lines that are visible: with fewer, less is shown.
    pub rows: usize,
    pub narrow: bool,
    pub focus: Option<&'a NodeId>,
    pub theme: Theme,
}

/// How much of a phase is shown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Detail {
    /// Only what moves, without empty lines.
    Terse,
    /// What moves and what comes next.
    Moving,
    /// What is done too.
    All,
}

/// The steps worth showing now: as much as fits, and always what moves.
pub(in crate::tui) fn steps(live: &Live, look: Look<'_>) -> Steps {
    let phases = shown_phases(live);
    let drawn = |detail| {
        let mut steps = Steps::default();
        for phase in &phases {
            steps.phase(live, *phase, detail, look);
        }
        steps
    };
    [Detail::All, Detail::Moving]
        .into_iter()
        .map(drawn)
        .find(|steps| steps.lines.len() <= look.rows)
        .unwrap_or_else(|| drawn(Detail::Terse))
}

/// Phases under way; when none is, the first that is not complete.
fn shown_phases(live: &Live) -> Vec<Phase> {
    let phases = live.progress.phases();
    let active: Vec<Phase> =
        phases.iter().filter(|(_, count)| count.running + count.failed > 0).map(|(phase, _)| *phase).collect();
    if !active.is_empty() {
        return active;
    }
    phases.iter().filter(|(_, count)| count.done < count.total).map(|(phase, _)| *phase).take(1).collect()
}

impl Steps {
    fn phase(&mut self, live: &Live, phase: Phase, detail: Detail, look: Look<'_>) {
        let rows: Vec<(&NodeId, &Row)> =
            live.progress.rows.iter().filter(|(_, row)| row.planned.phase == phase).collect();
        if !self.lines.is_empty() && detail > Detail::Terse {
            self.lines.push(Line::default());
        }
        let done = rows.iter().filter(|(_, row)| matches!(row.stage, Stage::Done { .. })).count();
        let count = Span::styled(format!("  {done} of {} steps done", rows.len()), look.theme.quiet());
        self.lines.push(Line::from(vec![Span::styled(phase.title(), look.theme.heading()), count]));
        let mut to_come = 0;
        for (id, row) in &rows {
            let shown = match row.stage {
                Stage::Running { .. } | Stage::Failed(_) => true,
                Stage::Done { .. } => detail == Detail::All,
                Stage::Pending | Stage::Skipped { .. } => {
                    to_come += 1;
                    detail == Detail::All || (detail == Detail::Moving && to_come == 1)
                }
            };
            if shown {
                self.step(live, id, row, look);
            }
        }
    }

    fn step(&mut self, live: &Live, id: &NodeId, row: &Row, look: Look<'_>) {
        let theme = look.theme;
        self.chosen.push((id.clone(), self.lines.len()));
        let focused = look.focus == Some(id);
        let left = row.planned.instead_of_removing().is_some();
        let (sign, style) = match &row.stage {
            Stage::Done { .. } if left => (theme.sign(Sign::Idle), theme.quiet()),
            Stage::Done { .. } => (theme.sign(Sign::Done), theme.good()),
            Stage::Running { .. } => {
                (theme.spinner(u64::try_from(live.shown_for.as_millis()).unwrap_or(0)), Style::new())
            }
            Stage::Failed(_) => (theme.sign(Sign::Failed), theme.bad()),
            Stage::Pending | Stage::Skipped { .. } => (theme.sign(Sign::Idle), theme.quiet()),
        };
        let title_style = match row.stage {
            _ if focused => theme.focus(),
            Stage::Pending | Stage::Skipped { .. } => theme.quiet(),
            _ => Style::new(),
        };
        let head = vec![
            Span::styled(if focused { theme.sign(Sign::Focus) } else { " " }, theme.focus()),
            Span::raw(" "),
            Span::styled(sign, style),
            Span::raw(" "),
        ];
        let mut words = words(live, row);
        if row.planned.seconds >= LONG && !asks(row) && live.progress.longest_wait(live.now) == Some(id) {
            words.push_str(LONGEST);
        }
        let right = timing(live, row);
        self.place(head, &row.planned.title, title_style, &words, &right, look);
    }

    /// One line when everything fits beside each other; otherwise the words go below, at most three lines of them.
    fn place(
        &mut self,
        mut head: Vec<Span<'static>>,
        title: &str,
        style: Style,
        words: &str,
        right: &str,
        look: Look<'_>,
    ) {
        let theme = look.theme;
        let column = (text::width(title) + 3).max((look.width * 9 / 25).clamp(12, 40));
        let beside = look.width.saturating_sub(4 + column + 2 + text::width(right));
        let column = if text::width(words) <= beside { column } else { text::width(title) + 3 };
        let beside = look.width.saturating_sub(4 + column + 1 + text::width(right));
        let right = vec![Span::styled(right.to_owned(), theme.quiet())];
        if !look.narrow && text::width(words) <= beside {
            head.push(Span::styled(text::pad(title, column, theme), style));
            head.push(Span::styled(words.to_owned(), theme.quiet()));
            self.lines.push(text::row(head, right, look.width, theme));
            return;
        }
        head.push(Span::styled(title.to_owned(), style));
        self.lines.push(text::row(head, right, look.width, theme));
        let mut below = text::wrap(words, look.width.saturating_sub(6));
        if below.len() > 3 {
            below.truncate(3);
            if let Some(last) = below.last_mut() {
                *last = text::cut(&format!("{last} {}", " ".repeat(look.width)), text::width(last) + 2, theme);
            }
        }
        let lines = below.into_iter().filter(|line| !line.is_empty());
        self.lines.extend(lines.map(|line| Line::styled(format!("      {line}"), theme.quiet())));
    }
}

/// What a step does or waits for, in plain words.
fn words(live: &Live, row: &Row) -> String {
    match &row.stage {
        Stage::Done { .. } => row.planned.instead_of_removing().unwrap_or_default().to_owned(),
        Stage::Running { text, .. } if text.is_empty() => match row.planned.operation {
            Operation::Create => "asking AWS".to_owned(),
            Operation::Update => "changing it".to_owned(),
            Operation::Delete => "removing it".to_owned(),
        },
        // What is wrong with a record is worth more than how many there are.
        Stage::Running { text, .. } if !text.lines().all(|line| line.starts_with("add ")) => text.clone(),
        Stage::Running { text, .. } => match dns::records(text).len() {
            0 => text.clone(),
            1 => "1 DNS record to add where your domain is managed: press c".to_owned(),
            count => format!("{count} DNS records to add where your domain is managed: press c"),
        },
        Stage::Failed(error) => error.what.clone(),
        Stage::Skipped { because } => format!("not begun, needs {}", title(live, because)),
        Stage::Pending => {
            let missing = row.planned.depends_on.iter().find(|id| {
                live.progress.rows.get(*id).is_some_and(|needed| !matches!(needed.stage, Stage::Done { .. }))
            });
            missing.map_or_else(String::new, |id| format!("after {}", title(live, id)))
        }
    }
}

/// Whether it waits for a person.
fn asks(row: &Row) -> bool {
    matches!(&row.stage, Stage::Running { text, .. } if !dns::records(text).is_empty())
}

fn title(live: &Live, id: &NodeId) -> String {
    live.progress.rows.get(id).map_or_else(|| id.to_string(), |row| row.planned.title.clone())
}

/// How long it took, or takes against what is usual.
fn timing(live: &Live, row: &Row) -> String {
    match row.stage {
        Stage::Done { took: Some(millis) } => text::clock(millis / 1000),
        Stage::Running { since, .. } => {
            let elapsed = (live.now - since).max(0) / 1000;
            let usual = text::usual(row.planned.seconds, row.planned.slow_seconds);
            if row.planned.seconds < 5 {
                text::clock(elapsed)
            } else if elapsed > i64::from(row.planned.slow_seconds) {
                format!("{}, usually {usual}", text::clock(elapsed))
            } else {
                format!("{} of about {usual}", text::clock(elapsed))
            }
        }
        _ => String::new(),
    }
}
