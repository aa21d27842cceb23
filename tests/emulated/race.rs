//! A race against the account: how much longer the program takes than AWS itself. What AWS needs minutes for takes them
//! here (`race.toml`), every call takes its moment, and nothing is built, made or removed sooner for anybody. So the
//! bound is the longest chain of the plan, with these times in place of the usual ones. One thing is taken off: what a
//! run asks together before its first node, the emulator answers one after the other, a second longer than AWS.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use cloudstead::engine::{Event, EventKind, Operation, PlannedNode};
use cloudstead::resource::Kind;
use serde_json::Value;

use crate::laptop::{Laptop, NAME};
use crate::moto::Status;
use crate::tell;

const DOMAIN: &str = "app.example.com";

/// Moments of one node, seconds since the program was started.
struct Lap {
    began: f64,
    ended: f64,
}

/// One run of the program.
struct Race<'a> {
    pace: &'a Value,
    /// When it began, seconds since the epoch.
    begin: f64,
    nodes: BTreeMap<String, PlannedNode>,
    laps: BTreeMap<String, Lap>,
    /// From the start of the program to its end, seconds, and to the announcement of what it will do.
    whole: f64,
    announced: f64,
}

/// Seconds since the epoch.
fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs_f64()
}

fn load() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or_default().to_owned()
}

impl<'a> Race<'a> {
    fn run(laptop: &Laptop, pace: &'a Value, args: &[&str]) -> Self {
        let begin = now();
        let ran = laptop.run(args);
        let whole = now() - begin;
        ran.done();
        let mut race = Self { pace, begin, nodes: BTreeMap::new(), laps: BTreeMap::new(), whole, announced: 0.0 };
        for line in &ran.lines {
            let event: Event = serde_json::from_value(line.clone()).unwrap();
            let at = event.at.parse::<jiff::Timestamp>().unwrap().as_duration().as_secs_f64() - begin;
            match event.kind {
                EventKind::RunStarted { nodes, .. } => {
                    let todo = nodes.into_iter().filter(|node| !node.done);
                    race.nodes = todo.map(|node| (node.id.to_string(), node)).collect();
                    race.announced = at;
                }
                EventKind::NodeStarted { node, .. } => {
                    race.laps.insert(node.to_string(), Lap { began: at, ended: at });
                }
                EventKind::NodeDone { node, .. } => {
                    race.laps.get_mut(node.as_str()).unwrap().ended = at;
                }
                _ => {}
            }
        }
        race
    }

    /// Seconds that AWS takes for a node.
    fn seconds(&self, node: &PlannedNode) -> f64 {
        let change = if node.operation == Operation::Delete { "delete" } else { "create" };
        let one_call = if node.is_thing() { self.pace["call"].as_f64().unwrap() } else { 0.0 };
        self.pace[node.kind.name()][change].as_f64().unwrap_or(one_call)
    }

    /// Seconds from the beginning of `needed` until `node` may begin.
    fn between(&self, needed: &PlannedNode, node: &PlannedNode) -> f64 {
        let held = [Kind::SecurityGroup, Kind::Subnet, Kind::InternetGateway].contains(&node.kind);
        let interfaces =
            (needed.operation == Operation::Delete && held).then(|| &self.pace[needed.kind.name()]["interfaces"]);
        interfaces.and_then(Value::as_f64).unwrap_or_else(|| self.seconds(needed))
    }

    fn needs(&self, node: &PlannedNode) -> Vec<&PlannedNode> {
        node.depends_on.iter().filter_map(|id| self.nodes.get(id.as_str())).collect()
    }

    /// When a node could begin at the earliest.
    fn earliest(&self, node: &PlannedNode, known: &mut BTreeMap<String, f64>) -> f64 {
        if let Some(seconds) = known.get(node.id.as_str()) {
            return *seconds;
        }
        let needs = self.needs(node).into_iter();
        let seconds = needs.map(|needed| self.earliest(needed, known) + self.between(needed, node)).fold(0.0, f64::max);
        known.insert(node.id.to_string(), seconds);
        seconds
    }

