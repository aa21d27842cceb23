//! What a server runs: Compose file, Caddyfile, environment and manifest.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::Composer;
use super::caddy::Form;
use super::data::{DB_PASSWORD, secret_id};
use crate::model::{NodeId, short_hash};
use crate::preset::{Build, Piece, parse_template};
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
    pub(super) fn release(&mut self, id: &str, target: &Target) -> String {
        let mut files = BTreeMap::from([("compose.yaml".to_owned(), self.compose_file())]);
        let forms = [("Caddyfile", Form::Plain), ("Caddyfile.asking", Form::Asking), ("Caddyfile.https", Form::Https)];
        for (name, form) in forms.into_iter().filter(|(_, form)| *form == Form::Plain || self.https_on_server()) {
            files.insert(name.to_owned(), self.caddyfile(form));
        }
        let environment = self.environment(target);
        let switch = if self.answers.domain.name().is_some() { self.https_switch() } else { ALWAYS.to_owned() };
        let manifest = self.manifest(self.https_on_server().then_some(switch.as_str()));
        let images = self.image_inputs();
        let material = if images.is_empty() {
            serde_json::to_string(&(&files, &environment, &manifest)).unwrap_or_default()
        } else {
            serde_json::to_string(&(&files, &environment, &manifest, images)).unwrap_or_default()
        };
        let release = short_hash(&material, 12);
        self.add::<Release>(
            id,
            Release { bucket: self.at("files"), id: release.clone(), files, environment, manifest },
        );
        release
    }

    /// Secrets and settings that must exist before a server with this release can start.
    pub(super) fn release_needs(&self, release: &str) -> Vec<NodeId> {
        let mut needs: Vec<NodeId> =
            vec![release.into(), "server-policy".into(), "logs".into(), "public-default-route".into()];
        let generated = self
            .preset
            .secrets
            .iter()
            .filter(|(name, need)| need.generate.is_some() || self.answers.secrets.contains_key(*name));
        needs.extend(generated.map(|(name, _)| NodeId::from(secret_id(name).as_str())));
        if self.preset.database.is_some() {
            needs.push(secret_id(DB_PASSWORD).as_str().into());
        }
        needs
    }

    fn compose_file(&self) -> String {
        let mut services = Map::new();
        let mut ports: Vec<String> = self.http_ports().iter().map(|port| format!("{port}:{port}")).collect();
        if self.https_on_server() {
            ports.extend(["443:443", "443:443/udp"].map(str::to_owned));
        }
        let mut caddy = json!({
            "image": CADDY_IMAGE, "restart": "unless-stopped", "ports": ports,
            "volumes": ["/opt/cloudstead/active:/etc/caddy:ro", "/data/caddy:/data"],
        });
        if self.https_on_server() {
            caddy["environment"] = json!({"HOSTS": format!("${{{HOSTS}}}")});
        }
        services.insert("caddy".to_owned(), self.logged(caddy));
        for (name, service) in &self.preset.services {
            let mut container = self.container(name, service.image.as_deref(), &service.env);
            container["restart"] = json!("unless-stopped");
            services.insert(name.clone(), self.logged(container));
        }
        let on_server = self.preset.database.as_ref().filter(|_| !self.managed_database());
        if let Some(migrate) = &self.preset.migrate {
            let mut container = self.container("migrate", migrate.image.as_deref(), &migrate.env);
            container["command"] = json!(migrate.command.iter().map(|word| escape(word)).collect::<Vec<_>>());
            container["profiles"] = json!(["migrate"]);
            if on_server.is_some() {
                container["depends_on"] = json!({"db": {"condition": "service_healthy"}});
            }
            services.insert("migrate".to_owned(), container);
        }
        if let Some(database) = on_server {
            let db = json!({
                "image": database.image, "restart": "unless-stopped",
                "environment": {"POSTGRES_USER": database.user, "POSTGRES_DB": database.name,
                    "POSTGRES_PASSWORD": "${DB__PASSWORD}"},
                "volumes": ["/data/postgres:/var/lib/postgresql/data"],
                "healthcheck": {"test": ["CMD", "pg_isready", "-U", database.user, "-d", database.name],
                    "interval": "5s", "retries": 30},
            });
            services.insert("db".to_owned(), self.logged(db));
        }
        // JSON is YAML, and a serializer makes no quoting mistakes.
        serde_json::to_string_pretty(&json!({"name": "cloudstead", "services": services})).unwrap_or_default()
    }

    fn container(&self, name: &str, image: Option<&str>, env: &IndexMap<String, String>) -> Value {
        let environment: Map<String, Value> =
            env.keys().map(|variable| (variable.clone(), json!(format!("${{{}}}", scoped(name, variable))))).collect();
        let mut container =
            json!({"environment": environment, "volumes": ["/opt/cloudstead/fetched:/etc/cloudstead:ro"]});
        match self.answers.images.get(name).map(String::as_str).or(image) {
            Some(image) => container["image"] = json!(escape(image)),
            None if self.account_image(name).is_some() => {
                container["image"] = json!(format!("${{{}}}", image_variable(name)));
            }
            None => {
                container["image"] = json!(built_image(name));
                container["pull_policy"] = json!("never");
            }
        }
        container
    }

    fn logged(&self, mut container: Value) -> Value {
        container["logging"] = json!({
            "driver": "awslogs",
            "options": {"awslogs-region": self.answers.region.code(), "awslogs-group": self.log_group(),
                "tag": LOG_STREAM, "mode": "non-blocking"},
        });
        container
    }

    /// Variables of all services, each prefixed with its service so that equal names may differ.
    fn environment(&self, target: &Target) -> BTreeMap<String, Vec<Part>> {
        let mut environment = BTreeMap::new();
        let migrate = self.preset.migrate.iter().map(|migrate| ("migrate", &migrate.env));
        let services = self.preset.services.iter().map(|(name, service)| (name.as_str(), &service.env));
        for (service, env) in services.chain(migrate) {
            for (variable, value) in env {
                let pieces = parse_template(value).unwrap_or_default();
                let parts = pieces.iter().flat_map(|piece| self.parts(piece, target)).collect();
                environment.insert(scoped(service, variable), parts);
            }
        }
        if self.preset.database.is_some() && !self.managed_database() {
            environment.insert("DB__PASSWORD".to_owned(), vec![Part::Secret(DB_PASSWORD.to_owned())]);
        }
        for (name, build, _) in self.preset.builds() {
            if let Some(image) = self.account_image(name) {
                environment.insert(image_variable(name), vec![Part::Image(image)]);
            } else if self.is_built(name) {
                let secrets = build.secrets.iter().filter(|secret| self.has_secret(secret));
                environment.extend(secrets.map(|secret| (build_secret(secret), vec![Part::Secret(secret.clone())])));
            }
        }
        if self.https_on_server() {
            environment.insert(HOSTS.to_owned(), self.certified_names());
        }
        environment
    }

    pub(super) fn parts(&self, piece: &Piece, target: &Target) -> Vec<Part> {
        match piece {
            Piece::Text(text) => vec![Part::Text(text.clone())],
            Piece::Secret(name) => {
                let need = self.preset.secrets.get(name);
                let exists = self.has_secret(name);
                let otherwise = || need.map(|need| need.otherwise.clone()).unwrap_or_default();
                vec![if exists { Part::Secret(name.clone()) } else { Part::Text(otherwise()) }]
            }
            Piece::Url(service) => self.service_url(service, target, true),
            Piece::Host(service) => self.service_url(service, target, false),
            Piece::DatabaseUrl => self.database_url(),
            Piece::Bucket => vec![Part::Bucket(self.at("files"))],
            Piece::Region => vec![Part::Text(self.answers.region.code().to_owned())],
        }
    }

    fn database_url(&self) -> Vec<Part> {
        let Some(database) = &self.preset.database else { return Vec::new() };
        let host =
            if self.managed_database() { Part::DatabaseHost(self.at("database")) } else { Part::Text("db".to_owned()) };
        let options = if self.managed_database() { "?sslmode=require" } else { "" };
        vec![
            Part::Text(format!("postgresql://{}:", database.user)),
            Part::Secret(DB_PASSWORD.to_owned()),
            Part::Text("@".to_owned()),
            host,
            Part::Text(format!(":5432/{}{options}", database.name)),
        ]
    }

    fn manifest(&self, https: Option<&str>) -> Value {
        let mut builds = Vec::new();
        for (name, service) in &self.preset.services {
            builds.extend(self.build(name, service.build.as_ref()));
        }
        let migrate = self.preset.migrate.as_ref();
        builds.extend(migrate.and_then(|migrate| self.build("migrate", migrate.build.as_ref())));
        let backup = self.preset.database.as_ref().filter(|_| !self.managed_database());
        let fetch =
            if self.managed_database() { json!([{"url": RDS_BUNDLE, "name": "rds-ca.pem"}]) } else { json!([]) };
        json!({
            "version": 1,
            "migrate": migrate.map(|_| json!({"service": "migrate"})),
            "build": builds,
            "fetch": fetch,
            "health": {"url": format!("http://127.0.0.1{}", self.preset.health_path),
                "timeout_seconds": HEALTH_SECONDS},
            "backup": backup.map(|database| json!({"service": "db", "user": database.user, "database": database.name})),
            "https": https,
        })
    }

    fn build(&self, name: &str, build: Option<&Build>) -> Option<Value> {
        let build = build.filter(|_| self.is_built(name) && self.account_image(name).is_none())?;
        let args: Map<String, Value> = build.args.iter().map(|arg| (arg.clone(), json!(scoped(name, arg)))).collect();
        Some(json!({
            "service": name, "git": build.git, "ref": build.r#ref, "dockerfile": build.dockerfile,
            "target": build.target, "args": args, "image": built_image(name),
        }))
        .map(|mut row| {
            let secrets = build.secrets.iter().filter(|secret| self.has_secret(secret));
            let secrets: Map<String, Value> =
                secrets.map(|secret| (secret.clone(), json!(build_secret(secret)))).collect();
            if !secrets.is_empty() {
                row["secrets"] = Value::Object(secrets);
            }
            row
        })
    }
}

