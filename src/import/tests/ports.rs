//! Ports and who comes in.

use std::fmt::Write as _;

use super::{made, made_with};

#[test]
fn one_number_is_a_port_of_tcp_and_one_of_udp() {
    let made = made(
        "services:
  web: { image: 'a/web:1', ports: ['80:80', '443:443/udp'] }
  torrent: { image: 'a/torrent:1', ports: ['51413:51413', '51413:51413/udp'] }
  vpn: { image: 'a/vpn:1', ports: ['443:51820/udp'] }
",
    );
    assert_eq!(made.get(&["services", "web", "ports"]), "", "https is the server's own");
    assert_eq!(made.get(&["services", "torrent", "ports"]), "[\"51413/udp\"]");
    assert_eq!(made.get(&["services", "vpn", "ports"]), "[\"8443:51820/udp\"]");
    assert!(made.imported.open.is_empty(), "{}", made.open());
}

#[test]
fn the_last_ports_run_out_without_a_hang() {
    let mut compose = "services:\n  web: { image: 'a/web:1', ports: ['80:80'] }\n".to_owned();
    for number in 0..5 {
        let _ = writeln!(compose, "  s{number}: {{ image: 'a/b:1', ports: ['60000:25'] }}");
    }
    let made = made(&compose);
    assert_eq!(made.get(&["services", "s0", "ports"]), "[\"60000:25\"]");
    assert_ne!(made.get(&["services", "s4", "ports"]), made.get(&["services", "s3", "ports"]));
}

#[test]
fn no_store_is_open_whatever_its_port_is() {
    let made = made(
        "services:
  web: { image: 'a/web:1', ports: ['80:80'] }
  clickhouse: { image: 'clickhouse/clickhouse-server:24', ports: ['9000:9000', '8123:8123'] }
  typesense: { image: 'typesense/typesense:27', ports: ['8108:8108'] }
  many: { image: 'a/b:1', ports: ['5430-5440:5430-5440'] }
",
    );
    for name in ["clickhouse", "typesense", "many"] {
        assert_eq!(made.get(&["services", name, "ports"]), "", "{name}");
        assert_eq!(made.get(&["services", name, "public"]), "", "{name}");
        assert!(made.noted(&format!("services.{name}.ports")).contains("open database"), "{name}");
    }
}

#[test]
fn addresses_of_ones_own_network_are_no_door() {
    let made = made(
        "services:
  web: { image: 'a/web:1', ports: ['80:80'] }
  admin: { image: 'a/admin:1', ports: ['192.168.1.5:9090:9090', '100.64.0.1:25:25'] }
",
    );
    assert_eq!(
        (made.get(&["services", "admin", "public"]), made.get(&["services", "admin", "ports"])),
        (String::new(), String::new())
    );
    assert!(made.noted("services.admin.ports").contains("its own network"));
}

#[test]
fn where_a_program_listens_is_no_address_that_people_open() {
    let made = made(
        "services:
  web:
    image: a/web:1
    ports: ['3000:3000']
    environment: { LISTEN: 'http://0.0.0.0:3000', INTERNAL_URL: 'http://localhost:3000', API: 'http://localhost:3000' }
",
    );
    for (name, wanted) in
        [("LISTEN", "http://0.0.0.0:3000"), ("INTERNAL_URL", "http://localhost:3000"), ("API", "${url:web}")]
    {
        assert_eq!(made.env("web", name), wanted, "{name}");
    }
}

#[test]
fn a_proxy_that_asks_who_somebody_is_is_not_dropped_silently() {
    let labels = made(
        "services:
  traefik: { image: 'traefik:3', ports: ['80:80'] }
  web:
    image: a/web:1
    environment: { UP: 'http://traefik:8080/ping' }
    labels: ['traefik.http.routers.w.rule=Host(`a.b.c`)', 'traefik.http.middlewares.x.basicauth.users=me:hash']
",
    );
    assert!(labels.open().contains("only some people reach `web`"), "{}", labels.open());
    assert!(labels.open().contains("`UP` of `web` names `traefik`"), "{}", labels.open());
    let compose = "services:
  nginx: { image: 'nginx:1', ports: ['80:80'], volumes: ['./n.conf:/etc/nginx/conf.d/default.conf:ro'] }
  web: { image: 'a/web:1' }
";
    for (inside, kept) in [
        ("location / { proxy_pass http://web:80; }", false),
        ("location / { auth_basic x; proxy_pass http://web:80; }", true),
        ("location / { proxy_pass http://web:80/inner; }", true),
        ("location /s {\n\troot /srv;\n}\nlocation / { proxy_pass http://web:80; }", true),
    ] {
        let made = made_with(compose, &[("n.conf", &format!("server {{ {inside} }}\n"))]);
        assert_eq!(made.table["services"].get("nginx").is_some(), kept, "{inside}");
    }
}

#[test]
fn a_caddyfile_goes_only_where_all_of_it_is_understood() {
    let compose = "services:
  caddy: { image: 'caddy:2', ports: ['80:80'], volumes: ['./Caddyfile:/etc/caddy/Caddyfile:ro'] }
  web: { image: 'a/web:1' }
  api: { image: 'a/api:1' }
";
    for (inside, kept) in [
        ("reverse_proxy web:80", false),
        ("header X-A b\n reverse_proxy web:80", false),
        ("reverse_proxy web:80 api:80", true),
        ("handle @api {\n reverse_proxy api:80\n }\n reverse_proxy web:80", true),
        ("import auth\n reverse_proxy web:80", true),
        ("basic_auth {\n me hash\n }\n reverse_proxy web:80", true),
    ] {
        let made = made_with(compose, &[("Caddyfile", &format!("example.com {{\n {inside}\n}}\n"))]);
        // The server's own proxy has the name.
        assert_eq!(made.table["services"].get("caddy-2").is_some(), kept, "{inside}");
        if inside.contains("header") {
            assert!(made.noted("services.caddy.Caddyfile.header").contains("without it"));
        }
    }
}
