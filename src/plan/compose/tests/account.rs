//! Plans whose images the account builds.

use super::*;
use crate::resource::Grant;
use crate::resource::built_image::BuiltImage;
use crate::resource::instance::Instance;

fn images(blueprint: &Blueprint) -> Vec<(NodeId, BuiltImage)> {
    let found = blueprint.nodes().filter_map(|(id, node)| match &node.spec {
        Spec::BuiltImage(image) => Some((id.clone(), image.clone())),
        _ => None,
    });
    found.collect()
}

#[test]
fn builds_wait_for_nothing_but_their_arguments() {
    let preset = by_name("compai").unwrap();
    for tier in preset.tiers.keys() {
        for domain in domains() {
            let named = domain.name().is_some();
            let blueprint = compose(&preset, &answers(tier, domain)).unwrap();
            let images = images(&blueprint);
            assert_eq!(images.len(), 4, "{tier}");
            for (id, _) in &images {
                let before = before(&blueprint, id.as_str());
                assert!(
                    !before.contains(&"database".into()) && !before.contains(&"server".into()),
                    "{tier}: {id} after {before:?}"
                );
                let bare = before.iter().all(|id| {
                    ["build-", "repository-", "server-address", "load-balancer"]
                        .iter()
                        .any(|own| id.as_str().starts_with(own))
                        || !named && tier == "standard"
                });
                assert!(bare, "{tier}: {id} after {before:?}");
            }
            let release = if tier == "standard" { "servers-release" } else { "server-release" };
            let release_of = release_of(&blueprint, release);
            assert_eq!(release_of.manifest["build"], serde_json::json!([]), "the server builds nothing");
            let file: serde_json::Value = serde_json::from_str(&release_of.files["compose.yaml"]).unwrap();
            assert_eq!(file["services"]["portal"]["image"], "${image_portal}");
            assert_eq!(
                release_of.environment["image_portal"],
                [Part::Output { node: "image-portal".into(), value: "image".to_owned() }]
            );
            assert!(
                before(&blueprint, release).contains(&"image-migrate".into()),
                "servers are told of images that exist"
            );
            let Some(Spec::IamRolePolicy(policy)) = blueprint.get(&"server-policy".into()).map(|node| &node.spec)
            else {
                panic!()
            };
            let images = ["demo/app", "demo/portal", "demo/api", "demo/migrate"].map(str::to_owned).to_vec();
            assert!(policy.grants.contains(&Grant::Images(images)));
        }
    }
}

#[test]
fn what_is_named_is_not_built_and_costs_nothing() {
    let preset = by_name("compai").unwrap();
    let mut some = ready(answers("managed", Domain::None));
    some.images.remove("api");
    let blueprint = compose(&preset, &some).unwrap();
    let ids: Vec<NodeId> = images(&blueprint).into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids, [NodeId::from("image-api")]);
    let cost = estimate(&blueprint, &Usage::default());
    assert_eq!((cost.once.len(), &cost.once_total), (1, &cost.once_of(&"image-api".into())));
    assert!(cost.unknown.is_empty());
    for answers in [ready(answers("managed", Domain::None)), on_server(answers("managed", Domain::None))] {
        let blueprint = compose(&preset, &answers).unwrap();
        assert!(
            blueprint
                .nodes()
                .all(|(id, _)| !id.as_str().starts_with("build-") && !id.as_str().starts_with("repository-"))
        );
        assert!(estimate(&blueprint, &Usage::default()).once.is_empty());
    }
}

/// Minutes until the app answers, in usual times.
#[test]
fn a_first_deployment_no_longer_waits_for_a_small_server_to_build() {
    let preset = by_name("compai").unwrap();
    for (tier, most) in [("starter", 15), ("managed", 15), ("standard", 18)] {
        let minutes = |answers: &Answers| compose(&preset, answers).unwrap().critical_path_seconds() / 60;
        let (account, server) =
            (minutes(&answers(tier, Domain::None)), minutes(&on_server(answers(tier, Domain::None))));
        assert!(account <= most && account + 15 <= server, "{tier}: {account} and {server}");
    }
}

