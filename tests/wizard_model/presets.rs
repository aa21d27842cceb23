//! The apps that are walked through.

use cloudstead::preset::{Preset, by_name};
use cloudstead::wizard::{Made, Offer};

/// Small app without a build: most walks use it, so that many fit into a minute.
const SMALL: &str = r#"
name = "small"
title = "Small"
summary = "A small app"
version = "1"
arch = "x86_64"
architectures = ["x86_64", "arm64"]
health_path = "/"
[services.web]
port = 8080
port_without_domain = 80
image = "example/web:1"
[secrets]
TOKEN = { ask = "Token", why = "Lets it start", required = true }
[tiers.small]
compute = "box"
database = "server"
summary = "one server"
gives = "One server."
gives_up = "A second one."
instance = { arm64 = "t4g.small", x86_64 = "t3.small" }
root_gb = 20
data_gb = 10
[tiers.large]
compute = "box"
database = "server"
summary = "one large server"
gives = "One large server."
gives_up = "A second one."
instance = { arm64 = "t4g.medium", x86_64 = "t3.medium" }
root_gb = 20
data_gb = 10
"#;

/// Apps without a database, with MySQL, with PostgreSQL, and with all that Comp AI has.
pub(crate) fn presets() -> [Preset; 4] {
    let [ghost, n8n, compai] = ["ghost", "n8n", "compai"].map(|name| by_name(name).unwrap());
    [Preset::parse(SMALL).unwrap(), ghost, n8n, compai]
}

/// What somebody brings: two apps, and the first once more after its file was changed. One has a point to settle.
pub(crate) fn own() -> [Preset; 3] {
    let first = SMALL.replace("\"small\"", "\"own-one\"");
    let changed = first.replace("data_gb = 10", "data_gb = 50");
    let second = SMALL.replace("\"small\"", "\"own-two\"").replace("TOKEN", "OTHER_TOKEN");
    let mut presets = [first, changed, second].map(|text| Preset::parse(&text).unwrap());
    presets[2].open.push("compose.yml:7: choose".to_owned());
    presets
}

/// What the wizard is told when such an app was read.
pub(crate) fn made(preset: Preset) -> Made {
    let shown = format!("{}.toml", preset.name);
    let offer = Offer { reference: format!("/own/{shown}"), preset };
    Made { offer, written: format!("Its preset is in {shown}."), shown, left_out: Vec::new(), changed: 1 }
}
