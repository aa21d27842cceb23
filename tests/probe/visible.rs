//! What people do to DNS records, and what they are told.

use cloudstead::engine::Poll;
use cloudstead::resource::Outputs;
use cloudstead::resource::dns_visible::DnsVisibleOutputs;
use hickory_resolver::proto::op::ResponseCode;

use crate::name_servers::{Mood, RESOLVER};
use crate::world::{BALANCER, FIRST, SECOND, World, to_balancer, to_box};

const APP: &[&str] = &["app.example.com"];

#[tokio::test]
async fn a_missing_record_is_named_until_it_is_there() {
    let world = World::new();
    let spec = to_box(APP);
    assert_eq!(world.words(&spec).await, "add at your DNS provider: app.example.com A 203.0.113.7 (seen: nothing yet)");
    world.add("app.example.com A 203.0.113.7");
    let names = spec.names.clone();
    let ready = Outputs::DnsVisible(DnsVisibleOutputs { names, value: "203.0.113.7".to_owned() });
    assert_eq!(world.look(&spec).await, Ok(Poll::Ready(ready)));
}

#[tokio::test]
async fn every_name_has_its_line() {
    let world = World::new();
    let spec = to_box(&["example.com", "www.example.com", "app.example.com"]);
    world.add("example.com A 198.51.100.1");
    world.add("app.example.com A 203.0.113.7");
    let expected = "change at your DNS provider: example.com A 203.0.113.7 (seen: 198.51.100.1)\n\
                    add at your DNS provider: www.example.com A 203.0.113.7 (seen: nothing yet)";
    assert_eq!(world.words(&spec).await, expected);
    world.add("example.com A 203.0.113.7");
    assert!(
        world
            .words(&spec)
            .await
            .starts_with("change at your DNS provider: example.com A 203.0.113.7 (seen: 198.51.100.1, 203.0.113.7)")
    );
}

#[tokio::test]
async fn an_alias_within_the_zone_counts() {
    let world = World::new();
    world.add("app.example.com CNAME host.example.com");
    assert!(world.words(&to_box(APP)).await.ends_with("(seen: CNAME host.example.com)"));
    world.add("host.example.com A 203.0.113.7");
    assert!(world.is_ready(&to_box(APP)).await);
}

#[tokio::test]
async fn the_suffix_entered_twice_is_found() {
    let world = World::new();
    world.add("app.example.com.example.com A 203.0.113.7");
    let words = world.words(&to_box(APP)).await;
    assert!(words.contains("added as app.example.com.example.com;"), "{words}");
    assert!(words.contains("enter the name as app (app.example.com A 203.0.113.7)"), "{words}");
    world.clear();
    world.add("example.com.example.com A 203.0.113.7");
    let words = world.words(&to_box(&["example.com"])).await;
    assert!(words.contains("enter the name as @ (example.com A"), "{words}");
}

#[tokio::test]
async fn a_server_that_lags_is_waited_for() {
    let world = World::new();
    world.dns.add(SECOND, "app.example.com A 203.0.113.7");
    let expected = "waiting for ns1.dns.test to show app.example.com A 203.0.113.7 (it shows: nothing yet; 1 of 2 name \
        servers are done)";
    assert_eq!(world.words(&to_box(APP)).await, expected);
}

#[tokio::test]
async fn a_silent_server_says_nothing() {
    let world = World::new();
    world.dns.mood(FIRST, Mood::Silent);
    world.dns.add(SECOND, "app.example.com A 203.0.113.7");
    assert!(world.is_ready(&to_box(APP)).await, "the other one is enough");
    world.dns.mood(SECOND, Mood::Fails(ResponseCode::ServFail));
    let words = world.words(&to_box(APP)).await;
    assert!(
        words.starts_with("DNS does not answer from this machine yet: none of the name servers of example.com"),
        "{words}"
    );
}

#[tokio::test]
async fn a_network_that_blocks_dns_is_asked_through_its_own_resolver() {
    let world = World::new();
    world.dns.mood(FIRST, Mood::Silent);
    world.dns.mood(SECOND, Mood::Silent);
    let words = world.words(&to_box(APP)).await;
    assert!(
        words.starts_with("DNS does not answer from this machine yet: none of the name servers of example.com"),
        "{words}"
    );
    assert!(words.contains("may remember an old answer"), "{words}");
    assert!(words.ends_with("add at your DNS provider: app.example.com A 203.0.113.7 (seen: nothing yet)"), "{words}");
    world.dns.add(RESOLVER, "app.example.com A 198.51.100.1");
    let words = world.words(&to_box(APP)).await;
    assert!(
        words.ends_with("change at your DNS provider: app.example.com A 203.0.113.7 (seen: 198.51.100.1)"),
        "{words}"
    );
    world.dns.clear(RESOLVER);
    for record in ["example.com NS ns1.dns.test", "ns1.dns.test A 127.0.0.2", "app.example.com A 203.0.113.7"] {
        world.dns.add(RESOLVER, record);
    }
    assert!(world.is_ready(&to_box(APP)).await);
}

