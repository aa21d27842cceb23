//! What AWS services put into a deployment's network by themselves: a removal asks whether it may go too.

use super::App;
use super::secrets::Given;
use crate::engine::{Obstacle, Request, State};
use crate::resource::Spec;

impl App {
    /// What nobody was asked about yet, as earlier removals saw it and as it is now. What cannot be asked now shows
    /// when the removal meets it.
    pub(super) async fn put_there(&self, state: &State) -> Vec<Obstacle> {
        let mut found: Vec<Obstacle> = state.unasked_obstacles().into_iter().cloned().collect();
        let now = self.seen_in_network(state).await;
        let new = |one: &Obstacle, found: &[Obstacle]| !found.iter().any(|known| known.aws_id == one.aws_id);
        for obstacle in now.into_iter().filter(|one| one.service.is_some() && !state.agreed.contains(&one.aws_id)) {
            if new(&obstacle, &found) {
                found.push(obstacle);
            }
        }
        found
    }

    async fn seen_in_network(&self, state: &State) -> Vec<Obstacle> {
        let network = state.records.iter().find(|(_, record)| matches!(record.node.spec, Spec::Vpc(_)));
        let (Some(owner), Some((node, record))) = (&state.owner, network) else { return Vec::new() };
        let (Ok(backend), Some(outputs)) = (self.backend(owner.region).await, &record.outputs) else {
            return Vec::new();
        };
        let secrets = Given::default();
        let request =
            Request { owner, node, spec: &record.node.spec, token: "", attempt: 0, lookup: state, secrets: &secrets };
        backend.cloud.obstacles(&request, outputs).await.unwrap_or_default()
    }
}

/// The question before a removal; `None` when there is nothing of the kind.
pub(super) fn question(found: &[Obstacle]) -> Option<String> {
    let mut services: Vec<&str> = found.iter().filter_map(|one| one.service.as_deref()).collect();
    services.sort_unstable();
    services.dedup();
    let things: Vec<String> = found.iter().map(|one| format!("{} ({})", one.what, one.aws_id)).collect();
    (!found.is_empty()).then(|| {
        format!(
            "{} put this into the network by itself, and the network stays while it is there: {}",
            services.join(" and "),
            things.join(", ")
        )
    })
}

/// What a person agrees to with a yes to [`question`].
pub(super) fn ids(found: Vec<Obstacle>) -> Vec<String> {
    found.into_iter().map(|one| one.aws_id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_question_names_who_put_what_there() {
        assert_eq!(question(&[]), None);
        let one = |id: &str, what: &str| Obstacle {
            aws_id: id.to_owned(),
            what: what.to_owned(),
            owner: "Amazon GuardDuty".to_owned(),
            look: String::new(),
            service: Some("Amazon GuardDuty".to_owned()),
            passing: false,
        };
        let text = question(&[
            one("vpce-1", "VPC endpoint for \"guardduty-data\""),
            one("sg-1", "security group \"GuardDuty\""),
        ])
        .unwrap();
        assert!(text.starts_with("Amazon GuardDuty put this into the network"), "{text}");
        assert!(
            text.contains("VPC endpoint for \"guardduty-data\" (vpce-1), security group \"GuardDuty\" (sg-1)"),
            "{text}"
        );
    }
}
