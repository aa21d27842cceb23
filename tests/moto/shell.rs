//! A Python interpreter with boto3 (`shell.py`) that is asked again and again.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use serde_json::Value;

use super::{bare, environment, script, venv};

/// Ends when dropped.
pub struct Shell {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Shell {
    /// One that is signed in to the account behind `url`.
    pub fn start(url: &str) -> Self {
        let mut command = bare(venv::python());
        command.arg(script("shell.py")).envs(environment(url)).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("python starts");
        let (input, output) = (child.stdin.take().expect("its input"), child.stdout.take().expect("its output"));
        Self { child, input, output: BufReader::new(output) }
    }

    /// What a request printed, as JSON; nothing is `null`.
    pub fn ask(&mut self, request: &Value) -> Value {
        let mut line = format!("{request}\n");
        self.input.write_all(line.as_bytes()).expect("sent");
        line.clear();
        self.output.read_line(&mut line).expect("answered");
        let answer: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{request}: {line:?}: {error}"));
        let Some(out) = answer["out"].as_str() else {
            panic!("{request} failed:\n{}", answer["error"].as_str().unwrap_or_default())
        };
        if out.is_empty() {
            Value::Null
        } else {
            serde_json::from_str(out).unwrap_or_else(|error| panic!("{request} printed {out}: {error}"))
        }
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
