//! A store that is brought back from a backup.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};

use crate::backup::{SQL, backups, with_stores};
use crate::harness::Server;

/// All of them with a backup, and with something else in them since.
fn with_backups(names: &[&str]) -> Server {
    let server = with_stores(names);
    assert_eq!(server.run(&["backup"]).code, 0);
    for store in ["db", "shop", "maria", "m"] {
        server
            .write(&format!("dump/{store}"), if store == "db" { "PGDMP later" } else { "later\n-- Dump completed\n" });
    }
    server.forget();
    server
}

fn restored(server: &Server, store: &str) -> String {
    fs::read_to_string(server.stub("restored").join(store)).unwrap_or_default()
}

fn order(server: &Server, wanted: &[&str]) {
    let calls = server.calls();
    let mut from = 0;
    for what in wanted {
        let found = calls[from..].iter().position(|call| call.contains(what));
        from += found.unwrap_or_else(|| panic!("no {what} after {from}: {calls:#?}")) + 1;
    }
}

#[test]
fn a_folder_comes_back_as_it_was_and_what_was_there_is_kept_aside() {
    let server = with_stores(&["data"]);
    let data = |path: &str| server.root("data/stores/data").join(path);
    fs::set_permissions(data("photos"), fs::Permissions::from_mode(0o750)).unwrap();
    std::os::unix::fs::symlink("photos/one", data("latest")).unwrap();
    assert_eq!(server.run(&["backup"]).code, 0);
    let before = data("photos/one").metadata().unwrap();
    fs::write(data("photos/one"), "spoilt").unwrap();
    fs::write(data("new"), "since then").unwrap();
    server.write("once", "0123abc\n");
    server.forget();
    let outcome = server.run(&["restore", "data"]);
    assert_eq!(outcome.code, 0, "{}", outcome.log);
    let after = data("photos/one").metadata().unwrap();
    assert_eq!(fs::read_to_string(data("photos/one")).unwrap(), "pixels");
    assert_eq!((after.mode(), after.uid(), after.mtime()), (before.mode(), before.uid(), before.mtime()));
    assert_eq!(data("photos").metadata().unwrap().permissions().mode() & 0o777, 0o750);
    assert_eq!(fs::read_link(data("latest")).unwrap().to_str(), Some("photos/one"));
    assert!(!data("new").exists());
    let aside: Vec<_> =
        fs::read_dir(server.root("data/set-aside")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(aside.len(), 1, "{aside:?}");
    assert_eq!(fs::read_to_string(aside[0].join("photos/one")).unwrap(), "spoilt");
    assert_eq!(fs::read_to_string(aside[0].join("new")).unwrap(), "since then");
    // It says where, and what to check.
    assert!(outcome.log.contains(aside[0].to_str().unwrap()), "{}", outcome.log);
    assert!(outcome.log.lines().last().unwrap().starts_with("Check: open the app"), "{}", outcome.log);
    order(&server, &["compose -p cloudstead", " stop app db m maria shop worker", "docker rm -f 0123abc", " up -d"]);
    assert_eq!(server.called(" stop "), 1);
}

#[test]
fn a_folder_whose_backup_is_bad_is_left_alone_and_serves_on() {
    let server = with_backups(&["data"]);
    let aws = "fatal error: An error occurred (404)";
    for (arrives, key) in [("30", ""), ("999999", "20200101T000000Z.tar.gz")] {
        server.write("arrives", arrives);
        let outcome = server.run(&["restore", "data", key]);
        assert_ne!(outcome.code, 0);
        assert!(outcome.log.contains("data was not restored, it holds what it held before"), "{}", outcome.log);
        assert_eq!(outcome.log.contains(aws), !key.is_empty());
    }
    assert_eq!(server.called(" stop "), 0, "nobody noticed");
    assert!(!server.root("data/set-aside").exists());
    // The disk fills while it is unpacked, or the app cannot be stopped.
    server.write("arrives", "999999");
    server.fail(" stop ", 1, "the daemon does not answer");
    let outcome = server.run(&["restore", "data"]);
    assert!(outcome.code != 0 && outcome.log.contains("it holds what it held before"), "{}", outcome.log);
    assert_eq!(fs::read_to_string(server.root("data/stores/data/photos/one")).unwrap(), "pixels");
    assert_eq!(server.called(" up -d"), 1, "what was stopped serves again");
}

#[test]
fn a_postgres_database_is_filled_beside_the_old_one_and_takes_its_place() {
    let server = with_backups(&["db", "shop"]);
    let outcome = server.run(&["restore", "db"]);
    assert_eq!(outcome.code, 0, "{}", outcome.log);
    assert_eq!(restored(&server, "db"), "PGDMP\u{1}the data");
    let wanted = [
        " up -d --wait db",
        "pg_restore -f -",
        "CREATE DATABASE \"shop_2",
        "pg_restore -U app --exit-on-error -d shop_2",
        " stop app m maria worker",
        "ALTER DATABASE \"shop\" RENAME TO \"shop_2",
        " up -d",
    ];
    order(&server, &wanted);
    assert_eq!(server.called("DROP DATABASE IF EXISTS \"shop\""), 0);
    assert!(outcome.log.contains("What it held until now is the database shop_2"), "{}", outcome.log);
    // Databases and Caddy go on.
    let stopped = server.calls().into_iter().find(|call| call.contains(" stop ")).unwrap();
    assert!(stopped.ends_with(" stop app m maria worker"), "{stopped}");
}

#[test]
fn a_postgres_database_that_cannot_be_filled_changes_nothing() {
    let server = with_backups(&["db"]);
    server.fail("--exit-on-error", 1, "pg_restore: error: role \"other\" does not exist");
    let outcome = server.run(&["restore", "db"]);
    assert!(outcome.code != 0 && outcome.log.contains("role \"other\""), "{}", outcome.log);
    assert!(outcome.log.contains("db was not restored, it holds what it held before: pg_restore ended with code 1"));
    assert_eq!((server.called(" stop "), server.called("RENAME")), (0, 0));
    let calls = server.calls();
    let new =
        calls.iter().find_map(|call| Some(call.split_once("-d shop_")?.1.split_once(' ').map_or("", |one| one.0)));
    assert!(new.is_some());
    assert!(calls.last().unwrap().contains("DROP DATABASE IF EXISTS \"shop_2"), "{:?}", calls.last());
    // Between stop and start the app is not left behind.
    server.forget();
    server.fail("RENAME", 1, "psql: error: connection lost");
    assert_ne!(server.run(&["restore", "db"]).code, 0);
    order(&server, &[" stop ", "RENAME", " up -d", "DROP DATABASE IF EXISTS \"shop_2"]);
}

#[test]
fn databases_that_are_restored_in_place_are_copied_first() {
    for (store, client, text) in
        [("shop", " mysql ", SQL), ("maria", " mariadb ", SQL), ("m", " mongorestore ", "bson")]
    {
        let server = with_backups(&[store]);
        let outcome = server.run(&["restore", store]);
        assert_eq!(outcome.code, 0, "{}", outcome.log);
        assert_eq!(restored(&server, store), text);
        order(&server, &[&format!(" up -d --wait {store}"), " stop app", "dump ", client, " up -d"]);
        let before = format!("backups/{store}/before-restore/");
        let kept: Vec<_> = backups(&server, &format!("{store}/before-restore"));
        assert!(kept.len() == 1 && outcome.log.contains(&before), "{}", outcome.log);
        // It is not the newest backup for the next who asks.
        let again = server.run(&["restore", store]);
        assert_eq!((again.code, restored(&server, store).as_str()), (0, text), "{}", again.log);
    }
    let server = with_backups(&["shop"]);
    server.run(&["restore", "shop"]);
    order(&server, &["mysqldump", "DROP DATABASE IF EXISTS `shop`", " mysql "]);
}

#[test]
fn one_that_broke_off_in_place_says_so_and_keeps_the_app_stopped() {
    let server = with_backups(&["shop"]);
    // The first is the one that drops it.
    server.fail("DROP DATABASE", 1, "ERROR 2013 (HY000): Lost connection");
    let outcome = server.run(&["restore", "shop"]);
    assert!(outcome.code != 0 && outcome.log.contains("shop may hold a part only, and the app stays stopped"));
    assert!(outcome.log.contains("before: s3://cloudstead-demo/backups/shop/before-restore/2"), "{}", outcome.log);
    assert_eq!(server.called(" up -d --wait"), server.called(" up -d"));
    assert_eq!(server.run(&["restore", "shop"]).code, 0);
}

#[test]
fn what_cannot_be_copied_first_is_given_up_only_when_a_person_says_so() {
    for what in [" mysqldump ", "s3 cp --only-show-errors --expected-size"] {
        let server = with_backups(&["shop"]);
        server.fail(what, 1, "Table is marked as crashed");
        let outcome = server.run(&["restore", "shop"]);
        assert!(outcome.code != 0 && outcome.log.contains("shop was not restored, it holds what it held before"));
        assert!(outcome.log.contains("`anyway` as the last word gives that up"), "{}", outcome.log);
        assert_eq!((server.called("DROP DATABASE"), server.called(" up -d")), (0, 2), "it serves again");
        server.fail(what, 1, "Table is marked as crashed");
        let outcome = server.run(&["restore", "shop", "anyway"]);
        assert_eq!((outcome.code, restored(&server, "shop").as_str()), (0, SQL), "{}", outcome.log);
        assert!(outcome.log.contains("What it held until now is lost"), "{}", outcome.log);
    }
}

/// Session Manager closes a terminal in which nothing was said for twenty minutes.
#[test]
fn a_restore_goes_on_when_its_terminal_is_closed() {
    for store in ["shop", "db"] {
        let server = with_backups(&[store]);
        server.write("hangup", "1");
        let outcome = server.run(&["restore", store]);
        assert_eq!(outcome.code, 0, "{store}: {}", outcome.log);
        order(&server, &[" stop ", " up -d"]);
    }
    // What it says then goes nowhere.
    let server = with_backups(&["shop"]);
    server.run_into(&["restore", "shop"], &fs::File::options().write(true).open("/dev/full").unwrap());
    assert_eq!(restored(&server, "shop"), SQL);
    order(&server, &[" stop ", " up -d"]);
    let server = with_backups(&["shop"]);
    server.write("hangup", "15");
    let outcome = server.run(&["restore", "shop"]);
    assert!(outcome.log.contains("shop may hold a part only, and the app stays stopped: stopped"), "{}", outcome.log);
}

/// A full disk would stop the databases that are on it.
#[test]
fn what_does_not_fit_beside_what_is_there_is_not_tried() {
    for store in ["db", "data"] {
        let server = with_backups(&[store]).patched("shutil.disk_usage(DATA).free", "16");
        let outcome = server.run(&["restore", store]);
        assert!(outcome.code != 0 && outcome.log.contains("make the disk larger"), "{}", outcome.log);
        assert_eq!((server.called(" stop "), server.called("CREATE DATABASE")), (0, 0));
        assert!(!server.root("data/set-aside").exists());
    }
}

/// What a folder's users did while it was read: the copy is of the moment in which they stood still.
#[test]
fn a_folder_comes_back_as_it_was_when_its_users_stood_still() {
    // With and without a time by which changes are known.
    for since in ["time.time() - 2", "time.time() + 3600"] {
        let server = with_stores(&["data"]).patched("time.time() - 2", since);
        let data = |path: &str| server.root("data/stores/data").join(path);
        for (path, text) in [("kept", "pixels"), ("gone", "old"), ("moved/deep/er", "never read here")] {
            fs::create_dir_all(data(path).parent().unwrap()).unwrap();
            fs::write(data(path), text).unwrap();
        }
        let rest = if since.contains('-') { "open(at + 'photos/one', 'w').write('later')" } else { "" };
        let meanwhile = format!(
            "at = ROOT + '/data/stores/data/'\nif not os.path.exists(at + 'new'):\n \
             os.rename(at + 'moved', at + 'there'); os.remove(at + 'gone'); os.mkdir(at + 'new'); \
             open(at + 'new/-odd\\n name', 'w').write('x'); {rest}"
        );
        server.write("meanwhile", &meanwhile);
        let outcome = server.run(&["backup"]);
        assert!(outcome.code == 0 && outcome.log.contains("what uses data stood still for 0 s"), "{}", outcome.log);
        let listed = std::process::Command::new("tar").arg("-tzf").arg(&backups(&server, "data")[0]).output().unwrap();
        assert!(String::from_utf8(listed.stdout).unwrap().contains("./gone\n"), "read before anybody stood still");
        fs::remove_dir_all(data("")).unwrap();
        fs::create_dir(data("")).unwrap();
        assert_eq!(server.run(&["restore", "data"]).code, 0);
        let read = |path: &str| fs::read_to_string(data(path)).unwrap_or_default();
        let one = if since.contains('-') { "later" } else { "pixels" };
        assert_eq!(
            ["kept", "photos/one", "there/deep/er", "new/-odd\n name"].map(read),
            ["pixels", one, "never read here", "x"]
        );
        for gone in ["gone", "moved", ".cloudstead-names"] {
            assert!(!data(gone).exists(), "{gone}");
        }
    }
    // Where a folder became a file no later copy could say so: it is made again.
    let server = with_stores(&["data"]);
    let photos = "ROOT + '/data/stores/data/photos'";
    let meanwhile =
        format!("import shutil\nif os.path.isdir({photos}): shutil.rmtree({photos}); open({photos}, 'w').close()");
    server.write("meanwhile", &meanwhile);
    assert!(server.run(&["backup"]).log.contains("./photos was a folder and became a file"));
    assert_eq!((server.run(&["backup"]).code, backups(&server, "data").len()), (0, 1));
}

#[test]
fn the_newest_is_taken_or_the_one_that_is_named() {
    let server = with_backups(&["db"]);
    let folder = server.stub("s3/cloudstead-demo/backups/db");
    fs::write(folder.join("20200101T031700Z.dump"), "PGDMP old").unwrap();
    fs::write(folder.join("99991231T031700Z.tar.gz"), "of another kind").unwrap();
    fs::write(server.stub("s3/cloudstead-demo/backups/20190101T031700Z.dump"), "PGDMP ancient").unwrap();
    for (key, text) in [
        (None, "PGDMP\u{1}the data"),
        (Some("20200101T031700Z.dump"), "PGDMP old"),
        (Some("backups/db/20200101T031700Z.dump"), "PGDMP old"),
        (Some("backups/20190101T031700Z.dump"), "PGDMP ancient"),
    ] {
        let words: Vec<&str> = ["restore", "db"].into_iter().chain(key).collect();
        let outcome = server.run(&words);
        assert_eq!((outcome.code, restored(&server, "db").as_str()), (0, text), "{}", outcome.log);
    }
}

#[test]
fn what_cannot_be_restored_is_said_before_anything_is_touched() {
    let server = with_stores(&["db", "data"]);
    for (words, said) in [
        (&["restore"][..], "usage: instance.sh restore STORE [KEY] [anyway]; stores that have backups: data, db"),
        (&["restore", "files"], "stores that have backups: data, db"),
        (&["restore", "db"], "there is no backup in s3://cloudstead-demo/backups/db/ yet"),
    ] {
        let outcome = server.run(words);
        assert!(outcome.code != 0 && outcome.log.contains(said), "{}", outcome.log);
    }
    server.fail("list-objects-v2", 1, "AccessDenied");
    assert!(server.run(&["restore", "db"]).log.contains("AccessDenied"));
    let lock = fs::File::create(server.root("run/cloudstead/copying")).unwrap();
    lock.lock().unwrap();
    assert!(server.run(&["restore", "db"]).log.contains("a backup, a restore or a release is under way"));
    assert_eq!(server.called("docker"), 0);
}
