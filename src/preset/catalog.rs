//! The presets that come with cloudstead. A test compares this list with the folder.

use super::{Preset, PresetError};

/// One annotated preset file.
pub struct Entry {
    pub name: &'static str,
    /// The annotated TOML, as `presets show` prints it.
    pub text: &'static str,
}

pub const CATALOG: &[Entry] = &[
    Entry { name: "actual", text: include_str!("../../presets/actual.toml") },
    Entry { name: "agent", text: include_str!("../../presets/agent.toml") },
    Entry { name: "bookstack", text: include_str!("../../presets/bookstack.toml") },
    Entry { name: "compai", text: include_str!("../../presets/compai.toml") },
    Entry { name: "docmost", text: include_str!("../../presets/docmost.toml") },
    Entry { name: "docuseal", text: include_str!("../../presets/docuseal.toml") },
    Entry { name: "ghost", text: include_str!("../../presets/ghost.toml") },
    Entry { name: "gitea", text: include_str!("../../presets/gitea.toml") },
    Entry { name: "gotify", text: include_str!("../../presets/gotify.toml") },
    Entry { name: "immich", text: include_str!("../../presets/immich.toml") },
    Entry { name: "linkding", text: include_str!("../../presets/linkding.toml") },
    Entry { name: "linkwarden", text: include_str!("../../presets/linkwarden.toml") },
    Entry { name: "listmonk", text: include_str!("../../presets/listmonk.toml") },
    Entry { name: "mattermost", text: include_str!("../../presets/mattermost.toml") },
    Entry { name: "memos", text: include_str!("../../presets/memos.toml") },
    Entry { name: "metabase", text: include_str!("../../presets/metabase.toml") },
    Entry { name: "miniflux", text: include_str!("../../presets/miniflux.toml") },
    Entry { name: "n8n", text: include_str!("../../presets/n8n.toml") },
    Entry { name: "nextcloud", text: include_str!("../../presets/nextcloud.toml") },
    Entry { name: "nocodb", text: include_str!("../../presets/nocodb.toml") },
    Entry { name: "paperless-ngx", text: include_str!("../../presets/paperless-ngx.toml") },
    Entry { name: "plausible", text: include_str!("../../presets/plausible.toml") },
    Entry { name: "umami", text: include_str!("../../presets/umami.toml") },
    Entry { name: "uptime-kuma", text: include_str!("../../presets/uptime-kuma.toml") },
    Entry { name: "vaultwarden", text: include_str!("../../presets/vaultwarden.toml") },
    Entry { name: "vikunja", text: include_str!("../../presets/vikunja.toml") },
    Entry { name: "webrana", text: include_str!("../../presets/webrana.toml") },
    Entry { name: "wordpress", text: include_str!("../../presets/wordpress.toml") },
];

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
    fn an_image_is_a_version_and_an_app_says_where_it_is_from() {
        for entry in CATALOG {
            let preset = by_name(entry.name).unwrap();
            let stores = preset.stores.values().filter_map(|store| store.image.as_ref());
            for image in preset.services.values().filter_map(|service| service.image.as_ref()).chain(stores) {
                let tag = image.rsplit_once('/').and_then(|(_, name)| name.split_once(':')).map_or("", |(_, tag)| tag);
                let pinned = tag.chars().any(|c| c.is_ascii_digit()) && !tag.starts_with("latest");
                assert!(pinned, "{}: {image} is another program every day", entry.name);
            }
            let private = preset.asked_sources().next().is_some();
            assert!(!preset.licence.is_empty() && (private || preset.source.starts_with("https://")), "{}", entry.name);
        }
    }

    /// A first sign-in by a generated password is of no use to somebody who is not told its name.
    #[test]
    fn what_people_sign_in_with_is_a_secret_of_the_preset() {
        let mut named = 0;
        for entry in CATALOG {
            let preset = by_name(entry.name).unwrap();
            for how in preset.sign_in.iter().map(|way| way.how.as_str()) {
                assert!(!how.contains("Parameter Store"), "{}: who has seen that? {how}", entry.name);
                let Some((_, after)) = how.split_once("`cloudstead secret NAME ") else { continue };
                let key = after.split('`').next().unwrap();
                let generated = preset.secrets.get(key).is_some_and(|need| need.generate.is_some());
                assert!(generated && how.contains(&format!("with {key} ")), "{}: {how}", entry.name);
                named += 1;
            }
        }
        assert_eq!(named, 7);
    }

    #[test]
    fn an_unknown_name_suggests_one() {
        assert_eq!(by_name("comapi").unwrap_err().to_string(), "no preset is called `comapi`: did you mean `compai`?");
    }
}
