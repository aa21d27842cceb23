//! What an answer can be: the same for files, flags and the wizard.

/// USD per month.
pub const MAX_BUDGET: u32 = 100_000;
const MAX_USAGE: u32 = 1_000_000;
const MAX_IMAGE: usize = 255;
const LONGEST_BACKUPS: u32 = 35;

/// Whether an amount can be a monthly budget.
///
/// # Errors
/// The reason.
pub fn check_budget(dollars: u32) -> Result<(), String> {
    let fits = (1..=MAX_BUDGET).contains(&dollars);
    if fits { Ok(()) } else { Err(format!("whole dollars per month, 1 to {MAX_BUDGET}")) }
}

/// Whether a number can be an assumption about use.
///
/// # Errors
/// The reason.
pub fn check_usage(amount: u32) -> Result<(), String> {
    if amount <= MAX_USAGE { Ok(()) } else { Err(format!("a whole number, 0 to {MAX_USAGE}")) }
}

/// Whether automatic backups can be kept for so many days.
///
/// # Errors
/// The reason.
pub fn check_backup_days(days: u32) -> Result<(), String> {
    if (1..=LONGEST_BACKUPS).contains(&days) { Ok(()) } else { Err(format!("1 to {LONGEST_BACKUPS} days")) }
}

/// Whether a text can name a container image: `[registry[:port]/]name[/name…][:tag][@digest]`.
///
/// # Errors
/// The reason.
pub fn check_image(image: &str) -> Result<(), String> {
    let why = "a container image such as ghcr.io/example/app:1.2";
    let (name, digest) = image.split_once('@').map_or((image, None), |(name, digest)| (name, Some(digest)));
    let (path, tag) = match name.rsplit_once(':') {
        Some((path, tag)) if !tag.contains('/') => (path, Some(tag)),
        _ => (name, None),
    };
    let word = |text: &str, more: &[char]| {
        text.starts_with(|c: char| c.is_ascii_alphanumeric())
            && text.ends_with(|c: char| c.is_ascii_alphanumeric())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(&c))
    };
    let tagged = tag.is_none_or(|tag| tag.chars().all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c)) && !tag.is_empty());
    let digested = digest.is_none_or(|digest| digest.strip_prefix("sha256:").is_some_and(|hex| hex.len() == 64 && word(hex, &[])));
    let mut parts = path.split('/').enumerate();
    let named = parts.all(|(at, part)| word(part, if at == 0 { &['.', '_', '-', ':'] } else { &['.', '_', '-'] }));
    if image.len() <= MAX_IMAGE && named && tagged && digested { Ok(()) } else { Err(why.to_owned()) }
}

/// Whether a text can be the app's domain name; says why not in words a newcomer understands.
///
/// # Errors
/// The reason.
pub fn check_domain(name: &str) -> Result<(), &'static str> {
    if name.contains("://") || name.contains('/') {
        return Err("only the name, without https:// or a path");
    }
    if name.len() > 53 {
        return Err("at most 53 characters, so that every host name fits into one certificate");
    }
    let labels: Vec<&str> = name.split('.').collect();
    if labels.len() < 2 {
        return Err("a whole name such as app.example.com");
    }
    for label in &labels {
        let fits = !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-');
        if !fits {
            return Err("small letters, digits and hyphens between dots, such as app.example.com");
        }
    }
    if labels.last().is_some_and(|top| top.bytes().all(|b| b.is_ascii_digit())) {
        return Err("a name, not an address");
    }
    Ok(())
}

/// Whether a text can be an e-mail address.
///
/// # Errors
/// The reason.
pub fn check_email(email: &str) -> Result<(), &'static str> {
    let Some((user, host)) = email.split_once('@') else { return Err("an address such as me@example.com") };
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '(' | ')' | ',' | ':' | ';' | '<' | '>' | '@' | '[' | '\\' | ']');
    if user.is_empty() || !email.chars().all(|c| c == '@' || plain(c)) || check_domain(&host.to_ascii_lowercase()).is_err() {
        return Err("an address such as me@example.com");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts() {
        assert!(check_budget(1).is_ok() && check_budget(MAX_BUDGET).is_ok());
        assert!(check_budget(0).is_err() && check_budget(MAX_BUDGET + 1).is_err());
        assert!(check_usage(0).is_ok() && check_usage(MAX_USAGE).is_ok() && check_usage(MAX_USAGE + 1).is_err());
        assert!(check_backup_days(1).is_ok() && check_backup_days(35).is_ok());
        assert!(check_backup_days(0).is_err() && check_backup_days(36).is_err());
    }

    #[test]
    fn images() {
        let digest = format!("example/app@sha256:{}", "0a".repeat(32));
        for good in ["app", "example/app:2", "ghcr.io/a/b_c/d-e:v1.2_x", "localhost:5000/app", "localhost:5000/app:Tag", "a/b:1.", &digest]
        {
            assert_eq!(check_image(good), Ok(()), "{good}");
        }
        let long = "a".repeat(256);
        for bad in
            ["", " ", "a b", "app;rm", "app:", ":1", "/app", "app/", "a//b", "-a", "a\nb", "a$b", "app@sha256:1", "app@", "\u{e4}pp", &long]
        {
            assert!(check_image(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn domains_and_addresses() {
        for good in ["app.example.com", "example.co.uk", "a-b.example.org"] {
            assert_eq!(check_domain(good), Ok(()), "{good}");
        }
        for bad in
            ["", "example", "https://example.com", "ex ample.com", "Example.com", "-a.com", "a..com", "10.0.0.1", "a_b.com", "example.com."]
        {
            assert!(check_domain(bad).is_err(), "{bad}");
        }
        for good in ["me@example.com", "first.last+tag@mail.example.org"] {
            assert_eq!(check_email(good), Ok(()), "{good}");
        }
        for bad in ["", "me", "me@", "@example.com", "a b@example.com", "a@b@c.com", "x<y@example.com"] {
            assert!(check_email(bad).is_err(), "{bad}");
        }
    }
}
