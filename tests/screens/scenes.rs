//! Every screen, reached by the keys that a person would press.

use cloudstead::engine::{CloudError, EventKind, Outcome, PricedKept};
use cloudstead::model::Money;
use cloudstead::preset::{SignIn, by_name};
use cloudstead::tui::{Command, DeploymentState, DiffView, Menu, Options, RunKind, Start, Ui, Update};
use cloudstead::wizard::{AccountState, Check, Effect, Found, Msg, Setup, Wizard};
use crossterm::event::{Event as TerminalEvent, KeyCode, KeyEvent, KeyModifiers};

use super::deployments;
use super::own;
use super::picture;
use super::runs::{Recording, WHOLE, quota};
use super::{under_way, unpriced};

pub(crate) const ROUTE53: &str = "[domain]\nkind = \"route53\"\nname = \"app.example.com\"";
pub(crate) const EXTERNAL: &str = "[domain]\nkind = \"external\"\nname = \"app.example.com\"";

pub(crate) fn press(ui: &mut Ui, code: KeyCode) {
    ui.input(&TerminalEvent::Key(KeyEvent::new(code, KeyModifiers::NONE)));
}

pub(crate) fn control(ui: &mut Ui, letter: char) {
    ui.input(&TerminalEvent::Key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL)));
}

pub(crate) fn write(ui: &mut Ui, text: &str) {
    text.chars().for_each(|c| press(ui, KeyCode::Char(c)));
}

pub(crate) fn options(ascii: bool) -> Options {
    Options { ascii, no_color: ascii, ..Options::default() }
}

/// The questions before anything is answered.
pub(crate) fn first_question() -> Wizard {
    let offers = vec![by_name("compai").unwrap().into()];
    Wizard::new(Setup { offers, time_zone: Some("Europe/Berlin".to_owned()), ..Setup::default() }).unwrap()
}

/// A wizard whose account has answered, `enters` questions further.
pub(crate) fn wizard(ascii: bool, enters: usize) -> Ui {
    let account = AccountState::Ready { account: "123456789012".to_owned(), who: "anna".to_owned(), free_plan: false };
    wizard_with(account, ascii, enters)
}

const REFUSED: &str = "Let's Encrypt gives no more certificates for this address or name at the moment (its limit is \
    used up): HTTP 429 rateLimited - too many certificates (5) already issued";

fn wizard_with(account: AccountState, ascii: bool, enters: usize) -> Ui {
    let mut ui = Ui::new(Start::Wizard(Box::new(first_question())), options(ascii));
    ui.update(Update::Wizard(Msg::Account(account)));
    ui.update(Update::Wizard(Msg::Zones(vec!["example.com".to_owned()])));
    for _ in 0..enters {
        ui.update(Update::Wizard(Msg::Next));
    }
    checked(ui, || {
        let places = [
            "account and region",
            "the name compai",
            "two zones that offer these servers",
            "Ubuntu 24.04 LTS (machine image)",
        ];
        let rest = ["names and records that are needed", "room in your quotas"];
        places.into_iter().chain(rest).map(|what| Check { what: what.to_owned(), found: Found::Fine }).collect()
    })
}

/// What a run would meet, where it is asked for.
fn checked(mut ui: Ui, list: impl FnOnce() -> Vec<Check>) -> Ui {
    let turn = ui.take_commands().iter().find_map(|command| match command {
        Command::Effect(Effect::CheckPlan { turn, .. }) => Some(*turn),
        _ => None,
    });
    if let Some(turn) = turn {
        ui.update(Update::Wizard(Msg::Checks { turn, list: list() }));
    }
    ui
}

