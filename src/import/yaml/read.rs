//! From text to nodes. The parser is `saphyr-parser`: pure Rust, kept, tested against the YAML test suite, and it gives
//! events with places. What it leaves to its caller is here: anchors, merge keys, keys that stand twice, and limits.

use std::collections::HashMap;

use indexmap::IndexMap;
use indexmap::map::Entry;
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, StrInput, Tag};

use super::{At, Change, Node, Value};
use crate::import::refusal::Refusal;

/// Values that a file may unfold to. The longest real file known has about 3,000.
const MOST: usize = 60_000;
/// Lists and keys inside of each other.
const DEEPEST: usize = 40;

/// Closing brackets that are moved: see `further_in`.
const MOST_MOVED: usize = 50;

/// The documents of a file. A bracket that closes a list may stand at the column of the list's key: people write it so
/// and Docker's own parser takes it, although the specification of YAML (8.2) wants it further in.
///
/// # Errors
/// With the place, where the text is no YAML, has a key twice, or unfolds to more than anybody writes.
pub(in crate::import) fn read(file: usize, text: &str) -> Result<Vec<Node>, Refusal> {
    let first = match documents(file, text) {
        Err(refusal) => refusal,
        read => return read,
    };
    let (mut text, mut at) = (text.to_owned(), first.at);
    for _ in 0..MOST_MOVED {
        let Some(moved) = at.and_then(|at| further_in(&text, at.line)) else { break };
        match documents(file, &moved) {
            Err(refusal) => (text, at) = (moved, refusal.at),
            read => return read,
        }
    }
    Err(first)
}

/// The text with one of its lines a column further in, where the line begins with a closing bracket.
fn further_in(text: &str, line: usize) -> Option<String> {
    let start = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let (before, rest) = text.split_at(start);
    let closes = rest.trim_start_matches(' ').starts_with([']', '}']);
    closes.then(|| format!("{before} {rest}"))
}

fn documents(file: usize, text: &str) -> Result<Vec<Node>, Refusal> {
    let mut reader = Reader { file, parser: Parser::new_from_str(text), anchors: HashMap::new(), count: 0 };
    let mut documents = Vec::new();
    loop {
        let (event, at) = reader.next()?;
        match event {
            Event::StreamEnd => return Ok(documents),
            Event::DocumentStart(_) => {
                let (event, at) = reader.next()?;
                let node = reader.node(event, at, 0)?;
                documents.push(node);
            }
            Event::DocumentEnd | Event::StreamStart | Event::Nothing => {}
            _ => return Err(Refusal::at(at, "expected the beginning of a document")),
        }
    }
}

