//! Images that are built in the account: repository, project, permissions, and builds that run once per input.

use std::collections::BTreeMap;

use cloudstead::engine::{Cloud as _, DataChoice, ErrorClass, Found, KeptPrice, Poll};
use cloudstead::resource::build_policy::BuildPolicy;
use cloudstead::resource::built_image::BuiltImage;
use cloudstead::resource::codebuild_project::CodebuildProject;
use cloudstead::resource::ecr_repository::{EcrRepository, TAGGED_KEPT};
use cloudstead::resource::elastic_ip::ElasticIpOutputs;
use cloudstead::resource::iam_role::IamRole;
use cloudstead::resource::log_group::LogGroup;
use cloudstead::resource::{Architecture, BuildFailure, BuildSize, Kind, Outputs, Part, Spec, Target};

use crate::drivers::World;
use crate::{Stage, to};

const REMOVE: DataChoice = DataChoice { final_snapshot: false, keep_files: false, keep_images: false };

fn repository() -> Spec {
    EcrRepository { name: "demo/app".to_owned(), image_mb: 500 }.into()
}

fn project(size: BuildSize) -> Spec {
    CodebuildProject {
        name: "demo-builds".to_owned(),
        role: to("build-role"),
        logs: to("build-logs"),
        architecture: Architecture::Arm64,
        size,
    }
    .into()
}

fn image(r#ref: &str) -> Spec {
    let address = Part::Host(Target::Address(to("address")));
    BuiltImage {
        service: "app".to_owned(),
        repository: to("repository-app"),
        project: to("builds"),
        policy: to("build-policy"),
        git: "https://example.com/app.git".to_owned(),
        r#ref: r#ref.to_owned(),
        dockerfile: "Dockerfile".to_owned(),
        context: String::new(),
        target: Some("app".to_owned()),
        args: BTreeMap::from([("URL".to_owned(), vec![Part::Text("https://".to_owned()), address])]),
        secrets: BTreeMap::from([("NPM_TOKEN".to_owned(), "/cloudstead/demo/secrets/NPM_TOKEN".to_owned())]),
        architecture: Architecture::Arm64,
        size: BuildSize::Large,
        minutes: 7,
    }
    .into()
}

/// All that a build needs.
async fn yard(world: &mut World<'_>) {
    let address = ElasticIpOutputs { allocation_id: "eipalloc-1".to_owned(), public_ip: "203.0.113.9".to_owned() };
    world.know("address", Outputs::ElasticIp(address));
    let role = IamRole {
        name: "demo-us-east-1-builds".to_owned(),
        trusted_service: "codebuild.amazonaws.com".to_owned(),
        managed_policies: Vec::new(),
    };
    world.live("build-role", role.into()).await;
    let logs = LogGroup { name: "/cloudstead/demo/builds".to_owned(), retention_days: 14, of_builds: true };
    world.live("build-logs", logs.into()).await;
    world.live("repository-app", repository()).await;
    world.live("builds", project(BuildSize::Medium)).await;
    world.live_again("builds", project(BuildSize::Large)).await;
    let policy = BuildPolicy {
        role: to("build-role"),
        name: "builds".to_owned(),
        repositories: vec![to("repository-app")],
        logs: to("build-logs"),
        parameters: vec!["/cloudstead/demo/secrets/NPM_TOKEN".to_owned()],
    };
    world.live("build-policy", policy.into()).await;
}

