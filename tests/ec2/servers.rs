//! Servers, their disks and how those of a group are made.

use cloudstead::engine::{Cloud as _, DataChoice, ErrorClass, KeptPrice};
use cloudstead::resource::elastic_ip::ElasticIp;
use cloudstead::resource::elastic_ip_association::ElasticIpAssociation;
use cloudstead::resource::iam_role_policy::IamRolePolicy;
use cloudstead::resource::volume_attachment::VolumeAttachment;
use cloudstead::resource::{Grant, Kind, Outputs};

use crate::drivers::Stage;
use crate::moto::Failure;
use crate::specs::{foundation, instance, template, to, volume};

/// What a single server is handed that pulls an image of its own.
fn grants() -> Vec<Grant> {
    let (prefix, images) = ("/cloudstead/demo".to_owned(), vec!["demo/app".to_owned()]);
    vec![Grant::Files(to("files")), Grant::Parameters(prefix.clone()), Grant::Logs(prefix), Grant::Images(images)]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_lives_and_goes_and_its_data_stays() {
    let stage = Stage::new();
    let mut world = stage.world("one").await;
    foundation(&mut world).await;
    let policy = IamRolePolicy { role: to("server-role"), name: "deployment".to_owned(), grants: grants() };
    world.live("server-policy", policy.into()).await;
    world
        .live("server-address", ElasticIp { name: "demo-server".to_owned(), purpose: "server".to_owned() }.into())
        .await;
    world.live("server-disk", volume(20)).await;
    world.live_again("server-disk", volume(30)).await;
    world.live("server", instance("r1")).await;
    let attachment =
        VolumeAttachment { volume: to("server-disk"), instance: to("server"), device: "/dev/sdf".to_owned() };
    world.live("server-disk-attached", attachment.clone().into()).await;

    // Stopped by hand, or by a change that was interrupted: it runs again.
    let id = world.aws_id("server");
    let stopped = || stage.moto.boto(&format!("boto3.client('ec2').stop_instances(InstanceIds=['{id}'])"));
    let power = || {
        stage.moto.boto(
            "found = boto3.client('ec2').describe_instances()['Reservations'][0]['Instances'][0]\n\
             print(json.dumps(found['State']['Name']))",
        )
    };
    for (node, spec) in [("server", instance("r1")), ("server-disk-attached", attachment.into())] {
        stopped();
        assert_eq!(power(), "stopped");
        world.live_again(node, spec).await;
        assert_eq!(power(), "running", "{node}");
    }
    // Another release is another tag of the same server.
    world.live_again("server", instance("r2")).await;
    assert_eq!(world.aws_id("server"), id);
    world
        .live(
            "server-address-attached",
            ElasticIpAssociation { address: to("server-address"), instance: to("server") }.into(),
        )
        .await;

    let server = stage.moto.boto(
        "print(json.dumps(boto3.client('ec2').describe_instances()['Reservations'][0]['Instances'][0], default=str))",
    );
    let tags = server["Tags"].as_array().unwrap();
    let tag = |key: &str| {
        tags.iter().find(|tag| tag["Key"] == key).and_then(|tag| tag["Value"].as_str()).unwrap_or_default().to_owned()
    };
    assert_eq!(
        (tag("cloudstead:role"), tag("cloudstead:bucket"), tag("cloudstead:release")),
        ("box".into(), "demo-files".into(), "r2".into())
    );
    assert_eq!(
        (tag("cloudstead:deployment"), tag("cloudstead:node"), tag("Name")),
        ("demo".into(), "server".into(), "demo-server".into())
    );
    assert_eq!(tag("cloudstead:volume"), world.aws_id("server-disk"));

    let left = world.cloud.sweep(&world.owner).await.unwrap();
    let mut nodes: Vec<_> = left.iter().filter_map(|leftover| leftover.node.clone()).collect();
    nodes.sort();
    nodes.dedup();
    for node in [
        "internet-gateway",
        "public-a",
        "server",
        "server-address",
        "server-disk",
        "server-firewall",
        "server-profile",
        "server-role",
        "vpc",
    ] {
        assert!(nodes.iter().any(|found| found == node), "{node} is not in {left:?}");
    }

    // What servers write of themselves goes too, what a namesake's servers wrote stays.
    stage.moto.boto(
        "s = boto3.client('ssm')\n\
         for name in ['demo/boxes/i-1', 'demo/boxes/i-1/chores', 'demo/migrations/r1', 'demo-2/boxes/i-2']: \
         s.put_parameter(Name='/cloudstead/' + name, Type='String', Value='x')",
    );
    let kept = world.end_all(DataChoice::default()).await;
    let left = stage
        .moto
        .boto("print(json.dumps([p['Name'] for p in boto3.client('ssm').describe_parameters()['Parameters']]))");
    assert_eq!(left, serde_json::json!(["/cloudstead/demo-2/boxes/i-2"]));
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert!(
        kept[0].aws_id.starts_with("snap-") && kept[0].gigabytes == 30 && kept[0].price == KeptPrice::DiskSnapshot,
        "{kept:?}"
    );
    world.assert_declared(&[
        Kind::IamRolePolicy,
        Kind::ElasticIpAssociation,
        Kind::Volume,
        Kind::VolumeAttachment,
        Kind::Instance,
    ]);
    assert_eq!(world.cloud.sweep(&world.owner).await, Ok(Vec::new()));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_snapshot_when_none_is_wanted() {
    let stage = Stage::new();
    let mut world = stage.world("one").await;
    foundation(&mut world).await;
    world.live("server-disk", volume(20)).await;
    let kept = world.end_all(DataChoice { final_snapshot: false, keep_files: false, keep_images: false }).await;
    assert_eq!(kept, Vec::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_template_gets_one_new_version() {
    let stage = Stage::new();
    let mut world = stage.world("one").await;
    foundation(&mut world).await;
    let version = |outputs: &Outputs| match outputs {
        Outputs::LaunchTemplate(outputs) => outputs.version.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(version(&world.live("servers-template", template("r1")).await), "1");
    assert_eq!(version(&world.live_again("servers-template", template("r1")).await), "1");
    assert_eq!(version(&world.live_again("servers-template", template("r2")).await), "2");
    assert_eq!(version(&world.live_again("servers-template", template("r2")).await), "2");

    // A version of somebody else is used by nobody, and makes no other one of ours.
    let (id, made) = (world.aws_id("servers-template"), world.outputs_of("servers-template"));
    stage.moto.boto(&format!(
        "boto3.client('ec2').create_launch_template_version(LaunchTemplateId='{id}', \
        LaunchTemplateData={{'InstanceType': 'm7i.large'}})"
    ));
    assert_eq!(world.changed("servers-template", &template("r2"), &made).await, Ok(None));
    world.configure("servers-template", &template("r2"), &made).await.unwrap();
    assert_eq!(version(&world.ready("servers-template", &template("r2"), &made).await), "2");
    // Of what is wanted here there is no version (more), so one is made.
    let said = world.changed("servers-template", &template("r3"), &made).await.unwrap().unwrap();
    assert!(said.contains("is gone"), "{said}");
    world.configure("servers-template", &template("r3"), &made).await.unwrap();
    assert_eq!(version(&world.ready("servers-template", &template("r3"), &made).await), "4");
    world.end_all(DataChoice::default()).await;
    world.assert_declared(&[Kind::LaunchTemplate]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_zone_without_room_is_left_for_the_next() {
    let stage = Stage::new();
    let mut world = stage.world("one").await;
    foundation(&mut world).await;
    let zone = |outputs: Outputs| if let Outputs::Volume(disk) = outputs { disk.zone } else { panic!("{outputs:?}") };
    assert_eq!(zone(world.live("server-disk", volume(20)).await), "us-east-1a");
    let message =
        "We currently do not have sufficient t4g.small capacity in the Availability Zone you requested (us-east-1a).";
    let failure =
        Failure { operation: "RunInstances", code: "InsufficientInstanceCapacity", message, status: 500, times: 1 };
    stage.proxy.fail(&failure);
    let refused = world.create("server", &instance("r1")).await.unwrap_err();
    assert_eq!((refused.class, refused.start_over.as_deref()), (ErrorClass::Elsewhere, Some(&"server-disk".into())));
    assert!(refused.what.contains("us-east-1a") && refused.what.contains("t4g.small"), "{refused:?}");

    let disk = world.outputs_of("server-disk");
    world
        .delete(
            "server-disk",
            &volume(20),
            &disk,
            DataChoice { final_snapshot: false, keep_files: false, keep_images: false },
        )
        .await
        .unwrap();
    world.attempt = 1;
    assert_eq!(zone(world.live("server-disk", volume(20)).await), "us-east-1b");
    world.live("server", instance("r1")).await;
    let place =
        "print(json.dumps(boto3.client('ec2').describe_instances()['Reservations'][0]['Instances'][0]['Placement']))";
    assert_eq!(stage.moto.boto(place)["AvailabilityZone"], "us-east-1b");
}