struct Reader<'a> {
    file: usize,
    parser: Parser<'a, StrInput<'a>>,
    /// What aliases stand for, with the values and the levels that it has.
    anchors: HashMap<usize, (Node, usize, usize)>,
    count: usize,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<(Event<'a>, At), Refusal> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => Ok((event, self.at(span))),
            Some(Err(error)) => Err(self.explain(&error)),
            None => Ok((Event::StreamEnd, At { file: self.file, line: 1, column: 1 })),
        }
    }

    fn at(&self, span: Span) -> At {
        At { file: self.file, line: span.start.line(), column: span.start.col() + 1 }
    }

    fn explain(&self, error: &ScanError) -> Refusal {
        let mark = error.marker();
        let at = At { file: self.file, line: mark.line(), column: mark.col() + 1 };
        let hint = match error.info() {
            why if why.contains('\t') || why.contains("tab") => ": indent with blanks, not with tabs",
            why if why.contains("mapping values") || why.contains("simple key") => {
                ": check the indentation of this line and the one before; a text with `: ` in it needs quotes"
            }
            why if why.contains("anchor") => ": `*NAME` needs an earlier `&NAME`",
            _ => "",
        };
        Refusal::at(at, format!("this is not YAML: {}{hint}", error.info()))
    }

    fn node(&mut self, event: Event<'a>, at: At, depth: usize) -> Result<Node, Refusal> {
        self.count(at, 1)?;
        if depth > DEEPEST {
            return Err(Refusal::at(at, format!("lists and keys are nested deeper than {DEEPEST} levels")));
        }
        let before = self.count;
        let (anchor, tag, value, levels) = match event {
            Event::Alias(anchor) => return self.alias(anchor, at, depth),
            Event::Scalar(text, style, anchor, tag) => {
                let null = style == ScalarStyle::Plain && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
                let null = null && tag.as_deref().is_none_or(|tag| tag.suffix != "str");
                let value = if null { Value::Null } else { Value::Text(text.into_owned()) };
                (anchor, tag, value, 0)
            }
            Event::SequenceStart(anchor, tag) => {
                let (items, levels) = self.list(depth)?;
                (anchor, tag, Value::List(items), levels)
            }
            Event::MappingStart(anchor, tag) => {
                let (keys, levels) = self.map(depth)?;
                (anchor, tag, Value::Map(keys), levels)
            }
            _ => return Err(Refusal::at(at, "expected a value")),
        };
        let node = Node { at, change: change(tag.as_deref()), value };
        if anchor > 0 {
            self.anchors.insert(anchor, (node.clone(), self.count - before + 1, levels));
        }
        Ok(node)
    }

    fn count(&mut self, at: At, more: usize) -> Result<(), Refusal> {
        self.count = self.count.saturating_add(more);
        if self.count <= MOST {
            return Ok(());
        }
        Err(Refusal::at(at, format!("the file unfolds to more than {MOST} values: aliases repeat too much")))
    }

    fn alias(&mut self, anchor: usize, at: At, depth: usize) -> Result<Node, Refusal> {
        let (size, levels) = match self.anchors.get(&anchor) {
            Some((_, size, levels)) => (*size, *levels),
            None => return Err(Refusal::at(at, "this alias stands for something that contains it")),
        };
        if depth + levels > DEEPEST {
            return Err(Refusal::at(at, format!("lists and keys are nested deeper than {DEEPEST} levels")));
        }
        self.count(at, size)?;
        match self.anchors.get(&anchor) {
            Some((node, ..)) => Ok(node.clone()),
            None => Err(Refusal::at(at, "this alias stands for nothing")),
        }
    }

    fn list(&mut self, depth: usize) -> Result<(Vec<Node>, usize), Refusal> {
        let (mut items, mut levels) = (Vec::new(), 1);
        loop {
            let (event, at) = self.next()?;
            if matches!(event, Event::SequenceEnd) {
                return Ok((items, levels));
            }
            let item = self.node(event, at, depth + 1)?;
            levels = levels.max(1 + height(&item));
            items.push(item);
        }
    }

    fn map(&mut self, depth: usize) -> Result<(IndexMap<String, Node>, usize), Refusal> {
        let (mut keys, mut merged, mut levels) = (IndexMap::new(), Vec::new(), 1);
        loop {
            let (event, at) = self.next()?;
            if matches!(event, Event::MappingEnd) {
                break;
            }
            let (key, merge) = match self.node(event, at, depth + 1)? {
                Node { value: Value::Text(key), .. } => (key.clone(), key == "<<"),
                Node { value: Value::Null, .. } => (String::new(), false),
                _ => return Err(Refusal::at(at, "a key is a text")),
            };
            let (event, _) = self.next()?;
            let mut value = self.node(event, at, depth + 1)?;
            levels = levels.max(1 + height(&value));
            value.at = at;
            if merge {
                merged.push(value);
                continue;
            }
            match keys.entry(key) {
                Entry::Vacant(free) => {
                    free.insert(value);
                }
                Entry::Occupied(taken) => {
                    let (key, line) = (taken.key(), taken.get().at.line);
                    return Err(Refusal::at(at, format!("`{key}` stands here twice, first in line {line}")));
                }
            }
        }
        for node in merged {
            merge_into(&mut keys, node)?;
        }
        Ok((keys, levels))
    }
}

/// Keys that are there win over merged ones, and earlier merged ones over later.
fn merge_into(keys: &mut IndexMap<String, Node>, node: Node) -> Result<(), Refusal> {
    match node.value {
        Value::Map(more) => {
            for (key, value) in more {
                keys.entry(key).or_insert(value);
            }
            Ok(())
        }
        Value::List(nodes) => nodes.into_iter().try_for_each(|node| merge_into(keys, node)),
        Value::Null => Ok(()),
        Value::Text(_) => Err(Refusal::at(node.at, "`<<` takes the keys of an alias, such as `<<: *common`")),
    }
}

fn height(node: &Node) -> usize {
    match &node.value {
        Value::Null | Value::Text(_) => 0,
        Value::List(items) => 1 + items.iter().map(height).max().unwrap_or(0),
        Value::Map(keys) => 1 + keys.values().map(height).max().unwrap_or(0),
    }
}

