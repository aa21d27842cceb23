//! `${…}` in a preset's environment values.

/// One piece of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Text(String),
    /// `${secret:NAME}`
    Secret(String),
    /// `${url:SERVICE}`: where people reach a service.
    Url(String),
    /// `${host:SERVICE}`: the same without scheme.
    Host(String),
    /// `${database_url}`
    DatabaseUrl,
    /// `${bucket}`
    Bucket,
    /// `${region}`
    Region,
}

/// A value that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    #[error("`${{` is not closed")]
    Open,
    #[error("`${{{0}}}` is unknown: use secret:NAME, url:SERVICE, host:SERVICE, database_url, bucket or region")]
    Unknown(String),
}

/// Splits a value into its pieces.
///
/// # Errors
/// When a `${` is not closed or names something unknown.
pub fn parse_template(value: &str) -> Result<Vec<Piece>, TemplateError> {
    let mut pieces = Vec::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once("${") {
        let (name, tail) = after.split_once('}').ok_or(TemplateError::Open)?;
        if !before.is_empty() {
            pieces.push(Piece::Text(before.to_owned()));
        }
        pieces.push(match name.split_once(':') {
            Some(("secret", secret)) => Piece::Secret(secret.to_owned()),
            Some(("url", service)) => Piece::Url(service.to_owned()),
            Some(("host", service)) => Piece::Host(service.to_owned()),
            None if name == "database_url" => Piece::DatabaseUrl,
            None if name == "bucket" => Piece::Bucket,
            None if name == "region" => Piece::Region,
            _ => return Err(TemplateError::Unknown(name.to_owned())),
        });
        rest = tail;
    }
    if !rest.is_empty() || pieces.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    Ok(pieces)
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
        assert_eq!(parse_template("").unwrap(), [Piece::Text(String::new())]);
        assert_eq!(parse_template("$5 and {x}").unwrap(), [Piece::Text("$5 and {x}".into())]);
        assert_eq!(parse_template("${secret:A"), Err(TemplateError::Open));
        assert_eq!(parse_template("${password}"), Err(TemplateError::Unknown("password".into())));
    }
}
