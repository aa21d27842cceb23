//! A server that exists only as folders: the script sees a root of its own and stubs for every command with effects.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cloudstead::resource::instance_script;
use serde_json::{Value, json};
use tempfile::TempDir;

pub(crate) const RELEASE: &str = "r1";
pub(crate) const BOX: &str = "/cloudstead/demo/boxes/i-me";
pub(crate) const LOCK: &str = "/cloudstead/demo/migrations/r1";
pub(crate) const HTTPS: &str = "/cloudstead/demo/https-5f1c9a02";
pub(crate) const VOLUME: &str = "vol-0abc123";

/// Commands with effects are stubs. Everything else the script needs is linked by name, and nothing else is in reach.
const STUBS: [&str; 19] = [
    "apt-get",
    "blkid",
    "curl",
    "docker",
    "dpkg",
    "fallocate",
    "git",
    "lsblk",
    "mkfs.ext4",
    "mkswap",
    "mount",
    "mountpoint",
    "resize2fs",
    "sleep",
    "snap",
    "swapon",
    "systemctl",
    "umount",
    "fdisk",
];
const TOOLS: [&str; 10] = ["awk", "cat", "chmod", "cmp", "date", "grep", "install", "python3", "rm", "sed"];

pub(crate) fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/instance.sh")
}

pub(crate) struct Server {
    dir: TempDir,
    script: PathBuf,
}

pub(crate) struct Outcome {
    pub(crate) code: i32,
    /// Standard output and error, as the journal would show them.
    pub(crate) log: String,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) step: String,
    pub(crate) state: String,
    pub(crate) detail: String,
}

impl Server {
    /// A box without a data volume, its release already published.
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let server = Self { script: dir.path().join("instance.sh"), dir };
        fs::write(&server.script, instance_script()).unwrap();
        let bin = server.dir.path().join("bin");
        fs::create_dir_all(&bin).unwrap();
        let stub = server.stub("stub");
        // The stubs are a module behind one line, so that Python compiles them once per server and not per call.
        server.write("stubs.py", include_str!("stub.py"));
        let start = "import os, sys\nsys.path.insert(0, os.environ['STUB'])\nimport stubs";
        server.write("stub", &format!("#!{} -IS\n{start}\n", tool("python3").display()));
        fs::set_permissions(&stub, fs::Permissions::from_mode(0o755)).unwrap();
        for name in STUBS {
            symlink(&stub, bin.join(name)).unwrap();
        }
        for name in TOOLS {
            symlink(tool(name), bin.join(name)).unwrap();
        }
        for folder in ["etc", "proc", "dev"] {
            fs::create_dir_all(server.root(folder)).unwrap();
        }
        fs::write(server.root("etc/fstab"), "LABEL=cloudimg-rootfs / ext4 defaults 0 1").unwrap();
        server.memory(8_000_000);
        server.write("imds/meta-data/instance-id", "i-me");
        server.write("imds/meta-data/placement/region", "eu-central-1");
        for (key, value) in [("deployment", "demo"), ("role", "box"), ("bucket", "cloudstead-demo"), ("release", RELEASE)] {
            server.tag(key, value);
        }
        server.write("services", "caddy\ndb\napp\n");
        server.write("health", "000 502 200");
        server.publish(RELEASE, &release());
        server.secret("DB_PASSWORD", "correct-horse");
        server
    }

    /// A box with an empty data volume attached.
    pub(crate) fn with_volume() -> Self {
        let server = Self::new();
        server.tag("volume", VOLUME);
        server.write("lsblk.json", &devices(true));
        server.write("blkid.json", r#"{"code": 2, "text": ""}"#);
        fs::write(server.root("dev/nvme1n1"), vec![0; 1 << 20]).unwrap();
        server
    }

    pub(crate) fn root(&self, path: &str) -> PathBuf {
        self.dir.path().join("root").join(path)
    }

    pub(crate) fn stub(&self, path: &str) -> PathBuf {
        self.dir.path().join("stub").join(path)
    }

    /// Puts a file into the stubs' world.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.stub(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn tag(&self, key: &str, value: &str) {
        self.write(&format!("imds/meta-data/tags/instance/cloudstead:{key}"), value);
    }

    pub(crate) fn memory(&self, kilobytes: u32) {
        fs::write(self.root("proc/meminfo"), format!("MemTotal: {kilobytes} kB\nMemFree: 1 kB\n")).unwrap();
    }

    pub(crate) fn publish(&self, name: &str, release: &Value) {
        let folder = format!("s3/cloudstead-demo/releases/{name}");
        self.write(&format!("{folder}/release.json"), &release.to_string());
        self.write(&format!("{folder}/compose.yaml"), "services: {}\n");
        self.write(&format!("{folder}/Caddyfile"), "plain\n");
        self.write(&format!("{folder}/Caddyfile.https"), "secure\n");
    }

    pub(crate) fn secret(&self, name: &str, value: &str) {
        self.parameter(&format!("/cloudstead/demo/secrets/{name}"), "SecureString", value, "2026-01-01T00:00:00+00:00");
    }

    pub(crate) fn parameter(&self, name: &str, kind: &str, value: &str, at: &str) {
        let stored = json!({"Type": kind, "Value": value, "LastModifiedDate": at});
        self.write(&parameter_file(name), &stored.to_string());
    }

    pub(crate) fn stored(&self, name: &str) -> Option<Value> {
        let text = fs::read_to_string(self.stub(&parameter_file(name))).ok()?;
        let stored: Value = serde_json::from_str(&text).unwrap();
        serde_json::from_str(stored["Value"].as_str().unwrap()).ok()
    }

    /// Lets the next `times` calls whose command line contains `what` fail.
    pub(crate) fn fail(&self, what: &str, times: u32, text: &str) {
        let rule = json!([{"match": what, "times": times, "text": text, "code": 1}]);
        self.write("fail.json", &rule.to_string());
    }

    /// Runs a copy of the script in which one piece of text is different.
    pub(crate) fn patched(mut self, from: &str, to: &str) -> Self {
        let text = instance_script();
        assert_eq!(text.matches(from).count(), 1, "{from}");
        self.script = self.dir.path().join("patched.sh");
        fs::write(&self.script, text.replace(from, to)).unwrap();
        self
    }

    pub(crate) fn run(&self, mode: &[&str]) -> Outcome {
        let log = self.dir.path().join("journal");
        let file = fs::File::create(&log).unwrap();
        // A wait that never ends is a failure, not a reason to hang.
        let status = Command::new(tool("timeout"))
            .args(["-s", "KILL", "120", "/bin/bash"])
            .arg(&self.script)
            .args(mode)
            .env_clear()
            .env("PATH", self.dir.path().join("bin"))
            .env("CLOUDSTEAD_ROOT", self.dir.path().join("root"))
            .env("STUB", self.dir.path().join("stub"))
            .stdin(Stdio::null())
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .status()
            .unwrap();
        let log = String::from_utf8_lossy(&fs::read(log).unwrap()).into_owned();
        Outcome { code: status.code().unwrap_or(-1), log }
    }

    pub(crate) fn up(&self) -> Outcome {
        self.run(&["up"])
    }

    pub(crate) fn succeed(&self) {
        let outcome = self.up();
        assert_eq!(outcome.code, 0, "{}", outcome.log);
        assert_eq!(self.reports().last().unwrap(), &report("ready", "done"));
    }

    fn lines(&self, file: &str) -> Vec<Value> {
        let text = fs::read_to_string(self.stub(file)).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    pub(crate) fn calls(&self) -> Vec<String> {
        self.lines("calls").iter().map(|line| line.as_str().unwrap().to_owned()).collect()
    }

    pub(crate) fn called(&self, what: &str) -> usize {
        self.calls().iter().filter(|call| call.contains(what)).count()
    }

    /// Forgets what was called and reported so far.
    pub(crate) fn forget(&self) {
        for file in ["calls", "puts", "compose", "builds", "sleeps"] {
            let _ = fs::remove_file(self.stub(file));
        }
    }

    pub(crate) fn composed(&self) -> Vec<Value> {
        self.lines("compose")
    }

    pub(crate) fn builds(&self) -> Vec<Value> {
        self.lines("builds")
    }

    pub(crate) fn put(&self, name: &str) -> Vec<Value> {
        let puts = self.lines("puts");
        let ours = puts.iter().filter(|put| put["name"] == name);
        ours.map(|put| serde_json::from_str(put["value"].as_str().unwrap()).unwrap()).collect()
    }

    pub(crate) fn reports(&self) -> Vec<Report> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let puts = self.put(BOX);
        puts.iter().map(|put| Report { step: text(&put["step"]), state: text(&put["state"]), detail: text(&put["detail"]) }).collect()
    }

    /// Step and state of every report, such as `packages running`.
    pub(crate) fn steps(&self) -> Vec<String> {
        self.reports().iter().map(|report| format!("{} {}", report.step, report.state)).collect()
    }

    /// The last report, which must be the failure of this step.
    pub(crate) fn failure(&self, step: &str) -> String {
        let outcome = self.up();
        assert_ne!(outcome.code, 0, "{}", outcome.log);
        let last = self.reports().pop().unwrap();
        assert_eq!((last.step.as_str(), last.state.as_str()), (step, "failed"), "{}", outcome.log);
        assert!(!last.detail.is_empty());
        last.detail
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Every file below the root with its bytes.
    pub(crate) fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut folders = vec![self.root("")];
        let mut files = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.push((path.clone(), fs::read(path).unwrap()));
                }
            }
        }
        files
    }
}

