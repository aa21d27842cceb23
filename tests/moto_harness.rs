//! The harness itself: the proxy's rules and its kills, the played servers, and inventories that can be compared.

mod moto;

use std::io::Write as _;
use std::process::{Child, Stdio};

use moto::{Agent, Moto, Side, StrictProxy};
use serde_json::json;

/// A process that makes three log groups, one after the other.
fn three_groups(proxy: &StrictProxy) -> Child {
    let text = "import sys, boto3\nsys.stdin.readline()\nfor name in 'abc': \
        boto3.client('logs').create_log_group(logGroupName=name, tags={'n': name})";
    let mut command = moto::bare(moto::python());
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

/// `rule_cases.py` fails when a rule has no case.
#[test]
fn every_rule_of_the_real_aws_fires() {
    let moto = Moto::start();
    let proxy = StrictProxy::start(&moto);
    let cases = moto.python("rule_cases.py", &[&proxy.url]);
    let cases = cases.as_array().unwrap();
    for case in cases {
        assert_eq!(case[2], case[1], "{}", case[0]);
    }
    let ours = |case: &&serde_json::Value| case[1].as_str().is_some_and(|code| code.starts_with("Cloudstead"));
    let (wanted, own) = (cases.iter().filter(|case| !case[1].is_null()).count(), cases.iter().filter(ours).count());
    let _ =
        writeln!(std::io::stderr(), "{} calls that AWS refuses and {own} that we never make, refused", wanted - own);
}

/// boto3 in the disguise of our SDK and without its own checks: every kind of fault, in every way of writing a request.
#[test]
fn requests_that_the_descriptions_do_not_allow_are_found() {
    let moto = Moto::start();
    let proxy = StrictProxy::lenient(&moto);
    let change = json!({"Action": "UPSERT", "ResourceRecordSet": {"Name": "a", "Type": "B", "TTL": 1,
        "ResourceRecords": [{"Value": "x"}]}});
    let calls = json!([
        ["ec2", "create_vpc", {"CidrBlock": "10.0.0.0/16", "InstanceTenancy": "mine"}],
        ["ec2", "delete_vpc", {}],
        ["iam", "create_role", {"RoleName": "r".repeat(65), "AssumeRolePolicyDocument": "{}"}],
        ["iam", "get_role", {"RoleName": "a b"}],
        ["rds", "delete_db_subnet_group", {}],
        ["elbv2", "create_listener", {"LoadBalancerArn": "x", "Port": 70000,
            "DefaultActions": [{"TargetGroupArn": "y"}]}],
        ["ssm", "put_parameter", {"Name": "x", "Value": "v", "Type": "Secret"}],
        ["ssm", "get_parameters", {"Names": []}],
        ["s3", "put_bucket_versioning", {"Bucket": "files", "VersioningConfiguration": {"Status": "On"}}],
        ["s3", "put_bucket_cors",
            {"Bucket": "files", "CORSConfiguration": {"CORSRules": [{"AllowedMethods": ["GET"]}]}}],
        ["route53", "change_resource_record_sets", {"HostedZoneId": "Z1", "ChangeBatch": {"Changes": [change]}}],
        // Nothing is wrong with these.
        ["ec2", "describe_vpcs", {"VpcIds": ["vpc-1"], "Filters": [{"Name": "a", "Values": ["b", "c"]}]}],
        ["s3", "put_object", {"Bucket": "files", "Key": "a/b", "Body": "text", "Metadata": {"a": "b"}}]
    ]);
    moto.boto(&format!("url, calls = '{}', {calls}\n{DISGUISED}", proxy.url));
    let judged = proxy.judge();
    assert_eq!((judged.sent, judged.different), (14, 14));
    let expected = [
        "ec2:CreateVpc: .InstanceTenancy is none of",
        "ec2:DeleteVpc: .VpcId is missing",
        "ec2:DescribeVpcs: Vpcs.1 is unknown",
        "elasticloadbalancing:CreateListener: .DefaultActions[0].Type is missing",
        "elasticloadbalancing:CreateListener: .Port is 70000, allowed are 1 to 65535",
        "iam:CreateRole: .RoleName is 65 characters, allowed are 1 to 64",
        "iam:GetRole: .RoleName does not match",
        "rds:DeleteDBSubnetGroup: .DBSubnetGroupName is missing",
        "route53:ChangeResourceRecordSets: .ChangeBatch.Changes[0].ResourceRecordSet.Type is none of",
        "s3:PutBucketCors: .CORSConfiguration.CORSRules[0].AllowedOrigins is missing",
        "s3:PutBucketVersioning: .VersioningConfiguration.Status is none of",
        "ssm:GetParameters: .Names is 0 entries, allowed are 1 to 10",
        "ssm:PutParameter: .Type is none of",
    ];
    assert_eq!(judged.wrong.len(), expected.len(), "{:#?}", judged.wrong);
    for (found, expected) in judged.wrong.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found} is not {expected}");
    }
}

/// Makes `calls`, however moto answers, and one whose parameter nobody knows.
const DISGUISED: &str = "
import urllib.error, urllib.request
from botocore.config import Config
config = Config(user_agent='aws-sdk-rust', parameter_validation=False, retries={'max_attempts': 1},
    s3={'addressing_style': 'path'})
for name, operation, wanted in calls:
    try:
        getattr(boto3.client(name, config=config, endpoint_url=url), operation)(**wanted)
    except Exception:
        pass
head = {'User-Agent': 'aws-sdk-rust', 'Authorization': 'Credential=A/1/us-east-1/ec2/aws4_request',
    'Content-Type': 'application/x-www-form-urlencoded'}
try:
    urllib.request.urlopen(urllib.request.Request(url, b'Action=DescribeVpcs&Version=2016-11-15&Vpcs.1=vpc-1', head))
except urllib.error.HTTPError:
    pass
";

/// What fails in the proxy is not taken for a slow AWS.
#[test]
fn a_broken_harness_is_told() {
    let moto = Moto::start();
    let proxy = StrictProxy::start(&moto);
    let code = moto.boto(&format!(
        "import urllib.request as web, urllib.error\n\
         try: web.urlopen(web.Request('{}', b'no JSON', {{'X-Amz-Target': 'A.B'}}))\n\
         except urllib.error.HTTPError as error: print(error.code)",
        proxy.url
    ));
    assert_eq!(code, 500);
    assert!(proxy.status().broken[0].contains("JSONDecodeError"), "{:?}", proxy.status().broken);
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(proxy))).is_err());
}

#[test]
fn servers_are_played_and_inventories_compare() {
    let moto = Moto::start();
    let _agent = Agent::start(&moto, "us-east-1");
    let script = "
ec2, s3 = boto3.client('ec2'), boto3.client('s3')
s3.create_bucket(Bucket='files')
s3.put_object(Bucket='files', Key='releases/r1/release.json', Body=json.dumps({'migrate': {'service': 'm'}}).encode())
tags = {'cloudstead:deployment': 'demo', 'cloudstead:id': 'x', 'cloudstead:node': 'server',
    'cloudstead:release': 'r1', 'cloudstead:bucket': 'files'}
tags = [{'Key': key, 'Value': value} for key, value in tags.items()]
subnet = ec2.describe_subnets()['Subnets'][0]['SubnetId']
server = ec2.run_instances(ImageId='ami-0a0b0c0d0e0f00001', MinCount=1, MaxCount=1, SubnetId=subnet,
    TagSpecifications=[{'ResourceType': 'instance', 'Tags': tags}])
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
