//! A compose file from the internet: https alone, bounded in size and in time, read as text and never run.

use url::Url;

use super::failure::Failure;
use super::remote::Remote;
use crate::import::{Folder, Named, Nothing};
use crate::model::text::clean_line;

/// Whether something that people name is an address rather than a path.
pub(super) fn is_address(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, _)| scheme.chars().all(|c| c.is_ascii_alphanumeric() || c == '+'))
}

/// What belongs to the file at an address: what stands beside it in its repository, or nothing of this machine.
pub(super) fn folder(address: &str) -> Box<dyn Folder> {
    let remote = checked(address).ok().and_then(|url| Remote::of(&shown_file(url), text));
    remote.map_or_else(|| Box::new(Nothing) as Box<dyn Folder>, |remote| Box::new(remote))
}

/// The file at an address, or the one that a page of a code host shows.
pub(super) fn fetched(address: &str) -> Result<Named, Failure> {
    let url = shown_file(checked(address)?);
    let shown = clean_line(url.as_str());
    let text = text(&url).and_then(|text| text.ok_or_else(|| "there is nothing at this address".to_owned()));
    let text = text.map_err(|why| {
        Failure::usage(format!("{shown} cannot be fetched"))
            .why(why)
            .hint("download the file yourself, look at it, and name that")
    })?;
    if text.trim_start().get(..1) == Some("<") {
        return Err(Failure::usage(format!("{shown} is a web page, not a compose file"))
            .hint("take the address of the file itself, such as that of its page on GitHub, or of its \"raw\" form"));
    }
    let last = url.path_segments().and_then(|mut parts| parts.next_back()).filter(|last| !last.is_empty());
    Ok(Named { name: clean_line(last.unwrap_or("the file")), text })
}

/// What the app at an address may be called: the folder or repository that the file is in.
pub(super) fn name(address: &str) -> Option<String> {
    const BETWEEN: [&str; 16] = [
        "main", "master", "HEAD", "refs", "heads", "tags", "raw", "blob", "docker", "deploy", "compose", "src", "-",
        "branch", "tag", "commit",
    ];
    let url = Url::parse(address).ok()?;
    let mut parts: Vec<&str> = url.path_segments()?.collect();
    let file = parts.pop()?.split('.').next()?;
    if !matches!(file, "docker-compose" | "compose" | "") {
        return Some(file.to_owned());
    }
    parts.into_iter().rev().find(|part| !part.is_empty() && !BETWEEN.contains(part)).map(str::to_owned)
}

fn checked(address: &str) -> Result<Url, Failure> {
    let shown = clean_line(address.split('@').next_back().unwrap_or_default());
    let url = Url::parse(address).map_err(|error| Failure::usage(format!("{shown} is no address: {error}")))?;
    if url.scheme() != "https" {
        return Err(Failure::usage(format!("{shown} is not fetched: only addresses with https:// are"))
            .why("what comes another way can be changed on its way")
            .hint("download the file yourself and name that"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Failure::usage(format!("{shown} is not fetched with a name or a password in its address"))
            .hint("download the file yourself and name that"));
    }
    Ok(url)
}

/// GitHub, GitLab and Forgejo show a file on a page, from whose address that of the file follows.
fn shown_file(mut url: Url) -> Url {
    let path = url.path().to_owned();
    let parts: Vec<&str> = path.trim_start_matches('/').splitn(5, '/').collect();
    if let ([owner, repository, "blob", reference, file], Some("github.com")) = (parts.as_slice(), url.host_str()) {
        let file = format!("https://raw.githubusercontent.com/{owner}/{repository}/{reference}/{file}");
        return Url::parse(&file).unwrap_or(url);
    }
    let pages = [
        ("/-/blob/", "/-/raw/"),
        ("/src/branch/", "/raw/branch/"),
        ("/src/tag/", "/raw/tag/"),
        ("/src/commit/", "/raw/commit/"),
    ];
    if let Some((page, file)) = pages.into_iter().find(|(page, _)| path.contains(page)) {
        url.set_path(&path.replacen(page, file, 1));
    }
    url.set_fragment(None);
    url
}

#[cfg(not(feature = "aws"))]
fn text(_url: &Url) -> Result<Option<String>, String> {
    Err("this build of cloudstead has no connection to the internet (it was built without the feature `aws`)"
        .to_owned())
}

#[cfg(feature = "aws")]
fn text(url: &Url) -> Result<Option<String>, String> {
    let runtime = super::running::runtime().map_err(|_| "this machine gives no further threads".to_owned())?;
    runtime.block_on(crate::probe::document(url))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_https_is_fetched() {
        assert!(checked("https://example.com/docker-compose.yml").is_ok());
        for (address, words) in [
            ("http://example.com/x.yml", "only addresses with https"),
            ("file:///etc/passwd", "only addresses with https"),
            ("https://me:hunter2@example.com/x.yml", "with a name or a password"),
            ("https://", "is no address"),
        ] {
            let why = format!("{:?}", checked(address).unwrap_err());
            assert!(why.contains(words) && !why.contains("hunter2"), "{address}: {why}");
        }
        assert!(is_address("https://a") && is_address("http://a") && !is_address("./a") && !is_address("C:/a"));
    }

    #[test]
    fn a_page_that_shows_a_file_is_the_file() {
        for (page, file) in [
            (
                "https://github.com/acme/shop/blob/v1.2/deploy/compose.yml#L3",
                "https://raw.githubusercontent.com/acme/shop/v1.2/deploy/compose.yml",
            ),
            ("https://gitlab.com/a/b/c/-/blob/main/compose.yml", "https://gitlab.com/a/b/c/-/raw/main/compose.yml"),
            ("https://codeberg.org/a/b/src/branch/main/c.yml", "https://codeberg.org/a/b/raw/branch/main/c.yml"),
            ("https://example.com/blob/compose.yml", "https://example.com/blob/compose.yml"),
            ("https://github.com/acme/shop", "https://github.com/acme/shop"),
        ] {
            assert_eq!(shown_file(Url::parse(page).unwrap()).as_str(), file);
        }
    }

    #[test]
    fn an_app_is_called_as_its_repository() {
        for (address, wanted) in [
            ("https://raw.githubusercontent.com/acme/shop/main/docker-compose.yml", Some("shop")),
            ("https://github.com/acme/shop/blob/main/docker-compose.yml", Some("shop")),
            ("https://gitlab.com/acme/group/shop/-/blob/main/compose.yaml", Some("shop")),
            ("https://codeberg.org/acme/shop/src/branch/main/compose.yaml", Some("shop")),
            ("https://example.com/apps/wiki.yml", Some("wiki")),
            ("https://example.com/docker-compose.yml", None),
        ] {
            assert_eq!(name(address).as_deref(), wanted, "{address}");
        }
    }

    #[cfg(not(feature = "aws"))]
    #[test]
    fn a_build_without_the_internet_says_so() {
        let why = format!("{:?}", fetched("https://example.com/x.yml").unwrap_err());
        assert!(why.contains("without the feature"), "{why}");
    }
}
