//! How much room there is, and how it is shared out between the regions.

use ratatui::layout::Rect;

/// How much a terminal can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Size {
    TooSmall,
    /// Below 60x20: one column, short hints.
    Narrow,
    /// Below 80x24: the cost is in the title line.
    Folded,
    Full,
}

impl Size {
    pub(super) const fn of(area: Rect) -> Self {
        match (area.width, area.height) {
            (..40, _) | (_, ..10) => Self::TooSmall,
            (..60, _) | (_, ..20) => Self::Narrow,
            (..80, _) | (_, ..24) => Self::Folded,
            _ => Self::Full,
        }
    }
}

/// The room a screen is drawn in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    pub size: Size,
    /// Columns between the margins.
    pub width: usize,
    /// Columns of the body beside a cost column.
    pub beside: usize,
    /// Columns of the cost column; 0 when it is folded away.
    pub aside: usize,
    /// Rows of the window.
    pub height: usize,
}

/// How the rows of a window are shared out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rows {
    pub trail: usize,
    /// An empty row above and below the body.
    pub gap: usize,
    pub body: usize,
    /// Second pane, caption included.
    pub lower: usize,
}

/// Columns between the body and the cost column.
pub(super) const GAP: usize = 3;

/// Columns of a body that has something beside it: text of longer lines is hard to read, and the cost would be far
/// away.
const WIDEST: usize = 100;

impl Room {
    pub(super) fn of(area: Rect) -> Self {
        let width = usize::from(area.width).saturating_sub(2);
        let size = Size::of(area);
        let aside = match (size, width) {
            (Size::Full, ..108) => 25,
            (Size::Full, ..150) => 36,
            (Size::Full, _) => 46,
            _ => 0,
        };
        let beside = if aside == 0 { width } else { (width - aside - GAP).min(WIDEST) };
        Self { size, width, beside, aside, height: usize::from(area.height) }
    }

    /// Rows for a screen with so many lines of trail and so large a second pane.
    pub(super) fn rows(self, trail: usize, lower: usize) -> Rows {
        let trail = trail.min(self.height / 4);
        let gap = usize::from(self.height >= 16);
        let middle = self.height.saturating_sub(2 + trail + 2 * gap);
        let lower = if middle < 8 { 0 } else { lower.min(middle / 2) };
        Rows { trail, gap, body: middle - lower - usize::from(lower > 0), lower }
    }
}
