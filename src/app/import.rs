//! `presets new`: a preset from docker-compose files. Reads what they name, with care; what it means is `import`'s.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde_json::json;

use super::App;
use super::clone;
use super::failure::Failure;
use super::fetched::{self, is_address};
use crate::file;
use crate::import::{At, Folder, Found, Import, Imported, MOST_FILES, Named, Origin, Outcome, import};
use crate::model::text::clean_line;
use crate::plain::json as lines;

/// What people call such a file, as Compose looks for it, each with the one that it lays over it.
const NAMES: [(&str, &str); 4] = [
    ("compose.yaml", "compose.override.yaml"),
    ("compose.yml", "compose.override.yml"),
    ("docker-compose.yml", "docker-compose.override.yml"),
    ("docker-compose.yaml", "docker-compose.override.yaml"),
];
/// Bytes of a file that comes along.
const CARRIED: u64 = 200_000;
/// Folders below a folder of settings.
const DEEPEST: usize = 4;

/// Where a preset comes from and goes to.
pub(super) struct Wanted<'a> {
    pub(super) from: &'a [PathBuf],
    pub(super) env: &'a [PathBuf],
    pub(super) name: Option<&'a str>,
    pub(super) out: Option<&'a Path>,
}

impl App {
    pub(super) fn new_preset(&self, wanted: &Wanted<'_>, out: &mut dyn Write) -> Result<u8, Failure> {
        let paths = compose_files(wanted.from)?;
        let first = paths.first().and_then(|path| path.to_str()).filter(|first| is_address(first));
        let (folder, called): (Box<dyn Folder>, _) = match first {
            Some(address) => (fetched::folder(address), fetched::name(address)),
            None => {
                let disk = Disk::beside(paths.first().map(PathBuf::as_path));
                let called = disk.name();
                (Box::new(disk), called)
            }
        };
        let name = wanted.name.map(str::to_owned).or(called).unwrap_or_default();
        let asked = Import {
            files: paths.iter().map(|path| named(path)).collect::<Result<_, _>>()?,
            env: wanted.env.iter().map(|path| named(path)).collect::<Result<_, _>>()?,
            folder: folder.as_ref(),
            name,
        };
        let imported = import(&asked).map_err(|error| {
            Failure::usage(error.to_string())
                .hint("mend the file at this place; `docker compose config` looks at it, too")
        })?;
        if let Some(path) = wanted.out {
            write_new(path, &imported.text)?;
        }
        if self.common.json {
            lines::line(&as_json(&imported, wanted.out.is_none()), out)?;
            return Ok(0);
        }
        if wanted.out.is_none() {
            out.write_all(imported.text.as_bytes())?;
        }
        said(&imported, wanted.out, &mut std::io::stderr())?;
        Ok(0)
    }
}

/// The files that are meant: those named, and those that Compose finds in a folder.
pub(super) fn compose_files(from: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let here = [PathBuf::from(".")];
    let mut files = Vec::new();
    for path in if from.is_empty() { &here[..] } else { from } {
        if path.to_str().is_some_and(is_address) || !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let found = NAMES.iter().find(|(name, _)| path.join(name).is_file());
        let Some((name, over)) = found else {
            let shown = clean_line(&path.to_string_lossy());
            let names: Vec<&str> = NAMES.iter().map(|(name, _)| *name).collect();
            return Err(Failure::usage(format!("there is no compose file in the folder {shown}"))
                .why(format!("it would be called {}", names.join(", ")))
                .hint("name the file itself"));
        };
        files.push(path.join(name));
        files.extend(Some(path.join(over)).filter(|over| over.is_file()));
    }
    Ok(files)
}

pub(super) fn named(path: &Path) -> Result<Named, Failure> {
    if let Some(address) = path.to_str().filter(|text| is_address(text)) {
        return fetched::fetched(address);
    }
    let text = file::read_text(path, file::SETTINGS).map_err(|error| Failure::usage(error.to_string()))?;
    let name = path.file_name().unwrap_or(path.as_os_str());
    Ok(Named { name: clean_line(&name.to_string_lossy()), text })
}

/// Never over a file that is there: a preset is made to be changed by hand.
pub(super) fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    let shown = clean_line(&path.to_string_lossy());
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(path).map_err(|error| {
        let what = format!("{shown} cannot be written");
        if error.kind() == ErrorKind::AlreadyExists {
            return Failure::refused(what).why("it is there already").hint("choose another name, or remove it first");
        }
        Failure::failed(what).why(file::reason(&error))
    })?;
    file.write_all(text.as_bytes()).map_err(|error| Failure::failed(format!("{shown}: {}", file::reason(&error))))
}

