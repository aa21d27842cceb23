//! From a value of the file to one of the preset: variables decided, passwords made, names of databases and addresses
//! replaced by what cloudstead fills in.

use super::commands::{Word, replaced};
use super::filling::{Filling, Hidden, Place};
use super::keywords::{self, Public, Sort};
use super::magic::{self, Form, Magic};
use super::secrets::{Need, like};
use super::stores::Database;
use super::values::Value;
use super::{addresses, shapes};
use crate::import::notes::Notes;
use crate::import::variables::{Part, Text, Variable};

/// Secrets that are looked for in commands.
const MOST_SECRETS: usize = 200;

impl Filling<'_> {
    /// A text with its variables decided.
    pub(super) fn text(&mut self, text: &Text, place: Place<'_>, notes: &mut Notes) -> Value {
        let mut value = Value::default();
        for part in &text.parts {
            match part {
                Part::Text(literal) => value.push(literal),
                Part::Variable(variable) => value.append(self.variable(variable, place, notes)),
            }
        }
        value
    }

    /// The value of a variable of a container.
    pub(super) fn env(&mut self, text: &Text, place: Place<'_>, notes: &mut Notes) -> Value {
        if let Some(value) = self.of_store(text, place) {
            return value;
        }
        let value = self.text(text, place, notes);
        let value = match value.literal() {
            Some(literal) => self.literal(&literal, text.variables().any(|one| one.given), place, notes),
            None => value,
        };
        let value = addresses::databases(self, &value, place);
        let value = addresses::strangers(self, &value, place, notes);
        addresses::people(self, &value, place, notes)
    }

    fn variable(&mut self, variable: &Variable, place: Place<'_>, notes: &mut Notes) -> Value {
        if let Some(value) = self.known(variable, place) {
            return value;
        }
        if !variable.given
            && let Some(magic) = magic::read(&variable.name)
        {
            return self.magic(&magic, &variable.name, place);
        }
        match (self.sort(&variable.name), variable.value.as_deref()) {
            (Sort::Own | Sort::Foreign, Some(value)) if shapes::can_be_secret(&variable.name, value) => {
                self.secret(&variable.name, value, variable.given, place, notes)
            }
            (_, Some(value)) if shapes::is_key(value) => {
                self.secret(&variable.name, value, variable.given, place, notes)
            }
            (_, Some(value)) if !value.is_empty() => Value::text(value),
            (Sort::Own, known) => self.empty(variable, known.is_some(), place),
            (Sort::Foreign | Sort::Identifier, known) => self.asked(variable, known.is_some(), place),
            (Sort::Plain, _) => self.plain(variable, place, notes),
        }
    }

    fn magic(&mut self, magic: &Magic, variable: &str, place: Place<'_>) -> Value {
        match magic {
            Magic::Url { service, .. } => Value::filled(format!("url:{}", self.reached(service))),
            Magic::Host { service, .. } => Value::filled(format!("host:{}", self.reached(service))),
            Magic::User(user) => {
                let sole = |store: &&Database| store.user.was.sole().is_some_and(|was| was.name == variable);
                match self.used_by(place.service).find(sole) {
                    Some(store) => Value::filled(format!("{}.user", self.name(&store.service))),
                    None => Value::text(user.as_str()),
                }
            }
            Magic::Random { length, form } => {
                let need = Need::Generate { length: *length, form: *form };
                let wanted = variable.strip_prefix("SERVICE_").unwrap_or(variable);
                let name = self.secrets.declare(wanted, place.at, need, "A random value that the template asks for");
                Value::filled(format!("secret:{name}"))
            }
        }
    }

    /// The public service that a name of the catalogue means; the main one where it means none.
    fn reached(&self, id: &str) -> String {
        let public = |name: &&String| self.doors.of.get(*name).is_some_and(|door| door.public);
        let found = self.project.services.keys().filter(public).find(|name| magic::same(id, name));
        self.name(found.unwrap_or(&self.doors.main))
    }

    /// A value that looks like a secret never stays: it is made anew, or asked for.
    pub(super) fn secret(
        &mut self,
        name: &str,
        value: &str,
        given: bool,
        place: Place<'_>,
        notes: &mut Notes,
    ) -> Value {
        let foreign = self.sort(name) == Sort::Foreign || shapes::is_key(value);
        let placeholder = shapes::is_placeholder(value);
        let (need, why) = match (foreign, given && !placeholder) {
            (true, own) => (Need::Ask { required: own }, "A key that others give out"),
            (false, true) => (Need::Ask { required: true }, "You have a value for it: give the same one"),
            (false, false) => (like(value), "Made anew, since the file has an example"),
        };
        let what = match need {
            Need::Generate { .. } => "the value in the file is an example: another one is generated",
            Need::Ask { .. } => "a key is asked for and kept as a secret, not in the preset",
        };
        notes.changed(place.at, place.what(), what);
        let fallback = format!("{}_{name}", place.service);
        // An example of a key that somebody else gives out is not the app's own password of the same text.
        let secret = if foreign && placeholder && keywords::is_third_party(name) {
            self.secrets.declare(name, place.at, need, why)
        } else {
            self.secrets.replace(&[name, &fallback], value, place.at, need, why)
        };
        Value::filled(format!("secret:{secret}"))
    }

    /// An own secret without a value.
    fn empty(&mut self, variable: &Variable, said: bool, place: Place<'_>) -> Value {
        let words = keywords::words(&variable.name);
        let password = words.iter().any(|word| word.starts_with("PASS") || word == "PWD");
        let cache = words.iter().any(|word| matches!(word.as_str(), "REDIS" | "VALKEY" | "CACHE"));
        // Empty on purpose (`${X:-}`), or the password of a cache that asks for none.
        if said && variable.required.is_none() && (password || !variable.given) || cache && password {
            return Value::default();
        }
        let laravel = variable.name == "APP_KEY";
        let form = if laravel { Form::Laravel } else { Form::Letters };
        let length = if laravel || password { 32 } else { 48 };
        let why = self.wanted(variable).unwrap_or_else(|| "The file leaves it to you: a random value does".to_owned());
        let need = Need::Generate { length, form };
        let name = self.secrets.declare(&variable.name, place.at, need, &line(&why));
        Value::filled(format!("secret:{name}"))
    }

    /// What `${X:?…}` says of a secret. The catalogue has a value there, which is shown to nobody.
    fn wanted(&self, variable: &Variable) -> Option<String> {
        variable.required.clone().filter(|words| !self.catalogue || words.contains(char::is_whitespace))
    }

    fn asked(&mut self, variable: &Variable, said: bool, place: Place<'_>) -> Value {
        let required = variable.required.is_some();
        let why = self.wanted(variable).filter(|why| !why.is_empty());
        let usual = if said { "The file leaves it empty" } else { "The file leaves it to you" };
        let why = line(&why.unwrap_or_else(|| usual.to_owned()));
        let name = self.secrets.declare(&variable.name, place.at, Need::Ask { required }, &why);
        Value::filled(format!("secret:{name}"))
    }

    /// A setting without a value.
    fn plain(&mut self, variable: &Variable, place: Place<'_>, notes: &mut Notes) -> Value {
        let words = keywords::words(&variable.name);
        match keywords::public(&variable.name) {
            Public::Url => {
                notes.changed(place.at, place.what(), "it has no value in the file: the address that people open");
                return Value::filled(format!("url:{}", self.name(&self.doors.main)));
            }
            Public::Host => {
                notes.changed(place.at, place.what(), "it has no value in the file: the name that people open");
                return Value::filled(format!("name:{}", self.name(&self.doors.main)));
            }
            Public::No => {}
        }
        let certificate = words.iter().any(|word| matches!(word.as_str(), "ACME" | "LETSENCRYPT" | "SSL" | "CERTBOT"));
        if certificate && words.iter().any(|word| word == "EMAIL" || word == "MAIL") {
            return Value::filled("email");
        }
        // The catalogue's `${X:?value}` suggests a value; anybody else's says what is missing.
        let suggested =
            variable.required.as_ref().filter(|words| !words.is_empty() && !words.contains(char::is_whitespace));
        if let Some(value) = suggested.filter(|_| self.catalogue) {
            notes.changed(place.at, place.what(), "the value that the template suggests");
            return Value::text(value.as_str());
        }
        if variable.required.is_some() || (keywords::is_mail(&variable.name) && variable.value.is_none()) {
            return self.asked(variable, variable.value.is_some(), place);
        }
        if variable.value.is_none() {
            notes.changed(place.at, place.what(), "it has no value in the file, so it is empty");
        }
        Value::default()
    }

    /// A value that stands in the file itself.
    fn literal(&mut self, literal: &str, given: bool, place: Place<'_>, notes: &mut Notes) -> Value {
        match self.sort(place.key) {
            Sort::Own | Sort::Foreign if shapes::can_be_secret(place.key, literal) => {
                self.secret(place.key, literal, given, place, notes)
            }
            _ if shapes::is_key(literal) => self.secret(place.key, literal, given, place, notes),
            Sort::Own if literal.is_empty() => {
                let words = keywords::words(place.key);
                if words.iter().any(|word| word.starts_with("PASS") || word == "PWD" || word == "TOKEN") {
                    return Value::text("");
                }
                let name = place.key.to_owned();
                let variable = Variable { name, value: None, given: false, required: None };
                self.empty(&variable, false, place)
            }
            Sort::Foreign if literal.is_empty() => {
                let name = place.key.to_owned();
                let variable = Variable { name, value: Some(String::new()), given: false, required: None };
                self.asked(&variable, true, place)
            }
            _ => Value::text(literal),
        }
    }

    /// Words of commands, in which secrets of the environment may stand again.
    pub(super) fn word(&mut self, text: &Text, hidden: &Hidden, place: Place<'_>, notes: &mut Notes) -> Value {
        let value = self.text(text, place, notes);
        let (mut shape, mut names) = value.shape();
        for (was, now) in hidden {
            let word = Word { was, also_a_name: self.is_name(was) };
            shape = replaced(&shape, word, now, &mut names);
        }
        let value = Value::of_shape(&shape, &names);
        // What a check asks for is the container itself.
        if place.key == "healthcheck" { value } else { addresses::databases(self, &value, place) }
    }

    /// What secrets and passwords of stores were in the file, with what stands in their place.
    pub(super) fn hidden(&self) -> Hidden {
        let secrets = self.secrets.values().into_iter().take(MOST_SECRETS);
        let secrets = secrets.map(|(value, name)| (value, format!("secret:{name}")));
        let stores = self.parts.stores.iter().filter_map(|store| {
            let password = store.password.as_ref().filter(|text| text.is_literal())?.plain();
            Some((password, format!("{}.password", self.name(&store.service))))
        });
        secrets.chain(stores).collect()
    }
}

/// One line for people.
fn line(text: &str) -> String {
    let clean = crate::model::text::clean_line(text);
    let short: String = clean.chars().take(160).collect();
    if short.trim().is_empty() { "The file leaves it to you".to_owned() } else { short.trim().to_owned() }
}
