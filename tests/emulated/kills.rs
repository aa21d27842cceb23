//! SIGKILL in the middle of a call, before the account saw it and after it took effect: the next run ends where an
//! undisturbed one does, whatever was being done. A life is killed once in each of its journeys, so that nothing is
//! built only to be torn down.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::Value;

use crate::account::{equals_plan, is_of_the_group};
use crate::laptop::{Laptop, NAME, Ran, tagged};
use crate::lives::without_kept;
use crate::moto::Side;
use crate::tell;

/// Lives at a time for each processor: they wait for much, and each has servers of its own.
const LIVES_PER_PROCESSOR: usize = 3;
/// Where the kills of the usual run begin, when `CLOUDSTEAD_SEED` names no other number.
const SEED: usize = 20_261_121;
const DOMAIN: &str = "app.example.com";

/// A run to be killed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Journey {
    Deploy(&'static str),
    Upgrade(&'static str),
    Destroy,
}

/// What happens to one account, from empty to empty.
pub(crate) struct Life {
    pub(crate) domain: Option<&'static str>,
    /// Whether the account builds the images.
    pub(crate) builds: bool,
    pub(crate) journeys: &'static [Journey],
}

pub(crate) const STARTER: Life =
    Life { domain: None, builds: false, journeys: &[Journey::Deploy("starter"), Journey::Destroy] };
pub(crate) const UP: Life = Life {
    domain: None,
    builds: false,
    journeys: &[Journey::Deploy("managed"), Journey::Upgrade("standard"), Journey::Destroy],
};
pub(crate) const DOWN: Life = Life {
    domain: Some(DOMAIN),
    builds: false,
    journeys: &[Journey::Deploy("standard"), Journey::Upgrade("managed"), Journey::Destroy],
};
/// With images that the account builds.
pub(crate) const BUILDS: Life = Life { domain: Some(DOMAIN), builds: true, ..UP };

impl Life {
    pub(crate) fn begin(&self, laptop: &mut Laptop) {
        laptop.start_over();
        if self.domain.is_some() {
            laptop.moto.boto("boto3.client('route53').create_hosted_zone(Name='example.com', CallerReference='x')");
        }
        laptop.hold(&laptop.printed_for(&self.answers(self.tier(), laptop)));
        laptop.proxy.take();
    }

    pub(crate) fn answers(&self, tier: &str, laptop: &Laptop) -> PathBuf {
        if self.builds { laptop.answers_that_build(tier, self.domain) } else { laptop.answers(tier, self.domain) }
    }

    /// The tier of the first deployment.
    pub(crate) fn tier(&self) -> &'static str {
        let Journey::Deploy(tier) = self.journeys[0] else { panic!("a life begins with a deployment") };
        tier
    }

    fn arguments(&self, journey: Journey, laptop: &Laptop) -> Vec<String> {
        let text = match journey {
            Journey::Deploy(tier) => format!("deploy --answers {} --yes", self.answers(tier, laptop).display()),
            Journey::Upgrade(tier) => format!("upgrade {NAME} --tier {tier} --yes"),
            Journey::Destroy => format!("destroy {NAME} --yes --confirm {NAME} --delete-files"),
        };
        text.split(' ').map(str::to_owned).collect()
    }

    /// After each journey the account and the number of changing calls, when nobody interferes.
    fn undisturbed(&self) -> Vec<(Value, usize)> {
        let mut laptop = Laptop::new();
        self.begin(&mut laptop);
        let empty = laptop.shape();
        let journey = |journey: &Journey| {
            laptop.journey(self, *journey).done();
            let calls = laptop.proxy.take().mutating;
            match journey {
                Journey::Deploy(tier) | Journey::Upgrade(tier) => equals_plan(&laptop, tier, self.domain),
                Journey::Destroy => {
                    assert_eq!(without_kept(laptop.shape()), without_kept(empty.clone()), "nothing of ours is left");
                }
            }
            (laptop.shape(), calls)
        };
        self.journeys.iter().map(journey).collect()
    }

    /// Kills each journey at its point, runs on, and compares; the first difference ends the life.
    fn killed(
        &self,
        laptop: &mut Laptop,
        good: &[(Value, usize)],
        points: &[Option<(usize, Side)>],
        resume: bool,
    ) -> Result<usize, String> {
        self.begin(laptop);
        let mut kills = 0;
        for (number, ((journey, (good, _)), point)) in self.journeys.iter().zip(good).zip(points).enumerate() {
            let arguments = self.arguments(*journey, laptop);
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let what = format!("{journey:?} {point:?}");
            let Some((at, side)) = point else {
                laptop.run(&arguments).done();
                laptop.proxy.take();
                continue;
            };
            kill(laptop, &arguments, *at, *side, &what);
            let mut secrets = laptop.secrets();
            kills += 1;
            if resume == (number % 2 == 0) { laptop.resume() } else { laptop.run(&arguments) }.done();
            secrets.extend(laptop.secrets());
            laptop.nowhere(&secrets);
            let shape = laptop.shape();
            let ours = tagged(&shape);
            assert!(!ours.is_empty(), "{what}: nothing is tagged");
            for (key, count) in ours {
                // What is kept after a destroy is nobody's node.
                assert!(
                    count == 1 || key.1.is_empty() || is_of_the_group(&key),
                    "{what}: {key:?} exists {count} times"
                );
            }
            laptop.proxy.take();
            let differences = differences(good, &shape);
            if !differences.is_empty() {
                return Err(format!("{what}:\n{}", differences.join("\n")));
            }
        }
        Ok(kills)
    }
}

