use crate::preset::{Preset, text_of};

fn refused(from: &str, to: &str) -> String {
    let text = text_of("compai").unwrap();
    assert!(text.contains(from), "{from}");
    Preset::parse(&text.replacen(from, to, 1)).map_or_else(|error| error.to_string(), |_| String::new())
}

#[test]
fn what_a_database_service_refuses_is_refused_here() {
    let cases = [
        (
            "database = \"comp\"",
            "database = \"jop-lin\"",
            "`db.database`: letters, digits and `_`, the first a letter, is what RDS takes; `jop_lin`",
        ),
        ("database = \"comp\"", "database = \"1st\"", "`db.database`"),
        ("database = \"comp\"", "database = \"\"", "`db.database`"),
        ("database = \"comp\"", "database = \"db\"", "reserves `db`: choose another, such as `app_db`"),
        ("database = \"comp\"", "database = \"template1\"", "reserves `template1`"),
        ("user = \"comp\"", "user = \"admin\"", "`db.user`: PostgreSQL or RDS reserves `admin`"),
        ("user = \"comp\"", "user = \"rdsadmin\"", "reserves"),
        ("user = \"comp\"", "user = \"User\"", "reserves"),
        ("user = \"comp\"", "user = \"pg_app\"", "reserves"),
        ("user = \"comp\"", "user = \"a2345678901234567\"", "at most 16"),
        ("version = \"17\"", "version = \"99\"", "one of 14, 15, 16, 17, 18"),
        ("version = \"17\"", "version = \"17.2\"", "a major version"),
        ("user = \"comp\"", "user = \"comp\"\nimage = \"postgres: 17\"", "`db.image`"),
    ];
    for (from, to, why) in cases {
        assert!(refused(from, to).contains(why), "{to}: {}", refused(from, to));
    }
    assert_eq!(refused("user = \"comp\"", "user = \"postgres\""), "");
}

#[test]
fn what_a_server_refuses_is_refused_here() {
    let long = format!("path = \"/{}\"", "a".repeat(1024));
    let cases = [
        ("path = \"/api/health\"", "path = \"/a b\"", "`app.health.path`: a path has no blanks"),
        ("path = \"/api/health\"", "path = \"api\"", "begins with `/`"),
        ("path = \"/api/health\"", "path = \"/a#b\"", "`app.health.path`"),
        ("path = \"/api/health\"", long.as_str(), "at most 1024"),
        ("port = 3000", "port = 0", "from 1 to 65535"),
        ("port = 3000", "port = 70000", "a whole number from 0 to 65535"),
        (
            "port_without_domain = 8082",
            "port_without_domain = 8081",
            "`portal` and `api` have the same `port_without_domain`",
        ),
        ("port_without_domain = 8082", "port_without_domain = 80", "`app` and `api`"),
        ("port_without_domain = 8082", "port_without_domain = 443", "443 is for https"),
        ("port_without_domain = 8082", "port_without_domain = 22", "22 is for ssh"),
        ("port_without_domain = 8082", "port_without_domain = 53", "53 is for host names"),
        ("host = \"api\"", "host = \"portal\"", "have the same `host`"),
        ("host = \"api\"", "paths = [\"api\"]", "`api` is no path"),
        ("host = \"api\"", "paths = [\"/*\"]", "is no path"),
        ("host = \"api\"", "paths = [\"/a*b\"]", "is no path"),
        ("host = \"api\"", "paths = [\"/a/../b\"]", "is no path"),
        ("host = \"api\"", "paths = [\"/a\\n}\"]", "is no path"),
        ("host = \"api\"", "paths = [\"/a\", { path = \"/a\", strip = true }]", "another one has the path"),
        ("host = \"api\"", "host = \"api\"\npaths = [\"/v1/*\"]", "no `host`, not `main`"),
        ("host = \"api\"", "host = \"a.b\"", "`host` is one word"),
        ("host = \"api\"", "host = \"Api\"", "`host` is one word"),
        ("host = \"api\"", "host = \"-api\"", "`host` is one word"),
        ("NODE_ENV =", "\"\" =", "needs a name"),
        ("NODE_ENV =", "\"A B\" =", "no blanks"),
        ("NODE_ENV =", "\"A=B\" =", "`=`"),
        ("NODE_ENV = \"production\"", "NODE_ENV = \"a\\u0000b\"", "NUL"),
        ("build_minutes = 30", "build_minutes = 4000000000", "`build_minutes`"),
        ("old_version_days = 30", "old_version_days = 0", "`files.old_version_days`"),
        ("title = \"Comp AI\"", "title = \"Comp\\u001b[2J\"", "control character"),
        ("title = \"Comp AI\"", "title = \" \"", "`title` is empty"),
    ];
    for (from, to, why) in cases {
        assert!(refused(from, to).contains(why), "{to}: {}", refused(from, to));
    }
    assert_eq!(refused("NODE_ENV =", "\"discovery.type\" ="), "");
}

