//! Folders and files that containers mount.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};

use serde_json::json;

use crate::given::release;
use crate::harness::Server;
use crate::serve::with;

/// Somebody that this test may give a folder to: only root may choose.
fn somebody() -> (u32, u32) {
    let me = fs::metadata("/proc/self").unwrap();
    if me.uid() == 0 { (1234, 2345) } else { (me.uid(), me.gid()) }
}

#[test]
fn folders_are_made_before_anything_mounts_them_and_belong_to_their_owner() {
    let (user, group) = somebody();
    let server = with(|wanted| {
        wanted["folders"] = json!([
            {"path": "/data/stores/data/logs", "owner": ""},
            {"path": "/data/stores/data", "owner": format!("{user}:{group}")},
            {"path": "/data/stores/cache", "owner": user.to_string()},
        ]);
    });
    server.fail(" run --rm", 1, "stopped at the first mount");
    server.failure("migrate");
    let of = |path: &str| {
        let found = server.root(path).metadata().unwrap();
        (found.uid(), found.gid(), found.permissions().mode() & 0o777)
    };
    let root = fs::metadata("/proc/self").unwrap();
    assert_eq!(of("data/stores/data"), (user, group, 0o755));
    assert_eq!(of("data/stores/data/logs"), (root.uid(), root.gid(), 0o755));
    assert_eq!(of("data/stores/cache"), (user, user, 0o755));
    server.succeed();
}

#[test]
fn a_folder_with_something_in_it_keeps_its_owner() {
    let (user, group) = somebody();
    let server = with(|wanted| {
        wanted["folders"] = json!([{"path": "/data/stores/data", "owner": format!("{user}:{group}")},
            {"path": "/data/stores/empty", "owner": format!("{user}:{group}")}]);
    });
    for store in ["data", "empty"] {
        fs::create_dir_all(server.root(&format!("data/stores/{store}"))).unwrap();
    }
    fs::write(server.root("data/stores/data/mine"), "precious").unwrap();
    let before = server.root("data/stores/data").metadata().unwrap();
    server.succeed();
    let after = server.root("data/stores/data").metadata().unwrap();
    assert_eq!((after.uid(), after.gid(), after.mode()), (before.uid(), before.gid(), before.mode()));
    assert_eq!(server.root("data/stores/empty").metadata().unwrap().uid(), user);
}

#[test]
fn files_get_their_values_and_change_in_place() {
    let server = with(|wanted| {
        wanted["files"] = json!([{"name": "app.conf", "mode": "0644", "variable": "file_app"},
            {"name": "conf.d/key", "mode": "0600", "variable": "file_key"}]);
        wanted["texts"] = json!({
            "app.conf": ["url = \"redis://:", {"secret": "ODD", "url": true}, "@cache\"\r\n$x ${y}\n"],
            "conf.d/key": [{"secret": "ODD"}],
        });
    });
    server.secret("ODD", "p@ss\u{fc}");
    // What Docker makes of a file that was not there.
    fs::create_dir_all(server.root("opt/cloudstead/files/app.conf")).unwrap();
    server.fail(" run --rm", 1, "the first that mounts them");
    server.failure("migrate");
    assert_eq!(server.read("opt/cloudstead/files/app.conf"), "url = \"redis://:p%40ss%C3%BC@cache\"\r\n$x ${y}\n");
    assert_eq!(server.read("opt/cloudstead/files/conf.d/key"), "p@ss\u{fc}");
    let of = |name: &str| server.root("opt/cloudstead/files").join(name).metadata().unwrap();
    assert_eq!([of("app.conf"), of("conf.d/key")].map(|file| file.permissions().mode() & 0o777), [0o644, 0o600]);
    server.succeed();
    let before = of("app.conf");
    server.succeed();
    assert_eq!((of("app.conf").ino(), of("app.conf").mtime_nsec()), (before.ino(), before.mtime_nsec()), "not touched");
    let marks = |server: &Server| {
        let up = server.composed().into_iter().rfind(|call| call["args"][0] == "up").unwrap();
        ["file_app", "file_key"].map(|name| up["env"][name].as_str().unwrap().to_owned())
    };
    let earlier = marks(&server);
    server.succeed();
    assert_eq!(marks(&server), earlier, "the same text keeps the container");
    server.secret("ODD", "x");
    server.succeed();
    assert!(marks(&server).iter().zip(&earlier).all(|(now, then)| now != then && now.len() == 12), "made anew");
    assert_eq!(server.read("opt/cloudstead/files/app.conf"), "url = \"redis://:x@cache\"\r\n$x ${y}\n");
    assert_eq!(of("app.conf").ino(), before.ino(), "a container has mounted the file itself");
}

#[test]
fn a_secret_that_only_a_file_needs_is_asked_for() {
    let server = Server::new();
    let mut wanted = release();
    wanted["files"] = json!([{"name": "app.conf", "mode": "0644", "variable": "file_app"}]);
    wanted["texts"] = json!({"app.conf": [{"secret": "ONLY_HERE"}]});
    server.publish(crate::harness::RELEASE, &wanted);
    assert!(server.failure("secrets").contains("/cloudstead/demo/secrets/ONLY_HERE"));
    assert!(!server.root("opt/cloudstead/files").exists());
}
