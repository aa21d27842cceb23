//! The bucket, its rules for browsers and the releases in it.

use std::collections::{BTreeMap, BTreeSet};

use cloudstead::engine::{DataChoice, ErrorClass, Found, KeptPrice};
use cloudstead::resource::bucket::Bucket;
use cloudstead::resource::bucket_cors::BucketCors;
use cloudstead::resource::release::Release;
use cloudstead::resource::{Kind, Origin, Part, Spec, Target};
use serde_json::json;

use crate::moto::Failure;
use crate::{Stage, to};

pub(crate) const NAME: &str = "demo-files-123456789012-us-east-1";

pub(crate) fn bucket(old_version_days: u32) -> Spec {
    Bucket {
        base: "demo-files".to_owned(),
        versioning: true,
        old_version_days,
        unfinished_upload_days: 3,
        backup_days: Some(14),
        copied_disk_gb: None,
        no_uploads: false,
    }
    .into()
}

pub(crate) fn cors(port: u16) -> Spec {
    let origins = vec![
        Origin::Url("https://app.example.com".to_owned()),
        Origin::Address { target: Target::Address(to("address")), port, https: false },
    ];
    BucketCors { bucket: to("files"), origins }.into()
}

pub(crate) fn release(id: &str) -> Spec {
    Release {
        bucket: to("files"),
        id: id.to_owned(),
        files: BTreeMap::from([
            ("compose.yaml".to_owned(), "services: {}".to_owned()),
            ("Caddyfile".to_owned(), ":80".to_owned()),
        ]),
        environment: BTreeMap::from([
            ("URL".to_owned(), vec![Part::Text("http://".to_owned()), Part::Host(Target::Address(to("address")))]),
            ("AUTH".to_owned(), vec![Part::Secret("AUTH".to_owned())]),
            ("BUCKET".to_owned(), vec![Part::output::<Bucket>(&to("files"), "bucket")]),
        ]),
        texts: BTreeMap::from([("app.conf".to_owned(), vec![Part::SecretUrl("AUTH".to_owned())])]),
        manifest: json!({"version": 2, "migrate": [{"service": "migrate"}]}),
    }
    .into()
}

