//! Tags: what everything of a deployment carries.

use crate::model::{NodeId, aws_name};

/// Name of the deployment, for people.
pub const DEPLOYMENT: &str = "cloudstead:deployment";
/// Random id of the deployment: the only tag that proves whose a thing is.
pub const ID: &str = "cloudstead:id";
/// The node that a thing was made for.
pub const NODE: &str = "cloudstead:node";
/// What the AWS console shows.
pub const NAME: &str = "Name";
/// On what stays on purpose: the sweep passes over it.
pub const KEPT: &str = "cloudstead:kept";

/// Longest value that every service takes.
const MAX_VALUE: usize = 255;

/// The tags of a node, of the deployment with this name and id.
#[must_use]
pub fn of(deployment: &str, id: &str, node: &NodeId) -> Vec<(&'static str, String)> {
    vec![
        (DEPLOYMENT, deployment.to_owned()),
        (ID, id.to_owned()),
        (NODE, node.to_string()),
        (NAME, aws_name(MAX_VALUE, &[deployment, node.as_str()])),
    ]
}
