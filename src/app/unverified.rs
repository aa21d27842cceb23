//! `--no-verify`: a run ends without switching HTTPS on, because nobody saw where DNS leads, and certificates that are asked
//! for too early are refused for hours. What is left out stays undone; the next run without the flag does it.

use std::collections::BTreeSet;

use super::App;
use super::failure::Failure;
use super::input::planned;
use crate::engine::{Order, State};
use crate::model::NodeId;
use crate::plan::{Answers, Blueprint};
use crate::resource::Spec;

impl App {
    /// The order as this session carries it out: the whole plan, or what of it may be done unseen.
    pub(super) fn scoped(&self, order: Order, state: &State) -> Result<Order, Failure> {
        let resumed = matches!(order, Order::Resume);
        let (kind, target, answers, consent) = match order {
            Order::Build { kind, target, answers, consent } => (kind, *target, *answers, consent),
            Order::Destroy(_) => return Ok(order),
            Order::Resume => {
                let run = state.run.as_ref().and_then(|run| Some((run.kind, run.target.clone()?)));
                let Some(((kind, target), answers)) = run.zip(state.answers.clone()) else { return Ok(order) };
                // Consent was given when the run began.
                (kind, target, answers, true)
            }
        };
        let whole = whole(&target, &answers);
        let wanted = if self.common.no_verify { unseen(&whole, state)? } else { whole };
        if resumed && wanted == target {
            return Ok(Order::Resume);
        }
        Ok(Order::Build { kind, target: Box::new(wanted), answers: Box::new(answers), consent })
    }
}

/// Whether an earlier run left something of the plan out.
pub(super) fn left_out(state: &State) -> bool {
    !state.destroyed()
        && state.target.as_ref().zip(state.answers.as_ref()).is_some_and(|(target, answers)| whole(target, answers) != *target)
}

/// The plan with what an earlier run left out of it.
fn whole(target: &Blueprint, answers: &Answers) -> Blueprint {
    let Ok((_, full)) = planned(answers) else { return target.clone() };
    let is_check = |spec: &Spec| matches!(spec, Spec::DnsVisible(_) | Spec::HttpsSwitch(_) | Spec::Answer(_));
    // A preset or a program that changed since is no reason to change more than was asked for.
    let same = target.nodes().all(|(id, node)| full.get(id) == Some(node));
    let only_checks = full.nodes().all(|(id, node)| target.get(id).is_some() || is_check(&node.spec));
    if same && only_checks && full.tier == target.tier { full } else { target.clone() }
}

/// The plan without a switch that does not exist yet, and without what it waits for and what waits for it.
fn unseen(whole: &Blueprint, state: &State) -> Result<Blueprint, Failure> {
    let mut without: BTreeSet<NodeId> = BTreeSet::new();
    for (id, node) in whole.nodes() {
        if let Spec::HttpsSwitch(switch) = &node.spec
            && !state.records.contains_key(id)
        {
            without.extend([id.clone(), switch.visible.id()]);
        }
    }
    loop {
        let waits = |node: &crate::plan::Node| node.depends_on().iter().any(|needed| without.contains(needed));
        let more: Vec<NodeId> =
            whole.nodes().filter(|(id, node)| !without.contains(*id) && waits(node)).map(|(id, _)| id.clone()).collect();
        if more.is_empty() {
            break;
        }
        without.extend(more);
    }
    let nodes = whole.nodes().filter(|(id, _)| !without.contains(*id)).map(|(id, node)| (id.clone(), node.clone())).collect();
    Blueprint::new(whole.name.clone(), &whole.preset, &whole.tier, whole.region, nodes).map_err(|error| Failure::failed(error.to_string()))
}
