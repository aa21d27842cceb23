//! How long people are without the app while something changes, and what they have to do themselves meanwhile.

use crate::engine::{Decision, State, decide};
use crate::plan::{Answers, Blueprint, Domain, Node};
use crate::preset::{Host, Preset};
use crate::resource::{Kind, Spec};

/// In words: `none`, `about 4 minutes: …`.
pub(super) fn downtime(state: &State, preset: &Preset, answers: &Answers, blueprint: &Blueprint) -> String {
    let decisions = decide(state, Some(blueprint));
    let of = |wanted: Decision, kind: Kind| {
        let decided = decisions.iter().filter(move |(_, decision)| *decision == wanted);
        decided.filter_map(|(id, _)| Some((id, blueprint.get(id)?))).find(move |(_, node)| node.spec.kind() == kind)
    };
    let mut words = Vec::new();
    words.extend(data(&of, state));
    if of(Decision::Replace, Kind::Instance).is_some() {
        let report = blueprint.nodes().find(|(_, node)| node.spec.kind() == Kind::InstanceReport);
        let minutes = report.map_or(0, |(_, node)| node.seconds()).div_ceil(60);
        words.push(format!("about {minutes} minutes: the server is replaced, its data disk stays"));
    }
    if of(Decision::Update, Kind::Instance).is_some() {
        words.push(
            "about a minute while the server changes to what is new: it goes on serving until that is ready".to_owned(),
        );
    }
    let host = |tier: &str| preset.tiers.get(tier).map(|tier| tier.on);
    let now = state.target.as_ref().and_then(|target| host(&target.tier));
    let moves = now.is_some() && host(&answers.tier) != now;
    let replaced = [Kind::LoadBalancer, Kind::ElasticIp].into_iter().any(|kind| of(Decision::Replace, kind).is_some());
    let external = matches!(answers.domain, Domain::External { .. });
    match (moves || replaced, &answers.domain, host(&answers.tier)) {
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
    if let Some(name) = answers.domain.name().filter(|_| external && (moves || replaced || renamed)) {
        words.push(format!(
            "you have to change the DNS records of {name} at your provider: they are shown once they are known, the \
             change waits for them, and visitors reach the old place until then"
        ));
    }
    words.join("; ")
}

/// What happens to the database and the disk. A database that is made is empty; one of another size restarts.
fn data<'a>(
    of: &impl Fn(Decision, Kind) -> Option<(&'a crate::model::NodeId, &'a Node)>,
    state: &State,
) -> Option<String> {
    let minutes = |node: &Node| node.seconds().div_ceil(60).max(1);
    for kind in [Kind::DbInstance, Kind::Volume] {
        if let Some((_, node)) = of(Decision::Replace, kind) {
            return Some(format!("about {} minutes: {} is replaced by an empty one", minutes(node), node.spec.title()));
        }
    }
    if let Some((_, node)) = of(Decision::Create, Kind::DbInstance) {
        return Some(format!(
            "about {} minutes: the app starts anew once {} is made",
            minutes(node),
            node.spec.title()
        ));
    }
    let (id, node) = of(Decision::Update, Kind::DbInstance)?;
    match (&node.spec, state.records.get(id).map(|record| &record.node.spec)) {
        (Spec::DbInstance(new), Some(Spec::DbInstance(old))) if new.class != old.class => {
            Some("some minutes while the database changes its size".to_owned())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Record, Standing};
    use crate::plan::compose;
    use crate::preset::by_name;

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
