//! Every Caddyfile that plans can have: tier, domain, e-mail address, where images come from, of one app and of two
//! made from it: with a single service, and with services as odd as a preset may have them. Of all other apps one
//! with a domain and one without.

use std::collections::BTreeMap;

use cloudstead::plan::{Answers, compose};
use cloudstead::preset::{CATALOG, Preset, by_name, text_of};
use cloudstead::resource::Spec;

/// The shortest and the longest name that an app may have, and one that was written in another script.
const DOMAINS: [&str; 3] =
    ["a.de", "a-name-that-is-as-long-as-one-can-be-xxxx.example.com", "xn--mnchen-3ya.example.org"];
/// The last has every character that an address may have.
const EMAILS: [Option<&str>; 3] = [None, Some("me@example.com"), Some("#'*!%&$-/=?^_`|~.+me1A@example.com")];
/// Names that mean something to Caddy, its shortest and longest ports, and hosts with all that a label can have.
const ODD: [(&str, u16, &str, u16); 5] = [
    ("handle", 443, "", 80),
    ("80", 65535, "x", 65535),
    ("import", 1, "handle", 1),
    ("h2c", 80, "9-lives", 8443),
    ("aservicewithquitealongname", 2019, "a-b-c--d", 2020),
];

/// One is inside of another.
const PATHS: &str = "paths = [\"/v1/*\", { path = \"/api*\", strip = true }, \"/v1/files\"]";

/// The app that is tried in every way.
const IN_FULL: &str = "compai";

/// A plan, as far as Caddy is concerned.
pub(crate) struct Plan {
    pub(crate) preset: Preset,
    pub(crate) answers: Answers,
}

/// A Caddyfile and the first plan that has it.
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) plan: usize,
}

impl Plan {
    pub(crate) fn of(tier: &str, domain: Option<&str>, email: Option<&str>) -> Self {
        let answers = answers("compai", tier, &kinds(domain)[0], email, "account", "");
        Self { preset: by_name("compai").unwrap(), answers }
    }

    /// The same app with its API at paths of the name that people open, one of them taken away.
    pub(crate) fn with_paths(tier: &str, domain: Option<&str>) -> Self {
        let text = text_of("compai").unwrap();
        let host = "host = \"api\"";
        assert!(text.contains(host));
        let preset = Preset::parse(&text.replacen(host, PATHS, 1)).unwrap();
        Self { preset, answers: answers("compai", tier, &kinds(domain)[0], None, "account", "") }
    }

    /// The Caddyfiles by their names.
    pub(crate) fn files(&self) -> BTreeMap<String, String> {
        let blueprint = compose(&self.preset, &self.answers).unwrap();
        let mut nodes = blueprint.nodes();
        let release =
            nodes.find_map(|(_, node)| if let Spec::Release(release) = &node.spec { Some(release) } else { None });
        release.unwrap().files.clone().into_iter().filter(|(name, _)| name.starts_with("Caddyfile")).collect()
    }
}

/// The sections that ask for a domain.
fn kinds(domain: Option<&str>) -> Vec<String> {
    match domain {
        None => vec![String::new()],
        Some(name) => ["external", "route53"].map(|kind| format!("[domain]\nkind='{kind}'\nname='{name}'\n")).to_vec(),
    }
}

fn answers(preset: &str, tier: &str, domain: &str, email: Option<&str>, build: &str, images: &str) -> Answers {
    let email = email.map_or_else(String::new, |email| format!("[alerts]\nemail=\"{email}\"\n"));
    let text = format!(
        "name='demo'\npreset='{preset}'\ntier='{tier}'\nregion='us-east-1'\nbudget=60\nbuild='{build}'\n\
         {domain}{email}{images}"
    );
    Answers::parse(&text).unwrap()
}

/// The preset with other services, checked as any preset is.
fn with_services(text: &str, services: &[(&str, u16, &str, u16)]) -> Preset {
    let mut table: toml::Table = text.parse().unwrap();
    let given = services.iter().map(|(name, port, host, outside)| {
        let service = format!("port={port}\nhost='{host}'\nport_without_domain={outside}\nimage='example.com/a:1'\n");
        ((*name).to_owned(), toml::Value::Table(service.parse().unwrap()))
    });
    table.remove("main");
    table.insert("services".to_owned(), toml::Value::Table(given.collect()));
    Preset::parse(&table.to_string()).unwrap()
}

/// All plans.
pub(crate) fn all() -> Vec<Plan> {
    let mut plans = Vec::new();
    let domains: Vec<_> = std::iter::once(None).chain(DOMAINS.map(Some)).flat_map(kinds).collect();
    for entry in CATALOG {
        let own = by_name(entry.name).unwrap();
        // What varies beside a service's name and port is the same whatever the app.
        if entry.name != IN_FULL {
            let tier = own.tiers.keys().next().unwrap();
            plans.extend(domains[..2].iter().map(|domain| {
                let mut answers = answers(entry.name, tier, domain, EMAILS[1], "account", "");
                answers.images = own.unnamed_images();
                Plan { preset: own.clone(), answers }
            }));
            continue;
        }
        let apps = [own, with_services(entry.text, &ODD[..1]), with_services(entry.text, &ODD)];
        for preset in apps {
            let images = preset.builds().map(|(name, _, _)| format!("{name}='example.com/{name}:1'\n"));
            let images = format!("[images]\n{}", images.collect::<String>());
            for tier in preset.tiers.keys() {
                for domain in &domains {
                    for email in EMAILS {
                        for (build, images) in [("account", ""), ("server", ""), ("account", images.as_str())] {
                            let answers = answers(entry.name, tier, domain, email, build, images);
                            plans.push(Plan { preset: preset.clone(), answers });
                        }
                    }
                }
            }
        }
    }
    plans
}

/// Their Caddyfiles, each once.
pub(crate) fn files(plans: &[Plan]) -> Vec<File> {
    let mut texts = BTreeMap::new();
    for (plan, of) in plans.iter().enumerate() {
        for (name, text) in of.files() {
            texts.entry(text).or_insert((name, plan));
        }
    }
    texts.into_iter().map(|(text, (name, plan))| File { name, text, plan }).collect()
}
