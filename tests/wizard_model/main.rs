//! Random walks through the wizard: whatever a person does in whatever order, after every step the estimate and the
//! blueprint are those of the present answers; sources tell the truth, and going back loses nothing.

#[path = "../count/mod.rs"]
mod count;
mod messages;
mod presets;
mod truths;

use cloudstead::plan::{Answers, SecretAnswer};
use cloudstead::preset::Preset;
use cloudstead::wizard::{Effect, Msg, REVIEW, Setup, Wizard};
use messages::{Dice, imported, message};
use presets::{made, own, presets};
use truths::{Afresh, Defaults, back_restores, check, compare};

const WALKS: u64 = 10_000;
const STEPS: usize = 24;

fn setup(presets: Vec<Preset>) -> Setup {
    Setup {
        offers: presets.into_iter().map(Into::into).collect(),
        time_zone: Some("Europe/Berlin".to_owned()),
        own: true,
        taken: vec!["taken".to_owned()],
        ..Setup::default()
    }
}

/// What an untouched wizard answers for an app.
fn defaults(preset: Preset) -> Defaults {
    let offers = vec![made(preset.clone()).offer];
    (preset, Wizard::new(Setup { offers, ..setup(Vec::new()) }).unwrap().review().answers)
}

/// Walks `walks` times from random starts and says what happened.
fn walk(seed: u64, walks: u64) {
    let (presets, own) = (presets(), own());
    let defaults: Vec<Defaults> = presets.iter().chain(&own).map(|preset| defaults(preset.clone())).collect();
    let mut dice = Dice(seed);
    let small = Wizard::new(setup(presets.to_vec())).unwrap();
    let large = Wizard::new(setup(presets.iter().rev().cloned().collect())).unwrap();
    let mut draft = small.answers();
    draft.secrets.insert("TOKEN".to_owned(), SecretAnswer::Env("TOKEN".to_owned()));
    let brought = made(own[0].clone()).offer;
    let theirs = Answers { preset: brought.reference.clone(), ..draft.clone() };
    let resumed = Wizard::new(Setup { draft: Some(draft), ..setup(presets.to_vec()) }).unwrap();
    let own_before = Some(brought);
    let theirs = Wizard::new(Setup { draft: Some(theirs), own_before, ..setup(presets.to_vec()) }).unwrap();
    let starts =
        [large, small, resumed, theirs].map(|wizard| (vec![Afresh::of(wizard.answers(), wizard.preset())], wizard));
    let (mut messages, mut computed, mut deployed, mut reviewed) = (0_u64, 0, 0_u64, 0_u64);
    let (mut read, mut deployed_own, mut refused) = (0_u64, 0_u64, 0_u64);
    for _ in 0..walks {
        let start = match dice.roll(20) {
            0..=4 => 0,
            5..=11 => 1,
            12..=16 => 2,
            _ => 3,
        };
        let (mut known, mut wizard) = starts[start].clone();
        let mut asked = None;
        for _ in 0..=dice.roll(STEPS) {
            let at = wizard.at();
            let answer = asked.filter(|_| dice.roll(2) == 0);
            let msg = match answer {
                Some(turn) => imported(&mut dice, turn, &own),
                None => message(&mut dice, at),
            };
            read += u64::from(answer.is_some());
            refused += u64::from(msg == Msg::Confirm && at == REVIEW && wizard.open_points().is_some());
            let confirmed = msg == Msg::Confirm;
            let effects = wizard.update(msg);
            messages += 1;
            compare(&wizard, [&presets[..], &own[..]], &mut known);
            for effect in &effects {
                if let Effect::Import { turn, .. } = effect {
                    asked = Some(*turn);
                }
                if let Effect::Deploy(answers) = effect {
                    assert_eq!(wizard.open_points(), None);
                    assert!(!wizard.is_unread());
                    deployed_own += u64::from(answers.preset.starts_with("/own"));
                    assert!(confirmed && at == REVIEW && wizard.problems().is_empty());
                    assert_eq!(**answers, wizard.answers());
                    deployed += 1;
                }
            }
            if dice.roll(12) == 0 {
                back_restores(&wizard);
            }
        }
        computed += known.len() - 1;
        reviewed += u64::from(wizard.at() == REVIEW);
        check(&wizard, &defaults);
    }
    count::line(format!(
        "{walks} walks: estimate and blueprint compared after each of {messages} messages, computed afresh for \
         {computed} other answers; {reviewed} ended in the review, {deployed} deployed; {read} answers about \
         apps of one's own, {deployed_own} of them deployed, {refused} times refused for an open point"
    ));
    assert!(reviewed > 100 && deployed > 20, "the walks reach the end too rarely: {reviewed}, {deployed}");
    assert!(read > 100 && deployed_own > 2, "own apps are met too rarely: {read}, {deployed_own}");
}

// Two halves, so that two processors share the work.
#[test]
fn random_walks_stay_true() {
    walk(0x00C1_0DD5_7EAD, WALKS / 2);
}

#[test]
fn more_random_walks_stay_true() {
    walk(0x5EED, WALKS / 2);
}
