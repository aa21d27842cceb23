use super::*;
use crate::plan::{Domain, compose};

#[test]
fn enter_all_the_way_is_a_valid_plan() {
    let mut wizard = newcomer();
    let mut pressed = 0;
    while wizard.view() != View::Review {
        wizard.update(Msg::Enter);
        pressed += 1;
        assert!(pressed < 30, "stuck at {}", wizard.at());
    }
    assert_eq!(wizard.problems(), []);
    let blueprint = compose(wizard.preset(), &wizard.answers()).unwrap();
    assert_eq!(wizard.blueprint(), Some(&blueprint));
    assert_eq!(wizard.answers().region.code(), "eu-central-1");
    assert_eq!(wizard.answers().budget, 50);
    assert_eq!(wizard.answers().tier, "managed");
    wizard.update(ready());
    let effects = wizard.update(Msg::Confirm);
    assert!(matches!(effects.last(), Some(Effect::Deploy(answers)) if **answers == wizard.answers()), "{effects:?}");
}

#[test]
fn nothing_is_deployed_before_the_last_page() {
    let mut wizard = newcomer();
    wizard.update(ready());
    for step in 0..REVIEW {
        go_to(&mut wizard, step);
        assert_eq!(wizard.update(Msg::Confirm), []);
        assert_eq!(wizard.at(), step);
    }
}

#[test]
fn the_answers_file_reads_back_as_the_same_answers() {
    let mut wizard = newcomer();
    write(&mut wizard, "name", "compai-prod");
    go_to(&mut wizard, 3);
    pick(&mut wizard, "domain", "a domain elsewhere");
    write(&mut wizard, "elsewhere", "App.Example.com");
    go_to(&mut wizard, 6);
    write(&mut wizard, "email", "me@example.com");
    write(&mut wizard, "secret:RESEND_API_KEY", " re_canary ");
    let effects = wizard.update(Msg::Next);
    let Some(Effect::SaveDraft(text)) = effects.first() else { panic!("{effects:?}") };
    assert!(!text.contains("re_canary"), "{text}");
    assert!(!format!("{wizard:?}").contains("re_canary"));
    let mut read = crate::plan::Answers::parse(text).unwrap();
    read.secrets = wizard.answers().secrets;
    assert_eq!(read, wizard.answers());
    assert_eq!(read.domain, Domain::External { name: "app.example.com".to_owned() });
}

#[test]
fn a_draft_fills_in_what_was_answered_and_only_that_is_marked_as_yours() {
    let mut first = newcomer();
    go_to(&mut first, 1);
    pick(&mut first, "budget", "$160");
    go_to(&mut first, 2);
    pick(&mut first, "region", "us-east-1");
    go_to(&mut first, REVIEW);
    let again = with(|setup| setup.draft = Some(first.answers()));
    assert_eq!(again.answers(), first.answers());
    assert_eq!(again.review().answers, first.review().answers);
    assert!(again.notices()[0].contains("last time"), "{:?}", again.notices());
    assert_eq!(again.trail()[REVIEW].place, Place::Visited);
    let other = with(|setup| setup.draft = Some(crate::plan::Answers { preset: "gone".to_owned(), ..first.answers() }));
    assert_eq!(other.answers(), newcomer().answers());
}

#[test]
fn going_back_changes_later_answers_only_where_they_follow_and_says_so() {
    let mut wizard = newcomer();
    go_to(&mut wizard, 6);
    write(&mut wizard, "email", "me@example.com");
    let before = wizard.answers();
    for _ in 0..5 {
        wizard.update(Msg::Back);
    }
    assert_eq!(wizard.at(), 1);
    assert_eq!(wizard.answers(), before);
    pick(&mut wizard, "budget", "$160");
    assert_eq!(wizard.notices(), ["The way it runs is now standard (was managed)."]);
    assert!(wizard.change_since_last().is_some());
    pick(&mut wizard, "budget", "$50");
    assert_eq!(wizard.notices(), [] as [&str; 0]);
    assert_eq!(wizard.answers(), before);
}

#[test]
fn a_region_of_the_command_line_is_chosen_and_said_to_be_given() {
    let draft = newcomer().answers();
    for draft in [None, Some(draft)] {
        let given = crate::model::Region::US_EAST_1;
        let mut wizard = with(|setup| (setup.region, setup.draft) = (Some(given), draft));
        assert_eq!(wizard.answers().region, given);
        let review = wizard.review();
        assert!(
            review.answers.iter().any(|row| row.label == "Region" && row.because == "--region"),
            "{:?}",
            review.answers
        );
        go_to(&mut wizard, 2);
        let chosen = screen(&wizard).fields[0].selected().cloned().unwrap();
        assert_eq!(chosen.label, "us-east-1");
        assert!(chosen.marks.iter().any(|mark| mark.text() == "given with --region"), "{chosen:?}");
    }
}

