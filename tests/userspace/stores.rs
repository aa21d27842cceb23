//! Real databases, a folder and jobs on a real engine: filled, backed up, spoilt, and restored with the same checksums.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use cloudstead::preset::Preset;
use serde_json::json;

use super::machine::patiently;
use super::release::planned;
use super::server::Server;
use crate::count;

const SCRIPT: &str = "/usr/local/lib/cloudstead/instance.sh";
const STORES: [&str; 4] = ["db", "maria", "cache", "data"];

#[test]
fn stores_of_every_kind_come_back_from_their_backups() {
    let begun = Instant::now();
    let preset = Preset::parse(include_str!("stores.toml")).unwrap();
    let release = planned(&preset, "", true);
    let server = match Server::launch(&release, (0, 0)) {
        Ok(server) => server,
        Err(why) => return count::line(format!("userspace: stores: skipped, because {why}")),
    };
    let told = |what: &str| count::line(format!("userspace: stores: {what} after {} s", begun.elapsed().as_secs()));
    server.ready(&release, 500);
    told("healthy");
    jobs_run(&server);
    told("jobs ran");
    each(&server, "fill");
    let before = sums(&server);
    let said = long(&server, "backup");
    assert!(said.starts_with("success"), "{said}");
    for (store, ending) in [("db", "dump"), ("maria", "sql.gz"), ("cache", "tar.gz"), ("data", "tar.gz")] {
        let found = server.machine.must(&format!("ls /stub/s3/demo-files/backups/{store}"));
        assert!(found.lines().count() == 1 && found.ends_with(ending), "{found}");
    }
    assert_eq!(sums(&server), before, "a backup changes nothing");
    told("backed up");
    one_that_fails_is_named(&server);
    told("failed once");
    each(&server, "spoil");
    let spoilt = sums(&server);
    assert!(before.iter().all(|(store, sum)| spoilt[store] != *sum), "{spoilt:?}");
    for store in STORES {
        let key = server.machine.must(&format!("ls /stub/s3/demo-files/backups/{store} | head -1"));
        let said = long(&server, &format!("restore {store} {key}"));
        assert!(said.starts_with("success") && said.contains("Check: open the app"), "{said}");
        told(&format!("{store} restored"));
    }
    assert_eq!(sums(&server), before);
    serves(&server);
    // Docker itself is started anew, as by its own updates.
    server.machine.must("systemctl restart docker");
    each_is_up(&server);
    assert_eq!(sums(&server), before);
    serves(&server);
    told("engine restarted");
    // What was there is still there.
    let kept =
        server.machine.must("docker exec cloudstead-db-1 psql -U app -Atc 'SELECT datname FROM pg_database' shop");
    assert!(kept.lines().any(|name| name.starts_with("shop_2")), "{kept}");
    assert_eq!(server.machine.must("cat /data/set-aside/data-*/later"), "new");
}

/// Waits until every database answers.
fn each_is_up(server: &Server) {
    for ask in ["db-1 pg_isready -U app -d shop", "maria-1 mariadb-admin ping", "cache-1 valkey-cli ping"] {
        let up = || (server.machine.run(&format!("docker exec cloudstead-{ask}")).code == 0).then_some(());
        patiently(Duration::from_secs(90), up).unwrap_or_else(|| {
            let said = server.machine.run("docker ps -a; docker logs --tail 20 cloudstead-db-1 2>&1");
            panic!("{ask}: {}", said.text)
        });
    }
}

fn each(server: &Server, what: &str) {
    for store in STORES {
        server.machine.must(&format!("/stub/stores.sh {what} {store}"));
    }
}

fn sums(server: &Server) -> BTreeMap<&'static str, String> {
    let sum = |store| {
        let sum = server.machine.must(&format!("set -o pipefail; /stub/stores.sh show {store} | sha256sum"));
        assert_ne!(&sum[..6], "e3b0c4", "there is nothing in {store}");
        (store, sum)
    };
    STORES.into_iter().map(sum).collect()
}

