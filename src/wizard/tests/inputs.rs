use super::*;
use crate::model::Money;

#[test]
fn names() {
    let mut wizard = with(|setup| setup.taken = vec!["compai".to_owned(), "mine".to_owned()]);
    assert_eq!(wizard.answers().name.as_str(), "compai-2");
    for (typed, good) in [
        ("compai-prod", true),
        ("ab", true),
        ("", true),
        ("a", false),
        ("Upper", false),
        ("a--b", false),
        ("mine", false),
        ("aws-x", false),
    ] {
        write(&mut wizard, "name", typed);
        assert_eq!(error(&wizard, "name").is_none(), good, "{typed}");
        let expected = if good && !typed.is_empty() { typed } else { "compai-2" };
        assert_eq!(wizard.answers().name.as_str(), expected);
    }
    wizard.update(Msg::Next);
    assert_eq!(wizard.at(), 0, "a wrong name stays on its question");
}

#[test]
fn amounts() {
    let mut wizard = newcomer();
    go_to(&mut wizard, 1);
    pick(&mut wizard, "budget", "another amount");
    assert_eq!(error(&wizard, "amount"), None, "nothing is wrong before one tries");
    wizard.update(Msg::Next);
    assert!(error(&wizard, "amount").is_some());
    for (typed, budget) in
        [("95", Some(95)), ("$ 200", Some(200)), ("0", None), ("1e3", None), ("-5", None), ("99999999999", None)]
    {
        write(&mut wizard, "amount", typed);
        assert_eq!(error(&wizard, "amount").is_none(), budget.is_some(), "{typed}");
        assert_eq!(wizard.answers().budget, budget.unwrap_or(50));
    }
}

#[test]
fn every_amount_says_what_fits_and_what_the_next_step_adds() {
    let mut wizard = newcomer();
    go_to(&mut wizard, 1);
    let screen = screen(&wizard);
    let Input::Choice { options, selected, .. } = &screen.fields[0].input else { panic!() };
    assert_eq!(options[*selected].label, "$50");
    assert!(
        options[0].marks.iter().any(|mark| matches!(mark, Mark::OverBudget(by) if by.known() > Money::ZERO)),
        "{:?}",
        options[0]
    );
    assert_eq!(options[2].summary, "fits managed");
    assert!(options[2].about[1].contains("give up"));
    assert!(options[2].about[2].starts_with("standard needs"), "{:?}", options[2].about);
}

#[test]
fn regions_are_nearest_first_with_differences() {
    let mut wizard = newcomer();
    go_to(&mut wizard, 2);
    let screen = screen(&wizard);
    let Input::Choice { options, .. } = &screen.fields[0].input else { panic!() };
    assert_eq!(options[0].label, "eu-central-1");
    assert_eq!(options[0].detail, wizard.estimate().monthly_total.to_string());
    for option in options {
        let mut elsewhere = wizard.answers();
        elsewhere.region = option.label.parse().unwrap();
        let blueprint = crate::plan::compose(wizard.preset(), &elsewhere).unwrap();
        let estimate = crate::plan::estimate(&blueprint, &elsewhere.usage);
        if estimate.unknown.is_empty() {
            let difference = estimate.monthly_total.since(&wizard.estimate().monthly_total);
            assert!(option.label == "eu-central-1" || option.detail == difference.to_string(), "{option:?}");
        } else {
            assert_eq!(option.detail, "unpriced");
        }
        assert_eq!(option.marks.contains(&Mark::SwitchOnFirst), !elsewhere.region.default_on());
    }
}

#[test]
fn what_a_region_does_not_sell_has_no_price_there_and_says_why() {
    let mut preset = by_name("compai").unwrap();
    preset.tiers["managed"].server.arm64 = Some("m7g.large".to_owned());
    let mut wizard = with(|setup| setup.offers = vec![preset.into()]);
    go_to(&mut wizard, 1);
    pick(&mut wizard, "budget", "$100");
    go_to(&mut wizard, 2);
    assert_eq!(wizard.answers().tier, "managed");
    let option = |wizard: &Wizard, field: usize, label: &str| {
        let screen = screen(wizard);
        let Input::Choice { options, .. } = &screen.fields[field].input else { panic!("{label}") };
        options.iter().find(|option| option.label == label).cloned().unwrap()
    };
    let calgary = option(&wizard, 0, "ca-west-1");
    assert_eq!(calgary.detail, "unpriced");
    assert!(calgary.about[0].contains("not known"), "{:?}", calgary.about);
    pick(&mut wizard, "region", "ca-west-1");
    go_to(&mut wizard, 4);
    pick(&mut wizard, "tier", "managed");
    let managed = option(&wizard, 0, "managed");
    assert!(managed.detail == "not possible" && managed.marks.is_empty(), "{managed:?}");
    assert!(managed.about[0].contains("does not sell m7g.large in ca-west-1"), "{:?}", managed.about);
    assert_eq!(option(&wizard, 1, "arm64").detail, "not possible");
    assert!(option(&wizard, 1, "x86_64").detail.parse::<f64>().is_ok_and(|total| total > 40.0));
    assert!(wizard.problems()[0].text.contains("does not sell m7g.large"), "{:?}", wizard.problems());
    assert!(!wizard.estimate().monthly_total.is_free());
    pick(&mut wizard, "arch", "x86_64");
    assert!(wizard.problems().is_empty(), "{:?}", wizard.problems());
}

