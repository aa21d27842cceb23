//! Of templates as a whole.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::model::NodeId;
use crate::plan::{Answers, compose};
use crate::preset::by_name;
use crate::resource::{Kind, Lookup as _};

const TIERS: [&str; 3] = ["starter", "managed", "standard"];
const DOMAINS: [&str; 3] =
    ["kind='none'", "kind='route53'\nname='app.example.com'", "kind='external'\nname='app.example.com'"];

fn planned(tier: &str, domain: &str, region: &str) -> Blueprint {
    let text = format!(
        "name='demo'\npreset='compai'\ntier='{tier}'\nregion='{region}'\nbudget=60\n[domain]\n{domain}\n\
         [alerts]\n\
         email='me@example.com'\n\
         [secrets]\nRESEND_API_KEY='re_canary'\n"
    );
    compose(&by_name("compai").unwrap(), &Answers::parse(&text).unwrap()).unwrap()
}

fn all() -> impl Iterator<Item = Blueprint> {
    TIERS.into_iter().flat_map(|tier| DOMAINS.map(|domain| planned(tier, domain, "us-east-1")))
}

/// The one app that leaves a cache to AWS.
fn with_cache() -> Blueprint {
    let preset = by_name("agent").unwrap();
    let answers = Answers::parse("name='demo'\npreset='agent'\ntier='single'\nregion='us-east-1'\nbudget=500\n");
    compose(&preset, &Answers { images: preset.unnamed_images(), ..answers.unwrap() }).unwrap()
}

fn written(tier: &str, domain: &str) -> Value {
    template(&planned(tier, domain, "us-east-1")).unwrap().document
}

#[test]
fn every_node_leaves_a_trace_and_every_kind_is_planned_somewhere() {
    let mut kinds = BTreeSet::new();
    for blueprint in all().chain([with_cache()]) {
        let names = Names::of(&blueprint);
        for (id, node) in blueprint.nodes() {
            let at = Place { blueprint: &blueprint, names: &names, user_data: "", node: id };
            let one = writer(&node.spec).write(&at);
            let said = !one.resources.is_empty() || !one.properties.is_empty() || !one.notes.is_empty();
            assert!(said, "`{id}` of {} is left out silently", blueprint.tier);
            kinds.insert(node.spec.kind());
        }
    }
    // The kind that only tests have is in no plan.
    let missing: Vec<_> = Kind::ALL.iter().filter(|kind| !kinds.contains(kind)).map(|kind| kind.name()).collect();
    assert_eq!(missing, ["placard"]);
}

#[test]
fn notes_are_in_the_template_too_and_parts_are_in_their_hosts() {
    for blueprint in all() {
        let Template { document, notes } = template(&blueprint).unwrap();
        let said: BTreeMap<String, Vec<String>> =
            serde_json::from_value(document["Metadata"]["Cloudstead"].clone()).unwrap();
        assert_eq!(said, notes.into_iter().map(|(heading, lines)| (heading.to_owned(), lines)).collect());
    }
    let standard = written("standard", DOMAINS[1]);
    let resources = &standard["Resources"];
    assert_eq!(resources["Listener80"]["Properties"]["DefaultActions"][0]["Type"], "redirect");
    assert_eq!(
        resources["Files"]["Properties"]["CorsConfiguration"]["CorsRules"][0]["AllowedOrigins"][0],
        "https://app.example.com"
    );
    let certificate = resources.as_object().unwrap().iter().find(|(name, _)| name.starts_with("Certificate")).unwrap();
    assert_eq!(certificate.1["Properties"]["DomainValidationOptions"][0]["HostedZoneId"]["Ref"], "DnsZone");
    assert_eq!(resources["Listener443"]["Properties"]["Certificates"][0]["CertificateArn"]["Ref"], **certificate.0);
}

