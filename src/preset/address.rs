//! Addresses of databases that somebody else runs.

use super::StoreKind;

/// What addresses of a kind begin with.
pub(super) fn schemes(kind: StoreKind) -> &'static [&'static str] {
    match kind {
        StoreKind::Postgres => &["postgresql", "postgres"],
        StoreKind::Mysql | StoreKind::Mariadb => &["mysql", "mariadb"],
        StoreKind::Mongodb => &["mongodb+srv", "mongodb"],
        StoreKind::Valkey | StoreKind::Redis => &["rediss", "redis"],
        StoreKind::Bucket | StoreKind::Volume => &[],
    }
}

/// Whether a text can be the address of a database of a kind. What is wrong is said without the text.
pub(super) fn check(kind: StoreKind, address: &str) -> Result<(), String> {
    let known = schemes(kind);
    let (scheme, rest) = address.split_once("://").unwrap_or_default();
    // `postgresql+asyncpg` names a driver, too.
    let begins = |one: &&str| scheme == *one || (kind != StoreKind::Mongodb && scheme.split('+').next() == Some(one));
    if !known.iter().any(begins) {
        let known: Vec<String> = known.iter().map(|one| format!("{one}://")).collect();
        return Err(format!("the address of a {} begins with {}", kind.title(), known.join(" or ")));
    }
    if rest.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err("an address has no blank and no line break in it".to_owned());
    }
    let (_, place) = rest.rsplit_once('@').unwrap_or(("", rest));
    let (hosts, path) = place.split_once('/').unwrap_or((place, ""));
    let host = hosts.split('?').next().unwrap_or_default();
    let is_host = |one: &str| {
        let (name, port) = one.rsplit_once(':').filter(|_| !one.ends_with(']')).unwrap_or((one, "1"));
        !name.is_empty() && port.parse::<u16>().is_ok_and(|port| port > 0)
    };
    if !host.split(',').all(is_host) {
        return Err("no host stands in it, or its port is no number: scheme://user:password@host:port/name".to_owned());
    }
    let named = !path.split('?').next().unwrap_or_default().is_empty();
    if named || kind.is_cache() || kind == StoreKind::Mongodb {
        return Ok(());
    }
    Err("the name of the database is missing at its end: scheme://user:password@host:port/name".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_of_its_kind() {
        for (kind, address) in [
            (StoreKind::Postgres, "postgres://app:p%40ss@db.example.com:5432/app?sslmode=require"),
            (StoreKind::Postgres, "postgresql+asyncpg://app@db/app"),
            (StoreKind::Postgres, "postgresql://app:x@[2001:db8::1]/app"),
            (StoreKind::Mysql, "mysql://app:x@db:3306/app"),
            (StoreKind::Mongodb, "mongodb+srv://app:x@cluster0.abcde.mongodb.net/?retryWrites=true"),
            (StoreKind::Mongodb, "mongodb://app:x@a:27017,b:27017/shop?replicaSet=rs0"),
            (StoreKind::Valkey, "rediss://:x@cache.example.com:6379"),
        ] {
            assert_eq!(check(kind, address), Ok(()), "{address}");
        }
        for (kind, address, why) in [
            (StoreKind::Postgres, "mysql://app:canary@db/app", "begins with postgresql:// or postgres://"),
            (StoreKind::Postgres, "db.example.com", "begins with postgresql://"),
            (StoreKind::Postgres, "postgres://app:canary@/app", "no host"),
            (StoreKind::Postgres, "postgres://app:canary@db:port/app", "no host"),
            (StoreKind::Postgres, "postgres://app:canary@db", "name of the database"),
            (StoreKind::Postgres, "postgres://app:canary@db?sslmode=require", "name of the database"),
            (StoreKind::Mysql, "mysql://app:can ary@db/app", "no blank"),
            (StoreKind::Mongodb, "mongodb+tcp://db/app", "begins with mongodb+srv://"),
        ] {
            let said = check(kind, address).unwrap_err();
            assert!(said.contains(why) && !said.contains("canary"), "{address}: {said}");
        }
    }
}
