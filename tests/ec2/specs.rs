//! What the tests ask for.

use cloudstead::resource::iam_role::IamRole;
use cloudstead::resource::instance::Instance;
use cloudstead::resource::instance_profile::InstanceProfile;
use cloudstead::resource::internet_gateway::InternetGateway;
use cloudstead::resource::launch_template::LaunchTemplate;
use cloudstead::resource::machine_image::MachineImage;
use cloudstead::resource::route_table::RouteTable;
use cloudstead::resource::s3_endpoint::S3Endpoint;
use cloudstead::resource::security_group::SecurityGroup;
use cloudstead::resource::security_group_rule::{Protocol, RuleSource, SecurityGroupRule};
use cloudstead::resource::subnet::Subnet;
use cloudstead::resource::volume::Volume;
use cloudstead::resource::vpc::Vpc;
use cloudstead::resource::zones::Zones;
use cloudstead::resource::{Architecture, Engine, Outputs, Ref, Spec, bucket};

use crate::drivers::World;

pub(crate) fn to<T>(node: &str) -> Ref<T> {
    Ref::to(node.into())
}

pub(crate) fn vpc() -> Spec {
    Vpc { name: "demo".to_owned(), cidr: "10.20.0.0/16".to_owned() }.into()
}

pub(crate) fn zones() -> Spec {
    Zones {
        instance_types: vec!["t4g.small".to_owned()],
        db_classes: vec!["db.t4g.micro".to_owned()],
        db_engine: Engine::Postgres,
        db_version: Some("17".to_owned()),
    }
    .into()
}

pub(crate) fn subnet(cidr: &str) -> Spec {
    Subnet {
        name: "demo-a".to_owned(),
        vpc: to("vpc"),
        zones: to("zones"),
        zone: 0,
        cidr: cidr.to_owned(),
        public: true,
    }
    .into()
}

/// In the second zone.
fn other_subnet() -> Spec {
    let (name, cidr) = ("demo-b".to_owned(), "10.20.16.0/20".to_owned());
    Subnet { name, vpc: to("vpc"), zones: to("zones"), zone: 1, cidr, public: true }.into()
}

pub(crate) fn group(name: &str) -> Spec {
    let description = format!("cloudstead demo: {name}");
    SecurityGroup { name: name.to_owned(), vpc: to("vpc"), description, protects: "server".to_owned() }.into()
}

pub(crate) fn rule(group: &str, source: RuleSource) -> Spec {
    SecurityGroupRule {
        group: to(group),
        protocol: Protocol::Tcp,
        from_port: 80,
        to_port: 80,
        source,
        description: "server port 80".to_owned(),
    }
    .into()
}

pub(crate) fn table(name: &str) -> Spec {
    RouteTable { name: name.to_owned(), vpc: to("vpc") }.into()
}

pub(crate) fn endpoint(tables: &[&str]) -> Spec {
    S3Endpoint { name: "demo-s3".to_owned(), vpc: to("vpc"), tables: tables.iter().map(|table| to(table)).collect() }
        .into()
}

pub(crate) fn role() -> Spec {
    let managed_policies = vec!["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore".to_owned()];
    IamRole {
        name: "demo-us-east-1-servers".to_owned(),
        trusted_service: "ec2.amazonaws.com".to_owned(),
        managed_policies,
    }
    .into()
}

pub(crate) fn volume(size_gb: u32) -> Spec {
    Volume {
        name: "demo-data".to_owned(),
        subnet: to("public-a"),
        others: vec![to("public-b")],
        size_gb,
        database: true,
    }
    .into()
}

pub(crate) fn instance(release: &str) -> Spec {
    Instance {
        name: "demo-server".to_owned(),
        subnet: to("public-a"),
        others: vec![to("public-b")],
        instance_type: "t4g.small".to_owned(),
        image: to("image"),
        group: to("server-firewall"),
        profile: to("server-profile"),
        root_gb: 12,
        release: release.to_owned(),
        script: cloudstead::resource::STORES_SCRIPT,
        bucket: to("files"),
        volume: Some(to("server-disk")),
        instead_of: None,
    }
    .into()
}

pub(crate) fn template(release: &str) -> Spec {
    LaunchTemplate {
        name: "demo-servers".to_owned(),
        instance_type: "t4g.small".to_owned(),
        image: to("image"),
        group: to("server-firewall"),
        profile: to("server-profile"),
        root_gb: 12,
        release: release.to_owned(),
        bucket: to("files"),
        scaling_group: "demo-servers".to_owned(),
    }
    .into()
}

/// Network, permissions and a stand-in for the bucket, in the order of their references.
pub(crate) async fn foundation(world: &mut World<'_>) {
    world.look_up("zones", zones()).await;
    world.look_up("image", MachineImage { architecture: Architecture::Arm64 }.into()).await;
    world.know(
        "files",
        Outputs::Bucket(bucket::BucketOutputs {
            bucket: "demo-files".to_owned(),
            arn: "arn:aws:s3:::demo-files".to_owned(),
        }),
    );
    world.live("vpc", vpc()).await;
    world.live("internet-gateway", InternetGateway { name: "demo".to_owned(), vpc: to("vpc") }.into()).await;
    world.live("public-a", subnet("10.20.0.0/20")).await;
    world.live("public-b", other_subnet()).await;
    world.live("public-routes", table("demo-public")).await;
    world.live("server-firewall", group("demo-server-firewall")).await;
    world.live("server-role", role()).await;
    world
        .live(
            "server-profile",
            InstanceProfile { name: "demo-us-east-1-servers".to_owned(), role: to("server-role") }.into(),
        )
        .await;
}
