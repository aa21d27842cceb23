//! The presets that come with cloudstead. A test compares this list with the folder.

use super::{Preset, PresetError};

/// One annotated preset file.
pub struct Entry {
    pub name: &'static str,
    /// The annotated TOML, as `presets show` prints it.
    pub text: &'static str,
}

pub const CATALOG: &[Entry] = &[Entry { name: "compai", text: include_str!("../../presets/compai.toml") }];

/// The annotated text of a built-in preset.
#[must_use]
pub fn text_of(name: &str) -> Option<&'static str> {
    CATALOG.iter().find(|entry| entry.name == name).map(|entry| entry.text)
}

/// The built-in preset of that name.
///
/// # Errors
/// When there is none, naming the nearest.
pub fn by_name(name: &str) -> Result<Preset, PresetError> {
    match text_of(name) {
        Some(text) => Preset::parse(text),
        None => Err(PresetError::Unknown {
            given: name.to_owned(),
            nearest: CATALOG
                .iter()
                .map(|entry| entry.name)
                .min_by_key(|known| strsim::levenshtein(known, name))
                .unwrap_or_default()
                .to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_the_folder_and_every_preset_is_valid() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/presets");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|file| file.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
            .collect();
        files.sort();
        assert_eq!(files, CATALOG.iter().map(|entry| entry.name).collect::<Vec<_>>());
        for entry in CATALOG {
            assert_eq!(Preset::parse(entry.text).map(|preset| preset.name), Ok(entry.name.to_owned()));
        }
    }

    #[test]
    fn an_unknown_name_suggests_one() {
        assert_eq!(by_name("comapi").unwrap_err().to_string(), "no preset is called `comapi`: did you mean `compai`?");
    }
}
