//! What keys do: commands sent, texts typed, ways out.

use cloudstead::engine::{DataChoice, Outcome};
use cloudstead::plan::Total;
use cloudstead::tui::{Command, DeploymentState, DiffView, RunKind, RunView, Start, Ui, Update};
use cloudstead::wizard::Effect;
use crossterm::event::{Event as TerminalEvent, KeyCode};

use super::deployments;
use super::picture;
use super::runs::{Recording, quota};
use super::scenes::{ROUTE53, control, first_question, options, press, wizard, write};

fn menu() -> Ui {
    Ui::new(Start::Menu(Box::new(deployments::menu(DeploymentState::Complete))), options(false))
}

fn words(ui: &mut Ui) -> String {
    picture(ui, 100, 40)
}

#[test]
fn enter_all_the_way_and_y_deploys() {
    let mut ui = wizard(false, 0);
    for _ in 0..20 {
        press(&mut ui, KeyCode::Enter);
    }
    ui.take_commands();
    press(&mut ui, KeyCode::Char('y'));
    press(&mut ui, KeyCode::Char('y'));
    let commands = ui.take_commands();
    let deploys = commands.iter().filter(|command| matches!(command, Command::Deploy(_))).count();
    assert_eq!(deploys, 1, "{commands:?}");
    ui.update(begins());
    assert!(words(&mut ui).contains("Getting ready"));
    assert!(matches!(ui.take_commands().as_slice(), [Command::Shown]), "only what is shown begins");
}

fn begins() -> Update {
    Update::RunBegins(Box::new(RunView::new("compai", RunKind::Deploy, Total::default())))
}

/// A review that was agreed to; the run is not on the screen yet.
fn agreed() -> Ui {
    let mut ui = wizard(false, 0);
    for _ in 0..20 {
        press(&mut ui, KeyCode::Enter);
    }
    press(&mut ui, KeyCode::Char('y'));
    ui.take_commands();
    ui
}

#[test]
fn a_yes_can_be_taken_back_until_its_run_is_shown() {
    let mut ui = agreed();
    let review = words(&mut ui);
    assert!(review.contains("getting ready") && review.contains("Esc takes it back"), "{review}");
    // What was agreed to stays as it is meanwhile.
    for key in [KeyCode::Char('u'), KeyCode::Char('y'), KeyCode::F(2), KeyCode::Char('?')] {
        press(&mut ui, key);
    }
    assert!(ui.take_commands().is_empty() && words(&mut ui).contains("Your answers"));
    press(&mut ui, KeyCode::Esc);
    assert!(matches!(ui.take_commands().as_slice(), [Command::TakeBack]));
    assert!(words(&mut ui).contains("taken back: nothing has begun"), "{}", words(&mut ui));
    // It was on its way already: nobody confirms it, so it does not begin.
    ui.update(begins());
    assert!(ui.take_commands().is_empty() && words(&mut ui).contains("Your answers"));
    press(&mut ui, KeyCode::Char('y'));
    assert!(matches!(ui.take_commands().as_slice(), [.., Command::Deploy(_)]));
    ui.update(begins());
    assert!(matches!(ui.take_commands().as_slice(), [Command::Shown]));
}

#[test]
fn a_run_is_not_confirmed_by_a_screen_that_was_left() {
    let mut ui = agreed();
    control(&mut ui, 'c');
    assert!(ui.exit().unwrap().summary.as_ref().unwrap().contains("Nothing was created"));
    ui.update(begins());
    let commands = ui.take_commands();
    assert!(matches!(commands.as_slice(), [.., Command::Quit]), "{commands:?}");
    assert!(!commands.iter().any(|command| matches!(command, Command::Shown)), "{commands:?}");
}

#[test]
fn letters_go_into_the_field_and_the_wizard_hears_of_them() {
    let mut ui = wizard(false, 6);
    write(&mut ui, "quey?@example.com");
    assert!(words(&mut ui).contains("quey?@example.com"));
    press(&mut ui, KeyCode::Backspace);
    assert!(words(&mut ui).contains("quey?@example.co "), "{}", words(&mut ui));
}

#[test]
fn pasted_line_breaks_do_not_confirm_anything() {
    let mut ui = wizard(false, 6);
    ui.input(&TerminalEvent::Paste("anna@example.com\r\n".to_owned()));
    let shown = words(&mut ui);
    assert!(shown.contains("anna@example.com") && shown.contains("› E-mail address"), "{shown}");
}

