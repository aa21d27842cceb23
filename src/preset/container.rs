//! One container as an app describes it: a service that runs all the time, or a job that runs to its end.

use indexmap::IndexMap;
use serde::Deserialize;

#[cfg(doc)]
use super::PublishedPort;

/// A service or a job. What only one of both has says so; the check refuses it elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "keys of a file, each with a word of its own")]
pub struct Container {
    /// A ready-made image; exactly one of `image` and `build`.
    pub image: Option<String>,
    /// Built from Git, in the account or on the server.
    pub build: Option<Build>,
    /// What a person is asked for where nothing of it is public: `the backend`. They name an image, or with `build`
    /// also a Git repository.
    pub ask: String,
    /// Services: the port inside the container; none for a worker.
    pub port: Option<u16>,
    /// Services: whether people reach it. The main service always, others where they have a `host`.
    pub public: Option<bool>,
    /// Services: label before the domain name; empty for the domain itself.
    pub host: String,
    /// Services: paths that it answers on the name of the main service, such as `/api/*`.
    pub paths: Vec<SharedPath>,
    /// Services: port at the bare address while there is no domain.
    pub port_without_domain: Option<u16>,
    /// Services: ports published as they are, on one server only; see [`PublishedPort`].
    pub ports: Vec<String>,
    /// Jobs: when it runs.
    pub run: Option<Run>,
    pub health: Option<Health>,
    /// Words; empty for the image's own.
    pub command: Vec<String>,
    pub entrypoint: Vec<String>,
    /// Name or number, also `1000:1000`; the image's own where it is left out.
    pub user: Option<String>,
    pub workdir: Option<String>,
    /// MB that it needs: the sum chooses the server.
    pub memory_mb: u32,
    /// MB at which it is ended; 0 for no limit.
    pub memory_limit_mb: u32,
    /// Processors that it may fill; none for no limit.
    pub cpu: Option<f64>,
    pub mounts: Vec<Mount>,
    /// Services, jobs and stores that must run, or have ended well, before it starts.
    pub needs: Vec<String>,
    /// Whether it rules over all containers of its server.
    pub docker_socket: bool,
    pub privileged: bool,
    pub init: bool,
    pub read_only: bool,
    pub tty: bool,
    pub shm_mb: u32,
    pub tmpfs: Vec<String>,
    pub ulimits: IndexMap<String, Limit>,
    pub cap_add: Vec<String>,
    pub cap_drop: Vec<String>,
    pub security_opt: Vec<String>,
    pub sysctls: IndexMap<String, String>,
    /// `name:address`, also `name:host-gateway`.
    pub extra_hosts: Vec<String>,
    pub hostname: Option<String>,
    /// Further names in the app's own network.
    pub aliases: Vec<String>,
    pub stop_seconds: u32,
    pub stop_signal: Option<String>,
    /// Groups of variables that it gets, too; its own win.
    pub groups: Vec<String>,
    /// Variable to value; `${…}` stands for what is known only later (see `presets show`).
    pub env: IndexMap<String, String>,
}

/// A path of a name that services share: all that begins with it where it ends with `*`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum SharedPath {
    /// The service sees it as people ask for it.
    Whole(String),
    Either {
        path: String,
        /// It is taken away before the service sees it.
        strip: bool,
    },
}

impl SharedPath {
    #[must_use]
    pub fn path(&self) -> &str {
        match self {
            Self::Whole(path) | Self::Either { path, .. } => path,
        }
    }

    /// What it begins with: the path without its `*`.
    #[must_use]
    pub fn prefix(&self) -> &str {
        self.path().trim_end_matches('*')
    }

    #[must_use]
    pub const fn strips(&self) -> bool {
        matches!(self, Self::Either { strip: true, .. })
    }
}

/// When a job runs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Run {
    /// Once before a new release serves, in the order of the preset; it must be safe to repeat.
    BeforeRelease,
    /// When a person starts it.
    ByHand,
    /// By the five fields of cron, UTC.
    Cron(String),
}

/// What tells whether a container is well.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Health {
    /// Path that answers, on services that people reach.
    pub path: Option<String>,
    /// Status codes that mean "well": `200`, `200-399`, `200,302`.
    pub codes: Option<String>,
    /// As Docker has it: `["CMD", …]`, `["CMD-SHELL", "…"]`.
    pub command: Vec<String>,
    pub interval_seconds: u32,
    pub timeout_seconds: u32,
    pub retries: u32,
    /// Time to start in which failures do not count.
    pub start_seconds: u32,
}

/// Something that a container sees as a folder or a file of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mount {
    /// A store of the kind `volume`; exactly one of `store` and `file`.
    pub store: Option<String>,
    /// Folder inside of the store.
    pub sub: String,
    /// An entry of `[files]`.
    pub file: Option<String>,
    /// Where the container sees it.
    pub path: String,
    pub read_only: bool,
}

/// A limit of a process: one number, or a soft and a hard one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Limit {
    Both(i64),
    Each { soft: i64, hard: i64 },
}

/// How an image is built from Git.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Build {
    /// Left out where a person is asked for it.
    #[serde(default)]
    pub git: String,
    #[serde(default)]
    pub r#ref: String,
    pub dockerfile: String,
    /// Folder of the repository that the Dockerfile copies from; the whole repository where it is left out.
    #[serde(default)]
    pub context: String,
    #[serde(default)]
    pub target: Option<String>,
    /// Variables of the service that the build needs too. They stay readable in the image: no secret may be among them.
    #[serde(default)]
    pub args: Vec<String>,
    /// Secrets that the Dockerfile mounts (`RUN --mount=type=secret,id=NAME`): they do not stay in the image.
    #[serde(default)]
    pub secrets: Vec<String>,
    /// Minutes that it takes by itself on a machine with the memory for it; 0 where nobody knows.
    #[serde(default)]
    pub minutes: u32,
    /// MB of the image, compressed; 0 where nobody knows.
    #[serde(default)]
    pub image_mb: u32,
}
