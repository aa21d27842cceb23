//! What is typed at lists, and suggestions that it replaces.

use super::*;
use crate::preset::CATALOG;

const REGION: usize = 2;

fn at_region() -> Wizard {
    let mut wizard = newcomer();
    go_to(&mut wizard, REGION);
    wizard
}

fn regions(wizard: &Wizard) -> Vec<String> {
    let Input::Choice { options, .. } = &screen(wizard).fields[0].input else { panic!() };
    options.iter().map(|option| option.label.clone()).collect()
}

#[test]
fn regions_are_found_by_code_city_and_country() {
    let mut wizard = at_region();
    for (typed, first, found) in [
        ("frank", "eu-central-1", 1),
        ("FRANK", "eu-central-1", 1),
        ("us-", "us-east-1", 4),
        ("usa west", "us-west-2", 2),
        ("japan", "ap-northeast-3", 2),
        ("virginia", "us-east-1", 1),
        ("sao", "sa-east-1", 1),
        ("zürich", "eu-central-2", 1),
        ("uk", "eu-west-2", 1),
        ("eu-central-2", "eu-central-2", 1),
        ("", "eu-central-1", 34),
    ] {
        write(&mut wizard, "region", typed);
        let shown = regions(&wizard);
        assert_eq!((shown[0].as_str(), shown.len()), (first, found), "{typed}: {shown:?}");
        assert_eq!(wizard.answers().region.code(), first, "{typed}");
        let price = wizard.estimate().monthly_total.to_string();
        let about = screen(&wizard).fields[0].selected().unwrap().about.clone();
        assert!(about[0].contains(&price), "the price of {typed} is another's: {about:?}");
    }
}

#[test]
fn a_letter_typed_by_mistake_and_taken_back_moves_nothing() {
    let mut wizard = at_region();
    pick(&mut wizard, "region", "us-east-1");
    write(&mut wizard, "region", "mex");
    assert_eq!(wizard.answers().region.code(), "mx-central-1");
    write(&mut wizard, "region", "");
    assert_eq!(wizard.answers().region.code(), "us-east-1");
    // What is found too stays marked; what was moved to stays.
    write(&mut wizard, "region", "us");
    assert_eq!(wizard.answers().region.code(), "us-east-1");
    wizard.update(Msg::Down);
    let moved = wizard.answers().region;
    assert_ne!(moved.code(), "us-east-1");
    write(&mut wizard, "region", "");
    assert_eq!(wizard.answers().region, moved);
}

#[test]
fn what_is_found_is_the_answer_and_the_next_visit_shows_all_again() {
    for leave in [Msg::Next, Msg::Enter, Msg::Back, Msg::Jump(0)] {
        let mut wizard = at_region();
        write(&mut wizard, "region", "tokyo");
        wizard.update(leave);
        assert_eq!(wizard.answers().region.code(), "ap-northeast-1");
        wizard.update(Msg::Jump(REGION));
        assert_eq!(regions(&wizard).len(), 34);
    }
}

#[test]
fn where_nothing_is_found_it_says_what_to_type_and_nothing_is_taken() {
    let mut wizard = at_region();
    write(&mut wizard, "region", "atlantis");
    let wrong = error(&wizard, "region").unwrap();
    assert!(wrong.contains("nothing matches `atlantis`") && wrong.contains("frank"), "{wrong}");
    wizard.update(Msg::Enter);
    assert_eq!((wizard.at(), wizard.answers().region.code()), (REGION, "eu-central-1"));
    write(&mut wizard, "region", "cn-north-1");
    assert!(error(&wizard, "region").unwrap().contains("China's AWS"));
    // Back leaves it behind.
    wizard.update(Msg::Back);
    assert_eq!(wizard.problems(), []);
    go_to(&mut wizard, REGION);
    write(&mut wizard, "region", &"x".repeat(41));
    assert!(wizard.refusal().unwrap().contains("at most 40 characters") && regions(&wizard).len() == 34);
}

