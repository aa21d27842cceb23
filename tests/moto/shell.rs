//! A Python interpreter with boto3 (`shell.py`) that is asked again and again.

use serde_json::Value;

use super::environment;
use super::process::Process;

/// Ends when dropped.
pub struct Shell(Process);

impl Shell {
    /// One that is signed in to the account behind `url`.
    pub fn start(url: &str) -> Self {
        Self(Process::start("shell.py", &[], &environment(url)))
    }

    /// What a request printed, as JSON; nothing is `null`.
    pub fn ask(&mut self, request: &Value) -> Value {
        self.0.write(&request.to_string());
        let line = self.0.read();
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