#[test]
fn secrets_are_never_shown() {
    let mut ui = wizard(false, 6);
    press(&mut ui, KeyCode::Enter);
    write(&mut ui, "hunter2");
    for key in [KeyCode::Enter, KeyCode::Up, KeyCode::Esc, KeyCode::Enter] {
        assert!(!words(&mut ui).contains("hunter2"));
        press(&mut ui, key);
    }
}

#[test]
fn leaving_the_wizard_keeps_a_draft() {
    let mut ui = wizard(false, 2);
    control(&mut ui, 'c');
    assert!(ui.take_commands().iter().any(|command| matches!(command, Command::Effect(Effect::SaveDraft(_)))));
    assert!(ui.exit().unwrap().summary.as_ref().unwrap().contains("Nothing was created"));
}

#[test]
fn the_first_control_c_stops_safely_the_second_leaves() {
    let mut ui = Recording::new("standard", ROUTE53, RunKind::Deploy, false).play(120, &[]).ui;
    control(&mut ui, 'c');
    assert!(matches!(ui.take_commands().as_slice(), [Command::Stop]));
    assert!(words(&mut ui).contains("Stopping safely"));
    assert!(ui.exit().is_none());
    control(&mut ui, 'c');
    assert!(ui.exit().unwrap().summary.as_ref().unwrap().contains("cloudstead resume compai-prod"));
    assert!(matches!(ui.take_commands().as_slice(), [Command::Quit]));
}

#[test]
fn an_interrupted_run_leaves_with_the_way_back() {
    let recording = Recording::new("standard", ROUTE53, RunKind::Deploy, false).play(120, &[]);
    let ui = recording.finish(130, Outcome::Interrupted, None, Vec::new());
    assert!(ui.exit().unwrap().summary.as_ref().unwrap().contains("Stopped safely"));
}

#[test]
fn a_failure_offers_its_keys() {
    let failed = || {
        let recording = Recording::new("standard", ROUTE53, RunKind::Deploy, false).play(420, &[("servers", quota())]);
        recording.finish(430, Outcome::Failed, None, Vec::new())
    };
    let sent = |key| {
        let mut ui = failed();
        press(&mut ui, KeyCode::Char(key));
        ui.take_commands()
    };
    assert!(matches!(sent('r').as_slice(), [Command::Resume]));
    assert!(matches!(sent('d').as_slice(), [Command::PlanDestroy]));
    assert!(matches!(sent('t').as_slice(), [Command::Refresh]));
    let mut ui = failed();
    press(&mut ui, KeyCode::Char('t'));
    ui.update(Update::Menu(Box::new(deployments::menu(DeploymentState::Unfinished))));
    assert!(words(&mut ui).contains("Change to which tier?"));
    let mut ui = failed();
    press(&mut ui, KeyCode::Char('q'));
    let summary = ui.exit().unwrap().summary.clone().unwrap();
    assert!(
        summary.contains("things exist and cost") && summary.contains("cloudstead resume compai-prod"),
        "{summary}"
    );
}

/// Whether this and nothing else is what it asks for now.
fn destroys(ui: &mut Ui, wanted: DataChoice) -> bool {
    let asked = ui.take_commands();
    matches!(asked.as_slice(), [Command::Destroy { choice, others }] if *choice == wanted && others.is_empty())
}

#[test]
fn destroying_asks_about_data_and_for_the_name() {
    let mut ui = menu();
    for _ in 0..2 {
        press(&mut ui, KeyCode::Down);
    }
    press(&mut ui, KeyCode::Enter);
    assert!(matches!(ui.take_commands().as_slice(), [Command::PlanDestroy]));
    ui.update(Update::Diff(Box::new(deployments::destroy())));
    for key in [KeyCode::Enter, KeyCode::Enter, KeyCode::Down, KeyCode::Enter, KeyCode::Enter] {
        press(&mut ui, key);
    }
    assert!(ui.take_commands().is_empty(), "Enter alone must not destroy");
    write(&mut ui, "compai-prod");
    press(&mut ui, KeyCode::Enter);
    let wanted = DataChoice { final_snapshot: true, keep_files: false, keep_images: false };
    assert!(destroys(&mut ui, wanted));
    // It could not begin: the same page takes the same name once more.
    let [title, what, hint] = ["Not begun", "Another program works on it.", "Wait for it."].map(str::to_owned);
    ui.update(Update::Problem { title, what, hint });
    press(&mut ui, KeyCode::Enter);
    press(&mut ui, KeyCode::Enter);
    assert!(destroys(&mut ui, wanted));
}

