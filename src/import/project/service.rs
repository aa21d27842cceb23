//! One service.

use indexmap::IndexMap;

use super::{Build, Entry, Health, Limit, Mount, Port, Resources};
use super::{build, environment, health, left_over, map, mounts, pairs, ports, resources, scalars, words};
use crate::import::load::{Reading, as_keys};
use crate::import::refusal::Refusal;
use crate::import::variables::Text;
use crate::import::yaml::{At, Fields, Node};

/// What one service says. What is not here became a note while it was read.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of its own")]
pub(in crate::import) struct Service {
    pub(in crate::import) at: At,
    pub(in crate::import) image: Option<(At, Text)>,
    pub(in crate::import) build: Option<Build>,
    pub(in crate::import) platform: Option<(At, String)>,
    pub(in crate::import) command: Option<Vec<Text>>,
    pub(in crate::import) entrypoint: Option<Vec<Text>>,
    pub(in crate::import) env: IndexMap<String, Entry>,
    pub(in crate::import) ports: Vec<Port>,
    pub(in crate::import) exposed: Vec<u16>,
    pub(in crate::import) mounts: Vec<Mount>,
    pub(in crate::import) tmpfs: Vec<String>,
    /// Services that start before, and how far they must be.
    pub(in crate::import) needs: IndexMap<String, Condition>,
    /// Names that it uses for other services: `db:database`.
    pub(in crate::import) links: Vec<(At, String)>,
    pub(in crate::import) health: Option<Health>,
    pub(in crate::import) profiles: Vec<String>,
    pub(in crate::import) labels: IndexMap<String, (At, Text)>,
    pub(in crate::import) restart: Option<String>,
    /// A mark of a catalogue: its end is nothing to worry about.
    pub(in crate::import) once: bool,
    pub(in crate::import) resources: Resources,
    pub(in crate::import) network_mode: Option<(At, String)>,
    /// Networks that it is in, with its names there.
    pub(in crate::import) networks: IndexMap<String, Vec<String>>,
    pub(in crate::import) devices: Vec<(At, String)>,
    pub(in crate::import) container_name: Option<String>,
    pub(in crate::import) user: Option<String>,
    pub(in crate::import) workdir: Option<String>,
    pub(in crate::import) hostname: Option<String>,
    pub(in crate::import) privileged: Option<At>,
    pub(in crate::import) init: bool,
    pub(in crate::import) read_only: bool,
    pub(in crate::import) tty: bool,
    pub(in crate::import) shm_mb: u32,
    pub(in crate::import) ulimits: IndexMap<String, Limit>,
    pub(in crate::import) cap_add: Vec<String>,
    pub(in crate::import) cap_drop: Vec<String>,
    pub(in crate::import) security_opt: Vec<String>,
    pub(in crate::import) sysctls: IndexMap<String, String>,
    pub(in crate::import) extra_hosts: IndexMap<String, String>,
    pub(in crate::import) stop_seconds: u32,
    pub(in crate::import) stop_signal: Option<String>,
}

/// How far a service must be before another one starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum Condition {
    Started,
    Healthy,
    /// It ran to its end, and well.
    Ended,
}

impl Service {
    pub(super) fn read(name: &str, node: Node, reading: &mut Reading<'_>) -> Result<Self, Refusal> {
        let at = node.at;
        let mut fields = Fields::of(node, "a service")?;
        let mut service = Self { at, env: environment::read(name, &mut fields, reading)?, ..Self::default() };
        if let Some(node) = fields.some("image") {
            service.image = Some((node.at, reading.text(&node)?));
        }
        service.build = build::read(name, fields.take("build"), reading)?;
        service.command = words::read(fields.take("command"), reading)?;
        service.entrypoint = words::read(fields.take("entrypoint"), reading)?;
        service.ports = ports::read(fields.take("ports"), reading)?;
        service.exposed = ports::exposed(fields.take("expose"), reading)?;
        service.mounts = mounts::read(fields.take("volumes"), reading)?;
        service.mounts.extend(mounts::shared("configs", fields.take("configs"), reading)?);
        service.mounts.extend(mounts::shared("secrets", fields.take("secrets"), reading)?);
        service.tmpfs = reading.plains(fields.take("tmpfs"))?;
        service.health = health::read(name, fields.take("healthcheck"), reading)?;
        service.resources = resources::read(name, &mut fields, reading)?;
        service.ulimits = resources::ulimits(name, fields.take("ulimits"), reading)?;
        service.needs = needs(name, fields.take("depends_on"), reading)?;
        service.read_plain(name, &mut fields, reading)?;
        service.read_network(name, &mut fields, reading)?;
        for (key, node) in fields.rest() {
            left_over::service(name, &key, &node, reading)?;
        }
        Ok(service)
    }

