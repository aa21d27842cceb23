//! What the name of a variable says of its value. Names are all that there is: the rules are few, and what they decide
//! is written beside each value.

/// What a variable holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// A password or key of the app itself: any random value does.
    Own,
    /// A key that somebody else gives out, or one of a pair: a person has it, or not.
    Foreign,
    /// The name of a user at somebody else's, an identifier: no secret, but only a person knows it.
    Identifier,
    Plain,
}

const SECRET: [&str; 15] = [
    "PASSWORD",
    "PASSWD",
    "PASS",
    "PWD",
    "SECRET",
    "TOKEN",
    "KEY",
    "SALT",
    "PEPPER",
    "PASSPHRASE",
    "APIKEY",
    "SECRETKEY",
    "CREDENTIALS",
    "JWT",
    "SECRETS",
];
/// Words after which a name means something about a secret rather than the secret.
const ABOUT: [&str; 50] = [
    "ENABLED",
    "ENABLE",
    "DISABLED",
    "DISABLE",
    "LENGTH",
    "EXPIRY",
    "EXPIRES",
    "EXPIRE",
    "EXPIRATION",
    "TTL",
    "TIMEOUT",
    "ROTATION",
    "FILE",
    "PATH",
    "URL",
    "URI",
    "NAME",
    "LIFETIME",
    "HOURS",
    "MINUTES",
    "SECONDS",
    "DAYS",
    "POLICY",
    "HEADER",
    "PREFIX",
    "ALGORITHM",
    "ALGO",
    "FORMAT",
    "TYPE",
    "MIN",
    "MAX",
    "RESET",
    "COUNT",
    "REQUIRED",
    "USER",
    "USERNAME",
    "HOST",
    "PORT",
    "MODE",
    "LIMIT",
    "DOMAIN",
    "ISSUER",
    "AUDIENCE",
    "COST",
    "ROUNDS",
    "INTERVAL",
    "AGE",
    "LOGIN",
    "DRIVER",
    "METHOD",
];
/// Names of others that give out keys, and of kinds of keys that are no random text.
const OTHERS: [&str; 82] = [
    "SMTP",
    "MAIL",
    "EMAIL",
    "MAILGUN",
    "SENDGRID",
    "RESEND",
    "POSTMARK",
    "MAILJET",
    "SES",
    "AWS",
    "GOOGLE",
    "GITHUB",
    "GITLAB",
    "BITBUCKET",
    "OPENAI",
    "ANTHROPIC",
    "AZURE",
    "GEMINI",
    "GROQ",
    "MISTRAL",
    "DEEPSEEK",
    "COHERE",
    "OLLAMA",
    "HUGGINGFACE",
    "HF",
    "REPLICATE",
    "OPENROUTER",
    "ELEVENLABS",
    "STRIPE",
    "PAYPAL",
    "PADDLE",
    "SLACK",
    "TWITTER",
    "X",
    "FACEBOOK",
    "INSTAGRAM",
    "TIKTOK",
    "LINKEDIN",
    "REDDIT",
    "PINTEREST",
    "THREADS",
    "DRIBBBLE",
    "MASTODON",
    "YOUTUBE",
    "DISCORD",
    "TELEGRAM",
    "TWILIO",
    "VONAGE",
    "SENTRY",
    "OAUTH",
    "OAUTH2",
    "OIDC",
    "SAML",
    "LDAP",
    "CLIENT",
    "CLOUDFLARE",
    "RECAPTCHA",
    "TURNSTILE",
    "HCAPTCHA",
    "CAPTCHA",
    "LICENSE",
    "LICENCE",
    "MAPBOX",
    "POSTHOG",
    "SEGMENT",
    "UNSPLASH",
    "GIPHY",
    "TMDB",
    "VAPID",
    "PUBLIC",
    "PRIVATE",
    "RSA",
    "CERT",
    "CERTIFICATE",
    "PUSHER",
    "ALGOLIA",
    "CLAIM",
    "AUTHKEY",
    "TUNNEL",
    "NGROK",
    "DNS",
    "BACKBLAZE",
];
/// Settings without which mail is not sent.
const MAIL: [&str; 5] = ["SMTP", "MAIL", "EMAIL", "MAILER", "MAILGUN"];