#[test]
fn the_same_plan_gives_the_same_template_without_secrets() {
    for blueprint in all() {
        let one = template(&blueprint).unwrap();
        assert_eq!(one, template(&blueprint).unwrap());
        let text = format!("{}{:?}", one.document, one.notes);
        assert!(!text.contains("re_canary") && text.contains("/cloudstead/demo/secrets/RESEND_API_KEY"), "{text}");
    }
    let database = &written("managed", DOMAINS[0])["Resources"]["Database"];
    assert_eq!(
        database["Properties"]["MasterUserPassword"],
        "{{resolve:ssm-secure:/cloudstead/demo/secrets/DB_PASSWORD}}"
    );
}

#[test]
fn data_outlives_its_stack() {
    for blueprint in all() {
        let document = template(&blueprint).unwrap().document;
        let names = Names::of(&blueprint);
        for (id, node) in blueprint.nodes().filter(|(_, node)| node.spec.holds_data()) {
            let resource = &document["Resources"][names.of_node(id)];
            for policy in [&resource["DeletionPolicy"], &resource["UpdateReplacePolicy"]] {
                assert!(
                    policy == "Retain" || policy == "Snapshot",
                    "`{id}` of {}: {policy} ({})",
                    blueprint.tier,
                    node.spec.title()
                );
            }
        }
    }
    let starter = &written("starter", DOMAINS[0])["Resources"];
    assert_eq!(
        (&starter["ServerDisk"]["DeletionPolicy"], &starter["Files"]["DeletionPolicy"]),
        (&json!("Snapshot"), &json!("Retain"))
    );
    assert_eq!(starter["Vpc"]["DeletionPolicy"], Value::Null);
}

#[test]
fn what_no_reference_says_is_waited_for_and_nothing_twice() {
    let document = written("standard", DOMAINS[1]);
    let needs = |name: &str| document["Resources"][name]["DependsOn"].clone();
    assert_eq!(needs("PublicDefaultRoute"), json!(["InternetGatewayAttachment"]));
    assert_eq!(needs("InternetGateway"), Value::Null);
    assert_eq!(needs("Vpc"), Value::Null);
    let servers: Vec<String> = serde_json::from_value(needs("Servers")).unwrap();
    assert!(servers.contains(&"ServersRelease".to_owned()), "{servers:?}");
    assert!(!servers.contains(&"ServersTemplate".to_owned()) && !servers.contains(&"Vpc".to_owned()), "{servers:?}");
    let moved: Vec<String> = serde_json::from_value(needs("DnsApp")).unwrap();
    assert!(moved.contains(&"Servers".to_owned()) && moved.contains(&"Listener443".to_owned()), "{moved:?}");
}

#[test]
fn names_are_letters_and_digits_and_tags_are_those_of_the_drivers() {
    assert_eq!(place::logical("dns-trust_center-2"), "DnsTrustCenter2");
    let document = written("managed", DOMAINS[0]);
    let stack = json!({"Fn::Select": [2, {"Fn::Split": ["/", {"Ref": "AWS::StackId"}]}]});
    let expected = json!([
        {"Key": "cloudstead:deployment", "Value": "demo"},
        {"Key": "cloudstead:id", "Value": stack},
        {"Key": "cloudstead:node", "Value": "vpc"},
        {"Key": "Name", "Value": "demo-vpc"},
    ]);
    assert_eq!(document["Resources"]["Vpc"]["Properties"]["Tags"], expected);
    for name in document["Resources"].as_object().unwrap().keys() {
        assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{name}");
    }
}

#[test]
fn a_person_is_told_the_records_and_when_to_switch_https_on() {
    let external = template(&planned("managed", DOMAINS[2], "us-east-1")).unwrap();
    let record = &external.document["Outputs"]["DnsRecord1"]["Value"];
    assert_eq!(*record, json!({"Fn::Sub": "app.example.com A ${ServerAddress.PublicIp}"}));
    let after = external.notes.iter().find(|(heading, _)| *heading == When::After.heading()).unwrap();
    assert!(
        after.1.iter().any(|line| line.contains("put-parameter") && line.contains("/cloudstead/demo/https-")),
        "{after:?}"
    );
    let own = written("managed", DOMAINS[1]);
    assert_eq!(own["Resources"]["HttpsSwitch"]["Properties"]["Value"], "on");
    assert!(own["Resources"]["HttpsSwitch"]["DependsOn"].as_array().unwrap().contains(&json!("DnsApp")));
}

