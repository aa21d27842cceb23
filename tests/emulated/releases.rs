//! Other answers for what runs: the new release reaches the servers, and nothing of the old one serves on.

use std::collections::BTreeSet;

use crate::laptop::{Laptop, NAME, REGION};
use crate::lint;
use crate::lives::database_made;

/// Releases that running servers carry, and those whose manifest is in the bucket.
fn releases(laptop: &Laptop) -> (BTreeSet<String>, BTreeSet<String>) {
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

/// The account builds, the server pulls, a second run does nothing, and a removal leaves no image behind.
#[test]
fn images_that_the_account_builds() {
    let laptop = Laptop::new();
    let answers = laptop.answers_that_build("managed", None);
    laptop.hold(&laptop.printed_for(&answers));
    let deploy = ["deploy", "--answers", answers.to_str().unwrap(), "--yes"];
    laptop.proxy.builds_end(&["memory"]);
    let failed = laptop.run(&deploy);
    assert_eq!(failed.code, Some(1), "{}", failed.stderr);
    let told = failed.lines.iter().find(|line| line["event"] == "node_failed").unwrap();
    assert!(told.to_string().contains("ran out of memory") && told.to_string().contains("exit code: 137"), "{told}");
    laptop.run(&deploy).done();
    lint::nothing_found("what servers and builds may do", &lint::of_roles(&laptop.moto.inventory(REGION)));
    let images = |laptop: &Laptop| {
        laptop.moto.boto(
            "ecr = boto3.client('ecr')\n\
             names = [r['repositoryName'] for r in ecr.describe_repositories()['repositories']]\n\
             print(json.dumps([[n, len(ecr.list_images(repositoryName=n)['imageIds'])] for n in sorted(names)]))",
        )
    };
    let each = ["api", "app", "migrate", "portal"].map(|service| serde_json::json!([format!("{NAME}/{service}"), 1]));
    assert_eq!(images(&laptop), serde_json::json!(each));
    let (running, _) = releases(&laptop);
    let release = running.first().unwrap();
    let manifest = laptop.moto.boto(&format!(
        "s3 = boto3.client('s3'); bucket = [b['Name'] for b in s3.list_buckets()['Buckets']][0]\n\
         print(json.dumps(json.load(s3.get_object(Bucket=bucket, Key='releases/{release}/release.json')['Body'])))"
    ));
    let named = manifest["env"]["image_app"][0].as_str().unwrap();
    assert!(
        named.contains(&format!("{REGION}.amazonaws.com/{NAME}/app:")) && manifest["build"] == serde_json::json!([]),
        "{manifest}"
    );
    laptop.proxy.take();
    laptop.run(&deploy).done();
    assert_eq!(laptop.proxy.take().mutating, 0, "nothing is built again");
    laptop.destroy().done();
    assert_eq!(images(&laptop), serde_json::json!([]));
}
