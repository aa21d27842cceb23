use super::*;
use crate::preset::Preset;

const DATABASE: &str = r#"
[services.web.env]
DATABASE_URL = "${db.url}"
[stores.db]
kind = "postgres"
version = "17"
database = "book"
user = "book"
"#;

/// The app with a database, on its server in one tier and elsewhere in the other.
fn guestbook() -> Wizard {
    let (_, tier) = GUESTBOOK.split_once("[tiers.starter]").unwrap();
    let elsewhere = format!("[tiers.elsewhere]{tier}stores = {{ db = \"external\" }}\n");
    let preset = Preset::parse(&format!("{GUESTBOOK}{DATABASE}{elsewhere}")).unwrap();
    with(|setup| setup.offers = vec![preset.into()])
}

#[test]
fn the_address_of_a_database_elsewhere_is_asked_for_where_it_is_elsewhere() {
    let asked = |wizard: &Wizard| screen(wizard).fields.iter().any(|field| field.key == "secret:DB_URL");
    let mut wizard = guestbook();
    go_to(&mut wizard, 6);
    assert!(!asked(&wizard), "its database is made");
    let mut wizard = guestbook();
    go_to(&mut wizard, 4);
    pick(&mut wizard, "tier", "elsewhere");
    go_to(&mut wizard, 5);
    let days = screen(&wizard).fields[0].selected().unwrap().about.join("\n");
    assert!(days.contains("its bill and its backups are yours: db (PostgreSQL)"), "{days}");
    go_to(&mut wizard, 6);
    assert!(asked(&wizard));
    wizard.update(Msg::Next);
    assert!(error(&wizard, "secret:DB_URL").unwrap().contains("cannot run without it"));
    for (typed, why) in [
        ("db.example.com", "begins with postgresql:// or postgres://"),
        ("mysql://book:canary@db.example.com/book", "begins with postgresql://"),
        ("postgres://book:canary@db.example.com", "name of the database is missing"),
    ] {
        write(&mut wizard, "secret:DB_URL", typed);
        let said = error(&wizard, "secret:DB_URL").unwrap();
        assert!(said.contains(why) && !said.contains("canary"), "{said}");
    }
    write(&mut wizard, "secret:DB_URL", "postgres://book:canary@db.example.com/book");
    assert_eq!(error(&wizard, "secret:DB_URL"), None);
    go_to(&mut wizard, REVIEW);
    let keys = wizard.review().answers.into_iter().find(|row| row.label == "Keys").unwrap();
    assert_eq!(keys.value, "1 of 1 given");
    let plan = wizard.blueprint().unwrap();
    assert!(plan.get(&"secret-db-url".into()).is_some() && plan.get(&"secret-db-password".into()).is_none());
}
