//! No secret of a file stays in the preset, wherever it stands.

use super::{made, made_with};

const HEAD: &str = "services:\n  web:\n    image: a/web:1\n    ports: ['80:80']\n";

#[test]
fn passwords_in_addresses_of_others_are_asked_for() {
    let made = made(&format!(
        "{HEAD}    environment:
      DATABASE_URL: postgres://app:Zx81-q9Lm@db.example.net:5432/app
      MQ: amqp://guest:guest@mq:5672
      HOOK: https://hooks.slack.com/services/T00000000/B00000000/abcdefabcdef
      PAY: sk_live_a1b2c3d4e5f6a1b2c3d4
      SAME: http://me:changeme@files.example.net/
      APP_SECRET: changeme
  mq: {{ image: 'rabbitmq:3' }}
"
    ));
    assert_eq!(
        made.env("web", "DATABASE_URL"),
        "postgres://app:${secret_url:DATABASE_URL_PASSWORD}@db.example.net:5432/app"
    );
    assert_eq!(made.get(&["secrets", "DATABASE_URL_PASSWORD", "required"]), "true");
    assert_eq!(made.env("web", "MQ"), "amqp://guest:guest@mq:5672", "the other side has it built in");
    assert!(made.noted("services.web.environment.MQ").contains("stays"));
    assert_eq!((made.env("web", "HOOK"), made.env("web", "PAY")), ("${secret:HOOK}".into(), "${secret:PAY}".into()));
    assert_eq!(made.env("web", "SAME"), "http://me:${secret_url:SAME_PASSWORD}@files.example.net/");
    for secret in ["Zx81", "sk_live", "T00000000"] {
        assert!(!made.imported.text.contains(secret), "{secret}: {}", made.imported.text);
    }
}

#[test]
fn an_asked_password_is_encoded_in_addresses_and_raw_elsewhere() {
    let compose = format!(
        "{HEAD}    environment:
      MQ_PASSWORD: ${{MQ_PASSWORD}}
      MQ_URL: amqp://app:${{MQ_PASSWORD}}@mq.example.net:5672
"
    );
    let made = made_with(&compose, &[(".env", "MQ_PASSWORD=9f:8e@7d/6c\n")]);
    assert_eq!(made.env("web", "MQ_PASSWORD"), "${secret:MQ_PASSWORD}");
    assert_eq!(made.env("web", "MQ_URL"), "amqp://app:${secret_url:MQ_PASSWORD}@mq.example.net:5672");
    assert!(!made.imported.text.contains("9f:8e"));
}

#[test]
fn short_and_odd_passwords_are_passwords() {
    let made = made(&format!(
        "{HEAD}    environment: {{ ADMIN_PASSWORD: 1234, JWT_SECRET: '/q8fB/zz3xYk2L0aWc==', WORKERS_KEY: 4 }}\n"
    ));
    assert_eq!(made.env("web", "ADMIN_PASSWORD"), "${secret:ADMIN_PASSWORD}");
    assert_eq!(made.env("web", "JWT_SECRET"), "${secret:JWT_SECRET}");
    assert_eq!(made.env("web", "WORKERS_KEY"), "4");
}

#[test]
fn a_persons_own_value_is_asked_for_whatever_its_variable_is_called() {
    let compose = format!("{HEAD}    environment: {{ ENCRYPTION_KEY: '${{MY_ENC}}' }}\n");
    let made = made_with(&compose, &[(".env", "MY_ENC=9f8e7d6c5b4a39281706f5e4\n")]);
    assert!(!made.get(&["secrets", "ENCRYPTION_KEY", "ask"]).is_empty(), "{}", made.imported.text);
}

#[test]
fn an_example_of_a_foreign_key_is_not_the_apps_own() {
    let made = made(&format!("{HEAD}    environment: {{ SMTP_PASSWORD: changeme, ADMIN_PASSWORD: changeme }}\n"));
    assert_eq!(made.env("web", "ADMIN_PASSWORD"), "${secret:ADMIN_PASSWORD}");
    assert!(!made.get(&["secrets", "SMTP_PASSWORD", "ask"]).is_empty(), "{}", made.imported.text);
    assert_eq!(made.get(&["secrets", "ADMIN_PASSWORD", "generate"]), "48");
}

#[test]
fn keys_of_an_object_store_elsewhere_are_asked_for() {
    let made = made(&format!("{HEAD}    environment: {{ S3_SECRET_KEY: '${{S3_SECRET_KEY}}' }}\n"));
    assert!(!made.get(&["secrets", "S3_SECRET_KEY", "ask"]).is_empty(), "{}", made.imported.text);
}