pub(crate) fn report(step: &str, state: &str) -> Report {
    Report { step: step.to_owned(), state: state.to_owned(), detail: String::new() }
}

pub(crate) fn release() -> Value {
    json!({
        "version": 1,
        "env": {
            "PORT": ["3000"],
            "DATABASE_URL": ["postgres://app:", {"secret": "DB_PASSWORD"}, "@db/app"],
        },
        "migrate": {"service": "migrate"},
        "build": [],
        "health": {"url": "http://127.0.0.1/api/health", "timeout_seconds": 60},
        "backup": null,
        "https": null,
        "fetch": [],
    })
}

/// What `lsblk` says about a root disk and, when attached, the data volume.
pub(crate) fn devices(attached: bool) -> String {
    let root = json!({"name": "nvme0n1", "type": "disk", "mountpoint": null, "serial": "vol0root", "fstype": null,
        "children": [{"name": "nvme0n1p1", "type": "part", "mountpoint": "/", "serial": null, "fstype": "ext4"}]});
    let data = json!({"name": "nvme1n1", "type": "disk", "mountpoint": null, "serial": "vol0abc123", "fstype": null});
    let devices = if attached { vec![root, data] } else { vec![root] };
    json!({ "blockdevices": devices }).to_string()
}

pub(crate) fn parameter_file(name: &str) -> String {
    format!("params/{}", name.replace('/', "%2F"))
}

/// The stored form of a parameter, for a moment that the test prepares.
pub(crate) fn stored(value: &Value, at: &str) -> String {
    json!({"Type": "String", "Value": value.to_string(), "LastModifiedDate": at}).to_string()
}

fn tool(name: &str) -> PathBuf {
    let folders = ["/usr/bin", "/bin"].map(Path::new);
    let found = folders.iter().map(|folder| folder.join(name)).find(|path| path.exists());
    found.unwrap_or_else(|| panic!("{name} is not installed"))
}
