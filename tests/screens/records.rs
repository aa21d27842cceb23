//! DNS records that a person adds elsewhere: all on one page, copied at once or piece by piece, and again at the end.

use cloudstead::engine::{EventKind, Operation, Outcome};
use cloudstead::tui::{RunKind, Ui, Update};
use crossterm::event::KeyCode;

use super::picture;
use super::runs::Recording;
use super::scenes::{EXTERNAL, press};

fn words(ui: &mut Ui) -> String {
    picture(ui, 100, 40)
}

#[test]
fn records_are_copied_whole_and_short() {
    let mut recording = Recording::new("standard", EXTERNAL, RunKind::Deploy, false).play(60, &[]);
    let wait = |recording: &mut Recording, kind: &str, text: &str| {
        let node = recording.node_of(kind);
        recording.say(61, EventKind::NodeWaiting { node, text: text.to_owned() });
    };
    wait(&mut recording, "certificate-issued", "add CNAME _x1.app.example.com → _y1.acm-validations.aws");
    let mut ui = recording.ui;
    press(&mut ui, KeyCode::Char('c'));
    let shown = words(&mut ui);
    assert!(shown.contains("1 DNS record to add") && shown.contains("More follow"), "{shown}");
    let all = "_x1.app.example.com CNAME _y1.acm-validations.aws\n";
    for (key, copied) in [('c', all), ('v', "_y1.acm-validations.aws"), ('n', "_x1.app.example.com"), ('s', "_x1.app")]
    {
        press(&mut ui, KeyCode::Char(key));
        assert_eq!(ui.take_clipboard().as_deref(), Some(copied));
        assert!(words(&mut ui).contains("sent to your clipboard"));
    }
}

#[test]
fn records_of_all_steps_are_on_one_page() {
    let recording = Recording::new("standard", EXTERNAL, RunKind::Deploy, false).play(60, &[]);
    let [certificate, visible] = ["certificate-issued", "dns-visible"].map(|kind| recording.node_of(kind));
    let mut recording = recording;
    let texts = [
        (certificate, "add CNAME _x1.app.example.com → _y1.acm-validations.aws"),
        (visible.clone(), "add at your DNS provider: app.example.com CNAME lb-1.elb.amazonaws.com (seen: nothing yet)"),
    ];
    for (node, text) in texts {
        let operation = Operation::Create;
        recording.say(61, EventKind::NodeStarted { node: node.clone(), operation });
        recording.say(61, EventKind::NodeWaiting { node, text: text.to_owned() });
    }
    press(&mut recording.ui, KeyCode::Char('c'));
    let shown = words(&mut recording.ui);
    for wanted in ["2 DNS records to add", "_y1.acm-validations.aws", "lb-1.elb.amazonaws.com"] {
        assert!(shown.contains(wanted), "{wanted}: {shown}");
    }
    assert!(!shown.contains("More follow"), "{shown}");
    press(&mut recording.ui, KeyCode::Char('c'));
    let copied = recording.ui.take_clipboard().unwrap();
    assert_eq!(
        copied,
        "_x1.app.example.com CNAME _y1.acm-validations.aws\napp.example.com CNAME lb-1.elb.amazonaws.com\n"
    );
    // Piece by piece it is the marked one.
    press(&mut recording.ui, KeyCode::Down);
    press(&mut recording.ui, KeyCode::Char('v'));
    assert_eq!(recording.ui.take_clipboard().as_deref(), Some("lb-1.elb.amazonaws.com"));
    // What is seen needs nobody any more.
    recording.say(90, EventKind::NodeDone { node: visible, operation: Operation::Create, aws_id: None });
    assert!(words(&mut recording.ui).contains("1 DNS record to add"));
}

#[test]
fn the_last_page_has_the_records_that_must_stay() {
    let mut recording = Recording::new("standard", EXTERNAL, RunKind::Deploy, false).play(60, &[]);
    recording.ui.update(Update::Records(vec!["app.example.com CNAME lb-1.elb.amazonaws.com".to_owned()]));
    let mut ui = recording.finish(1712, Outcome::Done, Some("https://app.example.com"), Vec::new());
    let shown = words(&mut ui);
    assert!(shown.contains("they must stay") && shown.contains("CNAME lb-1.elb"), "{shown}");
    press(&mut ui, KeyCode::Enter);
    assert!(ui.exit().unwrap().summary.as_ref().unwrap().contains("CNAME lb-1.elb"));
}
