//! Caddy as it runs on a server, on loopback.
//!
//! It gets the file of a plan as Caddy itself understands it, with what loopback asks for: other ports, the containers'
//! names and the authorities replaced by what stands here, an interface of its own, and no entry in the machine's list
//! of authorities. Caddy takes an address of loopback for a private one, which it would certify by itself, unless its
//! policy names it; a server's address is never one.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::authority::Authority;
use crate::plans::Plan;
use crate::ports::{free, until};
use crate::program::{caddy, judged};
use crate::served::Served;

/// Where people reach a server without a domain.
pub(crate) const ADDRESS: &str = "127.0.0.2";
/// What they are led to: like that of any server of AWS, its own address is another than the one that people know.
pub(crate) const OWN: &str = "127.0.0.1";

/// A server: its ports and the containers behind Caddy.
pub(crate) struct Server {
    /// Port here by the port that the file names.
    pub(crate) ports: BTreeMap<u16, u16>,
    pub(crate) folder: TempDir,
    admin: u16,
    services: Vec<(String, Served)>,
    running: Option<Child>,
}

/// What a container answers: its name, or the header of the request that `X-Echo` names, or its path.
fn container(name: &str, head: &str) -> String {
    let header = |wanted: &str| {
        let mut lines = head.lines().filter_map(|line| line.split_once(": "));
        lines.find_map(|(name, value)| name.eq_ignore_ascii_case(wanted).then_some(value))
    };
    match header("X-Echo") {
        None => name.to_owned(),
        Some("Path") => head.split(' ').nth(1).unwrap_or_default().to_owned(),
        Some(wanted) => header(wanted).unwrap_or_default().to_owned(),
    }
}

impl Server {
    pub(crate) fn new(plan: &Plan) -> Self {
        let outside = plan.preset.public().map(|service| service.outside);
        let ports = outside.chain([80, 443]).map(|port| (port, free())).collect();
        let services = plan.preset.services.iter().filter_map(|(name, service)| {
            let (text, port) = (name.clone(), service.port?);
            Some((format!("{name}:{port}"), Served::start(move |head| ("text/plain", container(&text, head)))))
        });
        let folder = tempfile::tempdir().unwrap();
        Self { ports, folder, admin: free(), services: services.collect(), running: None }
    }

    /// The configuration that a Caddyfile becomes here; its authorities are asked in this order.
    pub(crate) fn adapted(&self, file: &str, authorities: &[&Authority]) -> Value {
        let mut config = judged(ADDRESS, file).unwrap();
        config["admin"] = json!({"listen": format!("127.0.0.1:{}", self.admin)});
        config["apps"]["pki"] = json!({"certificate_authorities": {"local": {"install_trust": false}}});
        let http = &mut config["apps"]["http"];
        (http["http_port"], http["https_port"]) = (json!(self.ports[&80]), json!(self.ports[&443]));
        let mut secured = false;
        for server in http["servers"].as_object_mut().unwrap().values_mut() {
            for listen in server["listen"].as_array_mut().unwrap() {
                let port: u16 = listen.as_str().unwrap().trim_start_matches(':').parse().unwrap();
                *listen = json!(format!(":{}", self.ports[&port]));
                secured |= port == 443;
            }
            self.lead_here(server);
        }
        if secured {
            let policies = &mut config["apps"]["tls"]["automation"]["policies"];
            if policies.is_null() {
                *policies = json!([{"issuers": [{"module": "acme"}]}]); // what it does without any
            }
            let [policy] = policies.as_array_mut().unwrap().as_mut_slice() else { panic!("{policies}") };
            if policy["subjects"].is_null() && file.contains("shortlived") {
                policy["subjects"] = json!([ADDRESS]);
            }
            let issuers = policy["issuers"].as_array_mut().unwrap();
            assert_eq!(issuers.len(), authorities.len(), "{issuers:?}");
            for (issuer, authority) in issuers.iter_mut().zip(authorities) {
                issuer["ca"] = json!(authority.url);
                issuer["trusted_roots_pem_files"] = json!([authority.interface]);
            }
        }
        config
    }

    fn lead_here(&self, value: &mut Value) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    match member {
                        Value::String(text) if name == "dial" => {
                            let (_, app) = self.services.iter().find(|(name, _)| name == text).unwrap();
                            *text = format!("127.0.0.1:{}", app.port);
                        }
                        other => self.lead_here(other),
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.lead_here(item)),
            _ => {}
        }
    }

    pub(crate) fn write(&self, name: &str, config: &Value) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, config.to_string()).unwrap();
        path
    }

    pub(crate) fn start(&mut self, config: &Value) {
        let file = self.write("first.json", config);
        let log = File::create(self.log_file()).unwrap();
        let mut command = caddy(self.folder.path(), ADDRESS);
        command.args(["run", "--config"]).arg(file).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        self.running = Some(command.spawn().unwrap());
        until("Caddy listens", || TcpStream::connect(("127.0.0.1", self.ports[&80])).ok());
    }

    /// As the server's script does.
    pub(crate) fn reload(&self, config: &Value) {
        let file = self.write("next.json", config);
        let output = self.reloading(&file).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    pub(crate) fn reloading(&self, file: &Path) -> Command {
        let mut command = caddy(self.folder.path(), ADDRESS);
        command.args(["reload", "--address", &format!("127.0.0.1:{}", self.admin), "--config"]).arg(file);
        command
    }

    pub(crate) fn log_file(&self) -> PathBuf {
        self.folder.path().join("caddy.log")
    }

    /// The part of its log that the server's script reads.
    pub(crate) fn last_lines(&self) -> String {
        let log = fs::read_to_string(self.log_file()).unwrap();
        // The last line may not be whole yet.
        let lines: Vec<&str> = log.split_inclusive('\n').filter(|line| line.ends_with('\n')).collect();
        lines[lines.len().saturating_sub(500)..].concat()
    }

    /// Whether it is still the process that was started.
    pub(crate) fn is_running(&mut self) -> bool {
        self.running.as_mut().unwrap().try_wait().unwrap().is_none()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut running) = self.running.take() {
            let _ = running.kill();
            let _ = running.wait();
        }
    }
}
