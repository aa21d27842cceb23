//! Facts that somebody waits for: each comes about its usual time after it was first asked for.

use serde::{Deserialize, Serialize};

use crate::engine::Request;
use crate::model::NodeId;
use crate::resource::{Outputs, Spec};

/// Something that is waited for, and since when it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Awaited {
    owner: String,
    node: NodeId,
    spec: Spec,
    /// What it is about. About another thing it is another fact, however alike the two are described.
    #[serde(default)]
    about: Vec<Option<Outputs>>,
    since: i64,
    /// It came about once. A later session's clock may be behind, and what is true stays true.
    #[serde(default)]
    ready: bool,
}

/// All facts of an account.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Awaiting(Vec<Awaited>);

/// How far a fact is, and whether that is news.
pub(super) struct Answer {
    pub(super) ready: bool,
    pub(super) changed: bool,
}

impl Awaiting {
    /// Asks whether a fact has come about; the first question begins the wait.
    pub(super) fn ask(&mut self, request: &Request<'_>, now: i64) -> Answer {
        let (owner, node) = (&request.owner.id, request.node);
        let about: Vec<Option<Outputs>> =
            request.spec.refs().iter().map(|needed| request.lookup.outputs(&needed.node)).collect();
        let same = |awaited: &Awaited| awaited.owner == *owner && awaited.node == *node;
        let begun =
            self.0.iter().position(|awaited| same(awaited) && awaited.spec == *request.spec && awaited.about == about);
        let begins = begun.is_none();
        let index = begun.unwrap_or_else(|| {
            self.0.retain(|awaited| !same(awaited));
            let spec = request.spec.clone();
            self.0.push(Awaited { owner: owner.clone(), node: node.clone(), spec, about, since: now, ready: false });
            self.0.len() - 1
        });
        let awaited = &mut self.0[index];
        let comes = !awaited.ready && awaited.since + i64::from(request.spec.seconds()) * 1000 <= now;
        awaited.ready |= comes;
        Answer { ready: awaited.ready, changed: begins || comes }
    }
}
