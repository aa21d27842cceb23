//! The harness itself: the proxy's rules and its kills, the played servers, and inventories that can be compared.

mod moto;

use std::process::{Child, Command, Stdio};

use moto::{Agent, Moto, Side, StrictProxy};
use serde_json::json;

/// A process that makes three log groups, one after the other.
fn three_groups(proxy: &StrictProxy) -> Child {
    let text = "import sys, boto3\nsys.stdin.readline()\nfor name in 'abc': boto3.client('logs').create_log_group(logGroupName=name, tags={'n': name})";
    let mut command = Command::new(moto::python());
    command.args(["-c", text]).envs(moto::environment(&proxy.url)).stdin(Stdio::piped()).stderr(Stdio::null());
    command.spawn().unwrap()
}

fn names(moto: &Moto) -> Vec<String> {
    let found = moto.inventory("us-east-1");
    let groups = found["log-group"].as_array().cloned().unwrap_or_default();
    groups.iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_process_is_killed_at_a_call() {
    let moto = Moto::start();
    let proxy = StrictProxy::start(&moto);
    for (side, left) in [(Side::Before, vec!["a"]), (Side::After, vec!["a", "b"])] {
        let mut child = three_groups(&proxy);
        proxy.kill(child.id(), 2, side);
        drop(child.stdin.take());
        let status = child.wait().unwrap();
        assert_eq!(status.code(), None, "killed by a signal");
        let seen = proxy.take();
        assert!(seen.fired);
        assert_eq!(seen.calls, ["logs:CreateLogGroup", "logs:CreateLogGroup"]);
        assert_eq!(names(&moto), left);
        moto.reset();
        proxy.forget();
    }
}

#[test]
fn rules_of_the_real_aws_hold() {
    let moto = Moto::start();
    let proxy = StrictProxy::start(&moto);
    let errors = moto.boto(&format!(
        "
from botocore.exceptions import ClientError
ec2 = boto3.client('ec2', endpoint_url='{}')
def code(call, **params):
    try: call(**params)
    except ClientError as error: return error.response['Error']['Code']
tags = lambda kind: [{{'ResourceType': kind, 'Tags': [{{'Key': 'a', 'Value': 'b'}}]}}]
vpc = ec2.create_vpc(CidrBlock='10.0.0.0/16', TagSpecifications=tags('vpc'))['Vpc']['VpcId']
group = ec2.create_security_group(GroupName='a', Description='a', VpcId=vpc, TagSpecifications=tags('security-group'))['GroupId']
other = ec2.create_security_group(GroupName='b', Description='b', VpcId=vpc, TagSpecifications=tags('security-group'))['GroupId']
pairs = [{{'IpProtocol': 'tcp', 'FromPort': 80, 'ToPort': 80, 'UserIdGroupPairs': [{{'GroupId': group}}]}}]
ec2.authorize_security_group_ingress(GroupId=other, IpPermissions=pairs, TagSpecifications=tags('security-group-rule'))
print(json.dumps([
    code(ec2.create_vpc, CidrBlock='10.1.0.0/16'),
    code(ec2.delete_security_group, GroupId=group),
    code(ec2.delete_vpc, VpcId=vpc),
    code(ec2.run_instances, ImageId='ami-0a0b0c0d0e0f00001', MinCount=1, MaxCount=1, TagSpecifications=tags('instance')),
]))",
        proxy.url
    ));
    assert_eq!(errors, json!(["CloudsteadUntagged", "DependencyViolation", "DependencyViolation", "CloudsteadMetadata"]));
}

#[test]
fn servers_are_played_and_inventories_compare() {
    let moto = Moto::start();
    let _agent = Agent::start(&moto, "us-east-1");
    let script = "
ec2, s3 = boto3.client('ec2'), boto3.client('s3')
s3.create_bucket(Bucket='files')
s3.put_object(Bucket='files', Key='releases/r1/release.json', Body=json.dumps({'migrate': {'service': 'm'}}).encode())
tags = {'cloudstead:deployment': 'demo', 'cloudstead:id': 'x', 'cloudstead:node': 'server', 'cloudstead:release': 'r1', 'cloudstead:bucket': 'files'}
tags = [{'Key': key, 'Value': value} for key, value in tags.items()]
subnet = ec2.describe_subnets()['Subnets'][0]['SubnetId']
server = ec2.run_instances(ImageId='ami-0a0b0c0d0e0f00001', MinCount=1, MaxCount=1, SubnetId=subnet, TagSpecifications=[{'ResourceType': 'instance', 'Tags': tags}])
print(json.dumps(server['Instances'][0]['InstanceId']))";
    let mut masked = Vec::new();
    for _ in 0..2 {
        let server = moto.boto(script).as_str().unwrap().to_owned();
        let parameters = |found: &serde_json::Value| found["parameter"].as_array().map_or(0, Vec::len);
        let mut found = moto.inventory("us-east-1");
        for _ in 0..60 {
            if parameters(&found) == 2 {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(500));
            found = moto.inventory("us-east-1");
        }
        assert_eq!(found["parameter"][0]["name"], format!("/cloudstead/demo/boxes/{server}"));
        masked.push(moto.masked_inventory("us-east-1"));
        moto.reset();
    }
    assert_eq!(masked[0]["parameter"][0]["name"], "/cloudstead/demo/boxes/<server>");
    assert_eq!(masked[0]["instance"], masked[1]["instance"]);
    assert_eq!(masked[0]["parameter"], masked[1]["parameter"]);
}
