//! A compose file from the internet: https alone, bounded in size and in time, read as text and never run.

use url::Url;

use super::failure::Failure;
use crate::import::Named;
use crate::model::text::clean_line;

/// Whether something that people name is an address rather than a path.
pub(super) fn is_address(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, _)| scheme.chars().all(|c| c.is_ascii_alphanumeric() || c == '+'))
}

/// The file at an address.
pub(super) fn fetched(address: &str) -> Result<Named, Failure> {
    let url = checked(address)?;
    let shown = clean_line(url.as_str());
    let text = text(&url).map_err(|why| {
        Failure::usage(format!("{shown} cannot be fetched"))
            .why(why)
            .hint("download the file yourself, look at it, and name it: --from FILE")
    })?;
    if text.trim_start().get(..1) == Some("<") {
        return Err(Failure::usage(format!("{shown} is a web page, not a compose file"))
            .hint("take the address of the file itself, which sites like GitHub call \"raw\""));
    }
    let last = url.path_segments().and_then(|mut parts| parts.next_back()).filter(|last| !last.is_empty());
    Ok(Named { name: clean_line(last.unwrap_or("the file")), text })
}

/// What the app at an address may be called: the folder or repository that the file is in.
pub(super) fn name(address: &str) -> Option<String> {
    const BETWEEN: [&str; 12] =
        ["main", "master", "HEAD", "refs", "heads", "tags", "raw", "blob", "docker", "deploy", "compose", "src"];
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
            .hint("download the file yourself and name it: --from FILE"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Failure::usage(format!("{shown} is not fetched with a name or a password in its address"))
            .hint("download the file yourself and name it: --from FILE"));
    }
    Ok(url)
}

#[cfg(not(feature = "aws"))]
fn text(_url: &Url) -> Result<String, String> {
    Err("this build of cloudstead has no connection to the internet (it was built without the feature `aws`)"
        .to_owned())
}

#[cfg(feature = "aws")]
use over_https::text;

#[cfg(feature = "aws")]
mod over_https {
    use std::time::Duration;

    use reqwest::redirect::Policy;
    use reqwest::{Client, Url};

    use crate::file::SETTINGS;

    /// All of it, from the name to the last byte.
    const PATIENCE: Duration = Duration::from_secs(20);
    const MOST_REDIRECTS: usize = 5;

    pub(super) fn text(url: &url::Url) -> Result<String, String> {
        let runtime = crate::app::running::runtime().map_err(|_| "this machine gives no further threads".to_owned())?;
        let url = Url::parse(url.as_str()).map_err(|error| error.to_string())?;
        runtime.block_on(get(url, PATIENCE, true))
    }

    /// What an address answers, as text. Redirects lead to https alone.
    pub(super) async fn get(url: Url, patience: Duration, only_https: bool) -> Result<String, String> {
        let policy = Policy::custom(move |attempt| {
            if attempt.previous().len() > MOST_REDIRECTS {
                attempt.error("it leads from one address to the next")
            } else if only_https && attempt.url().scheme() != "https" {
                attempt.error("it leads to an address without https")
            } else {
                attempt.follow()
            }
        });
        let client =
            Client::builder().user_agent("cloudstead").timeout(patience).https_only(only_https).redirect(policy);
        let client = client.build().map_err(|error| chain(&error))?;
        let mut response = client.get(url).send().await.map_err(|error| chain(&error))?;
        if !response.status().is_success() {
            return Err(format!("it answers {}", response.status()));
        }
        let most = usize::try_from(SETTINGS).unwrap_or(usize::MAX);
        let mut bytes = Vec::new();
        while let Some(more) = response.chunk().await.map_err(|error| chain(&error))? {
            if bytes.len() + more.len() > most {
                return Err(format!("it is larger than {} MB", SETTINGS >> 20));
            }
            bytes.extend_from_slice(&more);
        }
        String::from_utf8(bytes).map_err(|_| "it is not text (UTF-8)".to_owned())
    }

    fn chain(error: &reqwest::Error) -> String {
        if error.is_timeout() {
            return format!("it does not answer within {} seconds", PATIENCE.as_secs());
        }
        let first: &(dyn std::error::Error + 'static) = error;
        let causes = std::iter::successors(Some(first), |cause| cause.source());
        causes.last().map(ToString::to_string).unwrap_or_default()
    }
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
    fn an_app_is_called_as_its_repository() {
        for (address, wanted) in [
            ("https://raw.githubusercontent.com/acme/shop/main/docker-compose.yml", Some("shop")),
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

    #[cfg(feature = "aws")]
    mod answers {
        use std::io::{Read as _, Write as _};
        use std::net::TcpListener;
        use std::time::Duration;

        use reqwest::Url;

        use super::super::over_https::get;

        /// Asks a server that answers once, as it is told to, and then hangs up or never does.
        fn asked(answer: &'static [u8], hangs: bool, only_https: bool) -> Result<String, String> {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let url = Url::parse(&format!("http://{}/x.yml", listener.local_addr().unwrap())).unwrap();
            let (done, wait) = std::sync::mpsc::channel::<()>();
            let server = std::thread::spawn(move || {
                let Ok((mut stream, _)) = listener.accept() else { return };
                let _ = stream.read(&mut [0; 4096]);
                let _ = stream.write_all(answer);
                if hangs {
                    let _ = wait.recv();
                }
            });
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            let got = runtime.block_on(get(url, Duration::from_millis(500), only_https));
            drop(done);
            if !only_https {
                server.join().unwrap();
            }
            got
        }

        #[test]
        fn answers_are_bounded_and_stay_on_https() {
            assert_eq!(asked(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi", false, false).unwrap(), "hi");
            assert!(asked(b"HTTP/1.1 404 No\r\ncontent-length: 0\r\n\r\n", false, false).unwrap_err().contains("404"));
            let large = [b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n".as_slice(), &vec![b'x'; 2 << 20]].concat();
            assert!(asked(large.leak(), false, false).unwrap_err().contains("larger than 1 MB"));
            let slow = asked(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhi", true, false);
            assert!(slow.unwrap_err().contains("does not answer"));
            assert!(asked(b"", false, true).is_err(), "no plain http");
            let away = b"HTTP/1.1 302 Go\r\nlocation: file:///etc/passwd\r\ncontent-length: 0\r\n\r\n";
            assert!(asked(away, false, false).is_err());
        }
    }
}
