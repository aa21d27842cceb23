//! The managed database and what it stands on.

use std::collections::BTreeMap;

use cloudstead::engine::{Cloud, DataChoice, ErrorClass, Found, KeptPrice};
use cloudstead::resource::db_instance::DbInstance;
use cloudstead::resource::db_parameter_group::DbParameterGroup;
use cloudstead::resource::db_subnet_group::DbSubnetGroup;
use cloudstead::resource::secret_parameter::{SecretForm, SecretParameter, SecretSource};
use cloudstead::resource::{Engine, Kind, Spec};

use crate::drivers::World;
use crate::moto::Failure;
use crate::{Stage, to};

fn subnets() -> Spec {
    DbSubnetGroup { name: "demo-db".to_owned(), subnets: vec![to("a"), to("b")] }.into()
}

fn settings() -> Spec {
    let parameters = BTreeMap::from([("rds.force_ssl".to_owned(), "1".to_owned())]);
    DbParameterGroup { name: "demo-db-postgres17".to_owned(), family: "postgres17".to_owned(), parameters }.into()
}

fn password() -> Spec {
    let name = "/cloudstead/demo/secrets/DB_PASSWORD".to_owned();
    SecretParameter { name, source: SecretSource::Generated { length: 32, form: SecretForm::Letters }, outlives: false }
        .into()
}

fn database(class: &str, storage_gb: u32, multi_az: bool) -> Spec {
    growing(class, storage_gb, 5 * storage_gb, multi_az)
}

/// `max_storage_gb` 0: as a journal says it that was written before storage grew by itself.
fn growing(class: &str, storage_gb: u32, max_storage_gb: u32, multi_az: bool) -> Spec {
    DbInstance {
        identifier: "demo-db".to_owned(),
        class: class.to_owned(),
        engine: Engine::Postgres,
        engine_version: "17".to_owned(),
        storage_gb,
        max_storage_gb,
        database: "app".to_owned(),
        username: "app".to_owned(),
        password: to("password"),
        subnet_group: to("subnets"),
        parameter_group: to("settings"),
        group: to("firewall"),
        backup_days: 7,
        multi_az,
    }
    .into()
}

