//! Where the images of a plan are built, and why not in the account where that was wanted.

use super::pricebook::rate;
use super::{Answers, Builder};
use crate::preset::Preset;
use crate::resource::{Architecture, BuildSize};

/// Where images are built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// All images are ready-made.
    Nowhere,
    /// In the account, on machines of this size.
    Account(BuildSize),
    Server,
}

/// True when somebody has to build an image: one that the answers do not name.
#[must_use]
pub fn is_needed(preset: &Preset, answers: &Answers) -> bool {
    preset.builds().any(|(name, _, _)| answers.image(name).is_none())
}

/// Where, and why on the server although the account was wanted; a sentence without its stop.
#[must_use]
pub fn place(preset: &Preset, answers: &Answers, arch: Architecture) -> (Place, Option<String>) {
    if !is_needed(preset, answers) {
        return (Place::Nowhere, None);
    }
    if answers.build == Builder::Server {
        return (Place::Server, None);
    }
    let (memory, region) = (preset.build_memory_gb, answers.region);
    let Some(size) = BuildSize::with_memory(memory) else {
        return (
            Place::Server,
            Some(format!("the server builds the images: CodeBuild has no machine with the {memory} GB that it takes")),
        );
    };
    let is_sold = |arch| rate(region, &size.price(arch)).is_some();
    if is_sold(arch) {
        return (Place::Account(size), None);
    }
    let place = format!("{region} ({})", region.city());
    let other = preset.architectures.iter().find(|other| **other != arch && is_sold(**other));
    let why = match other {
        Some(other) => format!(
            "the server builds the images: CodeBuild has no {} machines in {place}; with `arch = \"{}\"` it builds \
             them in the account, and a smaller server is enough",
            arch.name(),
            other.name()
        ),
        None => format!("the server builds the images: AWS does not offer CodeBuild in {place}"),
    };
    (Place::Server, Some(why))
}

/// What a person should hear of where images are built: see [`place`].
#[must_use]
pub fn notice(preset: &Preset, answers: &Answers) -> Option<String> {
    place(preset, answers, answers.arch.unwrap_or(preset.arch)).1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::by_name;

    fn answers(region: &str) -> Answers {
        Answers::parse(&format!("name='demo'\npreset='compai'\ntier='managed'\nregion='{region}'\nbudget=60\n"))
            .unwrap()
    }

    #[test]
    fn the_account_builds_unless_it_cannot_and_then_it_is_said() {
        let preset = by_name("compai").unwrap();
        let of = |answers: &Answers, arch| place(&preset, answers, arch);
        assert_eq!(of(&answers("us-east-1"), Architecture::Arm64), (Place::Account(BuildSize::Large), None));
        let mut server = answers("us-east-1");
        server.build = Builder::Server;
        assert_eq!(of(&server, Architecture::Arm64), (Place::Server, None));
        // No ARM machines in Cape Town, no CodeBuild at all in Calgary.
        let (place, why) = of(&answers("af-south-1"), Architecture::Arm64);
        assert!(place == Place::Server && why.as_ref().unwrap().contains("`arch = \"x86_64\"`"), "{why:?}");
        assert_eq!(of(&answers("af-south-1"), Architecture::X86), (Place::Account(BuildSize::Large), None));
        let (place, why) = of(&answers("ca-west-1"), Architecture::Arm64);
        assert!(
            place == Place::Server && why.as_ref().unwrap().contains("does not offer CodeBuild in ca-west-1"),
            "{why:?}"
        );
        let mut ready = answers("us-east-1");
        ready.images = ["app", "portal", "api", "migrate"].map(|service| (service.to_owned(), "x".to_owned())).into();
        assert_eq!(of(&ready, Architecture::Arm64), (Place::Nowhere, None));
        let huge = Preset { build_memory_gb: 64, ..preset };
        assert!(super::place(&huge, &answers("us-east-1"), Architecture::Arm64).1.unwrap().contains("64 GB"));
    }
}
