//! From a value of the file to one of the preset: variables decided, passwords made, names of databases and addresses
//! replaced by what cloudstead fills in.

use indexmap::IndexMap;

use super::addresses;
use super::doors::Doors;
use super::keywords::{self, Public, Sort};
use super::magic::{self, Form, Magic};
use super::roles::Parts;
use super::secrets::{Need, Secrets, like};
use super::stores::Database;
use super::values::Value;
use crate::import::notes::Notes;
use crate::import::project::{Project, Service};
use crate::import::variables::{Part, Text, Variable};
use crate::import::yaml::At;

/// Secrets that are looked for in commands.
const MOST_SECRETS: usize = 200;
/// Words that make a `NAME` the name of a database.
const DATABASE_WORDS: [&str; 8] = ["DB", "DATABASE", "POSTGRES", "PG", "MYSQL", "MARIADB", "MONGO", "SQL"];

/// What values are filled in from.
pub(super) struct Filling<'a> {
    pub(super) project: &'a Project,
    pub(super) parts: &'a Parts,
    pub(super) doors: &'a Doors,
    /// Names of the file, and those of the preset.
    pub(super) names: &'a IndexMap<String, String>,
    pub(super) secrets: Secrets,
    /// The file is a template of a catalogue.
    catalogue: bool,
    /// Under which names others find each service.
    hosts: IndexMap<String, Vec<String>>,
    /// Stores in the order in which each service means them.
    users: IndexMap<String, Vec<(u8, usize)>>,
}

/// Where a value stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub(super) service: &'a str,
    /// The variable of the container, or the key.
    pub(super) key: &'a str,
    pub(super) at: At,
}

impl Place<'_> {
    fn what(&self) -> String {
        format!("services.{}.environment.{}", self.service, self.key)
    }
}

