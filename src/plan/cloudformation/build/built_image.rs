//! An image that is built: CloudFormation begins no builds, but the stack knows the command that does.

use serde_json::{Value, json};

use crate::model::{quoted, short_hash};
use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::{Place, kept};
use crate::plan::cloudformation::written::{When, Written};
use crate::resource::built_image::{BuiltImage, BuiltImageOutputs};
use crate::resource::{Outputs, Part, fetch};

impl Writer for BuiltImage {
    fn write(&self, at: &Place<'_>) -> Written {
        let (deployment, region, output) = (&at.blueprint.name, at.blueprint.region, format!("{}Build", at.name()));
        let Some(command) = command(self, at) else { return Written::default() };
        let note = format!(
            "CloudFormation begins no builds, and servers wait for this image. The output {output} is the command that \
             builds it: `aws cloudformation describe-stacks --region {region} --stack-name {deployment} --query \
             \"Stacks[0].Outputs[?OutputKey=='{output}'].OutputValue\" --output text` shows it."
        );
        let description = format!("Run this to build the image of {}", self.service);
        Written::only(When::After, note).output(output, json!({"Description": description, "Value": command}))
    }

    fn outputs(&self, at: &Place<'_>) -> Option<Outputs> {
        let uri = fetch(at, &self.repository).ok()?.uri;
        Some(Outputs::BuiltImage(BuiltImageOutputs { image: format!("{uri}:{}", tag(self)) }))
    }
}

/// The call that a driver makes, filled in by the stack.
fn command(image: &BuiltImage, at: &Place<'_>) -> Option<Value> {
    let project = fetch(at, &image.project).ok()?.name;
    let uri = fetch(at, &image.repository).ok()?.uri;
    let variables = literal(image).variables(at, &format!("{uri}:{}", tag(image))).ok()?;
    let given = quoted(&serde_json::to_string(&variables).ok()?);
    let region = at.blueprint.region;
    let command = format!(
        "aws codebuild start-build --region {region} --project-name {project} --environment-variables-override {given}"
    );
    Some(json!({"Fn::Sub": command}))
}

/// The same image with the app's own `${…}` kept from CloudFormation.
fn literal(image: &BuiltImage) -> BuiltImage {
    let mut literal = image.clone();
    for text in [&mut literal.git, &mut literal.r#ref, &mut literal.dockerfile, &mut literal.context] {
        *text = kept(text);
    }
    for part in literal.args.values_mut().flatten() {
        if let Part::Text(text) = part {
            *text = kept(text);
        }
    }
    literal
}

/// The tag in a template: what the arguments refer to is known only to the stack.
fn tag(image: &BuiltImage) -> String {
    short_hash(&image.inputs(), 16)
}
