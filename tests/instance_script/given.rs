//! What a test puts into a server's world before, or between, its runs.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::harness::Server;

impl Server {
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
        self.write(&format!("{folder}/Caddyfile.asking"), "asking\n");
        self.write(&format!("{folder}/Caddyfile.https"), "secure\n");
    }

    pub(crate) fn secret(&self, name: &str, value: &str) {
        self.parameter(&format!("/cloudstead/demo/secrets/{name}"), "SecureString", value, "2026-01-01T00:00:00+00:00");
    }

    pub(crate) fn parameter(&self, name: &str, kind: &str, value: &str, at: &str) {
        let stored = json!({"Type": kind, "Value": value, "LastModifiedDate": at});
        self.write(&parameter_file(name), &stored.to_string());
    }

    /// Lets the next `times` calls whose command line contains `what` fail.
    pub(crate) fn fail(&self, what: &str, times: u32, text: &str) {
        let rule = json!([{"match": what, "times": times, "text": text, "code": 1}]);
        self.write("fail.json", &rule.to_string());
    }
}

pub(crate) fn release() -> Value {
    json!({
        "version": 2,
        "env": {
            "PORT": ["3000"],
            "DATABASE_URL": ["postgres://app:", {"secret": "DB_PASSWORD"}, "@db/app"],
        },
        "texts": {},
        "migrate": [{"service": "migrate"}],
        "jobs": [],
        "build": [],
        "folders": [],
        "files": [],
        "health": {"url": "http://127.0.0.1/api/health", "codes": "200-299", "timeout_seconds": 60},
        "backups": [],
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