#[test]
fn another_ref_is_another_release_and_an_update_of_its_image() {
    let preset = by_name("compai").unwrap();
    let old = compose(&preset, &answers("managed", Domain::None)).unwrap();
    let mut newer = preset.clone();
    newer.services["api"].build.as_mut().unwrap().r#ref = "v2".to_owned();
    let new = compose(&newer, &answers("managed", Domain::None)).unwrap();
    let change = |id: &str| new.get(&id.into()).unwrap().spec.change_from(&old.get(&id.into()).unwrap().spec);
    assert_eq!((change("image-api"), change("image-app")), (Some(Change::Update), None));
    assert_eq!((change("server-release"), change("server")), (Some(Change::Update), Some(Change::Update)));
    // What a build takes is no input of it.
    let mut slower = preset.clone();
    slower.services["api"].build.as_mut().unwrap().minutes = 20;
    let slower = compose(&slower, &answers("managed", Domain::None)).unwrap();
    assert_eq!(release_of(&old, "server-release").id, release_of(&slower, "server-release").id);
}

#[test]
fn secrets_reach_a_build_only_where_the_preset_says_so() {
    let mut preset = by_name("compai").unwrap();
    let of = |preset: &Preset, answers: &Answers| compose(preset, answers).unwrap();
    let parameters = |blueprint: &Blueprint| match &blueprint.get(&"build-policy".into()).unwrap().spec {
        Spec::BuildPolicy(policy) => policy.parameters.clone(),
        _ => panic!("no policy"),
    };
    assert_eq!(parameters(&of(&preset, &answers("managed", Domain::None))), [] as [String; 0]);
    preset.services["api"].build.as_mut().unwrap().secrets =
        vec!["RESEND_API_KEY".to_owned(), "OPENAI_API_KEY".to_owned()];
    let built = of(&preset, &answers("managed", Domain::None));
    // What was not given is not there.
    assert_eq!(parameters(&built), ["/cloudstead/demo/secrets/RESEND_API_KEY"]);
    let (_, api) = images(&built).into_iter().find(|(id, _)| id.as_str() == "image-api").unwrap();
    assert_eq!(api.secrets.keys().collect::<Vec<_>>(), ["RESEND_API_KEY"]);
    assert!(before(&built, "image-api").contains(&"secret-resend-api-key".into()));
    let server = release_of(&of(&preset, &on_server(answers("managed", Domain::None))), "server-release");
    assert_eq!(server.environment["build_RESEND_API_KEY"], [Part::Secret("RESEND_API_KEY".to_owned())]);
    assert_eq!(server.manifest["build"][2]["secrets"], serde_json::json!({"RESEND_API_KEY": "build_RESEND_API_KEY"}));
}

#[test]
fn a_server_that_built_by_itself_is_changed_over() {
    let preset = by_name("compai").unwrap();
    let old = compose(&preset, &on_server(answers("managed", Domain::None))).unwrap();
    let new = compose(&preset, &answers("managed", Domain::None)).unwrap();
    let change = |to: &Blueprint, from: &Blueprint, id: &str| {
        to.get(&id.into()).unwrap().spec.change_from(&from.get(&id.into()).unwrap().spec)
    };
    assert_eq!(change(&new, &old, "server"), Some(Change::Replace), "a smaller one");
    assert_eq!(change(&new, &old, "server-policy"), Some(Change::Update));
    assert_eq!(change(&new, &old, "server-disk"), None);
    assert_eq!(change(&new, &old, "database"), None);
    // The same script pulls and runs ready images.
    let bought = compose(&preset, &ready(answers("managed", Domain::None))).unwrap();
    assert_eq!(change(&bought, &new, "server"), Some(Change::Update));
    assert_eq!(change(&new, &bought, "server"), Some(Change::Update));
}

#[test]
fn a_server_whose_script_cannot_read_the_release_is_replaced() {
    let preset = by_name("compai").unwrap();
    let new = compose(&preset, &answers("managed", Domain::None)).unwrap();
    let Some(Spec::Instance(server)) = new.get(&"server".into()).map(|node| node.spec.clone()) else { panic!() };
    let older = Spec::Instance(Instance { script: server.script - 1, ..server.clone() });
    assert_eq!(Spec::Instance(server.clone()).change_from(&older), Some(Change::Replace));
    let newer = Spec::Instance(Instance { script: server.script + 1, ..server.clone() });
    assert_eq!(Spec::Instance(server).change_from(&newer), Some(Change::Update));
}
