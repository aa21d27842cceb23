//! Server types and database classes: whether a preset's sizes exist, and run on the processor that they stand for.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::pricebook;
use crate::preset::{DatabasePlace, Preset};
use crate::resource::Architecture;

/// Every size that is sold in any region, as far as the price book knows.
struct Sizes {
    servers: BTreeSet<String>,
    databases: BTreeSet<String>,
}

static SIZES: LazyLock<Sizes> = LazyLock::new(|| {
    let all = |service, items: &[&'static str]| items.iter().flat_map(|item| pricebook::sizes(service, item)).collect();
    Sizes {
        servers: all("ec2", &["hourly"]),
        databases: all("rds_postgresql", &["single_az_hourly", "multi_az_hourly"]),
    }
});

/// Whether every size of a preset is known.
///
/// # Errors
/// The first that is not, with where it stands and the nearest known one.
pub fn check(preset: &Preset) -> Result<(), String> {
    for (name, tier) in &preset.tiers {
        for (arch, size) in &tier.instance {
            let at = format!("tier `{name}`: `instance.{arch}`");
            let Some(arch) = [Architecture::Arm64, Architecture::X86].into_iter().find(|known| known.name() == arch)
            else {
                return Err(format!("{at}: a processor is arm64 or x86_64"));
            };
            let fitting = || SIZES.servers.iter().filter(|size| processor(size) == arch);
            if !SIZES.servers.contains(size) {
                return Err(format!(
                    "{at}: `{}` is no server type that has a price{}",
                    shown(size),
                    meant(fitting(), size)
                ));
            }
            if processor(size) != arch {
                let other = processor(size).name();
                return Err(format!("{at}: `{size}` has an {other} processor{}", meant(fitting(), size)));
            }
        }
        let managed = preset.database.is_some() && tier.database == DatabasePlace::Managed;
        // The database's processor need not be the servers'.
        for (arch, class) in tier.db_class.iter().filter(|_| managed) {
            if !SIZES.databases.contains(class) {
                let nearest = meant(SIZES.databases.iter(), class);
                let class = shown(class);
                return Err(format!(
                    "tier `{name}`: `db_class.{arch}`: `{class}` is no database class that has a price{nearest}"
                ));
            }
        }
    }
    Ok(())
}

fn meant<'a>(known: impl Iterator<Item = &'a String>, given: &str) -> String {
    let nearest = known.min_by_key(|known| strsim::damerau_levenshtein(known, given));
    nearest.map(|nearest| format!(": did you mean `{nearest}`?")).unwrap_or_default()
}

fn shown(text: &str) -> String {
    crate::model::text::clean_line(text)
}

/// EC2 puts a `g` behind the generation of a Graviton family: `t4g`, `m7gd`, `c7gn`.
fn processor(size: &str) -> Architecture {
    let family = size.split('.').next().unwrap_or_default();
    let after_generation =
        family.trim_start_matches(|c: char| c.is_ascii_alphabetic()).trim_start_matches(|c: char| c.is_ascii_digit());
    if after_generation.starts_with('g') { Architecture::Arm64 } else { Architecture::X86 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::CATALOG;

    fn refused(from: &str, to: &str) -> String {
        let text = CATALOG[0].text;
        assert!(text.contains(from), "{from}");
        check(&Preset::parse(&text.replace(from, to)).unwrap()).err().unwrap_or_default()
    }

    #[test]
    fn sizes_that_do_not_exist_or_have_another_processor_are_refused() {
        for entry in CATALOG {
            assert_eq!(check(&Preset::parse(entry.text).unwrap()), Ok(()));
        }
        let cases = [
            ("t4g.medium", "t4g.tiny", "did you mean `t4g."),
            ("t4g.medium", "t9x.mega", "no server type that has a price"),
            ("t4g.medium", "t3.medium", "`t3.medium` has an x86_64 processor: did you mean `t4g.medium`?"),
            ("t3.medium", "t4g.medium", "`instance.x86_64`: `t4g.medium` has an arm64 processor"),
            ("db.t4g.micro", "db.t4g.mirco", "did you mean `db.t4g.micro`?"),
        ];
        for (from, to, why) in cases {
            assert!(refused(from, to).contains(why), "{to}: {}", refused(from, to));
        }
        assert_eq!(refused("db.t4g.micro", "db.t3.micro"), "", "a database may have the other processor");
    }
}
