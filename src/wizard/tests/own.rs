use super::*;
use crate::preset::Preset;

const TOKEN: &str = "[secrets]\nTOKEN = { ask = \"Token\", why = \"Lets it start\", required = true }\n";

fn made(open: &[&str]) -> Box<Made> {
    let text = format!("{GUESTBOOK}{TOKEN}").replace("\"guestbook\"", "\"guestbook-of-village\"");
    let mut preset = Preset::parse(&text).unwrap();
    preset.open = open.iter().map(|point| (*point).to_owned()).collect();
    let offer = Offer { reference: "/home/anna/guestbook.toml".to_owned(), preset };
    let written = "Its preset is in guestbook.toml.".to_owned();
    let left_out = vec!["compose.yml:3  services.web.tty: nobody types there".to_owned()];
    Box::new(Made { offer, shown: "guestbook.toml".to_owned(), written, left_out, changed: 2 })
}

/// A wizard at the field for the path.
fn asked() -> Wizard {
    let mut wizard = with(|setup| setup.own = true);
    pick(&mut wizard, "app", "My own app");
    wizard.update(Msg::Enter);
    wizard
}

/// Types a source and goes on; the turn that is to be answered, and what is asked for.
fn ask(wizard: &mut Wizard, source: &str) -> (u32, OwnApp) {
    write(wizard, "source", source);
    match wizard.update(Msg::Next).as_slice() {
        [Effect::Import { turn, from }] => (*turn, from.clone()),
        other => panic!("{other:?}"),
    }
}

fn answered(wizard: &mut Wizard, source: &str, open: &[&str]) {
    let (turn, _) = ask(wizard, source);
    wizard.update(Msg::Imported { turn, result: Ok(made(open)) });
}

#[test]
fn a_path_is_read_told_of_and_leads_on_like_any_app() {
    let mut wizard = asked();
    assert_eq!(screen(&wizard).focused().map(|field| field.key.as_str()), Some("source"));
    assert_eq!(error(&wizard, "source"), None, "nothing is wrong before one tries");
    assert!(wizard.is_unread());
    let (turn, from) = ask(&mut wizard, " ~/app ");
    assert_eq!(from, OwnApp::Path("~/app".to_owned()));
    assert_eq!(wizard.update(Msg::Next), [], "it is read once");
    wizard.update(Msg::Imported { turn, result: Ok(made(&[])) });
    let View::Imported(report) = wizard.view() else { panic!("{:?}", wizard.view()) };
    assert!(report.written.contains("guestbook.toml") && report.left_out.len() == 1, "{report:?}");
    wizard.update(Msg::Enter);
    assert_eq!(screen(&wizard).focused().map(|field| field.key.as_str()), Some("name"));
    assert_eq!(wizard.answers().name.as_str(), "guestbook-of-village");
    go_to(&mut wizard, 6);
    write(&mut wizard, "secret:TOKEN", "abc");
    go_to(&mut wizard, REVIEW);
    assert_eq!(wizard.answers().preset, "/home/anna/guestbook.toml");
    wizard.update(ready());
    assert!(wizard.update(Msg::Confirm).iter().any(|effect| matches!(effect, Effect::Deploy(_))));
}

#[test]
fn what_nobody_has_read_has_no_price() {
    let detail = |wizard: &Wizard| {
        let Input::Choice { options, .. } = &screen(wizard).fields[0].input else { panic!() };
        options.iter().find(|option| option.label == "My own app").unwrap().detail.clone()
    };
    let mut wizard = with(|setup| setup.own = true);
    assert_eq!(detail(&wizard), "", "another app is chosen");
    pick(&mut wizard, "app", "My own app");
    assert_eq!(detail(&wizard), "");
    wizard.update(Msg::Enter);
    answered(&mut wizard, "compose.yml", &[]);
    wizard.update(Msg::Enter);
    assert!(detail(&wizard).starts_with("from "), "{}", detail(&wizard));
}