async fn below(world: &mut World<'_>) {
    world.live("subnets", subnets()).await;
    world.live("settings", settings()).await;
    world.live("password", password()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_lives_grows_and_leaves_a_snapshot() {
    let stage = Stage::new();
    let mut world = stage.world("one").await;
    stage.network(&mut world);
    below(&mut world).await;
    let limit = || {
        stage.moto.boto(
            "found = boto3.client('rds').describe_db_instances()['DBInstances'][0]\n\
             print(json.dumps(found.get('MaxAllocatedStorage')))",
        )
    };
    world.live("database", growing("db.t4g.micro", 20, 0, false)).await;
    assert_eq!(limit(), serde_json::Value::Null);
    world.live_again("database", database("db.t4g.micro", 20, false)).await;
    assert_eq!(limit(), 100, "an older database begins to grow");
    world.live_again("database", database("db.t4g.small", 40, true)).await;
    assert_eq!(limit(), 200);
    stage.moto.boto(
        "boto3.client('rds').modify_db_instance(DBInstanceIdentifier='demo-db', MaxAllocatedStorage=500, \
            ApplyImmediately=True)",
    );
    world.live_again("database", database("db.t4g.small", 40, true)).await;
    assert_eq!(limit(), 500, "what a person raised stays");

    stage.moto.boto(
        "
rds = boto3.client('rds')
rds.create_db_parameter_group(DBParameterGroupName='theirs', DBParameterGroupFamily='postgres17', Description='d')
rds.modify_db_instance(DBInstanceIdentifier='demo-db', DBParameterGroupName='theirs', AutoMinorVersionUpgrade=False,
    CopyTagsToSnapshot=False, ApplyImmediately=True)
rds.modify_db_parameter_group(DBParameterGroupName='demo-db-postgres17',
    Parameters=[{'ParameterName': 'rds.force_ssl', 'ParameterValue': '0', 'ApplyMethod': 'immediate'}])",
    );
    world.set_right("settings", &settings(), &["rds.force_ssl"]).await;
    let said = ["which settings it uses (parameter group)", "kept up to date", "backups carry its tags"];
    world.set_right("database", &database("db.t4g.small", 40, true), &said).await;
    stage.moto.boto("boto3.client('rds').delete_db_parameter_group(DBParameterGroupName='theirs')");

    let found = stage.moto.inventory("us-east-1");
    let database = &found["db-instance"][0];
    assert_eq!(database["StorageEncrypted"], true);
    assert_eq!(database["StorageType"], "gp3");
    assert_eq!(database["MultiAZ"], true);
    assert_eq!(database["PubliclyAccessible"], false);
    assert_eq!(database["BackupRetentionPeriod"], 7);
    assert_eq!(database["tags"]["cloudstead:id"], "one");
    assert_eq!(found["db-parameter-group"][0]["parameters"]["rds.force_ssl"], "1");

    let kept = world.end_all(DataChoice::default()).await;
    assert_eq!(kept.len(), 1);
    assert!(kept[0].aws_id.starts_with("demo-db-final-"), "{}", kept[0].aws_id);
    assert_eq!((kept[0].gigabytes, kept[0].price), (40, KeptPrice::DatabaseSnapshot));
    let left = stage.moto.inventory("us-east-1");
    assert_eq!(left["db-snapshot"][0]["tags"]["cloudstead:kept"], "last snapshot");
    assert!(
        left.get("db-instance").is_none() && left.get("db-subnet-group").is_none() && left.get("parameter").is_none()
    );
    world.assert_declared(&[Kind::DbSubnetGroup, Kind::DbParameterGroup, Kind::DbInstance]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_goes_without_a_snapshot_when_told_so() {
    let stage = Stage::new();
    let mut world = stage.world("one").await;
    stage.network(&mut world);
    below(&mut world).await;
    world.live("database", database("db.t4g.micro", 20, false)).await;
    let kept = world.end_all(DataChoice { final_snapshot: false, keep_files: false, keep_images: false }).await;
    assert!(kept.is_empty());
    assert!(stage.moto.inventory("us-east-1").get("db-snapshot").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn foreign_databases_and_refusals_are_told_apart() {
    let stage = Stage::new();
    let mut world = stage.world("one").await;
    stage.network(&mut world);
    below(&mut world).await;
    world.live("database", database("db.t4g.micro", 20, false)).await;

    // Another deployment of the same name.
    let mut other = stage.world("two").await;
    for node in ["vpc", "a", "b", "firewall", "subnets", "settings", "password"] {
        other.know(node, world.outputs_of(node));
    }
    for (node, spec) in [
        ("subnets", subnets()),
        ("settings", settings()),
        ("password", password()),
        ("database", database("db.t4g.micro", 20, false)),
    ] {
        assert!(matches!(other.find(node, &spec).await, Ok(Found::Foreign(_))), "{node}");
    }
    let error = other.create("database", &database("db.t4g.micro", 20, false)).await.unwrap_err();
    assert_eq!(error.class, ErrorClass::AlreadyExists);

    // AWS is unwell: nothing is taken for absent.
    stage.proxy.fail(&Failure {
        operation: "DescribeDBInstances",
        code: "InternalFailure",
        message: "oops",
        status: 500,
        times: 1,
    });
    let error = world.find("database", &database("db.t4g.micro", 20, false)).await.unwrap_err();
    assert_eq!(error.class, ErrorClass::Retry);

    // An error that quotes the password does not reach anybody.
    let secret = "x".repeat(32);
    let message = format!("MasterUserPassword {secret} is not valid");
    stage.proxy.fail(&Failure {
        operation: "CreateDBInstance",
        code: "InvalidParameterValue",
        message: &message,
        status: 400,
        times: 1,
    });
    let error = other.create("database", &database("db.t4g.micro", 20, false)).await.unwrap_err();
    assert_eq!(error.code, "InvalidParameterValue");
    assert!(!format!("{error:?}").contains(&secret), "{error:?}");
    assert!(world.cloud.identity().await.is_ok());
}
