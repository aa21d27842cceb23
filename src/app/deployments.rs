//! Where deployments are kept on this machine.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::App;
use super::failure::{Failure, Unusable};
use super::input::with_tiers_now;
use super::place::{folder, unwritable};
use crate::engine::Owner;
use crate::engine::journal::replay;
use crate::engine::state::State;
use crate::engine::store::write_private;
use crate::file::reason;
use crate::model::DeploymentName;

const JOURNAL: &str = "journal.jsonl";
const ANSWERS: &str = "answers.toml";
const DRAFT: &str = "draft.toml";
/// Folder of the practice account's deployments; no deployment of a real account may be called this.
const PRACTICE: &str = "practice";
/// The journal of a deployment that was removed is put aside under a name that begins with this.
const DESTROYED: &str = "destroyed";

impl App {
    /// The folder of everything that this machine knows.
    pub(super) fn home(&self) -> Result<PathBuf, Failure> {
        let base = match &self.common.state_dir {
            Some(folder) => folder.clone(),
            None => directories::ProjectDirs::from("", "", "cloudstead")
                .map(|folders| folders.data_dir().to_owned())
                .ok_or_else(|| {
                Failure::failed("this machine has no home folder").hint("choose a folder with --state-dir")
            })?,
        };
        folder(&base)?;
        Ok(if self.common.practice { base.join(PRACTICE) } else { base })
    }

    /// Where a deployment is kept. Only a name leads there: nothing outside this machine's folder is ever read as a
    /// deployment.
    pub(super) fn folder(&self, name: &str) -> Result<PathBuf, Failure> {
        if let Err(why) = name.parse::<DeploymentName>() {
            return Err(Failure::usage(format!("`{name}` cannot be the name of a deployment: {why}")));
        }
        if name == PRACTICE && !self.common.practice {
            return Err(Failure::usage("a deployment cannot be called `practice`"));
        }
        Ok(self.home()?.join(name))
    }

    pub(super) fn journal_path(&self, name: &str) -> Result<PathBuf, Failure> {
        Ok(self.folder(name)?.join(JOURNAL))
    }

