//! Sign-in errors: which command ends them depends on how the profile signs in.

use super::error;
use super::profiles::Profiles;
use crate::engine::{CloudError, ErrorClass};
use crate::model::text::clean_line;

/// How a person signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Way {
    /// Keys in the environment, which win over every profile but one that was named.
    Environment,
    /// A file or an address that the machine's surroundings (a container, a CI job) sign in with.
    Surroundings(&'static str),
    /// IAM Identity Center, by this profile.
    Sso(Option<String>),
    /// `aws login`, or nothing yet, by this profile.
    Login(Option<String>),
    /// Keys written into a file, under this profile.
    Keys(Option<String>),
    /// A program of the person's own.
    Process { profile: String, program: String },
}

/// Variables that hold keys.
const KEYS: [&str; 3] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

/// Variables by which a machine's surroundings sign in.
const SURROUNDINGS: [&str; 3] =
    ["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"];

/// How the advice ends.
pub(crate) const AGAIN: &str = ", then run the same command again";

/// Stands in advice about what a running program cannot see change.
pub(crate) const IN_ENVIRONMENT: &str = "in your environment";

/// Profiles that take each other's sign-in are followed this far.
const LONGEST_CHAIN: usize = 8;

/// Credentials could not be loaded, for the reason `chain`.
pub(super) fn failed(profile: Option<&str>, chain: &str) -> CloudError {
    // The last place where the SDK looks, and only servers have it.
    if chain.contains("IMDS") || chain.contains("no providers in chain") {
        return needed(profile, "no sign-in was found on this machine");
    }
    if let Some((_, words)) = chain.split_once("external process") {
        return process_failed(words);
    }
    if error::is_sign_in(chain) {
        return needed(profile, chain);
    }
    CloudError::new(ErrorClass::Retry, "", "the sign-in service could not be reached")
        .why(chain)
        .hint("check this machine's internet connection")
}

/// The program that a profile names as the source of its keys did not give any.
fn process_failed(words: &str) -> CloudError {
    let own = words.split_once("Stderr:").map_or(words, |(_, own)| own).trim_matches([' ', ',', ':']);
    let own = if own.is_empty() {
        "it said nothing".to_owned()
    } else {
        format!("it says: {}", without_keys(&clean_line(own)))
    };
    let what = "the program that your profile names in `credential_process` failed";
    CloudError::new(ErrorClass::SignIn, "NoSignIn", what).why(own).hint(
        "run that program by itself until it works, or choose another profile with --profile, then run the same \
         command again",
    )
}

/// Nothing came of the sign-in for so many seconds.
pub(super) fn too_slow(profile: Option<&str>, seconds: u64) -> CloudError {
    too_slow_by(&how(profile), seconds)
}

fn too_slow_by(way: &Way, seconds: u64) -> CloudError {
    let (what, hint) = match way {
        Way::Process { profile, program } => (
            format!(
                "`{}`, the program that signs the profile {} in (`credential_process`), gave no keys for {seconds} \
                seconds",
                clean_line(program),
                clean_line(profile)
            ),
            "run that program by itself: it may be waiting for a code, a window or the network. Once it works, run the \
            same command again"
                .to_owned(),
        ),
        _ => (format!("the sign-in to AWS gave no keys for {seconds} seconds"), advice(way)),
    };
    CloudError::new(ErrorClass::SignIn, "NoSignIn", what).hint(hint)
}

/// A program's words without what looks like a key: long words of letters and digits mixed.
fn without_keys(words: &str) -> String {
    let key = |word: &str| {
        let run = |part: &str| {
            part.len() >= 16
                && part.bytes().any(|b| b.is_ascii_digit())
                && part.bytes().any(|b| b.is_ascii_alphabetic())
        };
        word.split(|c: char| !(c.is_ascii_alphanumeric() || c == '+' || c == '/' || c == '=')).any(run)
    };
    words.split(' ').map(|word| if key(word) { "…" } else { word }).collect::<Vec<_>>().join(" ")
}

/// The error of a person who is not signed in.
pub(super) fn needed(profile: Option<&str>, why: &str) -> CloudError {
    CloudError::new(ErrorClass::SignIn, "NoSignIn", "you are not signed in to AWS")
        .why(clean_line(why))
        .hint(hint(profile))
}

/// The command that ends a missing, expired or unknown sign-in: the one for how this person signs in.
pub(super) fn hint(profile: Option<&str>) -> String {
    advice(&how(profile))
}

/// How this person signs in, from the environment and the files of AWS's own tools.
fn how(profile: Option<&str>) -> Way {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    // One that cannot be read is told before anybody is asked to sign in.
    way(profile, &set, &Profiles::read().unwrap_or_default())
}

/// The same for what AWS does not know, with what else may be the reason.
pub(super) fn unknown_hint(profile: Option<&str>) -> String {
    format!("{}; if the keys are right, check that this region is switched on for the account", hint(profile))
}

fn advice(way: &Way) -> String {
    let option = |profile: &Option<String>| {
        profile.as_deref().map(|name| format!(" --profile {}", clean_line(name))).unwrap_or_default()
    };
    let first = match way {
        Way::Environment => format!(
            "the keys {IN_ENVIRONMENT} win over every other sign-in: set new ones, or run `unset {}` and then `aws \
            login`",
            KEYS.join(" ")
        ),
        Way::Surroundings(variable) => {
            format!("{variable} {IN_ENVIRONMENT} signs in here: renew what it leads to, or unset it")
        }
        Way::Sso(profile) => format!("run `aws sso login{}`", option(profile)),
        Way::Login(profile) => format!("run `aws login{}`", option(profile)),
        Way::Keys(profile) => {
            let option = option(profile);
            format!("run `aws configure{option}` with a new access key or `aws login{option}`")
        }
        Way::Process { profile, program } => format!(
            "`{}` signs the profile {} in (credential_process in your AWS configuration): sign in with it",
            clean_line(program),
            clean_line(profile)
        ),
    };
    format!("{first}{AGAIN}")
}

