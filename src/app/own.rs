//! The wizard's "My own app": what was typed becomes a preset, by the same way as `presets new`.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::failure::Failure;
use super::fetched::{self, is_address};
use super::import::{Disk, compose_files, left_out, named, write_new};
use super::input;
use crate::file;
use crate::import::{Folder, Import, Imported, Named, Outcome, import};
use crate::model::text::clean_line;
use crate::plan::sizes;
use crate::preset::Preset;
use crate::wizard::{Made, Msg, Offer, OwnApp};

/// Names that are tried for a preset before it is given up.
const TRIES: u32 = 1000;

/// What the wizard is told of it. Files are read: not on a thread that hears keys.
pub(super) fn answer(turn: u32, from: &OwnApp) -> Msg {
    let result = made(from).map(Box::new).map_err(|failure| {
        let (what, hint) = (failure.sentences(), failure.advice());
        clean_line(&if hint.is_empty() { what } else { format!("{what}. What to do: {hint}") })
    });
    Msg::Imported { turn, result }
}

/// The preset that an earlier visit made, while its file can be used.
pub(super) fn made_before(reference: &str) -> Option<Offer> {
    let path = input::is_path(reference).then(|| Path::new(reference))?;
    offer(path, None).ok()
}

fn made(from: &OwnApp) -> Result<Made, Failure> {
    match from {
        OwnApp::Path(typed) if is_address(typed) => {
            let files = vec![fetched::fetched(typed)?];
            let folder = fetched::folder(typed);
            taken(files, folder.as_ref(), &fetched::name(typed).unwrap_or_default(), Path::new(""))
        }
        OwnApp::Path(typed) => {
            let path = at_home(typed);
            if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml")) {
                let offer = offer(&path, None)?;
                let shown = shown(&path);
                let written = format!("The preset {shown} is used as it is.");
                return Ok(Made { offer, shown, written, left_out: Vec::new(), changed: 0 });
            }
            composed(&path)
        }
        OwnApp::Image { image, port, data } => {
            let name = image.rsplit('/').next().and_then(|last| last.split([':', '@']).next()).unwrap_or_default();
            let mut service = json!({"image": image, "ports": [format!("{port}:{port}")]});
            let mut file = json!({"name": name});
            if let Some(folder) = data {
                service["volumes"] = json!([format!("data:{folder}")]);
                file["volumes"] = json!({"data": {}});
            }
            file["services"] = json!({"app": service});
            // JSON is YAML, which quotes whatever was typed.
            let text = serde_json::to_string_pretty(&file).unwrap_or_default();
            let files = vec![Named { name: image.clone(), text }];
            taken(files, &Disk::beside(None), name, Path::new(""))
        }
    }
}

/// What stands in place of `~`.
fn at_home(typed: &str) -> PathBuf {
    let home = || std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE")).map(PathBuf::from);
    let rest = typed.strip_prefix('~').filter(|rest| rest.is_empty() || rest.starts_with(['/', '\\']));
    match rest.and_then(|rest| Some(home()?.join(rest.trim_start_matches(['/', '\\'])))) {
        Some(path) => path,
        None => PathBuf::from(typed),
    }
}

fn composed(path: &Path) -> Result<Made, Failure> {
    if !path.exists() {
        let what = format!("there is no file or folder {}", clean_line(&path.to_string_lossy()));
        return Err(Failure::usage(what).hint(
            "check the path (a relative one begins in the folder where you started cloudstead); an image is typed with \
             its version, such as ghcr.io/me/app:1.2",
        ));
    }
    let paths = compose_files(&[path.to_owned()])?;
    let folder = paths.first().and_then(|path| path.parent()).map(Path::to_owned).unwrap_or_default();
    let disk = Disk::beside(paths.first().map(PathBuf::as_path));
    let name = disk.name().unwrap_or_default();
    let files = paths.iter().map(|path| named(path)).collect::<Result<_, _>>()?;
    taken(files, &disk, &name, &folder)
}

fn taken(files: Vec<Named>, folder: &dyn Folder, name: &str, beside: &Path) -> Result<Made, Failure> {
    let asked = Import { files, env: Vec::new(), folder, name: name.to_owned() };
    let imported = import(&asked).map_err(|error| {
        Failure::usage(error.to_string()).hint("mend the file at this place, then press Enter again")
    })?;
    usable(&imported.text)?;
    let (path, written) = written(&imported, beside)?;
    let offer = offer(&path, Some(&imported.text))?;
    let changed = imported.notes.iter().filter(|note| note.outcome == Outcome::Changed).count();
    Ok(Made { offer, shown: shown(&path), written, left_out: left_out(&imported), changed })
}

fn usable(text: &str) -> Result<Preset, Failure> {
    let preset = Preset::parse(text).map_err(|error| error.to_string());
    let checked = preset.and_then(|preset| sizes::check(&preset).map(|()| preset));
    checked.map_err(|why| {
        Failure::usage(format!("no preset can be made of this: {why}"))
            .hint("`cloudstead presets new` prints what was made of it, to be finished by hand")
    })
}

