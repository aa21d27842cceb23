//! Who may import whom, as the code map of ARCHITECTURE.md says it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::code::{apart, code_only, is_word, line};

/// What tests of a module may import besides. A new entry needs a reason.
const TESTS_MAY_IMPORT: [(&str, &str); 2] = [("plain", "resource"), ("import", "preset")];

/// What the front ends may take of the engine: what happened and how far it is, never the means to do something.
const FRONT_ENDS: [&str; 2] = ["plain", "tui"];
const SHOWN_BY_FRONT_ENDS: [&str; 17] = [
    "CloudError",
    "DataChoice",
    "ErrorClass",
    "Event",
    "EventKind",
    "Existing",
    "Finish",
    "LogLine",
    "Operation",
    "Outcome",
    "PhaseCount",
    "PlannedNode",
    "PricedKept",
    "Progress",
    "Remains",
    "Row",
    "Stage",
];

/// The engine's modules that these may be named through.
const ENGINE_MODULES: [&str; 3] = ["cloud", "event", "progress"];

/// Module and what it may import.
type Table = BTreeMap<String, BTreeSet<String>>;

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| parse(&super::read("ARCHITECTURE.md")))
}

/// Reads rows such as "| `src/plan/` | what it owns | model, preset |"; their last cell may also say "nothing",
/// "everything", or name one module of several: "`main`: app".
pub(crate) fn parse(document: &str) -> Table {
    let mut table = Table::new();
    let mut free = Vec::new();
    for row in document.lines().filter(|line| line.starts_with("| `src/")) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [paths, _, may] = cells[..] else { panic!("not three cells: {row}") };
        for path in paths.split(',') {
            let own =
                path.trim().trim_matches('`').trim_start_matches("src/").trim_end_matches('/').trim_end_matches(".rs");
            let allowed = match may.split_once(": ") {
                Some((only, allowed)) if only.trim_matches('`') == own => allowed,
                Some(_) => "nothing",
                None => may,
            };
            if allowed == "everything" {
                free.push(own.to_owned());
            }
            let named = allowed.split(',').map(str::trim).filter(|name| !["nothing", "everything"].contains(name));
            table.insert(own.to_owned(), named.map(str::to_owned).collect());
        }
    }
    let all: BTreeSet<String> = table.keys().cloned().collect();
    for allowed in table.values() {
        assert!(allowed.is_subset(&all), "a row allows what has no row: {allowed:?}");
    }
    table.extend(free.into_iter().map(|own| (own, all.clone())));
    table
}

/// Top-level module of a source file, and how many `super` lead from it to the crate's root.
fn module(path: &str) -> (String, usize) {
    let parts: Vec<&str> =
        path.trim_start_matches("src/").trim_end_matches(".rs").split('/').filter(|part| *part != "mod").collect();
    (parts[0].to_owned(), if ["lib", "main"].contains(&parts[0]) { 0 } else { parts.len() })
}

/// A path as it is written; where it is taken under another name, `as` ends it.
pub(crate) type Path = Vec<String>;

/// All paths that begin at one of these words, groups taken apart, with their lines.
pub(crate) fn paths(code: &str, roots: &[&str]) -> Vec<(usize, Path)> {
    let mut found = Vec::new();
    for root in roots {
        for (at, _) in code.match_indices(root) {
            let before = code[..at].bytes().next_back().unwrap_or(b' ');
            let after = code[at + root.len()..].bytes().next().unwrap_or(b' ');
            if !is_word(before) && before != b':' && !is_word(after) {
                found.extend(tree(code, &mut at.clone()).into_iter().map(|path| (line(code, at), path)));
            }
        }
    }
    found
}

