//! The AWS configuration of this machine: read by us, so that what is broken in it is named with its line, and so that
//! what the AWS CLI forgives (a blank before a key, a byte order mark) is forgiven here too.

mod parse;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};

use crate::engine::CloudError;
use crate::file::{self, FileError};
use crate::model::text::clean_line;
use parse::{Parsed, Section, parse};

/// Both files, as they were meant.
#[derive(Debug, Default)]
pub(super) struct Profiles {
    config: Parsed,
    credentials: Parsed,
    /// Where the configuration is, for what is said about it.
    path: PathBuf,
}

impl Profiles {
    /// Reads both files; one that is not there is empty.
    pub(super) fn read() -> Result<Self, CloudError> {
        let path = location("AWS_CONFIG_FILE", "config");
        let config = read_one(path.as_deref())?;
        let credentials = read_one(location("AWS_SHARED_CREDENTIALS_FILE", "credentials").as_deref())?;
        Ok(Self { config, credentials, path: path.unwrap_or_default() })
    }

    /// For the SDK, which then reads no file of its own accord.
    pub(super) fn files(&self) -> EnvConfigFiles {
        EnvConfigFiles::builder()
            .with_contents(EnvConfigFileKind::Config, self.config.text.clone())
            .with_contents(EnvConfigFileKind::Credentials, self.credentials.text.clone())
            .build()
    }

    /// Whether the profile that will be used exists, and everything that it names. `None` is the default profile, which
    /// need not exist: there are other ways to sign in.
    pub(super) fn check(&self, profile: Option<&str>) -> Result<(), CloudError> {
        let mut name = profile.unwrap_or("default").to_owned();
        if profile.is_some() && !self.names().contains(&name) {
            return Err(self.unknown(&name));
        }
        let mut seen = Vec::new();
        while !seen.contains(&name) {
            if let Some(session) = self.value(&name, "sso_session") {
                self.session(&name, session)?;
            }
            seen.push(name.clone());
            let Some(source) = self.value(&name, "source_profile") else { return Ok(()) };
            if !self.names().iter().any(|known| known == source) {
                let what = format!(
                    "the profile `{}` takes its sign-in from `{}`, which does not exist",
                    clean_line(&name),
                    clean_line(source)
                );
                return Err(broken(what, format!("correct `source_profile` in {}", self.path.display())));
            }
            source.clone_into(&mut name);
        }
        Ok(())
    }

    fn unknown(&self, name: &str) -> CloudError {
        let (name, known) = (clean_line(name), self.names());
        let hint = if known.is_empty() {
            "run `aws login` to make one, or leave --profile (and AWS_PROFILE) out".to_owned()
        } else {
            let known: Vec<String> = known.iter().map(|known| clean_line(known)).collect();
            format!("choose one of those there are with --profile: {}", known.join(", "))
        };
        broken(format!("there is no profile `{name}` in your AWS configuration ({})", self.path.display()), hint)
    }

    fn session(&self, profile: &str, session: &str) -> Result<(), CloudError> {
        let sessions: Vec<String> = self
            .config
            .sections
            .iter()
            .filter_map(|section| section.name.strip_prefix("sso-session "))
            .map(clean_line)
            .collect();
        if sessions.iter().any(|known| known == session) {
            return Ok(());
        }
        let (profile, session) = (clean_line(profile), clean_line(session));
        let known = if sessions.is_empty() { "none".to_owned() } else { sessions.join(", ") };
        let what = format!(
            "the profile `{profile}` signs in by the SSO session `{session}`, which {} does not have",
            self.path.display()
        );
        let hint = format!(
            "add [sso-session {session}], or run `aws configure sso --profile {profile}`; the sessions there are: \
            {known}"
        );
        Err(broken(what, hint))
    }

    /// What a profile says of a key, in small letters.
    pub(super) fn value(&self, profile: &str, key: &str) -> Option<&str> {
        let all = self.profiles();
        let found = all.iter().filter(|(name, _)| *name == profile).find_map(|(_, section)| section.keys.get(key));
        found.map(String::as_str).filter(|value| !value.is_empty())
    }

