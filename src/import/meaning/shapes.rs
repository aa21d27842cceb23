//! What a value looks like, whatever its name is.

use super::keywords;

/// Beginnings of keys that are given out in a form of their own (documentation of those who do: Stripe, OpenAI, GitHub,
/// GitLab, Slack, Google, SendGrid, Hugging Face; RFC 7519 for tokens in JSON).
const KEYS: [&str; 21] = [
    "sk-",
    "sk_live_",
    "sk_test_",
    "rk_live_",
    "pk_live_",
    "whsec_",
    "ghp_",
    "gho_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "xoxb-",
    "xoxp-",
    "xapp-",
    "AIza",
    "SG.",
    "hf_",
    "dop_v1_",
    "eyJhbGci",
    "npm_",
];
/// Addresses that let whoever knows them write.
const HOOKS: [&str; 3] =
    ["https://hooks.slack.com/", "https://discord.com/api/webhooks/", "https://discordapp.com/api/webhooks/"];

/// Whether a value is a key that somebody gives out, by its own form.
pub(super) fn is_key(value: &str) -> bool {
    let value = value.trim();
    let begins = |begin: &&str| value.starts_with(*begin) && value.len() >= begin.len() + 16;
    let word = !value.contains(char::is_whitespace) && KEYS.iter().any(begins);
    word || HOOKS.iter().any(begins) || is_private_key(value)
}

pub(super) fn is_private_key(text: &str) -> bool {
    text.contains("-----BEGIN") && text.contains("PRIVATE KEY-----")
}

/// Whether the value of a name can be a secret at all: not a switch, a path or an address, and a number only where the
/// name is that of a password.
pub(super) fn can_be_secret(name: &str, value: &str) -> bool {
    let small = value.trim().to_ascii_lowercase();
    let password = keywords::is_password(name);
    let switch = match small.as_str() {
        "" | "true" | "false" | "yes" | "no" | "on" | "off" | "none" | "null" | "disabled" | "enabled" => true,
        "auto" | "default" => !password,
        _ => false,
    };
    let number = !password && small.len() < 5 && small.bytes().all(|b| b.is_ascii_digit());
    // Random text in Base64 may have slashes, too.
    let path = small.starts_with('/') && small[1..].contains('/') && !small.ends_with('=') && !small.contains('+');
    !switch && !number && !path && !small.contains("://") && !small.starts_with("./")
}

/// Whether a value was only put there to be replaced.
pub(super) fn is_placeholder(value: &str) -> bool {
    const MARKS: &[&str] = &[
        "change",
        "replace",
        "your",
        "example",
        "placeholder",
        "xxx",
        "insert",
        "<",
        "...",
        "todo",
        "secret",
        "password",
        "passwd",
        "generate",
        "random",
        "sample",
        "dummy",
        "fixme",
        "admin",
        "postgres",
        "mysql",
        "minio",
        "test",
        "12345",
        "please",
    ];
    let small = value.to_ascii_lowercase();
    let few = small.len() < 8 || small.chars().collect::<std::collections::BTreeSet<_>>().len() < 4;
    few || MARKS.iter().any(|mark| small.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_say_whether_they_can_be_meant() {
        for no in ["true", "", "5", "/run/secrets/x", "http://a", "none", "default"] {
            assert!(!can_be_secret("JWT_SECRET", no), "{no}");
        }
        for yes in ["1234", "default", "/aB3/x+9="] {
            assert!(can_be_secret("ADMIN_PASSWORD", yes), "{yes}");
        }
        for weak in ["changeme", "postgres", "secret", "aaaaaaaaaaaaaaaa", "your-key-here", "<key>"] {
            assert!(is_placeholder(weak) && can_be_secret("KEY", weak), "{weak}");
        }
        assert!(!is_placeholder("f3b9c01d77e24ab6"));
    }

    #[test]
    fn keys_of_others_are_known_by_their_form() {
        for key in [
            format!("sk_live_{}", "a1".repeat(10)),
            format!("ghp_{}", "x".repeat(36)),
            "https://hooks.slack.com/services/T0/B0/abcdef".to_owned(),
            "-----BEGIN EC PRIVATE KEY-----\nx\n-----END EC PRIVATE KEY-----".to_owned(),
        ] {
            assert!(is_key(&key), "{key}");
        }
        for no in
            ["sk-", "production", "https://slack.com", "-----BEGIN CERTIFICATE-----", "sk-a b c d e f g h i j k l m"]
        {
            assert!(!is_key(no), "{no}");
        }
    }
}
