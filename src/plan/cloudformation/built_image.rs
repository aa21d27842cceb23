//! An image that is built: CloudFormation begins no builds.

use super::Writer;
use super::place::Place;
use super::written::{When, Written};
use crate::model::short_hash;
use crate::resource::built_image::BuiltImage;
use crate::resource::{Part, fetch};

impl Writer for BuiltImage {
    fn write(&self, at: &Place<'_>) -> Written {
        let (Ok(repository), Ok(project)) = (fetch(at, &self.repository), fetch(at, &self.project)) else {
            return Written::default();
        };
        let region = at.blueprint.region.code();
        let image = format!("ACCOUNT.dkr.ecr.{region}.amazonaws.com/{}:{}", repository.name, tag(self));
        let mut variables = vec![("IMAGE".to_owned(), image), ("GIT_URL".to_owned(), self.git.clone())];
        variables
            .extend([("GIT_REF".to_owned(), self.r#ref.clone()), ("DOCKERFILE".to_owned(), self.dockerfile.clone())]);
        variables.extend(self.target.iter().map(|target| ("TARGET".to_owned(), target.clone())));
        let known = |part: &Part| if let Part::Text(text) = part { text.clone() } else { "ADDRESS".to_owned() };
        let value = |parts: &[Part]| parts.iter().map(known).collect::<String>();
        let args = self.args.iter().enumerate();
        variables
            .extend(args.map(|(number, (name, parts))| (format!("ARG_{number}"), format!("{name}={}", value(parts)))));
        let given: Vec<String> = variables.iter().map(|(name, value)| format!("name={name},value={value}")).collect();
        let note = format!(
            "CloudFormation begins no builds, and servers wait for this image. `aws codebuild start-build --region \
             {region} --project-name {} --environment-variables-override {}` builds it; ACCOUNT is the account's \
             number, ADDRESS where the app is reached.",
            project.name,
            given.join(" "),
        );
        Written::only(When::After, note)
    }
}

/// The tag in a template: what the arguments refer to is known only to the stack.
pub(super) fn tag(image: &BuiltImage) -> String {
    short_hash(&image.inputs(), 16)
}