/// The review while the answers to what a run would meet come in: some are open, and with `stops` one would stop it.
fn meeting(ascii: bool, stops: bool) -> Ui {
    let mut ui = wizard(ascii, 7);
    ui.update(Update::Wizard(Msg::CheckAgain));
    ui.update(Update::Wizard(Msg::Account(AccountState::Ready {
        account: "123456789012".to_owned(),
        who: "anna".to_owned(),
        free_plan: false,
    })));
    let why = "your account may have 5 fixed addresses in eu-central-1 and has 5: this needs 1 more: AWS limits them \
        in every account and region (quota L-0263D0A3)";
    let hint = "release one that is not used, or ask AWS for more";
    checked(ui, || {
        let last = if stops { Found::Stops { why: why.to_owned(), hint: hint.to_owned() } } else { Found::Asking };
        let image = if stops { Found::Unknown("you may not look".to_owned()) } else { Found::Asking };
        let found = [
            ("account and region", Found::Fine),
            ("the name compai", Found::Fine),
            ("Ubuntu 24.04 LTS (machine image)", image),
        ];
        let rest = [("names and records that are needed", Found::Fine), ("room in your quotas", last)];
        found.into_iter().chain(rest).map(|(what, found)| Check { what: what.to_owned(), found }).collect()
    })
}

fn menu(ascii: bool, state: DeploymentState) -> Ui {
    Ui::new(Start::Menu(Box::new(deployments::menu(state))), options(ascii))
}

fn several(ascii: bool) -> Ui {
    Ui::new(Start::Menus(deployments::several()), options(ascii))
}

pub(crate) fn with(ascii: bool, diff: DiffView, keys: &[KeyCode]) -> Ui {
    let mut ui = menu(ascii, DeploymentState::Complete);
    ui.update(Update::Diff(Box::new(diff)));
    for key in keys {
        press(&mut ui, *key);
    }
    ui
}

pub(crate) fn pressed(mut ui: Ui, keys: &[KeyCode]) -> Ui {
    for key in keys {
        picture(&mut ui, 80, 24);
        press(&mut ui, *key);
    }
    ui
}

/// With what earlier removals left.
fn kept(mut ui: Ui, keys: &[KeyCode]) -> Ui {
    ui.update(Update::Kept(deployments::kept()));
    pressed(ui, keys)
}

/// A name and the screen.
pub(crate) fn all(ascii: bool) -> Vec<(&'static str, Ui)> {
    let mut scenes = questions(ascii);
    scenes.extend(own::all(ascii));
    scenes.extend(runs(ascii));
    scenes.extend(under_way::all(ascii));
    scenes.extend(existing(ascii));
    scenes.extend(unpriced::all(ascii));
    scenes
}

fn questions(ascii: bool) -> Vec<(&'static str, Ui)> {
    use KeyCode::{Down, Enter, F};
    let mut elsewhere = pressed(wizard(ascii, 3), &[KeyCode::End, Enter]);
    write(&mut elsewhere, "app.example");
    let mut wrong = pressed(wizard(ascii, 3), &[KeyCode::End, Enter]);
    write(&mut wrong, "https://app.example.com/login");
    press(&mut wrong, Enter);
    let mut keys = wizard(ascii, 6);
    write(&mut keys, "anna@example.com");
    press(&mut keys, Enter);
    write(&mut keys, "re_123456");
    press(&mut keys, Down);
    let mut assumptions = pressed(wizard(ascii, 4), &[KeyCode::Char('u'), Down]);
    write(&mut assumptions, "100");
    let signed_out = || AccountState::SignedOut {
        detail: "you are not signed in to AWS (no sign-in was found on this machine)".to_owned(),
        how: "run `aws login`".to_owned(),
        restart: false,
    };
    let region_off = || AccountState::RegionOff { region: first_question().answers().region };
    vec![
        ("account_signed_out", wizard_with(signed_out(), ascii, 7)),
        ("account_signed_out_confirmed", pressed(wizard_with(signed_out(), ascii, 7), &[KeyCode::Char('y')])),
        ("account_region_off", wizard_with(region_off(), ascii, 7)),
        ("account_region_off_confirmed", pressed(wizard_with(region_off(), ascii, 7), &[KeyCode::Char('y')])),
        ("question_app", wizard(ascii, 0)),
        ("question_budget", wizard(ascii, 1)),
        ("question_region", pressed(wizard(ascii, 2), &[Down, Down])),
        ("question_domain", wizard(ascii, 3)),
        ("question_domain_zone", pressed(wizard(ascii, 3), &[Down])),
        ("question_domain_elsewhere", elsewhere),
        ("question_domain_wrong", wrong),
        ("question_compute", wizard(ascii, 4)),
        ("question_compute_largest", pressed(wizard(ascii, 4), &[KeyCode::End])),
        ("question_data", wizard(ascii, 5)),
        ("question_keys", keys),
        ("assumptions", assumptions),
        ("explanation", pressed(wizard(ascii, 4), &[KeyCode::Char('e')])),
        ("review", wizard(ascii, 7)),
        ("review_asking", meeting(ascii, false)),
        ("review_stopped", meeting(ascii, true)),
        ("review_stopped_confirmed", pressed(meeting(ascii, true), &[KeyCode::Char('y')])),
        ("review_end", pressed(wizard(ascii, 7), &[KeyCode::End])),
        ("help_question", pressed(wizard(ascii, 4), &[F(1)])),
    ]
}

