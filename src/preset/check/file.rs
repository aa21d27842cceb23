//! Files that containers mount.

use super::values;
use crate::model::text::clean_line;
use crate::preset::Preset;

/// Bytes of all files together: a release stays small enough to be fetched at once.
const MOST: usize = 1_000_000;

pub(super) fn files(preset: &Preset) -> Result<(), String> {
    for (name, file) in &preset.files {
        let part = |part: &str| !matches!(part, "" | "." | "..");
        let word = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
        if name.len() > 200 || !name.split('/').all(part) || !name.chars().all(word) {
            return Err(format!("file `{}`: letters, digits, `-`, `_`, `.` and `/` between", clean_line(name)));
        }
        if preset.files.keys().any(|other| other.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with('/')))
        {
            return Err(format!("file `{name}` is also the folder of another"));
        }
        let mode = u32::from_str_radix(&file.mode, 8).is_ok_and(|mode| mode <= 0o777);
        if !mode || file.mode.len() > 4 {
            return Err(format!("file `{name}`: `mode` is octal, such as \"0644\""));
        }
        if file.template {
            values::value(preset, &format!("file `{name}`"), &file.text)?;
        }
    }
    let bytes: usize = preset.files.values().map(|file| file.text.len()).sum();
    if bytes > MOST {
        return Err(format!("`files` have {bytes} bytes together, and {MOST} are the most"));
    }
    Ok(())
}
