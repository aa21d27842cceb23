//! `presets`, `presets show` and the way to `presets new`.

use std::io::Write;

use serde_json::json;

use super::App;
use super::failure::Failure;
use super::import::Wanted;
use crate::cli::PresetsCommand;
use crate::plain::{json as lines, show};
use crate::preset::{CATALOG, by_name, text_of};

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
        let presets: Vec<_> = CATALOG.iter().filter_map(|entry| by_name(entry.name).ok()).collect();
        if self.common.json {
            for preset in &presets {
                let tiers: Vec<&String> = preset.tiers.keys().collect();
                lines::line(
                    &json!({"name": preset.name, "title": preset.title, "summary": preset.summary, "tiers": tiers}),
                    out,
                )?;
            }
        } else {
            show::presets(&presets, out)?;
        }
        Ok(0)
    }
}
