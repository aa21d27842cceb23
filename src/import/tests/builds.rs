//! Images that the file builds.

use super::*;

/// A clone of a repository, the compose file in its folder `deploy`.
struct Clone;

impl Folder for Clone {
    fn read(&self, _: &str) -> Found {
        Found::Absent
    }

    fn list(&self, _: &str) -> Option<Vec<String>> {
        None
    }

    fn origin(&self) -> Option<Origin> {
        Some(Origin {
            git: "https://example.com/app.git".to_owned(),
            commit: "0123456789abcdef0123456789abcdef01234567".to_owned(),
            below: "deploy".to_owned(),
        })
    }
}

fn cloned(build: &str) -> Made {
    let text = format!("services:\n  web:\n    ports: ['80:80']\n    {build}\n");
    let files = vec![Named { name: "compose.yaml".to_owned(), text }];
    let imported = import(&Import { files, env: Vec::new(), folder: &Clone, name: "demo".to_owned() }).unwrap();
    let read = crate::preset::Preset::parse(&imported.text);
    assert!(read.is_ok(), "{}\n{}", read.unwrap_err(), imported.text);
    let table = imported.text.parse().unwrap();
    Made { imported, table }
}

#[test]
fn a_folder_of_a_clone_is_built_from_its_repository() {
    let made = cloned("build: { context: ../web, dockerfile: docker/Dockerfile, target: app, args: { VERSION: 1 } }");
    let of = |key| made.get(&["services", "web", "build", key]);
    assert_eq!(["git", "ref"].map(of), ["https://example.com/app.git", "0123456789abcdef0123456789abcdef01234567"]);
    assert_eq!(["dockerfile", "context", "target"].map(of), ["web/docker/Dockerfile", "web", "app"]);
    assert_eq!((of("args"), made.env("web", "VERSION")), ("[\"VERSION\"]".to_owned(), "1".to_owned()));
    assert_eq!(made.open(), "");
    let said = made.noted("services.web.build");
    assert!(said.contains("at 0123456789, where this file stands: what is not pushed"), "{said}");
    let made = cloned("build: ..");
    let of = |key| made.get(&["services", "web", "build", key]);
    assert_eq!(["dockerfile", "context"].map(of), ["Dockerfile", ""]);
}

#[test]
fn what_lies_outside_of_the_clone_is_left_to_the_person() {
    for build in ["build: ../..", "build: /srv/app", "build: { context: ., dockerfile_inline: FROM scratch }"] {
        let made = cloned(build);
        assert!(made.open().contains("built from the folder"), "{build}: {}", made.open());
    }
    let ready = cloned("image: example/app:1\n    build: .");
    assert_eq!((ready.open(), ready.get(&["services", "web", "image"])), (String::new(), "example/app:1".to_owned()));
}

#[test]
fn a_folder_of_a_named_repository_is_what_is_built_from() {
    let made = cloned("build: 'https://example.com/other.git#v2:apps/web'");
    let of = |key| made.get(&["services", "web", "build", key]);
    assert_eq!(["git", "ref"].map(of), ["https://example.com/other.git", "v2"]);
    assert_eq!(["dockerfile", "context"].map(of), ["apps/web/Dockerfile", "apps/web"]);
}