    fn names(&self) -> Vec<String> {
        let names: BTreeSet<&str> = self.profiles().into_iter().map(|(name, _)| name).collect();
        names.into_iter().map(str::to_owned).collect()
    }

    fn profiles(&self) -> Vec<(&str, &Section)> {
        let config = self.config.sections.iter().filter_map(|section| match section.name.as_str() {
            "default" => Some(("default", section)),
            name => name
                .strip_prefix("profile")
                .filter(|rest| rest.starts_with([' ', '\t']))
                .map(|rest| (rest.trim(), section)),
        });
        config.chain(self.credentials.sections.iter().map(|section| (section.name.as_str(), section))).collect()
    }
}

/// A variable that is set and not empty: AWS takes an empty one for none.
pub(super) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// Where a file of the configuration is: where the variable says, or in `~/.aws`.
pub(super) fn location(variable_name: &str, file: &str) -> Option<PathBuf> {
    let home = directories::BaseDirs::new().map(|folders| folders.home_dir().to_owned());
    match variable(variable_name) {
        Some(path) => match (path.strip_prefix("~/"), home) {
            (Some(inside), Some(home)) => Some(home.join(inside)),
            _ => Some(path.into()),
        },
        None => home.map(|home| home.join(".aws").join(file)),
    }
}

fn read_one(path: Option<&Path>) -> Result<Parsed, CloudError> {
    let Some(path) = path else { return Ok(Parsed::default()) };
    match file::read_text(path, file::SETTINGS) {
        Ok(text) => parse(&text).map_err(|why| {
            broken(
                format!("{} cannot be read: {why}", path.display()),
                "correct that line; the AWS CLI reads the same file (`aws configure list` tries it)".to_owned(),
            )
        }),
        Err(error) if error.is_absent() => Ok(Parsed::default()),
        Err(error) => Err(unreadable(&error)),
    }
}

fn unreadable(error: &FileError) -> CloudError {
    broken(
        error.to_string(),
        "it holds your AWS profiles: put it right, or say where it is with AWS_CONFIG_FILE".to_owned(),
    )
}

fn broken(what: String, hint: String) -> CloudError {
    CloudError::stop(CloudError::CONFIGURATION, what).hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Profiles {
        pub(in crate::aws) fn of(config: &str, credentials: &str) -> Self {
            let [config, credentials] = [config, credentials].map(|text| parse(text).unwrap());
            Self { config, credentials, path: "/home/anna/.aws/config".into() }
        }
    }

    #[test]
    fn a_profile_that_does_not_exist_is_told_with_those_that_do() {
        let all = Profiles::of(
            "[default]\nregion = x\n[profile work]\nregion = y\n[sso-session corp]\n",
            "[old]\naws_access_key_id = A\n",
        );
        for known in ["default", "work", "old"] {
            assert!(all.check(Some(known)).is_ok(), "{known}");
        }
        assert!(all.check(None).is_ok());
        for unknown in ["wrok", "corp", "sso-session corp", "profile work"] {
            let error = all.check(Some(unknown)).unwrap_err();
            assert_eq!(error.code, CloudError::CONFIGURATION);
            assert!(error.hint.ends_with("default, old, work"), "{}", error.hint);
        }
        assert!(Profiles::default().check(None).is_ok());
        assert!(Profiles::default().check(Some("any")).unwrap_err().hint.contains("aws login"));
    }

    #[test]
    fn what_a_profile_names_must_exist() {
        let config = "[profile a]\nsso_session = corp\n[sso-session other]\nsso_region = x\n[profile b]\n\
                      source_profile = c\n\
                      [profile d]\n\
                      source_profile = a\n\
                      [profile e]\n\
                      source_profile = e\n";
        let all = Profiles::of(config, "");
        let error = all.check(Some("a")).unwrap_err();
        assert!(error.what.contains("the SSO session `corp`") && error.hint.ends_with("there are: other"), "{error:?}");
        assert!(all.check(Some("b")).unwrap_err().what.contains("takes its sign-in from `c`"));
        assert!(all.check(Some("d")).unwrap_err().what.contains("`corp`"));
        assert!(all.check(Some("e")).is_ok(), "a profile may name itself: it then has keys of its own");
    }
}