#[test]
fn what_is_over_the_budget_without_its_missing_prices_does_not_fit() {
    let mut wizard = with(|setup| setup.region = Some("ap-southeast-7".parse().unwrap()));
    go_to(&mut wizard, 1);
    write(&mut wizard, "budget", "5");
    go_to(&mut wizard, 4);
    assert!(!wizard.estimate().monthly_total.is_complete());
    assert!(screen(&wizard).why.starts_with("None of these fits $5"), "{}", screen(&wizard).why);
}

#[test]
fn domains() {
    let mut wizard = newcomer();
    go_to(&mut wizard, 3);
    pick(&mut wizard, "domain", "a domain elsewhere");
    for (typed, name) in [
        ("app.example.com", Some("app.example.com")),
        (" https://Example.ORG./ ", Some("example.org")),
        ("m\u{fc}nchen.de", Some("xn--mnchen-3ya.de")),
        ("https://x.com/login", None),
        ("example", None),
        ("", None),
    ] {
        write(&mut wizard, "elsewhere", typed);
        assert_eq!(wizard.problems().is_empty(), name.is_some(), "{typed}");
        assert_eq!(wizard.answers().domain.name(), name);
    }
    write(&mut wizard, "elsewhere", "m\u{fc}nchen.de");
    let both = "m\u{fc}nchen.de (xn--mnchen-3ya.de)";
    assert!(
        screen(&wizard).about().any(|words| words.contains(both)),
        "{:?}",
        screen(&wizard).about().collect::<Vec<_>>()
    );
    assert!(wizard.review().answers.iter().any(|row| row.value == both));
    write(&mut wizard, "elsewhere", "\u{430}pple.com");
    assert!(wizard.notices().iter().any(|words| words.contains("look closely")));
    assert!(wizard.review().warnings.iter().any(|words| words.contains("Look closely")));
    write(&mut wizard, "elsewhere", "app.example.com");
    assert!(wizard.plain_http().is_none());
    pick(&mut wizard, "domain", "none yet");
    assert!(wizard.plain_http().is_none(), "one server has a certificate for its address");
    go_to(&mut wizard, 4);
    pick(&mut wizard, "tier", "standard");
    let about = screen(&wizard).fields[0].selected().unwrap().about.join(" ");
    assert!(about.contains("needs a name to have a certificate") && about.contains("Two ways"), "{about}");
    for _ in 0..=REVIEW {
        assert!(wizard.plain_http().unwrap().contains("not private"));
        wizard.update(Msg::Back);
    }
}

#[test]
fn a_whole_name_before_its_zone_is_that_name() {
    let mut wizard = newcomer();
    wizard.update(Msg::Zones(vec!["example.com".to_owned()]));
    go_to(&mut wizard, 3);
    pick(&mut wizard, "domain", "example.com");
    for (typed, name, suffix) in [
        ("app", "app.example.com", ".example.com"),
        ("app.example.com", "app.example.com", ""),
        ("", "example.com", ".example.com"),
        ("https://App.example.com/", "app.example.com", ""),
    ] {
        write(&mut wizard, "label", typed);
        assert_eq!(wizard.answers().domain.name(), Some(name), "{typed}");
        let Some(Input::Text(text)) = screen(&wizard).focused().map(|field| field.input.clone()) else { panic!() };
        assert_eq!(text.suffix, suffix, "{typed}");
    }
    write(&mut wizard, "label", "a b");
    assert!(error(&wizard, "label").is_some());
}

#[test]
fn keys_of_several_lines_are_taken_whole_and_what_cannot_be_stored_is_refused() {
    let mut wizard = newcomer();
    go_to(&mut wizard, 6);
    let key = "secret:OPENAI_API_KEY";
    let stored = |wizard: &Wizard| match wizard.answers().secrets.get("OPENAI_API_KEY") {
        Some(SecretAnswer::Value(secret)) => secret.expose().to_owned(),
        other => panic!("{other:?}"),
    };
    write(&mut wizard, key, "-----BEGIN KEY-----\r\nabc\r-----END KEY-----\n");
    assert_eq!(stored(&wizard), "-----BEGIN KEY-----\nabc\n-----END KEY-----");
    let Some(Input::Text(text)) = screen(&wizard).focused().map(|field| field.input.clone()) else { panic!() };
    assert_eq!(text.secret_lines, 3);
    for (typed, why) in [("abc{{ssm:x}}", "`{{`"), ("\u{fc}".repeat(2049).as_str(), "4098 bytes")] {
        write(&mut wizard, key, typed);
        assert!(error(&wizard, key).unwrap().contains(why));
        wizard.update(Msg::Next);
        assert_eq!(wizard.at(), 6);
    }
    // What a field cannot hold is not taken at all, and said.
    write(&mut wizard, key, "sk");
    write(&mut wizard, key, &"x".repeat(100_000));
    assert!(wizard.refusal().unwrap().contains("these are 100000"), "{:?}", wizard.refusal());
    assert_eq!(stored(&wizard), "sk");
    write(&mut wizard, "email", "two\nlines@example.com");
    assert_eq!(wizard.answers().alerts.email.as_deref(), Some("twolines@example.com"), "other fields have one line");
}

