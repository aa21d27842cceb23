//! An account, a machine with its own state folder, and the program.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::moto::{Agent, Moto, StrictProxy, bare, environment};

pub(crate) const REGION: &str = "us-east-1";
pub(crate) const NAME: &str = "demo";
/// Another deployment of the same name.
pub(crate) const STRANGER: &str = "somebodyelse";
/// A secret that a person gives: to be seen in the account and nowhere else.
pub(crate) const CANARY: &str = "resend-canary";

pub(crate) struct Laptop {
    pub(crate) moto: Moto,
    pub(crate) proxy: StrictProxy,
    _agent: Agent,
    pub(crate) folder: TempDir,
    /// Everything that the program printed.
    pub(crate) said: RefCell<String>,
    /// Whose key the program uses; without one it may do everything.
    pub(crate) person: RefCell<Option<[String; 2]>>,
}

fn fresh() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("home")).unwrap();
    folder
}

/// What one invocation of the program left behind.
pub(crate) struct Ran {
    /// `None` when a signal ended it.
    pub(crate) code: Option<i32>,
    /// JSON lines of standard output.
    pub(crate) lines: Vec<Value>,
    pub(crate) stderr: String,
}

impl Ran {
    pub(crate) fn finished(&self) -> &Value {
        let last = self.lines.last().unwrap_or_else(|| panic!("no output; {}", self.stderr));
        assert_eq!(last["event"], "run_finished", "{last} {}", self.stderr);
        last
    }

    pub(crate) fn done(&self) -> &Value {
        let failures: Vec<&Value> = self.lines.iter().filter(|line| line["event"] == "node_failed").collect();
        assert_eq!(self.code, Some(0), "{failures:?} {}", self.stderr);
        let last = self.finished();
        assert_eq!(last["outcome"], "done", "{failures:?}");
        last
    }
}

impl Laptop {
    pub(crate) fn new() -> Self {
        let moto = Moto::start();
        let proxy = StrictProxy::start(&moto);
        let agent = Agent::start(&moto, REGION);
        Self { moto, proxy, _agent: agent, folder: fresh(), said: RefCell::default(), person: RefCell::default() }
    }

    /// Another account and another machine: to start the servers anew would cost more than most runs.
    pub(crate) fn start_over(&mut self) {
        self.moto.reset();
        self.proxy.forget();
        self.folder = fresh();
        self.said.take();
        self.person.take();
    }

    /// Another machine, on the same account.
    pub(crate) fn lose_folder(&mut self) {
        self.folder = fresh();
    }

    /// Writes answers and returns their path.
    pub(crate) fn answers(&self, tier: &str, domain: Option<&str>) -> PathBuf {
        let domain =
            domain.map_or_else(String::new, |name| format!("[domain]\nkind = \"route53\"\nname = \"{name}\"\n"));
        let text = format!(
            "name = \"{NAME}\"\npreset = \"compai\"\ntier = \"{tier}\"\nregion = \"{REGION}\"\nbudget = 60\n{domain}\
             [alerts]\nemail = \"me@example.com\"\n[secrets]\nRESEND_API_KEY = \"env:TEST_RESEND\"\n\
             [images]\napp = \"example/app:1\"\nportal = \"example/portal:1\"\napi = \"example/api:1\"\nmigrate \
             = \"example/migrate:1\"\n"
        );
        let path = self.folder.path().join(format!("{tier}.toml"));
        fs::write(&path, text).unwrap();
        path
    }

    /// The same without ready images: the account builds them.
    pub(crate) fn answers_that_build(&self, tier: &str, domain: Option<&str>) -> PathBuf {
        let path = self.answers(tier, domain);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.split_once("[images]").unwrap().0).unwrap();
        path
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        self.command_at(&self.proxy.url, args)
    }

    /// The program signed in to the account behind `url`.
    pub(crate) fn command_at(&self, url: &str, args: &[&str]) -> Command {
        let mut command = bare(env!("CARGO_BIN_EXE_cloudstead"));
        command.args(args).args(["--json", "--no-verify"]).arg("--state-dir").arg(self.folder.path().join("state"));
        command
            .env("HOME", self.folder.path().join("home"))
            .envs(environment(url))
            .env("TEST_RESEND", CANARY)
            .stdin(Stdio::null());
        if let Some([id, secret]) = &*self.person.borrow() {
            command.env("AWS_ACCESS_KEY_ID", id).env("AWS_SECRET_ACCESS_KEY", secret);
        }
        command
    }

    /// The same program with the same process id as the returned child, waiting for a line before it begins.
    pub(crate) fn waiting(&self, args: &[&str]) -> Command {
        let program = self.command(args);
        let mut command = bare("sh");
        command.arg("-c").arg("read -r go && exec \"$0\" \"$@\"").arg(program.get_program()).args(program.get_args());
        for (name, value) in program.get_envs() {
            if let Some(value) = value {
                command.env(name, value);
            }
        }
        // In the folder that is searched for secrets.
        let file = |name: &str| File::options().create(true).append(true).open(self.folder.path().join(name)).unwrap();
        command.stdin(Stdio::piped()).stdout(file("killed.out")).stderr(file("killed.err"));
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.finish(self.command(args))
    }

    pub(crate) fn finish(&self, mut command: Command) -> Ran {
        let output = command.output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(!text.contains(CANARY) && !errors.contains(CANARY), "{:?} shows a secret", command.get_args());
        self.said.borrow_mut().extend([text.as_str(), &*errors]);
        let lines = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}")))
            .collect();
        Ran { code: output.status.code(), lines, stderr: errors.into_owned() }
    }

    pub(crate) fn journal(&self) -> Vec<u8> {
        fs::read(self.folder.path().join("state").join(NAME).join("journal.jsonl")).unwrap()
    }

    pub(crate) fn deploy(&self, tier: &str, domain: Option<&str>) -> Ran {
        let answers = self.answers(tier, domain);
        self.run(&["deploy", "--answers", answers.to_str().unwrap(), "--yes"])
    }

    pub(crate) fn resume(&self) -> Ran {
        self.run(&["resume", NAME, "--yes"])
    }

    pub(crate) fn upgrade(&self, tier: &str) -> Ran {
        self.run(&["upgrade", NAME, "--tier", tier, "--yes"])
    }

    pub(crate) fn status(&self) -> Value {
        let ran = self.run(&["status", NAME]);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        ran.lines.into_iter().next().unwrap()
    }

    /// The account without identifiers and without the deployment's random id.
    pub(crate) fn shape(&self) -> Value {
        self.moto.masked_inventory(REGION)
    }

    /// Things of the account that carry this deployment's tags, by kind and node, and how often each occurs.
    pub(crate) fn tagged(&self) -> BTreeMap<(String, String), usize> {
        tagged(&self.moto.inventory(REGION))
    }
}

/// The same of an inventory.
pub(crate) fn tagged(inventory: &Value) -> BTreeMap<(String, String), usize> {
    let mut nodes = BTreeMap::new();
    let Value::Object(kinds) = inventory else { panic!("no inventory") };
    for (kind, items) in kinds {
        for item in items.as_array().into_iter().flatten() {
            if item["tags"]["cloudstead:deployment"] == NAME && item["tags"]["cloudstead:id"] != STRANGER {
                let node = item["tags"]["cloudstead:node"].as_str().unwrap_or_default().to_owned();
                *nodes.entry((kind.clone(), node)).or_insert(0) += 1;
            }
        }
    }
    nodes
}
