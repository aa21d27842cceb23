//! DNS records that a person adds elsewhere: asked for while the app is deployed, and again whenever they are looked
//! for. After a removal they lead nowhere, and only that person can delete them.

use super::App;
use crate::engine::State;
use crate::plan::{Blueprint, Domain};
use crate::resource::Lookup;

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
    let nodes = state.target.iter().filter(|_| elsewhere).flat_map(Blueprint::nodes);
    nodes.flat_map(|(id, node)| node.spec.records(state.outputs(id).as_ref(), state)).collect()
}