/// The paths of a tree such as `a::{b, c::{d, self as e}, *}`, which begins at `at`.
pub(crate) fn tree(code: &str, at: &mut usize) -> Vec<Path> {
    let blank = |at: &mut usize| *at += code[*at..].len() - code[*at..].trim_start().len();
    let take = |at: &mut usize, sign: &str| {
        let found = code[*at..].starts_with(sign);
        *at += if found { sign.len() } else { 0 };
        found
    };
    let word = |at: &mut usize| {
        let word: String = code[*at..].bytes().take_while(|byte| is_word(*byte)).map(char::from).collect();
        *at += word.len();
        word
    };
    blank(at);
    if take(at, "{") {
        let mut paths = Vec::new();
        loop {
            paths.extend(tree(code, at));
            blank(at);
            if !take(at, ",") {
                take(at, "}");
                return paths;
            }
        }
    }
    let first = if take(at, "*") { "*".to_owned() } else { word(at) };
    if first.is_empty() {
        return Vec::new();
    }
    blank(at);
    if !code[*at..].starts_with("::<") && take(at, "::") {
        let below = tree(code, at).into_iter();
        return below.map(|path| [vec![first.clone()], path].concat()).collect();
    }
    if take(at, "as ") {
        blank(at);
        word(at);
        return vec![vec![first, "as".to_owned()]];
    }
    vec![vec![first]]
}

/// What this code names of the crate, from its root on, which it reaches by name or by climbing.
fn imports(code: &str, climb: usize) -> Vec<(usize, Path)> {
    let below = |path: &Path| match path[0].as_str() {
        "super" => (path.iter().take_while(|part| *part == "super").count() == climb).then(|| path[climb..].to_vec()),
        _ => Some(path[1..].to_vec()),
    };
    let found = paths(code, &["crate", "cloudstead", "super"]).into_iter();
    found.filter_map(|(line, path)| Some((line, below(&path)?))).filter(|(_, path)| !path.is_empty()).collect()
}

/// What a front end takes of the engine by this path; `*` when it takes the engine whole.
fn taken_of_the_engine(path: &[String]) -> Option<&str> {
    let (module, below) = path.split_first()?;
    let name = below.iter().find(|part| !ENGINE_MODULES.contains(&part.as_str())).map_or("*", String::as_str);
    (module == "engine").then_some(if ["as", "self"].contains(&name) { "*" } else { name })
}

pub(crate) fn import_faults(path: &str, text: &str) -> Vec<String> {
    let (own, climb) = module(path);
    let Some(may) = table().get(&own) else {
        return vec![format!("{path}: the module `{own}` has no row in ARCHITECTURE.md's code map")];
    };
    let tests_may =
        TESTS_MAY_IMPORT.iter().filter(|(module, _)| *module == own).map(|(_, other)| *other).collect::<Vec<_>>();
    let code = code_only(text);
    let (serious, tests) = apart(path, &code);
    let in_module = usize::from(serious.contains(|c: char| !c.is_whitespace()));
    let mut faults = Vec::new();
    let named = imports(&serious, climb);
    for (line, name) in named.iter().map(|(line, path)| (line, &path[0])) {
        if *name != own && !may.contains(name) {
            faults.push(format!("{path}:{line}: `{own}` must not import `{name}`"));
        }
    }
    // Tests inside a file stand one module deeper.
    for (line, name) in imports(&tests, climb + in_module).into_iter().map(|(line, path)| (line, path[0].clone())) {
        if name != own && !may.contains(&name) && !tests_may.contains(&name.as_str()) {
            faults.push(format!("{path}:{line}: tests of `{own}` must not import `{name}`"));
        }
    }
    if FRONT_ENDS.contains(&own.as_str()) {
        for (line, taken) in named.iter().filter_map(|(line, path)| Some((line, taken_of_the_engine(path)?))) {
            if !SHOWN_BY_FRONT_ENDS.contains(&taken) {
                faults.push(format!("{path}:{line}: a front end must not use the engine's `{taken}`"));
            }
        }
    }
    // Each name once, however much of it one line takes.
    faults.dedup();
    faults
}
