//! An image that CodeBuild builds from Git and pushes to the account's registry: once per input. Its tag is a hash of
//! all that goes into it, so an image that is there is never built again, and another input leaves the one in use
//! alone.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::{NodeId, Quantity, short_hash};
use crate::resource::build_policy::BuildPolicy;
use crate::resource::codebuild_project::CodebuildProject;
use crate::resource::ecr_repository::EcrRepository;
use crate::resource::{
    Architecture, BuildSize, Change, Fake, Keep, Lookup, MissingOutput, Needed, Part, Phase, PriceLine, Ref, Repeat,
    ResolvedPart, Resource, fetch,
};

/// The variable of a build that names what it makes.
pub const IMAGE: &str = "IMAGE";
/// Hexadecimal digits of a tag.
const TAG_LENGTH: usize = 16;

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BuiltImage {
    /// Which of the app's services it is for, or `migrate`.
    pub service: String,
    pub repository: Ref<EcrRepository>,
    pub project: Ref<CodebuildProject>,
    pub policy: Ref<BuildPolicy>,
    /// Address of a public repository.
    pub git: String,
    pub r#ref: String,
    pub dockerfile: String,
    /// Folder of the repository that the Dockerfile copies from; empty for all of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub context: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// Build arguments: they stay readable in the image, so none is a secret.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<String, Vec<Part>>,
    /// Secrets that the Dockerfile mounts, by name, and the parameters that hold them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub secrets: BTreeMap<String, String>,
    pub architecture: Architecture,
    pub size: BuildSize,
    /// Minutes that a build usually takes.
    pub minutes: u32,
}

/// A variable that a build is given, as CodeBuild names its parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BuildVariable {
    pub name: String,
    /// Of a secret the name of its parameter.
    pub value: String,
    #[serde(rename = "type")]
    pub kind: &'static str,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuiltImageOutputs {
    /// `<repository>:<tag>`, as servers pull it.
    pub image: String,
}

impl Resource for BuiltImage {
    type Outputs = BuiltImageOutputs;

    const KIND: &'static str = "built-image";
    const PHASE: Phase = Phase::App;
    const REPEAT: Repeat = Repeat::Token;
    // The release names the same tag, whoever built it.
    const MENDED: bool = true;
    const VALUES: &'static [&'static str] = &["image"];
    const EXPLAINED: &'static [(&'static str, &'static str)] = &[
        ("Image of", "What the app's build made, kept in your account's registry so that servers can fetch it (ECR)."),
        ("Build of", "A machine that builds the app from its source, rented by the minute while it does (CodeBuild)."),
    ];
    const ACTIONS: &'static [&'static str] = &[
        "codebuild:BatchGetBuilds",
        "codebuild:ListBuildsForProject",
        "codebuild:StartBuild",
        "codebuild:StopBuild",
        "ecr:BatchDeleteImage",
        "ecr:DescribeImages",
        "logs:GetLogEvents",
    ];

    fn title(&self) -> String {
        format!("image of {}, built from Git", self.service)
    }

    fn refs(&self) -> Vec<Needed> {
        let mut refs = vec![self.repository.needed(), self.project.needed(), self.policy.needed()];
        refs.extend(self.args.values().flatten().filter_map(Part::reference));
        refs.sort();
        refs.dedup();
        refs
    }

    // Another input has another tag: it is built beside the one in use.
    fn change_from(&self, _old: &Self) -> Change {
        Change::Update
    }

    fn rebuilt(&self, _below: &NodeId) -> Change {
        Change::Update
    }

    fn prices_once(&self) -> Vec<PriceLine> {
        let key = self.size.price(self.architecture);
        let machine = key.size.clone().unwrap_or_default();
        let note =
            format!("on a machine {machine}; the minutes are an estimate, and every later build costs about as much");
        vec![
            PriceLine::new(format!("Build of {}", self.service), key, Quantity::whole(self.minutes.into()), "minutes")
                .note(note),
        ]
    }

    fn keeps(&self, _final_snapshot: bool, _keep_files: bool, keep_images: bool) -> Keep {
        if keep_images { Keep::Inside } else { Keep::Nothing }
    }

    fn extra_seconds(&self) -> u32 {
        (self.minutes * 60).saturating_sub(
            crate::resource::duration(crate::resource::Kind::BuiltImage).map_or(0, |usual| usual.create),
        )
    }

    fn waiting(&self) -> &'static str {
        "building the image"
    }

    fn progress(&self, permille: u32) -> String {
        let Self { service, git, .. } = self;
        let target = self.target.as_deref().unwrap_or("stage-1");
        match permille {
            0..=80 => "CodeBuild starts a machine".to_owned(),
            81..=150 => format!("cloning the repository: git fetch {git} {ref}", ref = self.r#ref),
            151..=400 => format!("building: #12 [{target} 3/9] RUN install dependencies"),
            401..=880 => format!("building: #15 [{target} 7/9] RUN build"),
            _ => format!("pushing the image to the registry: {service}"),
        }
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        BuiltImageOutputs { image: self.image(fake.lookup).unwrap_or_default() }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.image.clone())
    }

    fn value(outputs: &Self::Outputs, name: &str) -> Option<String> {
        Self::VALUES.contains(&name).then(|| outputs.image.clone())
    }
}

impl BuiltImage {
    /// The build arguments' values.
    ///
    /// # Errors
    /// While what they name does not exist yet.
    pub fn arguments(&self, lookup: &dyn Lookup) -> Result<BTreeMap<&str, String>, MissingOutput> {
        let value = |parts: &[Part]| -> Result<String, MissingOutput> {
            let resolved = parts.iter().map(|part| part.resolve(lookup)).collect::<Result<Vec<_>, _>>()?;
            // A preset whose arguments name a secret is refused.
            Ok(resolved
                .iter()
                .map(|part| if let ResolvedPart::Text(text) = part { text.as_str() } else { "" })
                .collect())
        };
        self.args.iter().map(|(name, parts)| Ok((name.as_str(), value(parts)?))).collect()
    }

