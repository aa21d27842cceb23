//! The least IAM policy that lets somebody carry out a deployment: every tier that it can change to, status and destroy
//! included. What one tier's policy lacked could not be removed by a change to the other, and would go on costing
//! money.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Blueprint;
use crate::model::aws_name;
use crate::resource::{COMMON_ACTIONS, NAMELESS, Spec};

const SERVICE_ROLE: &str = "iam:CreateServiceLinkedRole";

/// Characters that AWS takes in one managed policy, white space aside (IAM user guide, "IAM and AWS STS quotas").
pub const LARGEST_DOCUMENT: usize = 6144;

/// Policy document with the actions of exactly the kinds in the plan of `blueprint` and in those of the tiers that it
/// may be changed to (`others`); roles and parameters are limited to the deployment's own.
#[must_use]
pub fn policy(blueprint: &Blueprint, others: &[Blueprint]) -> Value {
    let mut actions: BTreeSet<&str> = COMMON_ACTIONS.iter().copied().collect();
    let mut service_roles = BTreeSet::new();
    for (_, node) in others.iter().chain([blueprint]).flat_map(Blueprint::nodes) {
        actions.extend(node.spec.kind().actions());
        if let Spec::ServiceLinkedRole(role) = &node.spec {
            service_roles.insert(role.service.as_str());
        }
    }
    let name = blueprint.name.as_str();
    let role = |whose: &str| format!("arn:aws:iam::*:role/{}", aws_name(64, &[name, blueprint.region.code(), whose]));
    let profile = aws_name(64, &[name, blueprint.region.code(), "servers"]);
    let builds = actions.iter().any(|action| action.starts_with("codebuild:"));
    // The last look after a removal asks for the role of builds even where the newest plan has none.
    let mut roles = Vec::from(["servers", "builds"].map(role));
    roles.push(format!("arn:aws:iam::*:instance-profile/{profile}"));
    let of = |keep: &dyn Fn(&str) -> bool| actions.iter().copied().filter(|action| keep(action)).collect::<Vec<_>>();
    let is_named = |action: &str, services: &[&str]| {
        services.iter().any(|service| action.starts_with(service))
            && !NAMELESS.contains(&action)
            && action != SERVICE_ROLE
    };
    let is_role = |action: &str| is_named(action, &["iam:"]);
    let is_parameter = |action: &str| is_named(action, &["ssm:"]);
    let is_bucket = |action: &str| is_named(action, &["s3:"]);
    let is_build = |action: &str| is_named(action, &["ecr:", "codebuild:"]);
    let is_other =
        |action: &str| !is_named(action, &["iam:", "ssm:", "s3:", "ecr:", "codebuild:"]) && action != SERVICE_ROLE;
    let parameters = [
        format!("arn:aws:ssm:*:*:parameter/cloudstead/{name}/*"),
        format!("arn:aws:ssm:*:*:parameter/cloudstead-kept/{name}/*"),
        "arn:aws:ssm:*::parameter/aws/service/canonical/*".to_owned(),
    ];
    let files = aws_name(35, &[name, "files"]);
    let mut statements = vec![
        json!({"Sid": "Resources", "Effect": "Allow", "Action": of(&is_other), "Resource": "*"}),
        json!({"Sid": "Roles", "Effect": "Allow", "Action": of(&is_role),
            "Resource": roles}),
        json!({"Sid": "Parameters", "Effect": "Allow", "Action": of(&is_parameter),
            "Resource": parameters}),
        json!({"Sid": "Bucket", "Effect": "Allow", "Action": of(&is_bucket),
            "Resource": [format!("arn:aws:s3:::{files}-*"), format!("arn:aws:s3:::{files}-*/*")]}),
    ];
    if builds {
        let project = aws_name(150, &[name, "builds"]);
        let own = [format!("arn:aws:ecr:*:*:repository/{name}/*"), format!("arn:aws:codebuild:*:*:project/{project}")];
        statements.push(json!({"Sid": "Builds", "Effect": "Allow", "Action": of(&is_build), "Resource": own}));
    }
    if !service_roles.is_empty() {
        statements.push(json!({"Sid": "ServiceRoles", "Effect": "Allow", "Action": [SERVICE_ROLE],
            "Resource": "arn:aws:iam::*:role/aws-service-role/*",
            "Condition": {"StringEquals": {"iam:AWSServiceName": service_roles}}}));
    }
    json!({"Version": "2012-10-17", "Statement": statements})
}

/// Characters of a document as AWS counts them: nothing in it holds white space.
#[must_use]
pub fn size(document: &Value) -> usize {
    document.to_string().len()
}