fn place(imported: &Imported, at: Option<At>) -> String {
    at.map_or_else(String::new, |at| {
        let file = imported.files.get(at.file).map_or("", String::as_str);
        format!("{file}:{}", at.line)
    })
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Taken => "taken",
        Outcome::Changed => "changed",
        Outcome::Dropped => "left out",
    }
}

fn as_json(imported: &Imported, with_text: bool) -> serde_json::Value {
    let open: Vec<_> = imported
        .open
        .iter()
        .map(|open| json!({"place": place(imported, open.at), "what": open.what, "bring": open.bring}))
        .collect();
    let notes = imported.notes.iter().map(|note| {
        json!({"place": place(imported, note.at), "outcome": word(note.outcome), "what": note.what, "why": note.why})
    });
    let notes: Vec<_> = notes.collect();
    let text = with_text.then_some(imported.text.as_str());
    json!({"name": imported.name, "ready": imported.open.is_empty(), "open": open, "notes": notes, "preset": text})
}

/// What is not in the preset: place, key and reason, each once.
pub(super) fn left_out(imported: &Imported) -> Vec<String> {
    let dropped = imported.notes.iter().filter(|note| note.outcome == Outcome::Dropped);
    let mut lines: Vec<String> =
        dropped.map(|note| clean_line(&format!("{}  {}: {}", place(imported, note.at), note.what, note.why))).collect();
    lines.dedup();
    lines
}

/// What was made, what was left out, and what is to be done: on the standard error, beside the preset.
fn said(imported: &Imported, path: Option<&Path>, out: &mut dyn Write) -> Result<(), Failure> {
    for line in left_out(imported) {
        writeln!(out, "left out  {line}")?;
    }
    let changed = imported.notes.iter().filter(|note| note.outcome == Outcome::Changed).count();
    writeln!(out, "\n{changed} things are different from the file; comments in the preset say which and why.")?;
    let shown = path.map(|path| clean_line(&path.to_string_lossy()));
    if imported.open.is_empty() {
        match shown {
            Some(path) => writeln!(out, "{path} is ready: name it in your answers, preset = \"{path}\"")?,
            None => writeln!(out, "The preset is ready. With -o FILE it goes into a file.")?,
        }
        return Ok(());
    }
    writeln!(out, "\nTo settle before it can be deployed (`open` in the preset):")?;
    for open in &imported.open {
        writeln!(out, "  {}  {}", place(imported, open.at), clean_line(&open.what))?;
    }
    Ok(())
}

/// The folder of a compose file, and of a clone of a public repository all of it. Links that lead out of it lead
/// nowhere.
pub(super) struct Disk {
    /// Where it begins, and as a real path.
    root: PathBuf,
    real: Option<PathBuf>,
    /// The compose file's own folder, as a real path.
    own: Option<PathBuf>,
    origin: Option<Origin>,
}

impl Disk {
    /// The folder of a file.
    pub(super) fn beside(file: Option<&Path>) -> Self {
        let root = file.and_then(Path::parent).filter(|root| !root.as_os_str().is_empty());
        Self::at(root.unwrap_or(Path::new(".")))
    }

    fn at(folder: &Path) -> Self {
        let own = folder.canonicalize().ok();
        let alone = Self { root: folder.to_owned(), real: own.clone(), own: own.clone(), origin: None };
        let Some((own, clone)) = own.and_then(|own| Some((own.clone(), clone::of(&own)?))) else { return alone };
        let whole = own.ancestors().nth(clone.depth).filter(|root| !is_home(root));
        match whole {
            Some(root) => {
                Self { root: root.to_owned(), real: Some(root.to_owned()), origin: Some(clone.origin), ..alone }
            }
            None => Self { origin: Some(clone.origin), ..alone },
        }
    }

    /// The name of the folder.
    pub(super) fn name(&self) -> Option<String> {
        Some(self.own.as_ref()?.file_name()?.to_string_lossy().into_owned())
    }
}

/// Some people keep their settings in a repository: what else is in their home belongs to no app.
fn is_home(folder: &Path) -> bool {
    let homes = ["HOME", "USERPROFILE"].map(|name| std::env::var_os(name).map(PathBuf::from));
    homes.into_iter().flatten().filter_map(|home| home.canonicalize().ok()).any(|home| home.starts_with(folder))
}

