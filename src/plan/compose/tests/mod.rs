mod account;
mod apps;
mod catalog;
mod golden;

use std::collections::BTreeSet;

use super::*;
use crate::model::Usage;
use crate::plan::{Builder, Domain, SecretAnswer, estimate};
use crate::preset::by_name;
use crate::resource::release::Release;
use crate::resource::{Architecture, Change, Grant, Part, Target};

fn answers(tier: &str, domain: Domain) -> Answers {
    let text = format!(
        "name='demo'\npreset='compai'\ntier='{tier}'\nregion='us-east-1'\nbudget=60\n[alerts]\nemail='me@example.com'\n"
    );
    let mut answers = Answers::parse(&text).unwrap();
    answers.domain = domain;
    answers.secrets.insert("RESEND_API_KEY".to_owned(), SecretAnswer::Env("RESEND".to_owned()));
    answers
}

/// The same with an image for everything.
fn ready(mut answers: Answers) -> Answers {
    answers.images = ["app", "portal", "api", "migrate"]
        .map(|service| (service.to_owned(), format!("example.com/{service}:1")))
        .into();
    answers
}

/// The same with images that the server builds.
fn on_server(answers: Answers) -> Answers {
    Answers { build: Builder::Server, ..answers }
}

/// Type and system disk of the servers, and the type that would do without building.
fn servers(blueprint: &Blueprint) -> (String, u32, Option<String>) {
    let found = blueprint.nodes().find_map(|(_, node)| match &node.spec {
        Spec::Instance(one) => Some((one.instance_type.clone(), one.root_gb, one.instead_of.clone())),
        Spec::AutoScalingGroup(one) => Some((one.instance_type.clone(), one.root_gb, one.instead_of.clone())),
        _ => None,
    });
    found.unwrap()
}

#[test]
fn what_builds_the_app_has_the_memory_for_it() {
    let preset = by_name("compai").unwrap();
    for (tier, arm, x86) in [
        ("starter", "t4g.medium", "t3.medium"),
        ("managed", "t4g.small", "t3.small"),
        ("standard", "t4g.medium", "t3.medium"),
    ] {
        for (arch, own, large) in [(Architecture::Arm64, arm, "t4g.large"), (Architecture::X86, x86, "t3.large")] {
            let answers = on_server(Answers { arch: Some(arch), ..answers(tier, Domain::None) });
            let built = compose(&preset, &answers).unwrap();
            assert_eq!(servers(&built), (large.to_owned(), 60, Some(own.to_owned())), "{tier}");
            let zones =
                |blueprint: &Blueprint| serde_json::to_string(&blueprint.get(&"zones".into()).unwrap().spec).unwrap();
            assert!(zones(&built).contains(large));
            let account = compose(&preset, &Answers { build: Builder::Account, ..answers.clone() }).unwrap();
            assert_eq!(servers(&account), (own.to_owned(), 40, None), "{tier}: the account builds");
            let bought = compose(&preset, &ready(answers)).unwrap();
            assert_eq!(servers(&bought), (own.to_owned(), 40, None), "{tier}");
            assert!(!zones(&bought).contains(large));
        }
    }
    // One image that is still built is enough.
    let mut some = on_server(ready(answers("managed", Domain::None)));
    some.images.remove("api");
    assert_eq!(servers(&compose(&preset, &some).unwrap()).0, "t4g.large");
}

#[test]
fn what_has_not_the_memory_to_build_is_refused() {
    let mut preset = by_name("compai").unwrap();
    preset.build_memory_gb = 64;
    let error = compose(&preset, &on_server(answers("managed", Domain::None))).unwrap_err().to_string();
    for words in ["takes 64 GB of memory", "no t4g server with as much is known in us-east-1", "[images]"] {
        assert!(error.contains(words), "{error}");
    }
    assert!(compose(&preset, &ready(answers("managed", Domain::None))).is_ok());
    for tier in preset.tiers.values_mut() {
        tier.server.arm64 = Some("x9.huge".to_owned());
    }
    let error = compose(&preset, &on_server(answers("managed", Domain::None))).unwrap_err().to_string();
    assert!(error.contains("the memory of x9.huge is not known here"), "{error}");
    preset.build_memory_gb = 0;
    assert_eq!(
        servers(&compose(&preset, &on_server(answers("managed", Domain::None))).unwrap()).0,
        "x9.huge",
        "nothing is asked of the server"
    );
}

