use super::*;
use crate::preset::by_name;
use crate::wizard::{AccountState, Check, Effect, Found, Setup};

/// Errands that are done at once.
#[derive(Default)]
struct Instant {
    begun: Vec<Effect>,
    news: Vec<Msg>,
    /// Why a run would stop, when it would.
    stops: Option<&'static str>,
}

impl Errands for Instant {
    fn begin(&mut self, effect: Effect) {
        match &effect {
            Effect::CheckAccount { .. } => {
                self.news.push(Msg::Account(AccountState::Ready {
                    account: "123456789012".to_owned(),
                    who: "anna".to_owned(),
                    free_plan: false,
                }));
            }
            Effect::ListZones => self.news.push(Msg::Zones(vec!["example.com".to_owned()])),
            Effect::CheckPlan { turn, .. } => {
                let stops = |why: &str| Found::Stops { why: why.to_owned(), hint: "choose another name".to_owned() };
                let name = Check { what: "the name compai".to_owned(), found: self.stops.map_or(Found::Fine, stops) };
                let quotas = Check {
                    what: "room in your quotas".to_owned(),
                    found: Found::Unknown("you may not look".to_owned()),
                };
                self.news.push(Msg::Checks { turn: *turn, list: vec![name, quotas] });
            }
            _ => {}
        }
        self.begun.push(effect);
    }

    fn news(&mut self) -> Vec<Msg> {
        std::mem::take(&mut self.news)
    }

    fn settle(&mut self) -> Vec<Msg> {
        self.news()
    }
}

/// A whole conversation: what was typed in, how it ended, what was said.
fn talk(typed: &str) -> (Ended, String, Wizard) {
    talk_with(Instant::default(), typed)
}

fn talk_with(mut errands: Instant, typed: &str) -> (Ended, String, Wizard) {
    let setup = Setup {
        offers: vec![by_name("compai").unwrap().into()],
        time_zone: Some("Europe/Berlin".to_owned()),
        ..Setup::default()
    };
    let mut wizard = Wizard::new(setup).unwrap();
    let mut out = Vec::new();
    let ended = ask(&mut wizard, &mut errands, &mut typed.as_bytes(), &mut out).unwrap();
    let said = String::from_utf8(out).unwrap();
    assert!(said.is_ascii(), "{said}");
    assert!(said.bytes().all(|byte| byte == b'\n' || byte >= b' '), "a control sequence");
    (ended, said, wizard)
}

#[test]
fn enter_all_the_way_and_yes_is_a_deployment() {
    let (ended, said, wizard) = talk(&("\n".repeat(16) + "y\n"));
    assert!(matches!(ended, Ended::Deploy(answers) if *answers == wizard.answers()), "{said}");
    insta::assert_snapshot!(said);
}

#[test]
fn what_would_stop_a_run_is_said_before_the_question_and_yes_asks_again() {
    let stops = Instant { stops: Some("there is another one"), ..Instant::default() };
    let (ended, said, _) = talk_with(stops, &("\n".repeat(16) + "y\nn\n"));
    assert_eq!(ended, Ended::Quit, "{said}");
    let (before, after) = said.split_once("Create all this?").unwrap();
    assert!(before.contains("stops it  the name compai: there is another one"), "{before}");
    assert!(
        before.contains("What to do: choose another name")
            && before.contains("unknown   room in your quotas: you may not look")
    );
    assert!(after.contains("A run would stop: there is another one. It is asked again now."), "{after}");
    assert!(after.contains("stops it  the name compai"), "{after}");
}

#[test]
fn no_is_the_default_of_the_last_question_and_silence_is_an_interruption() {
    assert_eq!(talk(&"\n".repeat(17)).0, Ended::Quit);
    assert_eq!(talk("").0, Ended::Interrupted);
    assert_eq!(talk(&"\n".repeat(16)).0, Ended::Interrupted);
}

#[test]
fn the_last_question_takes_words_asks_again_and_lists_every_resource() {
    let (ended, said, wizard) = talk(&("\n".repeat(16) + "maybe\nYES\n"));
    assert!(matches!(ended, Ended::Deploy(_)) && said.contains("Type y, n, u, e or b."), "{said}");
    for (id, node) in wizard.blueprint().unwrap().nodes() {
        let line = said
            .lines()
            .find(|line| line.starts_with(&format!("  {id} ")))
            .unwrap_or_else(|| panic!("no {id}: {said}"));
        assert!(line.contains(&wizard.estimate().of(id).price()), "{line}");
        assert!(line.contains(&crate::wizard::minutes(node.seconds())), "{line}");
    }
    assert_eq!(talk(&("\n".repeat(16) + "no\n")).0, Ended::Quit);
}

