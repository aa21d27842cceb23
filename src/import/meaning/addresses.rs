//! Addresses in values: those of databases of the app, and those that people open.

use super::filling::{Filling, Place};
use super::keywords::{self, Public};
use super::secrets::Need;
use super::stores::{Database, Kind};
use super::values::{Value, filled_at, mark};
use super::{dsn, shapes};
use crate::import::notes::Notes;

/// An address apart. Private characters stand for what is filled in.
struct Address<'a> {
    before: &'a str,
    scheme: &'a str,
    user: Option<&'a str>,
    password: Option<&'a str>,
    host: &'a str,
    port: Option<&'a str>,
    /// Path, query and what comes after.
    rest: &'a str,
}

/// The first address in a text after a place.
fn address(text: &str, from: usize) -> Option<(Address<'_>, usize)> {
    let at = from + text.get(from..)?.find("://")?;
    let scheme_begin = text[..at]
        .rfind(|c: char| !(c.is_ascii_alphanumeric() || "+:-.".contains(c)))
        .map_or(0, |end| end + text[end..].chars().next().map_or(1, char::len_utf8));
    let after = &text[at + 3..];
    let end = after.find(|c: char| c.is_whitespace() || "/?#,\"'`;<>|)".contains(c)).unwrap_or(after.len());
    let authority = &after[..end];
    let (userinfo, host) = authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
    let (user, password) = match userinfo {
        Some(info) => info.split_once(':').map_or((Some(info), None), |(user, password)| (Some(user), Some(password))),
        None => (None, None),
    };
    let (host, port) = host.rsplit_once(':').map_or((host, None), |(host, port)| (host, Some(port)));
    let found = Address {
        before: &text[..scheme_begin],
        scheme: &text[scheme_begin..at],
        user,
        password,
        host,
        port,
        rest: &after[end..],
    };
    Some((found, at + 3))
}

/// A value in which stores of the app are named by what cloudstead knows of them.
pub(super) fn databases(filling: &Filling<'_>, value: &Value, place: Place<'_>) -> Value {
    let (shape, mut names) = value.shape();
    let stores: Vec<&Database> = filling.used_by(place.service).collect();
    let find =
        |host: &str| stores.iter().find(|store| filling.hosts(&store.service).iter().any(|name| name == host)).copied();
    // A host alone, or with its port.
    let words = keywords::words(place.key);
    let is_host = words.iter().any(|word| {
        matches!(
            word.as_str(),
            "HOST"
                | "HOSTNAME"
                | "SERVER"
                | "ADDR"
                | "ADDRESS"
                | "ENDPOINT"
                | "HOSTS"
                | "SERVERS"
                | "DBHOST"
                | "PGHOST"
        )
    });
    let (host, port) = shape.rsplit_once(':').map_or((shape.as_str(), None), |(host, port)| (host, Some(port)));
    if let Some(store) = find(host) {
        let name = filling.name(&store.service);
        let usual = port.is_some_and(|port| port.parse() == Ok(store.kind.port()));
        if usual {
            let mut value = Value::filled(format!("{name}.host"));
            value.push(":");
            value.append(Value::filled(format!("{name}.port")));
            return value;
        }
        if is_host && port.is_none() {
            return Value::filled(format!("{name}.host"));
        }
    }
    let ends = words.last().is_some_and(|last| last == "PORT");
    if ends
        && let Some(store) = stores.iter().find(|store| shape.parse() == Ok(store.kind.port()) && alone(&stores, store))
    {
        return Value::filled(format!("{}.port", filling.name(&store.service)));
    }
    // Addresses, one after the other.
    let (mut text, mut from) = (shape, 0);
    while let Some((found, next)) = address(&text, from) {
        from = next;
        let Some(store) = find(found.host) else {
            if let Some(password) = found.password
                && filling.is_host(found.host)
                && let Some(secret) = filling.secrets_of(password)
            {
                names.push(format!("secret_url:{secret}"));
                let info = format!(":{password}@");
                let at = found.before.len() + found.scheme.len() + 3;
                let (head, tail) = text.split_at(at);
                text = format!("{head}{}", tail.replacen(&info, &format!(":{}@", mark(names.len() - 1)), 1));
            } else if let Some(password) = found.password {
                encoded(password, &mut names);
            }
            continue;
        };
        let written = rewritten(filling, &found, store, &mut names);
        let kept = found.before.len();
        let rest = dsn::query(filling, store, found.rest, &mut names);
        let begin = format!("{}{written}", &text[..kept]);
        from = begin.len();
        text = format!("{begin}{rest}");
    }
    let text = dsn::forms(filling, &stores, text, &mut names);
    Value::of_shape(&text, &names)
}

