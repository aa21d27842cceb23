use super::*;
use crate::engine::cloud::PricedKept;
use crate::engine::{CloudError, ErrorClass, Event, EventKind, Existing, Operation, Outcome, PlannedNode, Progress};
use crate::model::{Invocation, Money};
use crate::plan::{Answers, Total, compose};
use crate::preset::by_name;
use crate::resource::{Kind, Phase};
use crate::wizard::{Setup, Wizard};

fn drawn(draw: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    draw(&mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    for line in text.lines() {
        assert!(line.chars().count() <= WIDTH, "{line}");
    }
    text
}

fn cents(amount: i64) -> Total {
    Total::exact(Money::from_cents(amount))
}

fn answers(tier: &str) -> Answers {
    Answers::parse(&format!("name='demo'\npreset='compai'\ntier='{tier}'\nregion='us-east-1'\nbudget=60\n")).unwrap()
}

#[test]
fn a_bill_and_a_plan() {
    let preset = by_name("compai").unwrap();
    let blueprint = compose(&preset, &answers("standard")).unwrap();
    let bill = crate::plan::estimate(&blueprint, &answers("standard").usage);
    insta::assert_snapshot!(drawn(|out| estimate(&bill, out)));
    insta::assert_snapshot!(drawn(|out| plan(&blueprint, &bill, out)));
}

#[test]
fn missing_prices_are_named() {
    let preset = by_name("compai").unwrap();
    let mut answers = answers("managed");
    answers.region = "ap-southeast-6".parse().unwrap();
    let blueprint = compose(&preset, &answers).unwrap();
    let bill = crate::plan::estimate(&blueprint, &answers.usage);
    let text = drawn(|out| estimate(&bill, out));
    assert!(text.contains("no price known for ap-southeast-6"), "{text}");
}

#[test]
fn the_last_page_and_the_presets() {
    let preset = by_name("compai").unwrap();
    let setup = Setup { offers: vec![preset.into()], time_zone: Some("Europe/Berlin".to_owned()), ..Setup::default() };
    let wizard = Wizard::new(setup).unwrap();
    insta::assert_snapshot!(drawn(|out| review(
        &wizard.review(),
        wizard.blueprint().map(|plan| (plan, wizard.estimate())),
        &wizard.diagram(76, true),
        out
    )));
    let (region, apps) = wizard.offered();
    insta::assert_snapshot!(drawn(|out| presets(region, &apps, out)));
}

#[test]
fn differences_and_status() {
    let line = |sign, what: &str, note: &str, amount| Difference {
        sign,
        what: what.to_owned(),
        note: note.to_owned(),
        monthly: cents(amount).since(&Total::default()),
    };
    let lines = [
        line(Sign::Create, "load balancer (ALB)", "", 2389),
        line(
            Sign::Update,
            "PostgreSQL 17 (RDS)",
            "restarts for a minute or two while it grows, at a time you choose",
            0,
        ),
        line(Sign::Delete, "server t4g.small (EC2)", "after the new ones are healthy", -1226),
    ];
    insta::assert_snapshot!(drawn(|out| differences(&lines, (&cents(3811), &cents(4974)), out)));
    let row = |health: &str, title: &str, aws_id: &str| StatusRow {
        title: title.to_owned(),
        aws_id: aws_id.to_owned(),
        health: health.to_owned(),
    };
    let rows = [
        row("ok", "private network (VPC)", "vpc-0123456789abcdef0"),
        row("ok", "load balancer (ALB)", "demo-web-123.us-east-1.elb.amazonaws.com"),
        row("missing", "free path to file storage (S3 gateway endpoint)", "vpce-0123456789abcdef0"),
        row("ok", "browser access to files for the app only (CORS)", "demo-files-000000000000-us-east-1"),
    ];
    insta::assert_snapshot!(drawn(|out| status("demo  CompAI standard  us-east-1  complete", &rows, out)));
}

#[test]
fn how_a_run_ended() {
    let mut progress = Progress::default();
    let event = |kind| Event { seq: 1, at: String::new(), millis: 0, kind };
    let planned = PlannedNode {
        id: "server".into(),
        kind: Kind::Instance,
        phase: Phase::Compute,
        title: "server t4g.small (EC2)".to_owned(),
        operation: Operation::Create,
        depends_on: Vec::new(),
        seconds: 25,
        slow_seconds: 40,
        done: false,
        stays: false,
    };
    progress.apply(&event(EventKind::RunStarted { deployment: "demo".to_owned(), nodes: vec![planned] }));
    let error = CloudError::new(
        ErrorClass::Stop,
        "VcpuLimitExceeded",
        "AWS refused to start the server: this plan needs 2 vCPU, you may run 1.",
    )
    .why("New accounts begin with a small limit.")
    .hint("Ask for 8 under Service Quotas, which is free and usually takes minutes.");
    progress.apply(&event(EventKind::NodeFailed { node: "server".into(), error }));
    let last = PricedKept {
        aws_id: "demo-final".to_owned(),
        why: "last snapshot".to_owned(),
        monthly: Some(Money::from_cents(190)),
    };
    let finished = EventKind::RunFinished {
        outcome: Outcome::Failed,
        url: None,
        plain_because: None,
        kept: Some(vec![last]),
        left: vec!["vpc-1".to_owned()],
        exists: Some(Existing { things: 11, unsure: 1, monthly: cents(365) }),
    };
    progress.apply(&event(finished));
    let ending = Ending { invocation: Invocation::default().with("--practice", true), ..Ending::default() };
    insta::assert_snapshot!(drawn(|out| outcome(&progress, &ending, out)));
}

#[test]
fn nothing_exists_is_not_said_above_what_is_left() {
    let mut progress = Progress::default();
    let finished = |left: &[&str]| EventKind::RunFinished {
        outcome: Outcome::Failed,
        url: None,
        plain_because: None,
        kept: None,
        left: left.iter().map(|&id| id.to_owned()).collect(),
        exists: Some(Existing::default()),
    };
    let ending = Ending { removal: true, ..Ending::default() };
    for (left, nothing) in [(&["eipalloc-1"][..], false), (&[], true)] {
        progress.apply(&Event { seq: 1, at: String::new(), millis: 0, kind: finished(left) });
        let text = drawn(|out| outcome(&progress, &ending, out));
        assert_eq!((text.contains("Nothing exists"), text.contains("eipalloc-1")), (nothing, !nothing), "{text}");
    }
}

/// A run that ended well; `asked`: the address was among what was done in it, `before`: everything was there before.
fn done(asked: bool, before: bool, ending: &Ending) -> String {
    let planned = |kind: Kind| PlannedNode {
        id: kind.name().into(),
        kind,
        phase: Phase::App,
        title: kind.name().to_owned(),
        operation: Operation::Create,
        depends_on: Vec::new(),
        seconds: 5,
        slow_seconds: 9,
        done: before,
        stays: false,
    };
    let event = |kind| Event { seq: 1, at: String::new(), millis: 0, kind };
    let mut progress = Progress::default();
    let kinds = [Kind::Vpc, if asked { Kind::Answer } else { Kind::Release }];
    let nodes = kinds.map(planned).into();
    progress.apply(&event(EventKind::RunStarted { deployment: "demo".to_owned(), nodes }));
    for kind in kinds.iter().filter(|_| !before) {
        progress.apply(&event(EventKind::NodeStarted { node: kind.name().into(), operation: Operation::Create }));
        progress.apply(&event(EventKind::NodeDone {
            node: kind.name().into(),
            operation: Operation::Create,
            aws_id: None,
        }));
    }
    let url = Some("http://203.0.113.7".to_owned());
    let (kept, left, exists) = (None, Vec::new(), None);
    progress.apply(&event(EventKind::RunFinished {
        outcome: Outcome::Done,
        url,
        plain_because: None,
        kept,
        left,
        exists,
    }));
    drawn(|out| outcome(&progress, ending, out))
}

#[test]
fn an_address_is_said_to_answer_only_when_it_did() {
    let ending = Ending {
        costs: "34.24 per month from now".to_owned(),
        tiers: vec!["standard".to_owned()],
        snapshot: Some(cents(190)),
        folder: Some("~/.local/share/cloudstead/demo".to_owned()),
        ..Ending::default()
    };
    let answered = done(true, false, &ending);
    assert!(answered.contains("http://203.0.113.7 answers."), "{answered}");
    insta::assert_snapshot!(answered);
    let unverified = Ending { unverified: true, ..ending.clone() };
    for (asked, before, ending, said) in [
        (true, false, &unverified, "not checked whether that answers (--no-verify)"),
        (true, true, &ending, "Nothing was to do: demo is at http://203.0.113.7"),
        (false, false, &ending, "Done: demo is at http://203.0.113.7\n  It was not asked again"),
    ] {
        let text = done(asked, before, ending);
        assert!(
            text.contains(said) && !text.contains("7 answers.") && text.contains("cloudstead status demo"),
            "{text}"
        );
    }
}

#[test]
fn what_has_no_known_price_is_not_shown_as_if_it_were_free() {
    let disk = Total::unknown("Data disk");
    let line = |sign, monthly| Difference { sign, what: "data disk".to_owned(), note: String::new(), monthly };
    let lines = [line(Sign::Delete, Total::default().since(&disk)), line(Sign::Create, disk.since(&Total::default()))];
    let whole = cents(3000) + disk;
    let shown = drawn(|out| differences(&lines, (&whole, &Total::default()), out));
    assert_eq!(shown.matches("price unknown").count(), 2, "{shown}");
    assert!(shown.contains("Per month: 0.00 instead of at least 30.00 (at least -30.00)"), "{shown}");
    let exists = Existing { things: 2, unsure: 0, monthly: whole };
    assert!(existing_words(&exists).contains("cost at least 30.00 per month"), "{}", existing_words(&exists));
}

#[test]
fn every_way_to_sign_in_is_said_and_what_to_give_where_nobody_can() {
    let preset = by_name("compai").unwrap();
    let again = "cloudstead deploy --answers ~/.local/share/cloudstead/demo/answers.toml";
    let with = |given: &[&str]| Ending {
        sign_in: preset.how_to_sign_in(|key| given.contains(&key), again),
        ..Ending::default()
    };
    let foreign = done(true, false, &with(&["AUTH_GOOGLE_ID", "AUTH_GOOGLE_SECRET"]));
    assert!(foreign.contains(&format!("\n  {again}\n")), "a command is never broken: {foreign}");
    insta::assert_snapshot!(foreign);
    insta::assert_snapshot!(done(true, false, &with(&["RESEND_API_KEY", "RESEND_FROM"])));
}

#[test]
fn plain_http_for_now_is_said_with_its_reason_and_what_happens_next() {
    let mut progress = Progress::default();
    let event = |kind| Event { seq: 1, at: String::new(), millis: 0, kind };
    progress.apply(&event(EventKind::RunStarted { deployment: "demo".to_owned(), nodes: Vec::new() }));
    let plain_because = Some("its limit is used up".to_owned());
    let url = Some("http://203.0.113.7".to_owned());
    progress.apply(&event(EventKind::RunFinished {
        outcome: Outcome::Done,
        url,
        plain_because,
        kept: None,
        left: Vec::new(),
        exists: None,
    }));
    let said = drawn(|out| outcome(&progress, &Ending::default(), out)).replace("\n  ", " ");
    assert!(said.contains("Plain http for now: its limit is used up. What people send is not private."), "{said}");
    assert!(said.contains("The server asks again by itself"), "{said}");
}