/// How somebody signs in: by the environment, or by the profile that was named or is the default.
fn way(named: Option<&str>, variable: &dyn Fn(&str) -> Option<String>, profiles: &Profiles) -> Way {
    if named.is_none() && variable(KEYS[0]).is_some() {
        return Way::Environment;
    }
    let named = named.map(str::to_owned).or_else(|| variable("AWS_PROFILE"));
    let mut name = named.clone().unwrap_or_else(|| "default".to_owned());
    let mut shown = named.clone();
    for _ in 0..LONGEST_CHAIN {
        let entry = |key: &str| profiles.value(&name, key).map(str::to_owned);
        if entry("sso_session").or_else(|| entry("sso_start_url")).is_some() {
            return Way::Sso(shown);
        }
        if entry("login_session").is_some() {
            return Way::Login(shown);
        }
        if let Some(command) = entry("credential_process") {
            // Its arguments may hold a secret.
            let program = command.split_whitespace().next().unwrap_or_default().trim_matches('"');
            let program = program.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
            return Way::Process { profile: name, program };
        }
        if entry("aws_access_key_id").is_some() {
            return Way::Keys(shown);
        }
        // A role is taken on by another profile, or by what the environment holds: that is what must sign in.
        match (entry("source_profile"), entry("credential_source").as_deref()) {
            (Some(source), _) if source != name => {
                shown = Some(source.clone());
                name = source;
            }
            (_, Some("Environment")) => return Way::Environment,
            _ => break,
        }
    }
    match SURROUNDINGS.iter().find(|name| variable(name).is_some()) {
        Some(variable) if named.is_none() => Way::Surroundings(variable),
        _ => Way::Login(shown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = "[default]\nregion = eu-west-1\nlogin_session = arn\n\n[profile work]\nsso_session = corp\n\
        [profile old]\naws_access_key_id=AKIA\n[profile cli] # mine\nSSO_Session: corp\n[profile tool]\n\
        credential_process = /opt/bin/okta-keys --token hush\n\
        [profile deploy]\n\
        role_arn = arn:aws:iam::1:role/deploy\n\
        source_profile = work\n\
        [profile build]\n\
        role_arn = arn:aws:iam::1:role/build\n\
        credential_source = Environment\n\
        [profile loop]\n\
        source_profile = pool\n\
        [profile pool]\n\
        source_profile = loop\n";

    fn asked(named: Option<&str>, variables: &[&str]) -> String {
        let variable = |name: &str| variables.contains(&name).then(|| "set".to_owned());
        advice(&way(named, &variable, &Profiles::of(CONFIG, "[stored]\naws_access_key_id = AKIA\n")))
    }

    #[test]
    fn nobody_reads_of_the_metadata_service() {
        let error = failed(
            None,
            "an error occurred while loading credentials: failed to load IMDS session token: dispatch failure: timeout",
        );
        assert_eq!((error.class, error.why.as_str()), (ErrorClass::SignIn, "no sign-in was found on this machine"));
        let error = failed(None, "an error occurred while loading credentials: dispatch failure: dns error");
        assert_eq!(error.class, ErrorClass::Retry);
    }

    #[test]
    fn the_command_is_the_one_for_this_sign_in() {
        let cases: [(Option<&str>, &[&str], &str); 12] = [
            (None, &[], "run `aws login`, then"),
            (Some("work"), &[], "run `aws sso login --profile work`, then"),
            (Some("cli"), &[], "run `aws sso login --profile cli`, then"),
            (Some("old"), &[], "`aws configure --profile old`"),
            (Some("stored"), &[], "`aws configure --profile stored`"),
            (Some("none"), &[], "run `aws login --profile none`, then"),
            (Some("tool"), &[], "`okta-keys` signs the profile tool in"),
            (Some("deploy"), &[], "run `aws sso login --profile work`, then"),
            (Some("build"), &[], "keys in your environment win"),
            (Some("loop"), &[], "run `aws login"),
            (None, &["AWS_ACCESS_KEY_ID"], "keys in your environment win"),
            (Some("work"), &["AWS_ACCESS_KEY_ID"], "run `aws sso login --profile work`, then"),
        ];
        for (named, variables, wanted) in cases {
            let text = asked(named, variables);
            assert!(text.contains(wanted), "{named:?} {variables:?}: {text}");
            assert!(!text.contains("hush"), "{text}");
        }
    }

    #[test]
    fn a_program_that_gives_no_keys_is_named_without_its_arguments() {
        let error = too_slow_by(&way(Some("tool"), &|_| None, &Profiles::of(CONFIG, "")), 60);
        assert!(
            error.what.contains("`okta-keys`")
                && error.what.contains("profile tool")
                && error.what.contains("60 seconds"),
            "{error}"
        );
        assert!(
            error.hint.contains("run that program by itself") && !format!("{error:?}").contains("hush"),
            "{error:?}"
        );
        let error = too_slow_by(&way(Some("work"), &|_| None, &Profiles::of(CONFIG, "")), 60);
        assert!(error.hint.contains("aws sso login --profile work"), "{error:?}");
    }

    #[test]
    fn keys_in_the_environment_are_unset_before_a_login_helps() {
        let text = asked(None, &["AWS_ACCESS_KEY_ID", "AWS_PROFILE"]);
        let (unset, login) =
            (text.find("`unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN`"), text.find("`aws login`"));
        assert!(unset.is_some() && unset < login, "{text}");
    }
}
