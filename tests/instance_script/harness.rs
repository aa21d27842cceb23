//! A server that exists only as folders: the script sees a root of its own and stubs for every command with effects.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cloudstead::resource::instance_script;
use tempfile::TempDir;

use crate::given::{devices, release};
use crate::seen::report;
use crate::tree::once_and_copied;

pub(crate) const RELEASE: &str = "r1";
pub(crate) const BOX: &str = "/cloudstead/demo/boxes/i-me";
/// How jobs and copies went last.
pub(crate) const CHORES: &str = "/cloudstead/demo/boxes/i-me/chores";
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
    "findmnt",
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
    "systemd-analyze",
];
const TOOLS: [&str; 18] = [
    "awk", "basename", "cat", "chmod", "cmp", "find", "flock", "grep", "gzip", "install", "python3", "rm", "sed",
    "tail", "tar", "timeout", "true", "wc",
];

pub(crate) fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/instance.sh")
}

pub(crate) struct Server {
    pub(crate) dir: TempDir,
    pub(crate) script: PathBuf,
}

pub(crate) struct Outcome {
    pub(crate) code: i32,
    /// Standard output and error, as the journal would show them.
    pub(crate) log: String,
}

impl Server {
    /// A box without a data volume, its release already published.
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let server = Self { script: dir.path().join("instance.sh"), dir };
        fs::write(&server.script, server.compiled(&instance_script())).unwrap();
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
        for (key, value) in
            [("deployment", "demo"), ("role", "box"), ("bucket", "cloudstead-demo"), ("release", RELEASE)]
        {
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

    /// Runs a copy of the script in which one piece of text is different.
    pub(crate) fn patched(mut self, from: &str, to: &str) -> Self {
        let text = instance_script();
        assert_eq!(text.matches(from).count(), 1, "{from}");
        self.script = self.dir.path().join("patched.sh");
        fs::write(&self.script, self.compiled(&text.replace(from, to))).unwrap();
        self
    }

    /// The script with its Python as a module beside it, which is compiled once per server and not per call. The test
    /// of a whole server (tests/userspace) runs the script as servers get it.
    fn compiled(&self, script: &str) -> String {
        let (before, rest) = script.split_once("<<'PYTHON'\n").unwrap();
        let (python, after) = rest.split_once("\nPYTHON\n").unwrap();
        let folder = self.dir.path().join("program");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("program.py"), python).unwrap();
        let start = format!("import sys\nsys.path.insert(0, '{}')\nimport program", folder.display());
        format!("{before}<<'PYTHON'\n{start}\nPYTHON\n{after}")
    }

    pub(crate) fn run(&self, mode: &[&str]) -> Outcome {
        let log = self.dir.path().join("journal");
        let code = self.run_into(mode, &fs::File::create(&log).unwrap());
        let log = String::from_utf8_lossy(&fs::read(log).unwrap()).into_owned();
        Outcome { code, log }
    }

    /// Where what it says goes there.
    pub(crate) fn run_into(&self, mode: &[&str], file: &fs::File) -> i32 {
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
            .stderr(file.try_clone().unwrap())
            .status()
            .unwrap();
        status.code().unwrap_or(-1)
    }

    pub(crate) fn up(&self) -> Outcome {
        self.run(&["up"])
    }

    pub(crate) fn succeed(&self) {
        once_and_copied(self.dir.path(), || {
            let outcome = self.up();
            assert_eq!(outcome.code, 0, "{}", outcome.log);
        });
        assert_eq!(self.reports().last().unwrap(), &report("ready", "done"));
    }
}

fn tool(name: &str) -> PathBuf {
    let folders = ["/usr/bin", "/bin"].map(Path::new);
    let found = folders.iter().map(|folder| folder.join(name)).find(|path| path.exists());
    found.unwrap_or_else(|| panic!("{name} is not installed"))
}