impl Stage {
    /// How many builds there were.
    fn builds(&self) -> usize {
        self.moto
            .boto(&format!(
                "client = boto3.client('codebuild', endpoint_url='{}')\n\
             found = client.list_builds_for_project(projectName='demo-builds')\n\
             print(json.dumps(len(found['ids'])))",
                self.proxy.url
            ))
            .as_u64()
            .and_then(|count| usize::try_from(count).ok())
            .unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_image_is_built_once_per_input() {
    let stage = Stage::new();
    let mut world = stage.world("one").await;
    yard(&mut world).await;
    let first = world.live("image-app", image("v1")).await;
    assert_eq!(stage.builds(), 1, "every step was made twice");
    // Another ref is built beside the first, which stays.
    let found = world.find("image-app", &image("v2")).await;
    assert_eq!(found, Ok(Found::Absent));
    world.configure("image-app", &image("v2"), &first).await.unwrap();
    let second = world.ready("image-app", &image("v2"), &first).await;
    assert_ne!(first, second);
    assert_eq!(world.find("image-app", &image("v1")).await, Ok(Found::Ours(first.clone())));
    assert_eq!(stage.builds(), 2);
    // Back to the first: nothing is built.
    world.live_again("image-app", image("v1")).await;
    assert_eq!(stage.builds(), 2);
    // A build that runs is found again, by another session too, and a lost answer brings no second one.
    let running = world.create("image-app", &image("v3")).await.unwrap();
    let mut other = stage.world("one").await;
    for node in ["build-role", "build-logs", "repository-app", "builds", "build-policy", "address"] {
        other.know(node, world.outputs_of(node));
    }
    assert_eq!(other.find("image-app", &image("v3")).await, Ok(Found::Ours(running.clone())));
    world.create("image-app", &image("v3")).await.unwrap();
    assert_eq!(stage.builds(), 3);
    // A removal ends it.
    world.delete("image-app", &image("v3"), &running, REMOVE).await.unwrap();
    assert_eq!(world.find("image-app", &image("v3")).await, Ok(Found::Absent));
    let kept = world
        .delete(
            "repository-app",
            &repository(),
            &world.outputs_of("repository-app"),
            DataChoice { keep_images: true, ..REMOVE },
        )
        .await;
    let kept = kept.unwrap();
    assert_eq!((kept.len(), kept[0].price, kept[0].gigabytes), (1, KeptPrice::Images, 1));
    let next = stage.world("two").await;
    assert!(
        matches!(next.find("repository-app", &repository()).await, Ok(Found::Kept(_))),
        "the next deployment of the name has it back"
    );
    world.live_again("repository-app", repository()).await;
    change_by_hand(&stage, &world).await;
    assert_eq!(world.end_all(REMOVE).await, []);
    world.assert_declared(&[Kind::BuiltImage, Kind::EcrRepository, Kind::CodebuildProject, Kind::BuildPolicy]);
}

/// The end of what is shown of a build that ends so.
fn last_line(end: &str) -> &'static str {
    match end {
        "clone" => "not found",
        "dockerfile" => "there is no Dockerfile",
        "memory" => "exit code: 137",
        "push" => "denied: not authorized to perform ecr:PutImage",
        "time" => "still building",
        "step" => "Cannot find name 'x'",
        "disk" => "no space left on device",
        "secret" => "parameter does not exist: /cloudstead/x",
        _ => "An internal service error occurred.",
    }
}

/// What somebody changed of the repository is found and set right.
async fn change_by_hand(stage: &Stage, world: &World<'_>) {
    for (call, words) in [
        ("put_image_tag_mutability(repositoryName='demo/app', imageTagMutability='MUTABLE')", "tags stay"),
        (
            "put_image_scanning_configuration(repositoryName='demo/app', \
             imageScanningConfiguration={'scanOnPush': False})",
            "scanned",
        ),
        ("delete_lifecycle_policy(repositoryName='demo/app')", "go by themselves"),
    ] {
        stage.moto.boto(&format!("boto3.client('ecr').{call}"));
        world.set_right("repository-app", &repository(), &[words]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_image_that_servers_went_back_to_outlives_later_builds() {
    let stage = Stage::new();
    let mut world = stage.world("one").await;
    yard(&mut world).await;
    let old = world.live("image-app", image("v1")).await;
    let later = TAGGED_KEPT - 1;
    stage.moto.boto(&format!(
        "
kind = 'application/vnd.docker.distribution.manifest.v2+json'
for number in range({later}):
    part = {{'digest': str(number), 'size': 1}}
    manifest = {{'schemaVersion': 2, 'mediaType': kind, 'config': part, 'layers': [part]}}
    boto3.client('ecr').put_image(repositoryName='demo/app', imageManifest=json.dumps(manifest),
        imageTag=f'later-{{number}}')"
    ));
    world.configure("image-app", &image("v2"), &old).await.unwrap();
    let new = world.ready("image-app", &image("v2"), &old).await;
    let kept = stage.moto.boto(
        "found = boto3.client('ecr').describe_images(repositoryName='demo/app')['imageDetails']\n\
         print(json.dumps([tag for one in found for tag in one['imageTags']]))",
    );
    let kept: Vec<&str> = kept.as_array().unwrap().iter().filter_map(|tag| tag.as_str()).collect();
    assert_eq!(kept.len(), usize::try_from(TAGGED_KEPT).unwrap(), "ECR's own rule would take the oldest: {kept:?}");
    for image in [old, new] {
        let image = image.aws_id().unwrap();
        assert!(kept.iter().any(|tag| image.ends_with(&format!(":{tag}"))), "{image}: {kept:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_last_look_finds_what_builds_left_and_nothing_that_is_gone() {
    let stage = Stage::new();
    stage.proxy.late_tags();
    let mut world = stage.world("one").await;
    yard(&mut world).await;
    let left = world.cloud.sweep(&world.owner).await.unwrap();
    for node in ["build-role", "builds", "repository-app"] {
        assert!(left.iter().any(|leftover| leftover.node.as_deref() == Some(node)), "{node}: {left:?}");
    }
    assert_eq!(world.end_all(REMOVE).await, []);
    assert_eq!(world.cloud.sweep(&world.owner).await, Ok(Vec::new()), "AWS's tags are late, and the look is not");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_build_says_why_and_is_tried_again() {
    let stage = Stage::new();
    let mut world = stage.world("one").await;
    yard(&mut world).await;
    let causes = [
        ("clone", BuildFailure::Clone),
        ("dockerfile", BuildFailure::Dockerfile),
        ("memory", BuildFailure::Memory),
        ("push", BuildFailure::Push),
        ("time", BuildFailure::TimeLimit),
        ("step", BuildFailure::Step),
        ("disk", BuildFailure::Disk),
        ("secret", BuildFailure::Secrets),
        ("machine", BuildFailure::Machine),
    ];
    let made = world.create("image-app", &image("v0")).await.unwrap();
    world.ready("image-app", &image("v0"), &made).await;
    for (count, (end, cause)) in causes.into_iter().enumerate() {
        stage.proxy.builds_end(&[end]);
        world.configure("image-app", &image("v1"), &made).await.unwrap();
        let error = loop {
            match world.poll("image-app", &image("v1"), &made).await {
                Ok(Poll::Waiting(text)) => assert!(!text.is_empty()),
                Ok(Poll::Ready(_)) => panic!("{end} made an image"),
                Err(error) => break error,
            }
        };
        assert_eq!((error.class, error.code.as_str()), (ErrorClass::Stop, cause.code()), "{end}");
        // What a person sees is what the build said, not the command that CodeBuild repeats behind it.
        assert!(!error.why.contains("[Container]") && !error.why.contains("exit 2"), "{end}: {error:?}");
        let last = last_line(end);
        assert!(error.why.ends_with(last), "{end}: {error:?}");
        let ways = ["the preset", "console", "build = \"server\""];
        assert!(ways.iter().any(|way| error.hint.contains(way)), "{error:?}");
        assert_eq!(stage.builds(), count + 2, "{end}: asked for again, it is another build");
    }
    // Its image was removed while nobody looked: that is no wait.
    stage.proxy.builds_end(&["removed"]);
    world.configure("image-app", &image("v1"), &made).await.unwrap();
    let gone = loop {
        match world.poll("image-app", &image("v1"), &made).await {
            Ok(Poll::Waiting(text)) => assert!(!text.contains("does not show"), "{text}"),
            Ok(Poll::Ready(_)) => panic!("there is no image"),
            Err(error) => break error,
        }
    };
    assert_eq!((gone.class, gone.code.as_str()), (ErrorClass::Stop, "BuiltImageGone"));
    // A role that is too new is not a person's business, and the account's other builds are waited for.
    stage.proxy.builds_end(&["role"]);
    let fresh = image("v2");
    world.configure("image-app", &fresh, &made).await.unwrap();
    world.ready("image-app", &fresh, &made).await;
    stage.proxy.machines(0);
    let refused = world.create("image-app", &image("v3")).await.unwrap_err();
    assert_eq!(refused.class, ErrorClass::Stop);
    assert!(
        refused.what.contains("does not let this account build") && refused.hint.contains("build = \"server\""),
        "{refused:?}"
    );
    stage.proxy.machines(1);
    world.create("image-app", &image("v3")).await.unwrap();
    let waits = world.create("image-app", &image("v4")).await.unwrap_err();
    assert_eq!(waits.class, ErrorClass::Wait, "{waits:?}");
}
