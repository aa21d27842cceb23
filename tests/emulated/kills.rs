//! SIGKILL in the middle of a call, before the account saw it and after it took effect: the next run ends where an undisturbed one
//! does, whatever was being done.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::Value;

use crate::laptop::{Laptop, NAME};
use crate::moto::Side;

/// Lives at a time: each has three servers of its own.
const WORKERS: usize = 3;
/// A run to be killed.
#[derive(Clone, Copy, Debug)]
enum Journey {
    Deploy(&'static str),
    Upgrade(&'static str, &'static str),
    Destroy(&'static str),
}

impl Journey {
    /// Brings a new account to where the run begins.
    fn prepare(self, laptop: &Laptop) {
        if let Self::Upgrade(tier, _) | Self::Destroy(tier) = self {
            laptop.deploy(tier, None).done();
        }
        laptop.proxy.take();
    }

    fn arguments(self, laptop: &Laptop) -> Vec<String> {
        let text = match self {
            Self::Deploy(tier) => format!("deploy --answers {} --yes", laptop.answers(tier, None).display()),
            Self::Upgrade(_, tier) => format!("upgrade {NAME} --tier {tier} --yes"),
            Self::Destroy(_) => format!("destroy {NAME} --yes --confirm {NAME}"),
        };
        text.split(' ').map(str::to_owned).collect()
    }
}

/// The end state and the number of changing calls when nobody interferes.
fn undisturbed(journey: Journey) -> (Value, usize) {
    let laptop = Laptop::new();
    journey.prepare(&laptop);
    let arguments = journey.arguments(&laptop);
    laptop.run(&arguments.iter().map(String::as_str).collect::<Vec<_>>()).done();
    let calls = laptop.proxy.take().mutating;
    (laptop.shape(), calls)
}

/// The end state of a run that was killed at its `at`-th changing call and of the same command again.
fn killed(journey: Journey, at: usize, side: Side) -> Value {
    let laptop = Laptop::new();
    journey.prepare(&laptop);
    let arguments = journey.arguments(&laptop);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut child = laptop.waiting(&arguments).spawn().unwrap();
    laptop.proxy.kill(child.id(), at, side);
    child.stdin.take().unwrap().write_all(b"go\n").unwrap();
    let status = child.wait().unwrap();
    assert!(status.code().is_none(), "{journey:?} {at} {side:?}: it was not killed: {status}");
    assert!(laptop.proxy.status().fired, "{journey:?} {at} {side:?}: the kill did not fire");
    laptop.run(&arguments).done();
    for ((kind, node), count) in laptop.tagged() {
        assert!(count == 1 || node.starts_with("servers"), "{journey:?} {at} {side:?}: {kind} {node} exists {count} times");
    }
    laptop.shape()
}

/// Items that only one of the two accounts has.
fn differences(one: &Value, two: &Value) -> Vec<String> {
    let items = |account: &Value| -> BTreeSet<String> {
        let kinds = account.as_object().into_iter().flatten();
        kinds.flat_map(|(kind, items)| items.as_array().into_iter().flatten().map(move |item| format!("{kind}: {item}"))).collect()
    };
    let (one, two) = (items(one), items(two));
    let only = |sign: char, here: &BTreeSet<String>, there: &BTreeSet<String>| -> Vec<String> {
        here.difference(there).map(|item| format!("{sign} {item}")).collect()
    };
    [only('-', &one, &two), only('+', &two, &one)].concat()
}

/// Kills `kills` times, spread over the run; with `CLOUDSTEAD_EXHAUSTIVE=1` at every changing call, before and after it.
fn killed_everywhere(journey: Journey, kills: usize) {
    let (good, calls) = undisturbed(journey);
    let step = if std::env::var_os("CLOUDSTEAD_EXHAUSTIVE").is_some() { 1 } else { (2 * calls / kills).max(1) };
    let points: Vec<(usize, Side)> = (1..=calls).step_by(step).flat_map(|at| [(at, Side::Before), (at, Side::After)]).collect();
    let next = AtomicUsize::new(0);
    let wrong: Mutex<Vec<String>> = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                while let Some((at, side)) = points.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let differences = differences(&good, &killed(journey, *at, *side));
                    if !differences.is_empty() {
                        wrong.lock().unwrap().push(format!("{at} {side:?}:\n{}", differences.join("\n")));
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{journey:?}: another account after {} of {} kills\n{}", wrong.len(), points.len(), wrong.join("\n"));
    println!("{journey:?}: {} kills at {calls} changing calls, each run again to the same account", points.len());
}

#[test]
fn a_killed_deploy_is_finished() {
    killed_everywhere(Journey::Deploy("budget"), 10);
}

#[test]
fn a_killed_upgrade_is_finished() {
    killed_everywhere(Journey::Upgrade("budget", "standard"), 4);
}

#[test]
fn a_killed_destroy_is_finished() {
    killed_everywhere(Journey::Destroy("starter"), 6);
}