    /// Reads a deployment without touching it; `None` when there is none of that name: nothing was ever begun, or all
    /// of it went.
    pub(super) fn known(&self, name: &str) -> Result<Option<State>, Failure> {
        let path = self.journal_path(name)?;
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unreadable(&path, &error)),
        };
        let state = State::from_entries(&replay(&bytes).map_err(|error| Failure::journal(&path, error))?.entries);
        Ok((state.run.is_some() && !state.destroyed()).then(|| with_tiers_now(state)))
    }

    /// All deployments that exist or are unfinished, by name, and those whose journal cannot be used.
    pub(super) fn everything(&self) -> Result<Deployments, Failure> {
        let home = self.home()?;
        let mut all = Deployments::default();
        // A journal that is there and cannot be seen is a deployment that cannot be read, not none.
        let absent = |error: std::io::Error| matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory);
        let is_there = |name: &String| {
            fs::symlink_metadata(home.join(name).join(JOURNAL)).map_or_else(|error| !absent(error), |_| true)
        };
        for name in names(&home)?.into_iter().filter(is_there) {
            match self.known(&name) {
                Ok(Some(state)) => all.known.push((name, state)),
                Ok(None) => {}
                Err(failure) => all.unusable.push((name, failure)),
            }
        }
        Ok(all)
    }

    /// Names of all folders that there are, of what is there and of what was removed.
    pub(super) fn folder_names(&self) -> Result<Vec<String>, Failure> {
        names(&self.home()?)
    }

    /// The journals of a name that can tell what removals left: the present one, then those of removed deployments,
    /// newest first.
    pub(super) fn journals(&self, name: &str) -> Result<Vec<PathBuf>, Failure> {
        let folder = self.folder(name)?;
        let retired = |file: &String| {
            let stem = file
                .strip_prefix(DESTROYED)
                .and_then(|rest| rest.strip_prefix('-'))
                .and_then(|rest| rest.strip_suffix(".jsonl"));
            stem.is_some_and(|millis| millis.bytes().all(|byte| byte.is_ascii_digit()))
        };
        // Their names hold the moment, in as many digits until the year 2286.
        let retired = names(&folder)?.into_iter().filter(retired).rev();
        Ok(std::iter::once(JOURNAL.to_owned()).chain(retired).map(|file| folder.join(file)).collect())
    }

    /// The deployments that can be read.
    pub(super) fn all(&self) -> Result<Vec<(String, State)>, Failure> {
        Ok(self.everything()?.known)
    }

    /// The same, with a word on standard error about those that cannot.
    pub(super) fn all_readable(&self) -> Result<Vec<(String, State)>, Failure> {
        let all = self.everything()?;
        all.warn()?;
        Ok(all.known)
    }

    /// Names that are taken by deployments which cannot be read.
    pub(super) fn unusable(&self) -> Result<impl Iterator<Item = String>, Failure> {
        Ok(self.everything()?.unusable.into_iter().map(|(name, _)| name))
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
        let all = self.everything()?;
        if !all.known.is_empty() {
            all.warn()?;
        }
        let Deployments { mut known, unusable } = all;
        match (known.len(), known.pop()) {
            (1, Some(only)) => Ok(only),
            (0, _) => Err(unusable.into_iter().next().map_or_else(
                || Failure::usage("there is no deployment yet").hint(format!("run `{}` to make one", self.command(""))),
                |(_, failure)| failure,
            )),
            (_, last) => {
                known.extend(last);
                let names: Vec<&str> = known.iter().map(|(name, _)| name.as_str()).collect();
                Err(Failure::usage(format!("there are several deployments: {}", names.join(", ")))
                    .hint("add the name of the one you mean"))
            }
        }
    }

    /// Where the answers of a deployment are kept.
    pub(super) fn answers_path(&self, name: &str) -> Result<PathBuf, Failure> {
        Ok(self.folder(name)?.join(ANSWERS))
    }

    /// Keeps the answers of a deployment beside its journal, secrets left out.
    pub(super) fn keep_answers(&self, name: &str, text: &str) -> Result<PathBuf, Failure> {
        let path = self.answers_path(name)?;
        write_private(&path, text.as_bytes()).map_err(|error| unwritable(&path, &error))?;
        Ok(path)
    }

    pub(super) fn draft_path(&self) -> Result<PathBuf, Failure> {
        Ok(self.home()?.join(DRAFT))
    }

    /// Puts the journal of a destroyed deployment aside: the name is free again.
    pub(super) fn retire(&self, name: &str, now_millis: i64) -> Result<(), Failure> {
        self.put_aside(name, DESTROYED, now_millis)
    }

    pub(super) fn put_aside(&self, name: &str, why: &str, now_millis: i64) -> Result<(), Failure> {
        let path = self.journal_path(name)?;
        let retired = path.with_file_name(format!("{why}-{now_millis}.jsonl"));
        fs::rename(&path, &retired)?;
        let answers = self.answers_path(name)?;
        if answers.is_file() {
            fs::rename(&answers, answers.with_file_name(format!("{why}-{now_millis}.toml")))?;
        }
        Ok(())
    }
}

/// What is kept on this machine.
#[derive(Default)]
pub(super) struct Deployments {
    pub(super) known: Vec<(String, State)>,
    /// Whose journal cannot be used, with what is wrong.
    pub(super) unusable: Vec<(String, Failure)>,
}

impl Deployments {
    /// One that cannot be used among others stops nobody, and is not passed over in silence.
    fn warn(&self) -> std::io::Result<()> {
        let warn = |(name, failure): &(String, Failure)| {
            writeln!(std::io::stderr(), "warning: `{name}` is left out: {}", failure.what())
        };
        self.unusable.iter().try_for_each(warn)
    }
}

/// Names of what is in a folder, sorted; none where there is no such folder.
fn names(folder: &Path) -> Result<Vec<String>, Failure> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(folder, &error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        names.extend(entry.map_err(|error| unreadable(folder, &error))?.file_name().into_string());
    }
    names.sort();
    Ok(names)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::unusable(Unusable::Unreadable, format!("{} cannot be read: {}", path.display(), reason(error)))
        .hint("fix the folder, or choose another with --state-dir")
}

/// Where a deployment lives and how its things are told from others. Without that nothing can be done with it.
pub(super) fn owner_of(state: &State) -> Result<Owner, Failure> {
    state.owner.clone().ok_or_else(|| {
        Failure::failed("the journal does not say which account and region the deployment lives in")
            .why("its first entry is missing: the file was changed by something other than cloudstead")
            .hint(
                "restore the journal from a backup and run the same command again; nothing in the account was touched. \
                Without a backup, remove the deployment's things in the AWS console: all of them carry the tag \
                `cloudstead:deployment`",
            )
    })
}

/// A folder as people write it, with `~` for their home.
pub(super) fn shown(path: &Path) -> String {
    let home = directories::BaseDirs::new().map(|folders| folders.home_dir().to_owned());
    match home.and_then(|home| path.strip_prefix(home).ok().map(Path::to_owned)) {
        Some(rest) => format!("~/{}", rest.display()),
        None => path.display().to_string(),
    }
}
