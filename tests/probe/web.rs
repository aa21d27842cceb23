//! Web servers on loopback: one fixed answer over HTTP, or OpenSSL's own server over HTTPS.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

/// Answers every request with the same bytes.
pub(crate) struct Web {
    pub(crate) port: u16,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Web {
    /// `answer` is what follows `HTTP/1.1 `, such as `200 OK`, headers included; empty hangs up.
    pub(crate) fn start(answer: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let answer = if answer.is_empty() {
            String::new()
        } else {
            format!("HTTP/1.1 {answer}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        };
        let requests: Arc<Mutex<Vec<String>>> = Arc::default();
        let seen = Arc::clone(&requests);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream: TcpStream = stream.unwrap();
                let mut buffer = [0; 4096];
                let length = stream.read(&mut buffer).unwrap_or_default();
                seen.lock().unwrap().push(String::from_utf8_lossy(&buffer[..length]).into_owned());
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        Self { port, requests }
    }

    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

/// A port that nothing listens at: that of a protocol nobody serves (RFC 1078).
pub(crate) const CLOSED: u16 = 1;

/// An HTTPS server with a certificate of an authority of its own, valid for ten days and for `name`, which may be an
/// address.
pub(crate) struct Tls {
    pub(crate) port: u16,
    /// The authority's certificate.
    pub(crate) authority: PathBuf,
    /// Last day of the certificate, as OpenSSL prints it: `notAfter=2026-12-01 10:00:00Z`.
    pub(crate) end: String,
    child: Child,
    _dir: tempfile::TempDir,
}

impl Tls {
    pub(crate) fn start(name: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let at = dir.path();
        let new = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 10";
        openssl(at, &format!("{new} -keyout ca.key -out ca.pem -subj /CN=ca"));
        let kind = if name.parse::<std::net::IpAddr>().is_ok() { "IP" } else { "DNS" };
        let leaf = format!("-addext subjectAltName={kind}:{name} -addext basicConstraints=critical,CA:FALSE");
        openssl(at, &format!("{new} -CA ca.pem -CAkey ca.key -keyout key.pem -out cert.pem -subj /CN={name} {leaf}"));
        let end = openssl(at, "x509 -in cert.pem -noout -enddate -dateopt iso_8601");
        let serve = "s_server -accept 127.0.0.1:0 -cert cert.pem -key key.pem -www";
        let mut child =
            command(at, serve).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        // It says where it listens, and much of every visitor.
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let port = said
            .find_map(|line| line.strip_prefix("ACCEPT ")?.rsplit(':').next()?.parse().ok())
            .expect("OpenSSL listens");
        std::thread::spawn(move || said.for_each(drop));
        Self { port, authority: at.join("ca.pem"), end: end.trim().to_owned(), child, _dir: dir }
    }
}

impl Drop for Tls {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(at: &Path, words: &str) -> Command {
    let mut command = Command::new("openssl");
    command.args(words.split(' ')).current_dir(at);
    command
}

fn openssl(at: &Path, words: &str) -> String {
    let output = command(at, words).output().expect("openssl is installed");
    assert!(output.status.success(), "openssl {words}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