/// The template is all that a person has.
#[test]
fn what_servers_run_is_given_along_and_filled_in_by_the_stack() {
    for blueprint in all() {
        let Template { document, notes } = template(&blueprint).unwrap();
        let names = Names::of(&blueprint);
        let releases = blueprint
            .nodes()
            .filter_map(|(id, node)| if let Spec::Release(one) = &node.spec { Some((id, one)) } else { None });
        for (id, release) in releases {
            let given = &document["Resources"][names.of_node(id)]["Metadata"];
            assert!(release.files.iter().all(|(name, text)| given[name] == text.as_str()), "{given}");
            let text = given["release.json"]["Fn::Sub"].as_str().unwrap();
            let manifest: Value = serde_json::from_str(text).unwrap();
            assert_eq!(manifest["env"].as_object().unwrap().len(), release.environment.len());
            assert!(text.contains("${Files}") && !text.contains("${!Files}"), "{text}");
            let after = notes.iter().find(|(heading, _)| *heading == When::After.heading()).unwrap().1.join("\n");
            assert!(after.contains(&release.prefix()) && after.contains("compose.yaml release.json; do"), "{after}");
        }
    }
}

#[test]
fn an_apps_own_dollars_are_left_to_it() {
    let blueprint = planned("starter", DOMAINS[0], "us-east-1");
    let names = Names::of(&blueprint);
    let (id, release) = blueprint
        .nodes()
        .find_map(|(id, node)| if let Spec::Release(one) = &node.spec { Some((id, one)) } else { None })
        .unwrap();
    let mut release = release.clone();
    release.environment.insert("APP__OWN".to_owned(), vec![crate::resource::Part::Text("${Files} ${HOME}".to_owned())]);
    let at = Place { blueprint: &blueprint, names: &names, user_data: "", node: id };
    let written = release.write(&at);
    let text = written.resources[0].metadata.as_ref().unwrap()["release.json"]["Fn::Sub"].as_str().unwrap();
    assert!(text.contains("${!Files} ${!HOME}") && text.contains("\"${Files}\""), "{text}");
}