#[test]
fn one_of_several_is_chosen_by_name_and_esc_leads_back() {
    let mut ui = Ui::new(Start::Menus(deployments::several()), options(false));
    press(&mut ui, KeyCode::Down);
    press(&mut ui, KeyCode::Enter);
    assert!(matches!(ui.take_commands().as_slice(), [Command::Choose(name)] if name == "compai-prod"));
    assert!(words(&mut ui).contains("Esc all deployments"));
    press(&mut ui, KeyCode::Esc);
    assert!(words(&mut ui).contains("Your deployments") && ui.exit().is_none());
    press(&mut ui, KeyCode::End);
    press(&mut ui, KeyCode::Enter);
    assert!(matches!(ui.take_commands().as_slice(), [Command::Another]));
}

#[test]
fn another_deployment_is_started_from_the_menu_and_esc_leads_back() {
    let mut ui = menu();
    for key in [KeyCode::End, KeyCode::Up, KeyCode::Enter] {
        press(&mut ui, key);
    }
    assert!(matches!(ui.take_commands().as_slice(), [Command::Another]));
    ui.update(Update::NewWizard(Box::new(first_question())));
    let shown = words(&mut ui);
    assert!(shown.contains("What do you want to run?") && !shown.contains("compai-prod"), "{shown}");
    press(&mut ui, KeyCode::Esc);
    assert!(words(&mut ui).contains("› Start another") && ui.exit().is_none());
    // What follows is about the deployment of the menu again.
    assert!(matches!(ui.take_commands().last(), Some(Command::Choose(name)) if name == "compai-prod"));
}

#[test]
fn a_tier_that_would_move_the_database_cannot_be_chosen() {
    let mut ui = menu();
    for key in [KeyCode::Down, KeyCode::Enter] {
        press(&mut ui, key);
    }
    assert!(
        words(&mut ui).contains("· starter   not possible yet: the database would have to move"),
        "{}",
        words(&mut ui)
    );
    // Neither where the list begins nor where it ends.
    for key in [KeyCode::Home, KeyCode::End, KeyCode::Down] {
        press(&mut ui, key);
        press(&mut ui, KeyCode::Enter);
        let commands = ui.take_commands();
        assert!(
            matches!(commands.as_slice(), [Command::PlanTier(tier)] if tier == "standard"),
            "{key:?}: {commands:?}"
        );
        ui.update(Update::Menu(Box::new(deployments::menu(DeploymentState::Complete))));
    }
}

#[test]
fn esc_at_the_first_question_leaves_only_when_pressed_twice() {
    let mut ui = wizard(false, 0);
    press(&mut ui, KeyCode::Esc);
    assert!(ui.exit().is_none() && words(&mut ui).contains("Esc again quits"));
    press(&mut ui, KeyCode::Down);
    press(&mut ui, KeyCode::Esc);
    assert!(ui.exit().is_none());
    press(&mut ui, KeyCode::Esc);
    assert!(ui.exit().unwrap().summary.as_ref().unwrap().contains("Your answers are kept"));
    assert!(ui.take_commands().iter().any(|command| matches!(command, Command::Effect(Effect::SaveDraft(_)))));
}

#[test]
fn a_budget_follows_a_change_only_when_it_is_wanted() {
    for (presses, wanted) in [(0, None), (1, Some(125)), (2, None)] {
        let mut ui = menu();
        ui.update(Update::Diff(Box::new(deployments::over_budget())));
        (0..presses).for_each(|_| press(&mut ui, KeyCode::Char('b')));
        press(&mut ui, KeyCode::Char('y'));
        let commands = ui.take_commands();
        assert!(
            matches!(commands.as_slice(), [Command::ChangeTier { budget, .. }] if *budget == wanted),
            "{commands:?}"
        );
    }
}

