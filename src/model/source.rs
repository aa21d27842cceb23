//! Where an image comes from, as a person names it: the image itself, or a Git repository that it is built from.

use url::Url;

use super::image;

/// What means something to a shell, and is in no usual name of a branch or a file.
pub const SHELL: &str = "\"'`$;&|<>(){}!";

/// An image, or what it is built from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source<'a> {
    Image(&'a str),
    /// Address of a repository, and a tag, a branch or a commit.
    Git {
        address: &'a str,
        reference: &'a str,
    },
}

impl<'a> Source<'a> {
    /// What a text means: `https://example.com/app.git#v1.2` is a repository, anything else an image.
    #[must_use]
    pub fn read(text: &'a str) -> Self {
        if !text.contains("://") {
            return Self::Image(text);
        }
        let (address, reference) = text.split_once('#').unwrap_or((text, ""));
        Self::Git { address, reference }
    }

    #[must_use]
    pub fn is_git(text: &'a str) -> bool {
        matches!(Self::read(text), Self::Git { .. })
    }
}

/// Whether a text names an image or a repository at a tag, a branch or a commit.
///
/// # Errors
/// The reason.
pub fn check(text: &str) -> Result<(), String> {
    match Source::read(text) {
        Source::Image(image) => image::check(image),
        Source::Git { address, reference } => {
            check_repository(address)?;
            if reference.is_empty() {
                return Err(format!(
                    "add what to build after a `#`: a tag, a branch or a commit, as in {address}#v1.2"
                ));
            }
            if is_ref(reference) {
                Ok(())
            } else {
                Err("what follows the `#` is a tag, a branch or a commit".to_owned())
            }
        }
    }
}

/// # Errors
/// Unless it is the https address of a repository that everybody may read.
pub fn check_repository(address: &str) -> Result<(), String> {
    let why = "the https address of a public Git repository, such as https://github.com/example/app.git";
    let url = Url::parse(address).map_err(|_| why.to_owned())?;
    let plain = !address.chars().any(|c| c.is_whitespace() || c.is_control());
    if url.scheme() != "https" || url.host_str().is_none() || !plain {
        return Err(why.to_owned());
    }
    if url.username().is_empty() && url.password().is_none() {
        Ok(())
    } else {
        Err("it has a name or a password in it: what is written here does not stay secret".to_owned())
    }
}

/// As `git check-ref-format` has it, and not an option.
#[must_use]
pub fn is_ref(name: &str) -> bool {
    let forbidden = |c: char| c.is_whitespace() || c.is_control() || "~^:?*[\\".contains(c) || SHELL.contains(c);
    let part = |part: &str| {
        let lock = std::path::Path::new(part).extension().is_some_and(|ending| ending == "lock");
        !part.is_empty() && !part.starts_with('.') && !lock
    };
    !name.starts_with('-')
        && !name.ends_with('.')
        && name != "@"
        && !name.contains("..")
        && !name.contains("@{")
        && !name.contains(forbidden)
        && name.split('/').all(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_or_a_repository_with_what_to_build_of_it() {
        for good in ["ghcr.io/me/app:1.2", "https://github.com/me/app.git#v1.2", "https://git.example.com/a/b#main"] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        assert_eq!(
            Source::read("https://github.com/me/app#a/b"),
            Source::Git { address: "https://github.com/me/app", reference: "a/b" }
        );
        for (bad, why) in [
            ("https://github.com/me/app", "add what to build after a `#`"),
            ("http://github.com/me/app#v1", "https address"),
            ("ssh://git@github.com/me/app#v1", "https address"),
            ("https://me:token@github.com/me/app#v1", "does not stay secret"),
            ("https://github.com/me/app#-x", "a tag, a branch or a commit"),
            ("https://github.com/me/app#a;b", "a tag, a branch or a commit"),
            ("My App", "container image"),
        ] {
            assert!(check(bad).unwrap_err().contains(why), "{bad}: {:?}", check(bad));
        }
    }
}
