//! The nightly copies of the stores that live on the server.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};

use crate::harness::{BOX, CHORES, Server};
use crate::seen::report;
use crate::serve::with;

pub(crate) const SQL: &str = "CREATE DATABASE `shop`;\n-- Dump completed on 2026-11-27  3:17:00\n";

/// Stores of all kinds, with something in each.
pub(crate) fn with_stores(names: &[&str]) -> Server {
    let all = json!([
        {"store": "data", "kind": "folder", "folder": "/data/stores/data", "pause": ["app", "worker"]},
        {"store": "db", "kind": "postgres", "user": "app", "database": "shop"},
        {"store": "shop", "kind": "mysql", "user": "app", "database": "shop"},
        {"store": "maria", "kind": "mariadb", "user": "app", "database": "shop"},
        {"store": "m", "kind": "mongodb", "user": "root", "database": "shop"},
    ]);
    let wanted: Vec<&Value> =
        all.as_array().unwrap().iter().filter(|one| names.iter().any(|name| one["store"] == *name)).collect();
    let server = with(|release| {
        release["backups"] = json!(wanted);
        release["backup_days"] = json!(7);
        release["folders"] = json!([{"path": "/data/stores/data", "owner": ""}]);
    });
    server.write("services", "caddy\ndb\nshop\nmaria\nm\napp\nworker\n");
    server.succeed();
    for (store, text) in [("db", "PGDMP\u{1}the data"), ("shop", SQL), ("maria", SQL), ("m", "bson")] {
        server.write(&format!("dump/{store}"), text);
    }
    fs::create_dir_all(server.root("data/stores/data/photos")).unwrap();
    fs::write(server.root("data/stores/data/photos/one"), "pixels").unwrap();
    server.forget();
    server
}

/// Backups of a store, oldest first.
pub(crate) fn backups(server: &Server, store: &str) -> Vec<PathBuf> {
    let folder = fs::read_dir(server.stub("s3/cloudstead-demo/backups").join(store));
    let mut found: Vec<_> = folder.into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

/// Nothing is paused, nothing of it is on the disk.
fn as_before(server: &Server) {
    assert_eq!(fs::read_dir(server.stub("paused")).into_iter().flatten().count(), 0);
    assert!(!server.root("run/cloudstead/held.json").exists());
    let left: Vec<_> = fs::read_dir(server.root("data")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| name == "stores" || name == "chores.json"), "{left:?}");
}

fn last(server: &Server) -> (Value, Value, String) {
    let last = server.stored(BOX).unwrap();
    (last["step"].clone(), last["state"].clone(), last["detail"].as_str().unwrap().to_owned())
}

#[test]
fn a_backup_is_planned_only_when_wanted() {
    let server = Server::new();
    server.succeed();
    assert!(!server.root("etc/systemd/system/cloudstead-backup.timer").exists());
    let server = with_stores(&["db"]);
    let timer = server.read("etc/systemd/system/cloudstead-backup.timer");
    for line in ["OnCalendar=*-*-* 03:17:00 UTC", "RandomizedDelaySec=600", "Persistent=true", "WantedBy=timers.target"]
    {
        assert!(timer.lines().any(|found| found == line), "{line}");
    }
    let service = server.read("etc/systemd/system/cloudstead-backup.service");
    for line in [
        "ExecStart=/usr/local/lib/cloudstead/instance.sh backup nightly",
        "ExecStopPost=/usr/local/lib/cloudstead/instance.sh go_on",
        "Type=oneshot",
        "RemainAfterExit=no",
        "Restart=on-failure",
    ] {
        assert!(service.lines().any(|found| found == line), "{line}");
    }
    // Of two lines for one setting the last one holds.
    let limit: Vec<&str> = service.lines().filter(|line| line.starts_with("StartLimit")).collect();
    assert_eq!(limit, ["StartLimitIntervalSec=0", "StartLimitIntervalSec=20h", "StartLimitBurst=3"]);
    server.succeed();
    assert_eq!(server.called("systemctl enable --now cloudstead-backup.timer"), 1);
}