#[test]
fn tiers_say_what_fits_and_compare_with_their_neighbours() {
    let mut wizard = newcomer();
    go_to(&mut wizard, 4);
    let screen = screen(&wizard);
    let Input::Choice { options, selected, .. } = &screen.fields[0].input else { panic!() };
    assert_eq!((options[*selected].label.as_str(), *selected), ("managed", 1));
    assert!(options[1].marks.contains(&Mark::Recommended) && options[1].marks.contains(&Mark::FitsBudget));
    assert!(options[2].marks[0].text().starts_with("over budget by"));
    assert!(options[1].about.iter().any(|text| text.starts_with("Compared with starter: +")), "{:?}", options[1].about);
    assert!(options[1].about.iter().any(|text| text.starts_with("The next, standard, +")));
    let Input::Choice { options, .. } = &screen.fields[1].input else { panic!() };
    assert!(options[1].detail.starts_with('+'), "{options:?}");
    pick(&mut wizard, "arch", "x86_64");
    assert!(wizard.change_since_last().is_some_and(crate::plan::Step::is_dearer));
}

#[test]
fn backups_and_alerts() {
    let mut wizard = newcomer();
    go_to(&mut wizard, 5);
    pick(&mut wizard, "backups", "1 day");
    assert_eq!(wizard.answers().data.backup_days, 1);
    go_to(&mut wizard, 6);
    for (typed, good) in
        [("me@example.com", true), ("", true), (" me@example.com ", true), ("me", false), ("a@b@c.de", false)]
    {
        write(&mut wizard, "email", typed);
        assert_eq!(error(&wizard, "email").is_none(), good, "{typed}");
    }
    write(&mut wizard, "secret:OPENAI_API_KEY", "sk-canary\u{1b}[2J");
    let field = screen(&wizard).focused().cloned().unwrap();
    assert!(!format!("{field:?}").contains("canary"));
    assert!(field.help.contains("without it"), "{}", field.help);
    write(&mut wizard, "secret:OPENAI_API_KEY", "");
    assert!(wizard.answers().secrets.is_empty());
}

#[test]
fn a_reference_to_a_key_is_shown_and_needs_a_name() {
    let mut wizard = newcomer();
    go_to(&mut wizard, 6);
    for (typed, name) in [("env:", None), ("env:KEY", Some("KEY")), ("file:", None), ("file:/a b", Some("/a b"))] {
        write(&mut wizard, "secret:OPENAI_API_KEY", typed);
        let field = screen(&wizard).focused().cloned().unwrap();
        let Input::Text(text) = &field.input else { panic!() };
        assert_eq!(text.value, typed);
        assert_eq!(field.error.is_none(), name.is_some(), "{typed}");
        assert_eq!(wizard.answers().secrets.len(), usize::from(name.is_some()), "{typed}");
        wizard.update(Msg::Next);
        assert_eq!(wizard.at() == REVIEW, name.is_some(), "{typed}");
        wizard.update(Msg::Back);
        go_to(&mut wizard, 6);
    }
}

#[test]
fn a_needed_secret_is_asked_for_before_a_deployment() {
    let mut preset = by_name("compai").unwrap();
    preset.secrets.get_mut("OPENAI_API_KEY").unwrap().required = true;
    let mut wizard = with(|setup| setup.offers = vec![preset.into()]);
    go_to(&mut wizard, 6);
    assert!(wizard.blueprint().is_some(), "a missing secret does not hide the estimate");
    wizard.update(Msg::Next);
    assert_eq!(wizard.at(), 6);
    assert!(error(&wizard, "secret:OPENAI_API_KEY").unwrap().contains("cannot run without it"));
    write(&mut wizard, "secret:OPENAI_API_KEY", "sk");
    wizard.update(Msg::Next);
    assert_eq!(wizard.at(), REVIEW);
}

#[test]
fn the_first_of_a_pair_of_keys_leaves_the_plan_as_it_is() {
    let mut wizard = newcomer();
    let total = wizard.estimate().monthly_total.clone();
    go_to(&mut wizard, 6);
    write(&mut wizard, "secret:APP_AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
    assert_eq!((&wizard.estimate().monthly_total, wizard.answers().tier.as_str()), (&total, "managed"));
    wizard.update(Msg::Next);
    assert_eq!(wizard.at(), 6);
    assert!(error(&wizard, "secret:APP_AWS_SECRET_ACCESS_KEY").is_some(), "the second one is asked for");
    write(&mut wizard, "secret:APP_AWS_SECRET_ACCESS_KEY", "canary");
    assert_eq!(error(&wizard, "secret:APP_AWS_SECRET_ACCESS_KEY"), None);
}
