//! A docker-compose file becomes a preset: what it says is taken over, changed or left out, and each is told. Pure:
//! files beside it are seen through the port `Folder`.
//!
//! In the order of the data: `yaml` (texts with places), `variables` (`${…}` and `.env`), `load` (several files,
//! `include`, `extends`), `project` (the Compose specification in types), `meaning` (services, jobs and stores), `emit`
//! (the text).

mod emit;
mod folder;
mod load;
mod meaning;
mod notes;
mod project;
mod refusal;
mod toml_text;
mod variables;
mod yaml;

pub use folder::{Folder, Found, MOST_FILES, Nothing, Origin};
pub use load::Named;
pub use notes::{Note, Open, Outcome};
pub use yaml::At;

use load::Reading;
use project::Project;
use refusal::Refusal;

/// What is imported.
pub struct Import<'a> {
    /// Compose files, each laid over those before it. The first one's folder is where relative paths begin.
    pub files: Vec<Named>,
    /// Files of variables that take the place of `.env`.
    pub env: Vec<Named>,
    pub folder: &'a dyn Folder,
    /// What it is about where the file does not say: the name of its folder.
    pub name: String,
}

/// A preset and what became of everything else.
#[derive(Clone, Debug)]
pub struct Imported {
    pub name: String,
    /// The annotated preset.
    pub text: String,
    pub notes: Vec<Note>,
    /// What a person must settle first; none means that it can be deployed.
    pub open: Vec<Open>,
    /// Names of the files that were read, in the order that places count them.
    pub files: Vec<String>,
}

/// Why a compose file cannot be imported, with its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ImportError(String);

/// Reads compose files and says them as a preset.
///
/// # Errors
/// When a file is no YAML, or a key holds what it cannot hold.
pub fn import(import: &Import<'_>) -> Result<Imported, ImportError> {
    let mut reading = Reading::new(import.folder);
    let read = read(import, &mut reading);
    let files: Vec<String> = reading.files.iter().map(|file| file.name.clone()).collect();
    let draft = read.map_err(|refusal| ImportError(refusal.sentence(&files)))?;
    let text = emit::text(&draft, &reading.notes, &files);
    Ok(Imported { name: draft.name, text, notes: reading.notes.notes, open: reading.notes.open, files })
}

fn read(import: &Import<'_>, reading: &mut Reading<'_>) -> Result<meaning::Draft, Refusal> {
    let tree = reading.load(&import.files, &import.env)?;
    let project = Project::read(tree, reading)?;
    let head = import.files.first().map(|file| meaning::head(&file.text)).unwrap_or_default();
    let said = project.name.clone().unwrap_or_else(|| import.name.clone());
    let project = Project { name: Some(said.clone()), ..project };
    let mut draft = meaning::preset(project, &head, reading)?;
    draft.name = meaning::preset_name(&said);
    draft.title = crate::model::text::clean_line(if said.trim().is_empty() { "My app" } else { said.trim() });
    if draft.summary.is_empty() {
        draft.summary = format!("{}, from its docker-compose file", draft.title);
    }
    Ok(draft)
}

#[cfg(test)]
mod tests;