impl<'a> Filling<'a> {
    /// The name in the preset.
    pub(super) fn name(&self, service: &str) -> String {
        self.names.get(service).cloned().unwrap_or_else(|| service.to_owned())
    }

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
            Some(literal) => self.literal(&literal, place, notes),
            None => value,
        };
        let value = addresses::databases(self, &value, place);
        addresses::people(self, &value, place, notes)
    }

    /// A text that a store knows by itself: its password, or user and database of a service that uses it.
    fn of_store(&self, text: &Text, place: Place<'_>) -> Option<Value> {
        if text.parts.is_empty() {
            return None;
        }
        let stores = self.used_by(place.service);
        let same = |one: &Text| {
            one == text || (one.sole().is_some() && one.sole().map(|v| &v.name) == text.sole().map(|v| &v.name))
        };
        let words = keywords::words(place.key);
        let secret = keywords::sort(place.key) != Sort::Plain;
        let ends = |word: &str| words.last().is_some_and(|last| last == word);
        let plain = text.plain();
        for store in stores {
            let name = self.name(&store.service);
            let by_name = |one: &Text| one.sole().is_some() && same(one);
            // The same word means the same thing only in a service that has to do with the store.
            let near = || self.is_near(place.service, store);
            let equal = |one: &Text| !plain.is_empty() && one.plain() == plain && near();
            if let Some(password) = &store.password
                && (by_name(password) || (secret && equal(password)))
            {
                return Some(Value::filled(format!("{name}.password")));
            }
            if store.kind.is_cache() {
                continue;
            }
            let user = ends("USER") || ends("USERNAME") || ends("UNAME");
            if by_name(&store.user.was) || (user && equal(&store.user.was)) {
                return Some(Value::filled(format!("{name}.user")));
            }
            let of_database = words.iter().any(|word| DATABASE_WORDS.contains(&word.as_str()));
            let database = ends("DB") || ends("DATABASE") || ends("DBNAME") || (ends("NAME") && of_database && !user);
            if by_name(&store.database.was) || (database && equal(&store.database.was)) {
                return Some(Value::filled(format!("{name}.name")));
            }
        }
        None
    }

    pub(super) fn new(
        project: &'a Project,
        parts: &'a Parts,
        doors: &'a Doors,
        names: &'a IndexMap<String, String>,
        secrets: Secrets,
    ) -> Self {
        let hosts: IndexMap<String, Vec<String>> =
            project.services.iter().map(|(name, service)| (name.clone(), hosts(name, service, project))).collect();
        let users =
            project.services.iter().map(|(name, service)| (name.clone(), meant(service, parts, &hosts))).collect();
        let variables = project.services.values().flat_map(|service| service.env.keys());
        let catalogue = variables.into_iter().any(|name| magic::read(name).is_some());
        Self { project, parts, doors, names, secrets, catalogue, hosts, users }
    }

    /// Stores, those first that the service names somewhere.
    pub(super) fn used_by(&self, service: &str) -> impl Iterator<Item = &'a Database> {
        let parts: &'a Parts = self.parts;
        let order = self.users.get(service).map(Vec::as_slice).unwrap_or_default();
        order.iter().filter_map(move |(_, at)| parts.stores.get(*at))
    }

    /// Whether a service names a store, or waits for it.
    fn is_near(&self, service: &str, store: &Database) -> bool {
        let order = self.users.get(service).map(Vec::as_slice).unwrap_or_default();
        let of = |at: usize| self.parts.stores.get(at).is_some_and(|other| other.service == store.service);
        order.iter().any(|(rank, at)| *rank < FAR && of(*at))
    }

    /// Names under which other containers find a service.
    pub(super) fn hosts(&self, service: &str) -> &[String] {
        self.hosts.get(service).map(Vec::as_slice).unwrap_or_default()
    }

    fn variable(&mut self, variable: &Variable, place: Place<'_>, notes: &mut Notes) -> Value {
        if let Some(value) = self.password_of(variable) {
            return value;
        }
        if !variable.given
            && let Some(magic) = magic::read(&variable.name)
        {
            return self.magic(&magic, &variable.name, place);
        }
        match (keywords::sort(&variable.name), variable.value.as_deref()) {
            (Sort::Own | Sort::Foreign, Some(value)) if keywords::can_be_secret(value) => {
                self.secret(&variable.name, value, variable.given, place, notes)
            }
            (_, Some(value)) if !value.is_empty() => Value::text(value),
            (Sort::Own, known) => self.empty(variable, known.is_some(), place),
            (Sort::Foreign | Sort::Identifier, known) => self.asked(variable, known.is_some(), place),
            (Sort::Plain, _) => self.plain(variable, place, notes),
        }
    }

    /// The password of a store, by the name of its variable.
    fn password_of(&self, variable: &Variable) -> Option<Value> {
        let mut stores = self.parts.stores.iter();
        let store = stores.find(|store| {
            let sole = store.password.as_ref().and_then(Text::sole);
            sole.is_some_and(|password| password.name == variable.name)
        })?;
        Some(Value::filled(format!("{}.password", self.name(&store.service))))
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
    fn secret(&mut self, name: &str, value: &str, given: bool, place: Place<'_>, notes: &mut Notes) -> Value {
        let foreign = keywords::sort(name) == Sort::Foreign;
        let placeholder = keywords::is_placeholder(value);
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
        let secret = self.secrets.replace(&[name, &fallback], value, place.at, need, why);
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
        let why =
            variable.required.clone().unwrap_or_else(|| "The file leaves it to you: a random value does".to_owned());
        let need = Need::Generate { length, form };
        let name = self.secrets.declare(&variable.name, place.at, need, &line(&why));
        Value::filled(format!("secret:{name}"))
    }

    fn asked(&mut self, variable: &Variable, said: bool, place: Place<'_>) -> Value {
        let required = variable.required.is_some();
        let why = variable.required.clone().filter(|why| !why.is_empty());
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
    fn literal(&mut self, literal: &str, place: Place<'_>, notes: &mut Notes) -> Value {
        match keywords::sort(place.key) {
            Sort::Own | Sort::Foreign if keywords::can_be_secret(literal) => {
                self.secret(place.key, literal, false, place, notes)
            }
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
    pub(super) fn word(&mut self, text: &Text, place: Place<'_>, notes: &mut Notes) -> Value {
        let value = self.text(text, place, notes);
        let (mut shape, mut names) = value.shape();
        let stores: Vec<(String, String)> = self
            .parts
            .stores
            .iter()
            .filter_map(|store| {
                let password = store.password.as_ref().filter(|text| text.is_literal())?.plain();
                Some((password, format!("{}.password", self.name(&store.service))))
            })
            .collect();
        let secrets =
            self.secrets.values().into_iter().take(MOST_SECRETS).map(|(value, name)| (value, format!("secret:{name}")));
        for (was, now) in secrets.chain(stores) {
            shape = addresses::replace_token(&shape, &was, &now, &mut names);
        }
        Value::of_shape(&shape, &names)
    }

    pub(super) fn service(&self, name: &str) -> Option<&'a Service> {
        self.project.services.get(name)
    }
}

fn hosts(name: &str, service: &Service, project: &Project) -> Vec<String> {
    let mut hosts = vec![name.to_owned()];
    hosts.extend(service.container_name.clone());
    hosts.extend(service.hostname.clone());
    hosts.extend(service.networks.values().flatten().cloned());
    let links = project.services.values().flat_map(|other| &other.links);
    hosts.extend(links.filter_map(|(_, link)| link.strip_prefix(&format!("{name}:")).map(str::to_owned)));
    hosts
}

/// The rank of a store that a service neither names nor waits for.
const FAR: u8 = 3;

/// Stores in the order in which a service means them: those that a value of it names, then those that it waits for.
fn meant(service: &Service, parts: &Parts, hosts: &IndexMap<String, Vec<String>>) -> Vec<(u8, usize)> {
    let values: Vec<String> = service.env.values().filter_map(|entry| entry.value.as_ref()).map(Text::plain).collect();
    let rank = |store: &Database| {
        let names = hosts.get(&store.service).map(Vec::as_slice).unwrap_or_default();
        let told = values.iter().any(|value| names.iter().any(|host| mentions(value, host)));
        let needed = service.needs.contains_key(&store.service);
        u8::from(!told) * 2 + u8::from(!needed)
    };
    let mut order: Vec<(u8, usize)> = parts.stores.iter().enumerate().map(|(at, store)| (rank(store), at)).collect();
    order.sort_unstable();
    order
}

/// Whether a host stands in a value as a word of its own.
fn mentions(value: &str, host: &str) -> bool {
    value.match_indices(host).any(|(at, _)| {
        let before = value[..at].chars().next_back();
        let after = value[at + host.len()..].chars().next();
        let inside = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
        !inside(before) && !inside(after)
    })
}

/// One line for people.
fn line(text: &str) -> String {
    let clean = crate::model::text::clean_line(text);
    let short: String = clean.chars().take(160).collect();
    if short.trim().is_empty() { "The file leaves it to you".to_owned() } else { short.trim().to_owned() }
}

impl Filling<'_> {
    /// The secret that a value of the file became.
    pub(super) fn secrets_of(&self, value: &str) -> Option<String> {
        self.secrets.of_value(value).map(str::to_owned)
    }
}
