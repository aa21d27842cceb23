//! Zones, certificates and records.

use std::collections::BTreeSet;

use cloudstead::engine::{DataChoice, ErrorClass, Found, Poll};
use cloudstead::resource::certificate::Certificate;
use cloudstead::resource::certificate_issued::CertificateIssued;
use cloudstead::resource::dns_record::DnsRecord;
use cloudstead::resource::elastic_ip::ElasticIpOutputs;
use cloudstead::resource::hosted_zone::HostedZone;
use cloudstead::resource::https_redirect::HttpsRedirect;
use cloudstead::resource::listener::{Listener, ListenerAction};
use cloudstead::resource::load_balancer::LoadBalancer;
use cloudstead::resource::target_group::TargetGroup;
use cloudstead::resource::validation_records::ValidationRecords;
use cloudstead::resource::{Kind, Outputs, Spec, Target};

use crate::{Stage, to};

fn zone() -> Spec {
    HostedZone { domain: "app.example.com".to_owned() }.into()
}

fn certificate() -> Spec {
    Certificate { domain: "app.example.com".to_owned(), alternative_names: vec!["api.example.com".to_owned()] }.into()
}

fn proof() -> Spec {
    ValidationRecords { zone: to("zone"), certificate: to("certificate") }.into()
}

fn record(target: Target) -> Spec {
    DnsRecord { zone: to("zone"), name: "app.example.com".to_owned(), target }.into()
}

impl Stage {
    fn zone(&self, name: &str, private: bool) -> String {
        let vpc = if private {
            ", HostedZoneConfig={'PrivateZone': True, 'Comment': ''}, VPC={'VPCRegion': 'us-east-1', 'VPCId': \
            boto3.client('ec2').describe_vpcs()['Vpcs'][0]['VpcId']}"
        } else {
            ""
        };
        let text = format!(
            "import uuid\nprint(json.dumps(boto3.client('route53').create_hosted_zone(Name='{name}', \
            CallerReference=str(uuid.uuid4()){vpc})['HostedZone']['Id']))"
        );
        self.moto.boto(&text).as_str().unwrap().rsplit('/').next().unwrap().to_owned()
    }

