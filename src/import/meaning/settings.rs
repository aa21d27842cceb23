//! Settings of a container that Docker has under the same meaning.

use super::draft::Container;
use super::filling::Filling;
use super::images;
use crate::import::project::Service;
use crate::import::toml_text::{key as quoted, list, string};

/// What Docker has under the same meaning.
pub(super) fn settings(name: &str, service: &Service, filling: &Filling<'_>, container: &mut Container) {
    let clean = is_clean;
    let texts = [
        ("user", &service.user),
        ("workdir", &service.workdir),
        ("hostname", &service.hostname),
        ("stop_signal", &service.stop_signal),
    ];
    for (key, text) in texts {
        if let Some(text) = text.as_ref().filter(|text| clean(text)) {
            container.keys.push((key, string(text)));
        }
    }
    let image = service.image.as_ref().map(|(_, text)| text.plain()).unwrap_or_default();
    let needed = service.resources.memory_mb.max(images::memory_mb(&image)).min(1_000_000);
    let numbers = [
        ("memory_mb", needed),
        ("memory_limit_mb", service.resources.memory_limit_mb.min(1_000_000)),
        ("shm_mb", service.shm_mb.min(1_000_000)),
        ("stop_seconds", service.stop_seconds.min(86_400)),
    ];
    container
        .keys
        .extend(numbers.into_iter().filter(|(_, number)| *number > 0).map(|(key, number)| (key, number.to_string())));
    if let Some(cpu) = service.resources.cpu.filter(|cpu| *cpu >= 0.01) {
        container.keys.push(("cpu", format!("{cpu:?}")));
    }
    let switches = [
        ("init", service.init),
        ("read_only", service.read_only),
        ("tty", service.tty),
        ("privileged", service.privileged.is_some()),
    ];
    container.keys.extend(switches.into_iter().filter(|(_, on)| *on).map(|(key, _)| (key, "true".to_owned())));
    let hosts: Vec<String> = service.extra_hosts.iter().map(|(host, address)| format!("{host}:{address}")).collect();
    let lists = [
        ("cap_add", &service.cap_add),
        ("cap_drop", &service.cap_drop),
        ("security_opt", &service.security_opt),
        ("extra_hosts", &hosts),
        ("aliases", &aliases(name, service, filling)),
    ];
    for (key, items) in lists {
        let items: Vec<String> = items.iter().filter(|item| clean(item)).cloned().collect();
        if !items.is_empty() {
            container.keys.push((key, list(&items)));
        }
    }
    if !service.ulimits.is_empty() {
        let limits = service.ulimits.iter();
        let limits: Vec<String> = limits
            .map(|(name, limit)| format!("{} = {{ soft = {}, hard = {} }}", quoted(name), limit.soft, limit.hard))
            .collect();
        container.keys.push(("ulimits", format!("{{ {} }}", limits.join(", "))));
    }
    let pairs: Vec<_> = service.sysctls.iter().filter(|(name, value)| clean(name) && clean(value)).collect();
    if !pairs.is_empty() {
        let pairs = pairs.into_iter();
        let pairs: Vec<String> = pairs.map(|(name, value)| format!("{} = {}", quoted(name), string(value))).collect();
        container.keys.push(("sysctls", format!("{{ {} }}", pairs.join(", "))));
    }
}

/// Whether a preset can have a text as a setting.
pub(super) fn is_clean(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(char::is_control)
}

/// Further names under which others find it.
fn aliases(name: &str, service: &Service, filling: &Filling<'_>) -> Vec<String> {
    let now = filling.name(name);
    let mut aliases: Vec<String> = Vec::new();
    let own = filling.hosts(name);
    for alias in own.iter().filter(|alias| Some(*alias) != service.hostname.as_ref()) {
        let word = alias.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
        if word && !alias.is_empty() && *alias != now && !aliases.contains(alias) {
            aliases.push(alias.clone());
        }
    }
    aliases
}
