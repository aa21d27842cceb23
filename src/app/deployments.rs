//! Where deployments are kept on this machine.

use std::fs;
use std::path::{Path, PathBuf};

use super::App;
use super::failure::Failure;
use crate::engine::journal::replay;
use crate::engine::state::State;
use crate::engine::store::write_private;

const JOURNAL: &str = "journal.jsonl";
const ANSWERS: &str = "answers.toml";
const DRAFT: &str = "draft.toml";
/// Folder of the practice account's deployments; no deployment of a real account may be called this.
const PRACTICE: &str = "practice";

impl App {
    /// The folder of everything that this machine knows.
    pub(super) fn home(&self) -> Result<PathBuf, Failure> {
        let base = match &self.common.state_dir {
            Some(folder) => folder.clone(),
            None => directories::ProjectDirs::from("", "", "cloudstead")
                .map(|folders| folders.data_dir().to_owned())
                .ok_or_else(|| Failure::failed("this machine has no home folder").hint("choose a folder with --state-dir"))?,
        };
        Ok(if self.common.practice { base.join(PRACTICE) } else { base })
    }

    pub(super) fn folder(&self, name: &str) -> Result<PathBuf, Failure> {
        if name == PRACTICE && !self.common.practice {
            return Err(Failure::usage("a deployment cannot be called `practice`"));
        }
        Ok(self.home()?.join(name))
    }

    pub(super) fn journal_path(&self, name: &str) -> Result<PathBuf, Failure> {
        Ok(self.folder(name)?.join(JOURNAL))
    }

    /// Reads a deployment without touching it; `None` when there is none of that name.
    pub(super) fn known(&self, name: &str) -> Result<Option<State>, Failure> {
        let path = self.journal_path(name)?;
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                return Err(Failure::failed(format!("{} cannot be read: {error}", path.display()))
                    .hint("fix the folder, or choose another with --state-dir"));
            }
        };
        let state = State::from_entries(&replay(&bytes)?.entries);
        Ok(state.owner.is_some().then_some(state))
    }

    /// All deployments that exist or are unfinished, by name.
    pub(super) fn all(&self) -> Result<Vec<(String, State)>, Failure> {
        let home = self.home()?;
        let Ok(folders) = fs::read_dir(&home) else { return Ok(Vec::new()) };
        let mut names: Vec<String> = folders
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| home.join(name).join(JOURNAL).is_file())
            .collect();
        names.sort();
        let mut all = Vec::new();
        for name in names {
            if let Some(state) = self.known(&name)? {
                all.push((name, state));
            }
        }
        Ok(all)
    }

    /// The deployment that is meant: the named one, or the only one.
    pub(super) fn meant(&self, name: Option<&str>) -> Result<(String, State), Failure> {
        if let Some(name) = name {
            return match self.known(name)? {
                Some(state) => Ok((name.to_owned(), state)),
                None => Err(Failure::usage(format!("there is no deployment called `{name}`"))
                    .hint(format!("`{}` shows what there is", self.command("list")))),
            };
        }
        let mut all = self.all()?;
        match (all.len(), all.pop()) {
            (1, Some(only)) => Ok(only),
            (0, _) => Err(Failure::usage("there is no deployment yet").hint(format!("run `{}` to make one", self.command("")))),
            (_, last) => {
                all.extend(last);
                let names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
                Err(Failure::usage(format!("there are several deployments: {}", names.join(", "))).hint("add the name of the one you mean"))
            }
        }
    }

    /// Keeps the answers of a deployment beside its journal, secrets left out.
    pub(super) fn keep_answers(&self, name: &str, text: &str) -> Result<PathBuf, Failure> {
        let path = self.folder(name)?.join(ANSWERS);
        write_private(&path, text.as_bytes())?;
        Ok(path)
    }

    pub(super) fn draft_path(&self) -> Result<PathBuf, Failure> {
        Ok(self.home()?.join(DRAFT))
    }

    /// Puts the journal of a destroyed deployment aside: the name is free again.
    pub(super) fn retire(&self, name: &str, now_millis: i64) -> Result<(), Failure> {
        let path = self.journal_path(name)?;
        let retired = path.with_file_name(format!("destroyed-{now_millis}.jsonl"));
        fs::rename(&path, &retired)?;
        let answers = self.folder(name)?.join(ANSWERS);
        if answers.is_file() {
            fs::rename(&answers, answers.with_file_name(format!("destroyed-{now_millis}.toml")))?;
        }
        Ok(())
    }
}

/// A folder as people write it, with `~` for their home.
pub(super) fn shown(path: &Path) -> String {
    let home = directories::BaseDirs::new().map(|folders| folders.home_dir().to_owned());
    match home.and_then(|home| path.strip_prefix(home).ok().map(Path::to_owned)) {
        Some(rest) => format!("~/{}", rest.display()),
        None => path.display().to_string(),
    }
}
