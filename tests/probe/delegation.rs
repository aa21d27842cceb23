//! Which of two zones of one name the world asks, and whether it asks the only one.

use cloudstead::engine::Found;
use cloudstead::probe::Internet;
use cloudstead::resource::Outputs;
use cloudstead::resource::hosted_zone::{HostedZone, HostedZoneOutputs};

use crate::name_servers::{Mood, NameServers, RESOLVER};
use crate::world::{FIRST, choose, look_at};

/// The zone above example.com, at one server.
fn above() -> NameServers {
    let dns = NameServers::start(&[RESOLVER, FIRST]);
    dns.add(RESOLVER, "com NS a.tld.test");
    dns.add(RESOLVER, "a.tld.test A 127.0.0.2");
    dns
}

fn zone(id: &str, servers: &[&str]) -> Outputs {
    let name_servers = servers.iter().map(|server| (*server).to_owned()).collect();
    let (zone_id, name) = (id.to_owned(), "example.com".to_owned());
    Outputs::HostedZone(HostedZoneOutputs { zone_id, name, name_servers, unused: Vec::new(), asked_instead: None })
}

async fn chosen(dns: &NameServers) -> Found {
    let internet = Internet::with_name_servers(vec![dns.resolver()], dns.port);
    let zones = vec![
        zone("Z1", &["ns-1.awsdns-01.org", "ns-2.awsdns-02.com"]),
        zone("Z2", &["ns-3.awsdns-03.org", "ns-4.awsdns-04.com"]),
    ];
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

/// What is said of the only zone.
async fn said(dns: &NameServers) -> Option<String> {
    let internet = Internet::with_name_servers(vec![dns.resolver()], dns.port);
    let only = zone("Z1", &["ns-1.awsdns-01.org.", "ns-2.awsdns-02.com"]);
    let seen = look_at(&internet, HostedZone { domain: "app.example.com".to_owned() }, only).await;
    assert_eq!(seen.aws_id().as_deref(), Some("Z1"), "it is used in any case");
    seen.remark()
}

#[tokio::test]
async fn the_only_zone_is_said_to_be_unasked_with_the_servers_to_set() {
    let dns = above();
    dns.delegate(FIRST, "example.com NS ns1.registrar.test");
    let remark = said(&dns).await.unwrap();
    let parts = [
        "it is at ns1.registrar.test",
        "set its name servers to ns-1.awsdns-01.org., ns-2.awsdns-02.com",
        "You may go on",
    ];
    assert!(parts.iter().all(|part| remark.contains(part)), "{remark}");
}

#[tokio::test]
async fn an_only_zone_of_a_domain_that_nobody_knows_is_said_too() {
    let remark = said(&above()).await.unwrap();
    assert!(remark.contains("the world asks nobody for it"), "{remark}");
}

#[tokio::test]
async fn of_an_only_zone_that_is_asked_or_where_dns_is_silent_nothing_is_said() {
    let dns = above();
    dns.delegate(FIRST, "example.com NS NS-1.awsdns-01.org");
    assert_eq!(said(&dns).await, None);
    let dns = above();
    dns.mood(FIRST, Mood::Silent);
    dns.mood(RESOLVER, Mood::Silent);
    assert_eq!(said(&dns).await, None);
}