    /// What is built. Without a folder as before there were any: an image that is there is not built again.
    fn source(&self) -> Vec<Option<&str>> {
        let mut source =
            vec![Some(self.git.as_str()), Some(&self.r#ref), Some(&self.dockerfile), self.target.as_deref()];
        if !self.context.is_empty() {
            source.push(Some(&self.context));
        }
        source
    }

    /// A hash of all that the image is made from.
    ///
    /// # Errors
    /// While what the arguments name does not exist yet.
    pub fn tag(&self, lookup: &dyn Lookup) -> Result<String, MissingOutput> {
        let material =
            serde_json::to_string(&(self.source(), self.arguments(lookup)?, &self.secrets, self.architecture))
                .unwrap_or_default();
        Ok(short_hash(&material, TAG_LENGTH))
    }

    /// The image as servers pull it.
    ///
    /// # Errors
    /// While its repository, or what the arguments name, does not exist yet.
    pub fn image(&self, lookup: &dyn Lookup) -> Result<String, MissingOutput> {
        Ok(format!("{}:{}", fetch(lookup, &self.repository)?.uri, self.tag(lookup)?))
    }

    /// What `assets/buildspec.yaml` reads, for a build that makes `image`.
    ///
    /// # Errors
    /// While what the arguments name does not exist yet.
    pub fn variables(&self, lookup: &dyn Lookup, image: &str) -> Result<Vec<BuildVariable>, MissingOutput> {
        let of = |name: &str, value: &str, kind| BuildVariable { name: name.to_owned(), value: value.to_owned(), kind };
        let plain = |name: &str, value: &str| of(name, value, "PLAINTEXT");
        let mut all = vec![plain(IMAGE, image), plain("GIT_URL", &self.git), plain("GIT_REF", &self.r#ref)];
        all.push(plain("DOCKERFILE", &self.dockerfile));
        if !self.context.is_empty() {
            all.push(plain("CONTEXT", &self.context));
        }
        all.extend(self.target.iter().map(|target| plain("TARGET", target)));
        let arguments = self.arguments(lookup)?.into_iter().enumerate();
        all.extend(arguments.map(|(at, (name, value))| plain(&format!("ARG_{at}"), &format!("{name}={value}"))));
        if !self.secrets.is_empty() {
            let names: Vec<&str> = self.secrets.keys().map(String::as_str).collect();
            all.push(plain("SECRETS", &names.join(" ")));
        }
        let secrets = self.secrets.iter();
        all.extend(secrets.map(|(name, parameter)| of(&format!("SECRET_{name}"), parameter, "PARAMETER_STORE")));
        Ok(all)
    }

    /// What a plan knows of the inputs: another text means another image.
    #[must_use]
    pub fn inputs(&self) -> String {
        serde_json::to_string(&(self.source(), &self.args, &self.secrets, self.architecture)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::Outputs;
    use crate::resource::Target;
    use crate::resource::ecr_repository::EcrRepositoryOutputs;
    use crate::resource::elastic_ip::ElasticIpOutputs;

    struct Known(&'static str);

    impl Lookup for Known {
        fn outputs(&self, node: &NodeId) -> Option<Outputs> {
            Some(match node.as_str() {
                "address" => {
                    Outputs::ElasticIp(ElasticIpOutputs { allocation_id: "a".to_owned(), public_ip: self.0.to_owned() })
                }
                _ => Outputs::EcrRepository(EcrRepositoryOutputs {
                    name: "demo/app".to_owned(),
                    uri: "host/demo/app".to_owned(),
                }),
            })
        }
    }

    fn image() -> BuiltImage {
        BuiltImage {
            service: "app".to_owned(),
            repository: Ref::to("repository-app".into()),
            project: Ref::to("builds".into()),
            policy: Ref::to("build-policy".into()),
            git: "https://example.com/app.git".to_owned(),
            r#ref: "v1".to_owned(),
            dockerfile: "Dockerfile".to_owned(),
            context: String::new(),
            target: None,
            args: BTreeMap::from([("URL".to_owned(), vec![Part::Host(Target::Address(Ref::to("address".into())))])]),
            secrets: BTreeMap::new(),
            architecture: Architecture::Arm64,
            size: BuildSize::Large,
            minutes: 7,
        }
    }

    #[test]
    fn every_input_has_another_tag_and_nothing_else_has() {
        let of = |image: &BuiltImage, address| image.tag(&Known(address)).unwrap();
        let first = of(&image(), "203.0.113.1");
        assert_eq!(first.len(), 16);
        let others = [
            BuiltImage { r#ref: "v2".to_owned(), ..image() },
            BuiltImage { git: "https://example.com/b.git".to_owned(), ..image() },
            BuiltImage { dockerfile: "b".to_owned(), ..image() },
            BuiltImage { context: "apps/b".to_owned(), ..image() },
            BuiltImage { target: Some("app".to_owned()), ..image() },
            BuiltImage { architecture: Architecture::X86, ..image() },
            BuiltImage { args: BTreeMap::new(), ..image() },
        ];
        for other in others {
            assert_ne!(of(&other, "203.0.113.1"), first, "{other:?}");
        }
        assert_ne!(of(&image(), "203.0.113.2"), first, "its address is built into it");
        let slower = BuiltImage { minutes: 9, size: BuildSize::Medium, ..image() };
        assert_eq!(of(&slower, "203.0.113.1"), first);
        assert_eq!(image().image(&Known("203.0.113.1")).unwrap(), format!("host/demo/app:{first}"));
    }
}
