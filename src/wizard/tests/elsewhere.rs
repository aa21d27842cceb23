use super::*;
use crate::preset::Preset;

const SHOP: &str = r#"
language = 2
name = "shop"
title = "Shop"
summary = "A shop"
version = "1"
arch = "x86_64"
architectures = ["x86_64"]
[services.web]
port = 8080
image = "example/web:1"
env = { DATABASE_URL = "${db.url}" }
[stores.db]
kind = "postgres"
version = "17"
database = "shop"
user = "shop"
[tiers.starter]
on = "server"
summary = "one server, database on it"
gives = "One server."
gives_up = "A second one."
server = { x86_64 = "t3.small", root_gb = 20, data_gb = 10 }
[tiers.elsewhere]
on = "server"
stores = { db = "external" }
summary = "one server, your own database"
gives = "One server."
gives_up = "A database beside it."
server = { x86_64 = "t3.small", root_gb = 20, data_gb = 10 }
"#;

#[test]
fn the_address_of_a_database_elsewhere_is_asked_for_where_it_is_elsewhere() {
    let shop = || with(|setup| setup.offers = vec![Preset::parse(SHOP).unwrap().into()]);
    let asked = |wizard: &Wizard| screen(wizard).fields.iter().any(|field| field.key == "secret:DB_URL");
    let mut wizard = shop();
    go_to(&mut wizard, 6);
    assert!(!asked(&wizard), "its database is made");
    let mut wizard = shop();
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
        ("mysql://shop:canary@db.example.com/shop", "begins with postgresql://"),
        ("postgres://shop:canary@db.example.com", "name of the database is missing"),
    ] {
        write(&mut wizard, "secret:DB_URL", typed);
        let said = error(&wizard, "secret:DB_URL").unwrap();
        assert!(said.contains(why) && !said.contains("canary"), "{said}");
    }
    write(&mut wizard, "secret:DB_URL", "postgres://shop:canary@db.example.com/shop");
    assert_eq!(error(&wizard, "secret:DB_URL"), None);
    go_to(&mut wizard, REVIEW);
    let keys = wizard.review().answers.into_iter().find(|row| row.label == "Keys").unwrap();
    assert_eq!(keys.value, "1 of 1 given");
    let plan = wizard.blueprint().unwrap();
    assert!(plan.get(&"secret-db-url".into()).is_some() && plan.get(&"secret-db-password".into()).is_none());
}
