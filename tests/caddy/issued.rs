//! Certificates that are issued: handshakes with and without a name, redirects, and changes that lose nobody.

use serde_json::json;

use crate::authority::Authority;
use crate::plans::Plan;
use crate::ports::until;
use crate::running::{ADDRESS, OWN, Server};
use crate::visitor::{Visitor, handshake, page, secure};
use crate::{tools_are_there, visitor};

/// Seconds; Caddy renews when a third of them is left.
const SHORT_LIFE: u32 = 15;
const DOMAIN: &str = "app.example.com";
const NAMES: [(&str, &str); 3] =
    [("app", DOMAIN), ("portal", "portal.app.example.com"), ("api", "api.app.example.com")];
/// Services of a server without a domain by their ports.
const PORTS: [(&str, u16); 3] = [("app", 80), ("portal", 8081), ("api", 8082)];

fn redirect(to: &str) -> visitor::Page {
    visitor::Page { status: 308, location: to.to_owned(), text: String::new() }
}

fn served(by: &str) -> visitor::Page {
    visitor::Page { status: 200, location: String::new(), text: by.to_owned() }
}

#[test]
fn an_address_changes_to_https_and_nobody_is_lost() {
    if !tools_are_there() {
        return;
    }
    let plan = Plan::of("starter", None, Some("me@example.com"));
    let files = plan.files();
    let mut server = Server::new(&plan);
    let port = server.ports.clone();
    let authority = Authority::start((port[&80], port[&443]), &[]).with_profiles();
    server.start(&server.adapted(&files["Caddyfile.asking"], &[&authority]));
    let visitor = Visitor::start(OWN, port[&80], ADDRESS);
    let at = (OWN, port[&443]);
    until("a handshake without a name", || handshake(&authority.root, at, None, ADDRESS).ok());
    for (service, outside) in PORTS {
        assert_eq!(page((OWN, port[&outside]), ADDRESS).unwrap(), served(service), "http until it changes");
    }
    server.reload(&server.adapted(&files["Caddyfile.https"], &[&authority]));
    handshake(&authority.root, at, None, ADDRESS).unwrap();
    assert_eq!(page((OWN, port[&80]), ADDRESS).unwrap(), redirect(&format!("https://{ADDRESS}/a?b=c")));
    assert_eq!(page((OWN, port[&80]), OWN).unwrap(), served("app"), "the server looks at itself");
    for (service, outside) in PORTS {
        let port = port[&if outside == 80 { 443 } else { outside }];
        let url = format!("https://{ADDRESS}:{port}/");
        assert_eq!(secure(&authority.root, OWN, &url).unwrap(), service);
        if outside != 80 {
            let host = format!("{ADDRESS}:{port}");
            let told = page((OWN, port), &host).unwrap();
            assert_eq!((told.status, told.location), (308, format!("https://{host}/a?b=c")));
        }
    }
    assert!(server.is_running());
    let (pages, redirects) = visitor.leave();
    assert!(pages > 0 && redirects > 0, "{pages} pages, {redirects} redirects");
    // The judge would notice: whoever names no host gets nothing from a file that does not say which one is meant.
    let mute = files["Caddyfile.https"].replace("\tdefault_sni {$HOSTS}\n", "");
    server.reload(&server.adapted(&mute, &[&authority]));
    let nobody = handshake(&authority.root, at, None, ADDRESS).unwrap_err();
    assert!(nobody.contains("alert"), "{nobody}");
}

#[test]
fn a_domain_changes_from_http_to_https_and_nobody_is_lost() {
    if !tools_are_there() {
        return;
    }
    let plan = Plan::of("starter", Some(DOMAIN), None);
    let files = plan.files();
    let mut server = Server::new(&plan);
    let (http, https) = (server.ports[&80], server.ports[&443]);
    let authority = Authority::start((http, https), &[]);
    server.start(&server.adapted(&files["Caddyfile"], &[]));
    let visitor = Visitor::start(OWN, http, DOMAIN);
    for (service, name) in NAMES {
        assert_eq!(page((OWN, http), name).unwrap(), served(service));
    }
    let refused = handshake(&authority.root, (OWN, https), Some(DOMAIN), DOMAIN).unwrap_err();
    assert!(refused.contains("refused"), "{refused}");
    server.reload(&server.adapted(&files["Caddyfile.asking"], &[&authority]));
    for (service, name) in NAMES {
        until(name, || handshake(&authority.root, (OWN, https), Some(name), name).ok());
        assert_eq!(page((OWN, http), name).unwrap(), served(service), "http until it changes");
    }
    server.reload(&server.adapted(&files["Caddyfile.https"], &[&authority]));
    for (service, name) in NAMES {
        assert_eq!(page((OWN, http), name).unwrap(), redirect(&format!("https://{name}/a?b=c")));
        assert_eq!(secure(&authority.root, OWN, &format!("https://{name}:{https}/")).unwrap(), service);
    }
    assert_eq!(page((OWN, http), OWN).unwrap(), served("app"), "the server looks at itself");
    assert!(server.is_running());
    let (pages, redirects) = visitor.leave();
    assert!(pages > 0 && redirects > 0, "{pages} pages, {redirects} redirects");
    // The visitor's own judgement: neither another's certificate nor one for nobody passes.
    let at = (OWN, https);
    let other = handshake(&authority.root, at, Some(NAMES[1].1), DOMAIN).unwrap_err();
    assert!(other.to_lowercase().contains("hostname mismatch"), "{other}");
    for name in [None, Some("other.example.com")] {
        let nobody = handshake(&authority.root, at, name, DOMAIN).unwrap_err();
        assert!(nobody.contains("alert"), "{nobody}");
    }
    let stranger = handshake(&authority.interface, at, Some(DOMAIN), DOMAIN).unwrap_err();
    assert!(stranger.contains("unable to get"), "{stranger}");
}

/// Shows a certificate until it shows another, each of them valid. While people are sent to https, challenges still
/// have to get through.
fn is_renewed(domain: Option<&str>, name: &str) {
    if !tools_are_there() {
        return;
    }
    let plan = Plan::of("starter", domain, None);
    let mut server = Server::new(&plan);
    let at = (OWN, server.ports[&443]);
    let authority = Authority::start_for((server.ports[&80], at.1), &[], SHORT_LIFE).with_profiles();
    let mut config = server.adapted(&plan.files()["Caddyfile.https"], &[&authority]);
    // It looks every ten minutes otherwise.
    config["apps"]["tls"]["automation"]["renew_interval"] = json!("1s");
    server.start(&config);
    let shown = || handshake(&authority.root, at, domain, name);
    let first = until("a handshake", || shown().ok());
    until("another certificate", || Some(shown().unwrap()).filter(|shown| *shown != first));
}

#[test]
fn the_certificate_of_an_address_is_renewed_before_it_is_over() {
    is_renewed(None, ADDRESS);
}

#[test]
fn the_certificate_of_a_domain_is_renewed_before_it_is_over() {
    is_renewed(Some(DOMAIN), DOMAIN);
}