#[test]
fn sizes_secrets_and_builds_that_cannot_be_are_refused() {
    let cases = [
        ("root_gb = 40", "root_gb = 1", "tier `starter`: `root_gb` is 8 to 65536 GiB"),
        ("root_gb = 40", "root_gb = 99999999", "`root_gb`"),
        ("data_gb = 20", "data_gb = 99999999", "tier `starter`: `data_gb` is 1 to 65536 GiB"),
        ("data_gb = 20", "data_gb = 0", "`data_gb`"),
        (", gb = 20", ", gb = 19", "tier `managed`: `databases.db.gb` is 20 to 65536 GiB"),
        ("max = 3", "max = 4000000000", "tier `standard` needs `servers`"),
        ("[tiers.starter]", "[tiers.\"my tier\"]", "the name of a tier"),
        ("generate = 48", "generate = 0", "8 to 1024"),
        ("generate = 48", "generate = 4000000000", "8 to 1024"),
        ("generate = 48", "generate = -1", "a whole number, 0 or more"),
        ("OPENAI_API_KEY = {", "\"OPENAI.KEY\" = {", "letters, digits and `_`"),
        ("OPENAI_API_KEY = {", "DB_PASSWORD = {", "the database's own"),
        ("OPENAI_API_KEY = {", "resend_api_key = {", "small and capital letters"),
        ("https://github.com/trycompai/comp.git", "git@github.com:trycompai/comp.git", "`git`: the https address"),
        ("https://github.com/trycompai/comp.git", "--upload-pack=x", "`git`: the https address"),
        ("https://github.com/trycompai/comp.git", "https://me:pw@github.com/a/b.git", "does not stay secret"),
        ("dockerfile = \"Dockerfile\"", "dockerfile = \"../Dockerfile\"", "`dockerfile`"),
        ("dockerfile = \"Dockerfile\"", "dockerfile = \"/etc/passwd\"", "`dockerfile`"),
        ("target = \"app\"", "target = \"app\", context = \"../apps\"", "`context`"),
        ("target = \"app\"", "target = \"--x\"", "`target`"),
        ("args = [\"NEXT_PUBLIC_BETTER_AUTH_URL\"", "args = [\"MISSING\"", "`args` names `MISSING`"),
    ];
    for (from, to, why) in cases {
        let mut said = refused(from, to);
        if from.starts_with("OPENAI") {
            // What refers to the secret is found first, where its name is another.
            said =
                Preset::parse(&text_of("compai").unwrap().replacen(from, &format!("{to} ask = \"x\" }}\n{from}"), 1))
                    .unwrap_err()
                    .to_string();
        }
        assert!(said.contains(why), "{to}: {said}");
    }
    let refs = ["", "-x", "a b", "a..b", "a~1", "x.lock", "a//b", "@", ".a"];
    let text = text_of("compai").unwrap();
    let now = text.split("ref = \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    for bad in refs {
        assert!(refused(&format!("ref = \"{now}\""), &format!("ref = \"{bad}\"")).contains("`ref`"), "{bad}");
    }
    assert_eq!(refused(&format!("ref = \"{now}\""), "ref = \"release/2.0\""), "");
}

#[test]
fn a_file_that_is_no_preset_is_not_repeated() {
    for text in [
        "-----BEGIN OPENSSH PRIVATE KEY-----\ncanary\n",
        "canary = \"canary\"\n",
        "canary = 1\nname = \"canary\"\nother = 2\n",
    ] {
        let said = Preset::parse(text).unwrap_err().to_string();
        assert!(!said.contains("canary") && !said.contains("BEGIN"), "{said}");
    }
}

#[test]
fn raw_ports_open_no_database_and_take_none_of_the_servers_own() {
    let text = text_of("gitea").unwrap();
    for (ports, why) in [
        ("5430-5440", "5432 is a database's port"),
        ("53/udp", "port 53-udp of the server is taken"),
        ("443/udp", "port 443-udp of the server is taken"),
        ("2222", ""),
    ] {
        let said = Preset::parse(&text.replace("ports = [\"2222\"]", &format!("ports = [\"{ports}\"]")));
        let said = said.map_or_else(|error| error.to_string(), |_| String::new());
        assert!(said.contains(why) && said.is_empty() == why.is_empty(), "{ports}: {said}");
    }
}

#[test]
fn a_service_may_share_the_name_of_the_main_one() {
    assert_eq!(refused("host = \"api\"", "paths = [\"/v1/*\", { path = \"/x*\", strip = true }]"), "");
}
