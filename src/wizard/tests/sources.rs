//! Apps whose images are a person's own.

use super::*;

fn asked() -> Wizard {
    with(|setup| setup.offers = vec![by_name("agent").unwrap().into()])
}

#[test]
fn a_private_app_is_asked_for_its_images_and_priced_before_they_are_named() {
    let mut wizard = asked();
    assert!(wizard.blueprint().is_some(), "a price is shown before anything is typed");
    wizard.update(Msg::Next);
    assert_eq!(wizard.at(), 0, "it goes on only with both");
    assert!(error(&wizard, "source:backend").unwrap().contains("ghcr.io/me/app:1.2"));
    write(&mut wizard, "source:frontend", "ghcr.io/me/web:3");
    for (typed, why) in [
        ("My Backend", "a container image"),
        ("https://github.com/me/backend.git", "after a `#`"),
        ("https://me:secret@github.com/me/backend.git#v1", "does not stay secret"),
    ] {
        write(&mut wizard, "source:backend", typed);
        assert!(error(&wizard, "source:backend").unwrap().contains(why), "{typed}");
    }
    write(&mut wizard, "source:backend", "https://github.com/me/backend.git#v1");
    go_to(&mut wizard, REVIEW);
    let answers = wizard.answers();
    assert_eq!(answers.images["frontend"], "ghcr.io/me/web:3");
    assert_eq!(answers.repository("backend"), Some(("https://github.com/me/backend.git", "v1")));
    let shown: Vec<String> =
        wizard.review().answers.into_iter().filter(|row| row.label == "Your image").map(|row| row.value).collect();
    assert_eq!(shown, ["frontend: ghcr.io/me/web:3", "backend: https://github.com/me/backend.git#v1"]);
    let built = wizard.blueprint().unwrap().nodes().filter(|(id, _)| id.as_str().starts_with("image-"));
    assert_eq!(built.map(|(id, _)| id.to_string()).collect::<Vec<_>>(), ["image-backend"]);
}

/// Stand-ins are no answers: who comes back finds the fields empty.
#[test]
fn what_was_not_named_is_asked_for_again() {
    let mut wizard = asked();
    write(&mut wizard, "source:frontend", "ghcr.io/me/web:3");
    let draft = Some(wizard.answers());
    let again = with(|setup| {
        setup.offers = vec![by_name("agent").unwrap().into()];
        setup.draft = draft;
    });
    let typed = |key: &str| match screen(&again).fields.into_iter().find(|field| field.key == key).unwrap().input {
        Input::Text(text) => text.value,
        Input::Choice { .. } => panic!("no text"),
    };
    assert_eq!([typed("source:frontend"), typed("source:backend")], ["ghcr.io/me/web:3", ""]);
}

/// An app may live near its people rather than near whoever starts it.
#[test]
fn an_app_may_have_a_region_of_its_own() {
    let wizard = with(|setup| setup.offers = vec![by_name("webrana").unwrap().into()]);
    assert_eq!(wizard.answers().region.code(), "ap-southeast-1");
    let given = with(|setup| {
        setup.offers = vec![by_name("webrana").unwrap().into()];
        setup.region = Some("eu-west-1".parse().unwrap());
    });
    assert_eq!(given.answers().region.code(), "eu-west-1", "who names one gets it");
}