#[tokio::test]
async fn unknown_is_not_absent() {
    let world = World::new();
    world.dns.mood(RESOLVER, Mood::Fails(ResponseCode::ServFail));
    for spec in [to_box(APP), to_balancer(APP)] {
        let words = world.words(&spec).await;
        assert!(words.starts_with("DNS does not answer from this machine yet: server failure"), "{words}");
    }
    world.dns.mood(RESOLVER, Mood::Silent);
    assert_eq!(world.words(&to_box(APP)).await, "DNS does not answer from this machine yet: no answer");
}

#[tokio::test]
async fn servers_that_do_not_serve_the_zone_are_told() {
    let world = World::new();
    world.dns.mood(FIRST, Mood::Fails(ResponseCode::Refused));
    world.dns.mood(SECOND, Mood::Fails(ResponseCode::Refused));
    let expected = "example.com is delegated to ns1.dns.test, ns2.dns.test, which do not serve it: set the zone's own \
        name servers at your registrar";
    assert_eq!(world.words(&to_box(APP)).await, expected);
}

#[tokio::test]
async fn a_domain_that_nobody_serves_is_told() {
    let words = World::new().words(&to_box(&["app.nowhere.org"])).await;
    assert!(words.starts_with("no name servers are known for app.nowhere.org:"), "{words}");
}

#[tokio::test]
async fn cloudflares_proxy_is_recognised() {
    let world = World::new();
    world.add("app.example.com A 104.21.3.4");
    assert!(world.words(&to_box(APP)).await.starts_with("change at"), "elsewhere it is only a wrong address");
    world.dns.clear(RESOLVER);
    world.dns.add(RESOLVER, "example.com NS lara.ns.cloudflare.com");
    world.dns.add(RESOLVER, "lara.ns.cloudflare.com A 127.0.0.2");
    let words = world.words(&to_box(APP)).await;
    assert!(
        words.starts_with("app.example.com goes through Cloudflare's proxy: switch the record to DNS only"),
        "{words}"
    );
}

#[tokio::test]
async fn a_stray_aaaa_record_must_go() {
    let world = World::new();
    world.add("app.example.com A 203.0.113.7");
    world.add("app.example.com AAAA 2001:db8::1");
    let expected = "remove the AAAA record: Let's Encrypt would follow it (app.example.com AAAA 2001:db8::1)";
    assert_eq!(world.words(&to_box(APP)).await, expected);
}

#[tokio::test]
async fn a_load_balancer_is_reached_by_name_or_by_alias() {
    let world = World::new();
    let (spec, apex) = (to_balancer(APP), to_balancer(&["example.com"]));
    assert_eq!(
        world.words(&spec).await,
        format!("add at your DNS provider: app.example.com CNAME {BALANCER} (seen: nothing yet)")
    );
    assert!(
        world.words(&apex).await.contains("example.com ALIAS (also called ANAME or flattened CNAME) demo-1."),
        "no CNAME at the top"
    );
    world.add(&format!("app.example.com CNAME {}", BALANCER.to_uppercase()));
    assert!(world.is_ready(&spec).await);
    world.clear();
    world.add("app.example.com A 198.51.100.11");
    assert!(world.is_ready(&spec).await, "some of the balancer's addresses");
    world.add("app.example.com A 198.51.100.12");
    assert!(world.words(&spec).await.ends_with("(seen: 198.51.100.11, 198.51.100.12)"));
    world.clear();
    world.add(&format!("app.example.com CNAME {BALANCER}.example.com"));
    assert!(world.words(&spec).await.ends_with("end the value with a dot)"));
}

#[tokio::test]
async fn a_zone_delegated_just_now_is_found_through_its_parent() {
    let world = World::new();
    world.dns.delegate(FIRST, "app.example.com NS ns2.dns.test");
    world.dns.add(SECOND, "app.example.com A 203.0.113.7");
    assert!(world.is_ready(&to_box(APP)).await);
}

#[tokio::test]
async fn long_answers_come_over_tcp() {
    let world = World::new();
    world.dns.mood(FIRST, Mood::Truncates);
    world.add("app.example.com A 203.0.113.7");
    assert!(world.is_ready(&to_box(APP)).await);
}

#[tokio::test]
async fn our_own_records_are_waited_for() {
    let world = World::new();
    let mut spec = to_box(APP);
    spec.records = vec!["record".into()];
    let words = world.words(&spec).await;
    assert!(
        words.starts_with(
            "waiting for the name servers of example.com to show app.example.com A 203.0.113.7 (seen: nothing yet)"
        ),
        "{words}"
    );
    assert!(words.contains("the world asks ns1.dns.test, ns2.dns.test: if these are not"), "{words}");
    world.dns.clear(RESOLVER);
    world.dns.add(RESOLVER, "example.com NS ns-1.awsdns-01.org");
    world.dns.add(RESOLVER, "ns-1.awsdns-01.org A 127.0.0.2");
    let expected =
        "waiting for the name servers of example.com to show app.example.com A 203.0.113.7 (seen: nothing yet)";
    assert_eq!(world.words(&spec).await, expected);
}
