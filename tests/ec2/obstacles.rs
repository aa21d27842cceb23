//! What others have put into a network of ours.

use cloudstead::engine::{Cloud as _, Obstacle};

use crate::drivers::Stage;
use crate::specs::foundation;

/// An interface of somebody's function, what GuardDuty puts into a network, and somebody's firewall; `VPC`, `SUBNET`
/// and `GROUP` stand for ours.
const STRANGERS: &str = r"
ec2 = boto3.client('ec2')
mine = [{'Key': 'GuardDutyManaged', 'Value': 'true'}]
eni = ec2.create_network_interface(SubnetId='SUBNET', Groups=['GROUP'],
    Description='AWS Lambda VPC ENI-x')['NetworkInterface']['NetworkInterfaceId']
group = ec2.create_security_group(GroupName='GuardDutyManagedSecurityGroup', Description='d', VpcId='VPC',
    TagSpecifications=[{'ResourceType': 'security-group', 'Tags': mine}])['GroupId']
endpoint = ec2.create_vpc_endpoint(VpcId='VPC', ServiceName='com.amazonaws.us-east-1.guardduty-data',
    VpcEndpointType='Interface', SubnetIds=['SUBNET'], SecurityGroupIds=[group],
    TagSpecifications=[{'ResourceType': 'vpc-endpoint', 'Tags': mine}])['VpcEndpoint']['VpcEndpointId']
other = ec2.create_security_group(GroupName='other', Description='d', VpcId='VPC')['GroupId']
out = ec2.create_security_group(GroupName='out', Description='d', VpcId='VPC')['GroupId']
ec2.authorize_security_group_egress(GroupId=out, IpPermissions=[{'IpProtocol': 'tcp', 'FromPort': 80, 'ToPort': 80,
    'UserIdGroupPairs': [{'GroupId': 'GROUP'}]}])
print(json.dumps([eni, group, endpoint, other, out]))";

fn named<'a>(found: &'a [Obstacle], id: &str) -> &'a Obstacle {
    found.iter().find(|one| one.aws_id == id).unwrap_or_else(|| panic!("{id} is not in {found:?}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_others_put_into_a_network_is_named_and_only_a_services_own_is_cleared() {
    let stage = Stage::new();
    let mut world = stage.world("one").await;
    foundation(&mut world).await;
    for node in ["vpc", "public-a", "server-firewall", "internet-gateway"] {
        assert_eq!(world.obstacles(node).await, [], "nothing of others is in {node}");
    }
    let script = [("VPC", "vpc"), ("SUBNET", "public-a"), ("GROUP", "server-firewall")]
        .iter()
        .fold(STRANGERS.to_owned(), |text, (word, node)| {
            text.replace(&format!("'{word}'"), &format!("'{}'", world.aws_id(node)))
        });
    let made = stage.moto.boto(&script);
    let id = |at: usize| made[at].as_str().unwrap();

    let found = world.obstacles("server-firewall").await;
    let interface = named(&found, id(0));
    assert!(interface.words().contains("network interface \"AWS Lambda VPC ENI-x\""), "{}", interface.words());
    assert_eq!(
        interface.look,
        format!("aws ec2 describe-network-interfaces --network-interface-ids {} --region us-east-1", id(0))
    );
    assert!(!interface.passing && interface.service.is_none(), "{interface:?}");
    assert!(named(&found, id(4)).what.contains("\"out\""), "a rule of somebody's firewall leads to ours: {found:?}");
    assert!(found.iter().all(|one| one.aws_id != id(3)), "{found:?}");
    // One question is enough: what a service put there is named wherever it is.
    for node in ["server-firewall", "public-a", "vpc"] {
        let found = world.obstacles(node).await;
        for at in [1, 2] {
            assert_eq!(named(&found, id(at)).service.as_deref(), Some("Amazon GuardDuty"), "{node}: {found:?}");
        }
    }
    let found = world.obstacles("vpc").await;
    assert!(
        named(&found, id(3)).what.starts_with("security group \"other\"") && named(&found, id(3)).service.is_none()
    );

    for at in [2, 1] {
        // As another version put it into words.
        let written = Obstacle { what: "something".to_owned(), ..named(&found, id(at)).clone() };
        world.cloud.clear(&world.owner, &written).await.unwrap();
        world.cloud.clear(&world.owner, &written).await.unwrap();
    }
    let found = world.obstacles("vpc").await;
    assert!(found.iter().all(|one| one.service.is_none()), "{found:?}");
    assert!(found.iter().any(|one| one.aws_id == id(3)), "{found:?}");
}
