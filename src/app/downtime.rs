//! How long people are without the app while something changes, and what they have to do themselves meanwhile.

use crate::engine::{Decision, State, decide};
use crate::model::NodeId;
use crate::plan::{Answers, Blueprint, Domain, Node};
use crate::preset::{Host, Preset};
use crate::resource::{Change, Lifecycle, Needed, Wanted};

/// In words: `none`, `about 4 minutes: …`.
pub(super) fn downtime(state: &State, preset: &Preset, answers: &Answers, blueprint: &Blueprint) -> String {
    let mut words = Vec::new();
    let mut another_door = false;
    for (id, decision) in decide(state, Some(blueprint)) {
        let Some(node) = blueprint.get(&id) else { continue };
        let change = match decision {
            Decision::Create => None,
            Decision::Update => Some(Change::Update),
            Decision::Replace => Some(Change::Replace),
            Decision::Keep | Decision::Remove => continue,
        };
        another_door |= change == Some(Change::Replace) && node.spec.is_door();
        let old = state.records.get(&id).map(|record| &record.node.spec);
        words.extend(node.spec.interrupts(change, old, &usual_time(blueprint, &id)));
    }
    let host = |tier: &str| preset.tiers.get(tier).map(|tier| tier.on);
    let now = state.target.as_ref().and_then(|target| host(&target.tier));
    let moves = now.is_some() && host(&answers.tier) != now;
    let external = matches!(answers.domain, Domain::External { .. });
    match (moves || another_door, &answers.domain, host(&answers.tier)) {
        (true, Domain::None, to) => {
            let plain = if to == Some(Host::Servers) {
                "; and it is plain http there, since a load balancer needs a domain for https"
            } else {
                ""
            };
            let none = if words.is_empty() { "none, but " } else { "" };
            words.push(format!("{none}the address changes: without a domain people need the new one{plain}"));
        }
        (true, Domain::External { .. }, Some(Host::Server)) => {
            words.push(
                "about a minute after you change your DNS records, while the server gets its certificate".to_owned(),
            );
        }
        (true, Domain::External { .. }, _) if words.is_empty() => {
            words.push("none until you change your DNS records".to_owned());
        }
        (false, ..) | (true, Domain::External { .. }, _) => {}
        (true, Domain::Route53 { .. }, Some(Host::Server)) => {
            words.push("about a minute while the server gets its certificate".to_owned());
        }
        (true, Domain::Route53 { .. }, _) => {
            words.push(
                "up to a minute for some: visitors move once the new servers answer, and DNS is remembered that long"
                    .to_owned(),
            );
        }
    }
    if words.is_empty() {
        words.push("none".to_owned());
    }
    let renamed = state.answers.as_ref().is_some_and(|before| before.domain != answers.domain);
    if let Some(name) = answers.domain.name().filter(|_| external && (moves || another_door || renamed)) {
        words.push(format!(
            "you have to change the DNS records of {name} at your provider: they are shown once they are known, the \
             change waits for them, and visitors reach the old place until then"
        ));
    }
    words.join("; ")
}

/// How long it usually takes until it serves, in words: with the longest wait for what it says of itself.
fn usual_time(blueprint: &Blueprint, id: &NodeId) -> String {
    let Some(node) = blueprint.get(id) else { return String::new() };
    let told = Needed { node: id.clone(), of: Wanted::Outputs(node.spec.kind()) };
    let tells = |other: &Node| other.spec.kind().lifecycle() == Lifecycle::Fact && other.spec.refs().contains(&told);
    let wait = blueprint.nodes().filter(|(_, other)| tells(other)).map(|(_, other)| other.seconds()).max();
    match (node.seconds() + wait.unwrap_or(0)).div_ceil(60) {
        0 | 1 => "about a minute".to_owned(),
        minutes => format!("about {minutes} minutes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Record, Standing};
    use crate::plan::compose;
    use crate::preset::by_name;
    use crate::resource::Kind;

    fn answers(tier: &str, domain: &str) -> Answers {
        let text = format!("name='demo'\npreset='compai'\ntier='{tier}'\nregion='us-east-1'\nbudget=60\n{domain}");
        Answers::parse(&text).unwrap()
    }

    /// A finished deployment of these answers.
    fn deployed(answers: &Answers) -> State {
        let target = compose(&by_name("compai").unwrap(), answers).unwrap();
        let record = |node: &Node| Record { node: node.clone(), outputs: None, standing: Standing::Ready };
        let records = target.nodes().map(|(id, node)| (id.clone(), record(node))).collect();
        State { answers: Some(answers.clone()), target: Some(target), records, ..State::default() }
    }

    fn said(state: &State, answers: &Answers) -> String {
        let preset = by_name("compai").unwrap();
        downtime(state, &preset, answers, &compose(&preset, answers).unwrap())
    }

    const EXTERNAL: &str = "[domain]\nkind='external'\nname='app.example.com'\n";
    const ROUTE53: &str = "[domain]\nkind='route53'\nname='app.example.com'\n";

    #[test]
    fn records_elsewhere_are_changed_by_a_person_and_that_is_said() {
        let words = said(&deployed(&answers("managed", EXTERNAL)), &answers("standard", EXTERNAL));
        assert!(words.contains("you have to change the DNS records of app.example.com"), "{words}");
        assert!(!said(&deployed(&answers("managed", ROUTE53)), &answers("standard", ROUTE53)).contains("you have to"));
        assert_eq!(said(&deployed(&answers("managed", EXTERNAL)), &answers("managed", EXTERNAL)), "none");
        let named = said(&deployed(&answers("managed", "")), &answers("managed", EXTERNAL));
        assert!(named.contains("you have to change the DNS records"), "{named}");
    }

    #[test]
    fn an_address_without_a_domain_loses_its_https_behind_a_load_balancer() {
        let words = said(&deployed(&answers("managed", "")), &answers("standard", ""));
        assert!(words.contains("the address changes") && words.contains("plain http there"), "{words}");
        let words = said(&deployed(&answers("standard", "")), &answers("managed", ""));
        assert!(words.contains("the address changes") && !words.contains("plain http"), "{words}");
    }

    #[test]
    fn another_release_is_a_minute_on_the_same_server() {
        let named = said(&deployed(&answers("managed", "")), &answers("managed", ROUTE53));
        assert!(named.contains("about a minute while the server changes") && !named.contains("replaced"), "{named}");
    }

    #[test]
    fn a_database_that_is_replaced_or_made_is_never_no_downtime() {
        let wanted = answers("managed", "");
        let database = |state: &State| {
            state.records.iter().find(|(_, record)| record.node.spec.kind() == Kind::DbInstance).unwrap().0.clone()
        };
        let mut state = deployed(&wanted);
        let id = database(&state);
        state.records[&id].standing = Standing::Deleting;
        let words = said(&state, &wanted);
        assert!(words.contains("is replaced by an empty one"), "{words}");
        for domain in ["", EXTERNAL] {
            let words = said(&state, &answers("standard", domain));
            assert!(!words.contains("none"), "{words}");
        }
        state.records.shift_remove(&id);
        let words = said(&state, &wanted);
        assert!(words.contains("once") && words.contains("is made"), "{words}");
    }
}
