//! `${…}` in a preset's values: environment, words of a command, texts of files.

/// One piece of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Text(String),
    /// `${secret:NAME}`
    Secret(String),
    /// `${secret_url:NAME}`: the same as a part of a URL, percent-encoded.
    SecretUrl(String),
    /// `${url:SERVICE}`: where people reach a service.
    Url(String),
    /// `${host:SERVICE}`: the same without scheme.
    Host(String),
    /// `${name:SERVICE}`: the same without scheme and port.
    Name(String),
    /// `${scheme:SERVICE}`: `https`, or `http` where there is no certificate.
    Scheme(String),
    /// `${internal:SERVICE}`: where other containers reach it.
    Internal(String),
    /// `${STORE.VALUE}`
    Store {
        store: String,
        value: StoreValue,
    },
    /// `${region}`
    Region,
    /// `${domain}`: the domain name, or nothing.
    Domain,
    /// `${email}`: the address for alerts, or nothing.
    Email,
}

/// What a store can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreValue {
    Url,
    Host,
    Port,
    User,
    Password,
    PasswordUrl,
    Name,
    /// `true` where it must be reached by TLS, else `false`.
    Tls,
    /// The same in PostgreSQL's words: `require` or `disable`.
    Sslmode,
    /// File in every container with the authorities that sign its certificates; nothing where TLS is not needed.
    Ca,
    Bucket,
    Region,
}

impl StoreValue {
    /// Every value with its name.
    pub const ALL: [(&str, Self); 12] = [
        ("url", Self::Url),
        ("host", Self::Host),
        ("port", Self::Port),
        ("user", Self::User),
        ("password", Self::Password),
        ("password_url", Self::PasswordUrl),
        ("name", Self::Name),
        ("tls", Self::Tls),
        ("sslmode", Self::Sslmode),
        ("ca", Self::Ca),
        ("bucket", Self::Bucket),
        ("region", Self::Region),
    ];

    fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }
}

/// A value that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    #[error("`${{` is not closed (`$$` stands for a dollar sign)")]
    Open,
    #[error(
        "`${{{0}}}` is unknown: use secret:NAME, url:SERVICE, host:SERVICE, internal:SERVICE, STORE.VALUE (such as \
         db.url), region, domain or email; `$$` stands for a dollar sign"
    )]
    Unknown(String),
}

/// Splits a value into its pieces.
///
/// # Errors
/// When a `${` is not closed or names something unknown.
pub fn parse_template(value: &str) -> Result<Vec<Piece>, TemplateError> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('$') {
        text.push_str(before);
        if let Some(tail) = after.strip_prefix('$') {
            text.push('$');
            rest = tail;
        } else if let Some(inside) = after.strip_prefix('{') {
            let (name, tail) = inside.split_once('}').ok_or(TemplateError::Open)?;
            if !text.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut text)));
            }
            pieces.push(piece(name).ok_or_else(|| TemplateError::Unknown(name.to_owned()))?);
            rest = tail;
        } else {
            text.push('$');
            rest = after;
        }
    }
    text.push_str(rest);
    if !text.is_empty() || pieces.is_empty() {
        pieces.push(Piece::Text(text));
    }
    Ok(pieces)
}

fn piece(name: &str) -> Option<Piece> {
    if let Some((what, of)) = name.split_once(':') {
        let of = of.to_owned();
        return Some(match what {
            "secret" => Piece::Secret(of),
            "secret_url" => Piece::SecretUrl(of),
            "url" => Piece::Url(of),
            "host" => Piece::Host(of),
            "name" => Piece::Name(of),
            "scheme" => Piece::Scheme(of),
            "internal" => Piece::Internal(of),
            _ => return None,
        });
    }
    if let Some((store, value)) = name.rsplit_once('.') {
        return Some(Piece::Store { store: store.to_owned(), value: StoreValue::named(value)? });
    }
    match name {
        "region" => Some(Piece::Region),
        "domain" => Some(Piece::Domain),
        "email" => Some(Piece::Email),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces() {
        assert_eq!(
            parse_template("a${secret:KEY}b${region}").unwrap(),
            [Piece::Text("a".into()), Piece::Secret("KEY".into()), Piece::Text("b".into()), Piece::Region]
        );
        assert_eq!(
            parse_template("${db.password_url}").unwrap(),
            [Piece::Store { store: "db".into(), value: StoreValue::PasswordUrl }]
        );
        assert_eq!(parse_template("").unwrap(), [Piece::Text(String::new())]);
        assert_eq!(parse_template("$5 and {x} $").unwrap(), [Piece::Text("$5 and {x} $".into())]);
        assert_eq!(parse_template("$$HOME $${region}").unwrap(), [Piece::Text("$HOME ${region}".into())]);
        assert_eq!(parse_template("${secret:A"), Err(TemplateError::Open));
        for unknown in ["password", "db.root", "db.", "what:x", ""] {
            assert_eq!(parse_template(&format!("${{{unknown}}}")), Err(TemplateError::Unknown(unknown.into())));
        }
    }
}
