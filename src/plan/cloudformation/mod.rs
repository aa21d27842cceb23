//! A plan as an AWS CloudFormation template, for people who go on without cloudstead. One file per kind, named as the
//! file with its facts; what drivers send is taken from there. What a template cannot hold is said in its `Metadata`,
//! never left out silently.

mod depends;
mod place;
mod server;
mod written;

use std::io;

use serde_json::{Map, Value, json};

use super::Blueprint;
use crate::model::text::capital;
use crate::resource::{Keep, Outputs, Spec, kinds, user_data};
use place::{Names, Place};
use written::{When, Written};

/// What a kind becomes in a template.
trait Writer {
    /// The node that this becomes a part of: it has no resource of its own, and who refers to it means that one.
    fn part_of(&self) -> Option<crate::model::NodeId> {
        None
    }

    fn write(&self, at: &Place<'_>) -> Written;

    /// What is known of it to others, in the stack's own words; `None` where nothing asks.
    fn outputs(&self, at: &Place<'_>) -> Option<Outputs> {
        let _ = at;
        None
    }
}

macro_rules! writers {
    ($($(#[$doc:meta])* $area:ident { $($(#[$only:meta])* $module:ident :: $variant:ident,)* })*) => {
        $(
            $(#[$doc])*
            mod $area {
                $($(#[$only])* pub(crate) mod $module;)*
            }
        )*

        /// The writer of a specification. A kind without one does not compile.
        fn writer(spec: &Spec) -> &dyn Writer {
            match spec { $($($(#[$only])* Spec::$variant(spec) => spec,)*)* }
        }
    };
}

kinds!(writers);

/// A template, and what it cannot hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    /// The template itself; its `Metadata` says the notes too.
    pub document: Value,
    /// Under each heading what a person has to do or know, a sentence or two each.
    pub notes: Vec<(&'static str, Vec<String>)>,
}

/// The template of a plan. The same plan gives the same template, and no secret is in it.
///
/// # Errors
/// When the server's script cannot be packed.
pub fn template(blueprint: &Blueprint) -> io::Result<Template> {
    let names = Names::of(blueprint);
    let user_data = user_data()?;
    let written: Vec<(Place<'_>, Written)> = blueprint
        .nodes()
        .map(|(id, node)| {
            let at = Place { blueprint, names: &names, user_data: &user_data, node: id };
            (at, writer(&node.spec).write(&at))
        })
        .collect();
    let [mut parameters, mut rules, mut outputs] = [(); 3].map(|()| Map::new());
    for (_, written) in &written {
        parameters.extend(written.parameters.iter().cloned());
        rules.extend(written.rules.iter().cloned());
        outputs.extend(written.outputs.iter().cloned());
    }
    let notes = notes(blueprint, &written, &parameters);
    let said: Map<String, Value> = notes.iter().map(|(heading, lines)| ((*heading).to_owned(), json!(lines))).collect();
    let Blueprint { name, preset, tier, region, .. } = blueprint;
    let description =
        format!("{name}: {preset}, {tier}, for {region}, as cloudstead plans it. Metadata says what is not in here.");
    let document = json!({
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": description,
        "Metadata": {"Cloudstead": said},
        "Parameters": parameters,
        "Rules": rules,
        "Resources": resources(blueprint, &names, written),
        "Outputs": outputs,
    });
    Ok(Template { document, notes })
}

fn resources(blueprint: &Blueprint, names: &Names, written: Vec<(Place<'_>, Written)>) -> Map<String, Value> {
    let mut resources = Map::new();
    let (mut made, mut parts) = (depends::Made::new(), Vec::new());
    for (at, written) in written {
        parts.push((names.of_node(at.node).to_owned(), written.properties));
        let policy = blueprint.get(at.node).and_then(|node| on_removal(&node.spec));
        for one in written.resources {
            let mut resource = json!({"Type": one.kind, "Properties": one.properties});
            if let Some(policy) = policy {
                resource["DeletionPolicy"] = json!(policy);
                resource["UpdateReplacePolicy"] = json!(policy);
            }
            if let Some(update) = one.update {
                resource["UpdatePolicy"] = update;
            }
            if let Some(metadata) = one.metadata {
                resource["Metadata"] = metadata;
            }
            let name = format!("{}{}", names.of_node(at.node), one.suffix);
            made.entry(at.node.clone()).or_default().insert(name.clone());
            resources.insert(name, resource);
        }
    }
    for (name, properties) in parts {
        if let Some(own) = resources.get_mut(&name).and_then(|resource| resource["Properties"].as_object_mut()) {
            own.extend(properties);
        }
    }
    depends::order(blueprint, names, &made, &mut resources);
    resources
}

/// What happens to data when a resource is removed or replaced: what a removal by cloudstead keeps unless told
/// otherwise.
fn on_removal(spec: &Spec) -> Option<&'static str> {
    match spec.keeps(true, true, false) {
        Keep::Nothing | Keep::Copy | Keep::Inside => None,
        Keep::Snapshot { .. } => Some("Snapshot"),
        Keep::Itself { .. } => Some("Retain"),
    }
}

fn notes(
    blueprint: &Blueprint,
    written: &[(Place<'_>, Written)],
    parameters: &Map<String, Value>,
) -> Vec<(&'static str, Vec<String>)> {
    let said = |when: When| {
        let of_node = |(at, written): &(Place<'_>, Written)| {
            let title = blueprint.get(at.node).map(|node| capital(&node.spec.title())).unwrap_or_default();
            let notes = written.notes.iter().filter(|(one, _)| *one == when);
            notes.map(|(_, text)| format!("{title}: {text}")).collect::<Vec<_>>()
        };
        let mut lines: Vec<String> = written.iter().flat_map(of_node).collect();
        if when == When::Before {
            lines.insert(0, names_are_taken(blueprint));
            lines.push(how_to_make(blueprint, parameters));
        }
        (when.heading(), lines)
    };
    When::ALL.map(said).into_iter().filter(|(_, lines)| !lines.is_empty()).collect()
}

fn names_are_taken(blueprint: &Blueprint) -> String {
    let name = &blueprint.name;
    format!(
        "Names are those of the deployment `{name}`. While cloudstead has one of that name in this account and region, \
         plan under another name: a stack cannot take over what exists."
    )
}

fn how_to_make(blueprint: &Blueprint, parameters: &Map<String, Value>) -> String {
    let asked = parameters.iter().filter(|(_, definition)| definition.get("Default").is_none());
    let values: Vec<String> = asked.map(|(name, _)| format!("{name}=…")).collect();
    format!(
        "Then make the stack: `aws cloudformation deploy --region {region} --stack-name {name} --template-file FILE \
         --s3-bucket BUCKET --capabilities CAPABILITY_NAMED_IAM --parameter-overrides {values}`. BUCKET is any bucket \
         of yours in {region}: without one AWS takes 51,200 bytes at most.",
        region = blueprint.region,
        name = blueprint.name,
        values = values.join(" "),
    )
}

#[cfg(test)]
mod tests;
