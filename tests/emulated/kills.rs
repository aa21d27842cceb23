//! SIGKILL in the middle of a call, before the account saw it and after it took effect: the next run ends where an undisturbed one
//! does.

use std::io::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::Value;

use crate::laptop::Laptop;
use crate::moto::Side;

/// Kills of a usual run, and of a full one (`CLOUDSTEAD_EXHAUSTIVE=1`).
const KILLS: usize = 6;
const ALL_KILLS: usize = 24;
const WORKERS: usize = 3;

/// One life with a kill at the `at`-th changing call; returns what the account looks like in the end.
fn killed_at(tier: &str, at: usize, side: Side) -> Value {
    let laptop = Laptop::new();
    let answers = laptop.answers(tier, None);
    let mut child = laptop.waiting(&["deploy", "--answers", answers.to_str().unwrap(), "--yes"]).spawn().unwrap();
    laptop.proxy.kill(child.id(), at, side);
    child.stdin.take().unwrap().write_all(b"go\n").unwrap();
    let status = child.wait().unwrap();
    assert!(status.code().is_none(), "{tier} {at} {side:?}: it was not killed: {status}");
    assert!(laptop.proxy.status().fired, "{tier} {at} {side:?}: the kill did not fire");
    laptop.deploy(tier, None).done();
    for ((kind, node), count) in laptop.tagged() {
        assert!(count == 1 || node.starts_with("servers"), "{tier} {at} {side:?}: {kind} {node} exists {count} times");
    }
    laptop.shape()
}

#[test]
fn killed_and_resumed() {
    let tier = "budget";
    let undisturbed = Laptop::new();
    undisturbed.deploy(tier, None).done();
    let good = undisturbed.shape();
    let calls = undisturbed.proxy.status().mutating;
    drop(undisturbed);
    let kills = if std::env::var_os("CLOUDSTEAD_EXHAUSTIVE").is_some() { ALL_KILLS } else { KILLS };
    let step = (calls / (kills / 2)).max(1);
    let points: Vec<(usize, Side)> = (1..=calls).step_by(step).flat_map(|at| [(at, Side::Before), (at, Side::After)]).collect();
    assert!(points.len() >= kills, "{} points of {calls} calls", points.len());
    let next = AtomicUsize::new(0);
    let wrong: Mutex<Vec<String>> = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                while let Some((at, side)) = points.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let shape = killed_at(tier, *at, *side);
                    if shape != good {
                        wrong.lock().unwrap().push(format!("{at} {side:?}"));
                    }
                }
            });
        }
    });
    assert!(wrong.lock().unwrap().is_empty(), "another account after kills at {:?}", wrong.lock().unwrap());
    println!("{tier}: {} kills at {calls} changing calls, each resumed to the same account", points.len());
}
