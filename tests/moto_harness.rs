//! The harness itself: the proxy's rules and its kills, the played servers, and inventories that can be compared.

mod moto;

use std::io::Write as _;
use std::process::{Child, Stdio};

use moto::{Agent, Moto, Side, StrictProxy};

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