#[test]
fn every_store_is_copied_to_the_bucket_and_read_back() {
    let server = with_stores(&["db", "shop", "maria", "m", "data"]);
    let outcome = server.run(&["backup"]);
    assert_eq!(outcome.code, 0, "{}", outcome.log);
    for (store, ending) in
        [("db", "dump"), ("shop", "sql.gz"), ("maria", "sql.gz"), ("m", "archive.gz"), ("data", "tar.gz")]
    {
        let found = backups(&server, store);
        assert_eq!(found.len(), 1, "{store}");
        let name = found[0].file_name().unwrap().to_str().unwrap();
        let (stamp, rest) = name.split_once('.').unwrap();
        assert!(stamp.len() == 16 && &stamp[8..9] == "T" && stamp.ends_with('Z') && rest == ending, "{name}");
        let url = format!("s3://cloudstead-demo/backups/{store}/{name}");
        assert_eq!(server.called(&format!(" - {url}")), 1, "up, from a stream");
        assert_eq!(server.called(&format!(" {url} -")), 1, "and back");
    }
    let unpacked = |store: &str| {
        let output = Command::new("gzip").arg("-dc").arg(&backups(&server, store)[0]).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(fs::read(&backups(&server, "db")[0]).unwrap(), b"PGDMP\x01the data");
    assert_eq!([unpacked("shop"), unpacked("maria"), unpacked("m")], [SQL, SQL, "bson"]);
    let listed = Command::new("tar").arg("-tzf").arg(&backups(&server, "data")[0]).output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    assert!(listed.starts_with("./\n./photos/\n./photos/one\n"), "{listed}");
    assert_eq!(server.called("exec -T db pg_dump -U app -Fc shop"), 1);
    assert_eq!(server.called(" mysqldump "), 1);
    assert_eq!(server.called(" mariadb-dump "), 1);
    assert_eq!(server.called("--single-transaction"), 2);
    as_before(&server);
}

#[test]
fn who_uses_a_folder_stands_still_while_it_is_copied_and_no_longer() {
    let server = with_stores(&["data"]);
    server.write("once", "0123abc\n");
    assert_eq!(server.run(&["backup"]).code, 0);
    let calls = server.calls();
    let at =
        |what: &str| calls.iter().position(|call| call.contains(what)).unwrap_or_else(|| panic!("{what}: {calls:?}"));
    let order = [
        at(" pause app"),
        at(" pause worker"),
        at("docker pause 0123abc"),
        at(" unpause app"),
        at(" unpause worker"),
        at("docker unpause 0123abc"),
        calls.iter().position(|call| call.starts_with("aws s3 cp") && call.ends_with(" -")).unwrap(),
    ];
    assert!(order.is_sorted(), "{order:?} {calls:?}");
    as_before(&server);
    // A database goes on.
    let server = with_stores(&["db"]);
    assert_eq!(server.run(&["backup"]).code, 0);
    assert_eq!((server.called("pause"), server.called("docker ps")), (0, 0));
}

#[test]
fn what_restarts_all_the_time_is_stopped_instead() {
    let server = with_stores(&["data"]);
    server.write("restarting", "worker");
    assert_eq!(server.run(&["backup"]).code, 0);
    for call in [" stop worker", " start worker", " unpause app"] {
        assert_eq!(server.called(call), 1, "{call}");
    }
    assert_eq!(server.called(" stop app") + server.called(" start app"), 0);
    as_before(&server);
}

#[test]
fn users_go_on_when_the_copy_fails_or_is_cut_short() {
    for (what, text) in [("s3 cp --only-show-errors --expected-size", "AccessDenied"), (" stop worker", "no answer")] {
        let server = with_stores(&["data"]);
        server.write("restarting", "worker");
        server.fail(what, 1, text);
        let outcome = server.run(&["backup"]);
        assert!(outcome.code != 0 && outcome.log.contains(text), "{}", outcome.log);
        assert!(last(&server).2.contains("no backup was made of data"), "{:?}", last(&server));
        assert!(backups(&server, "data").is_empty());
        as_before(&server);
    }
    // The power went: what is paused then is known, to whatever runs next.
    for mode in ["go_on", "backup", "up"] {
        let server = with_stores(&["data"]);
        server.write("paused/app", "");
        server.write("paused/worker", "");
        let held = json!({"services": ["app", "worker"], "stopped": [], "runs": []});
        fs::write(server.root("run/cloudstead/held.json"), held.to_string()).unwrap();
        let outcome = server.run(&[mode]);
        assert_eq!(outcome.code, 0, "{mode}: {}", outcome.log);
        as_before(&server);
    }
}

/// As systemd stops it, and as a terminal that is closed.
#[test]
fn users_go_on_when_it_is_told_to_stop() {
    for signal in ["TERM", "HUP"] {
        let server = with_stores(&["data"]);
        // While it uploads, which takes a minute.
        server.write("stopper", &format!("SIG{signal}"));
        let outcome = server.run(&["backup"]);
        assert_ne!(outcome.code, 0);
        assert!(outcome.log.contains("stopped"), "{signal}: {}", outcome.log);
        assert!(backups(&server, "data").is_empty());
        as_before(&server);
    }
}

#[test]
fn a_stop_before_anybody_stands_still_is_a_stop() {
    let server = with_stores(&["data"]);
    server.write("holder", "yes");
    let outcome = server.run(&["backup"]);
    assert_ne!(outcome.code, 0);
    assert!(outcome.log.contains("stopped") && !outcome.log.contains("no backup"), "{}", outcome.log);
    as_before(&server);
}

/// A command that is cut short leaves a service as nobody knows.
#[test]
fn a_stop_waits_until_who_is_being_paused_stands_still() {
    let server = with_stores(&["data"]);
    server.write("told_while_pausing", "yes");
    let outcome = server.run(&["backup"]);
    assert!(outcome.code != 0 && outcome.log.contains("stopped"), "{}", outcome.log);
    assert!(server.stub("stood").exists(), "the pause was not cut short");
    assert_eq!((server.called(" pause app"), server.called(" pause worker")), (1, 0));
    as_before(&server);
}

#[test]
fn a_stop_is_one_also_where_a_service_does_not_wake() {
    let server = with_stores(&["data", "db"]);
    server.write("told_while_pausing", "yes");
    server.fail(" unpause app", 1, "the daemon does not answer");
    let outcome = server.run(&["backup"]);
    assert!(outcome.code != 0 && outcome.log.contains("still standing: app"), "{}", outcome.log);
    assert_eq!(server.called("pg_dump"), 0, "nothing else begins");
    as_before(&server);
}

#[test]
fn old_copies_go_once_there_is_a_new_one() {
    let old = "20200101T031700Z.dump";
    let put = |server: &Server, name: &str| {
        server.write(&format!("s3/cloudstead-demo/backups/db/{name}"), "PGDMP");
    };
    let names = |server: &Server| -> Vec<String> {
        backups(server, "db").iter().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect()
    };
    let server = with_stores(&["db"]);
    for name in [old, &format!("before-restore/{old}"), "mine.dump", "29990101T031700Z.dump"] {
        put(&server, name);
    }
    assert_eq!(server.run(&["backup"]).code, 0);
    let found = names(&server);
    assert!(found.len() == 4 && !found.contains(&old.to_owned()), "{found:?}");
    assert!(!server.stub(&format!("s3/cloudstead-demo/backups/db/before-restore/{old}")).exists());
    assert!(found.contains(&"mine.dump".to_owned()), "what people put there is theirs");
    // The last good one stays while no new one succeeds, and a copy is good also where old ones cannot go.
    let server = with_stores(&["db"]);
    put(&server, old);
    server.write("breaks", "pg_dump");
    assert_ne!(server.run(&["backup"]).code, 0);
    assert_eq!(names(&server), [old]);
    server.write("breaks", "");
    server.fail("list-objects-v2", 1, "AccessDenied");
    let outcome = server.run(&["backup"]);
    assert!(outcome.code == 0 && outcome.log.contains("old copies of db are still there: AccessDenied"));
    assert_eq!(names(&server).len(), 2);
}

#[test]
fn a_bad_copy_does_not_stay() {
    for (store, dump) in [("db", ""), ("db", "not a dump"), ("shop", ""), ("shop", "half of it;\n"), ("maria", "--\n")]
    {
        let server = with_stores(&[store]);
        server.write(&format!("dump/{store}"), dump);
        let outcome = server.run(&["backup"]);
        assert_ne!(outcome.code, 0, "{store} {dump:?}");
        assert!(last(&server).2.contains("the copy is not whole"), "{:?}", last(&server));
        assert!(backups(&server, store).is_empty(), "{store} {dump:?}");
    }
    // Half of it arrives: of each kind.
    for store in ["db", "shop", "maria", "m", "data"] {
        let server = with_stores(&[store]);
        server.write("arrives", if store == "db" { "3" } else { "20" });
        assert_ne!(server.run(&["backup"]).code, 0, "{store}");
        assert!(last(&server).2.contains(&format!("no backup was made of {store} (the copy is not whole")));
        assert!(backups(&server, store).is_empty(), "{store}");
    }
}

/// What a program wrote before it failed never becomes an object, not for a moment.
#[test]
fn a_program_that_fails_uploads_nothing() {
    for (store, program) in [("db", "pg_dump"), ("shop", "mysqldump"), ("maria", "mariadb-dump"), ("m", "mongodump")] {
        let server = with_stores(&[store]);
        server.write("breaks", program);
        let outcome = server.run(&["backup"]);
        assert_ne!(outcome.code, 0, "{store}");
        assert!(last(&server).2.contains(&format!("no backup was made of {store} ({program} ended with code 3)")));
        assert!(outcome.log.contains("connection lost"), "{}", outcome.log);
        assert!(!server.calls().iter().any(|call| call.ends_with(" -")), "nothing to read back");
        assert!(!server.stub("s3/cloudstead-demo/backups").exists(), "{store}");
    }
}

#[test]
fn one_that_fails_keeps_no_other_from_being_copied_and_is_tried_again_alone() {
    let server = with_stores(&["db", "shop", "data"]);
    server.fail(" mysqldump ", 2, "mysqldump: error: disk full");
    for failures in 1..=2 {
        assert_ne!(server.run(&["backup", "nightly"]).code, 0);
        let (step, state, detail) = last(&server);
        assert_eq!((step, state), (json!("backup"), json!("failed")));
        assert!(detail.contains("disk full") && detail.contains("no backup was made of shop (mysqldump"), "{detail}");
        assert!(!detail.contains("of db") && !detail.contains("data ("), "{detail}");
        assert_eq!(server.stored(BOX).unwrap()["failures"], failures);
    }
    // An app that does not run reports for itself.
    server.fail("is-active", 1, "");
    assert_eq!(server.run(&["backup", "nightly"]).code, 0);
    assert_eq!(server.reports().last().unwrap(), &report("backup", "running"));
    let made = ["db", "shop", "data"].map(|store| backups(&server, store).len());
    assert_eq!((made, server.called(" pg_dump "), server.called(" pause app")), ([1, 1, 1], 1, 1));
    // The next night all of them.
    assert_eq!(server.run(&["backup", "nightly"]).code, 0);
    assert_eq!((server.called(" pg_dump "), server.called(" pause app")), (2, 2));
    let found = server.stored(BOX).unwrap();
    assert_eq!((&found["step"], &found["state"], &found["failures"]), (&json!("ready"), &json!("done"), &json!(0)));
}

#[test]
fn when_each_store_was_copied_well_is_told_and_why_one_was_not() {
    let server = with_stores(&["db", "shop"]);
    let told = |store: &str| server.stored(CHORES).unwrap()["copies"][store].clone();
    let since = told("db")["since"].as_i64().unwrap();
    assert!(since > 1_700_000_000 && told("shop")["good"].is_null(), "from the start on: {}", told("shop"));
    server.fail(" mysqldump ", 1, "mysqldump: error: disk full");
    assert_ne!(server.run(&["backup"]).code, 0);
    assert!(told("db")["good"].as_i64() >= Some(since) && told("db")["failed"].is_null(), "{}", told("db"));
    assert!(told("shop")["failed"].as_i64() >= Some(since) && told("shop")["good"].is_null(), "{}", told("shop"));
    assert_eq!(told("shop")["said"], "mysqldump ended with code 1");
    assert_eq!(server.run(&["backup"]).code, 0);
    assert!(told("shop")["good"].is_i64() && told("shop")["failed"].is_null(), "{}", told("shop"));
    // A disk that comes to another server brings what is known of its stores.
    let (db, before) = (told("db"), told("shop"));
    for path in ["run/cloudstead", "opt/cloudstead"] {
        fs::remove_dir_all(server.root(path)).unwrap();
    }
    server.succeed();
    assert_eq!((told("db"), told("shop")), (db, before));
}

#[test]
fn what_was_copied_long_ago_is_copied_again() {
    let server = with_stores(&["db", "shop"]);
    for (hours, dumps) in [(11.9, 1), (12.1, 2)] {
        server.fail(" mysqldump ", 1, "gone");
        assert_ne!(server.run(&["backup", "nightly"]).code, 0);
        let path = server.root("run/cloudstead/copied.json");
        let mut copied: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        copied["db"] = json!(copied["db"].as_f64().unwrap() - hours * 3600.0);
        fs::write(path, copied.to_string()).unwrap();
        assert_eq!(server.run(&["backup", "nightly"]).code, 0);
        assert_eq!(server.called(" pg_dump "), dumps);
        server.forget();
    }
    // Who asks for a copy gets one of everything.
    server.fail(" mysqldump ", 1, "gone");
    for _ in 0..2 {
        server.run(&["backup"]);
    }
    assert_eq!(server.called(" pg_dump "), 2);
}

/// A copy that is due waits for a restore by hand, which may take longer than three tries.
#[test]
fn one_copy_at_a_time() {
    let server = with_stores(&["db"]);
    let lock = fs::File::create(server.root("run/cloudstead/copying")).unwrap();
    lock.lock().unwrap();
    let outcome = std::thread::scope(|scope| {
        let run = scope.spawn(|| server.run(&["backup", "nightly"]));
        while !server.log().contains("waiting for a restore or a release") && !run.is_finished() {
            std::thread::yield_now();
        }
        assert_eq!(server.called("docker"), 0);
        drop(lock);
        run.join().unwrap()
    });
    assert_eq!((outcome.code, backups(&server, "db").len()), (0, 1), "{}", outcome.log);
}

#[test]
fn no_release_starts_while_a_store_is_copied_or_put_back_nor_the_other_way_round() {
    let server = with_stores(&["db"]);
    let lock = fs::File::create(server.root("run/cloudstead/copying")).unwrap();
    lock.lock().unwrap();
    let outcome = std::thread::scope(|scope| {
        let run = scope.spawn(|| server.up());
        while !server.log().contains("waiting for a backup or a restore") && !run.is_finished() {
            std::thread::yield_now();
        }
        assert_eq!((server.called(" run --rm"), server.called(" up -d")), (0, 0));
        drop(lock);
        run.join().unwrap()
    });
    assert_eq!(outcome.code, 0, "{}", outcome.log);
    let mut waiting = server.reports().into_iter().filter(|report| report.detail.starts_with("waiting for a backup"));
    assert_eq!(waiting.next().map(|report| report.step).as_deref(), Some("migrate"));
    assert_eq!(
        fs::read_to_string(server.stub("copying")).unwrap().matches("held").count(),
        3,
        "as long as each of them takes"
    );
}

#[test]
fn one_that_never_ends_is_ended_and_reported() {
    let server = with_stores(&["data"]).patched("timeout --foreground 12h", "timeout --foreground 2s");
    server.write("hangs", "s3 cp --only-show-errors --expected-size");
    assert_ne!(server.run(&["backup", "nightly"]).code, 0);
    assert!(last(&server).2.contains("it was not done after 12 hours"), "{:?}", last(&server));
    as_before(&server);
}

#[test]
fn nobody_stands_still_for_long() {
    let server = with_stores(&["data"]).patched("STILL = 900", "STILL = 1");
    server.write("hangs", " pause worker");
    assert_ne!(server.run(&["backup"]).code, 0);
    assert!(last(&server).2.contains("no backup was made of data (what changed was not read"), "{:?}", last(&server));
    assert!(backups(&server, "data").is_empty());
    as_before(&server);
}

#[test]
fn who_cannot_be_woken_is_named_and_woken_by_the_next_try() {
    let server = with_stores(&["data"]);
    server.fail(" unpause app", 2, "the daemon does not answer");
    assert_ne!(server.run(&["backup"]).code, 0);
    assert!(last(&server).2.contains("still standing: app"), "{:?}", last(&server));
    assert!(server.stub("paused/app").exists() && !server.stub("paused/worker").exists());
    assert_eq!(server.run(&["go_on"]).code, 0);
    as_before(&server);
}

#[test]
fn the_timer_of_an_earlier_release_does_nothing() {
    let server = Server::new();
    server.succeed();
    server.forget();
    assert_eq!(server.run(&["backup"]).code, 0);
    assert_eq!(server.called("docker"), 0);
}

#[test]
fn no_password_is_on_a_command_line() {
    let server = with_stores(&["shop", "maria", "m"]);
    server.run(&["backup"]);
    for store in ["shop", "maria", "m"] {
        assert_eq!(server.run(&["restore", store]).code, 0);
    }
    assert_eq!(server.called("correct-horse") + server.called("--password"), 0);
    for (program, hidden) in
        [("mysqldump", "MYSQL_PWD="), ("mariadb ", "MYSQL_PWD="), ("mongorestore", "--config=/dev/fd/3")]
    {
        let calls = server.calls();
        let found: Vec<_> = calls.iter().filter(|call| call.contains(program)).collect();
        assert!(!found.is_empty() && found.iter().all(|call| call.contains(hidden)), "{program}: {found:?}");
    }
}