/// A value in which passwords of others' addresses are secrets. Those of services of the file that have no variable for
/// it stay where they are examples: the other side has them built in.
pub(super) fn strangers(filling: &mut Filling<'_>, value: &Value, place: Place<'_>, notes: &mut Notes) -> Value {
    let (mut text, mut names) = value.shape();
    let mut from = 0;
    while let Some((found, next)) = address(&text, from) {
        from = next;
        let token = matches!(found.scheme, "http" | "https") && !found.host.contains("sentry");
        let (hidden, is_password) = match (found.password, found.user) {
            (Some(password), _) => (password, true),
            (None, Some(user)) if token && user.len() >= 16 => (user, false),
            _ => continue,
        };
        if hidden.is_empty() || hidden.chars().any(|c| filled_at(c).is_some()) {
            continue;
        }
        let inside = filling.is_host(found.host);
        if inside && shapes::is_placeholder(hidden) {
            let why = "the password in the address stays: its other side in the file has it without a variable";
            notes.changed(place.at, place.what(), why);
            continue;
        }
        let wanted = format!("{}_PASSWORD", place.key);
        let fallback = format!("{}_{wanted}", place.service);
        let example = shapes::is_placeholder(hidden);
        let need = Need::Ask { required: !example };
        let why = "The password in an address: give the same one";
        // An example is no sign that it is the same one as elsewhere.
        let secret = if example {
            filling.secrets.declare(&wanted, place.at, need, why)
        } else {
            filling.secrets.replace(&[&wanted, &fallback], hidden, place.at, need, why)
        };
        let user = if is_password { found.user.map_or(0, str::len) + 1 } else { 0 };
        let begin = found.before.len() + found.scheme.len() + 3 + user;
        let (head, tail) = (&text[..begin], &text[begin + hidden.len()..]);
        names.push(format!("secret_url:{secret}"));
        text = format!("{head}{}{tail}", mark(names.len() - 1));
    }
    Value::of_shape(&text, &names)
}

fn alone(stores: &[&Database], store: &Database) -> bool {
    stores.iter().filter(|other| other.kind.port() == store.kind.port()).count() == 1
}

/// The address of a store without what follows its host: `db.url` where it says all that the file said.
fn rewritten(filling: &Filling<'_>, found: &Address<'_>, store: &Database, names: &mut Vec<String>) -> String {
    let name = filling.name(&store.service);
    let mut fill = |what: &str| {
        names.push(format!("{name}.{what}"));
        mark(names.len() - 1)
    };
    let mut text = format!("{}://", found.scheme);
    if store.password.is_some() {
        // Empty where its variable has no value in the file.
        if !store.kind.is_cache() && found.user.is_some() {
            text.push(fill("user"));
        }
        if found.user.is_some() || found.password.is_some() {
            text.push(':');
            text.push(fill("password_url"));
            text.push('@');
        }
    } else if let Some(user) = found.user.filter(|_| !store.kind.is_cache()) {
        text.push_str(user);
        text.push('@');
    }
    text.push(fill("host"));
    if found.port.is_some() {
        text.push(':');
        text.push(fill("port"));
    }
    text
}

/// What is filled in as a password of an address is percent-encoded.
fn encoded(password: &str, names: &mut [String]) {
    for at in password.chars().filter_map(filled_at) {
        if let Some(name) = names.get_mut(at) {
            if let Some(secret) = name.strip_prefix("secret:") {
                *name = format!("secret_url:{secret}");
            } else if name.ends_with(".password") {
                name.push_str("_url");
            }
        }
    }
}

