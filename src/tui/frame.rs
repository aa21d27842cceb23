//! The four fixed regions of every screen: title line, trail, body with the cost beside it, one line of keys.
//!
//! ```text
//!  title                                          right side
//!  trail …                                        right side
//!
//!  body                            │ aside (cost), when there is room
//!  lower pane (log), when a screen has one
//!                                             ↑ 3  ↓ 12 more
//!  ↑↓ choose   Enter next   ? keys                     minutes
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::keymap::{self, Context};
pub(super) use super::room::{Room, Size};
use super::text;
use super::theme::{Sign, Theme};

/// Which part of a longer text is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum View {
    #[default]
    Top,
    /// From this line on.
    From(usize),
    /// Wherever this line is visible.
    Around(usize),
    /// The end.
    End,
}

/// Lines of which a part is visible. Of a very long text only the part around the view need be given.
#[derive(Clone, Debug, Default)]
pub(super) struct Pane {
    pub lines: Vec<Line<'static>>,
    pub view: View,
    /// Lines before and after the given ones.
    pub before: usize,
    pub after: usize,
}

impl Pane {
    pub(super) const fn new(lines: Vec<Line<'static>>, view: View) -> Self {
        Self { lines, view, before: 0, after: 0 }
    }

    fn total(&self) -> usize {
        self.before + self.lines.len() + self.after
    }

    /// First visible line, and the highest possible one.
    fn window(&self, rows: usize) -> (usize, usize) {
        let last = self.total().saturating_sub(rows);
        let first = match self.view {
            View::Top => 0,
            View::From(line) => line.min(last),
            View::Around(line) => (line + 2).saturating_sub(rows).min(last),
            View::End => last,
        };
        (first, last)
    }

    fn visible(&self, first: usize, rows: usize) -> impl Iterator<Item = &Line<'static>> {
        self.lines.iter().skip(first.saturating_sub(self.before)).take(rows)
    }
}

/// The second pane under the body.
#[derive(Clone, Debug)]
pub(super) struct Lower {
    pub caption: Line<'static>,
    pub pane: Pane,
    /// Rows wanted, caption included.
    pub rows: usize,
}

/// One screen, laid out by [`render`].
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    pub title: Vec<Span<'static>>,
    pub title_right: Vec<Span<'static>>,
    pub trail: Vec<Line<'static>>,
    pub body: Pane,
    pub aside: Vec<Line<'static>>,
    pub lower: Option<Lower>,
    /// At the right of the key line.
    pub note: String,
    /// Line and column of the body where the terminal's cursor stands.
    pub cursor: Option<(usize, usize)>,
}

/// What was visible: screens bound their scrolling by it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fit {
    pub body_rows: usize,
    pub body_last: usize,
    pub lower_rows: usize,
    pub lower_last: usize,
}

/// Draws a page and says where the cursor belongs.
pub(super) fn render(
    page: &Page,
    context: Context,
    area: Rect,
    buffer: &mut Buffer,
    theme: Theme,
) -> (Fit, Option<Position>) {
    let canvas = &mut Canvas { area, buffer, theme };
    let room = Room::of(area);
    let height = room.height;
    if room.size == Size::TooSmall {
        too_small(canvas, area);
        return (Fit::default(), None);
    }
    canvas.line(0, 1, &text::row(page.title.clone(), page.title_right.clone(), room.width, theme), room.width);
    let rows = room.rows(page.trail.len(), page.lower.as_ref().map_or(0, |lower| lower.rows));
    for (index, line) in page.trail.iter().take(rows.trail).enumerate() {
        canvas.line(1 + index, 1, line, room.width);
    }
    let top = 1 + rows.trail + rows.gap;
    let bottom = height - 1 - rows.gap;
    let (body_rows, lower_rows) = (rows.body, rows.lower);
    let body_width = if room.aside > 0 && !page.aside.is_empty() { room.beside } else { room.width };

    let (first, body_last) = page.body.window(body_rows);
    for (index, line) in page.body.visible(first, body_rows).enumerate() {
        canvas.line(top + index, 1, line, body_width);
    }
    if room.aside > 0 {
        for (index, line) in page.aside.iter().take(body_rows).enumerate() {
            canvas.line(top + index, 1 + room.beside + super::room::GAP, line, room.aside);
        }
    }
    let mut fit = Fit { body_rows, body_last, ..Fit::default() };
    if let (Some(lower), true) = (&page.lower, lower_rows > 1) {
        canvas.line(bottom - lower_rows, 1, &lower.caption, room.width);
        let (first, last) = lower.pane.window(lower_rows - 1);
        for (index, line) in lower.pane.visible(first, lower_rows - 1).enumerate() {
            canvas.line(bottom - lower_rows + 1 + index, 1, line, room.width);
        }
        fit.lower_rows = lower_rows - 1;
        fit.lower_last = last;
    }
    let marks = marks(first, page.body.total().saturating_sub(first + body_rows), theme);
    let blank = rows.gap + lower_rows > 0;
    if blank {
        canvas.right(top + body_rows, &marks, theme.quiet(), body_width);
    }
    let note = if blank || marks.is_empty() { page.note.clone() } else { marks };
    canvas.line(height - 1, 1, &hints(context, &note, room.width, theme), room.width);
    let cursor = page.cursor.and_then(|(line, column)| {
        let row = line.checked_sub(first).filter(|row| *row < body_rows)?;
        let x = u16::try_from(1 + column.min(body_width)).ok()?;
        Some(Position::new(area.x + x, area.y + u16::try_from(top + row).ok()?))
    });
    (fit, cursor)
}