impl Folder for Disk {
    fn read(&self, path: &str) -> Found {
        if path.split('/').any(|part| part == ".git") {
            return Found::Unusable("it is Git's own".to_owned());
        }
        let path = self.root.join(path);
        let real = match path.canonicalize() {
            Ok(real) => real,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                return Found::Absent;
            }
            Err(error) => return Found::Unusable(file::reason(&error)),
        };
        if self.real.as_ref().is_none_or(|root| !real.starts_with(root)) {
            return Found::Unusable("it is a link that leads out of the folder".to_owned());
        }
        if real.is_dir() {
            return Found::Folder;
        }
        match file::read_text(&real, CARRIED) {
            Ok(text) => Found::Text(text),
            Err(error) if error.is_absent() => Found::Absent,
            Err(error) => Found::Unusable(error.why()),
        }
    }

    fn below(&self) -> String {
        let below = self.own.as_ref().zip(self.real.as_ref()).and_then(|(own, root)| own.strip_prefix(root).ok());
        below.and_then(Path::to_str).unwrap_or_default().replace('\\', "/")
    }

    fn origin(&self) -> Option<Origin> {
        self.origin.clone()
    }

    fn list(&self, path: &str) -> Option<Vec<String>> {
        let mut files = Vec::new();
        walk(&self.root.join(path), "", DEEPEST, &mut files)?;
        files.sort();
        Some(files)
    }
}

/// None where there are more than come along.
fn walk(folder: &Path, before: &str, depth: usize, files: &mut Vec<String>) -> Option<()> {
    for entry in std::fs::read_dir(folder).ok()?.filter_map(Result::ok) {
        let name = format!("{before}{}", entry.file_name().to_str()?);
        let kind = entry.file_type().ok()?;
        if kind.is_dir() {
            walk(&entry.path(), &format!("{name}/"), depth.checked_sub(1)?, files)?;
        } else if files.len() >= MOST_FILES {
            return None;
        } else {
            files.push(name);
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_searched_as_compose_does_and_nothing_outside_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        assert!(compose_files(&[folder.path().to_owned()]).is_err());
        write("docker-compose.yml", "services: {}");
        write("docker-compose.override.yml", "services: {}");
        assert_eq!(compose_files(&[folder.path().to_owned()]).unwrap().len(), 2);
        std::fs::create_dir(folder.path().join("conf")).unwrap();
        write("conf/a.conf", "a");
        let disk = Disk::at(folder.path());
        assert_eq!(disk.read("conf/a.conf"), Found::Text("a".into()));
        assert_eq!((disk.read("conf"), disk.read("none")), (Found::Folder, Found::Absent));
        assert_eq!(disk.list("conf").unwrap(), ["a.conf"]);
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("/etc/passwd", folder.path().join("link")).unwrap();
            assert!(matches!(disk.read("link"), Found::Unusable(_)));
        }
        for number in 0..=MOST_FILES {
            write(&format!("conf/{number}.conf"), "");
        }
        assert_eq!(disk.list("conf"), None);
    }

    #[test]
    fn in_a_clone_the_whole_repository_belongs_to_the_file_but_nothing_of_git() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("hosting/docker/compose.yml", "");
        write("hosting/settings.conf", "shared");
        write("hosting/docker/own.conf", "own");
        let compose = folder.path().join("hosting/docker/compose.yml");
        let alone = Disk::beside(Some(&compose));
        assert_eq!((alone.below().as_str(), alone.read("own.conf")), ("", Found::Text("own".into())));
        write(".git/config", "[remote \"origin\"]\n\turl = https://me:canary@example.com/app.git\n");
        write(".git/HEAD", "0123456789abcdef0123456789abcdef01234567");
        let clone = Disk::beside(Some(&compose));
        assert_eq!((clone.below().as_str(), clone.name().as_deref()), ("hosting/docker", Some("docker")));
        assert_eq!(clone.read("hosting/settings.conf"), Found::Text("shared".into()));
        assert!(matches!(clone.read(".git/config"), Found::Unusable(_)));
        let text = "services:\n  app:\n    image: a/app:1\n    ports: ['3000:3000']\n    env_file: [../app.env]\n    \
                    volumes: ['../settings.conf:/etc/app.conf:ro', '$PWD/own.conf:/etc/own.conf:ro', \
                    '../../../outside.conf:/etc/o.conf:ro']\n";
        write("hosting/app.env", "A=1");
        let files = vec![Named { name: "compose.yml".to_owned(), text: text.to_owned() }];
        let asked = Import { files, env: Vec::new(), folder: &clone, name: "app".to_owned() };
        let made = import(&asked).unwrap();
        assert!(made.text.contains("\"shared\"") && made.text.contains("\"own\""), "{}", made.text);
        let open: Vec<&str> = made.open.iter().map(|open| open.what.as_str()).collect();
        assert!(open.len() == 1 && open[0].contains("outside of the folder"), "{open:?}");
    }

    #[test]
    fn a_file_that_is_there_is_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("my.toml");
        write_new(&path, "a").unwrap();
        assert_eq!(write_new(&path, "b").unwrap_err().code(), 3);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "a");
    }
}
