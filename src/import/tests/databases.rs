//! Databases and caches become stores, and whoever names them is told what they are now.

use super::made;

const APP: &str = "
services:
  web:
    image: ghcr.io/example/app:1
    ports: ['8080:3000']
    environment:
      DATABASE_URL: postgres://app:changeme@db:5432/main
      OTHER_URL: postgresql+asyncpg://app:changeme@db:5432/main?pool=5
      DB_HOST: db
      DB_PORT: 5432
      DB_USER: app
      DB_PASSWORD: changeme
      DB_NAME: main
      DSN: app:changeme@tcp(db:5432)/main
      REDIS_URL: redis://cache:6379/1
    depends_on: { db: { condition: service_healthy }, cache: { condition: service_started } }
  db:
    image: postgres:16-alpine
    environment: { POSTGRES_USER: app, POSTGRES_PASSWORD: changeme, POSTGRES_DB: main }
    ports: ['5432:5432']
    volumes: ['data:/var/lib/postgresql/data']
  cache:
    image: redis:7
volumes: { data: }
";

#[test]
fn a_plain_database_becomes_a_store_and_its_users_name_it() {
    let made = made(APP);
    for (key, wanted) in [("kind", "postgres"), ("version", "16"), ("user", "app"), ("database", "main"), ("image", "")]
    {
        assert_eq!(made.get(&["stores", "db", key]), wanted, "{key}");
    }
    for (name, wanted) in [
        ("DATABASE_URL", "${db.url}"),
        ("OTHER_URL", "postgresql+asyncpg://${db.user}:${db.password_url}@${db.host}:${db.port}/${db.name}?pool=5"),
        ("DB_HOST", "${db.host}"),
        ("DB_PORT", "${db.port}"),
        ("DB_USER", "${db.user}"),
        ("DB_PASSWORD", "${db.password}"),
        ("DB_NAME", "${db.name}"),
        ("DSN", "${db.user}:${db.password}@tcp(${db.host}:${db.port})/${db.name}"),
        ("REDIS_URL", "redis://${cache.host}:${cache.port}/1"),
    ] {
        assert_eq!(made.env("web", name), wanted, "{name}");
    }
    assert_eq!(made.get(&["stores", "cache", "kind"]), "redis");
    assert!(!made.imported.text.contains("changeme"), "{}", made.imported.text);
    assert!(made.noted("services.db.ports").contains("open database"));
    assert_eq!(made.get(&["services", "web", "needs"]), r#"["db", "cache"]"#);
    assert!(made.imported.open.is_empty(), "{}", made.open());
    assert_eq!(made.get(&["stores", "data", "kind"]), "", "the database has its folder by itself");
    assert!(made.table["tiers"].get("managed").is_none(), "pieces do not say whether they mean TLS");
}

#[test]
fn an_address_alone_lets_aws_run_the_database() {
    let compose = "
services:
  web:
    image: example/app:1
    ports: ['80:80']
    environment: ['DATABASE_URL=postgres://${PG_USER:-app}:${PG_PASS}@pg:5432/${PG_DB:-app_db}']
  pg:
    image: pgvector/pgvector:pg17
    environment: ['POSTGRES_USER=${PG_USER:-app}', 'POSTGRES_PASSWORD=${PG_PASS}', 'POSTGRES_DB=${PG_DB:-app_db}']
    volumes: ['/var/lib/postgresql/data']
";
    let made = made(compose);
    assert_eq!(made.env("web", "DATABASE_URL"), "${pg.url}");
    assert_eq!(made.get(&["stores", "pg", "extensions"]), r#"["vector"]"#);
    assert_eq!(made.get(&["stores", "pg", "image"]), "pgvector/pgvector:pg17");
    assert_eq!(made.get(&["tiers", "managed", "stores", "pg"]), "managed");
    assert_eq!(made.env("web", "NODE_EXTRA_CA_CERTS"), "${pg.ca}");
    assert_eq!(made.table.get("secrets"), None, "its password is the store's own");
}

/// A web service that takes the parts of a database, and the database.
fn by_parts(database: &str, extra: &str) -> super::Made {
    made(&format!(
        "
services:
  web:
    image: example/app:1
    ports: ['80:80']
    environment: {{ DB_HOST: db, DB_USER: app, DB_PASSWORD: changeme, DB_NAME: main{extra} }}
  db:
    image: {database}
    environment:
      {{ POSTGRES_USER: app, POSTGRES_PASSWORD: changeme, POSTGRES_DB: main,
        MYSQL_USER: app, MYSQL_PASSWORD: changeme, MYSQL_DATABASE: main, MYSQL_RANDOM_ROOT_PASSWORD: 'yes' }}
"
    ))
}

#[test]
fn parts_of_a_database_need_a_word_for_tls_where_rds_asks_for_it() {
    let managed = |made: &super::Made| made.get(&["tiers", "managed", "stores", "db"]);
    assert_eq!(managed(&by_parts("postgres:17", "")), "");
    for mode in ["disable", "prefer"] {
        let made = by_parts("postgres:17", &format!(", DB_SSLMODE: {mode}"));
        assert_eq!((managed(&made).as_str(), made.env("web", "DB_SSLMODE").as_str()), ("managed", "${db.sslmode}"));
        assert!(made.noted("services.web.environment.DB_SSLMODE").contains("where AWS runs the database"));
    }
    let address = by_parts("postgres:17", ", URL: 'postgres://app:changeme@db/main?sslmode=disable&a=b'");
    assert!(address.env("web", "URL").ends_with("?sslmode=${db.sslmode}&a=b"), "{}", address.env("web", "URL"));
    // More than encryption is asked for, or a version that RDS does not create.
    assert_eq!(by_parts("postgres:17", ", DB_SSLMODE: verify-full").env("web", "DB_SSLMODE"), "verify-full");
    assert_eq!(managed(&by_parts("postgres:13", ", DB_SSLMODE: disable")), "");
    for (image, wanted) in [("mysql:8.4", "managed"), ("mysql:8.0", ""), ("mariadb:11.4", "managed")] {
        assert_eq!(managed(&by_parts(image, "")), wanted, "{image}");
    }
}

#[test]
fn what_a_database_is_told_is_not_lost_at_aws() {
    let compose = "
services:
  web: { image: 'example/app:1', ports: ['80:80'], environment: ['DATABASE_URL=postgres://app:x@db:5432/app'] }
  db:
    image: postgres:17
    command: ['-c', 'max_connections=300']
    environment: { POSTGRES_USER: app, POSTGRES_PASSWORD: x, POSTGRES_DB: app }
";
    assert!(made(compose).table["tiers"].get("managed").is_none());
}

#[test]
fn names_that_aws_does_not_take_are_changed_on_both_sides() {
    let compose = "
services:
  app:
    image: example/app:1
    ports: ['80:80']
    environment:
      WORDPRESS_DB_HOST: mysql:3306
      WORDPRESS_DB_USER: root
      WORDPRESS_DB_PASSWORD: pw1
      WORDPRESS_DB_NAME: my-app
  mysql:
    image: mysql:8.4
    environment: { MYSQL_ROOT_PASSWORD: pw1, MYSQL_DATABASE: my-app }
    volumes: ['m:/var/lib/mysql']
volumes: { m: {} }
";
    let made = made(compose);
    assert_eq!(
        (made.get(&["stores", "mysql", "user"]), made.get(&["stores", "mysql", "database"])),
        ("app".into(), "my_app".into())
    );
    assert_eq!(made.env("app", "WORDPRESS_DB_HOST"), "${mysql.host}:${mysql.port}");
    assert_eq!(made.env("app", "WORDPRESS_DB_USER"), "${mysql.user}");
    assert_eq!(made.env("app", "WORDPRESS_DB_PASSWORD"), "${mysql.password}");
    assert_eq!(made.env("app", "WORDPRESS_DB_NAME"), "${mysql.name}");
}

#[test]
fn what_is_more_than_a_plain_database_keeps_its_container() {
    for (image, extra, reason) in [
        ("postgis/postgis:16-3.4", "", "more than a plain database"),
        ("postgres:12", "", "too old"),
        ("postgres:16", "    command: ['-c', 'config_file=/x']\n", "files or a cluster"),
        ("postgres:16", "    entrypoint: /start.sh\n", "way of its own"),
        ("mongo:4", "", "too old"),
    ] {
        let compose = format!(
            "services:
  web: {{ image: 'example/app:1', ports: ['80:80'] }}
  db:
    image: {image}
    volumes: ['d:/var/lib/postgresql/data']
{extra}    environment: {{ POSTGRES_PASSWORD: postgres, MONGO_INITDB_ROOT_USERNAME: a, MONGO_INITDB_ROOT_PASSWORD: b }}
volumes: {{ d: }}
"
        );
        let made = made(&compose);
        assert_eq!(made.get(&["services", "db", "image"]), image);
        assert_eq!(made.get(&["stores", "d", "kind"]), "volume", "{image}");
        assert!(made.noted("services.db").contains(reason), "{image}: {}", made.noted("services.db"));
        assert_eq!(made.env("db", "POSTGRES_PASSWORD"), "${secret:POSTGRES_PASSWORD}");
    }
}

#[test]
fn passwords_of_caches_and_flags() {
    let compose = "
services:
  web:
    image: example/app:1
    ports: ['80:80']
    environment:
      - REDIS_URL=redis://:${REDIS_PASSWORD}@redis:6379/0
      - REDIS_PASSWORD=${REDIS_PASSWORD}
      - Q=redis://queue:6379
  redis:
    image: redis:7-alpine
    command: redis-server --requirepass ${REDIS_PASSWORD} --appendonly yes
    volumes: ['r:/data']
  queue:
    image: valkey/valkey:8
    command: ['valkey-server', '--maxmemory-policy', 'noeviction']
volumes: { r: }
";
    let made = made(compose);
    assert_eq!(made.env("web", "REDIS_URL"), "redis://:${redis.password_url}@${redis.host}:${redis.port}/0");
    assert_eq!(made.env("web", "REDIS_PASSWORD"), "${redis.password}");
    assert_eq!(made.get(&["stores", "redis", "password"]), "true");
    assert_eq!(made.get(&["stores", "redis", "persistent"]), "true");
    assert!(made.get(&["stores", "queue", "command"]).contains("noeviction"));
}

#[test]
fn every_form_of_an_address_names_the_store_that_it_means() {
    let made = made(
        "services:
  web:
    image: a/web:1
    ports: ['80:80']
    environment:
      ONE: app:same@tcp(db2:3306)/main?parseTime=true
      TWO: Server=db2;Port=3306;Database=main;User Id=app;Password=same;
      THREE: host=pg port=5432 user=app password=same dbname=main sslmode=disable
      FOUR: jdbc:mysql://db2:3306/main?user=app&password=same
      FIVE: postgres://${U}:${P}@other:5432/${D}
    command: [wait, pg:5432, --db, 'postgres://app:same@pg:5432/main']
  db: { image: 'mysql:8.4', environment: { MYSQL_USER: app, MYSQL_PASSWORD: same, MYSQL_DATABASE: main } }
  db2: { image: 'mysql:8.4', environment: { MYSQL_USER: app, MYSQL_PASSWORD: same, MYSQL_DATABASE: main } }
  pg: { image: 'postgres:16', environment: { POSTGRES_USER: app, POSTGRES_PASSWORD: same, POSTGRES_DB: main } }
  other: { image: 'postgres:16', environment: ['POSTGRES_USER=${U}', 'POSTGRES_PASSWORD=${P}', 'POSTGRES_DB=${D}'] }
",
    );
    for (name, wanted) in [
        ("ONE", "${db2.user}:${db2.password}@tcp(${db2.host}:${db2.port})/${db2.name}?parseTime=true"),
        (
            "TWO",
            "Server=${db2.host};Port=${db2.port};Database=${db2.name};User Id=${db2.user};Password=${db2.password};",
        ),
        (
            "THREE",
            "host=${pg.host} port=${pg.port} user=${pg.user} password=${pg.password} dbname=${pg.name} sslmode=disable",
        ),
        ("FOUR", "jdbc:mysql://${db2.host}:${db2.port}/${db2.name}?user=${db2.user}&password=${db2.password_url}"),
        ("FIVE", "${other.url}"),
    ] {
        assert_eq!(made.env("web", name), wanted, "{name}");
    }
    let command = made.get(&["services", "web", "command"]);
    assert!(command.contains("${pg.host}:${pg.port}") && !command.contains("same"), "{command}");
    assert_eq!(made.get(&["tiers", "managed", "stores", "pg"]), "", "its host is named apart");
}

#[test]
fn one_password_of_two_stores_is_that_of_the_one_that_is_meant() {
    let made = made(
        "services:
  web:
    image: a/web:1
    ports: ['80:80']
    environment: { DB_HOST: pg, DB_PASSWORD: '${PW}', REDIS_HOST: redis, REDIS_PASSWORD: '${PW}' }
  pg: { image: 'postgres:16', environment: { POSTGRES_PASSWORD: '${PW}' } }
  redis: { image: 'redis:7', command: 'redis-server --requirepass ${PW}' }
",
    );
    assert_eq!(
        (made.env("web", "DB_PASSWORD"), made.env("web", "REDIS_PASSWORD")),
        ("${pg.password}".into(), "${redis.password}".into())
    );
}

#[test]
fn the_user_of_something_else_keeps_its_name() {
    let made = made(
        "services:
  web:
    image: a/web:1
    ports: ['80:80']
    environment: { DB_HOST: db, DB_USER: root, DB_PASSWORD: pw1, SSH_USER: root }
  db: { image: 'mysql:8.4', environment: { MYSQL_ROOT_PASSWORD: pw1, MYSQL_DATABASE: x } }
",
    );
    assert_eq!((made.env("web", "DB_USER"), made.env("web", "SSH_USER")), ("${db.user}".into(), "root".into()));
}

#[test]
fn a_database_whose_root_others_use_keeps_its_container() {
    let made = made(
        "services:
  web:
    image: a/web:1
    ports: ['80:80']
    environment: { DB_HOST: db, DB_USER: root, DB_PASSWORD: rootpw }
  db:
    image: mysql:8.4
    environment: { MYSQL_ROOT_PASSWORD: rootpw, MYSQL_USER: app, MYSQL_PASSWORD: apppw, MYSQL_DATABASE: x }
",
    );
    assert!(made.noted("services.db").contains("as root"), "{}", made.noted("services.db"));
    assert_eq!(made.env("web", "DB_PASSWORD"), made.env("db", "MYSQL_ROOT_PASSWORD"));
}

#[test]
fn versions_are_those_of_the_tags() {
    for (image, kind, version) in [
        ("postgres:16.3-alpine3.20", "postgres", "16"),
        ("postgres:alpine3.20", "postgres", "17"),
        ("pgvector/pgvector:0.8.0-pg16", "postgres", "16"),
        ("mysql:8.0.36-debian", "mysql", "8.0"),
        ("mariadb:lts", "mariadb", "11.8"),
        ("redis:7.4", "redis", "7"),
    ] {
        let compose = format!(
            "services:
  web: {{ image: 'example/app:1', ports: ['80:80'] }}
  db:
    image: {image}
    environment: {{ POSTGRES_PASSWORD: x, MYSQL_ROOT_PASSWORD: x }}
"
        );
        let made = made(&compose);
        let found = (made.get(&["stores", "db", "kind"]), made.get(&["stores", "db", "version"]));
        assert_eq!(found, (kind.to_owned(), version.to_owned()), "{image}: {}", made.noted("services.db"));
    }
}
