//! Columns of text: aligned, within a width, long texts wrapped instead of lost.

use std::borrow::Cow;
use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

/// Space between columns.
const GAP: usize = 2;

/// How a column is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Left,
    Right,
    /// Left, and wrapped to what the others leave.
    Wrap,
}

/// Rows of cells.
#[derive(Clone, Debug)]
pub struct Table {
    columns: Vec<Align>,
    rows: Vec<Vec<String>>,
    indent: usize,
}

impl Table {
    #[must_use]
    pub fn new(columns: &[Align]) -> Self {
        Self { columns: columns.to_vec(), rows: Vec::new(), indent: 2 }
    }

    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.into());
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Writes all rows, at most `width` wide.
    ///
    /// # Errors
    /// When writing fails.
    pub fn write(&self, out: &mut dyn Write, width: usize) -> io::Result<()> {
        let widths = self.widths(width);
        for row in &self.rows {
            let cells: Vec<Vec<String>> = row
                .iter()
                .enumerate()
                .map(|(index, cell)| match self.columns.get(index) {
                    Some(Align::Wrap) => wrap(cell, widths[index]),
                    _ => vec![cell.clone()],
                })
                .collect();
            let height = cells.iter().map(Vec::len).max().unwrap_or(0);
            for line in 0..height {
                let mut text = " ".repeat(self.indent);
                for (index, cell) in cells.iter().enumerate() {
                    let cell = cell.get(line).map_or("", String::as_str);
                    let space = " ".repeat(widths[index].saturating_sub(cell.width()));
                    let gap = if index == 0 { 0 } else { GAP };
                    text.push_str(&" ".repeat(gap));
                    match self.columns.get(index) {
                        Some(Align::Right) => text.extend([space.as_str(), cell]),
                        _ => text.extend([cell, space.as_str()]),
                    }
                }
                writeln!(out, "{}", text.trim_end())?;
            }
        }
        Ok(())
    }

    fn widths(&self, width: usize) -> Vec<usize> {
        let widest = |index: usize| {
            self.rows.iter().filter_map(|row| row.get(index)).map(|cell| cell.width()).max().unwrap_or(0)
        };
        let natural: Vec<usize> = (0..self.columns.len()).map(widest).collect();
        let wrapped: Vec<usize> = (0..self.columns.len()).filter(|index| self.columns[*index] == Align::Wrap).collect();
        let fixed: usize =
            (0..self.columns.len()).filter(|index| !wrapped.contains(index)).map(|index| natural[index]).sum();
        let room = width.saturating_sub(self.indent + fixed + GAP * self.columns.len().saturating_sub(1));
        let wanted: usize = wrapped.iter().map(|index| natural[*index]).sum();
        let mut widths = natural;
        if wanted > room {
            let share = (room / wrapped.len().max(1)).max(8);
            let unused: usize = wrapped.iter().map(|index| share.saturating_sub(widths[*index])).sum();
            for index in wrapped {
                widths[index] = if widths[index] <= share { widths[index] } else { share + unused };
            }
        }
        widths
    }
}

/// Lines of at most `width` columns, broken between words; a longer word stays whole.
#[must_use]
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let options = textwrap::Options::new(width).break_words(false).word_splitter(textwrap::WordSplitter::NoHyphenation);
    let words: Vec<&str> = text.split_whitespace().collect();
    textwrap::wrap(&words.join(" "), options).into_iter().map(Cow::into_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(table: &Table, width: usize) -> String {
        let mut out = Vec::new();
        table.write(&mut out, width).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn columns_align_and_long_texts_wrap() {
        let mut table = Table::new(&[Align::Left, Align::Right, Align::Wrap]);
        table.row(["server".to_owned(), "24.53".to_owned(), "one two three four five six".to_owned()]);
        table.row(["db".to_owned(), "113.98".to_owned(), String::new()]);
        assert_eq!(drawn(&table, 80), "  server   24.53  one two three four five six\n  db      113.98\n");
        assert_eq!(
            drawn(&table, 34),
            "  server   24.53  one two three\n                  four five six\n  db      113.98\n"
        );
    }

    #[test]
    fn nothing_is_lost_in_a_narrow_column() {
        assert_eq!(wrap("a verylongword b", 4), ["a", "verylongword", "b"]);
        assert_eq!(wrap("", 10), [""]);
    }
}
