//! DNS records that a person adds elsewhere: asked for while the app is deployed, and again whenever they are looked
//! for. After a removal they lead nowhere, and only that person can delete them.

use super::App;
use crate::engine::State;
use crate::plan::{Blueprint, Domain};
use crate::resource::{Lookup, Outputs, Spec, Target};

impl App {
    /// Those that lead to a deployment, as its journal knows them now.
    pub(super) fn records_of(&self, name: &str) -> Vec<String> {
        self.known(name).ok().flatten().map(|state| at_provider(&state)).unwrap_or_default()
    }
}

/// Each as `app.example.com A 203.0.113.7`, the value left out where it is not known any more; none unless DNS is
/// elsewhere.
pub(super) fn at_provider(state: &State) -> Vec<String> {
    let elsewhere = state.answers.as_ref().is_some_and(|answers| matches!(answers.domain, Domain::External { .. }));
    let mut records = Vec::new();
    for (id, node) in state.target.iter().filter(|_| elsewhere).flat_map(Blueprint::nodes) {
        match (&node.spec, state.outputs(id)) {
            (Spec::DnsVisible(visible), seen) => {
                let kind = if matches!(visible.target, Target::Address(_)) { "A" } else { "CNAME" };
                let value = match seen {
                    Some(Outputs::DnsVisible(seen)) => format!(" {}", seen.value),
                    // Asked for and not seen yet.
                    _ => visible.target.host(state).map_or_else(|_| String::new(), |host| format!(" {host}")),
                };
                records.extend(visible.names.iter().map(|name| format!("{name} {kind}{value}")));
            }
            (Spec::Certificate(_), Some(Outputs::Certificate(certificate))) => {
                let undotted = |text: &str| text.trim_end_matches('.').to_owned();
                let proof = |name: &str, value: &str| format!("{} CNAME {}", undotted(name), undotted(value));
                records.extend(certificate.records.iter().map(|record| proof(&record.name, &record.value)));
            }
            (Spec::Certificate(certificate), _) => {
                let names = std::iter::once(&certificate.domain).chain(&certificate.alternative_names);
                records.extend(names.map(|name| format!("_….{name} CNAME (the proof for its certificate)")));
            }
            _ => {}
        }
    }
    records
}