#[test]
fn an_image_is_asked_for_its_port_and_its_folder() {
    let mut wizard = asked();
    let (_, from) = ask(&mut wizard, "ghcr.io/me/app:1.2");
    let image = "ghcr.io/me/app:1.2".to_owned();
    assert_eq!(from, OwnApp::Image { image: image.clone(), port: 8080, data: None });
    let mut wizard = asked();
    write(&mut wizard, "source", &image);
    for (key, wrong) in [("port", "0"), ("data", "data"), ("data", "/"), ("data", "/a/../b")] {
        write(&mut wizard, key, wrong);
        assert!(error(&wizard, key).is_some(), "{key} {wrong}");
        assert_eq!(wizard.update(Msg::Next), [], "{key} {wrong}");
        write(&mut wizard, key, if key == "port" { "3000" } else { "/data/" });
    }
    let asked = wizard.update(Msg::Next);
    let from = OwnApp::Image { image, port: 3000, data: Some("/data".to_owned()) };
    assert_eq!(asked, [Effect::Import { turn: 1, from }]);
    for path in ["compose.yml", "./a:1", "~/app", "app", "ghcr.io/me/app"] {
        write(&mut wizard, "source", path);
        assert!(screen(&wizard).fields.iter().all(|field| field.key != "port"), "{path}");
    }
}

#[test]
fn what_could_not_be_read_is_said_under_the_field_and_can_be_tried_again() {
    let mut wizard = asked();
    let (turn, _) = ask(&mut wizard, "compose.yml");
    wizard.update(Msg::Imported { turn, result: Err("compose.yml:3:5: no list".to_owned()) });
    assert_eq!(error(&wizard, "source").as_deref(), Some("compose.yml:3:5: no list"));
    let again = wizard.update(Msg::Enter);
    assert!(matches!(again[..], [Effect::Import { turn: 2, .. }]), "{again:?}");
    wizard.update(Msg::Imported { turn: 1, result: Ok(made(&[])) });
    assert!(wizard.is_reading(), "an answer to an earlier question is none to this one");
    wizard.update(Msg::Imported { turn: 2, result: Ok(made(&[])) });
    assert!(matches!(wizard.view(), View::Imported(_)));
}

#[test]
fn the_list_and_what_was_typed_are_a_way_back() {
    let mut wizard = asked();
    answered(&mut wizard, "compose.yml", &[]);
    wizard.update(Msg::Back);
    assert_eq!(screen(&wizard).focused().map(|field| field.key.as_str()), Some("source"));
    wizard.update(Msg::Back);
    assert_eq!(screen(&wizard).focus, 0);
    pick(&mut wizard, "app", "Comp AI");
    assert_eq!(wizard.answers().preset, "compai");
    assert_eq!(wizard.open_points(), None);
    pick(&mut wizard, "app", "My own app");
    let screen = screen(&wizard);
    let Input::Text(source) = &screen.fields[1].input else { panic!("{screen:?}") };
    assert_eq!(source.value, "compose.yml");
    assert_eq!(wizard.answers().preset, "/home/anna/guestbook.toml");
    wizard.update(Msg::Next);
    assert_eq!(wizard.at(), 1, "it is not read twice");
}

#[test]
fn open_points_are_on_the_review_and_refuse_until_the_file_says_they_are_settled() {
    let mut wizard = asked();
    answered(&mut wizard, "compose.yml", &["compose.yml:7: choose"]);
    wizard.update(Msg::Enter);
    go_to(&mut wizard, 6);
    write(&mut wizard, "secret:TOKEN", "abc");
    go_to(&mut wizard, REVIEW);
    wizard.update(ready());
    assert!(wizard.review().warnings.contains(&"compose.yml:7: choose".to_owned()), "{:?}", wizard.review().warnings);
    let effects = wizard.update(Msg::Confirm);
    let refusal = wizard.refusal().unwrap_or_default().to_owned();
    assert!(refusal.contains("A point is open") && refusal.contains("guestbook.toml"), "{refusal}");
    let [Effect::Import { turn, from }] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!(*from, OwnApp::Path("/home/anna/guestbook.toml".to_owned()));
    let mut settled = made(&[]);
    settled.offer.preset.tiers["starter"].server.data_gb = 500;
    let before = wizard.estimate().monthly_total.known();
    wizard.update(Msg::Imported { turn: *turn, result: Ok(settled) });
    assert_eq!((wizard.view(), wizard.open_points()), (View::Review, None));
    assert!(wizard.estimate().monthly_total.known() > before, "the plan is that of the file as it is now");
    assert!(wizard.update(Msg::Confirm).iter().any(|effect| matches!(effect, Effect::Deploy(_))));
}

#[test]
fn a_draft_with_an_app_of_ones_own_goes_on_with_it() {
    let mut wizard = asked();
    answered(&mut wizard, "compose.yml", &[]);
    let offer = made(&[]).offer;
    let again = with(|setup| {
        (setup.own, setup.own_before, setup.draft) = (true, Some(offer.clone()), Some(wizard.answers()));
    });
    assert_eq!(again.answers(), wizard.answers());
    assert!(!again.is_unread());
}
