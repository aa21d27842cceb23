//! Where not all prices are known no sum stands alone.

use cloudstead::engine::Outcome;
use cloudstead::tui::{DeploymentState, RunKind, Start, Ui};
use crossterm::event::KeyCode::{Char, Down, Enter};

use super::deployments::{destroy_in, menu, unpriced, upgrade_unpriced};
use super::picture;
use super::runs::{Recording, UNPRICED, WHOLE, quota};
use super::scenes::{options, pressed, with};

pub(crate) fn all(ascii: bool) -> Vec<(&'static str, Ui)> {
    let only = || Ui::new(Start::Menu(Box::new(unpriced())), options(ascii));
    let several = vec![unpriced(), menu(DeploymentState::Complete)];
    let deploy = |until: i64| Recording::of(UNPRICED, "managed", "", RunKind::Deploy, ascii).play(until, &[]);
    let failed = Recording::of(UNPRICED, "managed", "", RunKind::Deploy, ascii).play(420, &[("server", quota())]);
    vec![
        ("unpriced_menu", only()),
        ("unpriced_look", pressed(only(), &[Enter])),
        ("unpriced_tiers", pressed(only(), &[Down, Enter])),
        ("unpriced_deployments", Ui::new(Start::Menus(several), options(ascii))),
        ("unpriced_diff", with(ascii, upgrade_unpriced(false), &[])),
        ("unpriced_diff_raised", with(ascii, upgrade_unpriced(true), &[Char('b')])),
        ("unpriced_destroy", with(ascii, destroy_in(UNPRICED), &[])),
        ("unpriced_failed", failed.finish(430, Outcome::Failed, None, Vec::new())),
        ("unpriced_done", deploy(WHOLE).finish(1652, Outcome::Done, Some("https://203.0.113.7"), Vec::new())),
    ]
}

/// A number that is money is never the whole of what a month costs there.
#[test]
fn every_screen_says_that_its_sum_is_not_whole() {
    for (name, mut ui) in all(false) {
        let shown = picture(&mut ui, 120, 40);
        assert!(shown.contains("at least "), "{name}: {shown}");
        for line in shown.lines().filter(|line| line.contains("per month") && !line.contains("snapshot")) {
            let sum = line.split("per month").next().unwrap();
            let priced = sum.trim_end().ends_with(|c: char| c.is_ascii_digit());
            assert!(!priced || sum.contains("at least "), "{name}: {line}");
        }
    }
}
