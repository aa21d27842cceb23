//! Text measured in terminal columns: cut, wrapped and set in rows. What is cut ends in an ellipsis.

use std::borrow::Cow;

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr;

use super::theme::{Sign, Theme};

pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// The text within `room` columns; what does not fit ends in an ellipsis.
pub(super) fn cut(text: &str, room: usize, theme: Theme) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let sign = theme.sign(Sign::Ellipsis);
    if room < sign.width() {
        return fitting(text, room).to_owned();
    }
    format!("{}{sign}", fitting(text, room - sign.width()).trim_end())
}

/// The longest beginning that fits.
fn fitting(text: &str, room: usize) -> &str {
    let mut used = 0;
    for (index, letter) in text.grapheme_indices(true) {
        used += letter.width();
        if used > room {
            return &text[..index];
        }
    }
    text
}

/// The text padded with spaces to `room` columns, cut when it is longer.
pub(super) fn pad(text: &str, room: usize, theme: Theme) -> String {
    let mut padded = cut(text, room, theme);
    padded.extend(std::iter::repeat_n(' ', room.saturating_sub(padded.width())));
    padded
}

/// A space that no line ends at; texts have none of their own when they are wrapped.
const FIRM_SPACE: &str = "\u{a0}";

/// Breaks at spaces, of which several count as one; words longer than a line are broken where they must be. Line breaks
/// in the text stay. What stands in backticks is copied: it stays on one line if that can hold it.
pub(super) fn wrap(text: &str, room: usize) -> Vec<String> {
    let options = textwrap::Options::new(room.max(1)).word_splitter(textwrap::WordSplitter::NoHyphenation);
    let single = |paragraph: &str| paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    let paragraphs = text.split('\n').map(single);
    paragraphs
        .flat_map(|paragraph| {
            let held = held_together(&paragraph, room);
            let soft = |line: Cow<'_, str>| line.replace(FIRM_SPACE, " ");
            textwrap::wrap(&held, &options).into_iter().map(soft).collect::<Vec<_>>()
        })
        .collect()
}

/// The paragraph with firm spaces inside each pair of backticks that a line of this width can hold.
fn held_together(paragraph: &str, room: usize) -> String {
    let parts: Vec<&str> = paragraph.split('`').collect();
    let last = parts.len() - 1;
    let firm = |(index, part): (usize, &&str)| {
        // The last of an odd number of backticks closes nothing.
        if index % 2 == 1 && index < last { part.replace(' ', FIRM_SPACE) } else { (*part).to_owned() }
    };
    let firm = parts.iter().enumerate().map(firm).collect::<Vec<_>>().join("`");
    let fits = |word: &str| if word.width() > room { word.replace(FIRM_SPACE, " ") } else { word.to_owned() };
    firm.split(' ').map(fits).collect::<Vec<_>>().join(" ")
}

/// Wrapped text as styled lines behind an indent.
pub(super) fn paragraph(text: &str, indent: usize, room: usize, style: Style) -> Vec<Line<'static>> {
    let wrapped = wrap(text, room.saturating_sub(indent));
    wrapped.into_iter().map(|line| Line::from(vec![Span::raw(" ".repeat(indent)), Span::styled(line, style)])).collect()
}

/// A label and its text: the label once, the text wrapped beside it (below it when there is no room beside).
pub(super) fn labelled(label: &str, text: &str, column: usize, room: usize, theme: Theme) -> Vec<Line<'static>> {
    if room < column + 20 {
        let mut lines = vec![Line::from(Span::styled(label.to_owned(), theme.heading()))];
        lines.extend(paragraph(text, 2, room, Style::new()));
        return lines;
    }
    let wrapped = wrap(text, room - column);
    let first = Span::styled(pad(label, column, theme), theme.heading());
    let heads = std::iter::once(first).chain(std::iter::repeat(Span::raw(" ".repeat(column))));
    heads.zip(wrapped).map(|(head, line)| Line::from(vec![head, Span::raw(line)])).collect()
}

