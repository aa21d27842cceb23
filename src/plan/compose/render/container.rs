//! One container of the app, as Compose reads it.

use serde_json::{Map, Value, json};

use crate::plan::compose::Composer;
use crate::plan::compose::names::{built_image, escape, file_variable, image_variable, scoped, word_variable};
use crate::plan::compose::store::folder;
use crate::preset::{Container, Health, Limit, Mount, Piece, Run, parse_template};

/// What cloudstead fetched for the app: see `fetch` of the manifest.
const FETCHED: &str = "/opt/cloudstead/fetched:/etc/cloudstead:ro";
/// Where the app's own files are on a server.
const FILES: &str = "/opt/cloudstead/files";
const DOCKER_SOCKET: &str = "/var/run/docker.sock";

impl Composer<'_> {
    /// A service or a job.
    pub(in crate::plan::compose) fn container(&self, name: &str, container: &Container) -> Value {
        let variable = |name: &str, variable: &String| json!(format!("${{{}}}", scoped(name, variable)));
        let environment: Map<String, Value> =
            container.env.keys().map(|key| (key.clone(), variable(name, key))).collect();
        let mut written = json!({"environment": environment});
        match self.layout.answers.image(name).or(container.image.as_ref()) {
            Some(image) => written["image"] = json!(escape(image)),
            None if self.account_image(name).is_some() => {
                written["image"] = json!(format!("${{{}}}", image_variable(name)));
            }
            None => {
                written["image"] = json!(built_image(name));
                written["pull_policy"] = json!("never");
            }
        }
        for (key, words) in [("command", &container.command), ("entrypoint", &container.entrypoint)] {
            if !words.is_empty() {
                written[key] = words.iter().enumerate().map(|(at, text)| word(name, key, at, text)).collect();
            }
        }
        self.volumes(container, &mut written);
        self.needs(container, &mut written);
        if let Some(test) = container.health.as_ref().filter(|health| !health.command.is_empty()) {
            written["healthcheck"] = healthcheck(test);
        }
        if container.run.is_some() {
            written["profiles"] = json!(["jobs"]);
        } else {
            written["restart"] = json!("unless-stopped");
        }
        settings(container, &mut written);
        written
    }

    fn volumes(&self, container: &Container, written: &mut Value) {
        let mut volumes = Vec::new();
        if self.layout.managed_databases().next().is_some() {
            volumes.push(FETCHED.to_owned());
        }
        volumes.extend(container.mounts.iter().filter_map(|mount| self.mount(mount)));
        if container.docker_socket {
            volumes.push(format!("{DOCKER_SOCKET}:{DOCKER_SOCKET}"));
        }
        if !volumes.is_empty() {
            written["volumes"] = volumes.iter().map(|volume| escape(volume)).collect();
        }
        // Nothing else of the container changes with the text of a file. The server knows the secrets in it.
        let files = container.mounts.iter().filter_map(|mount| mount.file.as_deref());
        let used: Vec<String> = files.map(|name| format!("${{{}}}", file_variable(name))).collect();
        if !used.is_empty() {
            written["labels"] = json!({"cloudstead.files": used.join(" ")});
        }
    }

    fn mount(&self, mount: &Mount) -> Option<String> {
        let source = match (&mount.store, &mount.file) {
            (Some(name), _) => within(&folder(name, self.layout.preset.stores.get(name)?), &mount.sub),
            (None, Some(file)) => format!("{FILES}/{file}"),
            (None, None) => return None,
        };
        let mode = if mount.read_only || mount.file.is_some() { ":ro" } else { "" };
        Some(format!("{source}:{}{mode}", mount.path))
    }

    /// What must run first: what it says, and the stores on the server that its values name.
    fn needs(&self, container: &Container, written: &mut Value) {
        let named = container.env.values().chain(&container.command).chain(&container.entrypoint);
        let pieces = named.flat_map(|text| parse_template(text).unwrap_or_default());
        let stores = pieces.filter_map(|piece| if let Piece::Store { store, .. } = piece { Some(store) } else { None });
        let mut needed = Map::new();
        for name in container.needs.iter().cloned().chain(stores) {
            let database = self.layout.databases_on_server().any(|placed| placed.name == name);
            let service = self.layout.preset.services.get(&name);
            let checked = |one: &Container| one.health.as_ref().is_some_and(|health| !health.command.is_empty());
            // What runs before a release has run when this starts; a store elsewhere is there.
            if database || service.is_some_and(checked) {
                needed.insert(name, json!({"condition": "service_healthy"}));
            } else if service.is_some() {
                needed.insert(name, json!({"condition": "service_started"}));
            }
        }
        if !needed.is_empty() {
            written["depends_on"] = Value::Object(needed);
        }
    }

    /// Folders of the data disk that containers mount, with who they belong to at first.
    pub(in crate::plan::compose) fn folders(&self) -> Vec<Value> {
        let mut folders: Vec<(String, &str)> = Vec::new();
        for (_, container) in self.layout.preset.containers() {
            for mount in &container.mounts {
                let Some((name, store)) =
                    mount.store.as_ref().and_then(|name| self.layout.preset.stores.get_key_value(name))
                else {
                    continue;
                };
                let owner = store.owner.as_deref().unwrap_or_default();
                let whole = folder(name, store);
                folders.push((within(&whole, &mount.sub), owner));
                folders.push((whole, owner));
            }
        }
        folders.sort_unstable();
        folders.dedup();
        folders.into_iter().map(|(path, owner)| json!({"path": path, "owner": owner})).collect()
    }
}

