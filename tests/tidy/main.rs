//! House rules that the compiler does not check: who may import whom, where foreign crates may be named, how long a file may
//! get, that nothing panics on purpose, and that ARCHITECTURE.md names only what exists.

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::Path;

/// Module, what it may import, and what its tests may import besides.
type Row = (&'static str, &'static [&'static str], &'static [&'static str]);

/// Who may import whom. A new module needs a row; a new entry in a row needs a reason.
const MAY_IMPORT: [Row; 15] = [
    ("model", &[], &[]),
    ("resource", &["model"], &[]),
    ("preset", &["model", "resource"], &[]),
    ("plan", &["model", "preset", "resource"], &[]),
    ("wizard", &["model", "plan", "preset", "resource"], &[]),
    ("engine", &["model", "plan", "resource"], &[]),
    ("aws", &["engine", "model", "resource"], &[]),
    ("practice", &["engine", "model", "resource"], &[]),
    ("probe", &["engine", "model", "resource"], &[]),
    ("plain", &["engine", "model", "plan", "preset", "wizard"], &["resource"]),
    ("tui", &["engine", "model", "plan", "resource", "wizard"], &[]),
    ("cli", &[], &[]),
    ("app", &["aws", "cli", "engine", "model", "plain", "plan", "practice", "preset", "probe", "resource", "tui", "wizard"], &[]),
    ("lib", &[], &[]),
    ("main", &["app"], &[]),
];

/// What the front ends may take of the engine: what happened and how far it is, never the means to do something.
const FRONT_ENDS: [&str; 2] = ["plain", "tui"];
const SHOWN_BY_FRONT_ENDS: [&str; 14] = [
    "CloudError",
    "DataChoice",
    "ErrorClass",
    "Event",
    "EventKind",
    "Finish",
    "LogLine",
    "Operation",
    "Outcome",
    "PhaseCount",
    "PlannedNode",
    "Progress",
    "Row",
    "Stage",
];

/// Beginnings of foreign crates' names, and the only places that may name them.
const FOREIGN: [(&[&str], &[&str]); 5] = [
    (&["aws_sdk", "aws_config", "aws_smithy"], &["src/aws/"]),
    (&["ratatui", "crossterm", "signal_hook"], &["src/tui/"]),
    (&["inquire", "indicatif"], &["src/plain/"]),
    (&["hickory_resolver", "reqwest", "x509_parser"], &["src/probe/"]),
    (&["clap"], &["src/cli.rs", "src/app/"]),
];

const PANICS: [&str; 5] = [".unwrap()", ".expect(", "panic!", "todo!", "unimplemented!"];
const LONGEST_FILE: usize = 500;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Paths of all files below `folder`, relative to the repository, with `/` between their parts.
fn files(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root().join(folder)).unwrap().map(Result::unwrap) {
        let path = format!("{folder}/{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn ends(path: &str, endings: &[&str]) -> bool {
    Path::new(path).extension().is_some_and(|ending| endings.iter().any(|known| ending == *known))
}

/// Source text with comments and the contents of literals blanked; lines stay where they are.
fn code_only(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut code = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let end = at + literal_length(&bytes[at..], at > 0 && is_word(bytes[at - 1]));
        blank(&mut code, at..end);
        at = end.max(at + 1);
    }
    String::from_utf8(code).unwrap()
}

/// Length of the comment or literal that begins here; 0 when none does.
fn literal_length(rest: &[u8], inside_word: bool) -> usize {
    match rest {
        [b'/', b'/', ..] => rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len()),
        [b'/', b'*', ..] => block_comment(rest),
        [b'"', ..] => quoted(rest, 0, b'"'),
        [b'b' | b'c', b'"', ..] if !inside_word => quoted(rest, 1, b'"'),
        [b'b', b'\'', ..] if !inside_word => quoted(rest, 1, b'\''),
        [b'r', b'"' | b'#', ..] if !inside_word => raw(rest, 1),
        [b'b' | b'c', b'r', b'"' | b'#', ..] if !inside_word => raw(rest, 2),
        [b'\'', b'\\', ..] => quoted(rest, 0, b'\''),
        // A character, not a lifetime: its quote closes again.
        [b'\'', first, ..] => {
            let width = match first {
                0..=0x7f => 1,
                0xc0..=0xdf => 2,
                0xe0..=0xef => 3,
                _ => 4,
            };
            if rest.get(1 + width) == Some(&b'\'') { width + 2 } else { 0 }
        }
        _ => 0,
    }
}

fn quoted(rest: &[u8], open: usize, quote: u8) -> usize {
    let mut at = open + 1;
    while at < rest.len() && rest[at] != quote {
        at += if rest[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(rest.len())
}

fn raw(rest: &[u8], open: usize) -> usize {
    let hashes = rest[open..].iter().take_while(|byte| **byte == b'#').count();
    if rest.get(open + hashes) != Some(&b'"') {
        return 0; // `r#type`
    }
    let close: Vec<u8> = std::iter::once(b'"').chain(std::iter::repeat_n(b'#', hashes)).collect();
    let begin = open + hashes + 1;
    rest[begin..].windows(close.len()).position(|window| window == close).map_or(rest.len(), |found| begin + found + close.len())
}

fn block_comment(rest: &[u8]) -> usize {
    let (mut at, mut depth) = (0, 0);
    loop {
        match rest.get(at..at + 2) {
            Some(b"/*") => (at, depth) = (at + 2, depth + 1),
            Some(b"*/") if depth == 1 => return at + 2,
            Some(b"*/") => (at, depth) = (at + 2, depth - 1),
            Some(_) => at += 1,
            None => return rest.len(),
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn blank(code: &mut [u8], range: Range<usize>) {
    for byte in &mut code[range] {
        if *byte != b'\n' {
            *byte = b' ';
        }
    }
}

/// Code apart from its tests, and the tests apart from the code.
fn apart(path: &str, code: &str) -> (String, String) {
    if path.ends_with("/tests.rs") || path.contains("/tests/") {
        return (String::new(), code.to_owned());
    }
    let (mut serious, mut tests) = (code.as_bytes().to_vec(), code.as_bytes().to_vec());
    let mut at = 0;
    while let Some(found) = code[at..].find("#[cfg(test)]") {
        let begin = at + found;
        blank(&mut tests, at..begin);
        at = item_end(code, begin);
        blank(&mut serious, begin..at);
    }
    blank(&mut tests, at..code.len());
    (String::from_utf8(serious).unwrap(), String::from_utf8(tests).unwrap())
}

/// Where the item ends whose attributes begin here: at its semicolon or its closing brace.
fn item_end(code: &str, begin: usize) -> usize {
    let mut depth = 0;
    for (offset, byte) in code[begin..].bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => return begin + offset + 1,
            b'}' => depth -= 1,
            b';' if depth == 0 => return begin + offset + 1,
            _ => {}
        }
    }
    code.len()
}

fn line(code: &str, at: usize) -> usize {
    code[..at].matches('\n').count() + 1
}

/// Top-level module of a source file, and how many `super` lead from it to the crate's root.
fn module(path: &str) -> (String, usize) {
    let parts: Vec<&str> = path.trim_start_matches("src/").trim_end_matches(".rs").split('/').filter(|part| *part != "mod").collect();
    (parts[0].to_owned(), if ["lib", "main"].contains(&parts[0]) { 0 } else { parts.len() })
}

/// Names that follow `prefix`, one or a whole group, with their lines.
fn named(code: &str, prefix: &str) -> Vec<(usize, String)> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices(prefix) {
        let before = code[..at].bytes().next_back().unwrap_or(b' ');
        if is_word(before) || before == b':' {
            continue;
        }
        names.extend(first_names(&code[at + prefix.len()..]).into_iter().map(|name| (line(code, at), name)));
    }
    names
}

fn first_names(rest: &str) -> Vec<String> {
    let word = |text: &str| text.trim_start().bytes().take_while(|byte| is_word(*byte)).map(char::from).collect::<String>();
    let Some(group) = rest.trim_start().strip_prefix('{') else {
        return vec![if rest.starts_with('*') { "*".to_owned() } else { word(rest) }];
    };
    let (mut depth, mut begin, mut names) = (1, 0, Vec::new());
    for (at, byte) in group.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 || (depth == 1 && byte == b',') {
            names.push(word(&group[begin..at]));
            begin = at + 1;
        }
        if depth == 0 {
            break;
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// Top-level modules that this code names, through the crate's name or by climbing to its root.
fn imports(code: &str, climb: usize) -> Vec<(usize, String)> {
    let mut found = named(code, "crate::");
    found.extend(named(code, "cloudstead::"));
    if climb > 0 {
        found.extend(named(code, &"super::".repeat(climb)));
    }
    found
}

fn import_faults(path: &str, text: &str) -> Vec<String> {
    let (own, climb) = module(path);
    let Some((_, may, tests_may)) = MAY_IMPORT.iter().find(|(module, ..)| *module == own) else {
        return vec![format!("{path}: the module `{own}` has no row in the import table")];
    };
    let code = code_only(text);
    let (serious, tests) = apart(path, &code);
    let in_module = usize::from(serious.contains(|c: char| !c.is_whitespace()));
    let mut faults = Vec::new();
    for (line, name) in imports(&serious, climb) {
        if name != own && !may.contains(&name.as_str()) {
            faults.push(format!("{path}:{line}: `{own}` must not import `{name}`"));
        }
    }
    // Tests inside a file stand one module deeper.
    for (line, name) in imports(&tests, climb + in_module) {
        if name != own && !may.contains(&name.as_str()) && !tests_may.contains(&name.as_str()) {
            faults.push(format!("{path}:{line}: tests of `{own}` must not import `{name}`"));
        }
    }
    if FRONT_ENDS.contains(&own.as_str()) {
        let shown = |name: &str| SHOWN_BY_FRONT_ENDS.contains(&name) || ["cloud", "event", "progress"].contains(&name);
        let taken = named(&serious, "crate::engine::").into_iter().chain(named(&serious, "crate::engine::cloud::"));
        let hidden = taken.filter(|(_, name)| !shown(name) && name != "PricedKept");
        faults.extend(hidden.map(|(line, name)| format!("{path}:{line}: a front end must not use the engine's `{name}`")));
    }
    faults
}

fn foreign_faults(path: &str, text: &str) -> Vec<String> {
    let code = code_only(text);
    let mut faults = Vec::new();
    for (number, line) in code.lines().enumerate() {
        for word in line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
            let home = FOREIGN.iter().find(|(begins, _)| begins.iter().any(|begin| word.starts_with(begin)));
            if let Some((_, homes)) = home.filter(|(_, homes)| !homes.iter().any(|home| path.starts_with(home))) {
                faults.push(format!("{path}:{}: `{word}` may only be named below {}", number + 1, homes.join(" and ")));
            }
        }
    }
    faults
}

fn panic_faults(path: &str, text: &str) -> Vec<String> {
    let (serious, _) = apart(path, &code_only(text));
    let found = PANICS.iter().flat_map(|panic| serious.match_indices(panic));
    found.map(|(at, panic)| format!("{path}:{}: `{panic}` outside tests", line(&serious, at))).collect()
}

/// Words in backticks that are written like a path of this repository.
fn paths(document: &str) -> Vec<String> {
    let quoted = document.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_-./".contains(c);
    let is_path = |word: &&str| {
        word.chars().all(allowed)
            && !word.starts_with('/')
            && (word.contains('/') || ends(word, &["rs", "toml", "md", "sh", "py", "json", "lock"]))
    };
    quoted.filter(is_path).map(str::to_owned).collect()
}

fn sources(check: impl Fn(&str, &str) -> Vec<String>) {
    let rust: Vec<String> = files("src").into_iter().filter(|path| ends(path, &["rs"])).collect();
    assert!(rust.len() > 100, "only {} source files were found", rust.len());
    let faults: Vec<String> = rust.iter().flat_map(|path| check(path, &fs::read_to_string(root().join(path)).unwrap())).collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn modules_import_only_what_the_table_allows() {
    sources(import_faults);
}

#[test]
fn foreign_crates_are_named_only_at_home() {
    sources(foreign_faults);
}

#[test]
fn nothing_panics_on_purpose_outside_tests() {
    sources(panic_faults);
}

#[test]
fn no_file_is_longer_than_it_may_be() {
    let all: Vec<String> = ["src", "tests", "assets"].into_iter().flat_map(files).filter(|path| ends(path, &["rs", "py", "sh"])).collect();
    assert!(all.len() > 100, "only {} files were found", all.len());
    let lines = |path: &String| fs::read_to_string(root().join(path)).unwrap().lines().count();
    let long: Vec<String> =
        all.iter().filter(|path| lines(path) > LONGEST_FILE).map(|path| format!("{path}: {} lines", lines(path))).collect();
    assert!(long.is_empty(), "longer than {LONGEST_FILE} lines:\n{}\n", long.join("\n"));
}

#[test]
fn the_architecture_names_what_exists_and_all_of_src() {
    let document = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let named: BTreeSet<String> = paths(&document).into_iter().collect();
    assert!(named.len() > 20, "only {} paths were found", named.len());
    let missing: Vec<&String> = named.iter().filter(|path| !root().join(path).exists()).collect();
    assert!(missing.is_empty(), "ARCHITECTURE.md names what does not exist: {missing:?}");
    for entry in fs::read_dir(root().join("src")).unwrap().map(Result::unwrap) {
        let slash = if entry.file_type().unwrap().is_dir() { "/" } else { "" };
        let path = format!("src/{}{slash}", entry.file_name().to_str().unwrap());
        assert!(named.contains(&path), "ARCHITECTURE.md does not name `{path}`");
    }
}

#[test]
fn the_rules_notice_what_they_forbid() {
    let breaks = |path: &str, text: &str| {
        let count = import_faults(path, text).len() + foreign_faults(path, text).len() + panic_faults(path, text).len();
        assert_eq!(count, 1, "{path}: {text}");
    };
    breaks("src/model/name.rs", "use crate::plan::Answers;");
    breaks("src/engine/run/mod.rs", "use crate::{model::Money, practice::{Practice, SPEED}};");
    breaks("src/engine/state.rs", "use super::super::tui;");
    breaks("src/wizard/mod.rs", "use super::engine::Event;");
    breaks("src/tui/ui.rs", "fn f() { crate::aws::connect() }");
    breaks("src/tui/ui.rs", "use crate::engine::{Event, World};");
    breaks("src/plain/json.rs", "use crate::engine::cloud::Cloud;");
    breaks("src/aws/vpc.rs", "#[cfg(test)]\nmod tests { use super::super::super::app::App; }");
    breaks("src/plan/x.rs", "fn f(x: &aws_sdk_ec2::types::Vpc) {}");
    breaks("src/plain/table.rs", "use crossterm::style::Stylize as _;");
    breaks("src/model/name.rs", "fn f() { let c = '\\''; g().unwrap(); }");
    breaks("src/model/name.rs", "#[cfg(test)]\nmod tests;\nfn f<'a>() { panic!(\"now\") }");
    breaks("src/network/mod.rs", "fn f() {}");
    let keeps = |path: &str, text: &str| {
        let faults = [import_faults(path, text), foreign_faults(path, text), panic_faults(path, text)].concat();
        assert!(faults.is_empty(), "{faults:?}");
    };
    keeps(
        "src/plan/x.rs",
        "//! crate::aws\n/* aws_sdk /* .unwrap() */ */ const A: &str = r#\"crate::tui \"panic!\"#;\nuse super::estimate;",
    );
    keeps(
        "src/plan/x.rs",
        "#[expect(dead_code)]\nfn f() { g(\"a\\\"\").unwrap_or(b'\"') }\n#[cfg(test)]\nmod tests { fn f() { g().unwrap() } }",
    );
    keeps("src/plain/show/tests.rs", "use crate::resource::Phase; fn f() { todo!() }");
    assert_eq!(paths("`src/x.rs` and `a::b`, `/etc/x`, `src/<kind>.rs`, `x y/z`, `Cargo.toml`"), ["src/x.rs", "Cargo.toml"]);
}