/// The same permissions in documents of at most `largest` characters each: statements are kept whole where they fit,
/// and where one does not, its actions are spread over several.
#[must_use]
pub fn split(policy: &Value, largest: usize) -> Vec<Value> {
    let statements = policy["Statement"].as_array().cloned().unwrap_or_default();
    let document = |statements: &[Value]| json!({"Version": policy["Version"], "Statement": statements});
    let fits = |statements: &[Value]| size(&document(statements)) <= largest;
    let mut documents: Vec<Vec<Value>> = vec![Vec::new()];
    for statement in statements {
        let mut rest = statement["Action"].as_array().cloned().unwrap_or_default();
        while !rest.is_empty() {
            let with = |count: usize| {
                let mut part = statement.clone();
                part["Action"] = Value::Array(rest[..count].to_vec());
                part
            };
            let open = documents.last().cloned().unwrap_or_default();
            if !open.is_empty() && !fits(&[open.clone(), vec![with(rest.len())]].concat()) && fits(&[with(rest.len())])
            {
                documents.push(vec![with(rest.len())]);
                break;
            }
            let count = (1..=rest.len()).rev().find(|count| fits(&[open.clone(), vec![with(*count)]].concat()));
            match (count, open.is_empty()) {
                (None, false) => documents.push(Vec::new()),
                (count, _) => {
                    // A document of a single action is as small as one can be.
                    let count = count.unwrap_or(1);
                    if let Some(open) = documents.last_mut() {
                        open.push(with(count));
                    }
                    rest.drain(..count);
                }
            }
        }
    }
    documents.iter().map(|statements| document(statements)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Answers, compose};
    use crate::preset::by_name;
    use crate::resource::Kind;

    const TIERS: [&str; 3] = ["starter", "managed", "standard"];
    const DOMAINS: [&str; 3] =
        ["kind='none'", "kind='route53'\nname='app.example.com'", "kind='external'\nname='app.example.com'"];

    fn blueprint(tier: &str, domain: &str) -> Blueprint {
        let text = format!(
            "name='demo'\npreset='compai'\ntier='{tier}'\nregion='us-east-1'\nbudget=60\n[domain]\n{domain}\n\
             [alerts]\n\
             email='me@example.com'\n"
        );
        compose(&by_name("compai").unwrap(), &Answers::parse(&text).unwrap()).unwrap()
    }

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
        for tier in TIERS {
            let blueprint = blueprint(tier, DOMAINS[1]);
            let policy = policy(&blueprint, &[]);
            let kinds: BTreeSet<Kind> = blueprint.nodes().map(|(_, node)| node.spec.kind()).collect();
            let actions: BTreeSet<&str> =
                kinds.iter().flat_map(|kind| kind.actions()).chain(COMMON_ACTIONS).copied().collect();
            for action in actions {
                let on = granted(&policy, action);
                assert_eq!(on.len(), 1, "{tier}: {action}");
                assert!(!needs_everything(action) || on[0] == "*", "{tier}: {action} on {}", on[0]);
            }
            let role = granted(&policy, SERVICE_ROLE);
            assert!(role.iter().all(|on| on.contains("role/aws-service-role/")), "{role:?}");
        }
    }

    #[test]
    fn a_change_of_tier_is_granted_with_what_it_removes() {
        for (tier, other) in [("managed", "standard"), ("standard", "managed")] {
            let (own, others) = (blueprint(tier, DOMAINS[1]), [blueprint(other, DOMAINS[1])]);
            let policy = policy(&own, &others);
            for (_, node) in others[0].nodes().chain(own.nodes()) {
                for action in node.spec.kind().actions() {
                    assert_eq!(granted(&policy, action).len(), 1, "{tier} to {other}: {action}");
                }
            }
        }
        let narrow = policy(&blueprint("managed", DOMAINS[1]), &[]);
        assert!(granted(&narrow, "ec2:DeleteNatGateway").is_empty(), "nothing is granted that no tier needs");
    }

    /// AWS's limit, for every tier and kind of domain.
    #[test]
    fn each_policy_is_at_most_two_documents_of_whole_statements() {
        for tier in TIERS {
            for domain in DOMAINS {
                let others: Vec<Blueprint> = TIERS
                    .iter()
                    .filter(|other| **other != tier && tier != "starter" && **other != "starter")
                    .map(|other| blueprint(other, domain))
                    .collect();
                let policy = policy(&blueprint(tier, domain), &others);
                let kind = domain.split('\'').nth(1).unwrap();
                let characters = size(&policy);
                let documents = split(&policy, LARGEST_DOCUMENT);
                assert!(
                    documents.len() <= 2 && documents.iter().all(|one| size(one) <= LARGEST_DOCUMENT),
                    "{tier} {kind}: {characters}"
                );
                let statements = |policy: &Value| policy["Statement"].as_array().unwrap().clone();
                let together: Vec<Value> = documents.iter().flat_map(statements).collect();
                assert_eq!(together, statements(&policy), "{tier} {kind}: a statement is torn");
            }
        }
    }

    #[test]
    fn what_is_too_large_is_split_without_loss() {
        let whole = policy(&blueprint("standard", DOMAINS[1]), &[]);
        let grants = |policy: &Value| {
            let statements = policy["Statement"].as_array().unwrap().clone();
            statements
                .into_iter()
                .flat_map(|one| {
                    let limits = (one["Resource"].to_string(), one["Condition"].to_string());
                    one["Action"]
                        .as_array()
                        .unwrap()
                        .iter()
                        .map(|action| (action.to_string(), limits.clone()))
                        .collect::<Vec<_>>()
                })
                .collect::<BTreeSet<_>>()
        };
        for largest in [600, 1000, 3000] {
            let parts = split(&whole, largest);
            assert!(parts.len() > 1 && parts.iter().all(|part| size(part) <= largest), "{largest}: {parts:?}");
            let together: BTreeSet<_> = parts.iter().flat_map(&grants).collect();
            assert_eq!(together, grants(&whole), "{largest}");
        }
    }
}
