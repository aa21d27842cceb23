//! A run as it happens, on one writer: bars on a terminal, otherwise lines, or sentences for screen readers. Draws the
//! fold of events; it sees no clock, so the caller tells the time.

mod bars;
mod lines;
mod stream;

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::time::Duration;

use self::bars::Bars;
use crate::engine::{Event, EventKind, Progress};
use crate::model::{NodeId, dns};

/// How a run is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// A bar per running thing and one for all, on the error stream.
    Bars,
    /// One line for each thing that ends, and one at least every half minute.
    Lines,
    /// Sentences: one for each thing that ends, and one at least every half minute.
    Sentences,
}

impl Style {
    /// Bars only where they can be seen: some terminals and settings hide them without a word.
    #[must_use]
    pub const fn for_terminal(error_stream_is_terminal: bool, no_color: bool, dumb: bool) -> Self {
        if error_stream_is_terminal && !no_color && !dumb { Self::Bars } else { Self::Lines }
    }
}

/// Silence is broken after this much of a person's time, however fast the run's clock goes: with ticks a second apart,
/// before half a minute is over.
const QUIET: Duration = Duration::from_secs(28);

/// Shows one run.
pub struct Watch<'a> {
    progress: Progress,
    style: Style,
    bars: Option<Bars>,
    out: &'a mut dyn Write,
    /// When a line was last written on the run's clock, and on the person's.
    spoken: i64,
    quiet_since: Duration,
    /// Something was written since the last tick.
    fresh: bool,
    /// What a person was asked to do.
    said: BTreeSet<String>,
}

impl<'a> Watch<'a> {
    /// A display that writes to `out` (bars go to the error stream).
    pub fn new(style: Style, out: &'a mut dyn Write) -> Self {
        let bars = (style == Style::Bars).then(Bars::new).filter(|bars| !bars.hidden());
        let style = if style == Style::Bars && bars.is_none() { Style::Lines } else { style };
        Self {
            progress: Progress::default(),
            style,
            bars,
            out,
            spoken: 0,
            quiet_since: Duration::ZERO,
            fresh: false,
            said: BTreeSet::new(),
        }
    }

    /// The fold of everything seen so far.
    #[must_use]
    pub const fn progress(&self) -> &Progress {
        &self.progress
    }

    /// Takes in an event and shows it.
    ///
    /// # Errors
    /// When writing fails; the run goes on without a display.
    pub fn event(&mut self, event: &Event) -> io::Result<()> {
        self.progress.apply(event);
        if let Some(bars) = &mut self.bars {
            if let EventKind::NodeWaiting { node, text } = &event.kind {
                for duty in new_duties(&mut self.said, text) {
                    bars.say(&lines::duty(&self.progress, node, &duty, self.style, event.millis));
                }
            }
            if matches!(event.kind, EventKind::Noted { .. })
                && let Some(line) = lines::line(&self.progress, event)
            {
                bars.say(&line);
            }
            bars.draw(&self.progress, event.millis);
            return Ok(());
        }
        if let EventKind::NodeWaiting { node, text } = &event.kind {
            return self.duties(node, text, event.millis);
        }
        let text = match self.style {
            Style::Sentences => lines::sentence(&self.progress, event),
            Style::Bars | Style::Lines => lines::line(&self.progress, event),
        };
        self.write(text, event.millis)
    }

    /// What a person must do while something waits: each of it once, as soon as it is known, on a line of its own.
    fn duties(&mut self, node: &NodeId, text: &str, now: i64) -> io::Result<()> {
        for duty in new_duties(&mut self.said, text) {
            self.write(Some(lines::duty(&self.progress, node, &duty, self.style, now)), now)?;
        }
        Ok(())
    }

    /// Ctrl-C was pressed on the terminal that this is shown on, which echoes it.
    pub fn ctrl_c(&self) {
        if let Some(bars) = &self.bars {
            bars.after_ctrl_c();
        }
    }

    /// Something to know that is no event of the run.
    ///
    /// # Errors
    /// When writing fails.
    pub fn say(&mut self, text: &str) -> io::Result<()> {
        match &self.bars {
            Some(bars) => {
                bars.say(text);
                Ok(())
            }
            None => self.write(Some(text.to_owned()), self.spoken),
        }
    }

    /// Time passes: `now` on the run's clock in milliseconds since the epoch, `passed` for the person since the run was
    /// shown.
    ///
    /// # Errors
    /// When writing fails.
    pub fn tick(&mut self, now: i64, passed: Duration) -> io::Result<()> {
        if let Some(bars) = &mut self.bars {
            bars.draw(&self.progress, now);
            return Ok(());
        }
        if std::mem::take(&mut self.fresh) {
            self.quiet_since = passed;
        }
        let quiet = passed.saturating_sub(self.quiet_since) < QUIET;
        if self.progress.finish.is_some() || self.progress.rows.is_empty() || quiet {
            return Ok(());
        }
        self.write(lines::still(&self.progress, now, self.style), now)?;
        self.quiet_since = passed;
        self.fresh = false;
        Ok(())
    }

    fn write(&mut self, text: Option<String>, now: i64) -> io::Result<()> {
        let Some(text) = text else { return Ok(()) };
        self.spoken = now;
        self.fresh = true;
        writeln!(self.out, "{text}")?;
        self.out.flush()
    }
}

fn new_duties(said: &mut BTreeSet<String>, text: &str) -> Vec<String> {
    dns::duties(text).into_iter().filter(|duty| said.insert(duty.clone())).collect()
}

#[cfg(test)]
mod tests;
