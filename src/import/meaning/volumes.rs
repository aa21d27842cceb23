//! Mounts: folders on the data disk, files that come along, and what of the machine itself cannot be had.

use indexmap::IndexMap;

use super::files::{Content, Contents, mode, shared_secret};
use super::filling::{Filling, Place};
use super::names::Names;
use super::paths::{Machine, holds_media, looks_like_a_file, machine, usual_mode, written};
use crate::import::folder::{Found, join};
use crate::import::load::Reading;
use crate::import::project::{Mount, Origin, Source};

/// A mount of the preset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::import) struct Placed {
    pub(in crate::import) of: Of,
    pub(in crate::import) path: String,
    pub(in crate::import) read_only: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::import) enum Of {
    Store { store: String, sub: String },
    File(String),
}

/// A folder on the data disk.
#[derive(Clone, Debug, Default)]
pub(in crate::import) struct Folder {
    /// What the file called it.
    pub(in crate::import) from: String,
    pub(in crate::import) owner: Option<String>,
}

/// Folders and files of all services.
#[derive(Default)]
pub(super) struct Volumes {
    /// The name of a folder, by what the file calls it.
    names: IndexMap<String, String>,
    pub(super) folders: IndexMap<String, Folder>,
    pub(super) contents: Contents,
}

/// What a mount of a service became beside a place.
#[derive(Default)]
pub(super) struct Mounts {
    pub(super) placed: Vec<Placed>,
    pub(super) docker_socket: bool,
    pub(super) tmpfs: Vec<String>,
}

impl Volumes {
    pub(super) fn mounts(
        &mut self,
        service: &str,
        filling: &mut Filling<'_>,
        names: &mut Names,
        reading: &mut Reading<'_>,
    ) -> Mounts {
        let mut mounts = Mounts::default();
        let Some(found) = filling.service(service) else { return mounts };
        for mount in &found.mounts {
            self.mount(service, mount, &mut mounts, filling, names, reading);
        }
        let owner = found.user.as_deref().and_then(owner);
        for placed in &mounts.placed {
            if let Of::Store { store, .. } = &placed.of
                && let Some(folder) = self.folders.get_mut(store)
                && folder.owner.is_none()
            {
                folder.owner.clone_from(&owner);
            }
        }
        // Two mounts at one place: the later one wins, as with Compose.
        let mut seen = Vec::new();
        mounts.placed.reverse();
        mounts.placed.retain(|placed| {
            let new = !seen.contains(&placed.path);
            seen.push(placed.path.clone());
            new
        });
        mounts.placed.reverse();
        mounts
    }