    fn read_plain(&mut self, name: &str, fields: &mut Fields, reading: &mut Reading<'_>) -> Result<(), Refusal> {
        let mut text = |key: &str, fields: &mut Fields| -> Result<Option<(At, String)>, Refusal> {
            let Some(node) = fields.some(key) else { return Ok(None) };
            let text = reading.plain(&node)?;
            if text.is_empty() {
                reading.notes.dropped(node.at, format!("services.{name}.{key}"), "it has no value");
                return Ok(None);
            }
            Ok(Some((node.at, text)))
        };
        self.platform = text("platform", fields)?;
        self.restart = text("restart", fields)?.map(|(_, text)| text);
        // `${UID}:${GID}` without values is no user.
        self.user = text("user", fields)?.map(|(_, text)| text).filter(|user| user.trim_matches(':') == user);
        self.workdir = text("working_dir", fields)?.map(|(_, text)| text);
        self.hostname = text("hostname", fields)?.map(|(_, text)| text);
        self.container_name = text("container_name", fields)?.map(|(_, text)| text);
        self.stop_signal = text("stop_signal", fields)?.map(|(_, text)| text);
        self.network_mode = text("network_mode", fields)?;
        let privileged = fields.some("privileged");
        let at = privileged.as_ref().map(|node| node.at);
        self.privileged = if scalars::switch(privileged, reading)? { at } else { None };
        self.once = scalars::switch(fields.take("exclude_from_hc"), reading)?;
        self.init = scalars::switch(fields.take("init"), reading)?;
        self.read_only = scalars::switch(fields.take("read_only"), reading)?;
        self.tty = scalars::switch(fields.take("tty"), reading)?;
        if let Some(node) = fields.some("shm_size") {
            self.shm_mb = scalars::megabytes(&node, reading)?;
        }
        if let Some(node) = fields.some("stop_grace_period") {
            self.stop_seconds = scalars::seconds(&node, reading)?;
        }
        self.profiles = reading.plains(fields.take("profiles"))?;
        self.cap_add = reading.plains(fields.take("cap_add"))?;
        self.cap_drop = reading.plains(fields.take("cap_drop"))?;
        self.security_opt = reading.plains(fields.take("security_opt"))?;
        for (name, node) in pairs("sysctls", fields.take("sysctls"))? {
            let value = reading.plain(&node)?;
            self.sysctls.insert(name, value);
        }
        for (name, node) in pairs("labels", fields.take("labels"))? {
            let text = reading.text(&node)?;
            self.labels.insert(name, (node.at, text));
        }
        Ok(())
    }

    fn read_network(&mut self, name: &str, fields: &mut Fields, reading: &mut Reading<'_>) -> Result<(), Refusal> {
        for (host, node) in pairs("extra_hosts", fields.take("extra_hosts"))? {
            let address = reading.plains(Some(node))?;
            self.extra_hosts.insert(host, address.join(","));
        }
        for item in fields.take("links").map(crate::import::load::items).unwrap_or_default() {
            let link = reading.plain(&item)?;
            self.links.push((item.at, link));
        }
        for item in fields.take("devices").map(crate::import::load::items).unwrap_or_default() {
            let device = if let crate::import::yaml::Value::Map(_) = item.value {
                let mut device = Fields::of(item.clone(), "a device")?;
                let source = device.some("source").map(|node| reading.plain(&node)).transpose()?;
                source.unwrap_or_default()
            } else {
                reading.plain(&item)?
            };
            self.devices.push((item.at, device));
        }
        for (network, node) in pairs("networks", fields.take("networks"))? {
            let what = |key: &str| format!("services.{name}.networks.{network}.{key}");
            let mut options = Fields::of(node, "a network of a service")?;
            let aliases = reading.plains(options.take("aliases"))?;
            for (key, node) in options.rest() {
                let why = "addresses are given by Docker; containers find each other by name";
                reading.notes.dropped(node.at, what(&key), why);
            }
            self.networks.insert(network, aliases);
        }
        Ok(())
    }
}

fn needs(name: &str, node: Option<Node>, reading: &mut Reading<'_>) -> Result<IndexMap<String, Condition>, Refusal> {
    let mut needs = IndexMap::new();
    for (other, node) in map(node.map(|node| as_keys("depends_on", node)), "`depends_on`")? {
        let at = node.at;
        let mut fields = Fields::of(node, "an entry of `depends_on`")?;
        let condition = fields.some("condition").map(|node| reading.plain(&node)).transpose()?;
        let condition = match condition.as_deref() {
            None | Some("service_started" | "") => Condition::Started,
            Some("service_healthy") => Condition::Healthy,
            Some("service_completed_successfully") => Condition::Ended,
            Some(_) => {
                let what = "`condition` is service_started, service_healthy or service_completed_successfully";
                return Err(Refusal::at(at, what));
            }
        };
        for (key, node) in fields.rest() {
            let why = match key.as_str() {
                "required" => "a service that is missing is no longer waited for",
                "restart" => "a release restarts what it changes",
                _ => "unknown here",
            };
            reading.notes.dropped(node.at, format!("services.{name}.depends_on.{other}.{key}"), why);
        }
        let filled = reading.variables_of(at).fill(&other).map_err(|why| Refusal::at(at, why))?.0;
        needs.insert(filled.plain(), condition);
    }
    Ok(needs)
}
