//! Addresses of databases in other forms than URLs: `user:password@tcp(db:3306)/app`, `host=db password=…`,
//! `Server=db;Password=…`.

use super::filling::Filling;
use super::hosts::mentions;
use super::stores::Database;
use super::values::mark;

/// What a key of such a text holds, in small letters without blanks.
fn piece(key: &str) -> Option<&'static str> {
    let key: String = key.chars().filter(|c| !matches!(c, ' ' | '_' | '-')).collect::<String>().to_ascii_lowercase();
    Some(match key.as_str() {
        "host" | "server" | "datasource" | "hostname" | "addr" => "host",
        "port" => "port",
        "user" | "userid" | "uid" | "username" => "user",
        "password" | "pwd" => "password",
        "dbname" | "database" | "initialcatalog" => "name",
        _ => return None,
    })
}

/// A text in which every store that it names is said by what cloudstead knows of it.
pub(super) fn forms(filling: &Filling<'_>, stores: &[&Database], text: String, names: &mut Vec<String>) -> String {
    let mut text = text;
    for store in stores {
        let hosts = filling.hosts(&store.service);
        text = socket(filling, store, hosts, text, names);
        text = pairs(filling, store, hosts, text, names);
        // In any other form its password is no more.
        let Some(password) = store.password.as_ref().map(crate::import::variables::Text::plain) else { continue };
        let was = format!(":{password}@");
        if !password.is_empty() && text.contains(&was) && hosts.iter().any(|host| mentions(&text, host)) {
            names.push(format!("{}.password", filling.name(&store.service)));
            text = text.replace(&was, &format!(":{}@", mark(names.len() - 1)));
        }
    }
    text
}

/// `user:password@tcp(db:3306)/app?x=y`
fn socket(filling: &Filling<'_>, store: &Database, hosts: &[String], text: String, names: &mut Vec<String>) -> String {
    let Some((before, after)) = text.split_once("tcp(") else { return text };
    let Some((place, rest)) = after.split_once(')') else { return text };
    let (host, port) = place.split_once(':').map_or((place, None), |(host, port)| (host, Some(port)));
    if !hosts.iter().any(|known| known == host) || port.is_some_and(|port| port.parse() != Ok(store.kind.port())) {
        return text;
    }
    let name = filling.name(&store.service);
    let mut fill = |what: &str| {
        names.push(format!("{name}.{what}"));
        mark(names.len() - 1)
    };
    let begin = match before.strip_suffix('@') {
        Some(info) if store.password.is_some() && info.contains(':') => {
            format!("{}:{}@", fill("user"), fill("password"))
        }
        _ => before.to_owned(),
    };
    let place = format!("{}:{}", fill("host"), fill("port"));
    let end = rest.find('?').unwrap_or(rest.len());
    let path = rest[..end].strip_prefix('/').filter(|path| !path.is_empty() && *path == store.database.was.plain());
    let rest = match path {
        Some(_) => format!("/{}{}", fill("name"), &rest[end..]),
        None => rest.to_owned(),
    };
    format!("{begin}tcp({place}){rest}")
}

/// `host=db port=5432 user=app` and `Server=db;Port=3306;User Id=app;`
fn pairs(filling: &Filling<'_>, store: &Database, hosts: &[String], text: String, names: &mut Vec<String>) -> String {
    let separator = if text.contains(';') { ';' } else { ' ' };
    let pieces: Vec<&str> = text.split(separator).collect();
    let is_pair = |part: &&str| part.trim().is_empty() || part.contains('=');
    let of = |part: &str| part.split_once('=').and_then(|(key, value)| Some((piece(key)?, value.trim().to_owned())));
    let bare = |value: &str| value.split([',', ':']).next().unwrap_or_default().to_owned();
    let is_ours =
        pieces.iter().filter_map(|part| of(part)).any(|(what, value)| what == "host" && hosts.contains(&bare(&value)));
    if !is_ours || !pieces.iter().all(is_pair) {
        return text;
    }
    let name = filling.name(&store.service);
    let mut fill = |what: &str| {
        names.push(format!("{name}.{what}"));
        mark(names.len() - 1)
    };
    let written = pieces.iter().map(|part| {
        let Some((what, value)) = of(part) else { return (*part).to_owned() };
        let key = part.split_once('=').map_or("", |(key, _)| key);
        let known = match what {
            "host" => hosts.contains(&bare(&value)),
            "port" => value.parse() == Ok(store.kind.port()),
            "password" => store.password.is_some(),
            "user" => !store.kind.is_cache() && value == store.user.was.plain(),
            _ => !store.kind.is_cache() && value == store.database.was.plain(),
        };
        // `db,3306` and `db:3306` name the port, too.
        let tail = value.find([',', ':']).filter(|_| what == "host").map_or("", |at| &value[at..]);
        if known { format!("{key}={}{tail}", fill(what)) } else { (*part).to_owned() }
    });
    let written: Vec<String> = written.collect();
    written.join(&separator.to_string())
}

/// `?user=app&password=…` after the path of an address.
pub(super) fn query(filling: &Filling<'_>, store: &Database, rest: &str, names: &mut Vec<String>) -> String {
    let Some((path, query)) = rest.split_once('?') else { return rest.to_owned() };
    let name = filling.name(&store.service);
    let parts = query.split('&').map(|part| {
        let Some((key, value)) = part.split_once('=') else { return part.to_owned() };
        let was = match piece(key) {
            Some("user") if !store.kind.is_cache() => Some(store.user.was.plain()),
            Some("password") => store.password.as_ref().map(crate::import::variables::Text::plain),
            _ => None,
        };
        let what = if piece(key) == Some("user") { "user" } else { "password_url" };
        match was {
            Some(was) if !was.is_empty() && was == value => {
                names.push(format!("{name}.{what}"));
                format!("{key}={}", mark(names.len() - 1))
            }
            _ => part.to_owned(),
        }
    });
    let parts: Vec<String> = parts.collect();
    format!("{path}?{}", parts.join("&"))
}