/// Runs the script by hand, for as long as it takes: how it ended, and what it said.
fn long(server: &Server, words: &str) -> String {
    let machine = &server.machine;
    machine.must("rm -f /run/ended /run/said");
    let command = format!("{SCRIPT} {words} >/run/said 2>&1; echo $? >/run/ended");
    machine.must(&format!("systemd-run --quiet --collect bash -c '{command}'"));
    let ended =
        patiently(Duration::from_secs(300), || Some(machine.run("cat /run/ended")).filter(|said| said.code == 0));
    let said = machine.must("cat /run/said");
    let ended = ended.unwrap_or_else(|| panic!("no end of {words}: {said}"));
    format!("{} {said}", if ended.text.trim() == "0" { "success" } else { "failure" })
}

fn serves(server: &Server) {
    let machine = &server.machine;
    assert_eq!(machine.must("curl -fsS --retry 9 --retry-all-errors http://127.0.0.1/api/health"), "ok");
    assert_eq!(machine.must("docker ps -q --filter status=paused"), "");
    let names = machine.must("docker ps --format '{{.Names}}' | sort");
    let services = ["cache", "caddy", "db", "maria", "web", "worker"].map(|name| format!("cloudstead-{name}-1"));
    assert_eq!(names.lines().collect::<Vec<_>>(), services);
}

fn jobs_run(server: &Server) {
    let machine = &server.machine;
    serves(server);
    assert_eq!(machine.must("cat /data/stores/data/ran"), "first\nsecond", "before it served, in their order");
    assert_eq!(machine.must("stat -c '%u:%g %a' /data/stores/data /data/stores/cache"), "1000:1000 755\n0:0 755");
    assert_eq!(machine.must("docker exec cloudstead-web-1 cat /etc/app.conf"), "key = canary");
    for unit in ["cloudstead-job-report.service", "cloudstead-job-report.timer"] {
        let said = machine.run(&format!("systemd-analyze verify --man=no --recursive-errors=no {unit}"));
        assert_eq!((said.code, said.text.trim()), (0, ""), "{unit}");
    }
    assert!(machine.must("systemctl list-timers --all").contains("cloudstead-job-report.timer"));
    // The script's end is a moment after its report.
    patiently(Duration::from_secs(30), || (machine.run("systemctl is-active -q cloudstead").code == 0).then_some(()));
    machine.must("systemctl start cloudstead-job-report");
    assert_eq!(machine.must("tail -n 1 /data/stores/data/ran"), "report");
    let log = machine.must("journalctl -o cat -u cloudstead-job-report");
    assert!(log.contains("report with ***") && !log.contains("canary"), "{log}");
    server.forget();
    assert_ne!(machine.run(&format!("{SCRIPT} job broken")).code, 0);
    let jobs = &server.chores()["jobs"];
    assert_eq!((&jobs["broken"]["code"], &jobs["report"]["code"]), (&json!(7), &json!(0)), "{jobs}");
    // The next three o'clock, as systemd says it.
    let due = jobs["report"]["due"].as_i64().expect("a time");
    assert!(due > jobs["report"]["ran"].as_i64().unwrap() && due % 86_400 == 3 * 3600, "{jobs}");
    assert!(server.reports().is_empty(), "the server is well");
}

fn one_that_fails_is_named(server: &Server) {
    let machine = &server.machine;
    machine.must("docker stop cloudstead-maria-1");
    server.forget();
    assert!(long(server, "backup").starts_with("failure"));
    let report = server.reported(20, |report| report["state"] == "failed");
    let detail = report["detail"].as_str().unwrap();
    assert!(report["step"] == "backup" && detail.contains("no backup was made of maria (mariadb-dump"), "{detail}");
    let made = |store| machine.must(&format!("ls /stub/s3/demo-files/backups/{store} | wc -l"));
    assert_eq!(["db", "maria", "cache", "data"].map(made), ["2", "1", "2", "2"]);
    let copies = &server.chores()["copies"];
    assert!(copies["maria"]["failed"].is_i64() && copies["maria"]["good"].is_i64(), "{copies}");
    assert!(copies["db"]["failed"].is_null() && copies["db"]["good"].is_i64(), "{copies}");
    machine.must("docker start cloudstead-maria-1");
    let up = || (machine.run("docker exec cloudstead-maria-1 mariadb-admin ping").code == 0).then_some(());
    patiently(Duration::from_secs(60), up).expect("it is up again");
}
