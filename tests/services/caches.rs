//! The managed cache and what it stands on.

use std::collections::BTreeMap;

use cloudstead::engine::{DataChoice, ErrorClass, Found, Poll};
use cloudstead::resource::cache_subnet_group::CacheSubnetGroup;
use cloudstead::resource::replication_group::ReplicationGroup;
use cloudstead::resource::secret_parameter::{SecretForm, SecretParameter, SecretSource};
use cloudstead::resource::service_linked_role::ServiceLinkedRole;
use cloudstead::resource::{CacheEngine, Kind, Outputs, Spec};

use crate::drivers::World;
use crate::moto::Failure;
use crate::{Stage, to};

fn subnets() -> Spec {
    CacheSubnetGroup { name: "demo-cache".to_owned(), subnets: vec![to("a"), to("b")] }.into()
}

fn password() -> Spec {
    let name = "/cloudstead/demo/secrets/CACHE_PASSWORD".to_owned();
    SecretParameter { name, source: SecretSource::Generated { length: 32, form: SecretForm::Letters }, outlives: false }
        .into()
}

fn cache(node_type: &str, version: &str, multi_az: bool) -> Spec {
    ReplicationGroup {
        identifier: "demo-cache".to_owned(),
        node_type: node_type.to_owned(),
        engine: CacheEngine::Valkey,
        engine_version: version.to_owned(),
        password: to("password"),
        subnet_group: to("subnets"),
        group: to("firewall"),
        multi_az,
    }
    .into()
}

async fn below(world: &mut World<'_>) {
    let role = ServiceLinkedRole { service: "elasticache.amazonaws.com".to_owned() };
    // The account's own: it stays.
    let made = world.create("role", &role.into()).await.unwrap();
    world.know("role", made);
    world.live("subnets", subnets()).await;
    world.live("password", password()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cache_lives_grows_and_goes() {
    let stage = Stage::new();
    let mut world = stage.world("one").await;
    stage.network(&mut world);
    let early = world.create("subnets", &subnets()).await.unwrap_err();
    assert_eq!(early.class, ErrorClass::Wait, "a new account has no role for caches: {early:?}");
    below(&mut world).await;
    stage.proxy.slow(&BTreeMap::from([("elasticache:DescribeReplicationGroups", 2)]));
    let ready = world.live("cache", cache("cache.t4g.micro", "8.2", false)).await;
    let Outputs::ReplicationGroup(outputs) = ready else { panic!("another kind") };
    assert!(outputs.endpoint.starts_with("master.demo-cache."), "{outputs:?}");
    world.live_again("cache", cache("cache.t4g.small", "9.1", false)).await;

    stage.moto.boto(
        "
ec2 = boto3.client('ec2')
theirs = ec2.create_security_group(GroupName='theirs', Description='d',
    VpcId=ec2.describe_security_groups(GroupNames=['demo'])['SecurityGroups'][0]['VpcId'])['GroupId']
boto3.client('elasticache').modify_replication_group(ReplicationGroupId='demo-cache', SecurityGroupIds=[theirs],
    CacheNodeType='cache.m7g.large', AutoMinorVersionUpgrade=False, ApplyImmediately=True)",
    );
    let said = ["its size", "its firewall", "whether it is kept up to date"];
    world.set_right("cache", &cache("cache.t4g.small", "9.1", false), &said).await;

    let found = stage.moto.inventory("us-east-1");
    let cache = &found["replication-group"][0];
    for (setting, wanted) in [
        ("TransitEncryptionEnabled", serde_json::json!(true)),
        ("AtRestEncryptionEnabled", serde_json::json!(true)),
        ("AuthTokenEnabled", serde_json::json!(true)),
        ("CacheNodeType", serde_json::json!("cache.t4g.small")),
        ("EngineVersion", serde_json::json!("9.1.0")),
        ("nodes", serde_json::json!(1)),
    ] {
        assert_eq!(cache[setting], wanted, "{setting}: {cache}");
    }
    assert_eq!(cache["tags"]["cloudstead:id"], "one");

    let kept = world.end_all(DataChoice::default()).await;
    assert!(kept.is_empty(), "{kept:?}");
    let left = stage.moto.inventory("us-east-1");
    assert!(left.get("replication-group").is_none() && left.get("cache-subnet-group").is_none(), "{left}");
    world.assert_declared(&[Kind::CacheSubnetGroup, Kind::ReplicationGroup]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_stand_in_for_each_other_and_strangers_are_told_apart() {
    let stage = Stage::new();
    let mut world = stage.world("one").await;
    stage.network(&mut world);
    below(&mut world).await;
    world.live("cache", cache("cache.t4g.micro", "8.2", true)).await;
    let found = &stage.moto.inventory("us-east-1")["replication-group"][0];
    assert_eq!((&found["nodes"], &found["MultiAZ"]), (&serde_json::json!(2), &serde_json::json!("enabled")));

    let mut other = stage.world("two").await;
    for node in ["vpc", "a", "b", "firewall", "subnets", "password"] {
        other.know(node, world.outputs_of(node));
    }
    let spec = cache("cache.t4g.micro", "8.2", true);
    for (node, spec) in [("subnets", subnets()), ("cache", spec.clone())] {
        assert!(matches!(other.find(node, &spec).await, Ok(Found::Foreign(_))), "{node}");
    }
    let error = other.create("cache", &spec).await.unwrap_err();
    assert_eq!(error.class, ErrorClass::AlreadyExists);

    // An error that quotes the password does not reach anybody.
    let secret = "x".repeat(32);
    let message = format!("AuthToken {secret} is not valid");
    stage.proxy.fail(&Failure {
        operation: "CreateReplicationGroup",
        code: "InvalidParameterValue",
        message: &message,
        status: 400,
        times: 1,
    });
    let error = other.create("cache", &spec).await.unwrap_err();
    assert!(error.code == "InvalidParameterValue" && !format!("{error:?}").contains(&secret), "{error:?}");
    assert!(matches!(world.poll("cache", &spec, &world.outputs_of("cache")).await, Ok(Poll::Ready(_))));
    world.end_all(DataChoice::default()).await;
}
