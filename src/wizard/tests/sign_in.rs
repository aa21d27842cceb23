//! Not signed in: said once, asked again, and never created in an account that nobody has seen.

use super::*;

fn signed_out(how: &str, restart: bool) -> Msg {
    let detail = "you are not signed in to AWS (no sign-in was found on this machine)".to_owned();
    Msg::Account(AccountState::SignedOut { detail, how: how.to_owned(), restart })
}

fn at_review(how: &str, restart: bool) -> Wizard {
    let mut wizard = newcomer();
    wizard.update(signed_out(how, restart));
    go_to(&mut wizard, REVIEW);
    wizard
}

/// How often it is said on the page that nobody is signed in.
fn times(wizard: &Wizard) -> usize {
    let review = wizard.review();
    review
        .warnings
        .iter()
        .map(String::as_str)
        .chain(wizard.refusal())
        .map(|words| words.matches("signed in to AWS").count())
        .sum()
}

#[test]
fn it_is_said_once_with_what_to_do_and_where_beginners_begin() {
    let mut wizard = at_review("run `aws login`", false);
    for _ in 0..2 {
        let said = wizard.review().warnings.join("\n");
        assert!(said.contains("Run `aws login` in another window, then press y here"), "{said}");
        assert!(
            said.contains("https://aws.amazon.com/cli") && said.contains("Open an account at https://aws.amazon.com "),
            "{said}"
        );
        assert_eq!(times(&wizard), 1, "{said}");
        // Saying yes asks again, each time, and says so.
        let effects = wizard.update(Msg::Confirm);
        assert!(matches!(effects[..], [Effect::CheckAccount { .. }]), "{effects:?}");
        assert_eq!(wizard.review().warnings[0], "Asking AWS again who is signed in.");
        wizard.update(signed_out("run `aws login`", false));
        assert!(
            wizard.review().warnings[0].starts_with("Asked again: you are not signed in"),
            "{:?}",
            wizard.review().warnings
        );
    }
    let work = at_review("run `aws sso login --profile work`", false).review().warnings.join("\n");
    assert!(
        work.contains("Run `aws sso login --profile work` in another window") && !work.contains("New to AWS?"),
        "{work}"
    );
}

#[test]
fn a_sign_in_that_the_running_program_cannot_see_says_to_start_again() {
    let said = at_review("set new ones, or run `unset AWS_ACCESS_KEY_ID` and then `aws login`", true)
        .review()
        .warnings
        .join("\n");
    assert!(said.contains("start it again") && !said.contains("press y") && !said.contains("New to AWS?"), "{said}");
}

#[test]
fn after_the_sign_in_yes_is_said_once_more_to_an_account_that_is_shown() {
    let mut wizard = at_review("run `aws login`", false);
    assert_eq!(wizard.signed_in_now(), None);
    wizard.update(Msg::Confirm);
    assert!(wizard.update(ready()).iter().all(|effect| !matches!(effect, Effect::Deploy(_))));
    assert_eq!(wizard.signed_in_now().as_deref(), Some("account 1234-5678-9012 (anna)"));
    assert_eq!(times(&wizard), 0);
    assert!(wizard.update(Msg::Confirm).iter().any(|effect| matches!(effect, Effect::Deploy(_))));
    // A page that is come back to begins anew.
    wizard.update(Msg::Back);
    wizard.update(Msg::Next);
    assert_eq!(wizard.signed_in_now(), None);
}
