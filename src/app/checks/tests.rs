use std::fs;
use std::path::Path;
use std::time::Instant;

use clap::Parser as _;

use super::*;
use crate::cli::Cli;
use crate::engine::store::write_private;
use crate::practice::Account;
use crate::resource::Quota;

fn app(home: &Path) -> App {
    let line = ["cloudstead", "--practice", "--state-dir", home.to_str().unwrap()];
    App { common: Cli::try_parse_from(line).unwrap().common, started: Instant::now() }
}

fn answers(more: &str) -> Answers {
    Answers::parse(&format!("name='demo'\npreset='compai'\ntier='managed'\nregion='us-east-1'\nbudget=60\n{more}"))
        .unwrap()
}

/// The last list, and every list before it.
fn checked(app: &App, answers: &Answers) -> (Vec<Check>, Vec<Vec<Check>>) {
    let heard: RefCell<Vec<Vec<Check>>> = RefCell::default();
    let read = |list: &[Check]| heard.borrow_mut().push(list.to_vec());
    let runtime = super::super::running::runtime().unwrap();
    let list = runtime.block_on(app.check_plan(answers, &read));
    (list, heard.into_inner())
}

#[test]
fn the_list_fills_and_nothing_is_made_or_written() {
    let home = tempfile::tempdir().unwrap();
    let (list, heard) = checked(&app(home.path()), &answers("[domain]\nkind='route53'\nname='app.example.com'\n"));
    assert!(list.len() >= 6 && list.iter().all(|check| check.found == Found::Fine), "{list:#?}");
    assert!(list.iter().any(|check| check.what == "DNS zone of app.example.com (Route 53)"), "{list:#?}");
    assert_eq!(heard.last(), Some(&list));
    let open = |list: &Vec<Check>| list.iter().filter(|check| check.found == Found::Asking).count();
    assert!(heard.iter().any(|list| open(list) > 2) && heard.iter().any(|list| open(list) == 1), "it fills one by one");
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0, "no journal, no lock, no account");
}

#[test]
fn what_would_stop_a_run_is_said_with_what_to_do_and_left_alone() {
    let home = tempfile::tempdir().unwrap();
    let mut account = Account::default();
    account.limits.allow(Quota::Addresses, 0);
    let path = home.path().join("practice").join("account.json");
    let text = serde_json::to_vec(&account).unwrap();
    write_private(&path, &text).unwrap();
    let (list, _) = checked(&app(home.path()), &answers(""));
    let wrong: Vec<&Check> = list.iter().filter(|check| check.stops()).collect();
    let [Check { what, found: Found::Stops { why, hint } }] = wrong.as_slice() else { panic!("{list:#?}") };
    assert!(
        what == "room in your quotas" && why.contains("fixed address") | why.contains("Elastic IP"),
        "{what}: {why}"
    );
    assert!(hint.contains("request-service-quota-increase"), "{hint}");
    assert_eq!(fs::read(&path).unwrap(), text);
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
}

#[test]
fn a_key_that_is_not_there_is_found_before_anything_is_asked() {
    let home = tempfile::tempdir().unwrap();
    let (list, _) = checked(&app(home.path()), &answers("[secrets]\nRESEND_API_KEY='env:NOT_SET_ANYWHERE'\n"));
    let [Check { what, found: Found::Stops { why, hint } }] = list.as_slice() else { panic!("{list:#?}") };
    assert!(what == ANSWERS && why.contains("NOT_SET_ANYWHERE") && hint.contains("[secrets]"), "{why}: {hint}");
}
