//! A server of a group: everything arrives by http from the load balancer, which says how people came.

use crate::plans::Plan;
use crate::running::{OWN, Server};
use crate::visitor::{page, page_at, page_with};

/// The server that has the plan's only file.
fn started(domain: Option<&str>) -> Server {
    let plan = Plan::of("standard", domain, None);
    let mut server = Server::new(&plan);
    let config = server.adapted(&plan.files()["Caddyfile"], &[]);
    server.start(&config);
    server
}

#[test]
fn a_load_balancer_finds_each_service_by_its_port_where_there_is_no_domain() {
    let server = started(None);
    let at = (OWN, server.ports[&80]);
    for (port, service) in [("80", "app"), ("8081", "portal"), ("8082", "api"), ("9999", "app")] {
        let lines = format!("X-Forwarded-Port: {port}\r\n");
        assert_eq!(page_with(at, "lb.example.com", &lines).unwrap().text, service, "{port}");
    }
    assert_eq!(page(at, OWN).unwrap().text, "app", "a health check");
}

#[test]
fn a_load_balancer_finds_each_service_by_its_name_and_is_believed_how_people_came() {
    let server = started(Some("app.example.com"));
    let at = (OWN, server.ports[&80]);
    for (host, service) in [
        ("app.example.com", "app"),
        ("portal.app.example.com", "portal"),
        ("api.app.example.com", "api"),
        (OWN, "app"), // a health check
    ] {
        assert_eq!(page(at, host).unwrap().text, service, "{host}");
    }
    // An app that does not hear of https sends people round in circles, and its cookies are not secure.
    let lines = "X-Forwarded-Proto: https\r\nX-Forwarded-For: 203.0.113.9\r\nX-Echo: X-Forwarded-";
    for (header, value) in [("Proto", "https"), ("For", "203.0.113.9, 127.0.0.1"), ("Host", "api.app.example.com")] {
        let lines = format!("{lines}{header}\r\n");
        assert_eq!(page_with(at, "api.app.example.com", &lines).unwrap().text, value, "{header}");
    }
}

#[test]
fn services_share_a_name_by_their_paths() {
    for (tier, domain) in [("standard", None), ("standard", Some("app.example.com")), ("starter", None)] {
        let plan = Plan::with_paths(tier, domain);
        let mut server = Server::new(&plan);
        let config = server.adapted(&plan.files()["Caddyfile"], &[]);
        server.start(&config);
        let (at, host) = ((OWN, server.ports[&80]), domain.unwrap_or(OWN));
        for (path, service, seen) in [
            ("/", "app", "/"),
            ("/v1/people?a=b", "api", "/v1/people?a=b"),
            ("/v1", "api", "/v1"),
            ("/v12", "app", "/v12"),
            ("/v1/files", "api", "/v1/files"),
            ("/api/people", "api", "/people"),
            ("/apiary", "api", "/ary"),
            ("/other/v1/", "app", "/other/v1/"),
        ] {
            assert_eq!(page_at(at, host, path, "").unwrap().text, service, "{tier} {path}");
            assert_eq!(
                page_at(at, host, path, "X-Echo: Path\r\n").unwrap().text.trim_start_matches('/'),
                seen.trim_start_matches('/'),
                "{tier} {path}"
            );
        }
    }
}
