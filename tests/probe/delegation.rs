//! Which of two zones of one name the world asks.

use cloudstead::engine::Found;
use cloudstead::probe::Internet;
use cloudstead::resource::Outputs;
use cloudstead::resource::hosted_zone::{HostedZone, HostedZoneOutputs};

use crate::name_servers::{Mood, NameServers, RESOLVER};
use crate::world::{FIRST, choose};

/// The zone above example.com, at one server.
fn above() -> NameServers {
    let dns = NameServers::start(&[RESOLVER, FIRST]);
    dns.add(RESOLVER, "com NS a.tld.test");
    dns.add(RESOLVER, "a.tld.test A 127.0.0.2");
    dns
}

fn zone(id: &str, servers: &[&str]) -> Outputs {
    let name_servers = servers.iter().map(|server| (*server).to_owned()).collect();
    Outputs::HostedZone(HostedZoneOutputs { zone_id: id.to_owned(), name: "example.com".to_owned(), name_servers, unused: Vec::new() })
}

async fn chosen(dns: &NameServers) -> Found {
    let internet = Internet::with_name_servers(vec![dns.resolver()], dns.port);
    let zones = vec![zone("Z1", &["ns-1.awsdns-01.org", "ns-2.awsdns-02.com"]), zone("Z2", &["ns-3.awsdns-03.org", "ns-4.awsdns-04.com"])];
    choose(&internet, HostedZone { domain: "app.example.com".to_owned() }, zones).await
}

#[tokio::test]
async fn the_zone_that_the_one_above_names_is_taken_and_said() {
    let dns = above();
    dns.delegate(FIRST, "example.com NS NS-3.awsdns-03.org");
    dns.delegate(FIRST, "example.com NS ns-4.awsdns-04.com");
    let Found::Ours(found) = chosen(&dns).await else { panic!("none") };
    assert_eq!(found.aws_id().as_deref(), Some("Z2"));
    let remark = found.remark().unwrap();
    assert!(remark.contains("Z2 is the one that the world asks") && remark.contains("Z1 is left alone"), "{remark}");
}

#[tokio::test]
async fn where_the_zone_above_is_silent_the_resolver_is_asked() {
    let dns = above();
    dns.mood(FIRST, Mood::Silent);
    dns.add(RESOLVER, "example.com NS ns-1.awsdns-01.org");
    assert!(matches!(chosen(&dns).await, Found::Ours(found) if found.aws_id().as_deref() == Some("Z1")));
}

#[tokio::test]
async fn neither_of_them_is_said_with_both_ways_out() {
    let dns = above();
    dns.delegate(FIRST, "example.com NS ns1.registrar.test");
    let Found::Unavailable(error) = chosen(&dns).await else { panic!("chosen") };
    assert_eq!(error.code, "NotDelegated");
    assert!(error.why.contains("the world asks ns1.registrar.test"), "{error:?}");
    assert!(error.hint.contains("Z1: ns-1.awsdns-01.org ns-2.awsdns-02.com; Z2: ns-3"), "{error:?}");
    assert!(!error.hint.contains("delete"), "{error:?}");
}

#[tokio::test]
async fn without_dns_nothing_is_guessed() {
    let dns = above();
    dns.mood(RESOLVER, Mood::Silent);
    let Found::Unavailable(error) = chosen(&dns).await else { panic!("chosen") };
    assert_eq!(error.code, "SeveralZones");
    assert!(error.what.contains("Z1, Z2") && error.hint.contains("internet connection"), "{error:?}");
}