/// The path of an address of a store names its database: the preset's name for it, and `db.url` where nothing else is
/// said.
pub(super) fn tidy(filling: &Filling<'_>, value: &Value) -> Value {
    let mut template = value.clone();
    if template.literal().is_some() {
        return template;
    }
    for store in filling.parts.stores.iter().filter(|store| !store.kind.is_cache() && store.kind != Kind::Mongodb) {
        let name = filling.name(&store.service);
        let was = store.database.was.plain();
        let (mut shape, names) = template.shape();
        let mut names = names;
        let Some(port) = names.iter().position(|one| *one == format!("{name}.port") || *one == format!("{name}.host"))
        else {
            continue;
        };
        let last = names.iter().rposition(|one| *one == format!("{name}.port")).unwrap_or(port);
        let path = format!("{}/{was}", mark(last));
        if let Some(at) = shape.find(&path).filter(|_| !was.is_empty()) {
            let after = shape[at + path.len()..].chars().next();
            if after.is_none_or(|c| "?&#\"' ".contains(c)) {
                names.push(format!("{name}.name"));
                shape =
                    format!("{}{}/{}{}", &shape[..at], mark(last), mark(names.len() - 1), &shape[at + path.len()..]);
            }
        }
        template = Value::of_shape(&shape, &names);
        let whole = ["postgres", "postgresql", "mysql"].iter().any(|scheme| {
            let piece = |of: &str| format!("${{{name}.{of}}}");
            let (user, password) = (piece("user"), piece("password_url"));
            let pieces = format!("{scheme}://{user}:{password}@{}:{}/{}", piece("host"), piece("port"), piece("name"));
            template.template() == pieces
        });
        if whole {
            return Value::filled(format!("{name}.url"));
        }
    }
    template
}

/// A value in which addresses of the machine itself, and those of examples, are the ones that people open.
pub(super) fn people(filling: &Filling<'_>, value: &Value, place: Place<'_>, notes: &mut Notes) -> Value {
    let value = tidy(filling, value);
    let public = keywords::public(place.key);
    let what = place.what();
    let (mut text, mut names) = value.shape();
    let main = filling.name(&filling.doors.main);
    if matches!(public, Public::Host)
        && (keywords::is_example_host(&text) || text == "localhost" || text == "127.0.0.1")
    {
        notes.changed(place.at, what, "an example: the name that people open takes its place");
        return Value::filled(format!("name:{main}"));
    }
    let mut from = 0;
    while let Some((found, next)) = address(&text, from) {
        from = next;
        if !matches!(found.scheme, "http" | "https" | "ws" | "wss") || found.user.is_some() {
            continue;
        }
        let Some(service) = meant(filling, &found, place, public) else { continue };
        let name = filling.name(&service);
        let begin = match found.scheme {
            "http" | "https" => {
                names.push(format!("url:{name}"));
                mark(names.len() - 1).to_string()
            }
            // `ws://` to `http://` as `wss://` to `https://`.
            _ => {
                names.push(format!("host:{name}"));
                format!("wss://{}", mark(names.len() - 1))
            }
        };
        notes.changed(place.at, &what, format!("the address of your own machine: the one where people reach `{name}`"));
        let head = format!("{}{begin}", found.before);
        from = head.len();
        text = format!("{head}{}", found.rest);
    }
    Value::of_shape(&text, &names)
}

/// The service that people reach at an address of one's own machine, or at one of an example.
fn meant(filling: &Filling<'_>, found: &Address<'_>, place: Place<'_>, public: Public) -> Option<String> {
    // `0.0.0.0` is where a program listens, and some addresses are the container's own.
    let own = matches!(found.host, "localhost" | "127.0.0.1") && !keywords::is_inner(place.key);
    if keywords::is_example_host(found.host) {
        return matches!(public, Public::Url).then(|| filling.doors.main.clone());
    }
    if !own {
        return None;
    }
    let port: u16 = match found.port {
        Some(port) => port.parse().ok()?,
        None if found.scheme == "https" || found.scheme == "wss" => 443,
        None => 80,
    };
    let reached = |name: &&String| filling.doors.of.get(*name).is_some_and(|door| door.public);
    let published = filling.project.services.iter().find(|(name, service)| {
        let outside = |one: &crate::import::project::Port| one.outside.is_some_and(|(first, _)| first == port);
        reached(name) && service.ports.iter().any(outside)
    });
    match published {
        Some((name, _)) => Some(name.clone()),
        None if matches!(public, Public::Url) => {
            // Its own port, or that of a proxy which is gone.
            let own =
                filling.doors.of.get(place.service).and_then(|door| door.port).is_some_and(|(own, _)| own == port);
            let itself = own && filling.doors.of.get(place.service).is_some_and(|door| door.public);
            if itself {
                return Some(place.service.to_owned());
            }
            matches!(port, 80 | 443).then(|| filling.doors.main.clone())
        }
        None => None,
    }
}
