//! Who visits a server: requests by http, handshakes of OpenSSL's, pages by https with curl.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(20);
/// Between two visits.
const PAUSE: Duration = Duration::from_millis(2);

/// What there is by http.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) status: u16,
    /// Where it leads to, when it is elsewhere.
    pub(crate) location: String,
    pub(crate) text: String,
}

/// What somebody gets who asks for `host` there.
pub(crate) fn page(at: (&str, u16), host: &str) -> std::io::Result<Page> {
    page_with(at, host, "")
}

/// The same with further lines of the request's head, each with its end.
pub(crate) fn page_with(at: (&str, u16), host: &str, lines: &str) -> std::io::Result<Page> {
    page_at(at, host, "/a?b=c", lines)
}

/// The same of another path.
pub(crate) fn page_at(at: (&str, u16), host: &str, path: &str, lines: &str) -> std::io::Result<Page> {
    let mut stream = TcpStream::connect(at)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\n{lines}Connection: close\r\n\r\n")?;
    let mut said = String::new();
    stream.read_to_string(&mut said)?;
    let broken = || std::io::Error::other(format!("no answer: {said}"));
    let (head, text) = said.split_once("\r\n\r\n").ok_or_else(broken)?;
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or_else(broken)?;
    let location = head.lines().find_map(|line| line.strip_prefix("Location: ")).unwrap_or_default();
    Ok(Page { status, location: location.to_owned(), text: text.to_owned() })
}

/// The certificate of a handshake, as somebody sees it who trusts `root` alone and says `name`, or none; it must be
/// valid, and for `wanted`.
///
/// # Errors
/// What OpenSSL has against it.
pub(crate) fn handshake(root: &Path, at: (&str, u16), name: Option<&str>, wanted: &str) -> Result<String, String> {
    let mut command = Command::new("openssl");
    command.args(["s_client", "-verify_return_error", "-connect", &format!("{}:{}", at.0, at.1), "-CAfile"]).arg(root);
    match name {
        Some(name) => command.args(["-servername", name]),
        None => command.arg("-noservername"),
    };
    let is_address = wanted.parse::<std::net::IpAddr>().is_ok();
    command.args([if is_address { "-verify_ip" } else { "-verify_hostname" }, wanted]);
    let output = command.stdin(Stdio::null()).output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if !output.status.success() || !said.contains("Verify return code: 0 (ok)") {
        return Err(said);
    }
    let (begin, end) = ("-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----");
    let certificate = said.split_once(begin).and_then(|(_, rest)| rest.split_once(end));
    Ok(certificate.expect("the certificate that was shown").0.to_owned())
}

/// The text of an https page as somebody sees it who trusts `root` alone; `url` is looked for there.
///
/// # Errors
/// Why curl has none.
pub(crate) fn secure(root: &Path, address: &str, url: &str) -> Result<String, String> {
    let mut command = Command::new("curl");
    command.args(["-sS", "--fail", "--max-time", "20", "--connect-to", &format!("::{address}:"), url, "--cacert"]);
    let output = command.arg(root).output().unwrap();
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
}

/// Somebody who asks again and again, as people's programs do: once more where a connection ended without an answer.
/// Caddy gives every configuration a socket of its own, so that a reload resets what waits at the old one.
pub(crate) struct Visitor {
    gone: Arc<AtomicBool>,
    thread: JoinHandle<Vec<Page>>,
}

impl Visitor {
    pub(crate) fn start(address: &'static str, port: u16, host: &'static str) -> Self {
        let gone = Arc::new(AtomicBool::new(false));
        let go = Arc::clone(&gone);
        let thread = std::thread::spawn(move || {
            let mut seen = Vec::new();
            while !go.load(Ordering::Relaxed) {
                let once = || page((address, port), host);
                seen.push(once().or_else(|_| once()).expect("an answer"));
                std::thread::sleep(PAUSE);
            }
            seen
        });
        Self { gone, thread }
    }

    /// How often the app answered, and how often a redirect; anything else is somebody who was lost.
    pub(crate) fn leave(self) -> (usize, usize) {
        self.gone.store(true, Ordering::Relaxed);
        let seen = self.thread.join().expect("every request is answered");
        let count = |status| seen.iter().filter(|page| page.status == status).count();
        let (pages, redirects) = (count(200), count(308));
        assert_eq!(pages + redirects, seen.len(), "{:?}", seen.iter().find(|page| ![200, 308].contains(&page.status)));
        (pages, redirects)
    }
}
