//! What holds wherever somebody stands in the wizard.

use cloudstead::plan::{Answers, Blueprint, Estimate, compose, estimate};
use cloudstead::preset::Preset;
use cloudstead::wizard::{AnswerRow, Msg, Place, REVIEW, Source, View, Wizard};

/// A preset and what an untouched wizard answers for it.
pub(crate) type Defaults = (Preset, Vec<AnswerRow>);

/// What follows from answers, computed without the wizard.
#[derive(Clone)]
pub(crate) struct Afresh {
    answers: Answers,
    preset: Preset,
    blueprint: Blueprint,
    estimate: Estimate,
}

impl Afresh {
    pub(crate) fn of(answers: Answers, preset: &Preset) -> Self {
        let blueprint = compose(preset, &answers).unwrap();
        Self { estimate: estimate(&blueprint, &answers.usage), blueprint, answers, preset: preset.clone() }
    }
}

/// The wizard shows what follows from its answers. Answers that this walk had before are not computed again.
pub(crate) fn compare(wizard: &Wizard, presets: [&[Preset]; 2], known: &mut Vec<Afresh>) {
    let (answers, preset) = (wizard.answers(), wizard.preset());
    let [offered, own] = presets;
    let meant = if answers.preset.starts_with('/') { own } else { offered };
    assert!(meant.contains(preset), "{answers:?}");
    let same = |afresh: &Afresh| afresh.answers == answers && afresh.preset == *preset;
    let place = known.iter().rposition(same).unwrap_or_else(|| {
        known.push(Afresh::of(answers, preset));
        known.len() - 1
    });
    let Afresh { answers, blueprint, estimate, .. } = &known[place];
    assert_eq!(wizard.estimate(), estimate, "{answers:?}");
    assert_eq!(wizard.blueprint(), Some(blueprint), "{answers:?}");
}

pub(crate) fn check(wizard: &Wizard, defaults: &[Defaults]) {
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
fn sources(wizard: &Wizard, defaults: &[Defaults]) {
    let rows = wizard.review().answers;
    let (_, defaults) = defaults.iter().find(|(preset, _)| preset == wizard.preset()).unwrap();
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