#[test]
fn wrong_input_is_explained_and_asked_again() {
    let (_, said, wizard) = talk("9\n\nBad Name\ngood-name\n");
    assert!(said.contains("Type a number from 1 to 1."), "{said}");
    assert!(said.contains("That does not work: `B` cannot be in a name"), "{said}");
    assert_eq!(wizard.answers().name.as_str(), "good-name");
    assert_eq!(wizard.at(), 1);
}

#[test]
fn back_explanations_amounts_and_assumptions() {
    // App, name, explain $25, another amount, 95, region, back from the domain, $160, then the assumptions.
    let (_, said, wizard) = talk("\n\ne1\n6\n95\n\nb\nb\n4\nu\n500\n\n\n\n\n\n\n\n");
    assert!(said.contains("The cheapest way to run it, starter, costs"), "{said}");
    assert_eq!(wizard.answers().budget, 160, "{said}");
    assert!(said.contains("Per month: "), "{said}");
    assert_eq!(wizard.answers().usage.egress_gb, 500, "{said}");
}

#[test]
fn a_key_of_several_lines_is_one_answer() {
    let pem = "-----BEGIN KEY-----\ncanary\n\nb\n-----END KEY-----\n";
    let (ended, said, wizard) = talk(&format!("{}{pem}\n\n\n\n\nyes\n", "\n".repeat(10)));
    let answers = wizard.answers();
    let (name, given) = answers.secrets.iter().next().unwrap();
    assert_eq!((name.as_str(), answers.secrets.len()), ("RESEND_API_KEY", 1), "{said}");
    assert!(matches!(given, crate::plan::SecretAnswer::Value(key) if key.expose() == pem.trim()), "{said}");
    assert!(said.contains("5 lines were taken.") && !said.contains("canary"), "{said}");
    assert!(matches!(ended, Ended::Deploy(_)), "{said}");
}

#[test]
fn a_zone_of_the_account_is_offered_and_secrets_stay_unsaid() {
    // App, name, budget, region, zone example.com, label www, tier, processor, images, backups, no e-mail, a key.
    let (ended, said, wizard) = talk("\n\n\n\n2\nwww\n\n\n\n\n\nre_canary\n\n\n\n\n\nyes\n");
    assert_eq!(wizard.answers().domain.name(), Some("www.example.com"), "{said}");
    assert_eq!(wizard.answers().secrets.len(), 1);
    assert!(matches!(ended, Ended::Deploy(_)), "{said}");
    assert!(!said.contains("re_canary"));
}

#[test]
fn a_region_is_found_by_a_part_of_its_name_and_an_amount_is_typed_at_the_list() {
    // App, name, $40.50 at the list of amounts (and no further question about it), then regions by name.
    let (_, said, wizard) = talk("\n\n$40.50\natlantis\njapan\nfrank\n");
    assert_eq!((wizard.answers().budget, wizard.answers().region.code()), (40, "eu-central-1"), "{said}");
    assert!(said.contains("$40.50 counts as $40") && !said.contains("Amount (followed by"), "{said}");
    assert!(said.contains("Nothing matches that.") && said.contains(". ap-northeast-1, Tokyo"), "{said}");
    assert!(said.contains("Chosen: eu-central-1, Frankfurt"), "{said}");
    assert_eq!(wizard.at(), 3);
    // An amount that cannot be is asked for again, in its own field.
    let (_, said, wizard) = talk("\n\n0.10\n95\n");
    assert!(
        said.contains("That does not work: whole dollars per month") && said.contains("Amount (followed by"),
        "{said}"
    );
    assert_eq!((wizard.answers().budget, wizard.at()), (95, 2), "{said}");
}

#[test]
fn the_cost_is_explained_at_a_list_and_at_the_last_question() {
    for typed in ["e\n".to_owned(), "\n".repeat(16) + "e\n"] {
        let (_, said, wizard) = talk(&typed);
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        for line in &wizard.estimate().lines {
            assert!(said.contains(&format!("{} {}: ", line.item, line.monthly)), "{}: {said}", line.item);
        }
        assert!(said.contains("rented by the hour, day and night"), "{said}");
    }
}
