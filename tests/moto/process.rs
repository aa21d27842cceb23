//! Helper processes: children of one that has imported what takes Python seconds (`parent.py`), started with the first.

use std::io::{BufRead as _, BufReader, ErrorKind, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::sync::OnceLock;

use serde_json::{Map, Value, json};

use super::{bare, script, venv};

/// What helpers say is only shown when this variable is set.
const LOG: &str = "MOTO_LOG";

/// A running script: its standard input and output. It ends when this is dropped.
pub struct Process {
    connection: BufReader<TcpStream>,
}

impl Process {
    /// Starts a script of this folder.
    pub fn start(script: &str, args: &[&str], environment: &[(&str, String)]) -> Self {
        let mut connection = TcpStream::connect(("127.0.0.1", parent())).expect("the parent of all helpers");
        let environment: Map<_, _> =
            environment.iter().map(|(name, value)| ((*name).to_owned(), Value::from(value.as_str()))).collect();
        let wanted = json!({"script": script, "args": args, "environment": environment});
        connection.write_all(format!("{wanted}\n").as_bytes()).expect("sent");
        Self { connection: BufReader::new(connection) }
    }

    pub fn write(&mut self, line: &str) {
        self.connection.get_mut().write_all(format!("{line}\n").as_bytes()).expect("sent");
    }

    /// The next line that it prints; empty when it has ended.
    pub fn read(&mut self) -> String {
        let mut line = String::new();
        self.connection.read_line(&mut line).expect("its next line");
        line
    }

    /// Whether it has ended by itself; it prints nothing.
    pub fn ended(&self) -> bool {
        let connection = self.connection.get_ref();
        connection.set_nonblocking(true).expect("a connection");
        !connection.peek(&mut [0]).is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
    }
}

/// A helper that listens on a port which it prints.
pub struct Server {
    pub port: u16,
    _process: Process,
}

impl Server {
    /// Starts it and waits until it listens, or has ended.
    pub fn start(script: &str, args: &[&str], environment: &[(&str, String)]) -> Self {
        let mut process = Process::start(script, args, environment);
        let line = process.read();
        let port = line.trim().parse().unwrap_or_else(|_| panic!("{script} printed no port but {line:?}"));
        Self { port, _process: process }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// The port of the process that starts all others. It ends with ours, as its input does.
fn parent() -> u16 {
    static PARENT: OnceLock<(u16, Child)> = OnceLock::new();
    let begin = || {
        let mut command = bare(venv::python());
        command.arg(script("parent.py")).envs(std::env::var_os(LOG).map(|value| (LOG, value)));
        // moto reads these when it is imported.
        command.env("MOTO_ACM_VALIDATION_WAIT", "1").env("MOTO_AMIS_PATH", script("amis.json"));
        command.env("MOTO_IAM_LOAD_MANAGED_POLICIES", "true");
        let stderr = if std::env::var_os(LOG).is_some() { Stdio::inherit() } else { Stdio::null() };
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(stderr);
        let mut child = command.spawn().expect("python starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("its port");
        let port = line.trim().parse().unwrap_or_else(|_| panic!("{command:?} printed no port but {line:?}"));
        (port, child)
    };
    PARENT.get_or_init(begin).0
}
