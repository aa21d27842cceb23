//! Names of environment variables.

const LONGEST: usize = 255;

/// Whether a text can name a variable of a container's environment. Docker takes any name without `=`, blanks and
/// control characters (`discovery.type` is one); quotes and `$` would be read by a shell or by Compose, and nobody
/// means them.
///
/// # Errors
/// The reason.
pub fn check(name: &str) -> Result<(), String> {
    if name.is_empty() {
        return Err("a variable needs a name".to_owned());
    }
    if name.len() > LONGEST {
        return Err(format!("the name of a variable has at most {LONGEST} characters"));
    }
    match name.chars().find(|c| !c.is_ascii_graphic() || matches!(c, '=' | '$' | '"' | '\'' | '`' | '\\')) {
        None => Ok(()),
        Some(c) if c.is_whitespace() => Err("the name of a variable has no blanks".to_owned()),
        Some(c) if c.is_control() => Err("the name of a variable has no control characters".to_owned()),
        Some(c) => Err(format!("`{c}` cannot be in the name of a variable")),
    }
}

/// Whether a text can name a secret: a variable of the plainest kind, since it also is a part of names in the account.
///
/// # Errors
/// The reason.
pub fn check_secret(name: &str) -> Result<(), String> {
    let begins = |c: char| c.is_ascii_alphabetic() || c == '_';
    let well = name.len() <= 64 && name.starts_with(begins) && name.chars().all(|c| begins(c) || c.is_ascii_digit());
    if well { Ok(()) } else { Err("letters, digits and `_`, at most 64, the first not a digit".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables() {
        for good in ["PATH", "discovery.type", "CR_CONF_Database.Type", "a-b", "_x1"] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for (bad, why) in [
            ("", "needs a name"),
            ("A B", "blanks"),
            ("A\tB", "blanks"),
            ("A\u{1b}B", "control"),
            ("A=B", "`=`"),
            ("A$B", "`$`"),
            ("\u{c4}", "`\u{c4}`"),
        ] {
            assert!(check(bad).unwrap_err().contains(why), "{bad:?}");
        }
        assert!(check(&"A".repeat(256)).is_err());
        assert!(check_secret("AUTH_SECRET2").is_ok());
        for bad in ["", "2A", "A.B", "A-B", "A B", &"A".repeat(65)] {
            assert!(check_secret(bad).is_err(), "{bad}");
        }
    }
}
