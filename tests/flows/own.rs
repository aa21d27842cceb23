//! An app of one's own: from a compose file to done, with a wrong turn on the way.

use crate::steps::QUESTIONS;
use crate::terminal::{CTRL_U, DOWN, ENTER, ESC, Machine};

const COMPOSE: &str = "name: guestbook\nservices:\n  web:\n    image: ghcr.io/example/guestbook:1.4\n    ports:\n      \
    - '8080:8080'\n    environment:\n      DATABASE_URL: postgres://book:secret@db/book\n    volumes:\n      \
    - files:/data\n  db:\n    image: postgres:17\n    environment:\n      POSTGRES_USER: book\n      \
    POSTGRES_PASSWORD: secret\n      POSTGRES_DB: book\nvolumes:\n  files:\n";

#[test]
fn a_compose_file_to_done() {
    let machine = Machine::new();
    std::fs::create_dir(machine.path("book")).unwrap();
    machine.write("book/compose.yml", "services:\n  web: [\n");
    let mut session = machine.open(&["--practice"]);
    session.sees(QUESTIONS[0]);
    session.press(DOWN).sees("● My own app");
    session.press(ENTER).sees("› File, folder or image");
    session.press("~/bok").press(ENTER);
    session.sees("there is no file or folder");
    session.press(CTRL_U).press("~/book").press(ENTER);
    session.sees("compose.yml:");
    // Back to the list and again: what was typed is there.
    session.press(ESC).sees("› ● My own app");
    session.press(ENTER).sees("› File, folder or image");
    machine.write("book/compose.yml", COMPOSE);
    session.press(ENTER).sees("Its preset is in book/guestbook.toml");
    session.press(ENTER).sees("› Name of this deployment");
    session.press(ENTER).sees(QUESTIONS[1]);
    for question in &QUESTIONS[1..] {
        session.sees(question);
        session.press(ENTER);
    }
    session.sees("Your answers");
    session.press("y");
    let done = session.sees("Enter quit");
    assert!(done.contains("guestbook") && done.contains("https://203.0.113."), "{done}");
    session.press(ENTER);
    assert_eq!(session.code(), 0);
    session.assert_given_back();
    let preset = std::fs::read_to_string(machine.path("book/guestbook.toml")).unwrap();
    assert!(preset.contains("[stores.db]") && !preset.contains(":secret@"), "{preset}");
    let status = machine.run(&["status", "--practice"]);
    assert!(status.out.starts_with("guestbook ·"), "{status:?}");
}

#[test]
fn an_image_is_asked_about_line_by_line() {
    let machine = Machine::new();
    let session = machine.open(&["--practice", "--accessible"]);
    let asked = |wanted: &str| {
        session.until(wanted, |screen| screen.lines().last().is_some_and(|line| line.contains(wanted)));
    };
    asked("to go back:");
    session.press("2").press(ENTER);
    asked("File, folder or image");
    session.press("nowhere").press(ENTER);
    session.sees("there is no file or folder nowhere");
    session.press("ghcr.io/me/app:1.2").press(ENTER);
    asked("Port that people open");
    session.press("3000").press(ENTER);
    asked("Folder with its data");
    session.press("/data").press(ENTER);
    session.sees("Its preset is in app.toml.");
    asked("Name of this deployment");
    let preset = std::fs::read_to_string(machine.path("app.toml")).unwrap();
    assert!(preset.contains("port = 3000") && preset.contains("/data"), "{preset}");
}
