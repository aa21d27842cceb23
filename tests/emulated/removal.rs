//! Removals that do not go through at once: one that AWS does not allow, and one that something of somebody else is in
//! the way of.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use serde_json::Value;

use crate::laptop::{Laptop, NAME};
use crate::moto::Failure;
use crate::tell;

const DESTROY: [&str; 6] = ["destroy", NAME, "--yes", "--confirm", NAME, "--delete-files"];

/// Nodes of which something is there; what was kept on purpose is of none.
fn left(laptop: &Laptop) -> Vec<String> {
    laptop.tagged().into_keys().map(|(_, node)| node).filter(|node| !node.is_empty()).collect()
}

#[test]
fn what_may_not_be_removed_is_named_with_its_price_and_goes_with_the_next_run() {
    let laptop = Laptop::new();
    laptop.deploy("starter", None).done();
    let message = "You are not authorized to perform this operation.";
    laptop.proxy.fail(&Failure {
        operation: "ReleaseAddress",
        code: "UnauthorizedOperation",
        message,
        status: 403,
        times: 1,
    });
    let stopped = laptop.destroy();
    let end = stopped.finished();
    assert_eq!((stopped.code, end["outcome"].as_str()), (Some(1), Some("failed")), "{end}");
    let failed: Vec<&Value> = stopped.lines.iter().filter(|line| line["event"] == "node_failed").collect();
    assert_eq!((failed.len(), &failed[0]["node"]), (1, &Value::from("server-address")), "{failed:?}");
    assert_eq!(left(&laptop), ["server-address"], "all else is gone");
    // Named, with what it costs for as long as it is there.
    let id = laptop.moto.inventory("us-east-1")["elastic-ip"][0]["id"].as_str().unwrap().to_owned();
    assert!(end["left"].to_string().contains(&id), "{end}");
    assert_eq!(end["exists"]["monthly"].to_string(), "3.65", "{end}");
    assert_eq!(laptop.status()["monthly_total"].to_string(), "3.65");

    laptop.run(&DESTROY).done();
    assert!(laptop.moto.inventory("us-east-1").get("elastic-ip").is_none());
    assert_eq!(left(&laptop), [] as [&str; 0]);
    tell("starter: a removal that AWS did not allow was named, priced, and made by the next run");
}

/// Python that makes an interface like that of somebody's function, behind the server's firewall.
const IN_THE_WAY: &str = r"
ec2 = boto3.client('ec2')
own = lambda found: [one for one in found if any(tag['Key'] == 'cloudstead:deployment' for tag in one.get('Tags', []))]
subnet = own(ec2.describe_subnets()['Subnets'])[0]['SubnetId']
group = own(ec2.describe_security_groups()['SecurityGroups'])[0]['GroupId']
made = ec2.create_network_interface(SubnetId=subnet, Groups=[group],
    Description='AWS Lambda VPC ENI-x')['NetworkInterface']
print(json.dumps(made['NetworkInterfaceId']))";

/// A run that is ended with its test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn what_others_put_in_the_way_is_named_after_a_minute_and_ends_the_run_in_time() {
    let laptop = Laptop::new();
    laptop.deploy("starter", None).done();
    let interface = laptop.moto.boto(IN_THE_WAY).as_str().unwrap().to_owned();
    let begin = Instant::now();
    let mut command = laptop.command(&DESTROY);
    let mut running = Running(command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap());
    let lines = BufReader::new(running.0.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut events = lines.map(|line| serde_json::from_str::<Value>(&line).unwrap());
    let named = events.find(|event| event["text"].as_str().is_some_and(|text| text.contains(&interface))).unwrap();
    let (after, text) = (begin.elapsed(), named["text"].as_str().unwrap());
    assert!((50..120).contains(&after.as_secs()), "named after {after:?}");
    assert!(
        text.contains("network interface \"AWS Lambda VPC ENI-x\"") && text.contains("this stops after 5 minutes"),
        "{text}"
    );

    if std::env::var_os("CLOUDSTEAD_EXHAUSTIVE").is_some() {
        let failed = events.find(|event| event["event"] == "node_failed").unwrap();
        assert!(failed.to_string().contains(&format!("--network-interface-ids {interface}")), "{failed}");
        let end = events.last().unwrap();
        assert_eq!((running.0.wait().unwrap().code(), end["outcome"].as_str()), (Some(1), Some("failed")), "{end}");
        let after = begin.elapsed();
        assert!((290..420).contains(&after.as_secs()), "ended after {after:?}");
        tell(&format!("an interface of somebody else was named and ended the removal after {} s", after.as_secs()));
    } else {
        assert!(Command::new("kill").args(["-INT", &running.0.id().to_string()]).status().unwrap().success());
        assert!(events.last().is_some_and(|event| event["outcome"] == "interrupted"));
        assert_eq!(running.0.wait().unwrap().code(), Some(130));
        tell(&format!("an interface of somebody else was named after {} s of a removal", after.as_secs()));
    }
    laptop.moto.boto(&format!("boto3.client('ec2').delete_network_interface(NetworkInterfaceId='{interface}')"));
    laptop.run(&DESTROY).done();
    assert_eq!(left(&laptop), [] as [&str; 0]);
}
