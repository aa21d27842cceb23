//! The script as a file, and what cloud-init makes of it.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use cloudstead::resource::instance_script;

use crate::harness::{Server, script};
use crate::shellcheck::shellcheck;

#[test]
fn shellcheck_has_no_complaints() {
    let output = shellcheck().arg(script()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn it_is_plain_text() {
    let text = instance_script();
    assert!(text.starts_with("#!/bin/bash\n"));
    assert!(text.is_ascii());
}

#[test]
fn without_arguments_it_installs_itself_and_leaves_the_work_to_systemd() {
    let server = Server::new();
    let outcome = server.run(&[]);
    assert_eq!(outcome.code, 0, "{}", outcome.log);
    let installed = server.root("usr/local/lib/cloudstead/instance.sh");
    assert_eq!(fs::read(&installed).unwrap(), fs::read(&server.script).unwrap());
    assert_eq!(installed.metadata().unwrap().permissions().mode() & 0o777, 0o755);
    let unit = server.read("etc/systemd/system/cloudstead.service");
    for line in [
        "ExecStart=/usr/local/lib/cloudstead/instance.sh up",
        "Type=oneshot",
        "RemainAfterExit=yes",
        "Restart=on-failure",
        "RestartSec=60",
        "StartLimitIntervalSec=0",
        "WantedBy=multi-user.target",
    ] {
        assert!(unit.lines().any(|found| found == line), "{line} in {unit}");
    }
    assert!(unit.lines().any(|line| line.starts_with("After=network-online.target")));
    let unit = server.read("etc/systemd/system/cloudstead-watch.service");
    for line in
        ["ExecStart=/usr/local/lib/cloudstead/instance.sh watch", "Restart=on-failure", "PartOf=cloudstead.service"]
    {
        assert!(unit.lines().any(|found| found == line), "{line} in {unit}");
    }
    let expected = [
        "systemctl daemon-reload",
        "systemctl enable cloudstead cloudstead-watch",
        "systemctl start --no-block cloudstead cloudstead-watch",
    ];
    assert_eq!(server.calls(), expected);
    // Doing it again, as an image made from such a server would, changes nothing.
    assert_eq!(server.run(&[]).code, 0);
}

#[test]
fn an_unknown_mode_is_refused() {
    let server = Server::new();
    assert_eq!(server.run(&["destroy"]).code, 2);
    assert!(server.calls().is_empty());
}
