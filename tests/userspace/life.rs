//! One server from its first boot on: what happens to it in a year, in some minutes.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::machine::patiently;
use super::release::{Release, release};
use super::server::{SIZE, Server};
use super::{disk, units};
use crate::count;

/// Seconds for which somebody else uses apt's lists and then dpkg, when the script comes to them.
const LOCKED: (u32, u32) = (28, 10);

#[test]
fn a_server_from_its_first_boot_on() {
    let begun = Instant::now();
    let (first, second) = (release("1", "1"), release("1", "2"));
    let server = match Server::launch(&first, LOCKED) {
        Ok(server) => server,
        Err(why) => return count::line(format!("userspace: skipped, because {why}")),
    };
    let told = |what: &str| count::line(format!("userspace: {what} after {} s", begun.elapsed().as_secs()));
    told("booted");
    server.ready(&first, 300);
    told("healthy");
    it_is_what_it_should_be(&server);
    units::all_are_understood(&server);
    units::planted_faults_are_found(&server);
    told("units verified");
    a_second_run_changes_nothing(&server, &first);
    told("second run");
    it_sees_a_larger_disk(&server);
    told("larger disk seen");
    it_takes_a_new_release(&server, &second);
    told("newer");
    it_survives_a_reboot(&server, &second);
    told("rebooted");
    a_release_that_fails_is_reported_and_left(&server, &second);
    told("failed, well again");
}

fn it_is_what_it_should_be(server: &Server) {
    let machine = &server.machine;
    let mut steps: Vec<Value> = server.reports().iter().map(|report| report["step"].clone()).collect();
    steps.dedup();
    let order = ["packages", "volume", "release", "secrets", "images", "migrate", "start", "health", "ready"];
    assert_eq!(steps, order);
    assert_eq!(server.said("snaps"), "install aws-cli --classic\n");
    assert!(server.said("locked").is_empty(), "somebody had the locks meanwhile");
    let mounted = machine.must("findmnt -nro SOURCE,FSTYPE /data");
    assert_eq!(mounted, format!("{} ext4", server.disk.device.display()));
    assert_eq!(machine.must("grep -c ' /data ' /etc/fstab"), "1");
    assert_eq!(machine.must("cat /data/postgres/begun | wc -l"), "1", "the database has its files there");
    running(server);
}

/// What holds whenever it is healthy.
fn running(server: &Server) {
    let machine = &server.machine;
    let units = "docker cloudstead cloudstead-watch cloudstead-grow.timer cloudstead-backup.timer";
    machine.must(&format!("systemctl is-enabled {units}"));
    machine.must(&format!("systemctl is-active {units}"));
    assert_eq!(machine.must("curl -fsS http://127.0.0.1/api/health"), "ok");
    let names = machine.must("docker ps --format '{{.Names}}' | sort");
    let services = ["api", "app", "caddy", "db", "portal"].map(|name| format!("cloudstead-{name}-1"));
    assert_eq!(names.lines().collect::<Vec<_>>(), services);
}

/// The disk's identity, the database's first day, packages, units, mounts.
fn kept(server: &Server) -> String {
    server.machine.must(
        "blkid -p -s UUID -o value $(findmnt -nro SOURCE /data); cat /data/postgres/begun; md5sum /etc/fstab \
         /var/log/dpkg.log /etc/systemd/system/cloudstead* /usr/local/lib/cloudstead/instance.sh",
    )
}

fn container(server: &Server, name: &str) -> String {
    server.machine.must(&format!("docker inspect --format '{{{{.Id}}}}' cloudstead-{name}-1"))
}

fn a_second_run_changes_nothing(server: &Server, release: &Release) {
    let containers = || ["api", "app", "caddy", "db", "portal"].map(|name| container(server, name));
    let before = (kept(server), containers());
    server.forget();
    server.machine.must("systemctl restart --no-block cloudstead");
    server.ready(release, 90);
    assert_eq!((kept(server), containers()), before);
    assert_eq!((server.said("snaps"), server.said("pulled")), (String::new(), String::new()));
    running(server);
}

fn it_sees_a_larger_disk(server: &Server) {
    let machine = &server.machine;
    let before = kept(server);
    let size = || machine.must("df --output=size -m /data | tail -1").parse::<u32>().unwrap();
    assert!(size() < SIZE);
    // The first look is due five minutes after the boot.
    machine.must("systemctl start cloudstead-grow");
    let since = machine.must("date +%s");
    let looks = || machine.must(&format!("journalctl -o cat -u cloudstead-grow --since @{since}"));
    server.disk.resize(2 * SIZE);
    let begun = Instant::now();
    let seen = patiently(Duration::from_secs(150), || {
        if size() > SIZE { Some(true) } else { looks().contains("Permission denied to resize").then_some(false) }
    });
    let seconds = begun.elapsed().as_secs();
    let grown = seen.unwrap_or_else(|| panic!("not seen after {seconds} s: {}", looks()));
    assert_eq!(grown, disk::may_resize(), "{}", looks());
    assert!(seconds <= 60, "a minute is promised, but it took {seconds} s");
    if !grown {
        let why = "skipped after it was asked for, because this kernel lets nobody do it (CAP_SYS_RESOURCE)";
        count::line(format!("userspace: the larger file system: {why}"));
        server.disk.resize(SIZE);
    }
    assert_eq!(kept(server), before);
}

fn it_takes_a_new_release(server: &Server, release: &Release) {
    let before = (kept(server), container(server, "db"), container(server, "caddy"));
    let app = container(server, "app");
    server.forget();
    server.publish(release);
    server.ready(release, 150);
    assert_eq!((kept(server), container(server, "db"), container(server, "caddy")), before);
    assert_ne!(container(server, "app"), app);
    running(server);
}

fn it_survives_a_reboot(server: &Server, release: &Release) {
    let machine = &server.machine;
    let before = (kept(server), container(server, "db"));
    server.forget();
    machine.reboot();
    server.ready(release, 120);
    assert_eq!((kept(server), container(server, "db")), before);
    assert_eq!((server.said("snaps"), server.said("pulled")), (String::new(), String::new()));
    // The disk comes by fstab, and no container starts in the empty folder below it.
    let at = |unit: &str, what: &str| machine.must(&format!("systemctl show -P {what} {unit}")).parse::<u64>().unwrap();
    let mounted = at("data.mount", "ActiveEnterTimestampMonotonic");
    assert!(mounted > 0 && mounted < at("docker", "ExecMainStartTimestampMonotonic"));
    running(server);
}

fn a_release_that_fails_is_reported_and_left(server: &Server, good: &Release) {
    let bad = release("1", "broken");
    server.forget();
    server.publish(&bad);
    server.machine.must("systemctl restart --no-block cloudstead");
    let report = server.reported(90, |report| report["state"] == "failed");
    assert_eq!(
        (&report["step"], &report["release"], &report["failures"]),
        (&json!("start"), &json!(bad.id), &json!(1))
    );
    assert!(report["detail"].as_str().unwrap().contains("/no/such/program"), "{report}");
    // It tries again by itself, with what is wanted then.
    server.publish(good);
    server.forget();
    server.ready(good, 150);
    running(server);
}
