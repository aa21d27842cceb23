//! Things of others, refusals, and what is only looked up.

use cloudstead::engine::{Cloud as _, ErrorClass, Found};
use cloudstead::resource::instance_profile::InstanceProfile;
use cloudstead::resource::machine_image::{MachineImage, MachineImageOutputs};
use cloudstead::resource::zones::{Zones, ZonesOutputs};
use cloudstead::resource::{Architecture, Engine, Outputs, Spec};

use crate::drivers::Stage;
use crate::moto::{ACCOUNT, Failure};
use crate::specs::{foundation, group, instance, role, template, to, volume, vpc, zones};

#[tokio::test(flavor = "multi_thread")]
async fn things_of_others_are_left_alone() {
    let stage = Stage::new();
    let mut theirs = stage.world("theirs").await;
    foundation(&mut theirs).await;
    theirs.live("servers-template", template("r1")).await;
    let mut ours = stage.world("ours").await;
    for node in ["zones", "image", "files", "vpc", "server-role", "server-profile", "server-firewall"] {
        ours.know(node, theirs.outputs_of(node));
    }
    // Without a name of its own nothing stands in the way.
    assert_eq!(ours.find("vpc", &vpc()).await, Ok(Found::Absent));
    // Names that exist once per account, region or network do.
    let profile: Spec = InstanceProfile { name: "demo-us-east-1-servers".to_owned(), role: to("server-role") }.into();
    let named = [
        ("server-role", role()),
        ("server-profile", profile),
        ("servers-template", template("r1")),
        ("firewall", group("DEMO-server-firewall")),
    ];
    for (node, spec) in named {
        let found = ours.find(node, &spec).await;
        assert!(matches!(found, Ok(Found::Foreign(_))), "{node}: {found:?}");
        if node != "firewall" {
            assert_eq!(ours.create(node, &spec).await.unwrap_err().class, ErrorClass::AlreadyExists, "{node}");
        }
    }
    assert_eq!(ours.cloud.sweep(&ours.owner).await, Ok(Vec::new()));
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_are_told_apart() {
    let stage = Stage::new();
    let mut world = stage.world("one").await;
    foundation(&mut world).await;
    let cases = [
        (
            "VcpuLimitExceeded",
            "You have requested more vCPU capacity than your current vCPU limit of 1 allows",
            ErrorClass::Stop,
        ),
        (
            "PendingVerification",
            "Your request for accessing resources in this region is being validated",
            ErrorClass::Wait,
        ),
        (
            "InvalidParameterValue",
            "Value (demo) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name",
            ErrorClass::Wait,
        ),
        ("InvalidParameterCombination", "The specified instance type is not eligible for Free Tier.", ErrorClass::Stop),
        ("RequestLimitExceeded", "Request limit exceeded.", ErrorClass::Retry),
        ("RequestExpired", "Request has expired.", ErrorClass::SignIn),
        ("InvalidSubnetID.NotFound", "The subnet ID 'subnet-1' does not exist", ErrorClass::Retry),
    ];
    world.live("server-disk", volume(20)).await;
    for (code, message, class) in cases {
        stage.proxy.fail(&Failure { operation: "RunInstances", code, message, status: 400, times: 1 });
        let error = world.create("server", &instance("r1")).await.unwrap_err();
        assert_eq!((error.class, error.code.as_str()), (class, code), "{error:?}");
        assert!(class == ErrorClass::Retry || !error.hint.is_empty() || class == ErrorClass::Wait, "{error:?}");
    }
    assert_eq!(world.find("server", &instance("r1")).await, Ok(Found::Absent));
}

#[tokio::test(flavor = "multi_thread")]
async fn looked_up_things_are_found() {
    let stage = Stage::new();
    let mut world = stage.world("one").await;
    let Outputs::Zones(ZonesOutputs { zones: found }) = world.look_up("zones", zones()).await else {
        panic!("no zones")
    };
    assert_eq!(found.len(), 2);
    assert!(found.is_sorted());
    let Outputs::MachineImage(image) =
        world.look_up("image", MachineImage { architecture: Architecture::Arm64 }.into()).await
    else {
        panic!("no image")
    };
    // The newest of Canonical's own, not the look-alike of somebody else that is newer still.
    assert_eq!(
        image,
        MachineImageOutputs { image_id: "ami-0a0b0c0d0e0f00001".to_owned(), root_device: "/dev/sda1".to_owned() }
    );
    let rare: Spec = Zones {
        instance_types: vec!["u-24tb1.metal".to_owned(), "nothing.large".to_owned()],
        db_classes: Vec::new(),
        db_engine: Engine::Postgres,
        db_version: None,
    }
    .into();
    let Ok(Found::Unavailable(error)) = world.find("zones", &rare).await else { panic!("there are zones") };
    assert_eq!((error.class, error.code.as_str()), (ErrorClass::Stop, "TooFewZones"));
    // A class that is sold is asked for its version and its disks; one that is not sold is an answer, not silence.
    let of = |class: &str, version: &str| -> Spec {
        Zones {
            instance_types: Vec::new(),
            db_classes: vec![class.to_owned()],
            db_engine: Engine::Postgres,
            db_version: Some(version.to_owned()),
        }
        .into()
    };
    assert!(matches!(world.find("zones", &of("db.t3.micro", "17")).await, Ok(Found::Ours(_))));
    for (class, version, said) in
        [("db.t9.micro", "17", "does not offer db.t9.micro"), ("db.t3.micro", "9", "db.t3.micro with PostgreSQL 9")]
    {
        let Ok(Found::Unavailable(error)) = world.find("zones", &of(class, version)).await else {
            panic!("{class} {version}")
        };
        assert!(error.what.contains(said), "{error:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_account_is_known() {
    let stage = Stage::new();
    let world = stage.world("one").await;
    assert_eq!(world.cloud.identity().await.unwrap().account, ACCOUNT);
    stage.moto.boto(
        "r = boto3.client('route53')\n\
         r.create_hosted_zone(Name='example.org.', CallerReference='1')\n\
         r.create_hosted_zone(Name='a.example.com.', CallerReference='2')",
    );
    assert_eq!(world.cloud.zones().await.unwrap(), ["a.example.com", "example.org"]);
    assert_eq!(
        world.cloud.region_state(cloudstead::model::Region::US_EAST_1).await,
        Ok(cloudstead::aws::RegionState::Enabled)
    );
    // Where a region is off nobody is known: both are asked elsewhere.
    let off: cloudstead::model::Region = "eu-central-2".parse().unwrap();
    let world = stage.world_in("one", off).await;
    assert_eq!(world.cloud.identity().await.unwrap().account, ACCOUNT);
    assert_eq!(world.cloud.region_state(off).await, Ok(cloudstead::aws::RegionState::Disabled));
}
