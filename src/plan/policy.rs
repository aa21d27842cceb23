//! The least IAM policy that lets somebody carry out a blueprint, status and destroy included.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Blueprint;
use crate::model::aws_name;
use crate::resource::{COMMON_ACTIONS, Spec};

/// Policy document with the actions of exactly the kinds in the plan; roles and parameters are limited to the deployment's own.
#[must_use]
pub fn policy(blueprint: &Blueprint) -> Value {
    let mut actions: BTreeSet<&str> = COMMON_ACTIONS.iter().copied().collect();
    for (_, node) in blueprint.nodes() {
        actions.extend(node.spec.kind().actions());
    }
    let service_roles: Vec<&str> = blueprint
        .nodes()
        .filter_map(|(_, node)| match &node.spec {
            Spec::ServiceLinkedRole(role) => Some(role.service.as_str()),
            _ => None,
        })
        .collect();
    let name = blueprint.name.as_str();
    let role = aws_name(64, &[name, blueprint.region.code(), "servers"]);
    let of = |keep: &dyn Fn(&str) -> bool| actions.iter().copied().filter(|action| keep(action)).collect::<Vec<_>>();
    let is_role = |action: &str| action.starts_with("iam:") && action != "iam:CreateServiceLinkedRole";
    let is_parameter = |action: &str| action.starts_with("ssm:");
    let is_bucket = |action: &str| action.starts_with("s3:");
    let is_other = |action: &str| !action.starts_with("iam:") && !is_parameter(action) && !is_bucket(action);
    let mut statements = vec![
        json!({"Sid": "Resources", "Effect": "Allow", "Action": of(&is_other), "Resource": "*"}),
        json!({"Sid": "ServerRole", "Effect": "Allow", "Action": of(&is_role),
            "Resource": [format!("arn:aws:iam::*:role/{role}"), format!("arn:aws:iam::*:instance-profile/{role}")]}),
        json!({"Sid": "Parameters", "Effect": "Allow", "Action": of(&is_parameter),
            "Resource": [format!("arn:aws:ssm:*:*:parameter/cloudstead/{name}/*"), "arn:aws:ssm:*::parameter/aws/service/canonical/*"]}),
        json!({"Sid": "Bucket", "Effect": "Allow", "Action": of(&is_bucket),
            "Resource": [format!("arn:aws:s3:::{}-*", aws_name(35, &[name, "files"])), format!("arn:aws:s3:::{}-*/*", aws_name(35, &[name, "files"]))]}),
    ];
    if !service_roles.is_empty() {
        statements.push(json!({"Sid": "ServiceRoles", "Effect": "Allow", "Action": ["iam:CreateServiceLinkedRole"], "Resource": "*",
            "Condition": {"StringEquals": {"iam:AWSServiceName": service_roles}}}));
    }
    json!({"Version": "2012-10-17", "Statement": statements})
}
