//! Whole lives: deploy, look, nothing to resume, change tier, destroy; with strangers of similar names beside.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::laptop::{Laptop, NAME};

/// Things of other people with names like ours.
const STRANGERS: &str = r"
ec2 = boto3.client('ec2'); s3 = boto3.client('s3'); ssm = boto3.client('ssm'); logs = boto3.client('logs'); iam = boto3.client('iam')
tags = [{'Key': 'cloudstead:deployment', 'Value': 'demo'}, {'Key': 'cloudstead:id', 'Value': 'somebodyelse'}, {'Key': 'cloudstead:node', 'Value': 'vpc'}]
ec2.create_vpc(CidrBlock='10.20.0.0/16', TagSpecifications=[{'ResourceType': 'vpc', 'Tags': tags}])
ec2.create_vpc(CidrBlock='10.30.0.0/16', TagSpecifications=[{'ResourceType': 'vpc', 'Tags': [{'Key': 'Name', 'Value': 'demo'}]}])
ec2.create_security_group(GroupName='demo-server-firewall', Description='not ours')
ec2.allocate_address(Domain='vpc')
s3.create_bucket(Bucket='demo-files-of-somebody')
ssm.put_parameter(Name='/cloudstead/demo2/secrets/DB_PASSWORD', Value='x', Type='SecureString')
logs.create_log_group(logGroupName='/cloudstead/demo2')
iam.create_role(RoleName='demo-servers', AssumeRolePolicyDocument='{}')
";

/// Nodes of the plan that carry tags in the account, as the blueprint has them.
fn planned(laptop: &Laptop, tier: &str) -> BTreeSet<String> {
    let answers = laptop.answers(tier, None);
    let plan = laptop.run(&["plan", "--answers", answers.to_str().unwrap()]);
    let untagged = [
        "zones",
        "machine-image",
        "instance-report",
        "migration",
        "answer",
        "service-linked-role",
        "iam-role-policy",
        "route",
        "route-table-association",
        "volume-attachment",
        "elastic-ip-association",
        "bucket-cors",
        "release",
        "scaling-policy",
        "https-redirect",
        "budget",
    ];
    let resources = plan.lines[0]["resources"].as_array().unwrap().clone();
    let tagged = resources.into_iter().filter(|resource| !untagged.contains(&resource["kind"].as_str().unwrap()));
    tagged.map(|resource| resource["id"].as_str().unwrap().to_owned()).collect()
}

/// The account holds every taggable node of the plan exactly once, and nothing else of ours.
fn equals_plan(laptop: &Laptop, tier: &str) {
    let tagged = laptop.tagged();
    for ((kind, node), count) in &tagged {
        // The stranger's network; and how many servers of a group run is the group's business.
        let expected = if node == "vpc" { 2 } else { 1 };
        assert!(*count == expected || node.starts_with("servers"), "{kind} {node} exists {count} times");
    }
    let nodes: BTreeSet<String> = tagged.into_keys().map(|(_, node)| node).collect();
    assert_eq!(nodes, planned(laptop, tier));
    let status = laptop.status();
    assert_eq!(status["state"], "complete", "{status}");
    for resource in status["resources"].as_array().unwrap() {
        assert_eq!(resource["health"], "ok", "{resource}");
    }
}

