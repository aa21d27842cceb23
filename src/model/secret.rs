//! A value that cannot be printed or serialised.

use secrecy::{ExposeSecret, SecretString};

/// Bytes that a parameter of the standard tier holds; the advanced tier holds 8,192 and is not free.
pub const LONGEST: usize = 4096;

/// A secret text, wiped from memory when dropped. `Debug` prints a placeholder; there is no `Display` and no
/// `Serialize`.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    #[must_use]
    pub fn new(value: String) -> Self {
        Self(SecretString::from(value))
    }

    /// A value as a person gives it, from wherever: without a byte order mark and without the line break that editors
    /// put at the end, checked against what Parameter Store takes (AWS Systems Manager, `PutParameter`).
    ///
    /// # Errors
    /// Why it cannot be stored; nothing of the value is in it.
    pub fn given(value: &str) -> Result<Self, String> {
        let value = value.strip_prefix('\u{feff}').unwrap_or(value);
        let value = value.strip_suffix('\n').map_or(value, |line| line.strip_suffix('\r').unwrap_or(line));
        if value.is_empty() {
            return Err("it is empty".to_owned());
        }
        if value.chars().all(char::is_whitespace) {
            return Err("there are only blanks in it".to_owned());
        }
        if value.contains('\0') {
            return Err("there is a NUL character in it, as in a file that is not text".to_owned());
        }
        if value.len() > LONGEST {
            return Err(format!("it has {} bytes, and Parameter Store takes {LONGEST}", value.len()));
        }
        if value.contains("{{") {
            return Err("`{{` is in it, which Parameter Store takes for a reference and refuses".to_owned());
        }
        Ok(Self::new(value.to_owned()))
    }

    /// The value itself, for the one call that must send it.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_parameter_store_refuses_is_refused_when_it_is_given() {
        let given = |text: &str| Secret::given(text).map(|secret| secret.expose().to_owned());
        let pem = "-----BEGIN KEY-----\nabc\n-----END KEY-----";
        for (text, value) in [
            ("re_1", "re_1"),
            ("re_1\n", "re_1"),
            ("re_1\r\n", "re_1"),
            ("re_1\n\n", "re_1\n"),
            ("\u{feff}re_1", "re_1"),
            (&format!("{pem}\n"), pem),
            ("{\"a\":{\"b\":1}}", "{\"a\":{\"b\":1}}"),
            (&"x".repeat(LONGEST), &"x".repeat(LONGEST)),
        ] {
            assert_eq!(given(text).as_deref(), Ok(value));
        }
        for (text, why) in [
            ("", "empty"),
            ("\n", "empty"),
            ("\u{feff}", "empty"),
            (" \t \n", "only blanks"),
            ("re_\0x", "NUL"),
            ("abc{{ssm:x}}", "`{{`"),
            (&"x".repeat(LONGEST + 1), "4097 bytes"),
        ] {
            let refused = given(text).unwrap_err();
            assert!(refused.contains(why), "{refused}");
        }
    }

    #[test]
    fn debug_shows_nothing() {
        let shown = format!("{:?}", Secret::new("hunter2".to_owned()));
        assert!(!shown.contains("hunter2"));
    }
}
