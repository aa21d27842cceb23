//! House rules that the compiler does not check: who may import whom and that no circle comes of it, where foreign
//! crates may be named, how long a file and a line may get, that nothing panics on purpose, and that ARCHITECTURE.md
//! names only what exists.

mod circles;
mod code;
mod imports;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use circles::circles;
use code::{apart, code_only, line};
use imports::{import_faults, parse};

/// Beginnings of foreign crates' names, and the only places that may name them.
const FOREIGN: [(&[&str], &[&str]); 5] = [
    (&["aws_sdk", "aws_config", "aws_smithy"], &["src/aws/"]),
    (&["ratatui", "crossterm", "signal_hook"], &["src/tui/"]),
    (&["inquire", "indicatif", "console"], &["src/plain/"]),
    (&["hickory_resolver", "reqwest", "x509_parser"], &["src/probe/"]),
    (&["clap"], &["src/cli.rs", "src/app/"]),
];

const PANICS: [&str; 6] = [".unwrap()", ".expect(", "panic!", "todo!", "unimplemented!", "unreachable!"];
const LONGEST_FILE: usize = 500;
/// Characters; rustfmt leaves alone what stands in strings and in macros.
const LONGEST_LINE: usize = 120;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
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

fn long_lines(path: &str, text: &str) -> Vec<String> {
    let long = text.lines().enumerate().filter(|(_, line)| line.chars().count() > LONGEST_LINE);
    long.map(|(at, line)| format!("{path}:{}: {} characters", at + 1, line.chars().count())).collect()
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
    let faults: Vec<String> = rust.iter().flat_map(|path| check(path, &read(path))).collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn modules_import_only_what_the_table_allows() {
    sources(import_faults);
}

#[test]
fn no_files_need_each_other() {
    let rust = files("src").into_iter().filter(|path| ends(path, &["rs"]));
    let sources: Vec<(String, String)> = rust.map(|path| (path.clone(), read(&path))).collect();
    let found = circles(&sources);
    assert!(found.is_empty(), "these need each other:\n{}\n", found.join("\n"));
    let of = |path: &str, text: &str| (format!("src/{path}.rs"), text.to_owned());
    let planted = [
        of("m/mod", "pub use first::One;\nmod first;\nmod second;\nmod third;"),
        of("m/first", "use super::second::Two;"),
        of("m/second", "use crate::m::{One as _, third};"),
        of("m/third", "#[cfg(test)]\nmod tests { use crate::m::second; }"),
    ];
    assert_eq!(circles(&planted), ["m::first, m::second"]);
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
fn no_line_is_longer_than_it_may_be() {
    let rust = ["src", "tests", "benches"].into_iter().flat_map(files).filter(|path| ends(path, &["rs"]));
    let faults: Vec<String> = rust.flat_map(|path| long_lines(&path, &read(&path))).collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
    let long = format!("fine\n{}\n", "ü".repeat(LONGEST_LINE + 1));
    assert_eq!(long_lines("a.rs", &long), ["a.rs:2: 121 characters"]);
    assert!(long_lines("a.rs", &"ü".repeat(LONGEST_LINE)).is_empty());
}

#[test]
fn no_file_is_longer_than_it_may_be() {
    let all: Vec<String> = ["src", "tests", "benches", "assets"]
        .into_iter()
        .flat_map(files)
        .filter(|path| ends(path, &["rs", "py", "sh"]))
        .collect();
    assert!(all.len() > 100, "only {} files were found", all.len());
    let lines = |path: &String| read(path).lines().count();
    let long: Vec<String> = all
        .iter()
        .filter(|path| lines(path) > LONGEST_FILE)
        .map(|path| format!("{path}: {} lines", lines(path)))
        .collect();
    assert!(long.is_empty(), "longer than {LONGEST_FILE} lines:\n{}\n", long.join("\n"));
}

#[test]
fn the_architecture_names_what_exists_and_all_of_src() {
    let document = read("ARCHITECTURE.md");
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
fn the_table_is_read_as_it_is_written() {
    let table = parse(
        "| `src/a/` | x | nothing |\n| `src/b.rs` | x | a |\n| `src/c/` | x | everything |\n| `src/d.rs`, `src/e.rs` | \
        x | `e`: c |",
    );
    let read: Vec<String> =
        table.iter().map(|(own, may)| format!("{own}: {}", may.iter().cloned().collect::<String>())).collect();
    assert_eq!(read, ["a: ", "b: a", "c: abcde", "d: ", "e: c"]);
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
    breaks("src/plain/json.rs", "use crate::engine::event::Kind;");
    breaks("src/tui/ui.rs", "use crate::{engine::World, model::Money};");
    breaks("src/tui/ui.rs", "use crate::{\n    engine::{cloud::{Cloud, CloudError}, Event},\n};");
    breaks("src/tui/ui.rs", "use super::super::engine::World;");
    breaks("src/tui/screen/done.rs", "use super::{super::{super::engine::World}};");
    breaks("src/tui/ui.rs", "fn f(w: &super::super::engine::run::World) {}");
    breaks("src/tui/ui.rs", "use crate::engine as e;");
    breaks("src/tui/ui.rs", "use crate::engine;");
    breaks("src/tui/ui.rs", "use crate::engine::{self as e, Event};");
    breaks("src/tui/ui.rs", "use crate::engine::*;");
    breaks("src/tui/ui.rs", "use crate as c;");
    breaks("src/tui/ui.rs", "use super::super as c;");
    breaks("src/tui/ui.rs", "use crate::{self as c, model::Money};");
    breaks("src/aws/vpc.rs", "struct Vpc;\n#[cfg(test)]\nmod tests { use super::super::super::app::App; }");
    breaks("src/model/name.rs", "fn f() { unreachable!() }");
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
        "//! crate::aws\n\
         /* aws_sdk /* .unwrap() */ */ const A: &str = r#\"crate::tui \"panic!\"#;\n\
         use super::estimate;",
    );
    keeps(
        "src/plan/x.rs",
        "#[expect(dead_code)]\nfn f() { g(\"a\\\"\").unwrap_or(b'\"') }\n#[cfg(test)]\nmod tests { fn f() { \
        g().unwrap() } }",
    );
    keeps(
        "src/tui/ui.rs",
        "pub(in crate::tui) use crate::{engine::{cloud::CloudError, Event as E}, model::*};\nfn f() { \
        crate::model::f::<u8>() }",
    );
    keeps("src/plain/show/tests.rs", "use crate::resource::Phase; fn f() { todo!() }");
    assert_eq!(
        paths("`src/x.rs` and `a::b`, `/etc/x`, `src/<kind>.rs`, `x y/z`, `Cargo.toml`"),
        ["src/x.rs", "Cargo.toml"]
    );
}
