//! The network, firewalls and permissions.

use cloudstead::engine::{Cloud as _, DataChoice, Found};
use cloudstead::resource::elastic_ip::ElasticIp;
use cloudstead::resource::nat_gateway::NatGateway;
use cloudstead::resource::route::{Route, RouteTarget};
use cloudstead::resource::route_table_association::RouteTableAssociation;
use cloudstead::resource::security_group_rule::RuleSource;
use cloudstead::resource::service_linked_role::ServiceLinkedRole;
use cloudstead::resource::{Kind, Spec};

use crate::drivers::Stage;
use crate::specs::{endpoint, foundation, group, rule, table, to, vpc};

#[tokio::test(flavor = "multi_thread")]
async fn the_network_lives_and_goes() {
    let stage = Stage::new();
    let mut world = stage.world("one").await;
    foundation(&mut world).await;

    let route = |target| Route { table: to("public-routes"), destination: "0.0.0.0/0".to_owned(), target };
    world.live("default-route", route(RouteTarget::Internet(to("internet-gateway"))).into()).await;
    world
        .live("public-a-routes", RouteTableAssociation { table: to("public-routes"), subnet: to("public-a") }.into())
        .await;
    world
        .live("nat-address", ElasticIp { name: "demo-nat".to_owned(), purpose: "NAT gateway".to_owned() }.into())
        .await;
    world
        .live(
            "nat",
            NatGateway { name: "demo-nat".to_owned(), subnet: to("public-a"), address: to("nat-address") }.into(),
        )
        .await;
    // A change of target turns the route, it does not make another one.
    world.live_again("default-route", route(RouteTarget::Nat(to("nat"))).into()).await;
    world.live("private-routes", table("demo-private")).await;
    world.live("s3-endpoint", endpoint(&["public-routes", "private-routes"])).await;
    stage.moto.boto(&format!(
        "ec2 = boto3.client('ec2')\n\
         for name in ('EnableDnsHostnames', 'EnableDnsSupport'): ec2.modify_vpc_attribute(VpcId='{}', **{{name: \
         {{'Value': False}}}})",
        world.aws_id("vpc")
    ));
    world.set_right("vpc", &vpc(), &["(DNS support)", "(DNS host names)"]).await;
    world.live("firewall-80", rule("server-firewall", RuleSource::Everyone)).await;
    world.live("database-firewall", group("demo-database-firewall")).await;
    world.live("database-80", rule("database-firewall", RuleSource::Group(to("server-firewall")))).await;
    // An inline policy that nobody noted must not keep the role alive.
    stage.moto.boto(
        "document = json.dumps({'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Action': 's3:ListBucket', \
         'Resource': '*'}]})\n\
         boto3.client('iam').put_role_policy(RoleName='demo-us-east-1-servers', \
         PolicyName='left', PolicyDocument=document)",
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
    let stage = Stage::new();
    let mut world = stage.world("one").await;
    foundation(&mut world).await;
    world.live("private-routes", table("demo-private")).await;
    world.live("s3-endpoint", endpoint(&["public-routes"])).await;
    let both = endpoint(&["public-routes", "private-routes"]);
    world.live_again("s3-endpoint", both).await;
    world.end_all(DataChoice::default()).await;
    world.assert_declared(&[Kind::S3Endpoint]);
}

#[tokio::test(flavor = "multi_thread")]
async fn service_linked_roles_are_shared() {
    let stage = Stage::new();
    let mut world = stage.world("one").await;
    let spec: Spec = ServiceLinkedRole { service: "elasticloadbalancing.amazonaws.com".to_owned() }.into();
    world.live("role-elb", spec.clone()).await;
    // Somebody else was faster.
    let outputs = world.create("role-elb", &spec).await.unwrap();
    assert_eq!(world.delete("role-elb", &spec, &outputs, DataChoice::default()).await, Ok(Vec::new()));
    assert!(matches!(world.find("role-elb", &spec).await, Ok(Found::Ours(_))));
    world.assert_declared(&[Kind::ServiceLinkedRole]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_of_ours_are_reported_not_chosen_from() {
    let stage = Stage::new();
    let world = stage.world("one").await;
    world.create("vpc", &vpc()).await.unwrap();
    world.create("vpc", &vpc()).await.unwrap();
    assert!(matches!(world.find("vpc", &vpc()).await, Ok(Found::Several(ids)) if ids.len() == 2));
}
