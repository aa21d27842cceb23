//! Under which domain name.

use super::{Question, Row, choice, picked, text};
use crate::model::domain;
use crate::plan::{Answers, Domain};
use crate::preset::Host;
use crate::wizard::Wizard;
use crate::wizard::picks::DomainPick;
use crate::wizard::screen::{Choice, Field, Mark, Text};
use crate::wizard::state::{Source, State};

#[derive(Debug)]
pub(super) struct UnderDomain;

impl Question for UnderDomain {
    fn name(&self) -> &'static str {
        "Domain"
    }

    fn title(&self, _: &Wizard) -> String {
        "Under which name will people reach it?".to_owned()
    }

    fn why(&self, wizard: &Wizard) -> String {
        if wizard.behind_balancer() {
            return "A load balancer needs a name to have a certificate: a domain of yours brings https.".to_owned();
        }
        "The app answers by https in any case. A domain is a name to remember instead of a number.".to_owned()
    }

    fn fields(&self, wizard: &Wizard) -> Vec<Field> {
        let state = &wizard.state;
        let picks = picks(state);
        let selected = picks.iter().position(|pick| pick == state.domain_pick()).unwrap_or(0);
        let options = picks.iter().map(|pick| option(wizard, pick)).collect();
        let mut fields = vec![choice("domain", "Domain", options, selected)];
        let wrong = state.domain().err();
        match state.domain_pick() {
            DomainPick::None => {}
            DomainPick::Zone(zone) => {
                // A whole name may be typed too: then the zone is in it already.
                let whole = domain::read(state.label())
                    .is_ok_and(|name| state.name_in(zone).is_ok_and(|inside| inside == name));
                let label = Text {
                    value: state.label().to_owned(),
                    placeholder: "the domain itself".to_owned(),
                    suggested: state.picks.label.is_none(),
                    suffix: if whole { String::new() } else { format!(".{zone}") },
                    ..Text::default()
                };
                fields.push(text("label", "Name before the domain", "Empty for the domain itself.", label, wrong));
            }
            DomainPick::Elsewhere => {
                let name = Text {
                    value: state.picks.elsewhere.clone(),
                    placeholder: "such as app.example.com".to_owned(),
                    required: true,
                    ..Text::default()
                };
                fields.push(text(
                    "elsewhere",
                    "Domain name",
                    "A name of a domain that you own, such as app.example.com.",
                    name,
                    wrong,
                ));
            }
        }
        fields
    }

    fn price(&self, wizard: &Wizard, fields: &mut [Field]) {
        let Some(name) = wizard.state.domain().ok().and_then(|domain| domain.name().map(str::to_owned)) else { return };
        let selected = fields.first().and_then(Field::selected).map(|option| option.label.clone());
        let hosts = wizard.preset().public().map(|service| match service.host {
            "" => domain::shown(&name),
            host => domain::shown(&format!("{host}.{name}")),
        });
        let hosts = format!("People will reach {}.", hosts.collect::<Vec<_>>().join(", "));
        let certificate = match wizard.tier().map(|tier| tier.on) {
            Some(Host::Servers) => "The certificate comes from AWS, free and renewed by itself.",
            _ => "The certificate comes from Let's Encrypt, free and renewed by the server.",
        };
        let option =
            super::options(fields, "domain").iter_mut().find(|option| Some(&option.label) == selected.as_ref());
        if let Some(option) = option {
            option.about.extend([hosts, certificate.to_owned()]);
        }
    }

    fn answer(&self, state: &State, answers: &mut Answers) {
        answers.domain = state.domain().unwrap_or_default();
    }

    fn resume(&self, state: &mut State, draft: &Answers) {
        match &draft.domain {
            Domain::None => {}
            Domain::Route53 { name } => {
                // Which zone holds the name is known only once the account has listed its zones.
                let (label, zone) = match name.split_once('.') {
                    Some((label, zone)) if zone.contains('.') => (label, zone),
                    _ => ("", name.as_str()),
                };
                state.picks.label = Some(label.to_owned());
                state.picks.domain = Some(DomainPick::Zone(zone.to_owned()));
            }
            Domain::External { name } => {
                state.picks.elsewhere.clone_from(name);
                state.picks.domain = Some(DomainPick::Elsewhere);
            }
        }
    }

    fn rows(&self, wizard: &Wizard, answers: &Answers) -> Vec<Row> {
        let source = picked(wizard.state.picks.domain.is_some());
        let (name, source) = match &answers.domain {
            Domain::None if wizard.behind_balancer() => ("none: plain http".to_owned(), source),
            Domain::None => ("none: https at its address".to_owned(), source),
            Domain::Route53 { name } => (domain::shown(name), (Source::You, "your zone")),
            Domain::External { name } => (domain::shown(name), picked(true)),
        };
        vec![("Domain", name, source)]
    }

    fn said(&self, answers: &Answers) -> Vec<(&'static str, String)> {
        vec![("The domain", answers.domain.name().unwrap_or("none").to_owned())]
    }

    fn choose(&self, state: &mut State, _: &str, option: usize) {
        state.picks.domain = picks(state).get(option).cloned();
    }

    fn write(&self, state: &mut State, key: &str, text: &str) {
        match key {
            "label" => state.picks.label = Some(text.to_owned()),
            _ => text.clone_into(&mut state.picks.elsewhere),
        }
    }
}

/// What can be picked: the account's zones, and a zone of a draft that the account has not shown yet.
fn picks(state: &State) -> Vec<DomainPick> {
    let zones = state.zones.iter().flatten().map(|zone| DomainPick::Zone(zone.clone()));
    let mut picks: Vec<DomainPick> = std::iter::once(DomainPick::None).chain(zones).collect();
    if !picks.contains(state.domain_pick()) && *state.domain_pick() != DomainPick::Elsewhere {
        picks.push(state.domain_pick().clone());
    }
    picks.push(DomainPick::Elsewhere);
    picks
}

fn option(wizard: &Wizard, pick: &DomainPick) -> Choice {
    let state = &wizard.state;
    match pick {
        DomainPick::None => {
            let (summary, words) = if wizard.behind_balancer() {
                (
                    "plain http, not private",
                    "The load balancer's own name belongs to AWS, which gives no certificate for it: fine for a look.",
                )
            } else {
                (
                    "https at a number",
                    "The app answers at the server's fixed address, such as https://203.0.113.7. Its certificate comes \
                    from Let's Encrypt, is free and renewed by the server every few days.",
                )
            };
            let later = "You can add a domain later, in the answers file, and deploy again.";
            let mut about = vec![words.to_owned(), later.to_owned()];
            if state.zones.is_none() {
                about.push(
                    "Domains of your account (Route 53) are listed here once the account has answered.".to_owned(),
                );
            }
            Choice { label: "none yet".to_owned(), summary: summary.to_owned(), about, ..Choice::default() }
        }
        DomainPick::Zone(zone) => {
            let known = state.zones.as_ref().is_some_and(|zones| zones.contains(zone));
            let marks = if known { Vec::new() } else { vec![Mark::Note("not seen in your account".to_owned())] };
            let about = vec!["Its DNS is in your account: the records are written for you.".to_owned()];
            Choice {
                label: zone.clone(),
                summary: "in your account (Route 53)".to_owned(),
                marks,
                about,
                ..Choice::default()
            }
        }
        DomainPick::Elsewhere => Choice {
            label: "a domain elsewhere".to_owned(),
            summary: "you add the records".to_owned(),
            about: vec![
                "Its DNS is at another provider: you are shown each record to add, and it is watched until it appears."
                    .to_owned(),
            ],
            ..Choice::default()
        },
    }
}
