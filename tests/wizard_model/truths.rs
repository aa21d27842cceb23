//! What holds wherever somebody stands in the wizard.

use cloudstead::plan::{Answers, Blueprint, Estimate, compose, estimate};
use cloudstead::preset::Preset;
use cloudstead::wizard::{AnswerRow, Msg, Place, REVIEW, Source, View, Wizard};

/// What follows from answers, computed without the wizard.
#[derive(Clone)]
pub(crate) struct Afresh {
    answers: Answers,
    blueprint: Blueprint,
    estimate: Estimate,
}

impl Afresh {
    pub(crate) fn of(answers: Answers, presets: &[Preset; 2]) -> Self {
        let blueprint = compose(preset(presets, &answers), &answers).unwrap();
        Self { estimate: estimate(&blueprint, &answers.usage), blueprint, answers }
    }
}

/// The wizard shows what follows from its answers. Answers that this walk had before are not computed again.
pub(crate) fn compare(wizard: &Wizard, presets: &[Preset; 2], known: &mut Vec<Afresh>) {
    let answers = wizard.answers();
    let place = known.iter().rposition(|afresh| afresh.answers == answers).unwrap_or_else(|| {
        known.push(Afresh::of(answers, presets));
        known.len() - 1
    });
    let Afresh { answers, blueprint, estimate } = &known[place];
    assert_eq!(wizard.estimate(), estimate, "{answers:?}");
    assert_eq!(wizard.blueprint(), Some(blueprint), "{answers:?}");
}

pub(crate) fn check(wizard: &Wizard, defaults: &[Vec<AnswerRow>; 2]) {
    let answers = wizard.answers();
    let mut read = Answers::parse(&answers.to_toml()).unwrap();
    read.secrets.clone_from(&answers.secrets);
    assert_eq!(read, answers);
    assert_eq!(wizard.at() == REVIEW, wizard.trail()[REVIEW].place == Place::Here);
    sources(wizard, defaults);
}

/// What a row says; how people reach an app without a domain depends on how it runs.
fn said(row: &AnswerRow) -> &str {
    if row.label == "Domain" { row.value.split(':').next().unwrap() } else { &row.value }
}

/// What is marked as a default is what an untouched wizard answers for the same app.
fn sources(wizard: &Wizard, defaults: &[Vec<AnswerRow>; 2]) {
    let rows = wizard.review().answers;
    let defaults = &defaults[usize::from(wizard.preset().name == "compai")];
    for (row, default) in rows.iter().zip(defaults) {
        let follows_others = ["App", "Runs as", "Keys"].contains(&row.label);
        if row.source != Source::You && !follows_others {
            assert_eq!((said(row), row.source), (said(default), default.source), "{}", row.label);
        }
    }
}

/// Going back and on again changes no answer.
pub(crate) fn back_restores(wizard: &Wizard) {
    let mut there = wizard.clone();
    if there.at() == 0 || !matches!(there.view(), View::Question(_)) {
        return;
    }
    let before = there.answers();
    there.update(Msg::Back);
    assert_eq!(there.at(), wizard.at() - 1);
    assert_eq!(there.answers(), before);
    there.update(Msg::Next);
    assert_eq!(there.answers(), before);
}

fn preset<'a>(presets: &'a [Preset; 2], answers: &Answers) -> &'a Preset {
    presets.iter().find(|preset| preset.name == answers.preset).unwrap()
}