impl Laptop {
    pub(crate) fn journey(&self, life: &Life, journey: Journey) -> Ran {
        let arguments = life.arguments(journey, self);
        self.run(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
    }
}

fn kill(laptop: &Laptop, arguments: &[&str], at: usize, side: Side, what: &str) {
    let mut child = laptop.waiting(arguments).spawn().unwrap();
    laptop.proxy.kill(child.id(), at, side);
    child.stdin.take().unwrap().write_all(b"go\n").unwrap();
    let status = child.wait().unwrap();
    assert!(status.code().is_none(), "{what}: it was not killed: {status}");
    assert!(laptop.proxy.status().fired, "{what}: the kill did not fire");
}

/// Items that one of the two accounts has more often than the other.
fn differences(one: &Value, two: &Value) -> Vec<String> {
    let mut counts: BTreeMap<String, i32> = BTreeMap::new();
    for (account, sign) in [(one, -1), (two, 1)] {
        for (kind, items) in account.as_object().into_iter().flatten() {
            for item in items.as_array().into_iter().flatten() {
                *counts.entry(format!("{kind}: {item}")).or_default() += sign;
            }
        }
    }
    counts.into_iter().filter(|(_, count)| *count != 0).map(|(item, count)| format!("{count:+} {item}")).collect()
}

/// Where a journey of so many changing calls is killed: `kills` of its points, spread evenly from a place that the seed
/// names.
fn points(calls: usize, kills: usize, seed: usize) -> Vec<(usize, Side)> {
    let all: Vec<_> = (1..=calls).flat_map(|at| [(at, Side::Before), (at, Side::After)]).collect();
    assert!(all.len() >= kills, "{} points for {kills} kills", all.len());
    let (step, rest) = (all.len() / kills, all.len() % kills);
    // A wide even step would meet the same side of a call every time.
    let turned = |number: usize| usize::from(step > 1 && step % 2 == 0 && number % 2 == 1);
    let found: Vec<_> = (0..kills).map(|number| all[(number * step + seed % (step + rest)) ^ turned(number)]).collect();
    found
}

/// Kills every journey of a life `kills` times; with `CLOUDSTEAD_EXHAUSTIVE=1` at every changing call, before and after
/// it.
fn killed_everywhere(life: &Life, kills: usize) {
    let seed = std::env::var("CLOUDSTEAD_SEED").map_or(SEED, |text| text.parse().expect("CLOUDSTEAD_SEED is a number"));
    let exhaustive = std::env::var_os("CLOUDSTEAD_EXHAUSTIVE").is_some();
    let good = life.undisturbed();
    let plans: Vec<Vec<_>> = good
        .iter()
        .enumerate()
        .map(|(number, (_, calls))| points(*calls, if exhaustive { 2 * calls } else { kills }, seed / (7 * number + 1)))
        .collect();
    let lives = plans.iter().map(Vec::len).max().unwrap_or_default();
    let (next, fired) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let wrong: Mutex<Vec<String>> = Mutex::new(Vec::new());
    let processors = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..lives.min(LIVES_PER_PROCESSOR * processors) {
            scope.spawn(|| {
                let mut laptop = Laptop::new();
                while let Some(number) = Some(next.fetch_add(1, Ordering::SeqCst)).filter(|number| *number < lives) {
                    let points: Vec<_> = plans.iter().map(|plan| plan.get(number).copied()).collect();
                    match life.killed(&mut laptop, &good, &points, number % 2 == 0) {
                        Ok(kills) => _ = fired.fetch_add(kills, Ordering::SeqCst),
                        Err(what) => wrong.lock().unwrap().push(what),
                    }
                    if exhaustive && number % 10 == 9 {
                        tell(&format!("kills: about {} of {lives} lives of {:?}", number + 1, life.journeys));
                    }
                }
            });
        }
    });
    let (wrong, fired) = (wrong.into_inner().unwrap(), fired.into_inner());
    assert!(wrong.is_empty(), "seed {seed}: {} lives of {lives} end otherwise\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(fired, plans.iter().map(Vec::len).sum::<usize>(), "every kill happened");
    let all: usize = good.iter().map(|(_, calls)| 2 * calls).sum();
    tell(&format!(
        "kills: {fired} of {all} points of {:?}, seed {seed}, each run again to the same account",
        life.journeys
    ));
}

#[test]
fn one_server_and_its_end() {
    killed_everywhere(&STARTER, 3);
}

#[test]
fn from_one_server_to_a_group_and_its_end() {
    killed_everywhere(&UP, 3);
}

#[test]
fn from_a_group_with_a_domain_to_one_server_and_its_end() {
    killed_everywhere(&DOWN, 3);
}
