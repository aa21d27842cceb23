//! What could take the place of an object store of the file: a bucket of S3. Proposed, never done by itself, since the
//! app must be able to use it.

use super::filling::Filling;
use super::hosts::mentions;
use super::keywords;
use crate::import::variables::Text;
use crate::model::text::clean_line;

const SWITCH: [&str; 5] = [
    "A bucket of S3 can take its place: it needs no memory of the server, and keeps files without its disk.",
    "To change over: take out this service with its volume and what makes its buckets, add these two lines,",
    "[stores.files]",
    "kind = \"bucket\"",
    "and tell the app of it. Its AWS libraries take the server's own rights where no key is set; an app that wants \
     keys needs those of an IAM user for the bucket, as secrets that are asked for.",
];

/// Lines of comments above the store's container.
pub(super) fn bucket(store: &str, filling: &Filling<'_>) -> Vec<String> {
    let mut lines = SWITCH.map(str::to_owned).to_vec();
    for (name, service) in filling.project.services.iter().filter(|(name, _)| *name != store) {
        for (variable, entry) in &service.env {
            let value = entry.value.as_ref().map(Text::plain).unwrap_or_default();
            let host = filling.hosts(store).iter().any(|host| mentions(&value, host));
            if let Some(then) = instead(variable, host) {
                lines.push(format!("{}.{}: {then}", clean_line(&filling.name(name)), clean_line(variable)));
            }
        }
    }
    lines
}

/// What takes the place of a variable's value; none where it is about something else.
fn instead(variable: &str, names_the_store: bool) -> Option<&'static str> {
    let words = keywords::words(variable);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    if !(names_the_store || keywords::is_object_store(variable) || has(&["AWS", "STORAGE"])) {
        return None;
    }
    Some(if has(&["BUCKET"]) {
        "${files.bucket}"
    } else if has(&["REGION"]) {
        "${region}"
    } else if has(&["KEY", "SECRET", "USER", "PASSWORD", "ACCESS"]) {
        "left out, or a key of your own"
    } else if has(&["STYLE"]) {
        "false"
    } else if names_the_store || has(&["ENDPOINT", "HOST", "PORT", "URL"]) {
        "left out: it is AWS itself"
    } else {
        return None;
    })
}
