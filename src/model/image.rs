//! References of container images.

const LONGEST: usize = 255;
const LONGEST_TAG: usize = 128;

/// Whether a text can name a container image: `[registry[:port]/]name[/name…][:tag][@digest]`, with the characters that
/// Docker takes (github.com/distribution/reference: names are small letters, digits and single separators).
///
/// # Errors
/// The reason.
pub fn check(image: &str) -> Result<(), String> {
    let (name, digest) = image.split_once('@').map_or((image, None), |(name, digest)| (name, Some(digest)));
    let (path, tag) = match name.rsplit_once(':') {
        Some((path, tag)) if !tag.contains('/') => (path, Some(tag)),
        _ => (name, None),
    };
    let (host, path) = match path.split_once('/') {
        Some((host, path)) if host == "localhost" || host.contains(['.', ':']) => (Some(host), path),
        _ => (None, path),
    };
    let well = image.len() <= LONGEST
        && host.is_none_or(is_host)
        && path.split('/').all(is_name)
        && tag.is_none_or(is_tag)
        && digest.is_none_or(is_digest);
    if well {
        return Ok(());
    }
    if path.chars().any(|c| c.is_ascii_uppercase()) && check(&image.replace(path, &path.to_ascii_lowercase())).is_ok() {
        return Err("names of images are written in small letters".to_owned());
    }
    Err("a container image such as ghcr.io/example/app:1.2".to_owned())
}

fn is_host(host: &str) -> bool {
    let (name, port) = host.split_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
    let word = |word: &str| {
        !word.is_empty()
            && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !word.starts_with('-')
            && !word.ends_with('-')
    };
    name.split('.').all(word) && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0))
}

/// Words of small letters and digits, between them a dot, one or two underscores, or hyphens.
fn is_name(name: &str) -> bool {
    let inside = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let separated = name.split(inside).filter(|between| !between.is_empty());
    let separator = |between: &str| matches!(between, "." | "_" | "__") || between.chars().all(|c| c == '-');
    name.starts_with(inside) && name.ends_with(inside) && separated.into_iter().all(separator)
}

fn is_tag(tag: &str) -> bool {
    let begins = |c: char| c.is_ascii_alphanumeric() || c == '_';
    tag.len() <= LONGEST_TAG && tag.starts_with(begins) && tag.chars().all(|c| begins(c) || c == '.' || c == '-')
}

fn is_digest(digest: &str) -> bool {
    digest
        .strip_prefix("sha256:")
        .is_some_and(|hex| hex.len() == 64 && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references() {
        let digest = format!("example/app@sha256:{}", "0a".repeat(32));
        for good in [
            "app",
            "example/app:2",
            "ghcr.io/a/b_c/d-e:v1.2_x",
            "localhost:5000/app",
            "localhost:5000/app:Tag",
            "a/b:1.",
            "a/b--c__d.e",
            "Registry.example.com/app",
            "public.ecr.aws/docker/library/postgres:17",
            &digest,
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        let (long, tag) = ("a".repeat(256), format!("app:{}", "a".repeat(129)));
        for bad in [
            "",
            " ",
            "a b",
            "app;rm",
            "x:latest; rm -rf /",
            "app:",
            ":1",
            "/app",
            "app/",
            "a//b",
            "-a",
            "a\nb",
            "a$b",
            "a..b",
            "a___b",
            "app@sha256:1",
            "app@",
            "\u{e4}pp",
            "host:0/app",
            "https://ghcr.io/a/b",
            &long,
            &tag,
        ] {
            assert!(check(bad).is_err(), "{bad:?}");
        }
        assert!(check("ghcr.io/Example/App:1").unwrap_err().contains("small letters"));
    }
}
