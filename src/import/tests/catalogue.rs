//! Templates of a catalogue, with variables that it fills in.

use super::made;

#[test]
fn addresses_users_and_random_values() {
    let made = made(
        "# documentation: https://docs.example.org
# slogan: Notes for teams.
# port: 3000

services:
  notes:
    image: a/notes:1
    environment:
      - SERVICE_URL_NOTES_3000
      - PUBLIC=${SERVICE_URL_NOTES}
      - HOST_NAME=$SERVICE_FQDN_NOTES
      - API=${SERVICE_URL_NOTES_API}
      - DB=postgres://$SERVICE_USER_PG:$SERVICE_PASSWORD_PG@my-db:5432/${PG_DB:-notes-db}
      - PGUSER=$SERVICE_USER_PG
      - SECRET=${SERVICE_PASSWORD_64_SECRET}
      - KEY=${SERVICE_REALBASE64_32_KEY}
      - HEX=${SERVICE_HEX_32_HEX}
      - ADMIN=${SERVICE_USER_ADMIN}
      - MAIL=${SMTP_HOST}
      - BEACON=${BEACON:?false}
  notes-api:
    image: a/api:1
    environment: [SERVICE_URL_NOTES_API_4000=/api]
  buckets: { image: 'minio/mc:1', exclude_from_hc: true, entrypoint: \"sh -c 'mc mb x'\" }
  my-db:
    image: postgres:16
    environment:
      - POSTGRES_USER=$SERVICE_USER_PG
      - POSTGRES_PASSWORD=$SERVICE_PASSWORD_PG
      - POSTGRES_DB=${PG_DB:-notes-db}
    volumes: ['d:/var/lib/postgresql/data']
",
    );
    assert_eq!((made.get(&["main"]), made.get(&["services", "notes", "port"])), ("notes".into(), "3000".into()));
    assert_eq!(
        (made.get(&["summary"]), made.get(&["source"])),
        ("Notes for teams.".into(), "https://docs.example.org".into())
    );
    for (name, wanted) in [
        ("PUBLIC", "${url:notes}"),
        ("HOST_NAME", "${host:notes}"),
        ("API", "${url:notes-api}"),
        ("DB", "${my-db.url}"),
        ("PGUSER", "${my-db.user}"),
        ("SECRET", "${secret:PASSWORD_64_SECRET}"),
        ("ADMIN", "admin"),
        ("BEACON", "false"),
        ("MAIL", "${secret:SMTP_HOST}"),
    ] {
        assert_eq!(made.env("notes", name), wanted, "{name}");
    }
    assert_eq!(made.get(&["services", "notes-api", "port"]), "4000");
    assert_eq!(made.get(&["services", "notes-api", "public"]), "true");
    assert_eq!(
        (made.get(&["stores", "my-db", "user"]), made.get(&["stores", "my-db", "database"])),
        ("pg".into(), "notes_db".into())
    );
    assert_eq!(
        (made.get(&["secrets", "REALBASE64_32_KEY", "form"]), made.get(&["secrets", "HEX_32_HEX", "form"])),
        ("base64".into(), "hex".into())
    );
    assert_eq!(made.get(&["jobs", "buckets", "run"]), "before-release");
    assert!(made.imported.open.is_empty(), "{}", made.open());
}