    /// Seconds of the longest chain.
    fn critical_path(&self) -> f64 {
        let mut known = BTreeMap::new();
        self.nodes.values().map(|node| self.earliest(node, &mut known) + self.seconds(node)).fold(0.0, f64::max)
    }

    fn last<'n>(&self, nodes: impl IntoIterator<Item = &'n PlannedNode>) -> Option<&'n PlannedNode> {
        let ended = |node: &PlannedNode| self.laps[node.id.as_str()].ended;
        nodes.into_iter().max_by(|a, b| ended(a).total_cmp(&ended(b)))
    }

    /// The nodes that the run waited for, first to last.
    fn waited_for(&self) -> Vec<&PlannedNode> {
        let mut chain: Vec<&PlannedNode> = self.last(self.nodes.values()).into_iter().collect();
        while let Some(before) = chain.last().and_then(|node| self.last(self.needs(node))) {
            chain.push(before);
        }
        chain.reverse();
        chain
    }

    /// Prints the result and where the difference lies; returns the ratio.
    fn tell(&self, what: &str, seen: &Status) -> f64 {
        let critical = self.critical_path();
        let late = |until: f64| seen.late.iter().filter(move |(at, _)| at - self.begin < until).map(|(_, by)| *by);
        let emulator = late(self.announced).fold(0.0, f64::max);
        let ratio = (self.whole - emulator) / critical;
        tell(&format!(
            "{what}: {:.2} s less {emulator:.2} s of the emulator, critical path {critical:.2} s: {ratio:.4}; {} calls \
             were late because the emulator was, by {:.1} s in all; load {}",
            self.whole,
            seen.late.len(),
            late(f64::INFINITY).sum::<f64>(),
            load()
        ));
        tell(&format!("  until the first node {:36} {:6.2} s", "", self.announced));
        let mut before = self.announced;
        for node in self.waited_for() {
            let Lap { began, ended } = self.laps[node.id.as_str()];
            tell(&format!(
                "  {:30} begins after {:5.2} s, takes {:7.2} s of {:6.2} s, {:5.2} s more",
                node.id.as_str(),
                began - before,
                ended - began,
                self.seconds(node),
                ended - began - self.seconds(node)
            ));
            before = ended;
        }
        tell(&format!("  until the end {:43} {:6.2} s", "", self.whole - before));
        for span in &seen.spans {
            let took = span.over - span.began;
            let seen =
                span.seen.map_or("never seen".to_owned(), |seen| format!("seen {:.2} s later", seen - span.over));
            tell(&format!("  {} {}: over after {took:.1} s, {seen}", span.kind, span.change));
        }
        ratio
    }
}

#[test]
#[ignore = "takes a quarter of an hour of real time, and a machine that does nothing else"]
fn standard() {
    let pace = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/emulated/race.toml")).unwrap();
    let pace: Value = toml::from_str(&pace).unwrap();
    let laptop = Laptop::new();
    laptop.moto.boto("r = boto3.client('route53'); r.create_hosted_zone(Name='example.com', CallerReference='x')");
    // moto reads itself service by service, a second each: not AWS's time.
    laptop.shape();
    laptop.proxy.pace(&pace);
    let answers = laptop.answers_that_build("standard", Some(DOMAIN));
    let deploy = ["deploy", "--answers", answers.to_str().unwrap(), "--yes"];
    let destroy = ["destroy", NAME, "--yes", "--confirm", NAME, "--delete-files"];
    let race = |what: &str, args: &[&str]| {
        tell(&format!("{what} begins, load {}", load()));
        let race = Race::run(&laptop, &pace, args);
        race.tell(what, &laptop.proxy.take())
    };
    let (made, removed) = (race("deploy standard", &deploy), race("destroy standard", &destroy));
    assert!(made <= 1.005, "deploy: {made:.4}");
    assert!(removed <= 1.01, "destroy: {removed:.4}");
}