/// Environment variable of one service inside the server's environment: always a name that Compose reads as one,
/// whatever the app's own name for it is. Different names stay different.
fn scoped(service: &str, variable: &str) -> String {
    // Compose takes no digit first; no service has the underscore.
    let first = if service.starts_with(|c: char| c.is_ascii_digit()) { "_" } else { "" };
    let mut name = format!("{first}{}__", service.to_ascii_uppercase());
    let mut letters = variable.chars().peekable();
    while let Some(letter) = letters.next() {
        // An `_x` of the app's own would read like one of these.
        let own = letter.is_ascii_alphanumeric() || (letter == '_' && letters.peek() != Some(&'x'));
        if own {
            name.push(letter);
        } else {
            name.extend(["_x", &format!("{:02X}", u32::from(letter)), "_"]);
        }
    }
    name
}

/// The variable that holds an image of the account's registry. No variable of an app begins with a small letter here.
fn image_variable(service: &str) -> String {
    format!("image_{service}")
}

/// The variable that holds a secret of builds on the server.
fn build_secret(name: &str) -> String {
    format!("build_{name}")
}

fn built_image(service: &str) -> String {
    format!("cloudstead/{service}")
}

/// Compose interpolates `$`.
fn escape(text: &str) -> String {
    text.replace('$', "$$")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_name_becomes_one_that_compose_reads_and_no_two_the_same() {
        assert_eq!(scoped("app", "DATABASE_URL"), "APP__DATABASE_URL");
        let names = [
            "a-b", "a.b", "a_b", "a b", "a_x2D_b", "a_x5F_b", "a_xb", "axb", "A-B", "\u{fc}", "9", "X:-y", "a_", "a_x",
        ];
        let scoped: BTreeSet<String> =
            ["app", "2app"].iter().flat_map(|service| names.map(|name| scoped(service, name))).collect();
        assert_eq!(scoped.len(), 2 * names.len(), "{scoped:?}");
        for name in scoped {
            let word = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            assert!(word && !name.starts_with(|c: char| c.is_ascii_digit()), "{name}");
        }
    }
}