/// Puts the preset beside what it was made of, or else into the current folder, over nothing that is there.
fn written(imported: &Imported, beside: &Path) -> Result<(PathBuf, String), Failure> {
    match into(imported, beside) {
        Err(failure) if !beside.as_os_str().is_empty() => into(imported, Path::new("")).map_err(|_| failure),
        other => other,
    }
}

fn into(imported: &Imported, folder: &Path) -> Result<(PathBuf, String), Failure> {
    let mut there: Option<String> = None;
    for number in 1..TRIES {
        let suffix = if number == 1 { String::new() } else { format!("-{number}") };
        let path = folder.join(format!("{}{suffix}.toml", imported.name));
        if path.symlink_metadata().is_ok() {
            if file::read_text(&path, file::SETTINGS).is_ok_and(|text| text == imported.text) {
                let words = format!("Its preset {} was there already, with the same text.", shown(&path));
                return Ok((path, words));
            }
            there.get_or_insert_with(|| shown(&path));
            continue;
        }
        write_new(&path, &imported.text)?;
        let words = match there {
            Some(there) => format!("{there} is there already and stays as it is: the preset is in {}.", shown(&path)),
            None => format!("Its preset is in {}.", shown(&path)),
        };
        return Ok((path, words));
    }
    let what = format!("there are too many files {}-2.toml, {0}-3.toml and so on", imported.name);
    Err(Failure::refused(what).hint("remove those that you do not need"))
}

/// A preset as the wizard has it: by its whole path, since it may be deployed from another folder.
fn offer(path: &Path, text: Option<&str>) -> Result<Offer, Failure> {
    let whole = std::path::absolute(path).map_err(|error| Failure::usage(format!("{}: {error}", shown(path))))?;
    let reference = whole.into_os_string().into_string();
    let reference = reference.map_err(|_| Failure::usage(format!("the path {} is not text", shown(path))))?;
    let preset = match text {
        Some(text) => usable(text)?,
        None => input::preset(&reference)?,
    };
    Ok(Offer { reference, preset })
}

/// A path as people write it: from here where it is below, else from the top.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().ok();
    let below = here.as_ref().and_then(|here| path.strip_prefix(here).ok()).unwrap_or(path);
    clean_line(&below.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMPOSE: &str = "services:\n  web:\n    image: example/web:1\n    ports: ['8080:8080']\n";

    fn of(path: &Path) -> Result<Made, String> {
        match answer(1, &OwnApp::Path(path.to_str().unwrap().to_owned())) {
            Msg::Imported { turn: 1, result } => result.map(|made| *made),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_preset_stands_beside_its_compose_file_and_over_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("compose.yml");
        std::fs::write(&file, format!("name: shop\n{COMPOSE}")).unwrap();
        let first = of(folder.path()).unwrap();
        assert_eq!(first.offer.reference, folder.path().join("shop.toml").to_str().unwrap());
        assert_eq!(of(&file).unwrap().offer, first.offer, "the same once more is the same file");
        std::fs::write(folder.path().join("shop.toml"), "mine").unwrap();
        let second = of(&file).unwrap();
        assert!(second.offer.reference.ends_with("shop-2.toml"), "{second:?}");
        assert!(second.written.contains("shop.toml is there already and stays as it is"), "{}", second.written);
        assert_eq!(std::fs::read_to_string(folder.path().join("shop.toml")).unwrap(), "mine");
        assert_eq!(
            of(Path::new(&second.offer.reference)).unwrap().offer,
            second.offer,
            "a preset file is taken as it is"
        );
        assert_eq!(made_before(&second.offer.reference), Some(second.offer));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place_and_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("compose.yml");
        std::fs::write(&file, "services:\n  web: [\n").unwrap();
        let why = of(&file).unwrap_err();
        assert!(why.contains("compose.yml:") && why.contains("What to do: mend the file"), "{why}");
        let absent = of(&folder.path().join("none")).unwrap_err();
        assert!(absent.contains("there is no file or folder") && absent.contains("ghcr.io/me/app:1.2"), "{absent}");
        std::fs::create_dir(folder.path().join("empty")).unwrap();
        assert!(of(&folder.path().join("empty")).unwrap_err().contains("no compose file in the folder"));
        let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(left.len(), 2, "nothing is written where nothing was made");
    }

    #[test]
    fn an_address_is_fetched_by_https_alone() {
        let why = of(Path::new("http://example.com/docker-compose.yml")).unwrap_err();
        assert!(why.contains("only addresses with https") && why.contains("What to do: download"), "{why}");
    }

    #[test]
    fn a_tilde_is_the_home_folder_alone() {
        let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
        assert_eq!(at_home("~/app"), home.join("app"));
        assert_eq!(at_home("~other/app"), PathBuf::from("~other/app"));
    }
}
