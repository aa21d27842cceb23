//! A helper process that listens on a port which it prints, killed when dropped.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// What helpers say is only shown when this variable is set.
const LOG: &str = "MOTO_LOG";

pub struct Server {
    pub port: u16,
    child: Child,
}

impl Server {
    /// Starts it and waits until it listens: it prints its port then, or ends.
    pub fn start(mut command: Command) -> Self {
        command.envs(std::env::var_os(LOG).map(|value| (LOG, value)));
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(quiet()).spawn().expect("python starts");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("its output");
        BufReader::new(stdout).read_line(&mut line).expect("its first line");
        let port = line.trim().parse().unwrap_or_else(|_| panic!("{command:?} printed no port but {line:?}"));
        Self { port, child }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn quiet() -> Stdio {
    if std::env::var_os(LOG).is_some() { Stdio::inherit() } else { Stdio::null() }
}
