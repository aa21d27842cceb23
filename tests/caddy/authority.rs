//! Pebble, the authority for tests of Let's Encrypt's makers, and names of its own that all lead to 127.0.0.1.
//!
//! It checks challenges for real, at the ports of the Caddy that asks. Debian's version knows no profiles (newer ones,
//! from 2.7 on, do): Caddy takes that for a refusal, unless a directory of ours lists the profile.

use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::ports::{free, until};
use crate::served::Served;

pub(crate) const TOOLS: [&str; 4] = ["pebble", "pebble-challtestsrv", "openssl", "curl"];
/// How long certificates of the profile for addresses are valid.
const SIX_DAYS: u32 = 6 * 86_400;

pub(crate) struct Authority {
    /// Where its directory is.
    pub(crate) url: String,
    /// The certificate of its own interface.
    pub(crate) interface: PathBuf,
    /// The root of what it issues.
    pub(crate) root: PathBuf,
    running: Vec<Running>,
    profiled: Option<Served>,
    folder: TempDir,
}

/// A program that is ended with its test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Authority {
    /// One that checks challenges at these ports, of http and of https, and issues nothing for names in `blocked`.
    pub(crate) fn start(ports: (u16, u16), blocked: &[&str]) -> Self {
        Self::start_for(ports, blocked, SIX_DAYS)
    }

    /// The same with certificates for so many seconds.
    pub(crate) fn start_for((http, https): (u16, u16), blocked: &[&str], seconds: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let [interface, root] = [at("interface.pem"), at("root.pem")];
        let subject = ["-subj", "/CN=pebble", "-addext", "subjectAltName=IP:127.0.0.1"];
        let mut openssl = Command::new("openssl");
        openssl.args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]).args(subject);
        openssl.arg("-keyout").arg(at("key.pem")).arg("-out").arg(&interface).stderr(Stdio::null());
        assert!(openssl.status().unwrap().success(), "openssl makes a certificate");
        let [directory, management, names, orders] = [free(), free(), free(), free()];
        let config = json!({"pebble": {
            "listenAddress": format!("127.0.0.1:{directory}"),
            "managementListenAddress": format!("127.0.0.1:{management}"),
            "certificate": interface, "privateKey": at("key.pem"), "httpPort": http, "tlsPort": https,
            "domainBlocklist": blocked, "certificateValidityPeriod": seconds,
        }});
        fs::write(at("config.json"), config.to_string()).unwrap();
        let mut challtestsrv = Command::new("pebble-challtestsrv");
        challtestsrv.args(["-defaultIPv6", "", "-http01", "", "-https01", "", "-tlsalpn01", ""]);
        for (what, port) in [("-dns01", names), ("-management", orders)] {
            challtestsrv.args([what, &format!("127.0.0.1:{port}")]);
        }
        let mut pebble = Command::new("pebble");
        pebble.args(["-dnsserver", &format!("127.0.0.1:{names}"), "-config"]).arg(at("config.json"));
        // It refuses a nonce now and then, as real ones do.
        pebble.env("PEBBLE_VA_NOSLEEP", "1").env("PEBBLE_WFE_NONCEREJECT", "5");
        let running = [challtestsrv, pebble].map(|mut command| {
            let log = fs::OpenOptions::new().create(true).append(true).open(at("log")).unwrap();
            command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
            Running(command.spawn().unwrap())
        });
        for port in [directory, management, names] {
            until("the authority listens", || TcpStream::connect(("127.0.0.1", port)).ok());
        }
        fs::write(&root, asked(&interface, &format!("https://127.0.0.1:{management}/roots/0"))).unwrap();
        let url = format!("https://127.0.0.1:{directory}/dir");
        Self { url, interface, root, running: running.into(), profiled: None, folder }
    }

    /// The same, with a directory that lists the profile that has addresses. What stands at its addresses is Pebble's.
    pub(crate) fn with_profiles(mut self) -> Self {
        let mut directory: Value = serde_json::from_str(&asked(&self.interface, &self.url)).unwrap();
        directory["meta"]["profiles"] = json!({"shortlived": "six days"});
        let served = Served::start(move |_| ("application/json", directory.to_string()));
        self.url = format!("http://127.0.0.1:{}/dir", served.port);
        self.profiled = Some(served);
        self
    }

    /// Nobody answers any more.
    pub(crate) fn end(&mut self) {
        self.running.clear();
        self.profiled = None;
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap()
    }
}

/// What an interface of the authority says.
fn asked(interface: &Path, url: &str) -> String {
    let output = Command::new("curl").args(["-sS", "--max-time", "20", "--cacert"]).arg(interface).arg(url).output();
    let output = output.unwrap();
    assert!(output.status.success(), "{url}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
