//! The drivers of the network, the servers and their permissions against moto behind the strict proxy: every kind's life
//! from absent to gone, repeats included, whose things are whose, and that each kind calls exactly what it declares.
#![cfg(feature = "aws")]

#[path = "drivers/world.rs"]
mod drivers;
mod moto;

use cloudstead::engine::{Cloud, DataChoice, ErrorClass, Found, KeptPrice};
use cloudstead::resource::elastic_ip::ElasticIp;
use cloudstead::resource::elastic_ip_association::ElasticIpAssociation;
use cloudstead::resource::iam_role::IamRole;
use cloudstead::resource::iam_role_policy::IamRolePolicy;
use cloudstead::resource::instance::Instance;
use cloudstead::resource::instance_profile::InstanceProfile;
use cloudstead::resource::internet_gateway::InternetGateway;
use cloudstead::resource::launch_template::LaunchTemplate;
use cloudstead::resource::machine_image::{MachineImage, MachineImageOutputs};
use cloudstead::resource::nat_gateway::NatGateway;
use cloudstead::resource::route::{Route, RouteTarget};
use cloudstead::resource::route_table::RouteTable;
use cloudstead::resource::route_table_association::RouteTableAssociation;
use cloudstead::resource::s3_endpoint::S3Endpoint;
use cloudstead::resource::security_group::SecurityGroup;
use cloudstead::resource::security_group_rule::{RuleSource, SecurityGroupRule};
use cloudstead::resource::service_linked_role::ServiceLinkedRole;
use cloudstead::resource::subnet::Subnet;
use cloudstead::resource::volume::Volume;
use cloudstead::resource::volume_attachment::VolumeAttachment;
use cloudstead::resource::vpc::Vpc;
use cloudstead::resource::zones::{Zones, ZonesOutputs};
use cloudstead::resource::{Architecture, Kind, Outputs, Ref, Spec, bucket};
use drivers::World;
use moto::{Failure, Moto, StrictProxy};

fn to<T>(node: &str) -> Ref<T> {
    Ref::to(node.into())
}

fn vpc() -> Spec {
    Vpc { name: "demo".to_owned(), cidr: "10.20.0.0/16".to_owned() }.into()
}

fn zones() -> Spec {
    Zones { instance_types: vec!["t4g.small".to_owned()], db_class: Some("db.t4g.micro".to_owned()) }.into()
}

fn subnet(cidr: &str) -> Spec {
    Subnet { name: "demo-a".to_owned(), vpc: to("vpc"), zones: to("zones"), zone: 0, cidr: cidr.to_owned(), public: true }.into()
}

fn group(name: &str) -> Spec {
    let description = format!("cloudstead demo: {name}");
    SecurityGroup { name: name.to_owned(), vpc: to("vpc"), description, protects: "server".to_owned() }.into()
}

fn rule(group: &str, source: RuleSource) -> Spec {
    SecurityGroupRule { group: to(group), from_port: 80, to_port: 80, source, description: "server port 80".to_owned() }.into()
}

fn table(name: &str) -> Spec {
    RouteTable { name: name.to_owned(), vpc: to("vpc") }.into()
}

fn endpoint(tables: &[&str]) -> Spec {
    S3Endpoint { name: "demo-s3".to_owned(), vpc: to("vpc"), tables: tables.iter().map(|table| to(table)).collect() }.into()
}

fn role() -> Spec {
    let managed_policies = vec!["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore".to_owned()];
    IamRole { name: "demo-us-east-1-servers".to_owned(), trusted_service: "ec2.amazonaws.com".to_owned(), managed_policies }.into()
}

fn volume(size_gb: u32) -> Spec {
    Volume { name: "demo-data".to_owned(), subnet: to("public-a"), size_gb, database: true }.into()
}

fn instance(release: &str) -> Spec {
    Instance {
        name: "demo-server".to_owned(),
        subnet: to("public-a"),
        instance_type: "t4g.small".to_owned(),
        image: to("image"),
        group: to("server-firewall"),
        profile: to("server-profile"),
        root_gb: 12,
        release: release.to_owned(),
        bucket: to("files"),
        volume: Some(to("server-disk")),
    }
    .into()
}

fn template(release: &str) -> Spec {
    LaunchTemplate {
        name: "demo-servers".to_owned(),
        instance_type: "t4g.small".to_owned(),
        image: to("image"),
        group: to("server-firewall"),
        profile: to("server-profile"),
        root_gb: 12,
        release: release.to_owned(),
        bucket: to("files"),
    }
    .into()
}

