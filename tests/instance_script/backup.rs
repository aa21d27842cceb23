//! The nightly copy of a database that lives on the server.

use std::fs;

use serde_json::json;

use crate::harness::{BOX, Server};
use crate::seen::report;
use crate::serve::with;

fn with_backup() -> Server {
    let server = with(|wanted| wanted["backup"] = json!({"service": "db", "user": "app", "database": "shop"}));
    server.succeed();
    server.write("dump", "PGDMP\u{1}the data");
    server.forget();
    server
}

fn backups(server: &Server) -> Vec<String> {
    let folder = fs::read_dir(server.stub("s3/cloudstead-demo/backups"));
    folder.into_iter().flatten().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn a_backup_is_planned_only_when_wanted() {
    let server = Server::new();
    server.succeed();
    assert!(!server.root("etc/systemd/system/cloudstead-backup.timer").exists());
    let server = with_backup();
    let timer = server.read("etc/systemd/system/cloudstead-backup.timer");
    for line in ["OnCalendar=*-*-* 03:17:00 UTC", "RandomizedDelaySec=600", "Persistent=true", "WantedBy=timers.target"]
    {
        assert!(timer.lines().any(|found| found == line), "{line}");
    }
    let service = server.read("etc/systemd/system/cloudstead-backup.service");
    for line in [
        "ExecStart=/usr/local/lib/cloudstead/instance.sh backup",
        "Type=oneshot",
        "RemainAfterExit=no",
        "Restart=on-failure",
    ] {
        assert!(service.lines().any(|found| found == line), "{line}");
    }
    // Of two lines for one setting the last one holds.
    let limit: Vec<&str> = service.lines().filter(|line| line.starts_with("StartLimit")).collect();
    assert_eq!(limit, ["StartLimitIntervalSec=0", "StartLimitIntervalSec=1h", "StartLimitBurst=3"]);
    server.succeed();
    assert_eq!(server.called("systemctl enable --now cloudstead-backup.timer"), 1);
}

#[test]
fn a_backup_is_checked_and_uploaded() {
    let server = with_backup();
    let outcome = server.run(&["backup"]);
    assert_eq!(outcome.code, 0, "{}", outcome.log);
    assert_eq!(server.called("exec -T db pg_dump -U app -Fc shop"), 1);
    assert_eq!(server.called("exec -T db pg_restore -l"), 1);
    let names = backups(&server);
    assert_eq!(names.len(), 1);
    let (day, rest) = names[0].split_once('T').unwrap();
    assert!(day.len() == 8 && rest.len() == "031700Z.dump".len() && rest.ends_with("Z.dump"), "{names:?}");
    let stored = fs::read_to_string(server.stub("s3/cloudstead-demo/backups").join(&names[0])).unwrap();
    assert_eq!(stored, "PGDMP\u{1}the data");
    assert_eq!(fs::read_dir(server.root("data")).unwrap().count(), 0);
}

#[test]
fn a_bad_backup_is_never_uploaded() {
    let server = with_backup();
    for (dump, command) in [("", "none"), ("not a dump", "none"), ("PGDMP ok", "pg_dump"), ("PGDMP ok", "pg_restore")] {
        server.write("dump", dump);
        server.fail(command, 1, "pg_dump: error: connection lost");
        let outcome = server.run(&["backup"]);
        assert_ne!(outcome.code, 0, "{dump:?} {command}");
        assert_eq!(outcome.log.contains("pg_dump wrote nothing"), dump.is_empty(), "{}", outcome.log);
        assert_eq!(server.called("s3 cp"), 0);
        assert_eq!(fs::read_dir(server.root("data")).unwrap().count(), 0);
    }
    server.fail("s3 cp", 1, "upload failed");
    assert_ne!(server.run(&["backup"]).code, 0);
    assert!(backups(&server).is_empty());
    assert_eq!(fs::read_dir(server.root("data")).unwrap().count(), 0);
    assert_eq!(server.run(&["backup"]).code, 0);
    assert_eq!(backups(&server).len(), 1);
}

#[test]
fn a_failed_backup_is_reported_until_one_succeeds() {
    let server = with_backup();
    server.fail("pg_dump", 2, "pg_dump: error: disk full");
    for failures in 1..=2 {
        assert_ne!(server.run(&["backup"]).code, 0);
        let last = server.put(BOX).last().unwrap().clone();
        assert_eq!(
            (&last["step"], &last["state"], &last["failures"]),
            (&json!("backup"), &json!("failed"), &json!(failures)),
            "{last}"
        );
        assert!(last["detail"].as_str().unwrap().contains("disk full"), "{last}");
    }
    // An app that does not run reports for itself.
    server.fail("is-active", 1, "");
    assert_eq!(server.run(&["backup"]).code, 0);
    assert_eq!(server.reports().last().unwrap(), &report("backup", "running"));
    assert_eq!(server.run(&["backup"]).code, 0);
    let last = server.put(BOX).last().unwrap().clone();
    assert_eq!(
        (&last["step"], &last["state"], &last["failures"]),
        (&json!("ready"), &json!("done"), &json!(0)),
        "{last}"
    );
}

#[test]
fn the_timer_of_an_earlier_release_does_nothing() {
    let server = Server::new();
    server.succeed();
    server.forget();
    assert_eq!(server.run(&["backup"]).code, 0);
    assert_eq!(server.called("docker"), 0);
}
