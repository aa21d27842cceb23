use super::*;

fn asked(effects: &[Effect]) -> Option<(u32, Answers)> {
    effects.iter().find_map(|effect| match effect {
        Effect::CheckPlan { turn, answers } => Some((*turn, (**answers).clone())),
        _ => None,
    })
}

fn list(found: Found) -> Vec<Check> {
    vec![Check { what: "the name compai".to_owned(), found }]
}

fn stops() -> Vec<Check> {
    list(Found::Stops { why: "there is another one".to_owned(), hint: "choose another name".to_owned() })
}

/// In the review, with the turn that is asked for.
fn reading() -> (Wizard, u32) {
    let mut wizard = newcomer();
    wizard.update(ready());
    go_to(&mut wizard, REVIEW - 1);
    let (turn, answers) = asked(&wizard.update(Msg::Next)).expect("the review asks");
    assert_eq!(answers, wizard.answers());
    assert!(wizard.is_checking() && wizard.checks().is_empty());
    (wizard, turn)
}

#[test]
fn the_list_fills_and_late_answers_to_older_questions_are_dropped() {
    let (mut wizard, turn) = reading();
    wizard.update(Msg::Checks { turn, list: list(Found::Asking) });
    assert!(wizard.is_checking());
    wizard.update(Msg::Checks { turn: turn - 1, list: stops() });
    assert_eq!(wizard.review().checks, list(Found::Asking));
    assert_eq!(wizard.update(Msg::Checks { turn, list: list(Found::Fine) }), []);
    assert!(!wizard.is_checking() && wizard.review().checks == list(Found::Fine));
}

#[test]
fn other_answers_begin_again_and_leaving_ends_it() {
    let (mut wizard, turn) = reading();
    wizard.update(Msg::Checks { turn, list: list(Found::Fine) });
    assert!(wizard.update(Msg::Back).contains(&Effect::StopChecking));
    assert_eq!(wizard.checks(), []);
    wizard.update(Msg::text("anna@example.com"));
    let (again, answers) = asked(&wizard.update(Msg::Next)).unwrap();
    assert!(again > turn && answers.alerts.email.is_some());
    wizard.update(Msg::Checks { turn, list: list(Found::Fine) });
    assert_eq!(wizard.checks(), [], "they were about other answers");
    // An assumption that is typed over the review counts once it is taken.
    wizard.update(Msg::Checks { turn: again, list: list(Found::Fine) });
    wizard.update(Msg::ToggleAssumptions);
    assert_eq!(wizard.update(Msg::text("500")), []);
    assert_eq!(wizard.checks(), list(Found::Fine));
    assert!(asked(&wizard.update(Msg::ToggleAssumptions)).is_some());
}

#[test]
fn nothing_is_asked_of_an_account_that_nobody_is_signed_in_to() {
    let mut wizard = newcomer();
    wizard.update(Msg::Account(AccountState::SignedOut {
        detail: "nobody is signed in".to_owned(),
        how: "run `aws login`".to_owned(),
        restart: false,
    }));
    go_to(&mut wizard, REVIEW);
    assert!(!wizard.is_checking());
    assert!(asked(&wizard.update(ready())).is_some(), "once it is known, it is asked");
    assert!(wizard.update(Msg::CheckAgain).contains(&Effect::StopChecking));
    assert!(asked(&wizard.update(ready())).is_some(), "asked again when a person asks again");
}

#[test]
fn yes_is_possible_unless_something_is_known_to_stop_it() {
    let deploys = |effects: &[Effect]| effects.iter().any(|effect| matches!(effect, Effect::Deploy(_)));
    let (mut wizard, turn) = reading();
    assert!(deploys(&wizard.clone().update(Msg::Confirm)), "the run asks for itself");
    wizard.update(Msg::Checks { turn, list: list(Found::Unknown("no answer".to_owned())) });
    assert!(deploys(&wizard.clone().update(Msg::Confirm)));
    wizard.update(Msg::Checks { turn, list: stops() });
    let effects = wizard.update(Msg::Confirm);
    assert!(
        !deploys(&effects) && effects.iter().any(|effect| matches!(effect, Effect::CheckAccount { .. })),
        "{effects:?}"
    );
    assert!(wizard.refusal().is_some_and(|why| why.contains("there is another one")), "{:?}", wizard.refusal());
    // It was put right meanwhile.
    let (turn, _) = asked(&wizard.update(ready())).unwrap();
    wizard.update(Msg::Checks { turn, list: list(Found::Fine) });
    assert!(deploys(&wizard.update(Msg::Confirm)));
}
