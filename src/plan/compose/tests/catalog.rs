//! Every preset that comes with cloudstead, in all the ways that people can choose it.

use super::*;
use crate::preset::{CATALOG, Preset};

#[test]
fn every_preset_is_planned_in_every_tier_on_every_processor_with_and_without_a_domain() {
    let external = Domain::External { name: "app.example.com".to_owned() };
    for entry in CATALOG {
        let preset = by_name(entry.name).unwrap();
        for tier in preset.tiers.keys() {
            for arch in &preset.architectures {
                for domain in [&Domain::None, &external] {
                    let place = format!("{} {tier} {} {domain:?}", entry.name, arch.name());
                    let answers = chosen(entry.name, tier, *arch, domain);
                    let blueprint = compose(&preset, &answers).unwrap_or_else(|error| panic!("{place}: {error}"));
                    let unknown = estimate(&blueprint, &Usage::default()).unknown;
                    assert!(unknown.is_empty(), "{place}: all of it has a price");
                    starts_everything(&preset, &blueprint, &place);
                }
            }
        }
    }
}

fn chosen(preset: &str, tier: &str, arch: Architecture, domain: &Domain) -> Answers {
    let text = format!("name='demo'\npreset='{preset}'\ntier='{tier}'\nregion='eu-central-1'\nbudget=60\n");
    let images = by_name(preset).unwrap().unnamed_images();
    Answers { arch: Some(arch), domain: domain.clone(), images, ..Answers::parse(&text).unwrap() }
}

/// What the servers fetch holds every container, and every file that one of them mounts.
fn starts_everything(preset: &Preset, blueprint: &Blueprint, place: &str) {
    let mut nodes = blueprint.nodes();
    let found = nodes.find_map(|(_, node)| if let Spec::Release(release) = &node.spec { Some(release) } else { None });
    let Some(release) = found else { panic!("{place}: no release") };
    let started: serde_json::Value = serde_json::from_str(&release.files["compose.yaml"]).unwrap();
    for (name, service) in &preset.services {
        assert!(started["services"].get(name).is_some(), "{place}: {name} is started");
        for file in service.mounts.iter().filter_map(|mount| mount.file.as_ref()) {
            assert!(release.texts.contains_key(file), "{place}: {file} is on the server");
        }
    }
}
