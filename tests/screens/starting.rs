//! Between a yes and the run that it is for.

use cloudstead::engine::Outcome;
use cloudstead::plan::Total;
use cloudstead::tui::{Command, DeploymentState, RunKind, RunView, Start, Ui, Update};
use crossterm::event::KeyCode;

use super::deployments;
use super::picture;
use super::runs::{Recording, quota};
use super::scenes::{ROUTE53, options, press};

#[test]
fn esc_takes_a_yes_back_also_where_it_quits_otherwise() {
    let recording = Recording::new("standard", ROUTE53, RunKind::Deploy, false).play(420, &[("servers", quota())]);
    let failed = recording.finish(430, Outcome::Failed, None, Vec::new());
    let menu = deployments::menu(DeploymentState::Unfinished);
    let unfinished = Ui::new(Start::Menu(Box::new(menu)), options(false));
    for (mut ui, yes) in [(failed, KeyCode::Char('r')), (unfinished, KeyCode::Enter)] {
        ui.take_commands();
        press(&mut ui, yes);
        assert!(matches!(ui.take_commands().as_slice(), [Command::Resume]));
        let shown = picture(&mut ui, 100, 40);
        assert!(shown.contains("Esc takes it back"), "{shown}");
        press(&mut ui, KeyCode::Esc);
        assert!(ui.exit().is_none() && matches!(ui.take_commands().as_slice(), [Command::TakeBack]), "{shown}");
    }
}

#[test]
fn a_run_that_could_not_go_on_is_not_shown_as_if_it_did() {
    let view = RunView::new("compai", RunKind::Deploy, Total::default());
    let mut ui = Ui::new(Start::Run(Box::new(view)), options(false));
    let [title, what, hint] = ["That could not be done", "the disk is full", "make room"].map(str::to_owned);
    ui.update(Update::Problem { title, what, hint });
    let summary = ui.exit().and_then(|exit| exit.summary.as_deref());
    assert_eq!(summary, Some("That could not be done: the disk is full.\nWhat to do: make room."));
}
