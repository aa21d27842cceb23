//! The apps that are walked through.

use cloudstead::preset::{Preset, by_name};

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

pub(crate) fn presets() -> [Preset; 2] {
    [Preset::parse(SMALL).unwrap(), by_name("compai").unwrap()]
}
