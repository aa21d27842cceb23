//! One file of the internet as text: https alone, bounded in size and in time.

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode, Url};

use crate::file::SETTINGS;

/// All of it, from the name to the last byte.
const PATIENCE: Duration = Duration::from_secs(20);
const MOST_REDIRECTS: usize = 5;

/// What an https address answers, as text of at most `file::SETTINGS` bytes, within 20 seconds; nothing where it says
/// that there is none.
///
/// # Errors
/// In words, when it does not answer, answers something else than text, or leads away from https.
pub async fn document(url: &url::Url) -> Result<Option<String>, String> {
    let url = Url::parse(url.as_str()).map_err(|error| error.to_string())?;
    get(url, PATIENCE, true).await
}

/// What an address answers, as text. Redirects lead to https alone.
async fn get(url: Url, patience: Duration, only_https: bool) -> Result<Option<String>, String> {
    let policy = Policy::custom(move |attempt| {
        if attempt.previous().len() > MOST_REDIRECTS {
            attempt.error("it leads from one address to the next")
        } else if only_https && attempt.url().scheme() != "https" {
            attempt.error("it leads to an address without https")
        } else {
            attempt.follow()
        }
    });
    let client = Client::builder().user_agent("cloudstead").timeout(patience).https_only(only_https).redirect(policy);
    let client = client.build().map_err(|error| chain(&error))?;
    let mut response = client.get(url).send().await.map_err(|error| chain(&error))?;
    if matches!(response.status(), StatusCode::NOT_FOUND | StatusCode::GONE) {
        return Ok(None);
    }
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
    String::from_utf8(bytes).map(Some).map_err(|_| "it is not text (UTF-8)".to_owned())
}

fn chain(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return format!("it does not answer within {} seconds", PATIENCE.as_secs());
    }
    let first: &(dyn std::error::Error + 'static) = error;
    let causes = std::iter::successors(Some(first), |cause| cause.source());
    causes.last().map(ToString::to_string).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;

    use super::*;

    /// Asks a server that answers once, as it is told to, and then hangs up or never does.
    fn asked(answer: &'static [u8], hangs: bool, only_https: bool) -> Result<Option<String>, String> {
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
        assert_eq!(
            asked(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi", false, false).unwrap().as_deref(),
            Some("hi")
        );
        assert_eq!(asked(b"HTTP/1.1 404 No\r\ncontent-length: 0\r\n\r\n", false, false), Ok(None));
        assert!(asked(b"HTTP/1.1 403 No\r\ncontent-length: 0\r\n\r\n", false, false).unwrap_err().contains("403"));
        let large = [b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n".as_slice(), &vec![b'x'; 2 << 20]].concat();
        assert!(asked(large.leak(), false, false).unwrap_err().contains("larger than 1 MB"));
        let slow = asked(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhi", true, false);
        assert!(slow.unwrap_err().contains("does not answer"));
        assert!(asked(b"", false, true).is_err(), "no plain http");
        let away = b"HTTP/1.1 302 Go\r\nlocation: file:///etc/passwd\r\ncontent-length: 0\r\n\r\n";
        assert!(asked(away, false, false).is_err());
    }
}
