//! `presets`, `presets show` and the way to `presets new`.

use std::io::Write;

use serde_json::json;

use super::App;
use super::failure::Failure;
use super::import::Wanted;
use super::wizard::time_zone;
use crate::cli::PresetsCommand;
use crate::model::Region;
use crate::plain::{json as lines, show};
use crate::plan::Total;
use crate::preset::{CATALOG, by_name, text_of};
use crate::wizard::{Offer, Offered, Setup, Wizard};

impl App {
    pub(super) fn presets(&self, command: Option<&PresetsCommand>, out: &mut dyn Write) -> Result<u8, Failure> {
        if let Some(PresetsCommand::Show { name }) = command {
            by_name(name).map_err(|error| Failure::usage(error.to_string()))?;
            let entry = text_of(name).unwrap_or_default();
            out.write_all(entry.as_bytes())?;
            return Ok(0);
        }
        if let Some(PresetsCommand::New { from, env_file, name, out: path }) = command {
            let wanted = Wanted { from, env: env_file, name: name.as_deref(), out: path.as_deref() };
            return self.new_preset(&wanted, out);
        }
        let wizard = priced_in(self.region()?)?;
        // All prices are of one region, also where an app has its own.
        let wizard = priced_in(Some(wizard.offered().0))?;
        let (region, apps) = wizard.offered();
        if !self.common.json {
            show::presets(region, &apps, out)?;
            return Ok(0);
        }
        for Offered { preset, cheapest } in apps {
            let tiers: Vec<&String> = preset.tiers.keys().collect();
            let (from, seconds) = cheapest.map(|(from, seconds)| (from, seconds)).unzip();
            let line = json!({
                "name": preset.name, "title": preset.title, "summary": preset.summary, "tiers": tiers,
                "region": region, "monthly_from": from.map(Total::known), "unpriced": from.map(Total::unpriced),
                "critical_path_seconds": seconds,
            });
            lines::line(&line, out)?;
        }
        Ok(0)
    }
}

/// All apps with their prices in a region; in the nearest one where none is given.
fn priced_in(region: Option<Region>) -> Result<Wizard, Failure> {
    let offers = CATALOG.iter().filter_map(|entry| by_name(entry.name).ok()).map(Offer::from).collect();
    let setup = Setup { offers, time_zone: time_zone(), region, ..Setup::default() };
    Wizard::new(setup).map_err(|error| Failure::failed(error.to_string()))
}
