//! Commands as they are printed for people to copy: with the flags that the present one was given.

/// Flags that another command about the same deployments needs too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Invocation {
    flags: String,
}

impl Invocation {
    /// Adds a flag without a value when it was given.
    #[must_use]
    pub fn with(mut self, flag: &str, given: bool) -> Self {
        if given {
            self.flags.push(' ');
            self.flags.push_str(flag);
        }
        self
    }

    /// Adds a flag and its value when there is one.
    #[must_use]
    pub fn with_value(mut self, flag: &str, value: Option<&str>) -> Self {
        if let Some(value) = value {
            self.flags.extend([" ", flag, " ", quoted(value).as_str()]);
        }
        self
    }

    /// The whole command: `cloudstead resume compai --practice`.
    #[must_use]
    pub fn command(&self, words: &str) -> String {
        let space = if words.is_empty() { "" } else { " " };
        format!("cloudstead{space}{words}{}", self.flags)
    }
}

/// A word as a shell wants it.
#[must_use]
pub fn quoted(value: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "_-./\\:@%+=,~".contains(c);
    if !value.is_empty() && value.chars().all(plain) {
        value.to_owned()
    } else {
        format!("'{}'", value.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_given_is_in_the_command() {
        assert_eq!(Invocation::default().command("list"), "cloudstead list");
        assert_eq!(Invocation::default().command(""), "cloudstead");
        let given = Invocation::default().with("--practice", true).with("--json", false).with_value("--profile", None);
        assert_eq!(given.command("resume demo"), "cloudstead resume demo --practice");
        let folder = Invocation::default().with_value("--state-dir", Some("/home/anna/it's here"));
        assert_eq!(folder.command("list"), "cloudstead list --state-dir '/home/anna/it'\\''s here'");
    }
}
