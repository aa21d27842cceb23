//! What a server runs: Compose file, Caddyfile, environment and manifest.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::caddyfile::Form;
use super::calendar::calendar;
use crate::model::{NodeId, short_hash};
use crate::plan::compose::Composer;
use crate::plan::compose::names::{build_secret, built_image, file_variable, image_variable, scoped, word_variable};
use crate::plan::compose::secrets::secret_id;
use crate::plan::compose::store;
use crate::plan::layout::Placed;
use crate::preset::{Build, Container, File, Place, Run, address_of, password_of};
use crate::resource::release::Release;
use crate::resource::{Part, Target};

/// 2.10.2 is the first that gets certificates for addresses. Not the newest of all: a new minor version may read its
/// files otherwise.
const CADDY_IMAGE: &str = "public.ecr.aws/docker/library/caddy:2.11";
/// Names that Caddy has certificates for: part of the environment, so that an address may be known late.
const HOSTS: &str = "CADDY__HOSTS";
/// A switch that is on from the beginning: an address leads to its server without anybody's help.
const ALWAYS: &str = "always";
/// RDS's own certificate authorities, which no operating system ships.
const RDS_BUNDLE: &str = "https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem";
const HEALTH_SECONDS: u32 = 600;
/// One log stream per server and container; the script sets the variable.
const LOG_STREAM: &str = "${CLOUDSTEAD_SERVER}/{{.Name}}";