#[test]
fn secrets_in_commands_are_secrets() {
    let made = made(
        "services:
  web:
    image: a/web:1
    ports: ['80:80']
    command: [serve, --admin-password, hunter2hunter, '--api-key=k3y-k3y-k3y', --port, '80']
    environment: { REDIS_URL: 'redis://:topsecret9@cache:6379' }
  cache:
    image: eqalpha/keydb:1
    command: keydb-server --requirepass topsecret9 --appendonly yes
    healthcheck: { test: \"keydb-cli -a 'topsecret9' ping\" }
",
    );
    let command = made.get(&["services", "web", "command"]);
    assert!(
        command.contains("${secret:ADMIN_PASSWORD}") && command.contains("--api-key=${secret:API_KEY}"),
        "{command}"
    );
    assert!(made.get(&["services", "cache", "command"]).contains("${secret:REQUIREPASS}"));
    assert_eq!(made.env("web", "REDIS_URL"), "redis://:${secret_url:REQUIREPASS}@cache:6379");
    for secret in ["hunter2", "k3y-k3y", "topsecret9"] {
        assert!(!made.imported.text.contains(secret), "{secret}: {}", made.imported.text);
    }
}

#[test]
fn a_check_in_single_quotes_gets_its_password() {
    let made = made(
        "services:
  web:
    image: a/web:1
    ports: ['80:80']
    environment: { ROOT_PASSWORD: hunter2hunter }
    healthcheck: { test: [CMD-SHELL, \"ping -p'hunter2hunter' ''\"] }
",
    );
    let health = made.get(&["services", "web", "health"]);
    assert!(health.contains("-p''\"${ROOT_PASSWORD}\"'' ''"), "{health}");
}

#[test]
fn a_word_that_is_also_a_name_stays_a_name() {
    let made = made(
        "services:
  web:
    image: a/web:1
    ports: ['80:80']
    entrypoint: [sh, -c, 'until pg_isready -h postgres -U postgres; do sleep 1; done']
    environment: { DATABASE_URL: 'postgres://postgres:postgres@postgres:5432/postgres' }
  postgres:
    image: postgres:16
    environment: { POSTGRES_PASSWORD: postgres }
",
    );
    assert!(made.get(&["services", "web", "entrypoint"]).contains("pg_isready -h postgres -U postgres"));
    assert_eq!(made.env("web", "DATABASE_URL"), "${postgres.url}");
}

#[test]
fn files_of_variables_and_private_keys_do_not_come_along_as_they_are() {
    let compose = format!(
        "{HEAD}    environment: {{ DB_PASSWORD: correcthorse }}
    volumes: ['./.env:/app/.env:ro', './tls/server.key:/tls/server.key:ro', './app.toml:/app.toml:ro', './run:/run.sh']
"
    );
    let made = made_with(
        &compose,
        &[
            (".env", "# mine\nAPP_KEY='s3cr3t-value-of-mine'\nMODE=fast\n"),
            ("tls/server.key", "-----BEGIN PRIVATE KEY-----\nMIIabc\n-----END PRIVATE KEY-----\n"),
            (
                "app.toml",
                "url = \"mysql://app:correcthorse@sql.example.net/x\"\npassword = \"correcthorse\"\n\
                 token = \"8f7e6d5c4b3a\"\n",
            ),
            ("run", "#!/bin/sh\n"),
        ],
    );
    assert_eq!(made.get(&["files", ".env", "text"]), "# mine\nAPP_KEY=${secret:APP_KEY}\nMODE=fast\n");
    assert_eq!(made.get(&["files", "tls/server.key", "text"]), "${secret:SERVER_KEY}");
    assert_eq!(made.get(&["secrets", "SERVER_KEY", "required"]), "true");
    assert!(made.get(&["files", "app.toml", "text"]).contains("password = \"${secret:DB_PASSWORD}\""));
    assert!(made.open().contains("line 3 of ./app.toml holds what looks like a secret (`token`)"), "{}", made.open());
    assert_eq!(made.get(&["files", "run", "mode"]), "0755");
    for secret in ["s3cr3t", "MIIabc", "correcthorse"] {
        assert!(!made.imported.text.contains(secret), "{secret}: {}", made.imported.text);
    }
}

#[test]
fn builds_and_databases_keep_no_secret() {
    let made = made(
        "services:
  web:
    build:
      context: https://github.com/acme/shop.git#v1
      args: { NPM_TOKEN: abcdefabcdef, MODE: fast }
    ports: ['80:80']
  private:
    build: https://x:ghp_secret@github.com/acme/private.git#main
  db:
    image: mysql:8.4
    environment: { MYSQL_ROOT_PASSWORD: a, MYSQL_REPLICATION_PASSWORD: repl-pass-1 }
",
    );
    assert_eq!(made.get(&["services", "web", "build", "args"]), "[\"MODE\"]");
    assert!(made.open().contains("`NPM_TOKEN` of the build of `web`"), "{}", made.open());
    assert!(made.open().contains("not public"), "{}", made.open());
    for secret in ["abcdefabcdef", "ghp_secret", "repl-pass-1"] {
        assert!(!made.imported.text.contains(secret), "{secret}: {}", made.imported.text);
    }
}

#[test]
fn a_value_that_the_catalogue_suggests_for_a_secret_is_not_told() {
    let made = made(&format!(
        "{HEAD}    environment: ['SERVICE_URL_WEB_80', 'ADMIN_TOKEN=${{ADMIN_TOKEN:?hunter2hunter}}', \
         'SMTP_PASSWORD=${{SMTP_PASSWORD:?hunter2hunter}}']\n"
    ));
    assert_eq!(made.env("web", "ADMIN_TOKEN"), "${secret:ADMIN_TOKEN}");
    assert!(!made.imported.text.contains("hunter2"), "{}", made.imported.text);
}
