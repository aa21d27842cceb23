//! Whole lives: deploy, look, nothing to resume, change tier, destroy; with strangers of similar names beside, and by
//! somebody who may do what the printed policy says and nothing else.

use serde_json::{Value, json};

use crate::account::equals_plan;
use crate::laptop::{CANARY, Laptop, NAME, REGION};
use crate::{lint, strangers, tell};

fn live(laptop: Laptop, tier: &str) -> Laptop {
    strangers::move_in(&laptop);
    laptop.hold_printed(tier, None);
    let before = laptop.shape();
    let deployed = laptop.deploy(tier, None);
    let url = deployed.done()["url"].as_str().unwrap().to_owned();
    assert!(url.starts_with(if tier == "standard" { "http://" } else { "https://" }), "{url}");
    equals_plan(&laptop, tier, None);
    lint::nothing_found("what servers may do", &lint::of_roles(&laptop.moto.inventory(REGION)));
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
    let (free, billed): (Vec<Value>, Vec<Value>) =
        kept.into_iter().partition(|kept| kept["monthly"].as_f64() == Some(0.0));
    assert!(billed[0]["monthly"].as_f64().is_some_and(|monthly| monthly > 0.0), "{billed:?}");
    let last = laptop.moto.boto(SNAPSHOTS);
    assert_eq!(
        last,
        json!([billed[0]["aws_id"]]),
        "one last snapshot, and it is the one that was said to be kept: {billed:?}"
    );
    assert_eq!(billed.len(), 1, "{billed:?}");
    let names: Vec<&str> = free.iter().map(|kept| kept["aws_id"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 5, "the app's generated keys: {names:?}");
    let copy = names.iter().find(|name| name.ends_with("/SECRET_KEY")).unwrap();
    assert_eq!(laptop.moto.boto(&value_of(copy)), key, "what is in the snapshot can be read again");
    assert_eq!(without_kept(laptop.shape()), without_kept(before), "strangers survive, ours are gone");
    assert_eq!(laptop.run(&["status", NAME]).lines[0]["state"], "absent");
    tell(&format!("{tier}: deployed, looked at, resumed with nothing to do, destroyed"));
    laptop
}

/// Python that prints the snapshots of databases and of disks, those of the images' own disks left out.
const SNAPSHOTS: &str = "
disks = [b.get('Ebs', {}) for i in boto3.client('ec2').describe_images()['Images'] for b in i['BlockDeviceMappings']]
of_images = [disk['SnapshotId'] for disk in disks if 'SnapshotId' in disk]
disks = [s['SnapshotId'] for s in boto3.client('ec2').describe_snapshots(OwnerIds=['self'])['Snapshots']]
databases = [s['DBSnapshotIdentifier'] for s in boto3.client('rds').describe_db_snapshots()['DBSnapshots']]
print(json.dumps(sorted({*disks, *databases} - {*of_images})))";

/// Python that prints a parameter's value.
fn value_of(name: &str) -> String {
    format!(
        "print(json.dumps(boto3.client('ssm').get_parameter(Name='{name}', WithDecryption=True)['Parameter']['Value']))"
    )
}

/// An inventory without what is kept on purpose or can never be removed.
pub(crate) fn without_kept(mut shape: Value) -> Value {
    if let Value::Object(kinds) = &mut shape {
        kinds.retain(|kind, _| !kind.contains("snapshot"));
        let kept = |item: &Value| item["name"].as_str().unwrap_or_default().starts_with("/cloudstead-kept/");
        for (kind, items) in kinds.iter_mut() {
            if let Value::Array(items) = items {
                // moto leaves the system disks of a group's servers behind; ours always carry tags.
                items.retain(|item| kind != "volume" || item["tags"] != json!({}));
                items.retain(|item| kind != "parameter" || !kept(item));
                items.retain(|item| !item["name"].as_str().unwrap_or_default().starts_with("AWSServiceRole"));
            }
        }
        kinds.retain(|_, items| items.as_array().is_none_or(|items| !items.is_empty()));
    }
    shape
}

#[test]
fn managed() {
    live(Laptop::new(), "managed");
}

/// What AWS takes minutes for is not ready, and not gone, at the first looks: each of `passing` is shown as often as
/// ordered.
fn slow_life(tier: &str, looks: &[&'static str], passing: &[&str]) {
    let laptop = Laptop::new();
    laptop.proxy.slow(&looks.iter().map(|look| (*look, 2)).collect());
    let laptop = live(laptop, tier);
    let slowed = laptop.proxy.status().slowed;
    for state in passing {
        let looks: usize = slowed.iter().filter(|(look, _)| look.ends_with(state)).map(|(_, looks)| looks).sum();
        assert_eq!(looks, 2, "{state}: {slowed:?}");
    }
}

#[test]
fn starter_on_a_slow_day() {
    slow_life(
        "starter",
        &["ec2:DescribeInstances", "ec2:DescribeVolumes"],
        &["DescribeInstances pending", "DescribeInstances shutting-down", "DescribeVolumes creating"],
    );
}

#[test]
fn standard_on_a_slow_day() {
    slow_life(
        "standard",
        &["rds:DescribeDBInstances", "ec2:DescribeNatGateways", "elasticloadbalancing:DescribeLoadBalancers"],
        &[
            "DescribeDBInstances creating",
            "DescribeDBInstances deleting",
            "NatGateways pending",
            "NatGateways deleting",
            "provisioning",
        ],
    );
}

#[test]
fn managed_to_standard_and_back() {
    let laptop = Laptop::new();
    strangers::move_in(&laptop);
    laptop.hold_printed("managed", None);
    let empty = laptop.shape();
    laptop.deploy("managed", None).done();
    let small = laptop.shape();
    let before = database_made(&laptop);
    laptop.upgrade("standard").done();
    equals_plan(&laptop, "standard", None);
    assert_eq!(database_made(&laptop), before, "the database is the same one");
    laptop.upgrade("managed").done();
    equals_plan(&laptop, "managed", None);
    assert_eq!(database_made(&laptop), before, "the database is the same one");
    assert_eq!(without_releases(laptop.shape()), without_releases(small), "back where it began");
    let refused = laptop.upgrade("starter");
    assert_eq!(refused.code, Some(3), "{}", refused.stderr);
    assert!(refused.stderr.contains("database"), "{}", refused.stderr);
    laptop.destroy().done();
    assert_eq!(without_kept(laptop.shape()), without_kept(empty), "strangers survive, ours are gone");
}

/// When the database was made: its name says nothing, another one would have the same.
pub(crate) fn database_made(laptop: &Laptop) -> Value {
    let made = laptop.moto.boto(
        "print(json.dumps([[d['DBInstanceIdentifier'], str(d['InstanceCreateTime'])] for d in \
        boto3.client('rds').describe_db_instances()['DBInstances']]))",
    );
    assert_eq!(made.as_array().map(Vec::len), Some(1), "{made}");
    made
}

/// The account without what differs by what ran in between: reports of servers, and the releases of the other tier.
fn without_releases(shape: Value) -> Value {
    let mut shape = without_kept(shape);
    if let Value::Object(kinds) = &mut shape {
        if let Some(Value::Array(items)) = kinds.get_mut("parameter") {
            let of_a_server =
                |item: &Value| ["/boxes/", "/migrations/"].iter().any(|part| item["name"].to_string().contains(part));
            items.retain(|item| !of_a_server(item));
        }
        for item in kinds.get_mut("bucket").and_then(Value::as_array_mut).into_iter().flatten() {
            item["objects"] = Value::Null;
            item["releases"] = Value::Null;
        }
    }
    shape
}

#[test]
fn a_domain_of_the_account() {
    let laptop = Laptop::new();
    laptop.moto.boto("r = boto3.client('route53'); r.create_hosted_zone(Name='example.com', CallerReference='x')");
    laptop.hold_printed("standard", Some("app.example.com"));
    let empty = laptop.shape();
    let deployed = laptop.deploy("standard", Some("app.example.com"));
    assert_eq!(deployed.done()["url"], "https://app.example.com");
    equals_plan(&laptop, "standard", Some("app.example.com"));
    let records = laptop.moto.boto(
        "r = boto3.client('route53'); z = r.list_hosted_zones()['HostedZones'][0]['Id']\n\
         print(json.dumps(sorted(s['Name'] + ' ' + s['Type'] for s in \
         r.list_resource_record_sets(HostedZoneId=z)['ResourceRecordSets'])))",
    );
    let text = records.to_string();
    for name in ["app.example.com. A", "portal.app.example.com. A", "api.app.example.com. A"] {
        assert!(text.contains(name), "{text}");
    }
    laptop.destroy().done();
    assert_eq!(without_kept(laptop.shape()), without_kept(empty), "the zone stays, our records do not");
}

#[test]
fn a_nightly_copy_that_failed_is_told() {
    let laptop = Laptop::new();
    laptop.deploy("starter", None).done();
    let report = |step: &str, state: &str| {
        laptop.moto.boto(&format!(
            "ssm = boto3.client('ssm')\n\
             name = [p['Name'] for p in ssm.describe_parameters()['Parameters'] if '/boxes/' in p['Name']][0]\n\
             value = {{**json.loads(ssm.get_parameter(Name=name)['Parameter']['Value']), 'step': '{step}', 'state': \
             '{state}', 'failures': 3}}\n\
             ssm.put_parameter(Name=name, Overwrite=True, Value=json.dumps(value))"
        ));
        laptop.status()["state"].clone()
    };
    assert_eq!(report("backup", "failed"), "degraded");
    assert_eq!(report("backup", "running"), "complete");
    assert_eq!(report("ready", "done"), "complete");
}

/// Who holds the printed policy reads what servers tell, and the passwords of the deployment; nobody else's.
#[test]
fn jobs_copies_and_secrets_are_read_with_the_printed_policy() {
    let laptop = Laptop::new();
    laptop.hold_printed("starter", None);
    laptop.deploy("starter", None).done();
    let copy = |word: &str| {
        laptop.moto.boto(&format!(
            "import time\nssm = boto3.client('ssm')\n\
             name = [p['Name'] for p in ssm.describe_parameters()['Parameters'] if '/boxes/' in p['Name']][0]\n\
             name = name.removesuffix('/chores') + '/chores'\n\
             told = {{'jobs': {{}}, 'copies': {{'db': {{'good': int(time.time()), {word}}}}}}}\n\
             ssm.put_parameter(Name=name, Type='String', Overwrite=True, Value=json.dumps(told))"
        ));
        let status = laptop.status();
        (status["state"].clone(), status["copies"][0]["state"].clone())
    };
    assert_eq!(laptop.status()["copies"][0]["state"], "unknown", "these servers tell nothing");
    assert_eq!(copy("'said': ''"), ("complete".into(), "ok".into()));
    assert_eq!(copy("'failed': 5, 'said': 'disk full'"), ("degraded".into(), "failed".into()));

    let shown = laptop.run(&["secret", NAME, "AUTH_SECRET"]);
    assert_eq!(shown.code, Some(0), "{}", shown.stderr);
    let name = format!("/cloudstead/{NAME}/secrets/AUTH_SECRET");
    assert_eq!(shown.lines[0]["value"], laptop.moto.boto(&value_of(&name)));
    let denied = laptop.proxy.take().denied;
    assert!(denied.is_empty(), "{denied:?}");
}

#[test]
fn a_key_given_again_is_stored() {
    let laptop = Laptop::new();
    laptop.deploy("starter", None).done();
    let stored = || {
        let name = "/cloudstead/demo/secrets/RESEND_API_KEY";
        laptop.moto.boto(&value_of(name))
    };
    assert_eq!(stored(), CANARY);
    let answers = laptop.answers("starter", None);
    let mut again = laptop.command(&["deploy", "--answers", answers.to_str().unwrap(), "--yes"]);
    again.env("TEST_RESEND", "the-right-one");
    laptop.finish(again).done();
    assert_eq!(stored(), "the-right-one");
    let mut resumed = laptop.command(&["resume", NAME, "--yes"]);
    resumed.env("TEST_RESEND", "another-one");
    laptop.finish(resumed).done();
    assert_eq!(stored(), "another-one");
}