    fn write(&self, zone: &str, name: &str, kind: &str, value: &str) {
        self.moto.boto(&format!(
            "boto3.client('route53').change_resource_record_sets(HostedZoneId='{zone}', ChangeBatch={{'Changes': \
            [{{'Action': 'UPSERT', 'ResourceRecordSet': {{'Name': '{name}', 'Type': '{kind}', 'TTL': 60, \
            'ResourceRecords': [{{'Value': '{value}'}}]}}}}]}})"
        ));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_longest_public_zone_is_found() {
    let stage = Stage::new();
    let world = stage.world("one").await;
    let nothing = async || {
        let Ok(Found::Unavailable(error)) = world.find("zone", &zone()).await else { panic!("there is a zone") };
        assert_eq!((error.class, error.code.as_str()), (ErrorClass::Stop, "NoZone"));
        error.why
    };
    assert_eq!(nothing().await, "");
    let private = stage.zone("app.example.com", true);
    let why = nothing().await;
    assert!(why.contains(&private) && why.contains("is private"), "{why}");
    let id = stage.zone("example.com", false);
    stage.zone("notexample.com", false);
    let Ok(Found::Ours(Outputs::HostedZone(found))) = world.find("zone", &zone()).await else { panic!("not found") };
    assert_eq!((found.zone_id.as_str(), found.name.as_str()), (id.as_str(), "example.com"));
    assert!(!found.name_servers.is_empty());
    let second = stage.zone("example.com", false);
    let Ok(Found::Candidates(found)) = world.find("zone", &zone()).await else { panic!("only one") };
    let ids: BTreeSet<String> = found.iter().filter_map(Outputs::aws_id).collect();
    assert_eq!(ids, BTreeSet::from([id, second]));
    world.assert_declared(&[Kind::HostedZone]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_is_proved_and_used() {
    let stage = Stage::new();
    let mut world = stage.world("one").await;
    stage.network(&mut world);
    let zone_id = stage.zone("example.com", false);
    world.look_up("zone", zone()).await;
    world
        .live(
            "targets",
            TargetGroup { name: "web".to_owned(), vpc: to("vpc"), port: 80, health_path: "/".to_owned() }.into(),
        )
        .await;
    world
        .live(
            "balancer",
            LoadBalancer { name: "web".to_owned(), subnets: vec![to("a"), to("b")], group: to("firewall") }.into(),
        )
        .await;

    let Outputs::Certificate(requested) = world.live("certificate", certificate()).await else {
        panic!("another kind")
    };
    assert_eq!(requested.records.len(), 2);
    assert_eq!(
        world.create("certificate", &certificate()).await.unwrap().aws_id(),
        Some(requested.arn.clone()),
        "the same token, the same certificate"
    );

    // DNS elsewhere: the person is told what to add.
    let elsewhere: Spec = CertificateIssued { certificate: to("certificate"), records: None }.into();
    let Ok(Poll::Waiting(text)) = world.check("issued", &elsewhere).await else { panic!("issued without a proof") };
    assert!(
        requested.records.iter().all(|record| text.contains(&record.name) && text.contains(&record.value)),
        "{text}"
    );
    world.live("proof", proof()).await;
    world.fact("issued", CertificateIssued { certificate: to("certificate"), records: Some(to("proof")) }.into()).await;
    let https = Listener {
        load_balancer: to("balancer"),
        port: 443,
        action: ListenerAction::ForwardTls { targets: to("targets"), certificate: to("issued") },
    };
    world.live("https", https.into()).await;
    let plain = Listener {
        load_balancer: to("balancer"),
        port: 80,
        action: ListenerAction::Forward { targets: to("targets") },
    };
    let Outputs::Listener(http) = world.live("http", plain.clone().into()).await else { panic!("another kind") };
    // What somebody changed by hand is set back by the next update.
    let other =
        "[{'Type': 'fixed-response', 'FixedResponseConfig': {'StatusCode': '503', 'ContentType': 'text/plain'}}]";
    stage
        .moto
        .boto(&format!("boto3.client('elbv2').modify_listener(ListenerArn='{}', DefaultActions={other})", http.arn));
    world.live_again("http", plain.clone().into()).await;
    assert_eq!(stage.moto.inventory("us-east-1")["listener"][0]["actions"][0]["Type"], "forward");
    let redirect = HttpsRedirect { http: to("http"), https: to("https"), targets: to("targets") };
    world.live("redirect", redirect.into()).await;
    // Settings of the listener do not undo what the redirect did.
    world.live_again("http", plain.into()).await;

    let found = stage.moto.inventory("us-east-1");
    let listeners = found["listener"].as_array().unwrap();
    assert_eq!(listeners[0]["actions"][0]["Type"], "redirect");
    assert_eq!(
        (listeners[1]["Protocol"].as_str(), listeners[1]["SslPolicy"].as_str()),
        (Some("HTTPS"), Some("ELBSecurityPolicy-TLS13-1-2-2021-06"))
    );
    assert_eq!(found["hosted-zone"][0]["records"].as_array().unwrap().len(), 2);

    world.end_all(DataChoice::default()).await;
    let left = stage.moto.inventory("us-east-1");
    assert!(left.get("certificate").is_none());
    assert_eq!(left["hosted-zone"][0]["records"].as_array().unwrap().len(), 0, "{}", left["hosted-zone"]);
    assert_eq!(left["hosted-zone"][0]["id"], zone_id);
    world.assert_declared(&[
        Kind::Certificate,
        Kind::ValidationRecords,
        Kind::CertificateIssued,
        Kind::Listener,
        Kind::HttpsRedirect,
    ]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proof_stays_while_another_certificate_needs_it() {
    let stage = Stage::new();
    let mut world = stage.world("one").await;
    stage.zone("example.com", false);
    world.look_up("zone", zone()).await;
    world.live("certificate", certificate()).await;
    let outputs = world.live("proof", proof()).await;
    stage.moto.boto("boto3.client('acm').request_certificate(DomainName='*.app.example.com', ValidationMethod='DNS')");
    world.delete("proof", &proof(), &outputs, DataChoice::default()).await.unwrap();
    let left = &stage.moto.inventory("us-east-1")["hosted-zone"][0]["records"];
    assert_eq!(left.as_array().unwrap().len(), 1);
    assert!(left[0]["name"].as_str().unwrap().contains("app.example.com"));
}

#[tokio::test(flavor = "multi_thread")]
async fn records_move_and_foreign_ones_stay() {
    let stage = Stage::new();
    let mut world = stage.world("one").await;
    stage.network(&mut world);
    let zone_id = stage.zone("example.com", false);
    world.look_up("zone", zone()).await;
    let address = || record(Target::Address(to("address")));

    stage.write(&zone_id, "app.example.com", "A", "198.51.100.9");
    let Ok(Found::Foreign(what)) = world.find("dns", &address()).await else { panic!("not foreign") };
    assert_eq!(what, "the DNS record app.example.com A 198.51.100.9");
    // Before anything is made the target is not known: what is in the way is seen all the same.
    let unmade = record(Target::Address(to("nowhere")));
    assert!(matches!(world.find("dns", &unmade).await, Ok(Found::Foreign(_))));
    let elsewhere = |name: &str| -> Spec {
        DnsRecord { zone: to("zone"), name: name.to_owned(), target: Target::Address(to("nowhere")) }.into()
    };
    stage.write(&zone_id, "six.example.com", "AAAA", "2001:db8::1");
    stage.write(&zone_id, "sub.example.com", "NS", "ns1.example.net.");
    stage.write(&zone_id, "mail.example.com", "MX", "10 mx.example.net.");
    for (name, wanted) in
        [("six.example.com", true), ("sub.example.com", true), ("mail.example.com", false), ("free.example.com", false)]
    {
        let foreign = matches!(world.find("dns", &elsewhere(name)).await, Ok(Found::Foreign(_)));
        assert_eq!(foreign, wanted, "{name}");
    }
    stage.moto.boto(&format!(
        "
r = boto3.client('route53')
for one in r.list_resource_record_sets(HostedZoneId='{zone_id}')['ResourceRecordSets']:
    if one['Name'].split('.')[0] in ('six', 'sub', 'mail'): r.change_resource_record_sets(HostedZoneId='{zone_id}',
        ChangeBatch={{'Changes': [{{'Action': 'DELETE', 'ResourceRecordSet': one}}]}})"
    ));
    assert_eq!(world.create("dns", &address()).await.unwrap_err().class, ErrorClass::AlreadyExists);
    stage.moto.boto(&format!(
        "
r = boto3.client('route53')
for one in r.list_resource_record_sets(HostedZoneId='{zone_id}')['ResourceRecordSets']:
    if one['Type'] == 'A': r.change_resource_record_sets(HostedZoneId='{zone_id}',
        ChangeBatch={{'Changes': [{{'Action': 'DELETE', 'ResourceRecordSet': one}}]}})"
    ));

    let old = world.live("dns", address()).await;
    world
        .live(
            "balancer",
            LoadBalancer { name: "web".to_owned(), subnets: vec![to("a"), to("b")], group: to("firewall") }.into(),
        )
        .await;
    // A change of tier: from the address of the box to the load balancer, with the outputs of before.
    let alias = record(Target::LoadBalancer(to("balancer")));
    world.configure("dns", &alias, &old).await.unwrap();
    let new = world.live_again("dns", alias.clone()).await;
    assert_ne!(new, old);
    let found = stage.moto.inventory("us-east-1");
    let shown = found["hosted-zone"][0]["records"].to_string();
    assert!(shown.contains("\"EvaluateTargetHealth\":true") && shown.contains("_cloudstead.app"), "{shown}");

    // Somebody else changed it: neither written over nor removed.
    stage.write(&zone_id, "app.example.com", "A", "198.51.100.9");
    assert_eq!(world.configure("dns", &alias, &new).await.unwrap_err().code, "ForeignRecord");
    world.delete("dns", &alias, &new, DataChoice::default()).await.unwrap();
    assert_eq!(stage.moto.inventory("us-east-1")["hosted-zone"][0]["records"].as_array().unwrap().len(), 1);
    // Ours again, and gone.
    assert!(!stage.moto.inventory("us-east-1")["hosted-zone"][0]["records"].to_string().contains("_cloudstead"));
    world
        .configure(
            "dns",
            &alias,
            &Outputs::DnsRecord(cloudstead::resource::dns_record::DnsRecordOutputs {
                zone_id,
                name: "app.example.com".to_owned(),
                value: "198.51.100.9".to_owned(),
            }),
        )
        .await
        .unwrap();
    world.end_all(DataChoice::default()).await;
    assert_eq!(stage.moto.inventory("us-east-1")["hosted-zone"][0]["records"].as_array().unwrap().len(), 0);
    world.assert_declared(&[Kind::DnsRecord]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_written_by_a_run_that_was_killed_is_removed() {
    let stage = Stage::new();
    let mut world = stage.world("one").await;
    stage.network(&mut world);
    let zone_id = stage.zone("example.com", false);
    world.look_up("zone", zone()).await;
    let spec = record(Target::Address(to("address")));
    let before = world.live("dns", spec.clone()).await;

    // Another address: the record is written, and nobody gets to note it.
    let address = world.outputs_of("address");
    let moved = ElasticIpOutputs { allocation_id: "eipalloc-2".to_owned(), public_ip: "203.0.113.99".to_owned() };
    world.know("address", Outputs::ElasticIp(moved));
    world.configure("dns", &spec, &before).await.unwrap();
    world.know("address", address);
    let records = || stage.moto.inventory("us-east-1")["hosted-zone"][0]["records"].clone();
    assert!(records().to_string().contains("203.0.113.99"));
    let Ok(Found::Ours(Outputs::DnsRecord(found))) = world.find("dns", &spec).await else { panic!("not ours") };
    assert_eq!(found.value, "203.0.113.99");
    // A deployment of the same name that lost its journal does not own it.
    let other = stage.world("two").await;
    other.delete("dns", &spec, &before, DataChoice::default()).await.unwrap();
    assert!(records().to_string().contains("203.0.113.99"));

    world.delete("dns", &spec, &before, DataChoice::default()).await.unwrap();
    assert_eq!(records(), serde_json::json!([]), "an address that is given back must not keep the domain ({zone_id})");
}
