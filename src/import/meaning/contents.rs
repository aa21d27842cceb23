//! Texts of files that come along: what they name of the app is filled in, and no secret stays in them.

use super::commands::{Word, replaced};
use super::filling::{Filling, Place};
use super::secrets::Need;
use super::values::{Value, filled_at};
use super::{addresses, keywords, names, shapes};
use crate::import::load::Reading;
use crate::import::variables::{Part, Text, Variable};
use crate::model::text::clean_line;

impl Filling<'_> {
    /// The text of a file of the folder, as the preset has it.
    pub(super) fn file(&mut self, path: &str, text: &str, place: Place<'_>, reading: &mut Reading<'_>) -> Value {
        if shapes::is_private_key(text) {
            let last = path.rsplit('/').next().unwrap_or(path);
            let why = format!("The private key in {}: give the file, `file:{}`", clean_line(path), clean_line(last));
            let need = Need::Ask { required: true };
            let secret = self.secrets.declare(&names::secret(last), place.at, need, &why);
            let what = format!("services.{}.volumes", place.service);
            let why = format!("{} holds a private key, which is asked for", clean_line(path));
            reading.notes.changed(place.at, what, why);
            return Value::filled(format!("secret:{secret}"));
        }
        if is_env(path) {
            return self.lines(text, place, reading);
        }
        // Icons of some fonts are the characters that stand for pieces here: such a file stays as it is.
        if text.chars().any(|c| filled_at(c).is_some()) {
            let value = Value::text(text);
            suspicious(path, &value, place, reading);
            return value;
        }
        self.settled(path, &self.replaced(text), place, reading)
    }

    /// A text with addresses filled in, and a word about what looks like a secret in it.
    pub(super) fn settled(&mut self, path: &str, text: &Value, place: Place<'_>, reading: &mut Reading<'_>) -> Value {
        let value = addresses::databases(self, text, place);
        let value = addresses::strangers(self, &value, place, &mut reading.notes);
        suspicious(path, &value, place, reading);
        value
    }

    /// A text with the values that became secrets replaced.
    fn replaced(&self, text: &str) -> Value {
        let (mut shape, mut names) = Value::text(text).shape();
        for (was, now) in self.hidden() {
            let word = Word { was: &was, also_a_name: self.is_name(&was) };
            shape = replaced(&shape, word, &now, &mut names);
        }
        Value::of_shape(&shape, &names)
    }

    /// Lines of `NAME=value`, each as a variable of the container would be.
    fn lines(&mut self, text: &str, place: Place<'_>, reading: &mut Reading<'_>) -> Value {
        let mut value = Value::default();
        for line in text.split_inclusive('\n') {
            let bare = line.trim_end_matches(['\n', '\r']);
            let Some((name, said)) = bare.split_once('=').filter(|_| !bare.trim_start().starts_with('#')) else {
                value.push(line);
                continue;
            };
            let plain = said.trim().trim_matches(['"', '\'']);
            let key = name.trim().trim_start_matches("export ").trim();
            let variable =
                Variable { name: key.to_owned(), value: Some(plain.to_owned()), given: true, required: None };
            let place = Place { key, ..place };
            let filled = self.env(&Text { parts: vec![Part::Variable(variable)] }, place, &mut reading.notes);
            if filled.literal().as_deref() == Some(plain) {
                value.push(line);
            } else {
                value.push(&format!("{name}="));
                value.append(filled);
                value.push(&line[bare.len()..]);
            }
        }
        value
    }
}

/// `.env`, `app.env`, `.env.production`
fn is_env(path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or(path);
    last.strip_suffix(".env").is_some() || last.starts_with(".env")
}

/// Longest line that is looked at: settings of a program are shorter than its code.
const LONGEST_LINE: usize = 500;

/// Says which lines look like secrets that nothing in the compose file gives away.
fn suspicious(path: &str, value: &Value, place: Place<'_>, reading: &mut Reading<'_>) {
    let (shape, _) = value.shape();
    let path = clean_line(path);
    for (at, line) in shape.lines().enumerate().filter(|(_, line)| line.len() < LONGEST_LINE) {
        let setting = line.split_once(['=', ':']).filter(|_| !line.trim_start().starts_with(['#', ';', '/']));
        let Some((key, said)) = setting else { continue };
        let key = key.trim().trim_matches(['"', '\'', '-', ' ']);
        let said = said.trim().trim_end_matches([',', ';']).trim_matches(['"', '\'']);
        let word = said.chars().all(|c| !c.is_whitespace() && !"${}<>()[]".contains(c) && filled_at(c).is_none());
        if !word || !keywords::takes_secret(key) || !shapes::can_be_secret(key, said) {
            continue;
        }
        let (key, number) = (clean_line(key), at + 1);
        if shapes::is_placeholder(said) {
            let why = format!("line {number} of {path}: `{key}` has an example, which stays as it is");
            reading.notes.changed(place.at, format!("services.{}.volumes", place.service), why);
        } else {
            reading.notes.open(
                place.at,
                format!(
                    "line {number} of {path} holds what looks like a secret (`{key}`): write `${{secret:NAME}}` in its \
                     place under [files], without `template = false`"
                ),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_env;

    #[test]
    fn files_of_variables() {
        for (path, wanted) in [("a/.env", true), (".env.production", true), ("app.env", true), ("environment", false)] {
            assert_eq!(is_env(path), wanted, "{path}");
        }
    }
}
