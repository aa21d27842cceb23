//! What a server runs: files in the bucket, which CloudFormation cannot write. A resource that is nothing in itself
//! gives their texts along, with what only the stack knows filled in.

use serde_json::{Value, json};

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::{Place, kept};
use crate::plan::cloudformation::written::{When, Written};
use crate::resource::Part;
use crate::resource::release::{MANIFEST, Release};

impl Writer for Release {
    fn write(&self, at: &Place<'_>) -> Written {
        let Ok(manifest) = literal(self).whole(at) else { return Written::default() };
        let mut texts = json!(self.files);
        texts[MANIFEST] = filled(&manifest.to_string());
        let names = self.files.keys().map(String::as_str).chain([MANIFEST]).collect::<Vec<_>>().join(" ");
        let (deployment, region, name) = (&at.blueprint.name, at.blueprint.region, at.name());
        let note = format!(
            "CloudFormation cannot write files, and servers wait for these. `aws cloudformation \
             describe-stack-resource --region {region} --stack-name {deployment} --logical-resource-id {name} --query \
             StackResourceDetail.Metadata --output text > texts.json` fetches their texts, and `for file in {names}; \
             do jq -j --arg f $file '.[$f]' texts.json | aws s3 cp - s3://BUCKET/{prefix}/$file; done` puts them into \
             the bucket of the output {files}, {MANIFEST} last.",
            prefix = self.prefix(),
            files = at.name_of(&self.bucket),
        );
        Written::resource("AWS::CloudFormation::WaitConditionHandle", json!({})).with(texts).note(When::After, note)
    }
}

/// The text with what only the stack knows filled in; as it is where that is nothing.
fn filled(text: &str) -> Value {
    let asks = text.match_indices("${").any(|(at, found)| !text[at + found.len()..].starts_with('!'));
    if asks { json!({"Fn::Sub": text}) } else { json!(text.replace("${!", "${")) }
}

/// The same release with the app's own `${…}` kept from CloudFormation.
fn literal(release: &Release) -> Release {
    let mut literal = release.clone();
    for part in literal.environment.values_mut().chain(literal.texts.values_mut()).flatten() {
        if let Part::Text(text) = part {
            *text = kept(text);
        }
    }
    literal.manifest = all_kept(literal.manifest);
    literal
}

fn all_kept(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(kept(&text)),
        Value::Array(list) => list.into_iter().map(all_kept).collect(),
        Value::Object(map) => Value::Object(map.into_iter().map(|(key, one)| (key, all_kept(one))).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_asks_the_stack_for_something_is_filled_in() {
        assert_eq!(filled("${!OWN} of ${Bucket}"), json!({"Fn::Sub": "${!OWN} of ${Bucket}"}));
        assert_eq!(filled("${!OWN} and $5"), json!("${OWN} and $5"));
    }
}
