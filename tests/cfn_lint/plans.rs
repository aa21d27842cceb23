//! Every plan that can be asked for: app, tier, processor, kind of domain, region.

use std::fmt;

use cloudstead::model::Region;
use cloudstead::plan::{Answers, Blueprint, ComposeError, compose};
use cloudstead::preset::{CATALOG, by_name};

const DOMAINS: [&str; 3] = ["none", "route53", "external"];

#[derive(Clone)]
pub(crate) struct Plan {
    pub(crate) preset: String,
    pub(crate) tier: String,
    pub(crate) arch: &'static str,
    pub(crate) domain: &'static str,
    pub(crate) region: Region,
}

impl Plan {
    pub(crate) fn of(preset: &str, tier: &str, arch: &'static str, domain: &'static str, region: &str) -> Self {
        Self { preset: preset.to_owned(), tier: tier.to_owned(), arch, domain, region: region.parse().unwrap() }
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {} {} {}", self.preset, self.tier, self.arch, self.domain, self.region)
    }
}

/// All of them, neighbours differing in their region.
pub(crate) fn all() -> Vec<Plan> {
    let mut plans = Vec::new();
    for preset in CATALOG.iter().map(|entry| by_name(entry.name).unwrap()) {
        for tier in preset.tiers.keys() {
            for arch in &preset.architectures {
                for domain in DOMAINS {
                    let of = |region| Plan {
                        preset: preset.name.clone(),
                        tier: tier.clone(),
                        arch: arch.name(),
                        domain,
                        region,
                    };
                    plans.extend(Region::all().map(of));
                }
            }
        }
    }
    plans
}

/// The plan with all that can be asked for; `None` where a size is not on sale.
pub(crate) fn blueprint(plan: &Plan) -> Option<Blueprint> {
    let Plan { preset, tier, arch, domain, region } = plan;
    let name = if *domain == "none" { "" } else { "name='app.example.com'\n" };
    // The longest name: what is too long shows.
    let text = format!(
        "name='a-rather-long-name-x'\npreset='{preset}'\ntier='{tier}'\nregion='{region}'\nbudget=300\narch='{arch}'\n\
         [domain]\nkind='{domain}'\n{name}[alerts]\nemail='me@example.com'\n"
    );
    let preset = by_name(preset).unwrap();
    let answers = Answers { images: preset.unnamed_images(), ..Answers::parse(&text).unwrap() };
    match compose(&preset, &answers) {
        Ok(blueprint) => Some(blueprint),
        Err(ComposeError::NotSold { .. }) => None,
        Err(error) => panic!("{plan}: {error}"),
    }
}
