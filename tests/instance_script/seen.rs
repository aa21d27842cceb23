//! What a server did: its commands, reports, parameters and files.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::given::parameter_file;
use crate::harness::{BOX, Server};

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) step: String,
    pub(crate) state: String,
    pub(crate) detail: String,
}

impl Server {
    pub(crate) fn stored(&self, name: &str) -> Option<Value> {
        let text = fs::read_to_string(self.stub(&parameter_file(name))).ok()?;
        let stored: Value = serde_json::from_str(&text).unwrap();
        serde_json::from_str(stored["Value"].as_str().unwrap()).ok()
    }

    fn lines(&self, file: &str) -> Vec<Value> {
        let text = fs::read_to_string(self.stub(file)).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// What a run has written so far.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.dir.path().join("journal")).unwrap_or_default()
    }

    pub(crate) fn calls(&self) -> Vec<String> {
        self.lines("calls").iter().map(|line| line.as_str().unwrap().to_owned()).collect()
    }

    pub(crate) fn called(&self, what: &str) -> usize {
        self.calls().iter().filter(|call| call.contains(what)).count()
    }

    /// Forgets what was called and reported so far.
    pub(crate) fn forget(&self) {
        for file in ["calls", "puts", "compose", "builds", "sleeps"] {
            let _ = fs::remove_file(self.stub(file));
        }
    }

    pub(crate) fn composed(&self) -> Vec<Value> {
        self.lines("compose")
    }

    pub(crate) fn builds(&self) -> Vec<Value> {
        self.lines("builds")
    }

    pub(crate) fn put(&self, name: &str) -> Vec<Value> {
        let puts = self.lines("puts");
        let ours = puts.iter().filter(|put| put["name"] == name);
        ours.map(|put| serde_json::from_str(put["value"].as_str().unwrap()).unwrap()).collect()
    }

    pub(crate) fn reports(&self) -> Vec<Report> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let puts = self.put(BOX);
        puts.iter()
            .map(|put| Report { step: text(&put["step"]), state: text(&put["state"]), detail: text(&put["detail"]) })
            .collect()
    }

    /// Step and state of every report, such as `packages running`.
    pub(crate) fn steps(&self) -> Vec<String> {
        self.reports().iter().map(|report| format!("{} {}", report.step, report.state)).collect()
    }

    /// The last report, which must be the failure of this step.
    pub(crate) fn failure(&self, step: &str) -> String {
        let outcome = self.up();
        assert_ne!(outcome.code, 0, "{}", outcome.log);
        let last = self.reports().pop().unwrap();
        assert_eq!((last.step.as_str(), last.state.as_str()), (step, "failed"), "{}", outcome.log);
        assert!(!last.detail.is_empty());
        last.detail
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Every file below the root with its bytes.
    pub(crate) fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut folders = vec![self.root("")];
        let mut files = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.push((path.clone(), fs::read(path).unwrap()));
                }
            }
        }
        files
    }
}

pub(crate) fn report(step: &str, state: &str) -> Report {
    Report { step: step.to_owned(), state: state.to_owned(), detail: String::new() }
}