fn whole_life(tier: &str) {
    let laptop = Laptop::new();
    laptop.moto.boto(STRANGERS);
    let before = laptop.shape();
    let deployed = laptop.deploy(tier, None);
    let url = deployed.done()["url"].as_str().unwrap().to_owned();
    assert!(url.starts_with("http://"), "{url}");
    equals_plan(&laptop, tier);
    let shape = laptop.shape();
    laptop.proxy.take();
    let again = laptop.resume();
    again.done();
    assert!(!again.lines.iter().any(|line| line["event"] == "node_started"), "there was nothing to do");
    assert_eq!(laptop.proxy.take().mutating, 0, "nothing was called that changes anything");
    assert_eq!(laptop.shape(), shape);
    let key = laptop.moto.boto(&value_of(&format!("/cloudstead/{NAME}/secrets/SECRET_KEY")));
    let destroyed = laptop.destroy();
    let kept = destroyed.done()["kept"].as_array().cloned().unwrap_or_default();
    assert!(destroyed.finished().get("left").is_none(), "{}", destroyed.finished());
    let (free, billed): (Vec<Value>, Vec<Value>) = kept.into_iter().partition(|kept| kept["monthly"].as_f64() == Some(0.0));
    assert_eq!(billed.len(), 1, "one last snapshot: {billed:?}");
    assert!(billed[0]["monthly"].as_f64().is_some_and(|monthly| monthly > 0.0), "{billed:?}");
    let names: Vec<&str> = free.iter().map(|kept| kept["aws_id"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 4, "the app's generated keys: {names:?}");
    let copy = names.iter().find(|name| name.ends_with("/SECRET_KEY")).unwrap();
    assert_eq!(laptop.moto.boto(&value_of(copy)), key, "what is in the snapshot can be read again");
    assert_eq!(without_kept(laptop.shape()), without_kept(before), "strangers survive, ours are gone");
    assert_eq!(laptop.run(&["status", NAME]).lines[0]["state"], "absent");
    println!("{tier}: deployed, looked at, resumed with nothing to do, destroyed");
}

/// Python that prints a parameter's value.
fn value_of(name: &str) -> String {
    format!("print(json.dumps(boto3.client('ssm').get_parameter(Name='{name}', WithDecryption=True)['Parameter']['Value']))")
}

/// An inventory without what is kept on purpose or can never be removed.
fn without_kept(mut shape: Value) -> Value {
    if let Value::Object(kinds) = &mut shape {
        kinds.retain(|kind, _| !kind.contains("snapshot"));
        let kept = |item: &Value| item["name"].as_str().unwrap_or_default().starts_with("/cloudstead-kept/");
        for (kind, items) in kinds.iter_mut() {
            if let Value::Array(items) = items {
                // moto leaves the system disks of a group's servers behind; ours always carry tags.
                items.retain(|item| kind != "volume" || item["tags"] != serde_json::json!({}));
                items.retain(|item| kind != "parameter" || !kept(item));
                items.retain(|item| !item["name"].as_str().unwrap_or_default().starts_with("AWSServiceRole"));
            }
        }
        kinds.retain(|_, items| items.as_array().is_none_or(|items| !items.is_empty()));
    }
    shape
}

#[test]
fn starter() {
    whole_life("starter");
}

#[test]
fn budget() {
    whole_life("budget");
}

#[test]
fn standard() {
    whole_life("standard");
}

#[test]
fn budget_to_standard_and_back() {
    let laptop = Laptop::new();
    laptop.moto.boto(STRANGERS);
    laptop.deploy("budget", None).done();
    let small = laptop.shape();
    let database = |laptop: &Laptop| laptop.status()["resources"].as_array().unwrap().iter().find(|r| r["id"] == "database").cloned();
    let before = database(&laptop);
    laptop.upgrade("standard").done();
    equals_plan(&laptop, "standard");
    assert_eq!(database(&laptop), before, "the database is the same one");
    laptop.upgrade("budget").done();
    equals_plan(&laptop, "budget");
    assert_eq!(without_releases(laptop.shape()), without_releases(small), "back where it began");
    let refused = laptop.upgrade("starter");
    assert_eq!(refused.code, Some(3), "{}", refused.stderr);
    assert!(refused.stderr.contains("database"), "{}", refused.stderr);
    laptop.destroy().done();
}

/// Objects of releases and of servers that reported differ by what ran in between.
fn without_releases(shape: Value) -> Value {
    let mut shape = without_kept(shape);
    if let Value::Object(kinds) = &mut shape {
        kinds.retain(|kind, _| !kind.contains("instance") && !kind.contains("parameter") && !kind.contains("template"));
    }
    shape
}

#[test]
fn a_domain_of_the_account() {
    let laptop = Laptop::new();
    laptop.moto.boto("r = boto3.client('route53'); r.create_hosted_zone(Name='example.com', CallerReference='x')");
    let deployed = laptop.deploy("standard", Some("app.example.com"));
    assert_eq!(deployed.done()["url"], "https://app.example.com");
    let records = laptop.moto.boto(
        "r = boto3.client('route53'); z = r.list_hosted_zones()['HostedZones'][0]['Id']\n\
         print(json.dumps(sorted(s['Name'] + ' ' + s['Type'] for s in r.list_resource_record_sets(HostedZoneId=z)['ResourceRecordSets'])))",
    );
    let text = records.to_string();
    for name in ["app.example.com. A", "portal.app.example.com. A", "api.app.example.com. A"] {
        assert!(text.contains(name), "{text}");
    }
    laptop.destroy().done();
    let left = laptop.moto.boto(
        "r = boto3.client('route53'); z = r.list_hosted_zones()['HostedZones'][0]['Id']\n\
         print(json.dumps([s['Type'] for s in r.list_resource_record_sets(HostedZoneId=z)['ResourceRecordSets'] if s['Type'] not in ('NS', 'SOA')]))",
    );
    assert_eq!(left, serde_json::json!([]), "the zone stays, our records do not");
}

#[test]
fn a_key_given_again_is_stored() {
    let laptop = Laptop::new();
    laptop.deploy("starter", None).done();
    let stored = || {
        let name = "/cloudstead/demo/secrets/RESEND_API_KEY";
        laptop.moto.boto(&format!(
            "print(json.dumps(boto3.client('ssm').get_parameter(Name='{name}', WithDecryption=True)['Parameter']['Value']))"
        ))
    };
    assert_eq!(stored(), "resend-canary");
    let answers = laptop.answers("starter", None);
    let mut again = laptop.command(&["deploy", "--answers", answers.to_str().unwrap(), "--yes"]);
    assert!(again.env("TEST_RESEND", "the-right-one").output().unwrap().status.success());
    assert_eq!(stored(), "the-right-one");
    laptop.resume().done();
    assert_eq!(stored(), "the-right-one");
}
