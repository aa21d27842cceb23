//! Bars on the error stream: one for each running thing, one for all.

use std::collections::BTreeMap;
use std::io::{self, Write as _};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::lines::{clock, left};
use super::stream::target;
use crate::engine::{Progress, Stage};
use crate::model::NodeId;

pub(super) struct Bars {
    all: MultiProgress,
    total: ProgressBar,
    running: BTreeMap<NodeId, ProgressBar>,
}

impl Bars {
    pub(super) fn new() -> Self {
        let all = MultiProgress::with_draw_target(target());
        let total = all.add(ProgressBar::new(0).with_style(style("{bar:24} {pos}/{len}  {wide_msg}")));
        Self { all, total, running: BTreeMap::new() }
    }

    /// True where nothing would be seen.
    pub(super) fn hidden(&self) -> bool {
        self.all.is_hidden()
    }

    /// A line above the bars, whole however long it is.
    pub(super) fn say(&self, text: &str) {
        // A terminal that cannot be written to shows no bars either.
        let _ = self.all.suspend(|| writeln!(io::stderr(), "{text}"));
    }

    /// The terminal wrote `^C` below the bars: back to where they end, or they could not be drawn over.
    pub(super) fn after_ctrl_c(&self) {
        if self.hidden() {
            return;
        }
        let _ = write!(io::stderr(), "\r\u{1b}[K\u{1b}[1A");
    }

    pub(super) fn draw(&mut self, progress: &Progress, now: i64) {
        for (id, row) in &progress.rows {
            match &row.stage {
                Stage::Running { since, text } => {
                    let bar = self.running.entry(id.clone()).or_insert_with(|| {
                        let bar = ProgressBar::new(row.planned.seconds.max(1).into())
                            .with_style(style("  {bar:16} {wide_msg}"));
                        self.all.insert_before(&self.total, bar)
                    });
                    let elapsed = u64::try_from((now - since).max(0) / 1000).unwrap_or(0);
                    // A bar that is full before its thing is done would lie.
                    bar.set_position(elapsed.min(bar.length().unwrap_or(1).saturating_sub(1)));
                    let usual = clock(i64::from(row.planned.seconds) * 1000);
                    let words = if text.is_empty() { String::new() } else { format!(", {text}") };
                    // What is cut at the terminal's edge are words, never the time.
                    bar.set_message(format!("{} of about {usual}  {}{words}", clock(now - since), row.planned.title));
                }
                _ => {
                    if let Some(bar) = self.running.remove(id) {
                        bar.finish_and_clear();
                        self.all.remove(&bar);
                    }
                }
            }
        }
        self.total.set_length(progress.rows.len() as u64);
        self.total.set_position(progress.done() as u64);
        self.total.set_message(format!("{} gone, {}", clock(now - progress.started), left(progress, now)));
        if progress.finish.is_some() {
            // What was still running goes first, or the last line would be drawn once more below itself.
            for bar in std::mem::take(&mut self.running).into_values() {
                bar.finish_and_clear();
                self.all.remove(&bar);
            }
            self.total.abandon();
        }
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> ")
}
