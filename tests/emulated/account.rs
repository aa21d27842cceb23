//! Whether an account holds what a plan says, thing by thing.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::laptop::Laptop;
use crate::settings;

/// What is looked up or waited for and not made.
const FACTS: [&str; 10] = [
    "zones",
    "machine-image",
    "hosted-zone",
    "service-linked-role",
    "instance-report",
    "https-report",
    "migration",
    "answer",
    "certificate-issued",
    "dns-visible",
];

/// What carries no tags in the account, and is looked for where it belongs.
const UNTAGGED: [&str; 12] = [
    "route",
    "route-table-association",
    "volume-attachment",
    "elastic-ip-association",
    "iam-role-policy",
    "bucket-cors",
    "release",
    "scaling-policy",
    "https-redirect",
    "budget",
    "dns-record",
    "validation-records",
];

/// How the inventory calls what carries tags.
fn shown_as(kind: &str) -> Option<&str> {
    match kind {
        "secret-parameter" | "https-switch" => Some("parameter"),
        other => Some(other).filter(|kind| !FACTS.contains(kind) && !UNTAGGED.contains(kind)),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// The plan's resources, kind and node.
pub(crate) fn plan(laptop: &Laptop, answers: &Path) -> Vec<(String, String)> {
    let plan = laptop.run(&["plan", "--answers", answers.to_str().unwrap()]);
    plan.lines[0]["resources"].as_array().unwrap().iter().map(|one| (text(&one["kind"]), text(&one["id"]))).collect()
}

/// The account holds every taggable thing of the plan exactly once and nothing else of ours, each with the settings of
/// its tier, and what has no tags where it belongs.
pub(crate) fn equals_plan(laptop: &Laptop, tier: &str, domain: Option<&str>) {
    let planned = plan(laptop, &laptop.answers(tier, domain));
    holds_once(laptop, &planned, tier == "standard");
    let account = laptop.shape();
    settings::hold(&account, tier, domain);
    for (kind, node) in &planned {
        assert!(belongs(&account, kind, node), "{kind} {node} is not where it belongs: {account}");
    }
}

/// Every taggable thing of a plan, with or without a group of servers, is there once, nothing else of ours is, and
/// `status` finds all of it in order.
pub(crate) fn holds_once(laptop: &Laptop, planned: &[(String, String)], group: bool) {
    let mut expected = BTreeMap::new();
    for (kind, node) in planned {
        if let Some(shown) = shown_as(kind) {
            assert_eq!(expected.insert((shown.to_owned(), node.clone()), 1), None, "{kind} {node} is planned twice");
        }
    }
    if !group {
        // A server brings its system disk along.
        expected.insert(("volume".to_owned(), "server".to_owned()), 1);
    }
    let mut tagged = laptop.tagged();
    let servers = tagged.iter().filter(|(key, _)| is_of_the_group(key)).map(|(_, count)| count).sum::<usize>();
    assert_eq!(servers > 0, group, "{servers} servers and disks of a group");
    tagged.retain(|key, _| !is_of_the_group(key));
    assert_eq!(tagged, expected);
    let status = laptop.status();
    assert_eq!(status["state"], "complete", "{status}");
    let mut shown = Vec::new();
    for resource in status["resources"].as_array().unwrap() {
        assert_eq!(resource["health"], "ok", "{resource}");
        shown.push((text(&resource["kind"]), text(&resource["id"])));
    }
    let mut made: Vec<_> = planned.iter().filter(|(kind, _)| !FACTS.contains(&kind.as_str())).cloned().collect();
    shown.sort();
    made.sort();
    assert_eq!(shown, made, "status (left) and plan (right)");
}

/// How many servers of a group run is the group's business. They carry the tags of the template that made them.
pub(crate) fn is_of_the_group((kind, node): &(String, String)) -> bool {
    matches!(kind.as_str(), "instance" | "volume") && matches!(node.as_str(), "servers" | "servers-template")
}

/// The item of a kind that a node made, in a masked inventory.
pub(crate) fn item<'a>(account: &'a Value, kind: &str, node: &str) -> &'a Value {
    let items = account[kind].as_array().map_or(&[][..], Vec::as_slice);
    items
        .iter()
        .find(|item| item["tags"]["cloudstead:node"] == node)
        .unwrap_or_else(|| panic!("no {kind} {node} in {account}"))
}

/// What carries no tags is found by its parent.
fn belongs(account: &Value, kind: &str, node: &str) -> bool {
    let has = |list: &Value, wanted: &str| {
        list.as_array().is_some_and(|list| list.iter().any(|one| one.to_string().contains(wanted)))
    };
    let table = |node: &str| {
        item(account, "route-table", if node.starts_with("public") { "public-routes" } else { "private-routes" })
    };
    match kind {
        "service-linked-role" => {
            let service = match node {
                "role-rds" => "rds",
                "role-load-balancer" => "elasticloadbalancing",
                _ => "autoscaling",
            };
            has(&account["iam-role"], &format!("/aws-service-role/{service}.amazonaws.com/"))
        }
        "route" => has(&table(node)["routes"], "\"DestinationCidrBlock\":\"0.0.0.0/0\""),
        "route-table-association" => has(&table(node)["subnets"], &format!("<{}>", node.trim_end_matches("-routes"))),
        "iam-role-policy" => item(account, "iam-role", "server-role")["inline"]["deployment"].is_object(),
        "volume-attachment" => has(&item(account, "volume", "server-disk")["attached"], "\"<server>\""),
        "elastic-ip-association" => item(account, "elastic-ip", "server-address")["InstanceId"] == "<server>",
        "bucket-cors" => has(&item(account, "bucket", "files")["cors"], "AllowedOrigins"),
        "release" => ["release.json", "compose.yaml", "Caddyfile"]
            .iter()
            .all(|file| has(&item(account, "bucket", "files")["objects"], file)),
        "scaling-policy" => has(&account["scaling-policy"], "\"demo-servers\""),
        "budget" => has(&account["budget"], "\"demo-monthly\""),
        "https-redirect" => item(account, "listener", "listener-80")["actions"][0]["Type"] == "redirect",
        "dns-record" => {
            let host =
                if node == "dns-app" { "app".to_owned() } else { format!("{}.app", node.trim_start_matches("dns-")) };
            has(&account["hosted-zone"][0]["records"], &format!("\"name\":\"{host}.example.com.\",\"type\":\"A\""))
        }
        "validation-records" => has(&account["hosted-zone"][0]["records"], "\"CNAME\""),
        _ => true,
    }
}