/// A label and a command to copy, which is never broken where a shell would not join it again: beside the label, else
/// below it, else continued with a backslash. In the scrollback (`whole`) the terminal wraps it, and what is copied is
/// one line.
pub(super) fn command(
    label: &str,
    command: &str,
    column: usize,
    room: usize,
    whole: bool,
    theme: Theme,
) -> Vec<Line<'static>> {
    let head = Span::styled(pad(label, column, theme), theme.heading());
    if column + command.width() <= room {
        return vec![Line::from(vec![head, Span::raw(command.to_owned())])];
    }
    let mut lines = if label.is_empty() { Vec::new() } else { vec![Line::from(head)] };
    if whole || 2 + command.width() <= room {
        lines.push(Line::raw(format!("  {command}")));
        return lines;
    }
    lines.extend(continued(command, room).into_iter().map(Line::raw));
    lines
}

/// A command in lines that a shell joins again: a backslash after a space between words, and alone inside a word that
/// is longer than a line. Such a word goes on at the very edge, or the shell would see a space in it.
fn continued(command: &str, room: usize) -> Vec<String> {
    let room = room.saturating_sub(2).max(8);
    let (mut lines, mut line) = (Vec::new(), String::from("  "));
    for word in command.split(' ') {
        let is_begun = !line.trim().is_empty();
        if is_begun && line.width() + 1 + word.width() > room {
            lines.push(format!("{line} \\"));
            line = String::from("    ");
        } else if is_begun {
            line.push(' ');
        }
        for letter in word.graphemes(true) {
            if line.width() + letter.width() > room {
                lines.push(format!("{line}\\"));
                line = String::new();
            }
            line.push_str(letter);
        }
    }
    lines.push(line);
    lines
}

/// Left part and right part of one row, the right one at the right edge. When both do not fit, the left one is cut.
pub(super) fn row(left: Vec<Span<'static>>, right: Vec<Span<'static>>, room: usize, theme: Theme) -> Line<'static> {
    let right_width: usize = right.iter().map(Span::width).sum();
    let keep = room.saturating_sub(right_width + usize::from(right_width > 0));
    let mut spans = clip(left, keep, theme);
    let used: usize = spans.iter().map(Span::width).sum();
    if right_width > 0 {
        spans.push(Span::raw(" ".repeat(room.saturating_sub(used + right_width))));
        spans.extend(right);
    }
    Line::from(clip(spans, room, theme))
}

/// Spans within `room` columns.
pub(super) fn clip(spans: Vec<Span<'static>>, room: usize, theme: Theme) -> Vec<Span<'static>> {
    let total: usize = spans.iter().map(Span::width).sum();
    if total <= room {
        return spans;
    }
    let mut kept = Vec::new();
    let mut used = 0;
    for span in spans {
        let left = room - used;
        let rest_fits = used + span.width() < room;
        if rest_fits {
            used += span.width();
            kept.push(span);
        } else {
            let text = format!("{} ", span.content);
            let text = cut(&text, left.max(1), theme);
            kept.push(Span::styled(text, span.style));
            break;
        }
    }
    kept
}

/// `3:12`, `1:02:03`.
pub(super) fn clock(seconds: i64) -> String {
    let seconds = seconds.max(0);
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, minutes, rest) => format!("{minutes}:{rest:02}"),
        (hours, minutes, rest) => format!("{hours}:{minutes:02}:{rest:02}"),
    }
}

/// How long something usually takes, in words: `4–6 min`, `20–40 s`, `2 min`.
pub(super) fn usual(seconds: u32, slow: u32) -> String {
    let slow = slow.max(seconds);
    if slow < 100 {
        return if slow == seconds { format!("{seconds} s") } else { format!("{seconds}–{slow} s") };
    }
    let (low, high) = ((seconds / 60).max(1), slow.div_ceil(60));
    if low == high { format!("{low} min") } else { format!("{low}–{high} min") }
}