fn change(tag: Option<&Tag>) -> Option<Change> {
    match tag.filter(|tag| tag.handle == "!")?.suffix.as_str() {
        "reset" => Some(Change::Reset),
        "override" => Some(Change::Override),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    fn only(text: &str) -> Node {
        read(0, text).unwrap().remove(0)
    }

    fn shown(node: &Node) -> String {
        match &node.value {
            Value::Null => "~".to_owned(),
            Value::Text(text) => text.clone(),
            Value::List(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(" ")),
            Value::Map(keys) => {
                let keys: Vec<String> = keys.iter().map(|(key, node)| format!("{key}={}", shown(node))).collect();
                format!("{{{}}}", keys.join(" "))
            }
        }
    }

    fn refused(text: &str) -> (String, usize, usize) {
        let refusal = read(0, text).unwrap_err();
        let at = refusal.at.unwrap();
        (refusal.what, at.line, at.column)
    }

    #[test]
    fn values_keep_what_is_written() {
        let text = "a: 1.10\nb: 0755\nc: yes\nd: ~\ne: ''\nf: [1, x]\ng:\nh: |\n  two\n  lines\n";
        assert_eq!(shown(&only(text)), "{a=1.10 b=0755 c=yes d=~ e= f=[1 x] g=~ h=two\nlines\n}");
    }

    #[test]
    fn anchors_and_merge_keys() {
        let text = "a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc:\n  <<: *a\n  x: 9\nd:\n  <<: [*a, *b]\n";
        assert_eq!(shown(&only(text)), "{a={x=1 y=2} b={y=3 z=4} c={x=9 y=2} d={x=1 y=2 z=4}}");
        let twice = "a: &a {x: 1}\nb: &b {y: 2}\nc:\n  <<: *a\n  <<: *b\n";
        assert_eq!(shown(&only(twice)), "{a={x=1} b={y=2} c={x=1 y=2}}");
    }

    #[test]
    fn places_are_those_of_the_keys() {
        let node = only("a:\n  bc:\n    - d\n");
        let Value::Map(keys) = &node.value else { panic!() };
        let Value::Map(inner) = &keys["a"].value else { panic!() };
        assert_eq!((inner["bc"].at.line, inner["bc"].at.column), (2, 3));
        let Value::List(items) = &inner["bc"].value else { panic!() };
        assert_eq!((items[0].at.line, items[0].at.column), (3, 7));
    }

    #[test]
    fn a_closing_bracket_may_stand_at_its_keys_column() {
        let text = "a:\n  b: [\n    x,\n    y\n  ]\n  c: {\n    d: 1\n  }\ne: 2\n";
        assert_eq!(shown(&only(text)), "{a={b=[x y] c={d=1}} e=2}");
        assert_eq!(refused("a:\n  b: [\n    x\n  ]\n  c: ]\n").1, 5, "what else is wrong is told as it stands");
        assert_eq!(refused("a:\n  ]\n").1, 2);
    }

    #[test]
    fn tags_of_compose() {
        let node = only("a: !reset []\nb: !override [1]\nc: !!str 5\n");
        let Value::Map(keys) = &node.value else { panic!() };
        let changes: Vec<_> = keys.values().map(|node| node.change).collect();
        assert_eq!(changes, [Some(Change::Reset), Some(Change::Override), None]);
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        assert_eq!(refused("a: 1\nb: 2\na: 3\n"), ("`a` stands here twice, first in line 1".into(), 3, 1));
        let (what, line, _) = refused("a: 1\n b: 2\n");
        assert!(what.starts_with("this is not YAML"), "{what}");
        assert_eq!(line, 2);
        assert!(refused("a: *nothing\n").0.contains("needs an earlier"), "{:?}", refused("a: *nothing\n"));
        assert!(refused("? [a]\n: b\n").0.contains("a key is a text"));
        assert!(refused("a: &a [*a]\n").0.contains("contains it"), "{:?}", refused("a: &a [*a]\n"));
    }

    #[test]
    fn bombs_and_towers_end_soon() {
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..12 {
            let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
            let _ = writeln!(bomb, "a{level}: &a{level} [{aliases}]");
        }
        assert!(refused(&bomb).0.contains("unfolds to more than"));
        assert!(refused(&"[".repeat(60)).0.contains("nested deeper"));
        assert!(read(0, &"[".repeat(100_000)).is_err());
        assert!(read(0, &"a: [".repeat(10_000)).is_err());
        assert!(read(0, &"- ".repeat(100_000)).is_err());
        let wide = "- x\n".repeat(MOST + 1);
        assert!(refused(&wide).0.contains("unfolds"));
    }
}
