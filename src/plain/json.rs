//! Events as JSON lines: one object per line, flushed at once, so that whoever reads sees each as it happens.

use std::io::{self, Write};

use serde::Serialize;

/// Writes one value as one line.
///
/// # Errors
/// When writing fails; a reader that went away is such a failure and must not stop a run.
pub fn line<T: Serialize>(value: &T, out: &mut dyn Write) -> io::Result<()> {
    let mut text = serde_json::to_string(value)?;
    text.push('\n');
    out.write_all(text.as_bytes())?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Event, EventKind, Operation};

    #[test]
    fn one_line_per_event() {
        let kind = EventKind::NodeStarted { node: "vpc".into(), operation: Operation::Create };
        let event = Event { seq: 1, at: "2025-01-01T00:00:00Z".to_owned(), millis: 5, kind };
        let mut out = Vec::new();
        line(&event, &mut out).unwrap();
        line(&event, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let expected =
            r#"{"seq":1,"at":"2025-01-01T00:00:00Z","event":"node_started","node":"vpc","operation":"create"}"#;
        assert_eq!(text, format!("{expected}\n{expected}\n"));
    }
}
