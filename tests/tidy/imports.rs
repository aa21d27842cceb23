//! Who may import whom, as the code map of ARCHITECTURE.md says it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::code::{apart, code_only, is_word, line};

/// What tests of a module may import besides. A new entry needs a reason.
const TESTS_MAY_IMPORT: [(&str, &str); 1] = [("plain", "resource")];

/// What the front ends may take of the engine: what happened and how far it is, never the means to do something.
const FRONT_ENDS: [&str; 2] = ["plain", "tui"];
const SHOWN_BY_FRONT_ENDS: [&str; 15] = [
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
    "PricedKept",
    "Progress",
    "Row",
    "Stage",
];

/// Module and what it may import.
type Table = BTreeMap<String, BTreeSet<String>>;

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| parse(&super::read("ARCHITECTURE.md")))
}

/// Reads rows such as "| `src/plan/` | what it owns | model, preset |"; their last cell may also say "nothing", "everything", or
/// name one module of several: "`main`: app".
pub(crate) fn parse(document: &str) -> Table {
    let mut table = Table::new();
    let mut free = Vec::new();
    for row in document.lines().filter(|line| line.starts_with("| `src/")) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [paths, _, may] = cells[..] else { panic!("not three cells: {row}") };
        for path in paths.split(',') {
            let own = path.trim().trim_matches('`').trim_start_matches("src/").trim_end_matches('/').trim_end_matches(".rs");
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

pub(crate) fn import_faults(path: &str, text: &str) -> Vec<String> {
    let (own, climb) = module(path);
    let Some(may) = table().get(&own) else {
        return vec![format!("{path}: the module `{own}` has no row in ARCHITECTURE.md's code map")];
    };
    let tests_may = TESTS_MAY_IMPORT.iter().filter(|(module, _)| *module == own).map(|(_, other)| *other).collect::<Vec<_>>();
    let code = code_only(text);
    let (serious, tests) = apart(path, &code);
    let in_module = usize::from(serious.contains(|c: char| !c.is_whitespace()));
    let mut faults = Vec::new();
    for (line, name) in imports(&serious, climb) {
        if name != own && !may.contains(&name) {
            faults.push(format!("{path}:{line}: `{own}` must not import `{name}`"));
        }
    }
    // Tests inside a file stand one module deeper.
    for (line, name) in imports(&tests, climb + in_module) {
        if name != own && !may.contains(&name) && !tests_may.contains(&name.as_str()) {
            faults.push(format!("{path}:{line}: tests of `{own}` must not import `{name}`"));
        }
    }
    if FRONT_ENDS.contains(&own.as_str()) {
        let shown = |name: &str| SHOWN_BY_FRONT_ENDS.contains(&name) || ["cloud", "event", "progress"].contains(&name);
        let taken = named(&serious, "crate::engine::").into_iter().chain(named(&serious, "crate::engine::cloud::"));
        let hidden = taken.filter(|(_, name)| !shown(name));
        faults.extend(hidden.map(|(line, name)| format!("{path}:{line}: a front end must not use the engine's `{name}`")));
    }
    faults
}