/// Only us-east-1 must not be named where a bucket is made; all others must.
#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_is_made_in_its_region() {
    let stage = Stage::new();
    let mut world = stage.world_in("one", "eu-central-1".parse().unwrap()).await;
    world.live("files", bucket(30)).await;
    let asked =
        "boto3.client('s3').get_bucket_location(Bucket='demo-files-123456789012-eu-central-1')['LocationConstraint']";
    assert_eq!(stage.moto.boto(&format!("print(json.dumps({asked}))")), "eu-central-1");
    assert_eq!(stage.moto.inventory("eu-central-1")["bucket"][0]["tags"]["cloudstead:id"], "one");
    world.end_all(DataChoice::default()).await;
    assert!(stage.moto.inventory("eu-central-1").get("bucket").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_lives_and_is_emptied() {
    let stage = Stage::new();
    let mut world = stage.world("one").await;
    stage.network(&mut world);
    world.live("files", bucket(30)).await;
    world.live_again("files", bucket(60)).await;
    let old = world.live("cors", cors(80)).await;
    world.configure("cors", &cors(8080), &old).await.unwrap();
    world.live_again("cors", cors(8080)).await;
    world.live("release", release("r1")).await;

    let found = &stage.moto.inventory("us-east-1")["bucket"][0];
    assert_eq!(found["versioning"], "Enabled");
    assert_eq!(found["ownership"]["Rules"][0]["ObjectOwnership"], "BucketOwnerEnforced");
    assert!(found["public-access-block"].as_object().unwrap().values().all(|on| on == true));
    assert_eq!(found["lifecycle"].as_array().unwrap().len(), 3);
    assert_eq!(found["tags"]["cloudstead:id"], "one");
    let origins = found["cors"][0]["AllowedOrigins"].as_array().unwrap();
    assert!(origins[1].as_str().unwrap().ends_with(":8080"), "{origins:?}");
    assert_eq!(
        found["objects"],
        json!(["releases/r1/Caddyfile", "releases/r1/compose.yaml", "releases/r1/release.json"])
    );
    let text = format!(
        "print(boto3.client('s3').get_object(Bucket='{NAME}', Key='releases/r1/release.json')['Body'].read().decode())"
    );
    let written = stage.moto.boto(&text);
    assert_eq!(written["env"]["AUTH"], json!([{"secret": "AUTH"}]));
    assert_eq!(written["env"]["BUCKET"], json!([NAME]));
    assert_eq!(written["texts"]["app.conf"], json!([{"secret": "AUTH", "url": true}]));
    assert_eq!(written["migrate"][0]["service"], "migrate");

    // A changed release is written beside the old one, and goes with it.
    let old = world.outputs_of("release");
    world.configure("release", &release("r3"), &old).await.unwrap();
    let new = world.ready("release", &release("r3"), &old).await;
    assert_eq!(new.aws_id().as_deref(), Some("releases/r3"));
    let objects = &stage.moto.inventory("us-east-1")["bucket"][0]["objects"];
    let there = |key: &str| objects.as_array().unwrap().contains(&json!(key));
    assert!(there("releases/r3/release.json") && there("releases/r1/release.json"), "{objects}");
    assert_eq!(world.ready("release", &release("r3"), &new).await, new, "polled again");
    let choice = DataChoice::default();
    world.delete("release", &release("r3"), &new, choice).await.unwrap();
    assert_eq!(stage.moto.inventory("us-east-1")["bucket"][0]["objects"], json!([]));
    world.create("release", &release("r1")).await.unwrap();

    // What servers wrote about the release, versions, a delete marker and an unfinished upload.
    stage.moto.boto(&format!(
        "
s3, ssm = boto3.client('s3'), boto3.client('ssm')
for text in (b'one', b'two'): s3.put_object(Bucket='{NAME}', Key='photo.jpg', Body=text)
s3.delete_object(Bucket='{NAME}', Key='photo.jpg')
s3.create_multipart_upload(Bucket='{NAME}', Key='film.mp4')
ssm.put_parameter(Name='/cloudstead/demo/migrations/r1', Type='String', Value='{{}}')
for box, release in (('i-1', 'r1'), ('i-2', 'r2')):
    ssm.put_parameter(Name='/cloudstead/demo/boxes/' + box, Type='String',
        Value=json.dumps({{'step': 'ready', 'state': 'done', 'release': release}}))"
    ));
    assert!(world.end_all(DataChoice::default()).await.is_empty());
    let left = stage.moto.inventory("us-east-1");
    assert!(left.get("bucket").is_none());
    assert_eq!(left["parameter"].as_array().unwrap().len(), 1, "only the report about the other release stays: {left}");
    world.assert_declared(&[Kind::BucketCors, Kind::Release]);
    // Not seen here: the policy that refuses unencrypted connections, such as those to an emulator.
    let unseen = ["s3:GetBucketPolicy", "s3:PutBucketPolicy"];
    let declared: BTreeSet<String> =
        Kind::Bucket.actions().iter().filter(|a| !unseen.contains(a)).map(|a| (*a).to_owned()).collect();
    assert_eq!(world.made(Kind::Bucket), declared);
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_that_somebody_changed_are_named_and_set_right() {
    let stage = Stage::new();
    let mut world = stage.world("one").await;
    world.live("files", bucket(30)).await;
    let by_hand = |text: &str| {
        stage.moto.boto(&format!("s3 = boto3.client('s3')\n{}", text.replace("BUCKET", &format!("Bucket='{NAME}'"))))
    };
    by_hand(
        "rules = s3.get_bucket_lifecycle_configuration(BUCKET)['Rules']\n\
         s3.put_bucket_lifecycle_configuration(BUCKET, LifecycleConfiguration={'Rules': rules[1:]})\n\
         s3.put_bucket_versioning(BUCKET, VersioningConfiguration={'Status': 'Suspended'})\n\
         rule = {'ApplyServerSideEncryptionByDefault': {'SSEAlgorithm': 'aws:kms'}}\n\
         s3.put_bucket_encryption(BUCKET, ServerSideEncryptionConfiguration={'Rules': [rule]})",
    );
    world.set_right("files", &bucket(30), &["old versions of files", "how files are encrypted", "(lifecycle)"]).await;
    by_hand(
        "s3.delete_bucket_lifecycle(BUCKET)\n\
         s3.delete_bucket_encryption(BUCKET)\n\
         s3.delete_bucket_ownership_controls(BUCKET)\n\
         s3.delete_public_access_block(BUCKET)",
    );
    world
        .set_right(
            "files",
            &bucket(30),
            &["public access", "how files are encrypted", "who owns the files", "(lifecycle)"],
        )
        .await;
    // What may not be read says nothing, and hides nothing else.
    by_hand("s3.delete_public_access_block(BUCKET)");
    stage.proxy.fail(&Failure {
        operation: "GetBucketVersioning",
        code: "AccessDenied",
        message: "no",
        status: 403,
        times: 2,
    });
    let outputs = world.outputs_of("files");
    let said = world.changed("files", &bucket(30), &outputs).await.unwrap().unwrap();
    assert_eq!(said, "public access to it is no longer blocked");
    world.configure("files", &bucket(30), &outputs).await.unwrap();
    assert_eq!(world.changed("files", &bucket(30), &outputs).await.unwrap_err().code, "AccessDenied");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_is_kept_when_told_so() {
    let stage = Stage::new();
    let mut world = stage.world("one").await;
    let outputs = world.live("files", bucket(30)).await;
    stage.moto.boto(&format!("boto3.client('s3').put_object(Bucket='{NAME}', Key='photo.jpg', Body=b'one')"));
    assert!(world.create("files", &bucket(30)).await.is_ok(), "its own is its own");
    let choice = DataChoice { final_snapshot: true, keep_files: true, keep_images: false };
    for _ in 0..2 {
        let kept = world.delete("files", &bucket(30), &outputs, choice).await.unwrap();
        assert_eq!(
            (kept.len(), kept[0].aws_id.as_str(), kept[0].price, kept[0].gigabytes),
            (1, NAME, KeptPrice::Files, 1)
        );
    }
    let found = &stage.moto.inventory("us-east-1")["bucket"][0];
    assert_eq!(found["objects"], json!(["photo.jpg"]));
    assert_eq!(found["tags"]["cloudstead:kept"], "files");

    // A later deployment of the same name: us-east-1 would answer its creation with success.
    let later = stage.world("two").await;
    let error = later.create("files", &bucket(30)).await.unwrap_err();
    assert_eq!(error.class, ErrorClass::AlreadyExists, "{error:?}");
    assert_eq!(stage.moto.inventory("us-east-1")["bucket"][0]["tags"]["cloudstead:id"], "one");
    // It was kept for that: found as such, and its own once it is configured.
    let Ok(Found::Kept(kept)) = later.find("files", &bucket(30)).await else { panic!("not kept") };
    later.configure("files", &bucket(30), &kept).await.unwrap();
    let found = &stage.moto.inventory("us-east-1")["bucket"][0];
    assert_eq!((&found["objects"], &found["tags"]["cloudstead:id"]), (&json!(["photo.jpg"]), &json!("two")));
    assert!(found["tags"].get("cloudstead:kept").is_none(), "{found}");
    assert!(matches!(world.find("files", &bucket(30)).await, Ok(Found::Foreign(_))), "no longer the first one's");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_name_of_a_deleted_bucket_is_waited_for() {
    let stage = Stage::new();
    let world = stage.world("one").await;
    let message =
        "A conflicting conditional operation is currently in progress against this resource. Please try again.";
    stage.proxy.fail(&Failure { operation: "CreateBucket", code: "OperationAborted", message, status: 409, times: 1 });
    let error = world.create("files", &bucket(30)).await.unwrap_err();
    assert_eq!(error.class, ErrorClass::Wait);
    assert!(error.what.contains("up to an hour"), "{error:?}");
    assert!(cloudstead::resource::duration(Kind::Bucket).unwrap().create_limit >= 3600);
    assert!(world.create("files", &bucket(30)).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn buckets_of_others_are_foreign() {
    let stage = Stage::new();
    let mut world = stage.world("one").await;
    stage.moto.boto(&format!(
        "s3 = boto3.client('s3'); s3.create_bucket(Bucket='{NAME}'); s3.put_object(Bucket='{NAME}', Key='a', Body=b'a')"
    ));
    assert!(matches!(world.find("files", &bucket(30)).await, Ok(Found::Foreign(_))), "without tags");
    stage.moto.boto(&format!(
        "s3 = boto3.client('s3'); s3.delete_object(Bucket='{NAME}', Key='a'); s3.delete_bucket(Bucket='{NAME}')"
    ));
    stage.proxy.fail(&Failure {
        operation: "GetBucketTagging",
        code: "AccessDenied",
        message: "Access Denied",
        status: 403,
        times: 1,
    });
    assert!(matches!(world.find("files", &bucket(30)).await, Ok(Found::Foreign(_))), "of another account");
    stage.proxy.fail(&Failure {
        operation: "GetBucketTagging",
        code: "SlowDown",
        message: "slow down",
        status: 503,
        times: 1,
    });
    assert_eq!(world.find("files", &bucket(30)).await.unwrap_err().class, ErrorClass::Retry);

    // A conflicting change (S3 takes one at a time) is tried again.
    let outputs = world.live("files", bucket(30)).await;
    stage.proxy.fail(&Failure {
        operation: "PutBucketVersioning",
        code: "OperationAborted",
        message: "conflict",
        status: 409,
        times: 1,
    });
    assert_eq!(world.configure("files", &bucket(30), &outputs).await.unwrap_err().class, ErrorClass::Retry);
    // The servers that would read a release are told nothing until it is complete.
    stage.proxy.fail(&Failure {
        operation: "PutObject",
        code: "InternalError",
        message: "oops",
        status: 500,
        times: 1,
    });
    stage.network(&mut world);
    assert_eq!(world.create("release", &release("r1")).await.unwrap_err().class, ErrorClass::Retry);
    assert_eq!(world.find("release", &release("r1")).await, Ok(Found::Absent));
}
