//! Images that the account builds, in a life of their own.

use crate::laptop::{Laptop, NAME, REGION};
use crate::lint;
use crate::releases::releases;

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