impl Composer<'_> {
    /// The release of a server reached at `target`, and its id.
    pub(in crate::plan::compose) fn release(&mut self, id: &str, target: &Target) -> String {
        let mut files = BTreeMap::from([("compose.yaml".to_owned(), self.compose_file())]);
        let forms = [("Caddyfile", Form::Plain), ("Caddyfile.asking", Form::Asking), ("Caddyfile.https", Form::Https)];
        for (name, form) in forms.into_iter().filter(|(_, form)| *form == Form::Plain || self.layout.https_on_server())
        {
            files.insert(name.to_owned(), self.caddyfile(form));
        }
        let environment = self.environment(target);
        let switch = if self.layout.answers.domain.name().is_some() { self.https_switch() } else { ALWAYS.to_owned() };
        let texts = self.texts(target);
        let manifest = self.manifest(self.layout.https_on_server().then_some(switch.as_str()));
        let material = (&files, &environment, &texts, &manifest, self.image_inputs());
        let material = serde_json::to_string(&material).unwrap_or_default();
        let release = short_hash(&material, 12);
        self.add::<Release>(
            id,
            Release { bucket: self.at("files"), id: release.clone(), files, environment, texts, manifest },
        );
        release
    }

    /// Secrets and settings that must exist before a server with this release can start.
    pub(in crate::plan::compose) fn release_needs(&self, release: &str) -> Vec<NodeId> {
        let mut needs: Vec<NodeId> =
            vec![release.into(), "server-policy".into(), "logs".into(), "public-default-route".into()];
        let generated = self.layout.preset.secrets.iter().filter(|(name, _)| self.layout.has_secret(name));
        needs.extend(generated.map(|(name, _)| NodeId::from(secret_id(name).as_str())));
        needs.extend(self.layout.store_passwords().map(|name| NodeId::from(secret_id(&name).as_str())));
        needs
    }

    fn compose_file(&self) -> String {
        let mut services = Map::new();
        let mut ports: Vec<String> = self.layout.http_ports().iter().map(|port| format!("{port}:{port}")).collect();
        if self.layout.https_on_server() {
            ports.extend(["443:443", "443:443/udp"].map(str::to_owned));
        }
        let mut caddy = json!({
            "image": CADDY_IMAGE, "restart": "unless-stopped", "ports": ports,
            "volumes": ["/opt/cloudstead/active:/etc/caddy:ro", "/data/caddy:/data"],
        });
        if self.layout.https_on_server() {
            caddy["environment"] = json!({"HOSTS": format!("${{{HOSTS}}}")});
        }
        services.insert("caddy".to_owned(), self.logged(caddy));
        for (name, service) in &self.layout.preset.services {
            services.insert(name.clone(), self.logged(self.container(name, service)));
        }
        for (name, job) in &self.layout.preset.jobs {
            services.insert(name.clone(), self.container(name, job));
        }
        for placed in self.layout.databases_on_server() {
            services.extend(store::container(&placed).map(|one| (placed.name.to_owned(), self.logged(one))));
        }
        // JSON is YAML, and a serializer makes no quoting mistakes.
        serde_json::to_string_pretty(&json!({"name": "cloudstead", "services": services})).unwrap_or_default()
    }

    fn logged(&self, mut container: Value) -> Value {
        container["logging"] = json!({
            "driver": "awslogs",
            "options": {"awslogs-region": self.layout.answers.region.code(), "awslogs-group": self.log_group(),
                "tag": LOG_STREAM, "mode": "non-blocking"},
        });
        container
    }

    /// Variables of all containers, each prefixed with its own so that equal names may differ.
    fn environment(&self, target: &Target) -> BTreeMap<String, Vec<Part>> {
        let mut environment = BTreeMap::new();
        for (name, container) in self.layout.preset.containers() {
            for (variable, value) in &container.env {
                environment.insert(scoped(name, variable), self.value(value, target));
            }
            for (key, words) in [("command", &container.command), ("entrypoint", &container.entrypoint)] {
                for (at, word) in words.iter().enumerate() {
                    let parts = self.value(word, target);
                    if !matches!(parts.as_slice(), [Part::Text(_)]) {
                        environment.insert(word_variable(name, key, at), parts);
                    }
                }
            }
        }
        for Placed { name, .. } in self.layout.databases_on_server().filter(|placed| placed.store.has_password()) {
            environment.insert(scoped(name, "PASSWORD"), vec![Part::Secret(password_of(name))]);
        }
        for Placed { name, .. } in self.layout.at_place(Place::External) {
            environment.insert(scoped(name, "URL"), vec![Part::Secret(address_of(name))]);
        }
        for (name, build, _) in self.layout.preset.builds() {
            if let Some(image) = self.account_image(name) {
                environment.insert(image_variable(name), vec![Part::output(&image, "image")]);
            } else if self.layout.is_built(name) {
                let secrets = build.secrets.iter().filter(|secret| self.layout.has_secret(secret));
                environment.extend(secrets.map(|secret| (build_secret(secret), vec![Part::Secret(secret.clone())])));
            }
        }
        if self.layout.https_on_server() {
            environment.insert(HOSTS.to_owned(), self.certified_names());
        }
        environment
    }

    /// The app's own files.
    fn texts(&self, target: &Target) -> BTreeMap<String, Vec<Part>> {
        let parts = |file: &File| {
            if file.template { self.value(&file.text, target) } else { vec![Part::Text(file.text.clone())] }
        };
        self.layout.preset.files.iter().map(|(name, file)| (name.clone(), parts(file))).collect()
    }

    fn manifest(&self, https: Option<&str>) -> Value {
        let builds: Vec<Value> =
            self.layout.preset.builds().filter_map(|(name, build, _)| self.build(name, build)).collect();
        let stores = self.layout.on_server();
        let backups: Vec<Value> = stores.filter_map(|placed| store::backup(self.layout, &placed)).collect();
        let fetch = if self.layout.managed_databases().next().is_some() {
            json!([{"url": RDS_BUNDLE, "name": "rds-ca.pem"}])
        } else {
            json!([])
        };
        let file =
            |(name, file): (&String, &File)| json!({"name": name, "mode": file.mode, "variable": file_variable(name)});
        let files: Vec<Value> = self.layout.preset.files.iter().map(file).collect();
        let migrations: Vec<Value> =
            self.layout.preset.migrations().map(|(name, _)| json!({"service": name})).collect();
        let jobs: Vec<Value> = self.layout.preset.jobs.iter().filter_map(|(name, job)| scheduled(name, job)).collect();
        let (path, codes) = self.layout.preset.health();
        let external = self.layout.at_place(Place::External);
        let tried = |one: Placed<'_>| {
            let variable = scoped(one.name, "URL");
            json!({"store": one.name, "variable": variable, "port": one.store.kind.port()})
        };
        let reach: Vec<Value> = external.map(tried).collect();
        let mut manifest = json!({
            "version": 2,
            "migrate": migrations,
            "jobs": jobs,
            "build": builds,
            "fetch": fetch,
            "folders": self.folders(),
            "files": files,
            "health": {"url": format!("http://127.0.0.1{path}"), "codes": codes, "timeout_seconds": HEALTH_SECONDS},
            "backups": backups,
            "https": https,
        });
        // Where nothing is copied another number of days is no other release.
        if manifest["backups"] != json!([]) {
            manifest["backup_days"] = json!(self.layout.answers.data.backup_days);
        }
        if !reach.is_empty() {
            manifest["reach"] = json!(reach);
        }
        manifest
    }

    fn build(&self, name: &str, build: &Build) -> Option<Value> {
        if !self.layout.is_built(name) || self.account_image(name).is_some() {
            return None;
        }
        let (git, reference) = self.layout.repository(name, build);
        let args: Map<String, Value> = build.args.iter().map(|arg| (arg.clone(), json!(scoped(name, arg)))).collect();
        let mut row = json!({
            "service": name, "git": git, "ref": reference, "dockerfile": build.dockerfile,
            "target": build.target, "args": args, "image": built_image(name),
        });
        if !build.context.is_empty() {
            row["context"] = json!(build.context);
        }
        let secrets = build.secrets.iter().filter(|secret| self.layout.has_secret(secret));
        let secrets: Map<String, Value> = secrets.map(|secret| (secret.clone(), json!(build_secret(secret)))).collect();
        if !secrets.is_empty() {
            row["secrets"] = Value::Object(secrets);
        }
        Some(row)
    }
}

/// A job that runs at its times, or when a person starts it.
fn scheduled(name: &str, job: &Container) -> Option<Value> {
    match job.run.as_ref()? {
        Run::BeforeRelease => None,
        Run::ByHand => Some(json!({"service": name, "calendar": ""})),
        Run::Cron(when) => Some(json!({"service": name, "calendar": calendar(when)})),
    }
}
