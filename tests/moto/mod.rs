//! An AWS account to test against: moto (an independent emulator) behind a proxy that adds rules of the real AWS. Each
//! test starts its own, and everything ends with the test. Needs `python3` and, the first time, a package index.

#![allow(dead_code, unreachable_pub, unused_imports, reason = "every test binary uses its own part")]

mod agent;
mod http;
mod process;
mod proxy;
mod shell;
mod venv;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

pub use agent::Agent;
use process::Server;
pub use proxy::{Failure, Side, Span, Status, StrictProxy};
use serde_json::{Value, json};
use shell::Shell;
pub use venv::{found as environment_with, python};

/// Account number of every emulated account.
pub const ACCOUNT: &str = "123456789012";
/// Keys that the emulator takes.
pub const KEY_ID: &str = "AKIACLOUDSTEADTEST00";
pub const SECRET_KEY: &str = "not-a-secret";

/// A moto server of one's own.
pub struct Moto {
    /// Endpoint without the proxy's rules.
    pub url: String,
    account: String,
    server: Server,
    /// Started when something is first asked.
    shell: Mutex<Option<Shell>>,
}

impl Moto {
    /// Starts an empty account.
    pub fn start() -> Self {
        Self::of(ACCOUNT)
    }

    /// The same with another account number.
    pub fn of(account: &str) -> Self {
        let server = Server::start("serve.py", &[], &[("MOTO_ACCOUNT_ID", account.to_owned())]);
        Self { url: server.url(), account: account.to_owned(), server, shell: Mutex::default() }
    }

    /// Empties the account.
    pub fn reset(&self) {
        http::post(self.server.port, "/moto-api/reset", "");
    }

    /// Runs `tests/moto/<script>` with boto3 and this account; its standard output is JSON.
    pub fn python(&self, name: &str, args: &[&str]) -> Value {
        self.ask(&json!({"script": name, "args": args}))
    }

    /// Runs lines of Python that find `boto3` imported and print JSON; an empty output is `null`.
    pub fn boto(&self, lines: &str) -> Value {
        self.ask(&json!({"lines": lines}))
    }

    fn ask(&self, request: &Value) -> Value {
        self.shell
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get_or_insert_with(|| Shell::start(&self.url))
            .ask(request)
    }

    /// Everything in the account, by service and normalised (see `inventory.py`).
    pub fn inventory(&self, region: &str) -> Value {
        self.python("inventory.py", &[region])
    }

    /// The same without identifiers, addresses and times: equal for two runs of the same plan.
    pub fn masked_inventory(&self, region: &str) -> Value {
        self.python("inventory.py", &[region, "--mask"])
    }
}

/// Environment that leads the AWS SDKs, and our own program, to `url`.
pub fn environment(url: &str) -> Vec<(&'static str, String)> {
    vec![
        ("AWS_ENDPOINT_URL", url.to_owned()),
        ("AWS_ACCESS_KEY_ID", KEY_ID.to_owned()),
        ("AWS_SECRET_ACCESS_KEY", SECRET_KEY.to_owned()),
        ("AWS_REGION", "us-east-1".to_owned()),
        ("AWS_DEFAULT_REGION", "us-east-1".to_owned()),
        ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
        ("AWS_CONFIG_FILE", "/nonexistent".to_owned()),
        ("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent".to_owned()),
    ]
}

/// A command that sees nothing of the developer's own environment: no profile, proxy or home folder leaks in.
pub fn bare(program: impl AsRef<OsStr>) -> Command {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("home");
    fs::create_dir_all(&home).expect("a home folder");
    let mut command = Command::new(program);
    command.env_clear().env("HOME", home).env("TZ", "UTC").envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
    command
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/moto").join(name)
}
