//! A machine that systemd-nspawn boots, in namespaces of its own.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

const PATH: &str = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/// Cgroups of machines begin with it.
const CGROUP: &str = "cloudstead-userspace-";

pub(crate) struct Machine {
    process: Child,
    name: String,
    console: PathBuf,
}

pub(crate) struct Said {
    pub(crate) code: i32,
    /// Standard output, then standard error.
    pub(crate) text: String,
}

impl Machine {
    /// Boots `root` until its systemd answers, or says why that cannot be here.
    pub(crate) fn boot(root: &Path, stub: &Path, archive: &Path, device: &Path) -> Result<Self, String> {
        sweep()?;
        let name = format!("{CGROUP}{}", std::process::id());
        let console = stub.join("console");
        let output = File::create(&console).map_err(|error| error.to_string())?;
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL", "unshare", "--net", "--mount", "--pid", "--fork", "--kill-child"]);
        command.args(["--mount-proc", "bash", "-c", include_str!("machine/inside.sh"), "inside"]);
        command.arg(root).arg(&name).arg(stub).arg(archive).arg(device);
        command.stdin(Stdio::null()).stdout(output.try_clone().map_err(|error| error.to_string())?).stderr(output);
        let mut machine = Self { process: command.spawn().map_err(|error| error.to_string())?, name, console };
        let answers = |machine: &mut Self| {
            if machine.process.try_wait().is_ok_and(|ended| ended.is_some()) {
                return Some(false);
            }
            machine
                .init()
                .and_then(|_| machine.run("systemctl is-system-running; true").text.contains("ing").then_some(true))
        };
        match patiently(Duration::from_secs(60), || answers(&mut machine)) {
            Some(true) => Ok(machine),
            _ => Err(format!("systemd-nspawn does not boot here: {}", machine.console().trim())),
        }
    }

    /// The process of this computer that is the machine's first one: the one systemd below ours.
    fn init(&self) -> Option<u32> {
        let mut family = vec![self.process.id()];
        let mut next = 0;
        let all = processes();
        while next < family.len() {
            let parent = family[next];
            for (id, _, name) in all.iter().filter(|(_, of, _)| *of == parent) {
                if name == "systemd" {
                    return Some(*id);
                }
                family.push(*id);
            }
            next += 1;
        }
        None
    }

    /// A command of the machine's shell, as root.
    pub(crate) fn run(&self, command: &str) -> Said {
        let Some(init) = self.init() else {
            return Said { code: -1, text: "the machine is not up".to_owned() };
        };
        let output = Command::new("timeout")
            .args(["60", "nsenter", "--target", &init.to_string()])
            .args(["--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup", "--"])
            .args(["env", "-i", PATH, "HOME=/root", "LC_ALL=C.UTF-8", "bash", "-c", command])
            .stdin(Stdio::null())
            .output()
            .expect("nsenter");
        let text = [output.stdout, output.stderr].concat();
        Said { code: output.status.code().unwrap_or(-1), text: String::from_utf8_lossy(&text).into_owned() }
    }

    /// The same, which must succeed.
    pub(crate) fn must(&self, command: &str) -> String {
        let said = self.run(command);
        assert_eq!(said.code, 0, "{command}: {}\n{}", said.text, self.journal());
        said.text.trim().to_owned()
    }

    /// Restarts it, as a person would from the console of EC2.
    pub(crate) fn reboot(&self) {
        let before = self.init();
        self.run("systemctl reboot");
        let up = || self.init().filter(|init| Some(*init) != before);
        patiently(Duration::from_secs(120), up).expect("it boots again");
    }

    pub(crate) fn journal(&self) -> String {
        self.run("journalctl --no-pager -n 120 -u cloudstead -u cloudstead-watch -u cloudstead-grow -u docker").text
    }

    fn console(&self) -> String {
        fs::read_to_string(&self.console).unwrap_or_default()
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        // The first process of its namespace dies with it, and every other one with that.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let gone = || cgroups().is_ok_and(|root| empty(&root.join(&self.name))).then_some(());
        patiently(Duration::from_secs(20), gone);
    }
}

/// Asks until there is an answer.
pub(crate) fn patiently<T>(limit: Duration, mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let begun = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return Some(answer);
        }
        if begun.elapsed() > limit {
            return None;
        }
        sleep(Duration::from_millis(300));
    }
}

/// Every process with its parent and name.
fn processes() -> Vec<(u32, u32, String)> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    let read = |entry: fs::DirEntry| {
        let id = entry.file_name().to_str()?.parse().ok()?;
        let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
        let (before, after) = stat.rsplit_once(") ")?;
        let name = before.split_once('(')?.1.to_owned();
        Some((id, after.split(' ').nth(1)?.parse().ok()?, name))
    };
    entries.flatten().filter_map(read).collect()
}

/// Where this computer has cgroups of version 2.
fn cgroups() -> Result<PathBuf, String> {
    let mounts = fs::read_to_string("/proc/mounts").unwrap_or_default();
    let found = mounts.lines().map(|line| line.split(' ').collect::<Vec<_>>()).find(|line| line[2] == "cgroup2");
    found.map(|line| PathBuf::from(line[1])).ok_or_else(|| "there is no cgroup2".to_owned())
}

/// Removes what a test left that was killed itself.
fn sweep() -> Result<(), String> {
    for entry in fs::read_dir(cgroups()?).map_err(|error| error.to_string())?.flatten() {
        if entry.file_name().to_string_lossy().starts_with(CGROUP) {
            empty(&entry.path());
        }
    }
    Ok(())
}

/// Removes a cgroup and those below; the kernel refuses while anything runs there.
fn empty(cgroup: &Path) -> bool {
    for entry in fs::read_dir(cgroup).into_iter().flatten().flatten().filter(|entry| entry.path().is_dir()) {
        empty(&entry.path());
    }
    fs::remove_dir(cgroup).is_ok() || !cgroup.exists()
}
