//! Volumes and files.

use super::{made, made_with};

#[test]
fn every_kind_of_path_is_on_the_data_disk() {
    let made = made(
        "services:
  web:
    image: a/web:1
    user: '1000:1000'
    ports: ['80:80']
    volumes:
      - named:/a
      - ./data:/b
      - ~/.app:/c
      - ${UPLOADS}:/d
      - /opt/app/media:/e
      - /f
      - ./data/sub:/g:ro
      - { type: volume, source: named, target: /h, volume: { subpath: x } }
      - { type: tmpfs, target: /i }
      - /etc/localtime:/etc/localtime:ro
  worker:
    image: a/web:1
    volumes: ['named:/a', './data:/b']
volumes: { named: }
",
    );
    let mounts = made.get(&["services", "web", "mounts"]);
    for (store, path) in
        [("named", "/a"), ("web-data", "/b"), ("app", "/c"), ("uploads", "/d"), ("media", "/e"), ("web-f", "/f")]
    {
        assert!(
            mounts.contains(&format!("store = \"{store}\"")) && mounts.contains(&format!("\"{path}\"")),
            "{store} {mounts}"
        );
        assert_eq!(made.get(&["stores", store, "kind"]), "volume", "{store}");
    }
    assert!(mounts.contains("sub = \"sub\"") && mounts.contains("sub = \"x\""), "{mounts}");
    assert_eq!(made.get(&["services", "web", "tmpfs"]), "[\"/i\"]");
    assert_eq!(made.get(&["stores", "named", "owner"]), "1000:1000");
    let worker = made.get(&["services", "worker", "mounts"]);
    assert!(worker.contains("\"named\"") && worker.contains("\"web-data\""), "{worker}");
    assert!(made.imported.open.is_empty(), "{}", made.open());
}

#[test]
fn files_of_the_folder_come_along() {
    let made = made_with(
        "services:
  web:
    image: a/web:1
    ports: ['80:80']
    volumes:
      - ./app.conf:/etc/app.conf:ro
      - ./conf.d:/etc/conf.d:ro
      - { type: bind, source: ./x, target: /x.txt, content: 'key=${SECRET_KEY}' }
    configs: [{ source: c, target: /c }]
    secrets: [db_password]
configs: { c: { content: hello } }
secrets: { db_password: { file: ./pw.txt } }
",
        &[("app.conf", "a = ${x}\n"), ("conf.d/one.conf", "1"), ("conf.d/two.conf", "2"), ("pw.txt", "hunter2hunter2")],
    );
    assert_eq!(made.get(&["files", "app.conf", "text"]), "a = ${x}\n");
    assert_eq!(made.get(&["files", "app.conf", "template"]), "false");
    assert_eq!(made.get(&["files", "x", "text"]), "key=${secret:SECRET_KEY}");
    assert_eq!(made.get(&["files", "configs/c", "text"]), "hello");
    assert_eq!(made.get(&["files", "secrets/db_password", "text"]), "${secret:DB_PASSWORD}");
    let mounts = made.get(&["services", "web", "mounts"]);
    for path in
        ["/etc/app.conf", "/etc/conf.d/one.conf", "/etc/conf.d/two.conf", "/x.txt", "/c", "/run/secrets/db_password"]
    {
        assert!(mounts.contains(path), "{path} {mounts}");
    }
    assert!(!made.imported.text.contains("hunter2"));
}

#[test]
fn a_catalogues_files_are_read_as_it_writes_them() {
    let made = made(
        "services:
  web:
    image: a/web:1
    ports: ['80:80']
    volumes:
      - type: bind
        source: ./collector.yaml
        target: /etc/collector.yaml:ro
        content: |
          url: ${env:URL}
",
    );
    let mounts = made.get(&["services", "web", "mounts"]);
    assert!(mounts.contains("\"/etc/collector.yaml\"") && made.open().is_empty(), "{mounts} {}", made.open());
    assert!(made.imported.text.contains("url: $${env:URL}") || made.imported.text.contains("url: ${env:URL}"));
}

#[test]
fn a_certificate_of_the_machine_is_no_folder() {
    let made = made(
        "services: { web: { image: 'a/web:1', ports: ['80:80'], volumes: ['/opt/web/cert.p12:/etc/cert.p12:ro'] } }",
    );
    assert!(made.open().contains("/opt/web/cert.p12, which `web` mounts, is not here"), "{}", made.open());
}
