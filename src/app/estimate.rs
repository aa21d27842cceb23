//! `estimate` and `plan`: no account, no network.

use std::io::Write;
use std::path::Path;

use serde_json::{Value, json};

use super::App;
use super::failure::Failure;
use super::input::{planned, preset};
use crate::model::{Region, Usage};
use crate::plain::{json as lines, show};
use crate::plan::builds;
use crate::plan::{Answers, Blueprint, Builder, Domain, Estimate, compose, estimate};
use crate::preset::Preset;

impl App {
    pub(super) fn estimate(
        &self,
        reference: &str,
        tier: &str,
        answers: Option<&Path>,
        out: &mut dyn Write,
    ) -> Result<u8, Failure> {
        let preset = preset(reference)?;
        let answers = match answers {
            Some(path) => Answers { tier: tier.to_owned(), preset: reference.to_owned(), ..self.answers(path)? },
            None => {
                bare_answers(&preset, reference, tier, self.region()?.or(preset.region).unwrap_or(Region::US_EAST_1))?
            }
        };
        let blueprint = compose(&preset, &answers).map_err(|error| Failure::usage(error.to_string()))?;
        let estimate = estimate(&blueprint, &answers.usage);
        if self.common.json {
            lines::line(&estimate, out)?;
        } else {
            show::estimate(&estimate, out)?;
        }
        Ok(0)
    }

    pub(super) fn plan(&self, answers: &Path, out: &mut dyn Write) -> Result<u8, Failure> {
        let answers = self.whole_answers(answers)?;
        let (preset, blueprint) = planned(&answers)?;
        let estimate = estimate(&blueprint, &answers.usage);
        if self.common.json {
            lines::line(&plan_json(&blueprint, &estimate), out)?;
        } else {
            show::plan(&blueprint, &estimate, out)?;
            builds::notice(&preset, &answers)
                .map_or(Ok(()), |notice| show::paragraph(&format!("Note: {notice}."), 0, out))?;
        }
        Ok(0)
    }
}

/// The answers that an estimate without answers assumes: no domain, default usage.
fn bare_answers(preset: &Preset, reference: &str, tier: &str, region: Region) -> Result<Answers, Failure> {
    let name = preset.name.parse().map_err(|error| Failure::usage(format!("{error}")))?;
    Ok(Answers {
        name,
        preset: reference.to_owned(),
        tier: tier.to_owned(),
        region,
        budget: 0,
        arch: None,
        build: Builder::default(),
        domain: Domain::None,
        data: crate::plan::answers::Data::default(),
        alerts: crate::plan::answers::Alerts::default(),
        secrets: std::collections::BTreeMap::new(),
        images: preset.unnamed_images(),
        usage: Usage::default(),
    })
}

fn plan_json(blueprint: &Blueprint, estimate: &Estimate) -> Value {
    let resources: Vec<Value> = blueprint
        .nodes()
        .map(|(id, node)| {
            json!({
                "id": id, "kind": node.spec.kind().name(), "phase": node.spec.kind().phase(),
                "depends_on": node.depends_on(),
                "monthly": estimate.of(id).known(), "unpriced": estimate.of(id).unpriced(),
                "once": estimate.once_of(id).known(),
                "seconds": node.seconds(), "holds_data": node.spec.holds_data(),
            })
        })
        .collect();
    json!({
        "name": blueprint.name, "resources": resources, "monthly_total": estimate.monthly_total.known(),
        "unpriced": estimate.monthly_total.unpriced(), "once_total": estimate.once_total.known(),
        "critical_path_seconds": blueprint.critical_path_seconds(),
    })
}
