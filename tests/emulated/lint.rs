//! What parliament and policy_sentry, which know AWS's actions, resources and conditions, find in policies: in what is
//! printed, and in what servers are given.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::laptop::Laptop;
use crate::{moto, tell};

const TOOLS: [&str; 3] = ["parliament==1.6.4", "policy_sentry==0.15.2", "setuptools==80.9.0"];

/// Beginnings of findings that are no faults, and why.
const KNOWN: [(&str, &str); 9] = [
    (
        "parliament: UNKNOWN_ACTION Unknown action freetier:GetAccountPlanState",
        "newer than its list; policy_sentry knows it",
    ),
    (
        "policy_sentry: budgets:ModifyBudget needs iam:CreateServiceLinkedRole",
        "for budgets of several accounts together",
    ),
    ("policy_sentry: budgets:ViewBudget needs billing:GetBillingViewData", "for billing views of one's own making"),
    (
        "policy_sentry: ec2:CreateVpcEndpoint needs route53:AssociateVPCWithHostedZone",
        "for endpoints with names: ours is a route",
    ),
    (
        "policy_sentry: rds:CreateDBInstance needs ",
        "keys of one's own, passwords in Secrets Manager, several databases in one: not ours",
    ),
    ("policy_sentry: rds:ModifyDBInstance needs ", "the same"),
    ("policy_sentry: rds:DeleteDBInstance needs rds:DeleteTenantDatabase", "several databases in one: not ours"),
    (
        "policy_sentry: servicequotas:GetServiceQuota needs ",
        "one of them for each service's quotas: ours are EC2's and VPC's",
    ),
    ("policy_sentry: ec2:RunInstances needs ", "other ways to start a server"),
];

/// Findings, or why there are none.
fn findings(documents: &[Value]) -> Result<Vec<String>, String> {
    let python = moto::environment_with(&TOOLS)?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/emulated/lint.py");
    let mut command = Command::new(python);
    let mut child =
        command.args(["-W", "ignore"]).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(json!(documents).to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    Ok(serde_json::from_slice(&output.stdout).unwrap())
}

/// Fails if there is a finding without a reason to leave it.
pub(crate) fn nothing_found(what: &str, documents: &[Value]) {
    match findings(documents) {
        Err(why) => tell(&format!("parliament and policy_sentry: skipped, because {why}")),
        Ok(mut found) => {
            found.retain(|one| !KNOWN.iter().any(|(known, _)| one.starts_with(known)));
            assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
            tell(&format!("parliament and policy_sentry: nothing in {} of {what}", counted(documents.len())));
        }
    }
}

fn counted(documents: usize) -> String {
    if documents == 1 { "a document".to_owned() } else { format!("{documents} documents") }
}

/// Documents that the roles of our servers and builds hold, out of an inventory.
pub(crate) fn of_roles(account: &Value) -> Vec<Value> {
    let roles = account["iam-role"].as_array().into_iter().flatten();
    let documents =
        roles.flat_map(|role| role["inline"].as_object().into_iter().flatten().map(|(_, document)| document.clone()));
    documents.collect()
}

/// What is printed as several documents, because AWS limits their size, is held together.
fn together(documents: &[Value]) -> Value {
    let statements: Vec<&Value> =
        documents.iter().flat_map(|document| document["Statement"].as_array().unwrap()).collect();
    json!({"Version": "2012-10-17", "Statement": statements})
}

#[test]
fn nothing_is_found_in_what_is_printed() {
    let laptop = Laptop::new();
    let mut documents = Vec::new();
    for tier in ["starter", "managed", "standard"] {
        for domain in [None, Some("app.example.com")] {
            documents.push(together(&laptop.printed(tier, domain)));
            documents.push(together(&laptop.printed_for(&laptop.answers_that_build(tier, domain))));
        }
    }
    assert!(documents.iter().any(|document| document.to_string().contains("codebuild:StartBuild")));
    nothing_found("every tier with and without a domain and builds", &documents);
}

/// The judge itself.
#[test]
fn what_is_wrong_in_a_policy_is_found() {
    let allow = |action: &str, resource: &str| json!({"Effect": "Allow", "Action": [action], "Resource": [resource]});
    let document = |statement: Value| json!({"Version": "2012-10-17", "Statement": [statement]});
    let faults = [
        (document(allow("ec2:CreateVpcs", "*")), "does not exist"),
        (document(allow("iam:ListRoles", "arn:aws:iam::*:role/demo")), "RESOURCE_MISMATCH"),
        (document(allow("iam:PutRolePolicy", "*")), "manages permissions on everything"),
        (document(allow("iam:AddRoleToInstanceProfile", "arn:aws:iam::*:instance-profile/demo")), "needs iam:PassRole"),
        (document(allow("s3:GetObject", "arn:aws:s3:::files")), "RESOURCE_MISMATCH"),
    ];
    for (document, expected) in faults {
        let Ok(found) = findings(std::slice::from_ref(&document)) else {
            return tell("parliament and policy_sentry: skipped, as there is no PyPI");
        };
        assert!(found.iter().any(|one| one.contains(expected)), "{document}: {found:?}");
    }
}