/// How people get into an app with two ways in, with these keys.
fn ways_in(given: &[&str]) -> Vec<String> {
    let mut preset = by_name("compai").unwrap();
    let how = "ask the assistant, which knows whom you invited and lets them in".to_owned();
    preset.sign_in.push(SignIn { keys: vec!["OPENAI_API_KEY".to_owned()], how });
    let again = "cloudstead deploy --answers ~/.local/share/cloudstead/compai-prod/answers.toml";
    preset.how_to_sign_in(|key| given.contains(&key), again)
}

fn signed_in(how: &[String], ascii: bool) -> Ui {
    let recording = Recording::signing_in(how.to_vec(), ascii).play(WHOLE, &[]);
    recording.finish(700, Outcome::Done, Some("https://app.example.com"), Vec::new())
}

fn runs(ascii: bool) -> Vec<(&'static str, Ui)> {
    use KeyCode::{Char, Down, Tab};
    let deploy =
        |tier: &str, domain: &str, until: i64| Recording::new(tier, domain, RunKind::Deploy, ascii).play(until, &[]);
    let failed = || {
        let recording = Recording::new("standard", ROUTE53, RunKind::Deploy, ascii).play(420, &[("servers", quota())]);
        recording.finish(430, Outcome::Failed, None, Vec::new())
    };
    let records = || {
        let mut recording = deploy("standard", EXTERNAL, 60);
        let text = "add CNAME _6f3a1c9d2b.app.example.com → _9b1e7d5c3a.xlfgrmvvlj.acm-validations.aws; CNAME \
            app.example.com → compai-prod-1234567890.us-east-1.elb.amazonaws.com";
        recording
            .say(61, EventKind::NodeWaiting { node: recording.node_of("certificate-issued"), text: text.to_owned() });
        recording.ui
    };
    let mut stopping = deploy("standard", ROUTE53, 120).ui;
    control(&mut stopping, 'c');
    let removed = |kept: Vec<PricedKept>| {
        let recording = Recording::new("managed", "", RunKind::Destroy, ascii).play(WHOLE, &[]);
        recording.finish(700, Outcome::Done, None, kept)
    };
    let kept = PricedKept {
        aws_id: "compai-prod-final-20261121".to_owned(),
        why: "last snapshot of the database, as you chose".to_owned(),
        monthly: Some(Money::from_cents(190)),
    };
    let key = |key: &str| PricedKept {
        aws_id: format!("/cloudstead-kept/compai-prod/4f1c9a77b2d0/{key}"),
        why: "keys that stored data may be encrypted with".to_owned(),
        monthly: Some(Money::ZERO),
    };
    let retrying = || {
        let turn = Recording::new("managed", "", RunKind::Deploy, ascii).turn_of("server");
        let mut recording = deploy("managed", "", turn);
        let because = "AWS is still setting up the role (InvalidParameterValue)".to_owned();
        recording.say(turn + 1, EventKind::NodeRetrying { node: "server".into(), attempt: 3, in_seconds: 8, because });
        recording.ui
    };
    // Four builds at once: what each does, with the newest line of its log.
    let building = || {
        let mut recording = deploy("managed", "", 150);
        for (node, text) in [
            ("image-app", "building: #21 [app 7/9] RUN NODE_OPTIONS=--max_old_space_size=6144 bun run build"),
            ("image-portal", "building: #18 41.52  ✓ Compiled successfully in 38.1s (4021 modules)"),
            ("image-api", "pushing 123456789012.dkr.ecr.us-east-1.amazonaws.com/compai-prod/api:4f1c9a77b2d0e6aa"),
            ("image-migrate", "waiting for a machine: the account's other builds come first"),
        ] {
            recording.say(151, EventKind::NodeWaiting { node: node.into(), text: text.to_owned() });
        }
        recording.ui
    };
    let build_failed = || {
        let error = CloudError::stop("BuildOutOfMemory", "the build of app ran out of memory")
            .why(
                "#21 [app 7/9] RUN bun run build | #21 88.20 Killed | ERROR: process \"/bin/sh -c bun run build\" \
                 did not complete successfully: exit code: 137",
            )
            .hint("raise `build_memory_gb` in a copy of the preset, then run the same command again with it");
        let recording = Recording::new("managed", "", RunKind::Deploy, ascii).play(420, &[("image-app", error)]);
        recording.finish(430, Outcome::Failed, None, Vec::new())
    };
    vec![
        ("run_building", building()),
        ("run_build_failed", build_failed()),
        ("run_practice", Recording::practice("managed", "", ascii).play(120, &[]).ui),
        ("run_before", Recording::new("standard", ROUTE53, RunKind::Deploy, ascii).ui),
        ("run_begin", deploy("standard", ROUTE53, 4).ui),
        ("run_middle", deploy("standard", ROUTE53, 120).ui),
        ("run_late", deploy("standard", ROUTE53, 900).ui),
        ("run_box", deploy("starter", "", 60).ui),
        ("run_retrying", retrying()),
        ("run_log", pressed(deploy("standard", ROUTE53, 120).ui, &[Tab])),
        ("run_details", pressed(deploy("standard", ROUTE53, 120).ui, &[Down, Char('d')])),
        ("run_records", records()),
        ("run_record", pressed(records(), &[Char('c')])),
        ("run_stopping", stopping),
        ("run_failed", failed()),
        (
            "done_https",
            deploy("standard", ROUTE53, WHOLE).finish(1712, Outcome::Done, Some("https://app.example.com"), Vec::new()),
        ),
        (
            "done_http",
            deploy("standard", "", WHOLE).finish(
                1652,
                Outcome::Done,
                Some("http://compai-web-1.elb.amazonaws.com"),
                Vec::new(),
            ),
        ),
        (
            "done_address",
            deploy("starter", "", WHOLE).finish(1652, Outcome::Done, Some("https://203.0.113.7"), Vec::new()),
        ),
        ("done_sign_in", signed_in(&ways_in(&["RESEND_API_KEY", "RESEND_FROM", "OPENAI_API_KEY"]), ascii)),
        ("done_nobody_signs_in", signed_in(&ways_in(&["AUTH_GOOGLE_ID", "AUTH_GOOGLE_SECRET"]), ascii)),
        ("done_refused", deploy("starter", "", WHOLE).refused(1952, REFUSED)),
        ("done_destroy", removed(Vec::new())),
        ("done_destroy_kept", removed(vec![kept, key("AUTH_SECRET"), key("SECRET_KEY")])),
        ("help_run", pressed(deploy("standard", ROUTE53, 120).ui, &[Char('?')])),
    ]
}

