//! Apps of the catalog: each comes up in the account as its plan says, and goes without leaving anything.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use cloudstead::preset::{CATALOG, Host, Preset, by_name};

use crate::account::{holds_once, plan};
use crate::laptop::{CANARY, Laptop, NAME, REGION};
use crate::lives::without_kept;
use crate::sample::Sample;

/// Of so many apps one is tried by default.
const STEP: usize = 13;

/// Answers for an app in one tier; keys that only a person has come from the environment. What would be built is named:
/// builds have tests of their own.
fn answers(laptop: &Laptop, preset: &Preset, tier: &str) -> PathBuf {
    let required = preset.asked_secrets(tier).filter(|(_, need)| need.required);
    let secrets: Vec<String> = required.map(|(name, _)| format!("{name} = \"env:TEST_RESEND\"")).collect();
    let named = preset.builds().map(|(name, ..)| name).chain(preset.asked_sources().map(|(name, _)| name));
    let images: BTreeMap<&str, String> = named.map(|name| (name, format!("{name} = \"example/{name}:1\""))).collect();
    let images: Vec<String> = images.into_values().collect();
    let (secrets, images) = (secrets.join("\n"), images.join("\n"));
    let text = format!(
        "name = \"{NAME}\"\npreset = \"{}\"\ntier = \"{tier}\"\nregion = \"{REGION}\"\nbudget = 200\n\
         [alerts]\nemail = \"me@example.com\"\n[secrets]\n{secrets}\n[images]\n{images}\n",
        preset.name
    );
    let path = laptop.folder.path().join("app.toml");
    fs::write(&path, text).unwrap();
    path
}

fn comes_and_goes(laptop: &Laptop, preset: &Preset, tier: &str) {
    let label = format!("{} {tier}", preset.name);
    let answers = answers(laptop, preset, tier);
    laptop.hold(&laptop.printed_for(&answers));
    let before = laptop.shape();
    let deployed = laptop.run(&["deploy", "--answers", answers.to_str().unwrap(), "--yes"]);
    let url = deployed.done()["url"].as_str().unwrap().to_owned();
    let group = preset.tiers[tier].on == Host::Servers;
    assert_eq!(url.starts_with("https://"), !group, "{label}: {url}");
    holds_once(laptop, &plan(laptop, &answers), group);
    let secrets = laptop.secrets();
    assert_eq!(
        secrets.iter().any(|secret| secret == CANARY),
        preset.asked_secrets(tier).any(|(_, need)| need.required)
    );
    laptop.nowhere(&secrets);
    laptop.proxy.take();
    laptop.resume().done();
    assert_eq!(laptop.proxy.take().mutating, 0, "{label}: nothing was called that changes anything");
    let destroyed = laptop.run(&["destroy", NAME, "--yes", "--confirm", NAME, "--delete-files"]);
    assert!(destroyed.done().get("left").is_none(), "{label}: {}", destroyed.finished());
    laptop.nowhere(&secrets);
    assert_eq!(without_kept(laptop.shape()), without_kept(before), "{label}: ours are gone");
}

/// One tier of each, a different one from app to app.
#[test]
fn every_app_comes_and_goes() {
    let sample = Sample::of(CATALOG.len(), STEP);
    let mut laptop = Laptop::new();
    let mut tried = 0;
    for at in sample.places() {
        let preset = by_name(CATALOG[at].name).unwrap();
        let tier = preset.tiers.keys().nth(at % preset.tiers.len()).unwrap();
        laptop.start_over();
        // A large app asks for more processors than a new account has.
        laptop.proxy.allow("L-1216C47A", 32);
        comes_and_goes(&laptop, &preset, tier);
        tried += 1;
    }
    sample.tell("apps through the real program", tried, "each as its plan says, nothing left by a removal");
}