/// The words of a name: `DB_Password` and `dbPassword` are two words.
pub(super) fn words(name: &str) -> Vec<String> {
    let (mut words, mut word, mut small) = (Vec::new(), String::new(), false);
    for c in name.chars() {
        let ends = !c.is_ascii_alphanumeric() || (small && c.is_ascii_uppercase());
        if ends && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        small = c.is_ascii_lowercase();
        if c.is_ascii_alphanumeric() {
            word.push(c.to_ascii_uppercase());
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

pub(super) fn sort(name: &str) -> Sort {
    let words = words(name);
    let is = |list: &[&str], word: &String| list.contains(&word.as_str());
    let Some(last) = words.last() else { return Sort::Plain };
    let pair = |one: &str, other: &str| words.windows(2).any(|two| two[0] == one && two[1] == other);
    let others = words.iter().any(|word| is(&OTHERS, word));
    if pair("ACCESS", "KEY") && !words.iter().any(|word| word == "SECRET") {
        return Sort::Identifier;
    }
    if last == "ID" && (others || words.iter().any(|word| word == "KEY" || word == "CLIENT")) {
        return Sort::Identifier;
    }
    let numbered = last.bytes().all(|b| b.is_ascii_digit());
    let end = if numbered { words.get(words.len().saturating_sub(2)) } else { Some(last) };
    let glued = |word: &String| word.ends_with("PASSWORD") || word.ends_with("SECRET") || word.ends_with("TOKEN");
    let secret = words.iter().any(|word| is(&SECRET, word) || glued(word));
    let about = end.is_some_and(|word| is(&ABOUT, word)) || (numbered && !is(&SECRET, end.unwrap_or(last)));
    let mid_key = last != "KEY" && words.iter().all(|word| !is(&SECRET, word) || word == "KEY" || word == "TOKEN");
    if !secret || about || (mid_key && end.is_none_or(|word| !is(&SECRET, word) && !glued(word))) {
        return Sort::Plain;
    }
    let api = pair("API", "KEY") || pair("API", "TOKEN") || last == "APIKEY" || pair("ACCESS", "TOKEN");
    if others || api { Sort::Foreign } else { Sort::Own }
}

/// Whether somebody outside of the file gives out the value, whoever else has the same text as an example.
pub(super) fn is_third_party(name: &str) -> bool {
    /// Words that also stand for both ends of one app.
    const BOTH: [&str; 9] = ["AWS", "CLIENT", "PUBLIC", "PRIVATE", "X", "CLAIM", "RSA", "CERT", "DNS"];
    words(name).iter().any(|word| OTHERS.contains(&word.as_str()) && !BOTH.contains(&word.as_str()))
}

/// Whether it names an object store.
pub(super) fn is_object_store(name: &str) -> bool {
    words(name).iter().any(|word| matches!(word.as_str(), "S3" | "MINIO" | "R2" | "B2" | "SPACES"))
}

/// Whether it is the password of somebody, and not another kind of key.
pub(super) fn is_password(name: &str) -> bool {
    words(name).last().is_some_and(|last| {
        matches!(last.as_str(), "PASS" | "PWD" | "PASSWD" | "PASSPHRASE" | "REQUIREPASS") || last.ends_with("PASSWORD")
    })
}

/// Whether a flag of a command (`--admin-password`) or a key of a file takes a secret. Shorter lists than those of
/// variables: `key` alone is too much else there.
pub(super) fn takes_secret(name: &str) -> bool {
    const KEYS: [&str; 5] = ["API", "MASTER", "AUTH", "ENCRYPTION", "SIGNING"];
    let words = words(name);
    let before = words.len().checked_sub(2).and_then(|at| words.get(at));
    // An access key alone is the name of its secret one.
    let of_secret = words.iter().any(|word| word == "SECRET");
    let key = || of_secret || before.is_some_and(|word| KEYS.contains(&word.as_str()));
    is_password(name)
        || words.last().is_some_and(|last| match last.as_str() {
            "SECRET" | "APIKEY" | "MASTERAUTH" => true,
            "KEY" => key(),
            last => last.ends_with("TOKEN"),
        })
}

/// Whether an address of one's own machine in it is the container's, not one that people open.
pub(super) fn is_inner(name: &str) -> bool {
    const INNER: [&str; 6] = ["INTERNAL", "HEALTH", "HEALTHCHECK", "PROBE", "BIND", "LISTEN"];
    words(name).iter().any(|word| INNER.contains(&word.as_str()))
}

/// Whether it is about sending mail.
pub(super) fn is_mail(name: &str) -> bool {
    words(name).iter().any(|word| MAIL.contains(&word.as_str()))
}

/// Whether an address is one that every example has.
pub(super) fn is_example_host(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let bare = [
        "example.com",
        "example.org",
        "example.net",
        "domain.com",
        "domain.tld",
        "mydomain.com",
        "yourdomain.com",
        "your-domain.com",
        "localhost.local",
        "localtest.me",
        "your.domain",
        "example.tld",
        "example.local",
    ];
    bare.iter().any(|known| host == *known || host.ends_with(&format!(".{known}")))
        || host.contains("your") && host.contains("domain")
        || host.contains("yourdomain")
        || host.starts_with('<')
}

/// Whether a name holds a web address that people open, or a host name of that kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Public {
    Url,
    Host,
    No,
}

/// Words before `URL` of the address that people open.
const URLS: [&str; 13] = [
    "APP", "BASE", "SITE", "PUBLIC", "ROOT", "SERVER", "EXTERNAL", "WEB", "NEXTAUTH", "FRONTEND", "INSTANCE", "WEBAPP",
    "HOME",
];
/// Words of addresses that people do not open.
const FOREIGN: [&str; 32] = [
    "DATABASE",
    "DB",
    "REDIS",
    "POSTGRES",
    "MYSQL",
    "MONGO",
    "MONGODB",
    "RABBITMQ",
    "AMQP",
    "S3",
    "MINIO",
    "SMTP",
    "MAIL",
    "WEBHOOK",
    "OIDC",
    "OAUTH",
    "OAUTH2",
    "ISSUER",
    "ELASTIC",
    "ELASTICSEARCH",
    "CLICKHOUSE",
    "PROXY",
    "SENTRY",
    "BROKER",
    "CELERY",
    "INTERNAL",
    "CALLBACK",
    "LDAP",
    "KAFKA",
    "OLLAMA",
    "SEARCH",
    "IMAGE",
];

pub(super) fn public(name: &str) -> Public {
    let words = words(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if words.iter().any(|word| FOREIGN.contains(word)) {
        return Public::No;
    }
    let (last, before) = match words.as_slice() {
        [only] => (*only, ""),
        [.., before, last] => (*last, *before),
        [] => return Public::No,
    };
    let url = match last {
        "URL" | "URI" | "ORIGIN" => before.is_empty() || URLS.contains(&before),
        "ADDRESS" => matches!(before, "EXTERNAL" | "PUBLIC"),
        _ => false,
    };
    let host = match last {
        "DOMAIN" | "FQDN" => true,
        "HOST" | "HOSTNAME" => matches!(before, "SITE" | "PUBLIC" | "VIRTUAL" | "LETSENCRYPT" | "WEB" | "EXTERNAL"),
        "NAME" | "ADDRESS" => matches!(before, "DOMAIN" | "SITE"),
        _ => false,
    };
    match (url, host) {
        (true, _) => Public::Url,
        (false, true) => Public::Host,
        (false, false) => Public::No,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_a_value_is() {
        for (name, wanted) in [
            ("POSTGRES_PASSWORD", Sort::Own),
            ("SECRET_KEY_BASE", Sort::Own),
            ("JWT_SECRET", Sort::Own),
            ("NEXTAUTH_SECRET", Sort::Own),
            ("APP_KEY", Sort::Own),
            ("ENCRYPTION_KEY", Sort::Own),
            ("authSecret", Sort::Own),
            ("AUTH_SALT", Sort::Own),
            ("INTERNAL_API_TOKEN", Sort::Foreign),
            ("SMTP_PASSWORD", Sort::Foreign),
            ("OPENAI_API_KEY", Sort::Foreign),
            ("GOOGLE_CLIENT_SECRET", Sort::Foreign),
            ("GOOGLE_CLIENT_ID", Sort::Identifier),
            ("AWS_ACCESS_KEY_ID", Sort::Identifier),
            ("S3_SECRET_ACCESS_KEY", Sort::Own),
            ("JWT_EXPIRATION", Sort::Plain),
            ("PASSWORD_RESET_ENABLED", Sort::Plain),
            ("TOKEN_TTL", Sort::Plain),
            ("POSTGRES_PASSWORD_FILE", Sort::Plain),
            ("KEY_PREFIX", Sort::Plain),
            ("TOKENIZERS_PARALLELISM", Sort::Plain),
            ("KEYBOARD", Sort::Plain),
            ("PATH", Sort::Plain),
            ("", Sort::Plain),
        ] {
            assert_eq!(sort(name), wanted, "{name}");
        }
    }

    #[test]
    fn addresses_that_people_open() {
        assert!(is_example_host("app.example.com") && !is_example_host("app.example.io"));
        assert_eq!(
            (public("BASE_URL"), public("DOMAIN"), public("DATABASE_URL")),
            (Public::Url, Public::Host, Public::No)
        );
    }
}
