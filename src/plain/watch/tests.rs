use std::time::Duration;

use super::*;
use crate::engine::{CloudError, ErrorClass, EventKind, Operation, Outcome, PlannedNode};
use crate::model::NodeId;
use crate::resource::{Kind, Phase};

fn planned(id: &str, seconds: u32) -> PlannedNode {
    PlannedNode {
        id: id.into(),
        kind: Kind::Vpc,
        phase: Phase::Network,
        title: format!("the {id}"),
        operation: Operation::Create,
        depends_on: Vec::new(),
        seconds,
        slow_seconds: seconds * 2,
        done: false,
        stays: false,
    }
}

/// A short run: one thing is quick, one is slow and fails.
fn events() -> Vec<Event> {
    let node = |id: &str| NodeId::from(id);
    let error = CloudError::new(ErrorClass::Stop, "Code", "it did not work").hint("do something else.");
    let kinds = [
        (
            0,
            EventKind::RunStarted {
                deployment: "demo".to_owned(),
                nodes: vec![planned("vpc", 5), planned("database", 270)],
            },
        ),
        (0, EventKind::NodeStarted { node: node("vpc"), operation: Operation::Create }),
        (0, EventKind::NodeStarted { node: node("database"), operation: Operation::Create }),
        (1_000, EventKind::NodeWaiting { node: node("database"), text: "AWS is creating it".to_owned() }),
        (
            5_000,
            EventKind::NodeDone { node: node("vpc"), operation: Operation::Create, aws_id: Some("vpc-1".to_owned()) },
        ),
        (
            100_000,
            EventKind::NodeRetrying {
                node: node("database"),
                attempt: 2,
                in_seconds: 4,
                because: "throttled".to_owned(),
            },
        ),
        (110_000, EventKind::NodeFailed { node: node("database"), error }),
        (
            110_000,
            EventKind::RunFinished {
                outcome: Outcome::Failed,
                url: None,
                plain_because: None,
                kept: None,
                left: Vec::new(),
                exists: None,
            },
        ),
    ];
    let event = |(seq, (millis, kind))| Event { seq: seq as u64 + 1, at: String::new(), millis, kind };
    kinds.into_iter().enumerate().map(event).collect()
}

/// The run with a tick every second.
fn shown(style: Style) -> String {
    let mut out = Vec::new();
    let mut watch = Watch::new(style, &mut out);
    let mut now = 0;
    for event in events() {
        while now < event.millis {
            now += 1_000;
            watch.tick(now, Duration::from_millis(now.unsigned_abs())).unwrap();
        }
        watch.event(&event).unwrap();
    }
    watch.tick(900_000, Duration::from_secs(900)).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn what_a_person_must_do_is_said_once_and_at_once() {
    let proof = "add to your DNS: CNAME _a.example.com -> b.acm-validations.aws; CNAME _c.app.example.com -> \
        d.acm-validations.aws";
    let address = |seen: &str| format!("add at your DNS provider: app.example.com A 203.0.113.7 (seen: {seen})");
    for style in [Style::Lines, Style::Sentences] {
        let mut out = Vec::new();
        let mut watch = Watch::new(style, &mut out);
        let mut all = events();
        all.truncate(3);
        for event in &all {
            watch.event(event).unwrap();
        }
        for text in [
            proof.to_owned(),
            proof.to_owned(),
            address("nothing yet"),
            address("A 192.0.2.1"),
            "waiting for DNS".to_owned(),
        ] {
            let kind = EventKind::NodeWaiting { node: "database".into(), text };
            watch.event(&Event { seq: 9, at: String::new(), millis: 2_000, kind }).unwrap();
        }
        let text = String::from_utf8(out).unwrap();
        for wanted in ["CNAME _a.example.com", "CNAME _c.app.example.com", "app.example.com A 203.0.113.7"] {
            assert_eq!(text.lines().filter(|line| line.contains(wanted)).count(), 1, "{wanted}: {text}");
        }
        assert!(!text.contains("waiting for DNS") && text.is_ascii(), "{text}");
    }
}

#[test]
fn lines() {
    insta::assert_snapshot!(shown(Style::Lines));
}

#[test]
fn sentences_break_the_silence_every_half_minute_and_hold_no_control_sequences() {
    let text = shown(Style::Sentences);
    assert!(text.is_ascii() && !text.contains('\u{1b}'));
    insta::assert_snapshot!(text);
}

#[test]
fn bars_that_nobody_could_see_become_lines() {
    assert_eq!(Style::for_terminal(true, false, false), Style::Bars);
    for (terminal, no_color, dumb) in [(false, false, false), (true, true, false), (true, false, true)] {
        assert_eq!(Style::for_terminal(terminal, no_color, dumb), Style::Lines);
    }
}

#[test]
fn bars_take_every_event() {
    let mut bars = Bars::new();
    let mut progress = Progress::default();
    for event in events() {
        progress.apply(&event);
        bars.draw(&progress, event.millis + 1_000_000);
    }
}

#[test]
fn silence_is_broken_every_half_minute_of_a_persons_time_and_not_more_often() {
    for (style, word) in [(Style::Lines, "waiting  "), (Style::Sentences, "Still working: ")] {
        // The run's clock may be faster than the person's, as in practice, or the same.
        for speed in [1, 60] {
            let mut out = Vec::new();
            let mut watch = Watch::new(style, &mut out);
            events().iter().take(4).for_each(|event| watch.event(event).unwrap());
            for second in 1..=1_320 {
                watch.tick(5_000 + second * 1_000 * speed, Duration::from_secs(second.unsigned_abs())).unwrap();
            }
            let said = String::from_utf8(out).unwrap();
            let lines: Vec<&str> = said.lines().filter(|line| line.contains(word)).collect();
            assert!((44..=48).contains(&lines.len()), "{speed}: {}", lines.len());
            assert!(lines.iter().all(|line| line.contains("the database") && line.contains("about 4:30")), "{said}");
        }
    }
}

#[test]
fn the_newest_line_of_a_build_is_said() {
    let node = NodeId::from("image");
    let waiting = |text: &str| EventKind::NodeWaiting { node: node.clone(), text: text.to_owned() };
    let kinds = [
        EventKind::RunStarted { deployment: "demo".to_owned(), nodes: vec![planned("image", 400)] },
        EventKind::NodeStarted { node: node.clone(), operation: Operation::Create },
        waiting("cloning the repository"),
        waiting("building: #12 RUN bun install"),
    ];
    for (style, words) in [
        (Style::Lines, "waiting  the image, building: #12 RUN bun install, 0:"),
        (Style::Sentences, "Still working: the image, building: #12 RUN bun install, 0:"),
    ] {
        let mut out = Vec::new();
        let mut watch = Watch::new(style, &mut out);
        for kind in kinds.clone() {
            watch.event(&Event { seq: 1, at: String::new(), millis: 0, kind }).unwrap();
        }
        for second in 1..=30 {
            watch.tick(second * 1_000, Duration::from_secs(second.unsigned_abs())).unwrap();
        }
        let said = String::from_utf8(out).unwrap();
        assert!(said.contains(words) && !said.contains("cloning"), "{said}");
    }
}
