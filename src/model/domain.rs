//! Domain names as people write them, as DNS wants them (`xn--mnchen-3ya.de`) and as people read them (`münchen.de`).

use unicode_security::{RestrictionLevel, RestrictionLevelDetection, skeleton};

use super::text::clean_line;

/// Leaves room for the host names of further services inside the 64 characters that a certificate's first name may
/// have.
const LONGEST: usize = 53;
const LONGEST_LABEL: usize = 63;

/// The name that is meant by ` https://App.Example.COM./ `, as DNS wants it.
///
/// # Errors
/// Why it cannot be a domain name, in words a newcomer understands.
pub fn read(written: &str) -> Result<String, String> {
    let name = bare(written)?;
    if !name.contains(['.', '。']) {
        return Err("a whole name such as app.example.com".to_owned());
    }
    let ascii = ascii(name).ok_or("letters, digits and hyphens between dots, such as app.example.com")?;
    check(&ascii).map(|()| ascii).map_err(str::to_owned)
}

/// Without what belongs to an address in a browser, or to the notation of DNS.
fn bare(written: &str) -> Result<&str, String> {
    let name = written.trim();
    let name = name.split_once("://").map_or(name, |(_, rest)| rest);
    let (name, path) = name.split_at(name.find(['/', '?', '#']).unwrap_or(name.len()));
    if path.len() > 1 {
        return Err(format!("only the name, without {}: the app is at the top of its domain", clean_line(path)));
    }
    if name.contains(':') {
        return Err("only the name, without a port".to_owned());
    }
    Ok(name.strip_suffix('.').unwrap_or(name))
}

fn ascii(name: &str) -> Option<String> {
    idna::domain_to_ascii(name).ok().filter(|ascii| !ascii.is_empty())
}

/// Whether a text is a whole domain name as DNS wants it.
///
/// # Errors
/// Why not, in words a newcomer understands.
pub fn check(name: &str) -> Result<(), &'static str> {
    if name.len() > LONGEST {
        return Err("at most 53 characters, so that every host name fits into one certificate");
    }
    let labels: Vec<&str> = name.split('.').collect();
    if labels.len() < 2 {
        return Err("a whole name such as app.example.com");
    }
    if !labels.iter().all(|label| is_label(label)) {
        return Err("letters, digits and hyphens between dots, such as app.example.com");
    }
    if labels.last().is_some_and(|top| top.bytes().all(|b| b.is_ascii_digit())) {
        return Err("a name, not an address");
    }
    Ok(())
}

/// Whether a text can stand between two dots of a domain name.
#[must_use]
pub fn is_label(label: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=LONGEST_LABEL).contains(&label.len())
        && label.bytes().all(allowed)
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// The name in `zone` that is meant by `written`: what stands before the zone, or the whole name; empty means the zone
/// itself.
///
/// # Errors
/// Why it cannot be one.
pub fn read_inside(written: &str, zone: &str) -> Result<String, String> {
    let label = bare(written)?;
    if label.is_empty() {
        return read(zone);
    }
    let whole =
        ascii(label).filter(|name| name == zone || name.strip_suffix(zone).is_some_and(|before| before.ends_with('.')));
    whole.map_or_else(|| read(&format!("{label}.{zone}")), |name| read(&name))
}

/// The name as people read it; in both forms where they differ: `münchen.de (xn--mnchen-3ya.de)`.
#[must_use]
pub fn shown(name: &str) -> String {
    let readable = readable(name);
    if readable == name { readable } else { format!("{readable} ({name})") }
}

fn readable(name: &str) -> String {
    let (readable, well) = idna::domain_to_unicode(name);
    if well.is_ok() { clean_line(&readable) } else { name.to_owned() }
}

/// What looks like another name: letters of several scripts in one word, or a word of foreign letters that all look
/// Latin.
#[must_use]
pub fn look_alike(name: &str) -> Option<String> {
    let readable = readable(name);
    let word = readable.split('.').find(|label| {
        let foreign = !label.is_ascii();
        let mixed = label.detect_restriction_level() > RestrictionLevel::HighlyRestrictive;
        foreign && (mixed || skeleton(label).all(|c| c.is_ascii()))
    })?;
    let foreign: Vec<String> = word.chars().filter(|c| !c.is_ascii()).map(|c| format!("`{c}`")).collect();
    Some(format!("look closely at `{word}` in {}: {} only looks like a Latin letter", shown(name), foreign.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_the_name_they_mean() {
        for (written, name) in [
            ("app.example.com", "app.example.com"),
            ("App.Example.COM.", "app.example.com"),
            (" https://app.example.com/ ", "app.example.com"),
            ("HTTP://Example.org", "example.org"),
            ("münchen.de", "xn--mnchen-3ya.de"),
            ("MÜNCHEN.de", "xn--mnchen-3ya.de"),
            ("xn--mnchen-3ya.de", "xn--mnchen-3ya.de"),
            ("app。example。com", "app.example.com"),
        ] {
            assert_eq!(read(written).as_deref(), Ok(name), "{written}");
        }
        for (written, why) in [
            ("", "a whole name"),
            ("example", "a whole name"),
            ("https://example.com/login", "without /login"),
            ("example.com:8080", "without a port"),
            ("10.0.0.1", "not an address"),
            ("ex ample.com", "letters, digits"),
            ("a_b.com", "letters, digits"),
            ("a..com", "letters, digits"),
            ("-a.com", "letters, digits"),
            ("*.example.com", "letters, digits"),
            ("me@example.com", "letters, digits"),
            ("xn--\u{1b}.com", "letters, digits"),
            ("xn--zzzzzz9999.com", "letters, digits"),
        ] {
            let refused = read(written).unwrap_err();
            assert!(refused.contains(why), "{written}: {refused}");
        }
        assert!(read(&format!("{}.example.com", "a".repeat(50))).unwrap_err().contains("53"));
    }

    #[test]
    fn names_inside_a_zone() {
        for (written, name) in [
            ("app", "app.example.com"),
            ("", "example.com"),
            (" App. ", "app.example.com"),
            ("app.example.com", "app.example.com"),
            ("https://APP.example.com./", "app.example.com"),
            ("example.com", "example.com"),
            ("a.b", "a.b.example.com"),
            ("app.example.org", "app.example.org.example.com"),
            ("myexample", "myexample.example.com"),
            ("bücher", "xn--bcher-kva.example.com"),
        ] {
            assert_eq!(read_inside(written, "example.com").as_deref(), Ok(name), "{written}");
        }
        assert!(read_inside("a b", "example.com").is_err());
    }

    #[test]
    fn foreign_letters_are_shown_in_both_forms_and_look_alikes_are_pointed_out() {
        assert_eq!(shown("app.example.com"), "app.example.com");
        assert_eq!(shown("xn--mnchen-3ya.de"), "münchen.de (xn--mnchen-3ya.de)");
        let alike = |written: &str| look_alike(&read(written).unwrap());
        // A Cyrillic а among Latin letters; a word of Cyrillic letters only that all look Latin.
        assert!(alike("\u{430}pple.com").unwrap().contains("`\u{430}` only looks like a Latin letter"));
        assert!(alike("\u{430}\u{440}\u{440}.com").is_some());
        for plain in ["app.example.com", "münchen.de", "пример.com", "例え.jp", "zo\u{eb}.nl"] {
            assert_eq!(alike(plain), None, "{plain}");
        }
    }
}