#[test]
fn a_removal_goes_on_only_after_a_question() {
    let mut ui = Ui::new(Start::Menu(Box::new(deployments::menu(DeploymentState::Removing))), options(false));
    let shown = words(&mut ui);
    assert!(
        shown.contains("Go on removing") && !shown.contains("Resume") && !shown.contains("finished work is kept"),
        "{shown}"
    );
    // Enter alone looks; the line below works out what is left; only y goes on.
    press(&mut ui, KeyCode::Enter);
    assert!(!ui.take_commands().iter().any(|command| matches!(command, Command::Resume)));
    press(&mut ui, KeyCode::Esc);
    ui.update(Update::Menu(Box::new(deployments::menu(DeploymentState::Removing))));
    press(&mut ui, KeyCode::Down);
    press(&mut ui, KeyCode::Enter);
    let commands = ui.take_commands();
    assert!(matches!(commands.as_slice(), [Command::PlanDestroy]), "{commands:?}");
    ui.update(Update::Diff(Box::new(deployments::half_removed())));
    press(&mut ui, KeyCode::Enter);
    assert!(ui.take_commands().is_empty());
    press(&mut ui, KeyCode::Char('y'));
    assert!(matches!(ui.take_commands().as_slice(), [Command::GoOnRemoving { others }] if others.is_empty()));
}

#[test]
fn a_removal_that_goes_on_asks_about_what_an_aws_service_put_there() {
    for (presses, wanted) in [(0, &[][..]), (1, &["vpce-0a1b2c3d"]), (2, &[])] {
        let mut ui = Ui::new(Start::Menu(Box::new(deployments::menu(DeploymentState::Removing))), options(false));
        let others = Some(deployments::others());
        ui.update(Update::Diff(Box::new(DiffView { others, ..deployments::half_removed() })));
        (0..presses).for_each(|_| press(&mut ui, KeyCode::Char('o')));
        let shown = words(&mut ui);
        assert!(
            shown.contains("vpce-0a1b2c3d")
                && shown.contains(if wanted.is_empty() { "It stays" } else { "It goes too" }),
            "{shown}"
        );
        press(&mut ui, KeyCode::Char('y'));
        assert!(matches!(ui.take_commands().as_slice(), [Command::GoOnRemoving { others }] if *others == wanted));
    }
}

#[test]
fn lost_data_is_given_up_only_by_typing_the_name() {
    let mut ui = menu();
    let words_of_it = vec!["Gone from the account: database PostgreSQL 17 (RDS) `demo-db`.".to_owned()];
    ui.update(Update::Lost { name: "compai-prod".to_owned(), words: words_of_it });
    assert!(words(&mut ui).contains("Gone from the account"), "{}", words(&mut ui));
    write(&mut ui, "compai");
    press(&mut ui, KeyCode::Enter);
    assert!(ui.take_commands().is_empty());
    write(&mut ui, "-prod");
    press(&mut ui, KeyCode::Enter);
    assert!(matches!(ui.take_commands().as_slice(), [Command::WithoutLost]));
}

#[test]
fn while_another_window_is_at_it_nothing_is_begun() {
    let mut ui = Ui::new(Start::Menu(Box::new(deployments::menu(DeploymentState::Running))), options(false));
    let shown = words(&mut ui);
    assert!(shown.contains("running") && shown.contains("process 4242 on anna since"), "{shown}");
    for word in ["Resume", "Change tier", "Destroy", "stopped before its end"] {
        assert!(!shown.contains(word), "{word}: {shown}");
    }
}

#[test]
fn a_change_that_replaces_data_needs_the_name_typed() {
    let mut ui = menu();
    ui.update(Update::Diff(Box::new(deployments::upgrade())));
    press(&mut ui, KeyCode::Char('y'));
    assert!(
        matches!(ui.take_commands().as_slice(), [Command::ChangeTier { tier, budget: None }] if tier == "standard")
    );
    let mut ui = menu();
    ui.update(Update::Diff(Box::new(deployments::replacing())));
    press(&mut ui, KeyCode::Char('y'));
    assert!(ui.take_commands().is_empty());
    write(&mut ui, "compai-prod");
    press(&mut ui, KeyCode::Enter);
    assert!(matches!(ui.take_commands().as_slice(), [Command::ChangeTier { .. }]));
}

#[test]
fn a_change_that_is_blocked_cannot_be_started() {
    let mut ui = menu();
    ui.update(Update::Diff(Box::new(deployments::blocked())));
    press(&mut ui, KeyCode::Char('y'));
    press(&mut ui, KeyCode::Enter);
    assert!(ui.take_commands().is_empty());
}

