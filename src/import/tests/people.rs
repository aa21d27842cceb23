//! What people open, and secrets.

use super::{made, made_with};

#[test]
fn the_service_that_people_open() {
    for (compose, main, port) in [
        (
            "services:
  db: {image: 'postgres:16'}
  worker: {image: 'a/b:1'}
  web: {image: 'a/b:1', ports: ['3000:3000']}
",
            "web",
            "3000",
        ),
        (
            "services:
  admin: {image: 'adminer:4', ports: ['8081:8080']}
  thing: {image: 'a/b:1', ports: ['8080:9000']}
",
            "thing",
            "9000",
        ),
        (
            "services:
  a: {image: 'a/a:1', expose: [4000]}
  b: {image: 'a/b:1', depends_on: [a], ports: ['443:443', '80:80']}
",
            "b",
            "80",
        ),
        ("services:\n  a: {image: 'a/a:1', healthcheck: {test: 'curl http://localhost:1234/up'}}\n", "a", "1234"),
    ] {
        let made = made(compose);
        assert_eq!(made.get(&["main"]), main);
        assert_eq!(made.get(&["services", main, "port"]), port);
        assert!(made.imported.open.is_empty(), "{}", made.open());
    }
    let made = made("services:\n  bot: {image: 'a/b:1'}\n");
    assert!(made.open().contains("at which port `bot` listens"), "{}", made.open());
}

