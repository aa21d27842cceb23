//! Random walks through the wizard: whatever a person does in whatever order, after every step the estimate and the blueprint are
//! those of the present answers; sources tell the truth, and going back loses nothing.

mod count;

use cloudstead::model::Region;
use cloudstead::plan::{Answers, Blueprint, Estimate, SecretAnswer, compose, estimate};
use cloudstead::preset::{Preset, by_name};
use cloudstead::wizard::{AccountState, AnswerRow, Effect, Msg, REVIEW, Setup, Source, View, Wizard};

const WALKS: u64 = 10_000;
const STEPS: usize = 24;

const TEXTS: [&str; 14] = [
    "",
    "compai-prod",
    "Bad Name",
    "a",
    "taken",
    "app.example.com",
    "example",
    "me@example.com",
    "me@",
    "90",
    "0",
    "some-key",
    "\u{1b}[31m\u{202e}",
    "a-text-that-is-much-longer-than-anything-that-fits-into-any-of-these-fields-of-the-wizard",
];

/// Small app without a build: most walks use it, so that many fit into a minute.
const SMALL: &str = r#"
name = "small"
title = "Small"
summary = "A small app"
version = "1"
arch = "x86_64"
architectures = ["x86_64", "arm64"]
health_path = "/"
[services.web]
port = 8080
port_without_domain = 80
image = "example/web:1"
[secrets]
TOKEN = { ask = "Token", why = "Lets it start", required = true }
[tiers.small]
compute = "box"
database = "server"
summary = "one server"
gives = "One server."
gives_up = "A second one."
instance = { arm64 = "t4g.small", x86_64 = "t3.small" }
root_gb = 20
data_gb = 10
[tiers.large]
compute = "box"
database = "server"
summary = "one large server"
gives = "One large server."
gives_up = "A second one."
instance = { arm64 = "t4g.medium", x86_64 = "t3.medium" }
root_gb = 20
data_gb = 10
"#;

/// xorshift64*: the same walks on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(number).unwrap() % sides
    }
}

fn message(dice: &mut Dice, at: usize) -> Msg {
    // Otherwise hardly a walk would end with a deployment.
    if at == REVIEW && dice.roll(3) == 0 {
        return Msg::Confirm;
    }
    match dice.roll(24) {
        0..=4 => Msg::Next,
        5 | 6 => Msg::Enter,
        7 | 8 => Msg::Back,
        9 => Msg::Jump(dice.roll(REVIEW + 2)),
        10 | 11 => Msg::Down,
        12 => Msg::Up,
        13 | 14 => Msg::Choose(dice.roll(9)),
        15 => Msg::FocusNext,
        16 => Msg::FocusPrevious,
        17 => Msg::Focus(dice.roll(8)),
        18 | 19 => Msg::text(TEXTS[dice.roll(TEXTS.len())]),
        20 => Msg::ToggleAssumptions,
        21 => Msg::Confirm,
        22 => Msg::Zones([vec![], vec!["example.com".to_owned()], vec!["example.org".to_owned(), "x".to_owned()]][dice.roll(3)].clone()),
        _ => Msg::Account(account(dice)),
    }
}

fn account(dice: &mut Dice) -> AccountState {
    match dice.roll(5) {
        0 => AccountState::Checking,
        1 => AccountState::Ready { account: "123456789012".to_owned(), who: "anna".to_owned(), free_plan: false },
        2 => AccountState::SignedOut { command: "aws sso login".to_owned(), detail: String::new() },
        3 => AccountState::Unknown("no answer".to_owned()),
        _ => AccountState::RegionOff { region: Region::US_EAST_1 },
    }
}

fn presets() -> [Preset; 2] {
    [Preset::parse(SMALL).unwrap(), by_name("compai").unwrap()]
}

fn preset<'a>(presets: &'a [Preset; 2], answers: &Answers) -> &'a Preset {
    presets.iter().find(|preset| preset.name == answers.preset).unwrap()
}

/// What follows from answers, computed without the wizard.
#[derive(Clone)]
struct Afresh {
    answers: Answers,
    blueprint: Blueprint,
    estimate: Estimate,
}