fn marks(above: usize, below: usize, theme: Theme) -> String {
    match (above, below) {
        (0, 0) => String::new(),
        (0, below) => format!("{} {below} more", theme.sign(Sign::Below)),
        (above, 0) => format!("{} {above} more", theme.sign(Sign::Above)),
        (above, below) => format!("{} {above}  {} {below} more", theme.sign(Sign::Above), theme.sign(Sign::Below)),
    }
}

/// The key line: as many hints as fit, the way to all keys always.
fn hints(context: Context, note: &str, width: usize, theme: Theme) -> Line<'static> {
    let shown: Vec<_> = keymap::bindings(context).filter(|binding| !binding.hint.is_empty()).collect();
    let length = |label: &str, hint: &str| text::width(label) + 1 + text::width(hint);
    let help = shown.last().map_or(0, |binding| length(binding.label, binding.hint));
    let note_width = if note.is_empty() { 0 } else { text::width(note) + 2 };
    let mut room = width.saturating_sub(help + note_width);
    let mut spans = Vec::new();
    for (index, binding) in shown.iter().enumerate() {
        let needed = length(binding.label, binding.hint) + 3;
        if index + 1 < shown.len() {
            if needed > room {
                continue;
            }
            room -= needed;
        }
        spans.push(Span::styled(binding.label, theme.heading()));
        spans.push(Span::styled(
            format!(" {}{}", binding.hint, if index + 1 < shown.len() { "   " } else { "" }),
            theme.quiet(),
        ));
    }
    text::row(spans, vec![Span::styled(note.to_owned(), theme.quiet())], width, theme)
}

fn too_small(canvas: &mut Canvas<'_>, area: Rect) {
    let sentence =
        format!("cloudstead needs 40x10 characters, this window has {}x{}. Make it larger.", area.width, area.height);
    let width = usize::from(area.width);
    for (row, line) in text::wrap(&sentence, width).into_iter().enumerate() {
        canvas.line(row, 0, &Line::raw(line), width);
    }
}

/// A buffer that is never written outside its area.
struct Canvas<'a> {
    area: Rect,
    buffer: &'a mut Buffer,
    theme: Theme,
}

impl Canvas<'_> {
    fn line(&mut self, row: usize, column: usize, line: &Line<'_>, width: usize) {
        let (Ok(x), Ok(y)) = (u16::try_from(column), u16::try_from(row)) else { return };
        if x >= self.area.width || y >= self.area.height {
            return;
        }
        let room = u16::try_from(width).unwrap_or(u16::MAX).min(self.area.width - x);
        if line.width() > usize::from(room) {
            let owned = line.spans.iter().map(|span| Span::styled(span.content.to_string(), span.style)).collect();
            let cut = Line::from(text::clip(owned, usize::from(room), self.theme)).style(line.style);
            self.buffer.set_line(self.area.x + x, self.area.y + y, &cut, room);
        } else {
            self.buffer.set_line(self.area.x + x, self.area.y + y, line, room);
        }
    }

    fn right(&mut self, row: usize, text: &str, style: Style, width: usize) {
        let column = 1 + width.saturating_sub(text::width(text));
        self.line(row, column, &Line::styled(text.to_owned(), style), width);
    }
}

/// Rewrites what an ASCII terminal cannot show.
pub(super) fn to_ascii(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if !cell.symbol().is_ascii() {
            let twin = Theme::ascii_twin(cell.symbol());
            cell.set_symbol(twin);
        }
    }
}