/// Seconds as a rough estimate: `now`, `40 s`, `9 min`.
pub(super) fn about(seconds: u32) -> String {
    match seconds {
        0..=4 => "now".to_owned(),
        5..=89 => format!("{seconds} s"),
        90..=5999 => format!("{} min", (seconds + 30) / 60),
        _ => format!("{} h", (seconds + 1800) / 3600),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THEME: Theme = Theme { ascii: false, color: false };

    #[test]
    fn wrapping_breaks_at_spaces_and_splits_only_what_must_be() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefghij k", 4), ["abcd", "efgh", "ij k"]);
        assert_eq!(wrap("a\nb", 9), ["a", "b"]);
        assert_eq!(wrap("", 9), [""]);
        assert_eq!(wrap("日本", 1), ["日", "本"], "a wide letter that fits nowhere still moves on");
        assert_eq!(wrap("cloudstead-kept a  b", 12), ["cloudstead-k", "ept a b"], "names are not broken at hyphens");
    }

    #[test]
    fn a_command_in_backticks_stays_on_one_line_that_can_hold_it() {
        let text = "Give each of them: `cloudstead resume demo --answers FILE`, then wait.";
        let wrapped = wrap(text, 45);
        assert_eq!(wrapped, ["Give each of them:", "`cloudstead resume demo --answers FILE`, then", "wait."]);
        assert_eq!(wrap(text, 30)[1..], ["resume demo --answers FILE`,", "then wait."], "too long for one line");
        assert_eq!(wrap("a ` b c", 4), ["a `", "b c"], "one alone is no pair");
        for room in 1..80 {
            assert_eq!(wrap(text, room).join(" ").replace(' ', ""), text.replace(' ', ""), "{room}");
        }
    }

    #[test]
    fn cutting_ends_in_an_ellipsis() {
        assert_eq!(cut("load balancer", 6, THEME), "load…");
        assert_eq!(cut("load balancer", 6, Theme { ascii: true, color: false }), "loa...");
        assert_eq!(cut("load", 4, THEME), "load");
        assert_eq!(cut("日本語", 4, THEME), "日…");
        // One letter to a person, several to a computer: kept or left out as a whole.
        assert_eq!(cut("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 5, THEME), "👩‍👩‍👧‍👦👩‍👩‍👧‍👦…");
        assert_eq!(cut("🇩🇪🇫🇷🇮🇹", 4, THEME), "🇩🇪…");
    }

    #[test]
    fn rows_put_the_right_part_at_the_edge() {
        let line = row(vec![Span::raw("Server")], vec![Span::raw("24.53")], 16, THEME);
        assert_eq!(line.to_string(), "Server     24.53");
        let line = row(vec![Span::raw("Load balancer")], vec![Span::raw("16.43")], 14, THEME);
        assert_eq!(line.to_string(), "Load ba… 16.43");
    }

    #[test]
    fn commands_are_broken_only_where_a_shell_joins_them() {
        let shown = |text: &str, room: usize, whole: bool| {
            command("Remove", text, 10, room, whole, THEME).iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(shown("cloudstead list", 30, false), ["Remove    cloudstead list"]);
        assert_eq!(shown("cloudstead status demo", 30, false), ["Remove    ", "  cloudstead status demo"]);
        let long = "cloudstead upgrade demo --tier standard --practice";
        assert_eq!(
            shown(long, 30, false),
            ["Remove    ", "  cloudstead upgrade demo \\", "    --tier standard \\", "    --practice"]
        );
        let path = "rm /home/anna/.local/share/cloudstead/practice/demo/destroyed-1.jsonl";
        let parts = shown(path, 30, false);
        assert_eq!(
            parts[1..],
            ["  rm \\", "    /home/anna/.local/share/\\", "cloudstead/practice/demo/des\\", "troyed-1.jsonl"]
        );
        assert_eq!(shown(long, 30, true), ["Remove    ".to_owned(), format!("  {long}")]);
    }

    #[test]
    fn times_in_words() {
        assert_eq!(clock(192), "3:12");
        assert_eq!(usual(270, 400), "4–7 min");
        assert_eq!(usual(25, 40), "25–40 s");
        assert_eq!((about(3), about(40), about(540)), ("now".to_owned(), "40 s".to_owned(), "9 min".to_owned()));
    }
}
