//! The proxy with the real AWS's rules (`strict_proxy.py`) and its remote control.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::process::Server;
use super::{Moto, http};

/// When a process is killed: before AWS sees the call, or after its effect but before the answer.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    Before,
    After,
}

/// What the proxy saw.
#[derive(Clone, Debug, Deserialize)]
pub struct Status {
    /// Mutating calls so far.
    pub mutating: usize,
    /// Whether the last ordered kill happened.
    pub fired: bool,
    /// Mutating calls in order, such as `ec2:CreateVpc`.
    pub calls: Vec<String>,
    /// IAM actions of all calls, reads included.
    pub actions: BTreeSet<String>,
    /// What went wrong in the proxy or in moto: to a client that looks like a slow AWS.
    pub broken: Vec<String>,
    /// Actions that the ordered policy does not allow and a call needed, and calls that moto's own IAM denied.
    pub denied: Vec<String>,
    /// Looks that showed a passing state, such as `rds:DescribeDBInstances creating`, and how many.
    pub slowed: BTreeMap<String, usize>,
    /// What was under way for some time, where times are ordered.
    pub spans: Vec<Span>,
    /// Calls that moto or the proxy made longer than ordered: when each arrived, and by how much.
    pub late: Vec<(f64, f64)>,
}

/// Something that took its time; moments in seconds since the epoch.
#[derive(Clone, Debug, Deserialize)]
pub struct Span {
    pub kind: String,
    pub change: String,
    /// When the call arrived.
    pub began: f64,
    pub over: f64,
    /// The first look that found it over.
    pub seen: Option<f64>,
}

/// What the services' own descriptions (`service_model.py`) say of the requests that our SDK sent through a proxy.
#[derive(Clone, Debug, Deserialize)]
pub struct Judged {
    pub sent: usize,
    /// Without repetitions.
    pub different: usize,
    /// Operation, place, and what is wrong there.
    pub wrong: Vec<String>,
}

/// An answer to give in place of moto's.
#[derive(Clone, Debug, Serialize)]
pub struct Failure<'a> {
    /// Such as `CreateVpc`.
    pub operation: &'a str,
    pub code: &'a str,
    pub message: &'a str,
    pub status: u16,
    pub times: u32,
}

/// Requests that were judged in this run of tests.
static SENT: AtomicUsize = AtomicUsize::new(0);

/// moto as strict as AWS.
pub struct StrictProxy {
    pub url: String,
    server: Server,
}

impl StrictProxy {
    pub fn start(moto: &Moto) -> Self {
        Self::with(moto, &[])
    }

    /// Without the rules: moto as it is, but with counting, killing and failing.
    pub fn lenient(moto: &Moto) -> Self {
        Self::with(moto, &["--lenient"])
    }

    fn with(moto: &Moto, args: &[&str]) -> Self {
        let args = [&[moto.url.trim_start_matches("http://")], args].concat();
        let server = Server::start("strict_proxy.py", &args, &[("MOTO_ACCOUNT_ID", moto.account.clone())]);
        Self { url: server.url(), server }
    }

    /// Kills process `pid` at the `at`-th mutating call from now (1 is the next).
    pub fn kill(&self, pid: u32, at: usize, side: Side) {
        self.order(&json!({"kill_pid": pid, "at": at, "side": side}));
    }

    /// Lets an operation fail some times.
    pub fn fail(&self, failure: &Failure<'_>) {
        self.order(&json!({"fail": failure}));
    }

    /// Shows what is made, changed or removed as not ready in the next `looks`, by operation such as
    /// `rds:DescribeDBInstances`.
    pub fn slow(&self, looks: &BTreeMap<&str, u32>) {
        self.order(&json!({"slow": looks}));
    }

    /// Lets every call take `call` seconds, and what is made or removed as many as stand there, by kind and change.
    pub fn pace(&self, times: &Value) {
        self.order(&json!({"times": times}));
    }

    /// Allows so many of what a quota counts, such as `L-0263D0A3`.
    pub fn allow(&self, quota: &str, count: u32) {
        self.order(&json!({"quotas": {quota: count}}));
    }

    /// Takes a database class off the market.
    pub fn unsold(&self, class: &str) {
        self.order(&json!({"unsold": [class]}));
    }

    /// Lets the caller do what these IAM policy documents allow and nothing else. What is denied has to be taken note
    /// of (`take`).
    pub fn hold(&self, documents: &[Value]) {
        self.order(&json!({"policy": documents}));
    }

    /// Judges the requests so far, and forgets them.
    pub fn judge(&self) -> Judged {
        self.control(&json!({"judge": true}))
    }

    /// Fails if AWS's own descriptions do not allow a request so far, and tells how many were judged.
    fn tell_judged(&self) {
        let Judged { sent, different, wrong } = self.judge();
        assert!(
            wrong.is_empty(),
            "requests that AWS's description of the service does not allow:\n{}",
            wrong.join("\n")
        );
        let all = SENT.fetch_add(sent, Ordering::SeqCst) + sent;
        let text = format!("requests judged by AWS's own descriptions: {sent} ({different} different), {all} so far\n");
        if sent > 0 {
            let _ = std::io::stderr().write_all(text.as_bytes());
        }
    }

    /// How the next builds end, such as `clone`; see `strict_codebuild.py`.
    pub fn builds_end(&self, ends: &[&str]) {
        self.order(&json!({"builds": ends}));
    }

    /// The tagging API goes on showing what is gone, as AWS's does for minutes.
    pub fn late_tags(&self) {
        self.order(&json!({"late_tags": true}));
    }

    /// Lets so many builds run at once.
    pub fn machines(&self, count: u32) {
        self.order(&json!({"machines": count}));
    }

    pub fn status(&self) -> Status {
        self.control(&json!({}))
    }

    /// The status, and begins to count and note anew; an order to kill that was not reached is void.
    pub fn take(&self) -> Status {
        self.control(&json!({"take": true}))
    }

    /// To be called with `Moto::reset`: forgets tokens, orders to fail and what it plays on top of moto.
    pub fn forget(&self) {
        self.tell_judged();
        self.order(&json!({"take": true, "forget": true}));
    }

    fn order(&self, wanted: &Value) {
        let Status { .. } = self.control(wanted);
    }

    fn control<T: DeserializeOwned>(&self, wanted: &Value) -> T {
        let answer = http::post(self.server.port, "/__control", &wanted.to_string());
        serde_json::from_str(&answer).unwrap_or_else(|error| panic!("the proxy answered {answer:?}: {error}"))
    }
}

/// A broken harness must not pass for a slow AWS, nor a denial for something that went wrong by itself.
impl Drop for StrictProxy {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let Status { broken, denied, .. } = self.status();
            assert!(broken.is_empty(), "the proxy or moto is broken:\n{}", broken.join("\n"));
            assert!(denied.is_empty(), "the policy lacks {denied:?}");
            self.tell_judged();
        }
    }
}