#[test]
fn what_the_bill_says_of_a_server_does_not_replace_it() {
    let preset = by_name("compai").unwrap();
    let blueprint = compose(&preset, &on_server(answers("managed", Domain::None))).unwrap();
    let new = &blueprint.get(&"server".into()).unwrap().spec;
    let Spec::Instance(mut old) = new.clone() else { panic!("no server") };
    old.instead_of = None;
    assert_eq!(new.change_from(&Spec::Instance(old.clone())), Some(Change::Update));
    old.instance_type = "t4g.small".to_owned();
    assert_eq!(new.change_from(&Spec::Instance(old)), Some(Change::Replace));
}

#[test]
fn an_asked_value_that_is_not_given_has_its_stand_in() {
    let preset = by_name("compai").unwrap();
    let environment = |answers: &Answers| {
        let blueprint = compose(&preset, answers).unwrap();
        let Some(Spec::Release(release)) = blueprint.get(&"server-release".into()).map(|node| &node.spec) else {
            panic!("no release")
        };
        serde_json::to_value(&release.environment).unwrap().to_string()
    };
    let mut answers = answers("managed", Domain::None);
    let stand_ins = |answers: &Answers| environment(answers).matches(r#"[{"text":"none"}]"#).count();
    assert_eq!(stand_ins(&answers), 6, "{}", environment(&answers));
    for name in ["APP_AWS_ACCESS_KEY_ID", "APP_AWS_SECRET_ACCESS_KEY"] {
        answers.secrets.insert(name.to_owned(), SecretAnswer::Env(name.to_owned()));
    }
    assert_eq!(stand_ins(&answers), 0, "{}", environment(&answers));
}

fn domains() -> [Domain; 3] {
    let name = "app.example.com".to_owned();
    [Domain::None, Domain::Route53 { name: name.clone() }, Domain::External { name }]
}

#[test]
fn every_tier_composes_with_every_domain_and_architecture() {
    let preset = by_name("compai").unwrap();
    for tier in preset.tiers.keys() {
        for domain in domains() {
            for arch in [Architecture::Arm64, Architecture::X86] {
                let mut answers = answers(tier, domain.clone());
                answers.arch = Some(arch);
                let blueprint = compose(&preset, &answers).unwrap();
                assert!(blueprint.len() > 30, "{tier} {domain:?}: {}", blueprint.len());
                let text = serde_json::to_string(&blueprint).unwrap();
                assert_eq!(serde_json::from_str::<Blueprint>(&text).unwrap(), blueprint);
            }
        }
    }
}

/// All that a node waits for, directly or not.
fn before(blueprint: &Blueprint, id: &str) -> BTreeSet<NodeId> {
    let mut known = BTreeSet::new();
    let mut open = vec![NodeId::from(id)];
    while let Some(id) = open.pop() {
        for next in blueprint.get(&id).map(Node::depends_on).unwrap_or_default() {
            if known.insert(next.clone()) {
                open.push(next);
            }
        }
    }
    known
}

#[test]
fn the_app_answers_by_http_while_its_certificate_is_awaited() {
    let preset = by_name("compai").unwrap();
    for domain in domains().into_iter().skip(1) {
        let blueprint = compose(&preset, &answers("standard", domain)).unwrap();
        let issued = blueprint.nodes().find(|(_, node)| matches!(node.spec, Spec::CertificateIssued(_)));
        let certificate = issued.map(|(id, _)| id.clone()).unwrap();
        for id in ["listener-80", "servers-report"] {
            assert!(!before(&blueprint, id).contains(&certificate), "{id}");
        }
        let redirect = before(&blueprint, "https-redirect");
        assert!(redirect.contains(&NodeId::from("listener-443")) && redirect.contains(&certificate));
        assert!(before(&blueprint, "answer").contains(&NodeId::from("https-redirect")));
    }
}

#[test]
fn another_domain_waits_for_its_own_switch() {
    let preset = by_name("compai").unwrap();
    let switch = |name: &str| {
        let blueprint = compose(&preset, &answers("managed", Domain::External { name: name.to_owned() })).unwrap();
        let told = blueprint.nodes().find_map(|(_, node)| match &node.spec {
            Spec::Release(release) => release.manifest["https"].as_str().map(str::to_owned),
            _ => None,
        });
        let Some(Spec::HttpsSwitch(switch)) = blueprint.get(&"https-switch".into()).map(|node| &node.spec) else {
            panic!("no switch")
        };
        assert_eq!(switch.parameter, format!("/cloudstead/demo/{}", told.unwrap()));
        switch.parameter.clone()
    };
    assert_eq!(switch("one.example.com"), switch("one.example.com"));
    assert_ne!(
        switch("one.example.com"),
        switch("two.example.com"),
        "an open switch of the old names would ask for certificates too early"
    );
}

#[test]
fn starter_is_under_fifty_dollars_and_the_others_near_the_seed() {
    let preset = by_name("compai").unwrap();
    let total = |tier: &str| {
        let answers = answers(tier, Domain::None);
        estimate(&compose(&preset, &answers).unwrap(), &Usage::default()).monthly_total.known().cents() / 100
    };
    assert!(total("starter") < 50, "{}", total("starter"));
    assert!((30..=65).contains(&total("managed")), "{}", total("managed"));
    assert!((95..=130).contains(&total("standard")), "{}", total("standard"));
}

#[test]
fn what_tiers_share_is_called_the_same_and_is_the_same() {
    let preset = by_name("compai").unwrap();
    let managed = compose(&preset, &answers("managed", Domain::None)).unwrap();
    let standard = compose(&preset, &answers("standard", Domain::None)).unwrap();
    for id in ["vpc", "zones", "database", "files", "server-role", "secret-auth-secret", "database-firewall"] {
        let id = NodeId::from(id);
        assert_eq!(managed.get(&id).map(|node| &node.spec), standard.get(&id).map(|node| &node.spec), "{id}");
        assert!(managed.get(&id).is_some(), "{id}");
    }
}

#[test]
fn names_fit_for_the_longest_deployment_name_in_every_region() {
    let preset = by_name("compai").unwrap();
    for region in crate::model::Region::all() {
        let mut answers = answers("standard", Domain::None);
        answers.name = "abcdefghij-klmnopqrs".parse().unwrap();
        answers.region = region;
        for (id, node) in compose(&preset, &answers).unwrap().nodes() {
            let (name, limit) = match &node.spec {
                Spec::LoadBalancer(spec) => (spec.name.clone(), 32),
                Spec::TargetGroup(spec) => (spec.name.clone(), 32),
                Spec::IamRole(spec) => (spec.name.clone(), 64),
                Spec::DbInstance(spec) => (spec.identifier.clone(), 63),
                Spec::Bucket(spec) => (spec.bucket_name("123456789012", region.code()), 63),
                Spec::LaunchTemplate(spec) => (spec.name.clone(), 128),
                _ => continue,
            };
            assert!(name.len() <= limit && !name.contains("--"), "{id}: {name}");
        }
    }
}

#[test]
fn mistakes_in_answers_are_named() {
    let preset = by_name("compai").unwrap();
    let mut wrong = answers("mangaed", Domain::None);
    let error = compose(&preset, &wrong).unwrap_err().to_string();
    assert!(error.contains("mangaed") && error.contains("starter, managed, standard"), "{error}");
    wrong.tier = "managed".to_owned();
    wrong.images.insert("web".to_owned(), "x".to_owned());
    assert!(compose(&preset, &wrong).unwrap_err().to_string().contains("app, portal, api"));
    wrong.images.clear();
    wrong.secrets.insert("NOPE".to_owned(), SecretAnswer::Env("X".to_owned()));
    assert!(compose(&preset, &wrong).unwrap_err().to_string().contains("RESEND_API_KEY"));
}

#[test]
fn replaced_images_are_pulled_and_not_built() {
    let preset = by_name("compai").unwrap();
    let mut answers = answers("managed", Domain::None);
    for service in ["app", "portal", "api", "migrate"] {
        answers.images.insert(service.to_owned(), format!("registry.example/{service}:1$x"));
    }
    let blueprint = compose(&preset, &answers).unwrap();
    let Some(Spec::Release(release)) = blueprint.get(&"server-release".into()).map(|node| &node.spec) else {
        panic!("no release")
    };
    assert_eq!(release.manifest["build"], serde_json::json!([]));
    let file: serde_json::Value = serde_json::from_str(&release.files["compose.yaml"]).unwrap();
    assert_eq!(file["services"]["app"]["image"], "registry.example/app:1$$x");
    assert!(file["services"]["app"].get("pull_policy").is_none());
}

#[test]
fn what_a_region_does_not_sell_is_not_planned() {
    let calgary = crate::model::Region::all().find(|region| region.code() == "ca-west-1").unwrap();
    let mut preset = by_name("compai").unwrap();
    let answers = Answers { region: calgary, ..answers("managed", Domain::None) };
    // A database of the same size on the other processor, priced, and asked for in the zones.
    let blueprint = compose(&preset, &answers).unwrap();
    let of = |id: &str| blueprint.get(&id.into()).map(|node| node.spec.clone());
    assert!(matches!(of("database"), Some(Spec::DbInstance(database)) if database.class == "db.t3.micro"));
    assert!(matches!(of("server"), Some(Spec::Instance(server)) if server.instance_type == "t4g.large"));
    let Some(Spec::Zones(zones)) = of("zones") else { panic!("no zones") };
    assert_eq!(
        (zones.db_classes.as_slice(), zones.db_version.as_deref()),
        (&["db.t3.micro".to_owned()][..], Some("17"))
    );
    assert!(crate::plan::estimate(&blueprint, &answers.usage).unknown.is_empty(), "everything has a price");
    // A server has the processor that was chosen.
    preset.tiers["managed"].server.arm64 = Some("m7g.large".to_owned());
    let error = compose(&preset, &answers).unwrap_err().to_string();
    assert_eq!(
        error,
        "AWS does not sell m7g.large in ca-west-1 (Calgary): choose the other processor (arch = \"x86_64\") or another \
        region"
    );
    let elsewhere = Answers { region: crate::model::Region::US_EAST_1, ..answers };
    assert!(compose(&preset, &elsewhere).is_ok());
}

#[test]
fn names_that_compose_cannot_carry_reach_the_app_as_they_are() {
    let mut preset = by_name("compai").unwrap();
    let names = ["app.home", "APP-WEB", "spring.datasource-url", "PLAIN_x"];
    for name in names {
        preset.services["app"].env.insert(name.to_owned(), "${secret:SECRET_KEY}".to_owned());
    }
    preset.services["app"].build.as_mut().unwrap().args.push("APP-WEB".to_owned());
    let blueprint = compose(&preset, &on_server(answers("managed", Domain::None))).unwrap();
    let Some(Spec::Release(release)) = blueprint.get(&"server-release".into()).map(|node| &node.spec) else {
        panic!("no release")
    };
    let file: serde_json::Value = serde_json::from_str(&release.files["compose.yaml"]).unwrap();
    let mut seen = BTreeSet::new();
    for (service, container) in file["services"].as_object().unwrap() {
        for (name, value) in container["environment"].as_object().into_iter().flatten() {
            let placeholder =
                value.as_str().unwrap().strip_prefix("${").and_then(|rest| rest.strip_suffix('}')).unwrap();
            assert!(
                placeholder.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'),
                "{service}.{name}: {value}"
            );
            assert!(release.environment.contains_key(placeholder), "{service}.{name}: {value} has no value");
            assert!(seen.insert(placeholder.to_owned()), "{service}.{name}: {value} is another one's");
        }
    }
    assert!(names.iter().all(|name| file["services"]["app"]["environment"].get(name).is_some()));
    let argument = release.manifest["build"][0]["args"]["APP-WEB"].as_str().unwrap();
    assert!(release.environment.contains_key(argument) && argument != "APP__APP-WEB");
}

#[test]
fn every_server_has_a_log_stream_of_its_own_per_container() {
    for tier in ["starter", "standard"] {
        let blueprint = compose(&by_name("compai").unwrap(), &answers(tier, Domain::None)).unwrap();
        let release = blueprint
            .nodes()
            .find_map(|(_, node)| if let Spec::Release(release) = &node.spec { Some(release) } else { None });
        let file: serde_json::Value = serde_json::from_str(&release.unwrap().files["compose.yaml"]).unwrap();
        let logged: Vec<_> =
            file["services"].as_object().unwrap().values().filter(|one| !one["logging"].is_null()).collect();
        assert!(logged.len() >= 4);
        assert!(
            logged.iter().all(|one| one["logging"]["options"]["tag"] == "${CLOUDSTEAD_SERVER}/{{.Name}}"),
            "{file}"
        );
    }
}

#[test]
fn a_deployment_from_before_the_hook_is_changed_and_not_replaced() {
    let blueprint = compose(&by_name("compai").unwrap(), &answers("standard", Domain::None)).unwrap();
    for (id, kind, fields) in [
        ("servers", "auto-scaling-group", &["hook"][..]),
        ("servers-template", "launch-template", &["scaling_group"]),
        ("server-policy", "iam-role-policy", &["scaling_group", "repositories"]),
    ] {
        let new = &blueprint.get(&id.into()).unwrap().spec;
        let mut journalled = serde_json::to_value(new).unwrap();
        for field in fields {
            assert!(journalled[kind].as_object_mut().unwrap().remove(*field).is_some(), "{id}: {field}");
        }
        let old: Spec = serde_json::from_value(journalled).unwrap();
        assert_eq!(new.change_from(&old), Some(Change::Update), "{id}");
    }
    // A single server is asked nothing new.
    let single = compose(&by_name("compai").unwrap(), &answers("managed", Domain::None)).unwrap();
    let Spec::IamRolePolicy(policy) = &single.get(&"server-policy".into()).unwrap().spec else { panic!("no policy") };
    assert!(!policy.grants.iter().any(|grant| matches!(grant, Grant::Hook(_))));
}

/// The release of a plan.
fn release_of(blueprint: &Blueprint, id: &str) -> Release {
    let Some(Spec::Release(release)) = blueprint.get(&id.into()).map(|node| &node.spec) else { panic!("no release") };
    release.clone()
}

#[test]
fn one_server_has_https_with_and_without_a_domain_and_a_group_only_with() {
    let preset = by_name("compai").unwrap();
    for tier in preset.tiers.keys() {
        for domain in domains() {
            let blueprint = compose(&preset, &answers(tier, domain.clone())).unwrap();
            let Some(Spec::Answer(answer)) = blueprint.get(&"answer".into()).map(|node| &node.spec) else {
                panic!("no answer")
            };
            let single = tier != "standard";
            assert_eq!(answer.https, single || domain != Domain::None, "{tier} {domain:?}");
            assert_eq!(answer.secured.is_some(), single, "{tier}: only a server of one's own has a say");
            let open = if single { "server-firewall-443" } else { "load-balancer-firewall-443" };
            assert_eq!(blueprint.get(&open.into()).is_some(), answer.https, "{tier} {domain:?}");
        }
    }
}

#[test]
fn an_address_is_a_reference_until_it_exists() {
    let preset = by_name("compai").unwrap();
    let blueprint = compose(&preset, &answers("starter", Domain::None)).unwrap();
    let release = release_of(&blueprint, "server-release");
    assert_eq!(release.manifest["https"], "always");
    let address = Part::Host(Target::Address(Ref::to("server-address".into())));
    assert_eq!(release.environment["CADDY__HOSTS"], std::slice::from_ref(&address));
    assert_eq!(release.environment["APP__BETTER_AUTH_URL"], [Part::Text("https://".to_owned()), address.clone()]);
    assert_eq!(release.environment["APP__NEXT_PUBLIC_API_URL"][2], Part::Text(":8082".to_owned()));
    assert!(Spec::from(release.clone()).refers_to(&"server-address".into()));
    let compose: serde_json::Value = serde_json::from_str(&release.files["compose.yaml"]).unwrap();
    let caddy = &compose["services"]["caddy"];
    assert_eq!(caddy["environment"]["HOSTS"], "${CADDY__HOSTS}");
    assert_eq!(caddy["ports"], serde_json::json!(["80:80", "8081:8081", "8082:8082", "443:443", "443:443/udp"]));
    assert!(
        caddy["volumes"].as_array().unwrap().contains(&"/data/caddy:/data".into()),
        "certificates are on the data disk"
    );
    assert!(caddy["image"].as_str().unwrap().ends_with("caddy:2.11"), "{caddy}");
}

#[test]
fn caddy_serves_by_http_until_certificates_work() {
    let preset = by_name("compai").unwrap();
    let files =
        |domain: Domain| release_of(&compose(&preset, &answers("starter", domain)).unwrap(), "server-release").files;
    let address = files(Domain::None);
    let (asking, https) = (&address["Caddyfile.asking"], &address["Caddyfile.https"]);
    for file in [asking, https] {
        for line in ["default_sni {$HOSTS}", "profile shortlived", "email \"me@example.com\"", "https://{$HOSTS} {"] {
            assert!(file.contains(line), "{line}: {file}");
        }
    }
    assert!(
        asking.contains("disable_redirects") && asking.contains("\n:80 {") && asking.contains("\n:8081 {"),
        "{asking}"
    );
    assert!(
        !https.contains("disable_redirects") && https.contains("https://{$HOSTS}:8081 {") && !https.contains("\n:80"),
        "{https}"
    );
    let [_, domain, _] = domains();
    let named = files(domain);
    assert!(
        !named["Caddyfile"].contains("email") && !named["Caddyfile"].contains("\napp.example.com"),
        "nothing is asked for yet"
    );
    assert!(named["Caddyfile.asking"].contains("\n:80 {") && named["Caddyfile.asking"].contains("\napp.example.com {"));
    assert!(!named["Caddyfile.https"].contains("shortlived"), "names have certificates of every authority");
    let group = compose(&preset, &answers("standard", Domain::None)).unwrap();
    assert_eq!(release_of(&group, "servers-release").files.keys().collect::<Vec<_>>(), ["Caddyfile", "compose.yaml"]);
}

#[test]
fn zones_offer_the_databases_of_every_tier_that_can_be_changed_to() {
    let mut preset = by_name("compai").unwrap();
    let size = preset.tiers.get_mut("standard").unwrap().databases.get_mut("db").unwrap();
    (size.arm64, size.x86_64) = (Some("db.m7g.large".to_owned()), Some("db.m7i.large".to_owned()));
    let mut arm = answers("managed", Domain::None);
    arm.arch = Some(Architecture::Arm64);
    let Some(Spec::Zones(zones)) = compose(&preset, &arm).unwrap().get(&"zones".into()).map(|node| node.spec.clone())
    else {
        panic!("no zones")
    };
    assert_eq!(zones.db_classes, ["db.m7g.large", "db.t4g.micro"]);
}

#[test]
fn a_database_of_an_older_journal_begins_to_grow_in_place() {
    let blueprint = compose(&by_name("compai").unwrap(), &answers("managed", Domain::None)).unwrap();
    let (_, node) = blueprint.nodes().find(|(_, node)| matches!(node.spec, Spec::DbInstance(_))).unwrap();
    let mut written = serde_json::to_value(&node.spec).unwrap();
    assert!(written["db-instance"].as_object_mut().unwrap().remove("max_storage_gb").is_some());
    let old: Spec = serde_json::from_value(written).unwrap();
    assert_eq!(node.spec.change_from(&old), Some(Change::Update));
}
