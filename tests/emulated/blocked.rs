//! A removal that something of somebody else is in the way of.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use serde_json::Value;

use crate::laptop::Laptop;
use crate::removal::{DESTROY, left};
use crate::tell;

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