/// A person copies it and runs it: the stack has filled in what only it knows.
#[test]
fn the_command_that_builds_an_image_is_an_output() {
    let mut preset = by_name("compai").unwrap();
    let build = preset.services["app"].build.as_mut().unwrap();
    build.secrets = vec!["RESEND_API_KEY".to_owned()];
    build.args.push("WORDS".to_owned());
    preset.services["app"].env.insert("WORDS".to_owned(), "it's \"a\", b and $HOME".to_owned());
    let text = "name='demo'\npreset='compai'\ntier='managed'\nregion='us-east-1'\nbudget=60\n\
                [secrets]\nRESEND_API_KEY='re_canary'\n";
    let blueprint = compose(&preset, &Answers::parse(text).unwrap()).unwrap();
    let Template { document, notes } = template(&blueprint).unwrap();
    let command = document["Outputs"]["ImageAppBuild"]["Value"]["Fn::Sub"].as_str().unwrap();
    let (call, given) = command.split_once(" --environment-variables-override ").unwrap();
    assert_eq!(call, "aws codebuild start-build --region us-east-1 --project-name demo-builds");
    // As a shell reads it.
    let given = given.strip_prefix('\'').unwrap().strip_suffix('\'').unwrap().replace("'\\''", "'");
    let variables: Vec<Value> = serde_json::from_str(&given).unwrap();
    let value = |name: &str| {
        let found: Vec<&Value> = variables.iter().filter(|one| one["name"] == name).collect();
        assert_eq!(found.len(), 1, "{name}: {given}");
        (found[0]["value"].as_str().unwrap().to_owned(), found[0]["type"].as_str().unwrap().to_owned())
    };
    let plain = |text: &str| (text.to_owned(), "PLAINTEXT".to_owned());
    assert!(value("IMAGE").0.starts_with("${RepositoryApp.RepositoryUri}:"), "{given}");
    assert!(
        given.contains("NEXT_PUBLIC_BETTER_AUTH_URL=http") && given.contains("${ServerAddress.PublicIp}"),
        "{given}"
    );
    assert!(given.contains("it's \\\"a\\\", b and $HOME"), "{given}");
    assert_eq!((value("SECRETS"), value("TARGET")), (plain("RESEND_API_KEY"), plain("app")));
    let stored = ("/cloudstead/demo/secrets/RESEND_API_KEY".to_owned(), "PARAMETER_STORE".to_owned());
    assert_eq!(value("SECRET_RESEND_API_KEY"), stored);
    assert!(!document.to_string().contains("re_canary"));
    let after = notes.iter().find(|(heading, _)| *heading == When::After.heading()).unwrap();
    for image in ["ImageApp", "ImagePortal", "ImageApi", "ImageMigrate"] {
        let name = format!("{image}Build");
        assert!(document["Outputs"][&name].is_object() && after.1.iter().any(|line| line.contains(&name)), "{name}");
    }
}

#[test]
fn the_two_zones_must_be_different() {
    let document = written("managed", DOMAINS[0]);
    let assertion = &document["Rules"]["ZonesAreTwo"]["Assertions"][0]["Assert"];
    assert_eq!(*assertion, json!({"Fn::Not": [{"Fn::Equals": [{"Ref": "ZonesA"}, {"Ref": "ZonesB"}]}]}));
}

#[test]
fn budgets_are_only_where_cloudformation_has_them() {
    let there = template(&planned("managed", DOMAINS[0], "eu-central-1")).unwrap();
    assert_eq!(there.document["Resources"]["Budget"]["Type"], "AWS::Budgets::Budget");
    let not = template(&planned("managed", DOMAINS[0], "eu-north-1")).unwrap();
    assert_eq!(not.document["Resources"]["Budget"], Value::Null);
    let said = |line: &String| {
        line.contains("no budgets in eu-north-1") && line.contains("$60") && line.contains("me@example.com")
    };
    assert!(not.notes.iter().any(|(_, lines)| lines.iter().any(said)), "{:?}", not.notes);
}

#[test]
fn two_nodes_never_share_a_name() {
    for blueprint in all() {
        let names = Names::of(&blueprint);
        let own: Vec<&NodeId> =
            blueprint.nodes().filter(|(_, node)| writer(&node.spec).part_of().is_none()).map(|(id, _)| id).collect();
        let different: BTreeSet<&str> = own.iter().map(|id| names.of_node(id)).collect();
        assert_eq!(different.len(), own.len());
    }
}

#[test]
fn a_managed_database_is_told_with_the_port_of_its_kind() {
    for (preset, port) in [("ghost", 3306), ("compai", 5432)] {
        let text = format!("name='demo'\npreset='{preset}'\ntier='managed'\nregion='us-east-1'\nbudget=60\n");
        let blueprint = compose(&by_name(preset).unwrap(), &Answers::parse(&text).unwrap()).unwrap();
        let names = Names::of(&blueprint);
        let (id, _) = blueprint.nodes().find(|(_, node)| node.spec.kind() == Kind::DbInstance).unwrap();
        let at = Place { blueprint: &blueprint, names: &names, user_data: "", node: id };
        let Some(Outputs::DbInstance(told)) = at.outputs(id) else { panic!("{preset}: nothing is told") };
        assert_eq!(told.port, port, "{preset}");
    }
}