#[test]
fn the_log_follows_until_it_is_scrolled_and_end_follows_again() {
    let mut ui = Recording::new("standard", ROUTE53, RunKind::Deploy, false).play(120, &[]).ui;
    press(&mut ui, KeyCode::Tab);
    let end = words(&mut ui);
    press(&mut ui, KeyCode::PageUp);
    assert!(words(&mut ui).contains("End follows again"));
    press(&mut ui, KeyCode::End);
    assert_eq!(words(&mut ui), end);
}

#[test]
fn nothing_moves_on_a_question_and_something_does_in_a_run() {
    let mut ui = wizard(false, 4);
    assert!(!ui.moves() && !ui.pass(std::time::Duration::from_secs(1)));
    let mut ui = Recording::new("standard", ROUTE53, RunKind::Deploy, false).play(120, &[]).ui;
    assert!(ui.moves());
    let before = words(&mut ui);
    ui.pass(std::time::Duration::from_secs(1));
    assert_ne!(words(&mut ui), before);
}

#[test]
fn a_destroy_does_not_say_that_it_removes_what_the_account_shares() {
    let mut ui = Recording::new("standard", ROUTE53, RunKind::Destroy, false).play(120, &[]).ui;
    let mut shown = String::new();
    for key in [KeyCode::Tab, KeyCode::Home].into_iter().chain([KeyCode::PageDown; 8]) {
        shown += &words(&mut ui);
        press(&mut ui, key);
    }
    let role = shown.lines().find(|line| line.contains("left: shared by the account, free"));
    assert!(role.is_some() && !shown.contains("removing  role-"), "{shown}");
}

#[test]
fn looking_at_what_nobody_has_checked_asks_aws() {
    let unchecked = cloudstead::tui::Menu { healthy: None, ..deployments::menu(DeploymentState::Complete) };
    let mut ui = Ui::new(Start::Menu(Box::new(unchecked)), options(false));
    press(&mut ui, KeyCode::Enter);
    assert!(matches!(ui.take_commands().as_slice(), [Command::Refresh]));
    assert!(words(&mut ui).contains("asking AWS…"));
}

#[test]
fn the_way_to_a_second_field_is_said() {
    assert!(words(&mut wizard(false, 0)).contains("Tab field"), "the name is below the app");
    assert!(!words(&mut wizard(false, 1)).contains("Tab field"), "one field only");
}

#[test]
fn breaking_is_offered_in_practice_only_and_not_announced_when_it_has_happened() {
    let mut real = Recording::new("standard", ROUTE53, RunKind::Deploy, false).play(120, &[]).ui;
    press(&mut real, KeyCode::Char('b'));
    assert!(real.take_commands().is_empty() && !words(&mut real).contains("b break it"));

    let mut before = Recording::practice("standard", ROUTE53, false).ui;
    press(&mut before, KeyCode::Char('b'));
    assert!(
        matches!(before.take_commands().as_slice(), [Command::Break { creating: true }]),
        "before the run told what it makes"
    );

    let mut recording = Recording::practice("standard", ROUTE53, false).play(120, &[]);
    assert!(words(&mut recording.ui).contains("b break it"));
    press(&mut recording.ui, KeyCode::Char('b'));
    assert!(matches!(recording.ui.take_commands().as_slice(), [Command::Break { creating: true }]));
    assert!(words(&mut recording.ui).contains("the next thing to be made will fail"));
    let mut failed = recording.finish(130, Outcome::Failed, None, Vec::new());
    let shown = words(&mut failed);
    assert!(!shown.contains("will fail") && shown.contains("d destroy everything"), "{shown}");
}

#[test]
fn what_an_aws_service_put_there_goes_only_when_a_person_says_so() {
    for (down, removed) in [(false, &[][..]), (true, &["vpce-0a1b2c3d"])] {
        let mut ui = menu();
        for _ in 0..2 {
            press(&mut ui, KeyCode::Down);
        }
        press(&mut ui, KeyCode::Enter);
        ui.take_commands();
        let others = Some(deployments::others());
        ui.update(Update::Diff(Box::new(DiffView { others, ..deployments::destroy() })));
        for _ in 0..3 {
            press(&mut ui, KeyCode::Enter);
        }
        assert!(words(&mut ui).contains("vpce-0a1b2c3d"), "{}", words(&mut ui));
        if down {
            press(&mut ui, KeyCode::Down);
        }
        press(&mut ui, KeyCode::Enter);
        write(&mut ui, "compai-prod");
        press(&mut ui, KeyCode::Enter);
        assert!(matches!(ui.take_commands().as_slice(), [Command::Destroy { others, .. }] if *others == removed));
    }
}
