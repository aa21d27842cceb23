//! What is typed at lists and into fields that hold a suggestion.

use cloudstead::tui::Ui;
use crossterm::event::{Event as TerminalEvent, KeyCode};

use super::picture;
use super::scenes::{control, press, wizard, write};

fn words(ui: &mut Ui) -> String {
    picture(ui, 100, 40)
}

fn name(typing: impl FnOnce(&mut Ui)) -> String {
    let mut ui = wizard(false, 0);
    press(&mut ui, KeyCode::Tab);
    typing(&mut ui);
    let shown = words(&mut ui);
    let line =
        shown.lines().find(|line| line.contains("› Name of this deployment")).unwrap_or_else(|| panic!("{shown}"));
    line.split_whitespace().nth(5).unwrap_or_default().to_owned()
}

#[test]
fn a_letter_replaces_the_suggested_name_and_editing_keys_keep_it() {
    assert_eq!(name(|ui| write(ui, "shop")), "shop");
    assert_eq!(name(|ui| ui.input(&TerminalEvent::Paste("shop".to_owned())).then_some(()).unwrap()), "shop");
    for (key, result) in [
        (KeyCode::Right, "compai-2"),
        (KeyCode::End, "compai-2"),
        (KeyCode::Home, "-2compai"),
        (KeyCode::Backspace, "compa-2"),
    ] {
        let edited = name(|ui| {
            press(ui, key);
            write(ui, "-2");
        });
        assert_eq!(edited, result, "{key:?}");
    }
    // The other field and back: what was typed is nobody's suggestion.
    let returned = name(|ui| {
        write(ui, "shop");
        press(ui, KeyCode::Tab);
        press(ui, KeyCode::Tab);
        write(ui, "s");
    });
    assert_eq!(returned, "shops");
}

#[test]
fn control_u_clears_the_line_and_the_list_of_keys_says_so() {
    let cleared = name(|ui| control(ui, 'u'));
    assert_eq!(cleared, "(compai)", "what an empty line means");
    let typed = name(|ui| {
        write(ui, "shop");
        control(ui, 'u');
        write(ui, "other");
    });
    assert_eq!(typed, "other");
    let mut ui = wizard(false, 0);
    press(&mut ui, KeyCode::Tab);
    press(&mut ui, KeyCode::F(1));
    let keys = words(&mut ui);
    assert!(keys.lines().any(|line| line.contains("Ctrl-U") && line.contains("Clear the line")), "{keys}");
}

#[test]
fn letters_narrow_the_regions_down_and_enter_takes_what_is_found() {
    let mut ui = wizard(false, 2);
    let all = words(&mut ui);
    assert!(all.contains("Filter: type a city, a country or a code") && all.contains("a-z filter"), "{all}");
    write(&mut ui, "quebec");
    let none = words(&mut ui);
    assert!(
        none.contains("Filter: quebec") && none.contains("0 of 34") && none.contains("nothing matches `quebec`"),
        "{none}"
    );
    control(&mut ui, 'u');
    assert_eq!(words(&mut ui), all);
    // Letters that are commands elsewhere.
    write(&mut ui, "sweden");
    let found = words(&mut ui);
    assert!(
        found.contains("1 of 34") && found.contains("› ● eu-north-1") && found.contains("Per month, eu-north-1"),
        "{found}"
    );
    press(&mut ui, KeyCode::Backspace);
    assert!(words(&mut ui).contains("Filter: swede "));
    press(&mut ui, KeyCode::Enter);
    press(&mut ui, KeyCode::Esc);
    let again = words(&mut ui);
    assert!(again.contains("› ● eu-north-1") && again.contains("Filter: type a city"), "{again}");
}

#[test]
fn keys_that_are_letters_elsewhere_have_another_key_at_the_regions() {
    let mut ui = wizard(false, 2);
    press(&mut ui, KeyCode::Char('?'));
    let keys = words(&mut ui);
    for (key, what) in [
        ("a-z", "Narrow the list"),
        ("Backspace", "last of these"),
        ("Ctrl-U", "all of them"),
        ("F2", "assumes"),
        ("F3", "Explain"),
    ] {
        assert!(keys.lines().any(|line| line.trim_start().starts_with(key) && line.contains(what)), "{key}: {keys}");
    }
    press(&mut ui, KeyCode::Esc);
    press(&mut ui, KeyCode::F(3));
    assert!(words(&mut ui).contains("In Frankfurt a month costs"), "{}", words(&mut ui));
    press(&mut ui, KeyCode::Esc);
    press(&mut ui, KeyCode::F(2));
    assert!(words(&mut ui).contains("What does the estimate assume?"));
}

#[test]
fn a_digit_begins_another_amount() {
    let mut ui = wizard(false, 1);
    assert!(words(&mut ui).contains("0-9 amount"), "{}", words(&mut ui));
    write(&mut ui, "40,50");
    let shown = words(&mut ui);
    assert!(
        shown.contains("› Amount") && shown.contains("40,50 USD per month") && shown.contains("40,50 counts as $40"),
        "{shown}"
    );
    press(&mut ui, KeyCode::Backspace);
    write(&mut ui, "x");
    assert!(words(&mut ui).contains("is no amount"), "{}", words(&mut ui));
    // At the list again: another beginning.
    press(&mut ui, KeyCode::Tab);
    write(&mut ui, "$95");
    assert!(words(&mut ui).contains("$95 USD per month") && words(&mut ui).contains("95.00"), "{}", words(&mut ui));
}