impl Afresh {
    fn of(answers: Answers, presets: &[Preset; 2]) -> Self {
        let blueprint = compose(preset(presets, &answers), &answers).unwrap();
        Self { estimate: estimate(&blueprint, &answers.usage), blueprint, answers }
    }
}

/// The wizard shows what follows from its answers. Answers that this walk had before are not computed again.
fn compare(wizard: &Wizard, presets: &[Preset; 2], known: &mut Vec<Afresh>) {
    let answers = wizard.answers();
    let place = known.iter().rposition(|afresh| afresh.answers == answers).unwrap_or_else(|| {
        known.push(Afresh::of(answers, presets));
        known.len() - 1
    });
    let Afresh { answers, blueprint, estimate } = &known[place];
    assert_eq!(wizard.estimate(), estimate, "{answers:?}");
    assert_eq!(wizard.blueprint(), Some(blueprint), "{answers:?}");
}

fn check(wizard: &Wizard, defaults: &[Vec<AnswerRow>; 2]) {
    let answers = wizard.answers();
    let mut read = Answers::parse(&answers.to_toml()).unwrap();
    read.secrets.clone_from(&answers.secrets);
    assert_eq!(read, answers);
    assert_eq!(wizard.at() == REVIEW, wizard.trail()[REVIEW].place == cloudstead::wizard::Place::Here);
    sources(wizard, defaults);
}

/// What is marked as a default is what an untouched wizard answers for the same app.
fn sources(wizard: &Wizard, defaults: &[Vec<AnswerRow>; 2]) {
    let rows = wizard.review().answers;
    let defaults = &defaults[usize::from(wizard.preset().name == "compai")];
    for (row, default) in rows.iter().zip(defaults) {
        let follows_others = ["App", "Runs as", "Keys"].contains(&row.label);
        if row.source != Source::You && !follows_others {
            assert_eq!((&row.value, row.source), (&default.value, default.source), "{}", row.label);
        }
    }
}

fn setup(presets: Vec<Preset>) -> Setup {
    Setup {
        offers: presets.into_iter().map(Into::into).collect(),
        time_zone: Some("Europe/Berlin".to_owned()),
        taken: vec!["taken".to_owned()],
        ..Setup::default()
    }
}

/// Going back and on again changes no answer.
fn back_restores(wizard: &Wizard) {
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

/// Walks `walks` times from random starts and says what happened.
fn walk(seed: u64, walks: u64) {
    let presets = presets();
    let defaults = presets.clone().map(|preset| Wizard::new(setup(vec![preset])).unwrap().review().answers);
    let mut dice = Dice(seed);
    let small = Wizard::new(setup(presets.to_vec())).unwrap();
    let large = Wizard::new(setup(presets.iter().rev().cloned().collect())).unwrap();
    let mut draft = small.answers();
    draft.secrets.insert("TOKEN".to_owned(), SecretAnswer::Env("TOKEN".to_owned()));
    let resumed = Wizard::new(Setup { draft: Some(draft), ..setup(presets.to_vec()) }).unwrap();
    let starts = [large, small, resumed].map(|wizard| (vec![Afresh::of(wizard.answers(), &presets)], wizard));
    let (mut messages, mut computed, mut deployed, mut reviewed) = (0_u64, 0, 0_u64, 0_u64);
    for _ in 0..walks {
        let start = match dice.roll(20) {
            0..=4 => 0,
            5..=11 => 1,
            _ => 2,
        };
        let (mut known, mut wizard) = starts[start].clone();
        for _ in 0..=dice.roll(STEPS) {
            let at = wizard.at();
            let msg = message(&mut dice, at);
            let confirmed = msg == Msg::Confirm;
            let effects = wizard.update(msg);
            messages += 1;
            compare(&wizard, &presets, &mut known);
            for effect in &effects {
                if let Effect::Deploy(answers) = effect {
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
        "{walks} walks: estimate and blueprint compared after each of {messages} messages, computed afresh for {computed} other \
         answers; {reviewed} ended in the review, {deployed} deployed"
    ));
    assert!(reviewed > 100 && deployed > 20, "the walks reach the end too rarely: {reviewed}, {deployed}");
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