/// Network, permissions and a stand-in for the bucket, in the order of their references.
async fn foundation(world: &mut World<'_>) {
    world.look_up("zones", zones()).await;
    world.look_up("image", MachineImage { architecture: Architecture::Arm64 }.into()).await;
    world.know(
        "files",
        Outputs::Bucket(bucket::BucketOutputs { bucket: "demo-files".to_owned(), arn: "arn:aws:s3:::demo-files".to_owned() }),
    );
    world.live("vpc", vpc()).await;
    world.live("internet-gateway", InternetGateway { name: "demo".to_owned(), vpc: to("vpc") }.into()).await;
    world.live("public-a", subnet("10.20.0.0/20")).await;
    world.live("public-routes", table("demo-public")).await;
    world.live("server-firewall", group("demo-server-firewall")).await;
    world.live("server-role", role()).await;
    world.live("server-profile", InstanceProfile { name: "demo-us-east-1-servers".to_owned(), role: to("server-role") }.into()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_network_lives_and_goes() {
    let moto = Moto::start();
    let proxy = StrictProxy::start(&moto);
    let mut world = World::new(&proxy, "one").await;
    foundation(&mut world).await;

    let route = |target| Route { table: to("public-routes"), destination: "0.0.0.0/0".to_owned(), target };
    world.live("default-route", route(RouteTarget::Internet(to("internet-gateway"))).into()).await;
    world.live("public-a-routes", RouteTableAssociation { table: to("public-routes"), subnet: to("public-a") }.into()).await;
    world.live("nat-address", ElasticIp { name: "demo-nat".to_owned(), purpose: "NAT gateway".to_owned() }.into()).await;
    world.live("nat", NatGateway { name: "demo-nat".to_owned(), subnet: to("public-a"), address: to("nat-address") }.into()).await;
    // A change of target turns the route, it does not make another one.
    world.live_again("default-route", route(RouteTarget::Nat(to("nat"))).into()).await;
    world.live("private-routes", table("demo-private")).await;
    world.live("s3-endpoint", endpoint(&["public-routes", "private-routes"])).await;
    world.live("firewall-80", rule("server-firewall", RuleSource::Everyone)).await;
    world.live("database-firewall", group("demo-database-firewall")).await;
    world.live("database-80", rule("database-firewall", RuleSource::Group(to("server-firewall")))).await;
    // An inline policy that nobody noted must not keep the role alive.
    moto.boto(
        "document = json.dumps({'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Action': 's3:ListBucket', 'Resource': '*'}]})\n\
         boto3.client('iam').put_role_policy(RoleName='demo-us-east-1-servers', PolicyName='left', PolicyDocument=document)",
    );

    world.end_all(DataChoice::default()).await;
    world.assert_declared(&[
        Kind::Zones,
        Kind::MachineImage,
        Kind::Vpc,
        Kind::InternetGateway,
        Kind::Subnet,
        Kind::RouteTable,
        Kind::Route,
        Kind::RouteTableAssociation,
        Kind::ElasticIp,
        Kind::NatGateway,
        Kind::SecurityGroup,
        Kind::SecurityGroupRule,
        Kind::IamRole,
        Kind::InstanceProfile,
    ]);
    assert_eq!(world.cloud.sweep(&world.owner).await, Ok(Vec::new()));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_follows_its_route_tables() {
    let moto = Moto::start();
    let proxy = StrictProxy::start(&moto);
    let mut world = World::new(&proxy, "one").await;
    foundation(&mut world).await;
    world.live("private-routes", table("demo-private")).await;
    world.live("s3-endpoint", endpoint(&["public-routes"])).await;
    let both = endpoint(&["public-routes", "private-routes"]);
    let outputs = world.live_again("s3-endpoint", both.clone()).await;
    // moto forgets the routes of added tables and stumbles over that when the endpoint goes, so that is where this ends.
    world.delete("s3-endpoint", &both, &outputs, DataChoice::default()).await.unwrap();
    world.assert_declared(&[Kind::S3Endpoint]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_lives_and_goes_and_its_data_stays() {
    let moto = Moto::start();
    let proxy = StrictProxy::start(&moto);
    let mut world = World::new(&proxy, "one").await;
    foundation(&mut world).await;
    let policy = IamRolePolicy {
        role: to("server-role"),
        name: "deployment".to_owned(),
        bucket: to("files"),
        parameters: "/cloudstead/demo".to_owned(),
        logs: "/cloudstead/demo".to_owned(),
    };
    world.live("server-policy", policy.into()).await;
    world.live("server-address", ElasticIp { name: "demo-server".to_owned(), purpose: "server".to_owned() }.into()).await;
    world.live("server-disk", volume(20)).await;
    world.live_again("server-disk", volume(30)).await;
    world.live("server", instance("r1")).await;
    let attachment = VolumeAttachment { volume: to("server-disk"), instance: to("server"), device: "/dev/sdf".to_owned() };
    world.live("server-disk-attached", attachment.clone().into()).await;

    // Stopped by hand, or by a change that was interrupted: it runs again.
    let id = world.aws_id("server");
    let stopped = || moto.boto(&format!("boto3.client('ec2').stop_instances(InstanceIds=['{id}'])"));
    let state =
        || moto.boto("print(json.dumps(boto3.client('ec2').describe_instances()['Reservations'][0]['Instances'][0]['State']['Name']))");
    for (node, spec) in [("server", instance("r1")), ("server-disk-attached", attachment.into())] {
        stopped();
        assert_eq!(state(), "stopped");
        world.live_again(node, spec).await;
        assert_eq!(state(), "running", "{node}");
    }
    world.live("server-address-attached", ElasticIpAssociation { address: to("server-address"), instance: to("server") }.into()).await;

    let server = moto.boto("print(json.dumps(boto3.client('ec2').describe_instances()['Reservations'][0]['Instances'][0], default=str))");
    let tags = server["Tags"].as_array().unwrap();
    let tag = |key: &str| tags.iter().find(|tag| tag["Key"] == key).and_then(|tag| tag["Value"].as_str()).unwrap_or_default().to_owned();
    assert_eq!(
        (tag("cloudstead:role"), tag("cloudstead:bucket"), tag("cloudstead:release")),
        ("box".into(), "demo-files".into(), "r1".into())
    );
    assert_eq!((tag("cloudstead:deployment"), tag("cloudstead:node"), tag("Name")), ("demo".into(), "server".into(), "demo-server".into()));
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
    moto.boto(
        "s = boto3.client('ssm')\n\
         for name in ['demo/boxes/i-1', 'demo/migrations/r1', 'demo-2/boxes/i-2']: s.put_parameter(Name='/cloudstead/' + name, Type='String', Value='x')",
    );
    let kept = world.end_all(DataChoice::default()).await;
    let left = moto.boto("print(json.dumps([p['Name'] for p in boto3.client('ssm').describe_parameters()['Parameters']]))");
    assert_eq!(left, serde_json::json!(["/cloudstead/demo-2/boxes/i-2"]));
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert!(kept[0].aws_id.starts_with("snap-") && kept[0].gigabytes == 30 && kept[0].price == KeptPrice::DiskSnapshot, "{kept:?}");
    world.assert_declared(&[Kind::IamRolePolicy, Kind::ElasticIpAssociation, Kind::Volume, Kind::VolumeAttachment, Kind::Instance]);
    assert_eq!(world.cloud.sweep(&world.owner).await, Ok(Vec::new()));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_snapshot_when_none_is_wanted() {
    let moto = Moto::start();
    let proxy = StrictProxy::start(&moto);
    let mut world = World::new(&proxy, "one").await;
    foundation(&mut world).await;
    world.live("server-disk", volume(20)).await;
    let kept = world.end_all(DataChoice { final_snapshot: false, keep_files: false }).await;
    assert_eq!(kept, Vec::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_template_gets_one_new_version() {
    let moto = Moto::start();
    let proxy = StrictProxy::start(&moto);
    let mut world = World::new(&proxy, "one").await;
    foundation(&mut world).await;
    let version = |outputs: &Outputs| match outputs {
        Outputs::LaunchTemplate(outputs) => outputs.version.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(version(&world.live("servers-template", template("r1")).await), "1");
    assert_eq!(version(&world.live_again("servers-template", template("r1")).await), "1");
    assert_eq!(version(&world.live_again("servers-template", template("r2")).await), "2");
    assert_eq!(version(&world.live_again("servers-template", template("r2")).await), "2");
    world.end_all(DataChoice::default()).await;
    world.assert_declared(&[Kind::LaunchTemplate]);
}

#[tokio::test(flavor = "multi_thread")]
async fn service_linked_roles_are_shared() {
    let moto = Moto::start();
    let proxy = StrictProxy::start(&moto);
    let mut world = World::new(&proxy, "one").await;
    let spec: Spec = ServiceLinkedRole { service: "elasticloadbalancing.amazonaws.com".to_owned() }.into();
    world.live("role-elb", spec.clone()).await;
    // Somebody else was faster.
    let outputs = world.create("role-elb", &spec).await.unwrap();
    assert_eq!(world.delete("role-elb", &spec, &outputs, DataChoice::default()).await, Ok(Vec::new()));
    assert!(matches!(world.find("role-elb", &spec).await, Ok(Found::Ours(_))));
    world.assert_declared(&[Kind::ServiceLinkedRole]);
}

#[tokio::test(flavor = "multi_thread")]
async fn things_of_others_are_left_alone() {
    let moto = Moto::start();
    let proxy = StrictProxy::start(&moto);
    let mut theirs = World::new(&proxy, "theirs").await;
    foundation(&mut theirs).await;
    theirs.live("servers-template", template("r1")).await;
    let mut ours = World::new(&proxy, "ours").await;
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
async fn two_of_ours_are_reported_not_chosen_from() {
    let moto = Moto::start();
    let proxy = StrictProxy::start(&moto);
    let world = World::new(&proxy, "one").await;
    world.create("vpc", &vpc()).await.unwrap();
    world.create("vpc", &vpc()).await.unwrap();
    assert!(matches!(world.find("vpc", &vpc()).await, Ok(Found::Several(ids)) if ids.len() == 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_are_told_apart() {
    let moto = Moto::start();
    let proxy = StrictProxy::start(&moto);
    let mut world = World::new(&proxy, "one").await;
    foundation(&mut world).await;
    let cases = [
        ("VcpuLimitExceeded", "You have requested more vCPU capacity than your current vCPU limit of 1 allows", ErrorClass::Stop),
        ("PendingVerification", "Your request for accessing resources in this region is being validated", ErrorClass::Wait),
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
        proxy.fail(&Failure { operation: "RunInstances", code, message, status: 400, times: 1 });
        let error = world.create("server", &instance("r1")).await.unwrap_err();
        assert_eq!((error.class, error.code.as_str()), (class, code), "{error:?}");
        assert!(class == ErrorClass::Retry || !error.hint.is_empty() || class == ErrorClass::Wait, "{error:?}");
    }
    assert_eq!(world.find("server", &instance("r1")).await, Ok(Found::Absent));
}

#[tokio::test(flavor = "multi_thread")]
async fn looked_up_things_are_found() {
    let moto = Moto::start();
    let proxy = StrictProxy::start(&moto);
    let mut world = World::new(&proxy, "one").await;
    let Outputs::Zones(ZonesOutputs { zones: found }) = world.look_up("zones", zones()).await else { panic!("no zones") };
    assert_eq!(found.len(), 2);
    assert!(found.is_sorted());
    let Outputs::MachineImage(image) = world.look_up("image", MachineImage { architecture: Architecture::Arm64 }.into()).await else {
        panic!("no image")
    };
    // The newest of Canonical's own, not the look-alike of somebody else that is newer still.
    assert_eq!(image, MachineImageOutputs { image_id: "ami-0a0b0c0d0e0f00001".to_owned(), root_device: "/dev/sda1".to_owned() });
    let rare: Spec = Zones { instance_types: vec!["u-24tb1.metal".to_owned(), "nothing.large".to_owned()], db_class: None }.into();
    let error = world.find("zones", &rare).await.unwrap_err();
    assert_eq!((error.class, error.code.as_str()), (ErrorClass::Stop, "TooFewZones"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_account_is_known() {
    let moto = Moto::start();
    let proxy = StrictProxy::start(&moto);
    let world = World::new(&proxy, "one").await;
    assert_eq!(world.cloud.identity().await.unwrap().account, moto::ACCOUNT);
    moto.boto(
        "r = boto3.client('route53')\n\
         r.create_hosted_zone(Name='example.org.', CallerReference='1')\n\
         r.create_hosted_zone(Name='a.example.com.', CallerReference='2')",
    );
    assert_eq!(world.cloud.zones().await.unwrap(), ["a.example.com", "example.org"]);
    assert_eq!(world.cloud.region_state(cloudstead::model::Region::US_EAST_1).await, Ok(cloudstead::aws::RegionState::Enabled));
}
