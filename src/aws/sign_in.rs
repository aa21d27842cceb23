//! Sign-in errors: which command ends them depends on how the profile signs in.

use std::path::PathBuf;

use super::error;
use crate::engine::{CloudError, ErrorClass};
use crate::model::text::clean_line;

/// How a profile signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// IAM Identity Center.
    Sso,
    /// `aws login`, or nothing yet.
    Login,
    /// Keys written into a file.
    Keys,
}

/// Credentials could not be loaded, for the reason `chain`.
pub(super) fn failed(profile: Option<&str>, chain: &str) -> CloudError {
    // The last place where the SDK looks, and only servers have it.
    if chain.contains("IMDS") || chain.contains("no providers in chain") {
        return needed(profile, "no sign-in was found on this machine");
    }
    if error::is_sign_in(chain) {
        return needed(profile, chain);
    }
    CloudError::new(ErrorClass::Retry, "", "the sign-in service could not be reached")
        .why(chain)
        .hint("check this machine's internet connection")
}

/// The error of a person who is not signed in.
pub(super) fn needed(profile: Option<&str>, why: &str) -> CloudError {
    CloudError::new(ErrorClass::SignIn, "NoSignIn", "you are not signed in to AWS").why(clean_line(why)).hint(hint(profile))
}

/// The command that ends a missing or expired sign-in.
pub(super) fn hint(profile: Option<&str>) -> String {
    let named = profile.map(str::to_owned).or_else(|| std::env::var("AWS_PROFILE").ok());
    let name = named.as_deref().unwrap_or("default");
    let config = config_file().and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default();
    let option = named.as_deref().map(|name| format!(" --profile {}", clean_line(name))).unwrap_or_default();
    match way(&config, name) {
        Way::Sso => format!("run `aws sso login{option}`, then run the same command again"),
        Way::Login => format!("run `aws login{option}`, then run the same command again"),
        Way::Keys => format!("run `aws configure{option}` with a new access key or `aws login{option}`, then run the same command again"),
    }
}

fn config_file() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("AWS_CONFIG_FILE") {
        return Some(path.into());
    }
    directories::BaseDirs::new().map(|dirs| dirs.home_dir().join(".aws").join("config"))
}

/// Reads only what is needed: the keys of one section.
fn way(config: &str, profile: &str) -> Way {
    let wanted = [format!("[profile {profile}]"), format!("[{profile}]")];
    let section = config.lines().map(str::trim).skip_while(|line| !wanted.iter().any(|header| header == line)).skip(1);
    for line in section.take_while(|line| !line.starts_with('[')) {
        match line.split('=').next().unwrap_or_default().trim() {
            "sso_session" | "sso_start_url" => return Way::Sso,
            "login_session" => return Way::Login,
            "aws_access_key_id" => return Way::Keys,
            _ => {}
        }
    }
    Way::Login
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_reads_of_the_metadata_service() {
        let error =
            failed(None, "an error occurred while loading credentials: failed to load IMDS session token: dispatch failure: timeout");
        assert_eq!((error.class, error.why.as_str()), (ErrorClass::SignIn, "no sign-in was found on this machine"));
        let error = failed(None, "an error occurred while loading credentials: dispatch failure: dns error");
        assert_eq!(error.class, ErrorClass::Retry);
    }

    #[test]
    fn the_way_is_read_from_the_profiles_own_section() {
        let config = "[default]\nregion = eu-west-1\nlogin_session = arn\n\n[profile work]\nsso_session = corp\n[profile old]\naws_access_key_id=AKIA\n";
        assert_eq!(way(config, "default"), Way::Login);
        assert_eq!(way(config, "work"), Way::Sso);
        assert_eq!(way(config, "old"), Way::Keys);
        assert_eq!(way(config, "none"), Way::Login);
        assert_eq!(way("", "default"), Way::Login);
    }
}