    fn mount(
        &mut self,
        service: &str,
        mount: &Mount,
        mounts: &mut Mounts,
        filling: &mut Filling<'_>,
        names: &mut Names,
        reading: &mut Reading<'_>,
    ) {
        let at = mount.at;
        let what = format!("services.{service}.volumes");
        let path = mount.path.trim_end_matches('/').to_owned();
        let steps =
            path.split('/').any(|part| matches!(part, "." | "..")) || path.chars().any(|c| c.is_control() || c == ':');
        if path.is_empty() || steps {
            reading.notes.open(at, format!("`{service}` mounts something at `{}`", shown(&mount.path)));
            return;
        }
        let place = Place { service, key: "volumes", at };
        match &mount.source {
            Source::Tmpfs => mounts.tmpfs.push(path),
            Source::Anonymous => {
                let wanted = format!("{service}-{}", path.rsplit('/').next().unwrap_or_default());
                let key = format!("anonymous {service} {path}");
                self.store(&key, &wanted, "an anonymous volume", mount, path, mounts, names);
            }
            Source::Named(name) => {
                let key = format!("volume {name}");
                self.store(&key, name, &format!("the volume {name}"), mount, path, mounts, names);
            }
            Source::Unknown(variable) => {
                reading.notes.changed(
                    at,
                    &what,
                    format!("`{variable}` has no value in the file: a folder on the data disk"),
                );
                let key = format!("variable {variable}");
                let from = format!("the folder that `{variable}` names");
                self.store(&key, &variable.to_ascii_lowercase(), &from, mount, path, mounts, names);
            }
            Source::Content { name, text, mode: said } => {
                let text = filling.text(text, place, &mut reading.notes);
                let text = filling.settled(&path, &text, place, reading);
                let content =
                    Content { text, mode: mode(said.as_ref(), "0644"), from: "its text is in the file".to_owned() };
                let name = if name.is_empty() { path.clone() } else { name.clone() };
                self.file(&name, content, mount, path, mounts, reading);
            }
            Source::Config { name, mode: said } => {
                self.config(name, said.as_ref(), mount, &path, mounts, place, filling, reading);
            }
            Source::Secret { name, mode: said } => {
                let text = shared_secret(name, filling.project);
                let text =
                    if text.is_literal() && !text.parts.is_empty() { super::files::secret_text(name) } else { text };
                let place = Place { key: name, ..place };
                let text = filling.env(&text, place, &mut reading.notes);
                let what = format!("secrets.{name}");
                reading.notes.changed(
                    at,
                    what,
                    "its text is a secret of the preset; the file of your machine is not read",
                );
                let from = format!("the secret {name}");
                let content = Content { text, mode: mode(said.as_ref(), "0444"), from };
                self.file(&format!("secrets/{name}"), content, mount, path, mounts, reading);
            }
            Source::Path { path: source, file } => {
                self.path(service, source, *file, mount, path, mounts, filling, names, reading);
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "each is a thing of its own")]
    fn store(
        &mut self,
        key: &str,
        wanted: &str,
        from: &str,
        mount: &Mount,
        path: String,
        mounts: &mut Mounts,
        names: &mut Names,
    ) {
        let store = match self.names.get(key) {
            Some(name) => name.clone(),
            None => {
                let name = names.give(wanted);
                self.names.insert(key.to_owned(), name.clone());
                self.folders.insert(name.clone(), Folder { from: from.to_owned(), owner: None });
                name
            }
        };
        let sub = mount.sub.trim_matches('/').to_owned();
        let steps = sub.split('/').any(|part| matches!(part, "." | ".."));
        let sub = if steps || sub.chars().any(|c| c.is_control() || c == ':') { String::new() } else { sub };
        mounts.placed.push(Placed { of: Of::Store { store, sub }, path, read_only: mount.read_only });
    }

    fn file(
        &mut self,
        name: &str,
        content: Content,
        mount: &Mount,
        path: String,
        mounts: &mut Mounts,
        reading: &mut Reading<'_>,
    ) {
        match self.contents.add(name, content) {
            Ok(name) => mounts.placed.push(Placed { of: Of::File(name), path, read_only: true }),
            Err(why) => reading.notes.open(mount.at, format!("the file {} is not taken along: {why}", shown(name))),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "each is a thing of its own")]
    fn config(
        &mut self,
        name: &str,
        said: Option<&String>,
        mount: &Mount,
        path: &str,
        mounts: &mut Mounts,
        place: Place<'_>,
        filling: &mut Filling<'_>,
        reading: &mut Reading<'_>,
    ) {
        let Some(config) = filling.project.configs.get(name) else {
            reading.notes.open(mount.at, format!("the config `{}` is not defined", shown(name)));
            return;
        };
        let text = match &config.origin {
            Origin::Content(text) | Origin::Variable(text) => {
                let text = filling.text(text, place, &mut reading.notes);
                filling.settled(path, &text, place, reading)
            }
            Origin::File(file) => match read(file, config.at, reading) {
                Found::Text(text) => filling.file(file, &text, place, reading),
                found => {
                    reading.notes.bring(mount.at, absent(file, &place, &found));
                    return;
                }
            },
            Origin::External => {
                reading
                    .notes
                    .open(mount.at, format!("the config `{}` is kept by Docker Swarm, not by the file", shown(name)));
                return;
            }
        };
        let content = Content { text, mode: mode(said, "0444"), from: format!("the config {name}") };
        self.file(&format!("configs/{name}"), content, mount, path.to_owned(), mounts, reading);
    }

    #[expect(clippy::too_many_arguments, reason = "each is a thing of its own")]
    fn path(
        &mut self,
        service: &str,
        source: &str,
        is_file: Option<bool>,
        mount: &Mount,
        path: String,
        mounts: &mut Mounts,
        filling: &mut Filling<'_>,
        names: &mut Names,
        reading: &mut Reading<'_>,
    ) {
        let at = mount.at;
        let what = format!("services.{service}.volumes");
        let clean = source.trim_end_matches('/');
        if clean.ends_with("/docker.sock") || clean.ends_with("/podman.sock") {
            reading.notes.changed(
                at,
                what,
                "it rules over all containers of the server: you will be asked for consent",
            );
            mounts.docker_socket = true;
            return;
        }
        if source.starts_with('/')
            && let Some(fate) = machine(clean)
        {
            match fate {
                Machine::Harmless(why) => reading.notes.dropped(at, what, why),
                Machine::Decide(why) => {
                    reading
                        .notes
                        .open(at, format!("`{service}` looks at {} of the machine itself: {why}", shown(source)));
                }
            }
            return;
        }
        let found = read(source, at, reading);
        let place = Place { service, key: "volumes", at };
        match found {
            Found::Text(text) => {
                let mode = usual_mode(source, &text);
                let text = filling.file(source, &text, place, reading);
                let content = Content { text, mode, from: format!("the file {source}") };
                reading.notes.taken(at, what, format!("the file {} comes along in the preset", shown(source)));
                self.file(source, content, mount, path, mounts, reading);
            }
            found @ Found::Unusable(_) => reading.notes.bring(at, absent(source, &place, &found)),
            Found::Absent | Found::Folder => {
                let folder = found == Found::Folder || is_file == Some(false);
                let looks = !folder && (is_file == Some(true) || looks_like_a_file(clean, &path));
                let settings = mount.read_only
                    && found == Found::Absent
                    && relative(source)
                    && !written(clean, filling.project)
                    && !holds_media(clean);
                if looks || settings {
                    reading.notes.bring(at, absent(source, &place, &Found::Absent));
                    return;
                }
                if found == Found::Folder && self.folder(source, mount, (&path, place), mounts, filling, reading) {
                    return;
                }
                let why = "a folder on the data disk, empty at first: nothing of your machine is brought along";
                reading.notes.changed(at, what, why);
                let last = clean.rsplit('/').next().unwrap_or_default();
                let wanted = if matches!(last, "" | "." | ".." | "~" | "data") {
                    format!("{service}-data")
                } else {
                    last.trim_start_matches('.').to_owned()
                };
                let key = join(reading.folder_of(at), source).unwrap_or_else(|| clean.to_owned());
                let from = format!("the folder {}", shown(source));
                let (key, sub) = self.above(&format!("path {key}"));
                let mount = Mount { sub, ..mount.clone() };
                self.store(&key, &wanted, &from, &mount, path, mounts, names);
            }
        }
    }

    /// The folder that a path is in, where that one is a store already, and the way from it.
    fn above(&self, key: &str) -> (String, String) {
        let above =
            self.names.keys().find(|other| key.strip_prefix(other.as_str()).is_some_and(|rest| rest.starts_with('/')));
        match above {
            Some(other) => (other.clone(), key[other.len()..].trim_matches('/').to_owned()),
            None => (key.to_owned(), String::new()),
        }
    }

    /// Takes the files of a folder along, where they are few and look like settings.
    fn folder(
        &mut self,
        source: &str,
        mount: &Mount,
        (path, place): (&str, Place<'_>),
        mounts: &mut Mounts,
        filling: &mut Filling<'_>,
        reading: &mut Reading<'_>,
    ) -> bool {
        let Some(folder) = join(reading.folder_of(mount.at), source) else { return false };
        let Some(files) = reading.list(&folder).filter(|files| !files.is_empty()) else { return false };
        let settings = files.iter().all(|file| looks_like_a_file(file, ""));
        if !mount.read_only && !settings {
            return false;
        }
        for file in files {
            match reading.find(&format!("{folder}/{file}")) {
                Found::Text(text) => {
                    let name = format!("{folder}/{file}");
                    let mode = usual_mode(&file, &text);
                    let text = filling.file(&name, &text, place, reading);
                    let content = Content { text, mode, from: format!("the file {name}") };
                    self.file(&name, content, mount, format!("{path}/{file}"), mounts, reading);
                }
                Found::Absent | Found::Folder => {
                    reading.notes.open(mount.at, format!("{} is not taken along: it is no file", shown(&file)));
                }
                Found::Unusable(why) => {
                    reading.notes.open(mount.at, format!("{} is not taken along: {why}", shown(&file)));
                }
            }
        }
        let what = format!("files of {}", shown(source));
        reading.notes.taken(mount.at, what, "they come along in the preset");
        true
    }
}

fn read(path: &str, at: crate::import::yaml::At, reading: &Reading<'_>) -> Found {
    match join(reading.folder_of(at), path) {
        Some(joined) => reading.find(&joined),
        None if relative(path) => Found::Unusable("it lies outside of the folder".to_owned()),
        None => Found::Absent,
    }
}

fn relative(path: &str) -> bool {
    !path.starts_with(['/', '~'])
}

fn absent(path: &str, place: &Place<'_>, found: &Found) -> String {
    let path = shown(path);
    let service = place.service;
    match found {
        Found::Unusable(why) => format!("{path}, which `{service}` mounts, is not taken along: {why}"),
        _ => format!(
            "{path}, which `{service}` mounts, is not here: give the folder that it is in, or put it under [files]"
        ),
    }
}

/// `1000:1000` of a user that is a number.
fn owner(user: &str) -> Option<String> {
    let (user, group) = user.split_once(':').unwrap_or((user, user));
    let number = |text: &str| text.parse::<u32>().ok();
    Some(format!("{}:{}", number(user)?, number(group)?)).filter(|owner| owner != "0:0")
}

fn shown(text: &str) -> String {
    crate::model::text::clean_line(text)
}
