//! What screens say is whole, true and can be copied.

use cloudstead::engine::{Event, EventKind, Existing, Operation, Outcome, PlannedNode};
use cloudstead::model::{Invocation, Money};
use cloudstead::plan::Total;
use cloudstead::resource::{Kind, Phase};
use cloudstead::tui::{Command, DeploymentState, Options, RunKind, RunView, Start, Ui, Update};
use crossterm::event::KeyCode;

use super::deployments;
use super::picture;
use super::runs::{Recording, WHOLE, quota};
use super::scenes::{ROUTE53, options, press, wizard, write};

fn words(ui: &mut Ui) -> String {
    picture(ui, 100, 40)
}

#[test]
fn where_a_key_is_read_from_can_be_typed_letter_by_letter_and_is_shown() {
    for reference in ["env:RESEND_KEY", "file:/home/anna/my keys/resend"] {
        let mut ui = wizard(false, 6);
        press(&mut ui, KeyCode::Enter);
        for letter in reference.chars() {
            press(&mut ui, KeyCode::Char(letter));
            words(&mut ui);
        }
        assert!(words(&mut ui).contains(&reference[reference.len() - 10..]), "{}", words(&mut ui));
        assert!(words(&mut ui).contains("It is read from this"), "{}", words(&mut ui));
        // Back to before the name, and a name again.
        for _ in reference.split_once(':').unwrap().1.chars() {
            press(&mut ui, KeyCode::Backspace);
        }
        assert!(words(&mut ui).contains("is missing after"), "{}", words(&mut ui));
        press(&mut ui, KeyCode::Enter);
        assert!(words(&mut ui).contains("is missing after"), "{}", words(&mut ui));
        write(&mut ui, "OTHER");
        for _ in 0..6 {
            press(&mut ui, KeyCode::Enter);
        }
        ui.take_commands();
        press(&mut ui, KeyCode::Char('y'));
        let commands = ui.take_commands();
        let Some(Command::Deploy(answers)) = commands.iter().find(|command| matches!(command, Command::Deploy(_)))
        else {
            panic!("{commands:?}")
        };
        let given = format!("{:?}", answers.secrets);
        let wanted = if reference.starts_with("env") { "Env(\"OTHER\")" } else { "File(\"OTHER\")" };
        assert!(given.contains(wanted), "{given}");
    }
}