#[test]
fn further_ports_are_names_or_stay_raw_and_databases_are_never_open() {
    let made = made(
        "services:
  git:
    image: a/git:1
    ports: ['3000:3000', '222:22', '22:22']
  api:
    image: a/api:1
    ports: ['4000:4000', '127.0.0.1:9090:9090']
  search:
    image: a/search:1
    ports: ['9200:9200']
  game:
    image: a/game:1
    ports: ['27015:27015/udp', '50000-50010:50000-50010/udp']
",
    );
    assert_eq!(made.get(&["main"]), "git");
    assert_eq!(made.get(&["services", "git", "ports"]), r#"["222:22", "2222:22"]"#);
    assert_eq!(made.get(&["services", "api", "host"]), "api");
    assert_eq!(made.get(&["services", "api", "port_without_domain"]), "4000");
    assert!(made.noted("services.search.ports").contains("open database"));
    assert_eq!(made.get(&["services", "game", "ports"]), r#"["27015/udp", "50000-50010/udp"]"#);
}

#[test]
fn addresses_of_ones_own_machine_are_those_that_people_open() {
    let made = made(
        "services:
  web:
    image: a/web:1
    ports: ['8080:3000']
    environment:
      BASE_URL: http://localhost:8080/app
      API_URL: http://localhost:4000
      SITE_URL: https://app.example.com
      DOMAIN: ${DOMAIN}
      NEXTAUTH_URL: ${NEXTAUTH_URL}
      SELF: http://localhost:3001/x
      INNER: http://api:4000
  api:
    image: a/api:1
    ports: ['4000:4000']
",
    );
    for (name, wanted) in [
        ("BASE_URL", "${url:web}/app"),
        ("API_URL", "${url:api}"),
        ("SITE_URL", "${url:web}"),
        ("DOMAIN", "${name:web}"),
        ("NEXTAUTH_URL", "${url:web}"),
        ("SELF", "http://localhost:3001/x"),
        ("INNER", "http://api:4000"),
    ] {
        assert_eq!(made.env("web", name), wanted, "{name}");
    }
}

#[test]
fn examples_are_made_anew_and_keys_of_others_are_asked_for() {
    let made = made_with(
        "services:
  web:
    image: a/web:1
    ports: ['80:80']
    environment:
      SECRET_KEY: 'c2VjcmV0LWtleS0xMjM0NTY3ODkwMTIzNDU2Nzg5MDE='
      APP_KEY: 'base64:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa='
      JWT_SECRET: ${JWT_SECRET}
      SMTP_PASSWORD: ${SMTP_PASSWORD:-}
      OPENAI_API_KEY: ${OPENAI_API_KEY:?needed for answers}
      TOKEN_TTL: 3600
      OWN_SECRET: ${OWN_SECRET}
      S3_ACCESS_KEY: minioadmin
      S3_SECRET_KEY: minioadmin
      NODE_ENV: production
  minio:
    image: minio/minio:1
    environment: { MINIO_ROOT_USER: minioadmin, MINIO_ROOT_PASSWORD: minioadmin }
",
        &[(".env", "OWN_SECRET=9f8e7d6c5b4a39281706f5e4d3c2b1a0\n")],
    );
    for (name, wanted) in [
        ("SECRET_KEY", "${secret:SECRET_KEY}"),
        ("JWT_SECRET", "${secret:JWT_SECRET}"),
        ("SMTP_PASSWORD", "${secret:SMTP_PASSWORD}"),
        ("OPENAI_API_KEY", "${secret:OPENAI_API_KEY}"),
        ("TOKEN_TTL", "3600"),
        ("NODE_ENV", "production"),
        ("S3_ACCESS_KEY", "minioadmin"),
    ] {
        assert_eq!(made.env("web", name), wanted, "{name}");
    }
    assert_eq!(
        made.env("web", "S3_SECRET_KEY"),
        made.env("minio", "MINIO_ROOT_PASSWORD"),
        "both ends have the same one"
    );
    assert_eq!(made.get(&["secrets", "SECRET_KEY", "form"]), "base64");
    assert_eq!(made.get(&["secrets", "APP_KEY", "form"]), "laravel");
    assert_eq!(made.get(&["secrets", "JWT_SECRET", "generate"]), "48");
    assert!(made.get(&["secrets", "SMTP_PASSWORD", "ask"]).contains("SMTP_PASSWORD"));
    assert_eq!(made.get(&["secrets", "OPENAI_API_KEY", "required"]), "true");
    assert!(made.get(&["secrets", "OPENAI_API_KEY", "why"]).contains("needed for answers"));
    assert!(!made.get(&["secrets", "OWN_SECRET", "ask"]).is_empty(), "a person's own value is asked for");
    assert!(
        !made.imported.text.contains("9f8e7d6c") && !made.imported.text.contains("c2VjcmV0"),
        "{}",
        made.imported.text
    );
}

#[test]
fn a_word_of_a_store_means_it_only_where_the_store_is_used() {
    let made = made(
        "services:
  web:
    image: a/web:1
    ports: ['80:80']
    environment: ['DB=postgres://$SERVICE_USER_PG:$SERVICE_PASSWORD_PG@db:5432/x', 'S3_USER=$SERVICE_USER_S3']
  s3:
    image: minio/minio:1
    environment: ['MINIO_ROOT_USER=$SERVICE_USER_S3', 'MINIO_ROOT_PASSWORD=$SERVICE_PASSWORD_S3', 'X_USER=app']
  db:
    image: postgres:16
    environment: ['POSTGRES_USER=$SERVICE_USER_PG', 'POSTGRES_PASSWORD=$SERVICE_PASSWORD_PG']
  db2:
    image: postgres:16
    environment: ['POSTGRES_USER=app', 'POSTGRES_PASSWORD=pw']
",
    );
    assert_eq!((made.env("s3", "MINIO_ROOT_USER"), made.env("web", "S3_USER")), ("s3".into(), "s3".into()));
    assert_eq!(made.env("s3", "X_USER"), "app");
}

#[test]
fn a_proxy_goes_and_its_routes_stay() {
    let traefik = made(
        "services:
  traefik:
    image: traefik:v3
    ports: ['80:80', '443:443']
    volumes: ['/var/run/docker.sock:/var/run/docker.sock']
  app:
    image: a/app:1
    labels:
      - traefik.enable=true
      - traefik.http.routers.app.rule=Host(`example.com`)
      - traefik.http.services.app.loadbalancer.server.port=9999
  chat:
    image: a/chat:1
    labels:
      - traefik.http.routers.chat.rule=Host(`chat.example.com`)
      - traefik.http.services.c.loadbalancer.server.port=7000
",
    );
    assert_eq!((traefik.get(&["main"]), traefik.get(&["services", "app", "port"])), ("app".into(), "9999".into()));
    assert_eq!(traefik.get(&["services", "chat", "host"]), "chat");
    assert!(traefik.table["services"].get("traefik").is_none() && traefik.noted("services.traefik").contains("proxy"));
    let caddy = made_with(
        "services:
  caddy:
    image: caddy:2
    ports: ['80:80', '443:443']
    volumes: ['./Caddyfile:/etc/caddy/Caddyfile']
  app: { image: 'a/app:1' }
",
        &[("Caddyfile", "{$DOMAIN} {\n  encode gzip\n  reverse_proxy app:8000\n}\n")],
    );
    assert_eq!(caddy.get(&["services", "app", "port"]), "8000");
    assert!(caddy.imported.open.is_empty(), "{}", caddy.open());
    let nginx = made_with(
        "services:
  nginx:
    image: nginx:1
    ports: ['80:80']
    volumes: ['./n.conf:/etc/nginx/conf.d/default.conf:ro']
  app: { image: 'a/app:1' }
",
        &[("n.conf", "upstream app { server app:5000; }\nserver { location / { proxy_pass http://app; } }\n")],
    );
    assert_eq!((nginx.get(&["main"]), nginx.get(&["services", "app", "port"])), ("app".into(), "5000".into()));
}

const ROUTES: &str = "  handle_path /api/* {
    reverse_proxy api:4000
  }
  handle {
    reverse_proxy web:3000
  }
";

#[test]
fn services_that_share_a_name_by_their_paths_go_on_sharing_it() {
    for host in ["example.com", "shop.example.com"] {
        shared_at(host);
    }
}

fn shared_at(host: &str) {
    let made = made_with(
        "services:
  caddy:
    image: caddy:2
    ports: ['80:80']
    volumes: ['./Caddyfile:/etc/caddy/Caddyfile']
  web:
    image: a/web:1
    environment: { SITE_URL: 'https://app.example.com' }
  api: { image: 'a/api:1' }
",
        &[("Caddyfile", &format!("{host} {{\n{ROUTES}}}\n"))],
    );
    assert_eq!((made.get(&["main"]), made.get(&["services", "web", "port"])), ("web".into(), "3000".into()));
    let shared = made.table["services"]["api"]["paths"].to_string();
    assert!(shared.contains("path = \"/api*\"") && shared.contains("strip = true"), "{shared}");
    assert_eq!(made.get(&["services", "api", "port"]), "4000");
    assert_eq!(made.env("web", "SITE_URL"), "${url:web}");
    assert!(made.imported.open.is_empty(), "{}", made.open());
}