#[test]
fn a_digit_typed_at_the_amounts_begins_another() {
    let mut wizard = newcomer();
    go_to(&mut wizard, 1);
    write(&mut wizard, "budget", "4");
    assert_eq!(wizard.answers().budget, 4);
    assert_eq!(screen(&wizard).focused().unwrap().key, "amount");
    // The cursor is in the field: what follows goes on there.
    wizard.update(Msg::text("40,50"));
    assert_eq!(wizard.answers().budget, 40);
    assert!(wizard.notices().iter().any(|notice| notice.starts_with("40,50 counts as $40")), "{:?}", wizard.notices());
    wizard.update(Msg::text("40"));
    assert!(!wizard.notices().iter().any(|notice| notice.contains("counts as")));
    // What is no amount changes nothing at the list.
    for text in ["x", "", "-", "€5"] {
        write(&mut wizard, "budget", text);
        assert_eq!(wizard.answers().budget, 40, "{text}");
        assert_eq!(screen(&wizard).focused().unwrap().key, "budget", "{text}");
    }
    write(&mut wizard, "amount", "forty");
    assert!(error(&wizard, "amount").unwrap().contains("`forty` is no amount"), "{:?}", error(&wizard, "amount"));
}

#[test]
fn suggestions_are_marked_until_something_is_typed() {
    let suggested = |wizard: &Wizard, key: &str| {
        let screen = screen(wizard);
        let field = screen.fields.iter().find(|field| field.key == key).unwrap();
        matches!(&field.input, Input::Text(text) if text.suggested)
    };
    let mut wizard = newcomer();
    assert!(suggested(&wizard, "name"));
    write(&mut wizard, "name", "mine");
    assert!(!suggested(&wizard, "name"));
    wizard.update(ready());
    wizard.update(Msg::Zones(vec!["example.com".to_owned()]));
    go_to(&mut wizard, 3);
    pick(&mut wizard, "domain", "example.com");
    assert!(suggested(&wizard, "label"));
    write(&mut wizard, "label", "");
    assert!(!suggested(&wizard, "label"), "the domain itself is an answer");
    wizard.update(Msg::ToggleAssumptions);
    assert!(suggested(&wizard, "storage_gb"));
    write(&mut wizard, "storage_gb", "5");
    assert!(!suggested(&wizard, "storage_gb"));
}

fn apps(wizard: &Wizard) -> Vec<String> {
    let Input::Choice { options, .. } = &screen(wizard).fields[0].input else { panic!() };
    options.iter().map(|option| option.label.clone()).collect()
}

#[test]
fn apps_are_found_by_name_and_by_what_they_do() {
    let mut wizard = with(|setup| {
        setup.offers = CATALOG.iter().map(|entry| by_name(entry.name).unwrap().into()).collect();
    });
    assert_eq!(apps(&wizard).len(), CATALOG.len());
    for (typed, preset) in [("ghost", "ghost"), ("GHOST", "ghost"), ("photo", "immich"), ("uptime", "uptime-kuma")] {
        write(&mut wizard, "app", typed);
        assert_eq!(wizard.answers().preset, preset, "{typed}: {:?}", apps(&wizard));
        let shown = screen(&wizard);
        let choice = shown.fields[0].selected().unwrap();
        assert!(choice.detail.starts_with("from "), "{typed}: {choice:?}");
    }
    write(&mut wizard, "app", "nothing of this name");
    assert!(error(&wizard, "app").unwrap().contains("nothing matches"), "{:?}", apps(&wizard));
    write(&mut wizard, "app", "ghost");
    wizard.update(Msg::Next);
    assert_eq!(wizard.answers().preset, "ghost", "what was found is what is taken");
    let review = wizard.review();
    let app = review.answers.iter().find(|row| row.label == "App").unwrap();
    assert_eq!(app.because, "you", "who looks for an app has chosen it");
}
