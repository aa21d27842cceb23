//! What adding an answer takes: its field, its question's file, and whoever reads it.

use std::fs;
use std::path::Path;

/// Files below `folder` that name the answer, without tests.
fn naming(folder: &str, answer: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let path = format!("{folder}/{name}");
        match fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&path)) {
            Ok(text) if text.split("#[cfg(test)]").next().is_some_and(|code| code.contains(answer)) => found.push(path),
            Ok(_) => {}
            Err(_) if name == "tests" || name == "snapshots" => {}
            Err(_) => found.extend(naming(&path, answer)),
        }
    }
    found.sort();
    found
}

#[test]
fn an_answer_is_declared_once() {
    let (field, question) = ("src/plan/answers/data.rs", "src/wizard/steps/data.rs");
    let front_ends = ["src/tui", "src/plain", "src/app"].map(|folder| naming(folder, "backup_days")).concat();
    assert_eq!(front_ends, [] as [&str; 0], "front ends draw fields and know no answer");
    assert_eq!(naming("src/wizard", "backup_days"), [question]);
    let mut plan = naming("src/plan", "backup_days");
    // Whoever reads it, and the template's word for the same.
    plan.retain(|path| !path.starts_with("src/plan/compose/") && !path.starts_with("src/plan/cloudformation/"));
    assert_eq!(plan, [field]);
}