#[test]
fn e_shows_the_whole_of_the_focused_line_under_its_own_name() {
    let whole = |ui: &mut Ui| {
        press(ui, KeyCode::Char('e'));
        picture(ui, 80, 24).split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let mut data = wizard(false, 5);
    press(&mut data, KeyCode::Down);
    let shown = whole(&mut data);
    assert!(shown.contains("1 day the least; all that accounts on AWS's free plan may have."), "{shown}");
    let mut processor = wizard(false, 4);
    press(&mut processor, KeyCode::Tab);
    let shown = whole(&mut processor);
    assert!(shown.contains("arm64 Graviton: cheaper for the same speed, recommended. managed"), "{shown}");
}

/// A run that ended well at an address; `asked`: that was asked in this run.
fn ended(asked: bool, unverified: bool) -> Ui {
    let answer = |done| PlannedNode {
        id: "answer".into(),
        kind: Kind::Answer,
        phase: Phase::App,
        title: "the app answers".to_owned(),
        operation: Operation::Create,
        depends_on: Vec::new(),
        seconds: 10,
        slow_seconds: 20,
        done,
        stays: false,
    };
    let invocation = Invocation::default().with("--practice", true).with_value("--state-dir", Some("/a b"));
    let options = Options { unverified, invocation, ..options(false) };
    let mut ui = Ui::new(Start::Run(Box::new(RunView::new("compai", RunKind::Deploy, Total::default()))), options);
    let url = Some("http://203.0.113.7".to_owned());
    let mut kinds = vec![EventKind::RunStarted { deployment: "compai".to_owned(), nodes: vec![answer(!asked)] }];
    if asked {
        kinds.push(EventKind::NodeStarted { node: "answer".into(), operation: Operation::Create });
        kinds.push(EventKind::NodeDone { node: "answer".into(), operation: Operation::Create, aws_id: None });
    }
    let (kept, left, exists) = (None, Vec::new(), None);
    kinds.push(EventKind::RunFinished { outcome: Outcome::Done, url, plain_because: None, kept, left, exists });
    for (seq, kind) in (1..).zip(kinds) {
        ui.update(Update::Event(Event { seq, at: String::new(), millis: 1_000, kind }));
    }
    ui
}

#[test]
fn an_address_is_said_to_answer_only_when_it_was_asked() {
    assert!(words(&mut ended(true, false)).contains("http://203.0.113.7 answers"));
    for (mut ui, said) in [(ended(true, true), "(--no-verify)"), (ended(false, false), "compai: nothing was to do")] {
        let shown = words(&mut ui);
        assert!(shown.contains(said) && !shown.contains("203.0.113.7 answers\n"), "{shown}");
        assert!(shown.contains("cloudstead status compai --practice --state-dir '/a b'"), "{shown}");
    }
}

#[test]
fn a_failed_run_costs_what_the_journal_knows_to_exist() {
    let finished = |exists: Existing, left: &[&str]| EventKind::RunFinished {
        outcome: Outcome::Failed,
        url: None,
        plain_because: None,
        kept: None,
        left: left.iter().map(|&id| id.to_owned()).collect(),
        exists: Some(exists),
    };
    let monthly = Total::exact(Money::from_cents(3000)) + Total::unknown("a thing without a price");
    let under_way = Existing { things: 2, unsure: 1, monthly };
    let cases = [
        (finished(under_way, &[]), "2 of 2 things exist (of 1 it is not known yet) and cost at least 1.00 a day"),
        (finished(Existing::default(), &["eipalloc-1"]), "Something is left in your account"),
    ];
    for (kind, said) in cases {
        let mut ui =
            Ui::new(Start::Run(Box::new(RunView::new("compai", RunKind::Deploy, Total::default()))), options(false));
        ui.update(Update::Event(Event { seq: 1, at: String::new(), millis: 1_000, kind }));
        let shown = words(&mut ui);
        assert!(shown.contains(said) && !shown.contains("Nothing exists"), "{shown}");
    }
}

#[test]
fn where_there_is_no_https_every_screen_of_a_deployment_says_so() {
    let open = |keys: &[KeyCode]| {
        let mut menu = deployments::menu(DeploymentState::Complete);
        menu.url = Some("http://203.0.113.7".to_owned());
        let mut ui = Ui::new(Start::Menu(Box::new(menu)), options(false));
        for key in keys {
            press(&mut ui, *key);
        }
        ui
    };
    let mut change = open(&[KeyCode::Down, KeyCode::Enter, KeyCode::Enter]);
    change.update(Update::Diff(Box::new(deployments::upgrade())));
    let run = || Recording::new("standard", "", RunKind::Deploy, false).play(120, &[]);
    let failed = run().finish(130, Outcome::Failed, None, Vec::new());
    let screens = [open(&[KeyCode::Enter]), open(&[KeyCode::Down, KeyCode::Enter]), change, run().ui, failed];
    for (width, height) in [(80, 24), (60, 20)] {
        assert!(picture(&mut open(&[]), width, height).contains("http://203.0.113.7  not private"));
    }
    for mut ui in screens {
        for (width, height) in [(80, 24), (60, 20)] {
            let shown = picture(&mut ui, width, height);
            assert!(shown.contains("plain http"), "{shown}");
        }
    }
    let mut address = Recording::new("managed", "", RunKind::Deploy, false).play(120, &[]).ui;
    assert!(!words(&mut address).contains("plain http"));
    let mut private = Ui::new(Start::Menu(Box::new(deployments::menu(DeploymentState::Complete))), options(false));
    assert!(!words(&mut private).contains("not private"));
}

#[test]
fn what_is_half_removed_can_only_be_removed_further() {
    let failed = || {
        let recording = Recording::new("standard", ROUTE53, RunKind::Destroy, false).play(420, &[("servers", quota())]);
        recording.finish(430, Outcome::Failed, None, Vec::new())
    };
    let shown = words(&mut failed());
    assert!(
        shown.contains("r try again now") && !shown.contains("change tier") && !shown.contains("destroy everything"),
        "{shown}"
    );
    for key in ['t', 'd'] {
        let mut ui = failed();
        press(&mut ui, KeyCode::Char(key));
        assert!(ui.take_commands().is_empty(), "{key}");
    }
    let mut ui = failed();
    press(&mut ui, KeyCode::Char('r'));
    assert!(matches!(ui.take_commands().as_slice(), [Command::Resume]));
}

#[test]
fn the_last_page_counts_the_things_of_the_plan() {
    for tier in ["starter", "managed", "standard"] {
        let recording = Recording::new(tier, ROUTE53, RunKind::Deploy, false);
        let things = recording.things();
        let mut ui =
            recording.play(WHOLE, &[]).finish(1712, Outcome::Done, Some("https://app.example.com"), Vec::new());
        assert!(words(&mut ui).contains(&format!("Exists        {things} things;")), "{tier}: {}", words(&mut ui));
    }
}
