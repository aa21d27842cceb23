//! Services: ports, host names, and the path that tells whether the app is well.

use super::{environment, source};
use crate::model::domain;
use crate::preset::Preset;

/// Names that other containers of the server have.
const TAKEN: [&str; 3] = ["caddy", "db", "migrate"];
/// Characters of a health check's path (Elastic Load Balancing, `HealthCheckPath`).
const LONGEST_PATH: usize = 1024;
const HTTP: u16 = 80;
/// Ports that a server already uses, and what for.
const OWN: [(u16, &str); 3] = [(22, "ssh"), (53, "host names"), (443, "https")];

pub(super) fn services(preset: &Preset) -> Result<(), String> {
    let Some((_, main)) = preset.main_service() else { return Err("at least one service is needed".to_owned()) };
    if !main.host.is_empty() || main.port_without_domain != HTTP {
        return Err("the first service is the one people open: no `host`, `port_without_domain = 80`".to_owned());
    }
    for (at, (name, service)) in preset.services.iter().enumerate() {
        if name.is_empty()
            || !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            || TAKEN.contains(&name.as_str())
        {
            let name = crate::model::text::clean_line(name);
            return Err(format!("service `{name}`: use small letters and digits; {} are taken", TAKEN.join(", ")));
        }
        source(preset, name, service.image.as_deref(), service.build.as_ref(), &service.env)?;
        environment(preset, name, &service.env)?;
        if service.port == 0 || service.port_without_domain == 0 {
            return Err(format!("service `{name}`: a port is a number from 1 to 65535"));
        }
        if let Some((port, what)) = OWN.iter().find(|(port, _)| *port == service.port_without_domain) {
            return Err(format!("service `{name}`: port {port} is for {what}, choose another `port_without_domain`"));
        }
        if at > 0 && !domain::is_label(&service.host) {
            return Err(format!(
                "service `{name}`: `host` is one word of small letters, digits and hyphens, such as `{name}`"
            ));
        }
        let before = || preset.services.iter().take(at);
        if let Some((other, _)) = before().find(|(_, other)| other.port_without_domain == service.port_without_domain) {
            let port = service.port_without_domain;
            return Err(format!(
                "services `{other}` and `{name}` have the same `port_without_domain`, {port}: give each its own"
            ));
        }
        if let Some((other, _)) = before().find(|(_, other)| other.host == service.host) {
            return Err(format!(
                "services `{other}` and `{name}` have the same `host`, `{}`: give each its own",
                service.host
            ));
        }
    }
    Ok(())
}

/// A path and perhaps a query of a URL (RFC 3986, sections 3.3 and 3.4).
pub(super) fn health_path(path: &str) -> Result<(), String> {
    if !path.starts_with('/') {
        return Err("it begins with `/`".to_owned());
    }
    if path.len() > LONGEST_PATH {
        return Err(format!("it has at most {LONGEST_PATH} characters"));
    }
    match path.chars().find(|c| !c.is_ascii_alphanumeric() && !"-._~!$&'()*+,;=:@%/?".contains(*c)) {
        Some(' ') => Err("a path has no blanks; `%20` stands for one".to_owned()),
        Some(_) => Err("only letters, digits and the characters that a path of a URL may have".to_owned()),
        None => Ok(()),
    }
}
