//! What can be known before anything is made: AWS is asked and nothing is called that changes anything. Quotas,
//! database classes and a region that is off are played by `tests/moto/strict_before.py`, as AWS documents them.

use std::fs;

use crate::laptop::{Laptop, NAME, REGION, Ran};
use crate::moto::Failure;

const DOMAIN: Option<&str> = Some("app.example.com");

/// Python that makes a zone and prints its id.
const ZONE: &str = "
import uuid
r = boto3.client('route53')
def zone(private=False):
    vpc = {'VPCRegion': 'us-east-1', 'VPCId': boto3.client('ec2').describe_vpcs()['Vpcs'][0]['VpcId']}
    more = {'HostedZoneConfig': {'PrivateZone': True, 'Comment': ''}, 'VPC': vpc} if private else {}
    return r.create_hosted_zone(Name='example.com', CallerReference=str(uuid.uuid4()),
        **more)['HostedZone']['Id'].rsplit('/', 1)[-1]
def write(zone, name, kind, value):
    record = {'Name': name, 'Type': kind, 'TTL': 60, 'ResourceRecords': [{'Value': value}]}
    r.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={'Changes': [{'Action': 'CREATE',
        'ResourceRecordSet': record}]})
";

/// The account after some Python, and a first deployment that is refused in it.
fn refused(laptop: &mut Laptop, python: &str, tier: &str, domain: Option<&str>, expected: &[&str]) -> Ran {
    laptop.start_over();
    laptop.moto.boto(&format!("{ZONE}\n{python}"));
    refused_as_it_is(laptop, tier, domain, expected)
}

fn refused_as_it_is(laptop: &Laptop, tier: &str, domain: Option<&str>, expected: &[&str]) -> Ran {
    let before = laptop.moto.inventory(REGION);
    laptop.proxy.take();
    let ran = laptop.deploy(tier, domain);
    assert_eq!(ran.code, Some(3), "{expected:?}: {}", ran.stderr);
    assert!(ran.lines.is_empty(), "no run began: {:?}", ran.lines);
    assert_eq!(laptop.proxy.take().calls, [] as [String; 0], "{expected:?}");
    assert_eq!(laptop.moto.inventory(REGION), before, "{expected:?}: nothing was touched");
    for part in expected {
        assert!(ran.stderr.contains(part), "{part}: {}", ran.stderr);
    }
    assert!(ran.stderr.contains("nothing was created"), "{}", ran.stderr);
    ran
}

#[test]
fn a_domain_that_cannot_be_used() {
    let laptop = &mut Laptop::new();
    refused(
        laptop,
        "",
        "managed",
        DOMAIN,
        &["no public DNS zone (Route 53) for app.example.com", "kind = \"external\""],
    );
    refused(laptop, "zone(private=True)", "managed", DOMAIN, &["no public DNS zone", "example.com (", "is private"]);
    // Whichever the world asks, it is none of these two.
    let two = refused(laptop, "zone(); zone()", "managed", DOMAIN, &["DNS zones named example.com"]);
    assert!(!two.stderr.to_lowercase().contains("delete"), "{}", two.stderr);
    for (kind, value) in [("CNAME", "old.cloudfront.net"), ("A", "198.51.100.9"), ("AAAA", "2001:db8::1")] {
        let write = format!("write(zone(), 'app.example.com', '{kind}', '{value}')");
        let named = format!("the DNS record app.example.com {kind} {value}");
        let ran = refused(laptop, &write, "managed", DOMAIN, &[&named, "another domain name"]);
        assert!(!ran.stderr.contains("deployment name"), "{}", ran.stderr);
    }
}

