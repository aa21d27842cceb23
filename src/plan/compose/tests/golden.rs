//! The plans of Comp AI, node by node: what stands in an account keeps its id and changes only on purpose.
//! `CLOUDSTEAD_GOLDEN=write cargo test --no-default-features --lib golden` writes the list anew.

use std::fmt::Write as _;
use std::path::Path;

use super::*;
use crate::model::short_hash;

const LIST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/plan/compose/tests/golden.txt");
const DOMAINS: [&str; 3] =
    ["", "[domain]\nkind='route53'\nname='app.example.com'\n", "[domain]\nkind='external'\nname='app.example.com'\n"];

#[test]
fn golden() {
    let mut list = String::new();
    let preset = by_name("compai").unwrap();
    for tier in preset.tiers.keys() {
        for (domain, arch) in DOMAINS.iter().flat_map(|domain| [(domain, "arm64"), (domain, "x86_64")]) {
            let text = format!(
                "name='demo'\npreset='compai'\ntier='{tier}'\nregion='us-east-1'\nbudget=60\narch='{arch}'\n{domain}"
            );
            let blueprint = compose(&preset, &Answers::parse(&text).unwrap()).unwrap();
            let domain = domain.split('\'').nth(1).unwrap_or("none");
            for (id, node) in blueprint.nodes() {
                let hash = short_hash(&serde_json::to_string(node).unwrap(), 12);
                writeln!(list, "{tier} {domain} {arch} {id} {} {hash}", node.spec.kind().name()).unwrap();
            }
        }
    }
    if std::env::var_os("CLOUDSTEAD_GOLDEN").is_some() {
        std::fs::write(LIST, &list).unwrap();
    }
    let wanted = std::fs::read_to_string(Path::new(LIST)).unwrap();
    let (was, is): (Vec<&str>, Vec<&str>) = (wanted.lines().collect(), list.lines().collect());
    let gone: Vec<_> = was.iter().filter(|line| !is.contains(line)).collect();
    let new: Vec<_> = is.iter().filter(|line| !was.contains(line)).collect();
    assert!(gone.is_empty() && new.is_empty(), "was {gone:#?}\nis {new:#?}");
}
