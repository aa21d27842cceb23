//! Images that the account builds: what builds them, where they are kept, and one build for each.

use std::collections::BTreeMap;

use super::Composer;
use super::names::hyphened;
use super::secrets::secret_id;
use crate::model::{NodeId, aws_name};
use crate::plan::builds::Place;
use crate::preset::Build;
use crate::resource::build_policy::BuildPolicy;
use crate::resource::built_image::BuiltImage;
use crate::resource::codebuild_project::CodebuildProject;
use crate::resource::ecr_repository::EcrRepository;
use crate::resource::iam_role::{BUILDS, IamRole};
use crate::resource::log_group::LogGroup;
use crate::resource::{BuildSize, Grant, Ref, Spec, Target};

const LOG_RETENTION_DAYS: u32 = 14;
/// MB of an image whose preset does not say.
const IMAGE_MB: u32 = 500;

impl Composer<'_> {
    /// What the account builds for the app at `target`. A build begins as soon as its arguments are known, beside the
    /// database.
    pub(super) fn images(&mut self, target: &Target) {
        let Place::Account(size) = self.layout.builds else { return };
        let (preset, region) = (self.layout.preset, self.layout.answers.region.code());
        let built: Vec<_> = preset.builds().filter(|(name, _, _)| self.layout.is_built(name)).collect();
        let name = aws_name(64, &[self.layout.deployment().as_str(), region, "builds"]);
        let role =
            self.add("build-role", IamRole { name, trusted_service: BUILDS.to_owned(), managed_policies: Vec::new() });
        let logs = LogGroup {
            name: format!("{}/builds", self.log_group()),
            retention_days: LOG_RETENTION_DAYS,
            of_builds: true,
        };
        let logs = self.add("build-logs", logs);
        let mut repositories = Vec::new();
        for (name, build, _) in &built {
            let image_mb = if build.image_mb > 0 { build.image_mb } else { IMAGE_MB };
            repositories.push(self.add(&repository_id(name), EcrRepository { name: self.repository(name), image_mb }));
        }
        let secrets = built.iter().flat_map(|(_, build, _)| self.build_secrets(build).into_values());
        let mut parameters: Vec<String> = secrets.collect();
        parameters.sort();
        parameters.dedup();
        let project = CodebuildProject {
            name: self.build_project(),
            role: role.clone(),
            logs: logs.clone(),
            architecture: self.layout.arch,
            size,
        };
        self.add::<CodebuildProject>("build-project", project);
        self.add::<BuildPolicy>(
            "build-policy",
            BuildPolicy { role, name: "builds".to_owned(), repositories, logs, parameters },
        );
        for (name, build, env) in built {
            let image = self.image(name, build, env, size, target);
            let secrets: Vec<NodeId> =
                build.secrets.iter().map(|secret| NodeId::from(secret_id(secret).as_str())).collect();
            let known: Vec<NodeId> =
                secrets.into_iter().filter(|id| self.nodes.iter().any(|(other, _)| other == id)).collect();
            self.add_after::<BuiltImage>(&image_id(name), image, &known);
        }
    }

    fn image(
        &self,
        name: &str,
        build: &Build,
        env: &indexmap::IndexMap<String, String>,
        size: BuildSize,
        target: &Target,
    ) -> BuiltImage {
        let (git, reference) = self.layout.repository(name, build);
        let value = |arg: &String| env.get(arg).map(|value| self.value(value, target)).unwrap_or_default();
        BuiltImage {
            service: name.to_owned(),
            repository: self.at(&repository_id(name)),
            project: self.at("build-project"),
            policy: self.at("build-policy"),
            git: git.to_owned(),
            r#ref: reference.to_owned(),
            dockerfile: build.dockerfile.clone(),
            context: build.context.clone(),
            target: build.target.clone(),
            args: build.args.iter().map(|arg| (arg.clone(), value(arg))).collect(),
            secrets: self.build_secrets(build),
            architecture: self.layout.arch,
            size,
            minutes: self.layout.preset.minutes_of(build),
        }
    }

    /// Secrets of a build that there are, with their parameters.
    fn build_secrets(&self, build: &Build) -> BTreeMap<String, String> {
        let there = build.secrets.iter().filter(|name| self.layout.has_secret(name));
        there.map(|name| (name.clone(), self.parameter(&format!("secrets/{name}")))).collect()
    }

    /// The image that the account builds for a service, if it does.
    pub(super) fn account_image(&self, name: &str) -> Option<Ref<BuiltImage>> {
        let builds = matches!(self.layout.builds, Place::Account(_)) && self.layout.is_built(name);
        (builds && self.layout.preset.builds().any(|(built, _, _)| built == name)).then(|| self.at(&image_id(name)))
    }

    /// Servers pull what the account builds.
    pub(super) fn images_granted(&self) -> Option<Grant> {
        let built = self.layout.preset.builds().filter(|(name, _, _)| self.account_image(name).is_some());
        let repositories: Vec<String> = built.map(|(name, _, _)| self.repository(name)).collect();
        (!repositories.is_empty()).then_some(Grant::Images(repositories))
    }

    /// What goes into the images, as far as the plan knows it: another one is another release.
    pub(super) fn image_inputs(&self) -> Vec<String> {
        let images = self
            .nodes
            .iter()
            .filter_map(|(_, node)| if let Spec::BuiltImage(image) = &node.spec { Some(image) } else { None });
        images.map(BuiltImage::inputs).collect()
    }

    fn repository(&self, name: &str) -> String {
        format!("{}/{name}", self.layout.deployment())
    }

    fn build_project(&self) -> String {
        self.named(150, "builds")
    }
}

fn image_id(container: &str) -> String {
    format!("image-{}", hyphened(container))
}

fn repository_id(container: &str) -> String {
    format!("repository-{}", hyphened(container))
}
