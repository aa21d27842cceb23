use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Parser as _;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::Worker;
use super::ears::{Ears, Ended};
use crate::app::App;
use crate::app::failure::Failure;
use crate::cli::Cli;
use crate::engine::Lost;
use crate::plan::Answers;
use crate::resource::Loss;
use crate::tui::{self, Command, Inbox, Update};
use crate::wizard::Effect;

const TEXT: &str = "name='demo'\npreset='compai'\ntier='managed'\nregion='us-east-1'\nbudget=60\n";

fn deploy() -> Command {
    Command::Deploy(Box::new(Answers::parse(TEXT).unwrap()))
}

/// The application's half on a practice account of its own; the screen's half is the test.
fn worker(home: &Path) -> Worker {
    shown_worker(home).0
}

/// The same, and what reaches the screen.
fn shown_worker(home: &Path) -> (Worker, Inbox) {
    let line = ["cloudstead", "--practice", "--state-dir", home.to_str().unwrap()];
    let app = Arc::new(App { common: Cli::try_parse_from(line).unwrap().common, started: Instant::now() });
    let (updates, shown) = tui::channel();
    (Worker { app, updates, name: None, lost: None, code: 0, checking: None }, shown)
}

fn commands(list: impl IntoIterator<Item = Command>) -> (UnboundedSender<Command>, UnboundedReceiver<Command>) {
    let (sender, receiver) = unbounded_channel();
    list.into_iter().for_each(|command| sender.send(command).unwrap());
    (sender, receiver)
}

/// True when the journal says that a run began.
fn begun(home: &Path) -> bool {
    std::fs::read_to_string(home.join("practice/demo/journal.jsonl")).is_ok_and(|text| text.contains("run-began"))
}

#[test]
fn who_leaves_right_after_the_yes_has_begun_nothing() {
    let home = tempfile::tempdir().unwrap();
    let draft = Command::Effect(Effect::SaveDraft(TEXT.to_owned()));
    let (_screen, wanted) = commands([draft, deploy(), Command::Quit]);
    assert_eq!(worker(home.path()).work(wanted), 0);
    assert!(!begun(home.path()));
    assert_eq!(std::fs::read_to_string(home.path().join("practice/draft.toml")).unwrap(), TEXT, "answers are kept");
}

#[test]
fn nothing_begins_that_is_not_on_the_screen() {
    for answer in [Command::Quit, Command::TakeBack] {
        let home = tempfile::tempdir().unwrap();
        let (screen, wanted) = commands([deploy()]);
        let (worker, shown) = shown_worker(home.path());
        let work = std::thread::spawn(move || worker.work(wanted));
        assert!(shown.gets(|update| matches!(update, Update::RunBegins(_))));
        // The first may be enough: nobody listens to the second then.
        for command in [answer, Command::Quit] {
            let _ = screen.send(command);
        }
        assert_eq!(work.join().unwrap(), 0);
        assert!(!begun(home.path()));
    }
}

/// A run that began, and was left at once.
fn left_behind(home: &Path) -> u8 {
    let (screen, wanted) = commands([deploy()]);
    let worker = worker(home);
    let work = std::thread::spawn(move || worker.work(wanted));
    until(|| screen.send(Command::Shown).is_ok() && begun(home));
    screen.send(Command::Quit).unwrap();
    work.join().unwrap()
}

#[test]
fn what_is_shown_begins() {
    let home = tempfile::tempdir().unwrap();
    assert_eq!(left_behind(home.path()), 130);
}

#[test]
fn what_was_wanted_is_remembered_when_more_turns_out_to_be_gone() {
    let home = tempfile::tempdir().unwrap();
    left_behind(home.path());
    let gone = |what: &str| {
        let (node, title, aws_id) = (what.into(), what.to_owned(), format!("{what}-1"));
        Failure::gone(vec![Lost { node, title, aws_id, loss: Loss::Data }], None, "")
    };
    let mut worker = worker(home.path());
    worker.tell(&gone("database"), Command::Resume);
    worker.tell(&gone("files"), Command::WithoutLost);
    let (lost, wanted) = worker.lost.unwrap();
    assert!(matches!(wanted, Command::Resume), "{wanted:?}");
    assert_eq!(lost.iter().map(|lost| lost.title.as_str()).collect::<Vec<_>>(), ["files"]);
}

fn until(holds: impl Fn() -> bool) {
    let begin = Instant::now();
    while !holds() {
        assert!(begin.elapsed() < Duration::from_secs(60), "it never came");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// What became of a step during which these commands came, and what is still to be done then.
fn meanwhile(list: impl IntoIterator<Item = Command>) -> (Result<(), Ended>, Vec<Command>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let (_screen, wanted) = commands(list);
        let mut ears = Ears::new(wanted);
        let ended = ears.unless_left(tokio::time::sleep(Duration::from_secs(1))).await;
        (ended, ears.unheard().collect())
    })
}

#[test]
fn a_step_is_given_up_for_who_leaves_and_other_wishes_wait() {
    assert!(matches!(meanwhile([Command::Refresh]), (Ok(()), later) if matches!(later.as_slice(), [Command::Refresh])));
    let left = meanwhile([Command::Refresh, Command::Quit]);
    assert!(matches!(&left, (Err(Ended::Left), later) if matches!(later.as_slice(), [Command::Refresh])));
    assert!(matches!(meanwhile([Command::TakeBack]), (Err(Ended::TakenBack), _)));
    // The run waits for something else: that goes on, and the run is forgotten.
    assert!(matches!(meanwhile([deploy(), Command::TakeBack]), (Ok(()), later) if later.is_empty()));
}
