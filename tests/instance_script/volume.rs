//! Swap, and the data volume: the one place where a mistake would cost somebody's data.

use std::fs;

use serde_json::json;

use crate::given::devices;
use crate::harness::Server;

const EXT4: &str = r#"{"code": 0, "text": "DEVNAME=x\nUUID=1111-kept\nTYPE=ext4\nUSAGE=filesystem\n"}"#;

#[test]
fn an_empty_volume_is_formatted_once_and_mounted_for_good() {
    let server = Server::with_volume();
    server.succeed();
    let device = server.root("dev/nvme1n1").display().to_string();
    let data = server.root("data").display().to_string();
    assert_eq!(server.called(&format!("mkfs.ext4 -q {device}")), 1);
    assert_eq!(server.called(&format!("mount {data}")), 1);
    assert_eq!(server.called(&format!("resize2fs {device}")), 1);
    let line = format!("UUID=0000-fresh {data} ext4 defaults,nofail 0 2");
    assert_eq!(server.read("etc/fstab").lines().filter(|found| **found == line).count(), 1);
    assert!(server.read("etc/fstab").starts_with("LABEL=cloudimg-rootfs / ext4 defaults 0 1\n"));
    let drop_in = server.read("etc/systemd/system/docker.service.d/cloudstead.conf");
    assert_eq!(drop_in, "[Unit]\nRequiresMountsFor=/data\n");
    let calls = server.calls();
    let at = |what: &str| calls.iter().position(|call| call.contains(what)).unwrap();
    assert!(at("mkfs.ext4") < at("systemctl daemon-reload") && at("systemctl daemon-reload") < at("mount /"));
    assert!(at("mount /") < at("resize2fs") && at("resize2fs") < at("systemctl start docker"));
}

#[test]
fn a_volume_with_data_is_never_formatted() {
    let server = Server::with_volume();
    server.write("blkid.json", EXT4);
    server.succeed();
    assert_eq!(server.called("mkfs"), 0);
    assert!(server.read("etc/fstab").contains("UUID=1111-kept "));
    // A new server takes the volume of an old one over: the line of the old one goes.
    let server = Server::with_volume();
    let data = server.root("data").display().to_string();
    fs::write(server.root("etc/fstab"), format!("LABEL=root / ext4\nUUID=old {data} ext4 defaults 0 2\n")).unwrap();
    server.write("blkid.json", EXT4);
    server.succeed();
    assert_eq!(server.read("etc/fstab").matches(&data).count(), 1);
    assert!(!server.read("etc/fstab").contains("UUID=old"));
}

#[test]
fn a_volume_that_cannot_be_understood_is_left_alone() {
    let partitions = json!({"code": 0, "text": "DEVNAME=x\nPTUUID=1\nPTTYPE=gpt\n"});
    let foreign = json!({"code": 0, "text": "DEVNAME=x\nUUID=2\nTYPE=xfs\n"});
    let ambiguous = json!({"code": 8, "text": ""});
    let broken = json!({"code": 4, "text": ""});
    for answer in [partitions, foreign, ambiguous, broken] {
        let server = Server::with_volume();
        server.write("blkid.json", &answer.to_string());
        let detail = server.failure("volume");
        assert!(detail.contains("vol-0abc123 is neither empty nor ext4"), "{detail}");
        assert_eq!(server.called("mkfs") + server.called("mount /") + server.called("resize2fs"), 0, "{answer}");
    }
}

#[test]
fn no_file_system_found_is_not_proof_of_an_empty_disk() {
    // One stray byte, or a disk that cannot be read to the end of the first megabyte.
    let mut stray = vec![0; 1 << 20];
    stray[700_000] = 1;
    for content in [stray, vec![0; 4096]] {
        let server = Server::with_volume();
        fs::write(server.root("dev/nvme1n1"), content).unwrap();
        assert!(server.failure("volume").contains("left alone"));
        assert_eq!(server.called("mkfs"), 0);
    }
}

#[test]
fn only_the_tagged_disk_is_taken() {
    let server = Server::with_volume();
    let other = devices(true).replace("vol0abc123", "vol0other");
    server.write("lsblk.json", &other);
    let detail = server.failure("volume");
    assert!(detail.contains("vol-0abc123 is not attached after 10 minutes"), "{detail}");
    assert_eq!(server.called("mkfs") + server.called("mount /"), 0);
    // 60 pauses of 10 seconds, and one report about them.
    assert_eq!(server.called("sleep 10"), 60);
    let waiting = server.reports().iter().filter(|report| report.detail.starts_with("waiting")).count();
    assert_eq!(waiting, 1);
    server.write("lsblk.json", &devices(true));
    server.succeed();
}

#[test]
fn data_that_something_else_mounted_is_not_covered() {
    let server = Server::with_volume();
    server.write("mounted", "");
    assert!(server.failure("volume").contains("taken by something else"));
    assert_eq!(server.called("mount /"), 0);
}

#[test]
fn a_mounted_volume_is_not_mounted_again_but_may_have_grown() {
    let server = Server::with_volume();
    server.succeed();
    server.forget();
    server.succeed();
    assert_eq!(server.called("mount /") + server.called("mkfs"), 0);
    assert_eq!(server.called("resize2fs"), 1);
}

#[test]
fn a_disk_that_grows_is_grown_into_while_the_server_runs() {
    let server = Server::with_volume();
    server.succeed();
    let timer = server.read("etc/systemd/system/cloudstead-grow.timer");
    let lines = ["[Timer]", "OnBootSec=5min", "OnUnitInactiveSec=50s", "AccuracySec=1s", "[Install]"];
    assert_eq!(timer, lines.join("\n") + "\nWantedBy=timers.target\n");
    let service = server.read("etc/systemd/system/cloudstead-grow.service");
    assert!(service.contains("ExecStart=/usr/local/lib/cloudstead/instance.sh grow\n"), "{service}");
    assert_eq!(server.called("systemctl enable --now cloudstead-grow.timer"), 1);
    server.forget();
    let outcome = server.run(&["grow"]);
    assert_eq!(outcome.code, 0, "{}", outcome.log);
    let device = server.root("dev/nvme1n1").display().to_string();
    let data = server.root("data").display().to_string();
    assert_eq!(server.calls(), [format!("findmnt -nro SOURCE {data}"), format!("resize2fs {device}")]);
    // What goes wrong is in the log of the unit, and tried again.
    server.fail("resize2fs", 1, "No space left on device");
    let outcome = server.run(&["grow"]);
    assert!(outcome.code != 0 && outcome.log.contains("No space left on device"), "{}", outcome.log);
    // A server whose data is a plain folder has nothing to look at.
    let server = Server::new();
    server.succeed();
    assert!(!server.root("etc/systemd/system/cloudstead-grow.timer").exists());
}

#[test]
fn servers_that_a_build_could_fill_get_swap_once() {
    let server = Server::new();
    server.memory(7_900_000);
    server.succeed();
    let file = server.root("swapfile").display().to_string();
    assert_eq!(server.called(&format!("fallocate -l 8G {file}")), 1);
    server.forget();
    server.succeed();
    assert_eq!(server.called("fallocate") + server.called("mkswap"), 0);
    assert_eq!(server.read("etc/fstab").matches(&file).count(), 1);
    let large = Server::new();
    large.memory(16_000_000);
    large.succeed();
    assert_eq!(large.called("swap"), 0);
}