fn existing(ascii: bool) -> Vec<(&'static str, Ui)> {
    use KeyCode::{Down, Enter, Up};
    let mut refused = with(ascii, deployments::destroy(), &[Enter, Enter, Down, Enter]);
    write(&mut refused, "compai");
    press(&mut refused, Enter);
    let mut problem = menu(ascii, DeploymentState::Complete);
    problem.update(Update::Problem {
        title: "The plan could not be made".to_owned(),
        what: "the sign-in to AWS has expired".to_owned(),
        hint: "Run `aws sso login` in another window, then try again.".to_owned(),
    });
    let unchecked = Menu { healthy: None, ..deployments::menu(DeploymentState::Complete) };
    let mut lost = menu(ascii, DeploymentState::Degraded);
    lost.update(Update::Lost {
        name: "compai-prod".to_owned(),
        words: vec![
            "Gone from the account, removed by something other than cloudstead: PostgreSQL 17 (RDS) `compai-prod-db`: \
             what was stored there is gone with it, and a new one would be empty."
                .to_owned(),
            "To begin again with an empty one in its place, and with new servers, type the name.".to_owned(),
        ],
    });
    let others = Some(deployments::others());
    vec![
        ("lost", lost),
        ("go_on_removing_others", with(ascii, DiffView { others, ..deployments::half_removed() }, &[])),
        ("menu", menu(ascii, DeploymentState::Complete)),
        ("menu_unfinished", menu(ascii, DeploymentState::Unfinished)),
        ("menu_degraded", menu(ascii, DeploymentState::Degraded)),
        ("menu_unchecked", Ui::new(Start::Menu(Box::new(unchecked)), options(ascii))),
        ("menu_removing", menu(ascii, DeploymentState::Removing)),
        ("menu_running", menu(ascii, DeploymentState::Running)),
        ("menu_chosen", pressed(several(ascii), &[Down, Enter])),
        ("deployments", several(ascii)),
        ("deployments_none", kept(Ui::new(Start::Menus(Vec::new()), options(ascii)), &[])),
        ("deployments_kept", kept(several(ascii), &[])),
        ("menu_kept", kept(menu(ascii, DeploymentState::Complete), &[])),
        ("kept", kept(several(ascii), &[KeyCode::End, Enter])),
        ("tiers_none", pressed(several(ascii), &[Down, Down, Enter, Down, Enter])),
        ("look", pressed(menu(ascii, DeploymentState::Complete), &[Enter])),
        ("look_degraded", pressed(menu(ascii, DeploymentState::Degraded), &[Enter])),
        ("tiers", pressed(menu(ascii, DeploymentState::Complete), &[Down, Enter, Down])),
        ("diff", with(ascii, deployments::upgrade(), &[])),
        ("diff_over_budget", with(ascii, deployments::over_budget(), &[])),
        ("diff_raised", with(ascii, deployments::over_budget(), &[KeyCode::Char('b')])),
        ("go_on_removing", with(ascii, deployments::half_removed(), &[])),
        ("diff_blocked", with(ascii, deployments::blocked(), &[])),
        ("diff_consent", with(ascii, deployments::replacing(), &[KeyCode::Char('y')])),
        ("destroy_overview", with(ascii, deployments::destroy(), &[])),
        ("destroy_snapshot", with(ascii, deployments::destroy(), &[Enter])),
        ("destroy_files", with(ascii, deployments::destroy(), &[Enter, Enter, Down])),
        ("destroy_images", with(ascii, deployments::with_images(), &[Enter, Enter, Enter])),
        ("destroy_images_kept", with(ascii, deployments::with_images(), &[Enter, Enter, Enter, Up, Enter])),
        ("destroy_name", with(ascii, deployments::destroy(), &[Enter, Enter, Enter])),
        ("destroy_refused", refused),
        ("problem", problem),
    ]
}
