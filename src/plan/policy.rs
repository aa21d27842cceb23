//! The least IAM policy that lets somebody carry out a blueprint, status and destroy included.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Blueprint;
use crate::model::aws_name;
use crate::resource::{COMMON_ACTIONS, NAMELESS, Spec};

const SERVICE_ROLE: &str = "iam:CreateServiceLinkedRole";

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
    let is_named = |action: &str, services: &[&str]| {
        services.iter().any(|service| action.starts_with(service)) && !NAMELESS.contains(&action) && action != SERVICE_ROLE
    };
    let is_role = |action: &str| is_named(action, &["iam:"]);
    let is_parameter = |action: &str| is_named(action, &["ssm:"]);
    let is_bucket = |action: &str| is_named(action, &["s3:"]);
    let is_other = |action: &str| !is_named(action, &["iam:", "ssm:", "s3:"]) && action != SERVICE_ROLE;
    let mut statements = vec![
        json!({"Sid": "Resources", "Effect": "Allow", "Action": of(&is_other), "Resource": "*"}),
        json!({"Sid": "ServerRole", "Effect": "Allow", "Action": of(&is_role),
            "Resource": [format!("arn:aws:iam::*:role/{role}"), format!("arn:aws:iam::*:instance-profile/{role}")]}),
        json!({"Sid": "Parameters", "Effect": "Allow", "Action": of(&is_parameter),
            "Resource": [format!("arn:aws:ssm:*:*:parameter/cloudstead/{name}/*"), format!("arn:aws:ssm:*:*:parameter/cloudstead-kept/{name}/*"), "arn:aws:ssm:*::parameter/aws/service/canonical/*"]}),
        json!({"Sid": "Bucket", "Effect": "Allow", "Action": of(&is_bucket),
            "Resource": [format!("arn:aws:s3:::{}-*", aws_name(35, &[name, "files"])), format!("arn:aws:s3:::{}-*/*", aws_name(35, &[name, "files"]))]}),
    ];
    if !service_roles.is_empty() {
        statements.push(json!({"Sid": "ServiceRoles", "Effect": "Allow", "Action": [SERVICE_ROLE],
            "Resource": "arn:aws:iam::*:role/aws-service-role/*",
            "Condition": {"StringEquals": {"iam:AWSServiceName": service_roles}}}));
    }
    json!({"Version": "2012-10-17", "Statement": statements})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Answers, compose};
    use crate::preset::by_name;
    use crate::resource::Kind;

    /// Without a resource type in AWS's service authorization reference, among all that any kind may call.
    fn needs_everything(action: &str) -> bool {
        let families = ["autoscaling:Describe", "ec2:Describe", "elasticloadbalancing:Describe"];
        let single = [
            "acm:ListCertificates",
            "acm:RequestCertificate",
            "freetier:GetAccountPlanState",
            "iam:ListRoles",
            "logs:DescribeLogGroups",
            "rds:DescribeDBInstances",
            "rds:DescribeOrderableDBInstanceOptions",
            "route53:ListHostedZones",
            "route53:ListHostedZonesByName",
            "servicequotas:GetAWSDefaultServiceQuota",
            "servicequotas:GetServiceQuota",
            "ssm:DescribeParameters",
            "sts:GetCallerIdentity",
            "tag:GetResources",
        ];
        families.iter().any(|family| action.starts_with(family)) || single.contains(&action)
    }

    fn granted(policy: &Value, action: &str) -> Vec<String> {
        let statements = policy["Statement"].as_array().unwrap().iter();
        let found = statements.filter(|one| one["Action"].as_array().unwrap().contains(&json!(action)));
        found.map(|one| one["Resource"].as_str().map_or_else(|| one["Resource"].to_string(), str::to_owned)).collect()
    }

    #[test]
    fn every_action_is_granted_once_and_nameless_ones_on_everything() {
        for tier in ["starter", "managed", "standard"] {
            let text = format!(
                "name='demo'\npreset='compai'\ntier='{tier}'\nregion='us-east-1'\nbudget=60\n[domain]\nkind='route53'\nname='app.example.com'\n[alerts]\nemail='me@example.com'\n"
            );
            let blueprint = compose(&by_name("compai").unwrap(), &Answers::parse(&text).unwrap()).unwrap();
            let policy = policy(&blueprint);
            let kinds: BTreeSet<Kind> = blueprint.nodes().map(|(_, node)| node.spec.kind()).collect();
            let actions: BTreeSet<&str> = kinds.iter().flat_map(|kind| kind.actions()).chain(COMMON_ACTIONS).copied().collect();
            for action in actions {
                let on = granted(&policy, action);
                assert_eq!(on.len(), 1, "{tier}: {action}");
                assert!(!needs_everything(action) || on[0] == "*", "{tier}: {action} on {}", on[0]);
            }
            let role = granted(&policy, SERVICE_ROLE);
            assert!(role.iter().all(|on| on.contains("role/aws-service-role/")), "{role:?}");
        }
    }
}
