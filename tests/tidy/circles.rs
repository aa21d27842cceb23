//! No circles of files: what a file needs, directly or through others, does not need it back. A module and what is
//! below it may know each other.

use std::collections::{BTreeMap, BTreeSet};

use super::code::{apart, code_only};
use super::imports::{Path, paths, tree};

/// A module's files by its path below `src/`, and which others each one names.
type Graph = BTreeMap<Path, BTreeSet<Path>>;

fn module(path: &str) -> Path {
    let parts = path.trim_start_matches("src/").trim_end_matches(".rs").split('/');
    parts.filter(|part| *part != "mod").map(str::to_owned).collect()
}

/// Names that a module hands on, and where they are from.
fn handed_on(own: &Path, code: &str) -> BTreeMap<String, Path> {
    let mut names = BTreeMap::new();
    for (at, _) in code.match_indices(" use ") {
        let line = code[..at].rsplit('\n').next().unwrap_or_default().trim_start();
        if !line.starts_with("pub") {
            continue;
        }
        for path in tree(code, &mut (at + " use ".len())) {
            if let Some(name) = path.last().filter(|_| path[0] != "crate" && path[0] != "super") {
                names.insert(name.clone(), [own.as_slice(), &path[..path.len() - 1]].concat());
            }
        }
    }
    names
}

fn graph(sources: &[(String, String)]) -> Graph {
    let serious = |(path, text): &(String, String)| (module(path), apart(path, &code_only(text)).0);
    let of_tests = |path: &Path| path.iter().any(|part| part == "tests");
    let code: BTreeMap<Path, String> = sources.iter().map(serious).filter(|(path, _)| !of_tests(path)).collect();
    let handed: BTreeMap<&Path, BTreeMap<String, Path>> =
        code.iter().map(|(own, code)| (own, handed_on(own, code))).collect();
    let deepest =
        |path: &[String]| (1..=path.len()).rev().map(|end| path[..end].to_vec()).find(|one| code.contains_key(one));
    let mut graph = Graph::new();
    for (own, text) in &code {
        let mut named = BTreeSet::new();
        for (_, path) in paths(text, &["crate", "super"]) {
            let climbs = path.iter().take_while(|part| *part == "super").count();
            let base = if path[0] == "crate" { &[] } else { &own[..own.len().saturating_sub(climbs)] };
            let whole = [base, &path[climbs.max(1)..]].concat();
            let Some(found) = deepest(&whole) else { continue };
            let through = whole.get(found.len()).and_then(|name| handed.get(&found)?.get(name));
            named.insert(through.and_then(|path| deepest(path)).unwrap_or(found));
        }
        let apart = |other: &Path| !other.starts_with(own) && !own.starts_with(other);
        graph.insert(own.clone(), named.into_iter().filter(apart).collect());
    }
    graph
}

/// What of the graph is reached from a module.
fn reached(graph: &Graph, from: &Path) -> BTreeSet<Path> {
    let (mut reached, mut left) = (BTreeSet::new(), vec![from]);
    while let Some(next) = left.pop() {
        for other in graph.get(next).into_iter().flatten() {
            if reached.insert(other.clone()) {
                left.push(other);
            }
        }
    }
    reached
}

/// Each circle as the modules in it.
pub(crate) fn circles(sources: &[(String, String)]) -> Vec<String> {
    let graph = graph(sources);
    let all: BTreeMap<&Path, BTreeSet<Path>> = graph.keys().map(|own| (own, reached(&graph, own))).collect();
    let mut found = BTreeSet::new();
    for (own, reached) in all.iter().filter(|(own, reached)| reached.contains(**own)) {
        let back = |other: &&Path| all.get(other).is_some_and(|back| back.contains(*own));
        let circle: BTreeSet<&Path> = reached.iter().filter(back).collect();
        found.insert(circle.into_iter().map(|path| path.join("::")).collect::<Vec<_>>().join(", "));
    }
    found.into_iter().collect()
}
