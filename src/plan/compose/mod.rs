//! Preset and answers to blueprint. One file per part of a deployment; ids are the same in every tier, so that a change
//! of tier keeps what both tiers have.

mod door;
mod host;
mod images;
mod names;
mod network;
mod permissions;
mod render;
mod secrets;
mod store;
mod values;
mod watch;

use super::layout::{ComposeError, Layout};
use crate::model::{NodeId, aws_name};
use crate::plan::{Answers, Blueprint, Node};
use crate::preset::{Host, Preset};
use crate::resource::machine_image::MachineImage;
use crate::resource::service_linked_role::ServiceLinkedRole;
use crate::resource::{Ref, Spec};

/// The resources that `answers` ask for.
///
/// # Errors
/// When the answers name something the preset does not have, or leave out a secret it needs.
pub fn compose(preset: &Preset, answers: &Answers) -> Result<Blueprint, ComposeError> {
    let layout = Layout::of(preset, answers)?;
    let mut composer = Composer { layout: &layout, nodes: Vec::new() };
    composer.foundation();
    composer.secrets();
    composer.files();
    composer.managed_databases();
    composer.managed_caches();
    match layout.host {
        Host::Server => composer.server(),
        Host::Servers => composer.servers(),
    }
    composer.watch();
    Ok(Blueprint::new(answers.name.clone(), &preset.name, layout.tier_name, answers.region, composer.nodes)?)
}

/// A plan in the making.
struct Composer<'a> {
    layout: &'a Layout<'a>,
    nodes: Vec<(NodeId, Node)>,
}

impl Composer<'_> {
    /// Account, network and permissions: what every tier stands on.
    fn foundation(&mut self) {
        if self.layout.managed_databases().next().is_some() {
            self.add::<ServiceLinkedRole>("role-rds", ServiceLinkedRole { service: "rds.amazonaws.com".to_owned() });
        }
        if self.layout.managed_caches().next().is_some() {
            let service = "elasticache.amazonaws.com".to_owned();
            self.add::<ServiceLinkedRole>("role-cache", ServiceLinkedRole { service });
        }
        self.network();
        self.permissions();
        self.add::<MachineImage>("image", MachineImage { architecture: self.layout.arch });
    }

    fn add<T>(&mut self, id: &str, spec: impl Into<Spec>) -> Ref<T> {
        self.add_after(id, spec, &[])
    }

    /// Adds a node that must also wait for `after`.
    fn add_after<T>(&mut self, id: &str, spec: impl Into<Spec>, after: &[NodeId]) -> Ref<T> {
        let id = NodeId::from(id);
        self.nodes.push((id.clone(), Node { spec: spec.into(), after: after.to_vec() }));
        Ref::to(id)
    }

    /// A reference to a node that another part adds.
    #[expect(clippy::unused_self, reason = "reads as a sentence beside `add`")]
    fn at<T>(&self, id: &str) -> Ref<T> {
        Ref::to(id.into())
    }

    /// `<deployment>-<suffix>` within a limit.
    fn named(&self, limit: usize, suffix: &str) -> String {
        aws_name(limit, &[self.layout.deployment().as_str(), suffix])
    }

    /// Parameter Store path below the deployment's own prefix.
    fn parameter(&self, path: &str) -> String {
        format!("/cloudstead/{}/{path}", self.layout.deployment())
    }
}

#[cfg(test)]
mod tests;
