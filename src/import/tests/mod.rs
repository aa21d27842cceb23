//! From compose files to presets, whole.

mod builds;
mod catalogue;
mod databases;
mod files;
mod hostile;
mod people;
mod ports;
mod random;
mod secrets;
mod shape;
mod specification;

use std::collections::BTreeMap;

use super::*;

/// A preset with what was said of it.
struct Made {
    imported: Imported,
    table: toml::Table,
}

fn import_of(files: &[(&str, &str)], folder: &[(&str, &str)]) -> Result<Imported, String> {
    let named = |(name, text): &(&str, &str)| Named { name: (*name).to_owned(), text: (*text).to_owned() };
    let folder: BTreeMap<String, String> =
        folder.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let files = files.iter().map(named).collect();
    let imported = import(&Import { files, env: Vec::new(), folder: &folder, name: "demo".to_owned() });
    imported.map_err(|error| error.to_string())
}

fn made_of(files: &[(&str, &str)], folder: &[(&str, &str)]) -> Result<Made, String> {
    let imported = import_of(files, folder)?;
    let table = imported.text.parse().unwrap_or_else(|error| panic!("{error}\n{}", imported.text));
    let read = crate::preset::Preset::parse(&imported.text);
    assert!(read.is_ok(), "{}\n{}", read.unwrap_err(), imported.text);
    Ok(Made { imported, table })
}

fn made(compose: &str) -> Made {
    made_with(compose, &[])
}

fn made_with(compose: &str, folder: &[(&str, &str)]) -> Made {
    made_of(&[("docker-compose.yml", compose)], folder).unwrap()
}

fn refused(compose: &str) -> String {
    made_of(&[("docker-compose.yml", compose)], &[]).err().unwrap()
}

impl Made {
    /// The value at a path, as a text; nothing where there is none.
    fn get(&self, path: &[&str]) -> String {
        let mut value = &toml::Value::Table(self.table.clone());
        for key in path {
            match value.get(key) {
                Some(inner) => value = inner,
                None => return String::new(),
            }
        }
        value.as_str().map_or_else(|| value.to_string(), str::to_owned)
    }

    fn env(&self, service: &str, name: &str) -> String {
        self.get(&["services", service, "env", name])
    }

    fn open(&self) -> String {
        self.imported.open.iter().map(|open| open.what.clone()).collect::<Vec<_>>().join("\n")
    }

    fn noted(&self, what: &str) -> String {
        let notes = self.imported.notes.iter().filter(|note| note.what == what);
        notes.map(|note| note.why.clone()).collect::<Vec<_>>().join("\n")
    }
}