#[test]
fn no_room_and_no_offer() {
    let laptop = &mut Laptop::new();
    laptop.start_over();
    laptop.moto.boto("for _ in range(5): boto3.client('ec2').allocate_address(Domain='vpc')");
    laptop.proxy.allow("L-1216C47A", 1);
    laptop.proxy.allow("L-F678F1CE", 1);
    laptop.proxy.unsold("db.t4g.micro");
    let parts = [
        "4 things stand in the way",
        "may have 5 fixed public addresses (Elastic IPs) in us-east-1 and has 5: this needs 1 more",
        "may have 1 private network (VPC) in us-east-1 and has 1: this needs 1 more",
        "may have 1 virtual processor (vCPU) in us-east-1 and has 0: this needs 2 more",
        "--quota-code L-1216C47A --desired-value 2",
        "AWS does not offer db.t4g.micro with PostgreSQL 17 in us-east-1",
    ];
    refused_as_it_is(laptop, "managed", None, &parts);
    // A bucket of somebody else, as the only thing in the way.
    let bucket = format!("{NAME}-files-{}-{REGION}", crate::moto::ACCOUNT);
    let strange = format!(
        "s = boto3.client('s3'); s.create_bucket(Bucket='{bucket}'); s.put_object(Bucket='{bucket}', Key='theirs', \
        Body=b'x')"
    );
    refused(laptop, &strange, "starter", None, &["files (S3 bucket)", &bucket, "another deployment name"]);
}

#[test]
fn a_region_that_is_off() {
    let laptop = Laptop::new();
    let answers = laptop.answers("starter", None);
    let text = fs::read_to_string(&answers).unwrap().replace(REGION, "eu-central-2");
    fs::write(&answers, text).unwrap();
    laptop.proxy.take();
    let ran = laptop.run(&["deploy", "--answers", answers.to_str().unwrap(), "--yes"]);
    assert_eq!((ran.code, laptop.proxy.take().mutating), (Some(3), 0), "{}", ran.stderr);
    let parts = [
        "eu-central-2 (Zurich) is switched off in your account",
        "aws account enable-region --region-name eu-central-2",
    ];
    assert!(parts.iter().all(|part| ran.stderr.contains(part)), "{}", ran.stderr);
}

#[test]
fn a_deployment_made_on_another_computer() {
    let mut laptop = Laptop::new();
    // The first lookups are denied, the rest goes wrong half-way: something is there, and the journal is lost.
    let denied = "User: x is not authorized to perform: servicequotas:GetServiceQuota";
    laptop.proxy.fail(&Failure {
        operation: "GetServiceQuota",
        code: "AccessDeniedException",
        message: denied,
        status: 400,
        times: 99,
    });
    laptop.proxy.fail(&Failure {
        operation: "CreateSubnet",
        code: "SubnetLimitExceeded",
        message: "no more",
        status: 400,
        times: 99,
    });
    let failed = laptop.deploy("managed", None);
    assert_eq!(failed.code, Some(1), "{}", failed.stderr);
    let notes: Vec<String> =
        failed.lines.iter().filter(|line| line["event"] == "noted").map(|line| line["text"].to_string()).collect();
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert!(
        notes[0].contains("not checked beforehand: ") && notes[0].contains("servicequotas:GetServiceQuota"),
        "{notes:?}"
    );
    let mine = laptop.run(&["list", "--region", REGION]);
    assert_eq!(
        (mine.lines.len(), mine.lines[0]["state"].as_str()),
        (1, Some("unfinished")),
        "one's own is not elsewhere: {:?}",
        mine.lines
    );

    laptop.lose_folder();
    let said = [
        "made on another computer, or its folder on this one is lost",
        "resourcegroupstaggingapi get-resources --region us-east-1",
    ];
    let listed = laptop.run(&["list", "--region", REGION]);
    assert_eq!(listed.code, Some(0));
    let line = &listed.lines[0];
    assert_eq!(
        (&line["name"], &line["state"], &line["region"]),
        (&NAME.into(), &"elsewhere".into(), &REGION.into()),
        "{line}"
    );
    let status = &laptop.run(&["status", NAME, "--region", REGION]).lines[0];
    assert_eq!(status["state"], "elsewhere");
    assert!(status["resources"].as_array().unwrap().iter().any(|one| one["id"] == "vpc"), "{status}");
    for command in [
        vec!["destroy", NAME, "--yes", "--confirm", NAME, "--region", REGION],
        vec!["resume", NAME, "--region", REGION],
    ] {
        let ran = laptop.run(&command);
        assert_eq!(ran.code, Some(3), "{}", ran.stderr);
        assert!(said.iter().all(|part| ran.stderr.contains(part)), "{}", ran.stderr);
    }
    refused_as_it_is(
        &laptop,
        "starter",
        None,
        &["another deployment called `demo` in us-east-1", "copy its folder", said[1]],
    );
}
