//! Other answers for what runs: the new release reaches the servers, and nothing of the old one serves on.

use std::collections::BTreeSet;

use crate::laptop::{Laptop, NAME, REGION};
use crate::lives::database_made;

/// Releases that running servers carry, and those whose manifest is in the bucket.
pub(crate) fn releases(laptop: &Laptop) -> (BTreeSet<String>, BTreeSet<String>) {
    let found = laptop.moto.boto(
        "ec2 = boto3.client('ec2'); s3 = boto3.client('s3')\n\
         running = ec2.describe_instances(Filters=[{'Name': 'instance-state-name', 'Values': \
         ['running']}])['Reservations']\n\
         tags = [t for r in running for i in r['Instances'] for t in i.get('Tags', []) \
         if t['Key'] == 'cloudstead:release']\n\
         bucket = [b['Name'] for b in s3.list_buckets()['Buckets']][0]\n\
         keys = [o['Key'] for o in s3.list_objects_v2(Bucket=bucket, Prefix='releases/').get('Contents', [])]\n\
         print(json.dumps([[t['Value'] for t in tags], [k.split('/')[1] for k in keys if \
         k.endswith('/release.json')]]))",
    );
    let set = |at: usize| found[at].as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect();
    (set(0), set(1))
}

/// The only release runs this image of the app and no other.
fn runs(laptop: &Laptop, releases: &BTreeSet<String>, image: &str) {
    let release = releases.first().unwrap();
    let found = laptop.moto.boto(&format!(
        "s3 = boto3.client('s3'); bucket = [b['Name'] for b in s3.list_buckets()['Buckets']][0]\n\
         print(json.dumps(s3.get_object(Bucket=bucket, Key='releases/{release}/compose.yaml')['Body'].read().decode()))"
    ));
    let text = found.as_str().unwrap();
    assert!(text.contains(image) && text.matches("example/app:").count() == 1, "{text}");
}

#[test]
fn another_image_on_one_server() {
    another_image("managed");
}

#[test]
fn another_image_on_a_group_of_servers() {
    another_image("standard");
}

fn another_image(tier: &str) {
    let laptop = Laptop::new();
    laptop.deploy(tier, None).done();
    let (first, _) = releases(&laptop);
    assert_eq!(first.len(), 1, "{first:?}");
    runs(&laptop, &first, "example/app:1");
    let database = (database_made(&laptop), laptop.moto.inventory(REGION)["db-instance"].clone());

    let answers = laptop.answers(tier, None);
    let text = std::fs::read_to_string(&answers).unwrap();
    std::fs::write(&answers, text.replace("example/app:1", "example/app:2")).unwrap();
    let deploy = ["deploy", "--answers", answers.to_str().unwrap(), "--yes"];
    laptop.run(&deploy).done();
    let (second, uploaded) = releases(&laptop);
    assert_eq!(second.len(), 1, "{second:?}");
    assert!(second.is_disjoint(&first), "the old release still runs: {second:?}");
    assert!(uploaded.is_superset(&second), "{uploaded:?}");
    runs(&laptop, &second, "example/app:2");
    assert_eq!(
        (database_made(&laptop), laptop.moto.inventory(REGION)["db-instance"].clone()),
        database,
        "the database was not touched"
    );

    // The same answers again: nothing to do.
    laptop.proxy.take();
    laptop.run(&deploy).done();
    assert_eq!(laptop.proxy.take().mutating, 0);
    laptop.destroy().done();
    assert_eq!(laptop.run(&["status", NAME]).lines[0]["state"], "absent");
}

/// Somebody ended the server in the console; the same command makes another one.
#[test]
fn a_server_that_somebody_ended_is_made_anew() {
    let laptop = Laptop::new();
    laptop.deploy("managed", None).done();
    laptop.moto.boto(
        "ec2 = boto3.client('ec2')\n\
         ids = [i['InstanceId'] for r in ec2.describe_instances()['Reservations'] for i in r['Instances']]\n\
         ec2.terminate_instances(InstanceIds=ids)",
    );
    assert_eq!(laptop.status()["state"], "degraded");
    laptop.resume().done();
    let status = laptop.status();
    assert_eq!(status["state"], "complete", "{status}");
    laptop.destroy().done();
}
