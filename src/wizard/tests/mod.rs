//! The wizard as its front ends see it.

mod answers;
mod checks;
mod elsewhere;
mod flow;
mod inputs;
mod own;
mod pictures;
mod sign_in;
mod sources;
mod typing;

use super::*;
use crate::plan::SecretAnswer;
use crate::preset::by_name;

/// A small app of a person's own.
const GUESTBOOK: &str = include_str!("../../../tests/guestbook.toml");

/// A wizard for `CompAI` in Berlin, as a newcomer meets it.
fn newcomer() -> Wizard {
    with(|_| {})
}

fn with(change: impl FnOnce(&mut Setup)) -> Wizard {
    let mut setup = Setup {
        offers: vec![by_name("compai").unwrap().into()],
        time_zone: Some("Europe/Berlin".to_owned()),
        ..Setup::default()
    };
    change(&mut setup);
    Wizard::new(setup).unwrap()
}

fn screen(wizard: &Wizard) -> Screen {
    match wizard.view() {
        View::Question(screen) | View::Assumptions(screen) => screen,
        View::Imported(_) | View::Review => panic!("it has no fields"),
    }
}

/// Goes to a question from the first one.
fn go_to(wizard: &mut Wizard, step: usize) {
    while wizard.at() < step {
        let before = wizard.at();
        wizard.update(Msg::Next);
        assert_eq!(wizard.at(), before + 1, "{:?}", wizard.problems());
    }
}

/// Focuses a field by its key.
fn focus(wizard: &mut Wizard, key: &str) {
    let index =
        screen(wizard).fields.iter().position(|field| field.key == key).unwrap_or_else(|| panic!("no field {key}"));
    wizard.update(Msg::Focus(index));
}

fn write(wizard: &mut Wizard, key: &str, text: &str) {
    focus(wizard, key);
    wizard.update(Msg::text(text));
}

/// Selects the option with a label.
fn pick(wizard: &mut Wizard, key: &str, label: &str) {
    focus(wizard, key);
    let screen = screen(wizard);
    let Some(Input::Choice { options, .. }) = screen.focused().map(|field| &field.input) else {
        panic!("{key} is no choice")
    };
    let option = options.iter().position(|option| option.label == label).unwrap_or_else(|| panic!("no option {label}"));
    wizard.update(Msg::Choose(option));
}

fn error(wizard: &Wizard, key: &str) -> Option<String> {
    screen(wizard).fields.into_iter().find(|field| field.key == key).and_then(|field| field.error)
}

fn ready() -> Msg {
    Msg::Account(AccountState::Ready { account: "123456789012".to_owned(), who: "anna".to_owned(), free_plan: false })
}