fn within(folder: &str, sub: &str) -> String {
    if sub.is_empty() { folder.to_owned() } else { format!("{folder}/{sub}") }
}

/// A word that names nothing stands as it is; others come by way of a variable.
fn word(container: &str, key: &str, at: usize, text: &str) -> Value {
    let pieces = parse_template(text).unwrap_or_default();
    match pieces.as_slice() {
        [Piece::Text(text)] => json!(escape(text)),
        _ => json!(format!("${{{}}}", word_variable(container, key, at))),
    }
}

fn healthcheck(health: &Health) -> Value {
    let mut check = json!({"test": health.command.iter().map(|word| escape(word)).collect::<Vec<_>>()});
    let seconds = [
        ("interval", health.interval_seconds),
        ("timeout", health.timeout_seconds),
        ("start_period", health.start_seconds),
    ];
    for (key, seconds) in seconds.into_iter().filter(|(_, seconds)| *seconds > 0) {
        check[key] = json!(format!("{seconds}s"));
    }
    if health.retries > 0 {
        check["retries"] = json!(health.retries);
    }
    check
}

/// What Compose has under the same meaning.
fn settings(container: &Container, written: &mut Value) {
    let texts = [
        ("user", &container.user),
        ("working_dir", &container.workdir),
        ("hostname", &container.hostname),
        ("stop_signal", &container.stop_signal),
    ];
    for (key, text) in texts {
        if let Some(text) = text {
            written[key] = json!(escape(text));
        }
    }
    let lists = [
        ("tmpfs", &container.tmpfs),
        ("cap_add", &container.cap_add),
        ("cap_drop", &container.cap_drop),
        ("security_opt", &container.security_opt),
        ("extra_hosts", &container.extra_hosts),
        ("ports", &container.ports),
    ];
    for (key, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
        written[key] = list.iter().map(|text| escape(text)).collect();
    }
    let switches = [
        ("privileged", container.privileged),
        ("init", container.init),
        ("read_only", container.read_only),
        ("tty", container.tty),
    ];
    for (key, _) in switches.into_iter().filter(|(_, on)| *on) {
        written[key] = json!(true);
    }
    for (key, mb) in [("mem_limit", container.memory_limit_mb), ("shm_size", container.shm_mb)] {
        if mb > 0 {
            written[key] = json!(format!("{mb}m"));
        }
    }
    if let Some(cpu) = container.cpu {
        written["cpus"] = json!(cpu);
    }
    if container.stop_seconds > 0 {
        written["stop_grace_period"] = json!(format!("{}s", container.stop_seconds));
    }
    for (name, limit) in &container.ulimits {
        written["ulimits"][name] = match limit {
            Limit::Both(both) => json!(both),
            Limit::Each { soft, hard } => json!({"soft": soft, "hard": hard}),
        };
    }
    for (name, value) in &container.sysctls {
        written["sysctls"][name] = json!(escape(value));
    }
    if !container.aliases.is_empty() {
        written["networks"] = json!({"default": {"aliases": container.aliases}});
    }
    if container.run == Some(Run::ByHand) {
        written["stdin_open"] = json!(true);
    }
}