#[test]
fn a_picked_tier_stays_whatever_the_budget() {
    let mut wizard = newcomer();
    go_to(&mut wizard, 4);
    pick(&mut wizard, "tier", "standard");
    let review = {
        go_to(&mut wizard, REVIEW);
        wizard.review()
    };
    assert!(review.warnings.iter().any(|warning| warning.contains("over your budget")), "{:?}", review.warnings);
    wizard.update(Msg::Jump(1));
    pick(&mut wizard, "budget", "$50");
    assert_eq!(wizard.answers().tier, "standard");
}

#[test]
fn zones_of_the_account_arrive_while_someone_answers() {
    let mut wizard = newcomer();
    assert_eq!(wizard.update(ready()), [Effect::ListZones]);
    assert_eq!(wizard.update(ready()), [], "asked once per account");
    go_to(&mut wizard, 3);
    pick(&mut wizard, "domain", "a domain elsewhere");
    wizard.update(Msg::Zones(vec!["example.com.".to_owned(), "_bad".to_owned(), "example.com".to_owned()]));
    assert_eq!(screen(&wizard).fields[0].selected().map(|option| option.label.as_str()), Some("a domain elsewhere"));
    pick(&mut wizard, "domain", "example.com");
    assert_eq!(wizard.answers().domain, Domain::Route53 { name: "app.example.com".to_owned() });
    write(&mut wizard, "label", "");
    assert_eq!(wizard.answers().domain, Domain::Route53 { name: "example.com".to_owned() });
    wizard.update(Msg::Zones(Vec::new()));
    assert!(error(&wizard, "label").unwrap().contains("no zone"));
    assert_eq!(wizard.problems()[0].step, 3);
}

#[test]
fn leaving_the_region_question_checks_the_region() {
    let mut wizard = newcomer();
    let start = wizard.answers().region;
    assert_eq!(wizard.start(), [Effect::CheckAccount { region: start }]);
    go_to(&mut wizard, 2);
    pick(&mut wizard, "region", "us-east-1");
    let effects = wizard.update(Msg::Next);
    assert!(effects.contains(&Effect::CheckAccount { region: crate::model::Region::US_EAST_1 }), "{effects:?}");
    wizard.update(Msg::Back);
    assert!(!wizard.update(Msg::Next).iter().any(|effect| matches!(effect, Effect::CheckAccount { .. })));
}

#[test]
fn the_free_plan_is_checked_before_anything_is_made() {
    let mut wizard = newcomer();
    let on = |free_plan| {
        Msg::Account(AccountState::Ready { account: "123456789012".to_owned(), who: String::new(), free_plan })
    };
    wizard.update(on(true));
    go_to(&mut wizard, REVIEW);
    assert!(
        wizard.review().warnings.iter().any(|warning| warning.contains("backups kept for 7 days")),
        "{:?}",
        wizard.review().warnings
    );
    let effects = wizard.update(Msg::Confirm);
    assert!(matches!(effects[..], [Effect::CheckAccount { .. }]), "{effects:?}");
    assert!(wizard.refusal().unwrap().contains("free plan"));
    // Upgraded meanwhile.
    wizard.update(on(false));
    assert!(wizard.update(Msg::Confirm).iter().any(|effect| matches!(effect, Effect::Deploy(_))));
}

#[test]
fn assumptions_open_anywhere_and_change_the_estimate() {
    let mut wizard = newcomer();
    go_to(&mut wizard, REVIEW);
    let before = wizard.estimate().monthly_total.known();
    wizard.update(Msg::ToggleAssumptions);
    write(&mut wizard, "storage_gb", "500");
    assert!(wizard.estimate().monthly_total.known() > before);
    assert_eq!(wizard.answers().usage.storage_gb, 500);
    write(&mut wizard, "egress_gb", "much");
    wizard.update(Msg::Next);
    assert!(matches!(wizard.view(), View::Assumptions(_)), "a wrong number keeps the editor open");
    wizard.update(Msg::ToggleAssumptions);
    assert_eq!(wizard.view(), View::Review);
    assert_eq!(wizard.answers().usage.egress_gb, crate::model::Usage::default().egress_gb);
    assert_eq!(wizard.problems(), []);
}

#[test]
fn a_tier_says_what_it_can_be_changed_to_later() {
    let mut wizard = newcomer();
    go_to(&mut wizard, 4);
    for (tier, wanted) in [
        ("starter", "starter cannot be changed to another later yet."),
        ("managed", "managed can be changed to standard later."),
    ] {
        pick(&mut wizard, "tier", tier);
        assert!(screen(&wizard).why.ends_with(wanted), "{}", screen(&wizard).why);
    }
}
