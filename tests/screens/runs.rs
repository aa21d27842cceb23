//! Runs as they would be recorded: a real plan carried out on a clock, up to a moment.

use std::collections::BTreeMap;

use cloudstead::engine::{
    CloudError, DataChoice, Event, EventKind, Operation, Outcome, PlannedNode, PricedKept, Record, Standing, State,
    jobs, planned_nodes,
};
use cloudstead::model::{Money, NodeId};
use cloudstead::plan::{Answers, Blueprint, Estimate, Total, compose, estimate};
use cloudstead::preset::by_name;
use cloudstead::tui::{Options, RunKind, RunView, Start, Ui, Update};

use super::scenes::ROUTE53;

/// From this second on a run is played to its end.
pub(crate) const WHOLE: i64 = 100_000;
/// 2026-11-21 06:14:02 UTC.
const BEGIN: i64 = 1_795_241_642_000;

/// A region whose prices are all known, and one that has none for disks.
pub(crate) const PRICED: &str = "us-east-1";
pub(crate) const UNPRICED: &str = "mx-central-1";

pub(crate) fn answers(region: &str, tier: &str, domain: &str) -> Answers {
    let text = format!(
        "name = \"compai-prod\"\n\
         preset = \"compai\"\n\
         tier = \"{tier}\"\n\
         region = \"{region}\"\n\
         budget = 120\n\
        {domain}\n\
        [alerts]\n\
        email = \"anna@example.com\"\n"
    );
    Answers::parse(&text).unwrap()
}

pub(crate) fn plan(tier: &str, domain: &str) -> (Blueprint, Estimate) {
    plan_in(PRICED, tier, domain)
}

pub(crate) fn plan_in(region: &str, tier: &str, domain: &str) -> (Blueprint, Estimate) {
    let answers = answers(region, tier, domain);
    let blueprint = compose(&by_name("compai").unwrap(), &answers).unwrap();
    let estimate = estimate(&blueprint, &answers.usage);
    (blueprint, estimate)
}

/// Everything of a plan exists.
pub(crate) fn existing(blueprint: &Blueprint) -> State {
    let record =
        |node: &cloudstead::plan::Node| Record { node: node.clone(), outputs: None, standing: Standing::Ready };
    State { records: blueprint.nodes().map(|(id, node)| (id.clone(), record(node))).collect(), ..State::default() }
}

/// The very jobs that the engine would do, as it announces them.
fn planned(before: &State, target: Option<&Blueprint>) -> Vec<PlannedNode> {
    planned_nodes(before, &jobs(before, target, true).unwrap(), DataChoice::default())
}

/// What a page of a run knows beside its events.
fn view(
    blueprint: &Blueprint,
    estimate: &Estimate,
    [tier, domain]: [&str; 2],
    kind: RunKind,
    options: &Options,
) -> RunView {
    let mut view = RunView::new("compai-prod", kind, estimate.monthly_total.clone());
    view.costs = blueprint.nodes().map(|(id, _)| (id.clone(), estimate.of(id))).collect();
    view.budget = Some(120);
    view.note = options.practice.then(|| "practice, 60 times faster".to_owned());
    view.email = Some("anna@example.com".to_owned());
    view.folder = Some("~/.local/share/cloudstead/compai-prod".to_owned());
    view.snapshot = Some(Total::exact(Money::from_cents(10)));
    view.tiers = if tier == "starter" { Vec::new() } else { vec!["managed".to_owned()] };
    view.plain_http = domain.is_empty() && tier == "standard";
    view.domain = (!domain.is_empty()).then(|| "app.example.com".to_owned());
    if domain.contains("external") {
        view.zone = Some("example.com".to_owned());
    }
    view
}

/// A run being recorded.
pub(crate) struct Recording {
    blueprint: Blueprint,
    pub(crate) ui: Ui,
    seq: u64,
    last: i64,
    nodes: Vec<PlannedNode>,
}

impl Recording {
    pub(crate) fn new(tier: &str, domain: &str, kind: RunKind, ascii: bool) -> Self {
        Self::of(PRICED, tier, domain, kind, ascii)
    }

    pub(crate) fn of(region: &str, tier: &str, domain: &str, kind: RunKind, ascii: bool) -> Self {
        let options = Options { ascii, no_color: ascii, ..Options::default() };
        Self::with(plan_in(region, tier, domain), [tier, domain], kind, options)
    }

    /// A deployment whose last page says this of signing in.
    pub(crate) fn signing_in(how: Vec<String>, ascii: bool) -> Self {
        let options = Options { ascii, no_color: ascii, ..Options::default() };
        let (blueprint, estimate) = plan("managed", ROUTE53);
        let mut view = view(&blueprint, &estimate, ["managed", ROUTE53], RunKind::Deploy, &options);
        view.sign_in = how;
        Self::shown(blueprint, view, options)
    }

    /// A deployment on the practice account.
    pub(crate) fn practice(tier: &str, domain: &str, ascii: bool) -> Self {
        Self::with(
            plan(tier, domain),
            [tier, domain],
            RunKind::Deploy,
            Options { practice: true, ascii, no_color: ascii, ..Options::default() },
        )
    }

    fn with(
        (blueprint, estimate): (Blueprint, Estimate),
        [tier, domain]: [&str; 2],
        kind: RunKind,
        options: Options,
    ) -> Self {
        let view = view(&blueprint, &estimate, [tier, domain], kind, &options);
        Self::shown(blueprint, view, options)
    }

    fn shown(blueprint: Blueprint, view: RunView, options: Options) -> Self {
        let nodes = match view.what {
            RunKind::Destroy => planned(&existing(&blueprint), None),
            RunKind::Deploy | RunKind::Change => planned(&State::default(), Some(&blueprint)),
        };
        Self { blueprint, ui: Ui::new(Start::Run(Box::new(view)), options), seq: 0, last: 0, nodes }
    }

    /// A run that begins where this exists.
    pub(crate) fn changing(mut self, before: &State) -> Self {
        self.nodes = planned(before, Some(&self.blueprint));
        self
    }

    pub(crate) fn say(&mut self, second: i64, kind: EventKind) {
        self.seq += 1;
        self.last = self.last.max(second);
        let event = Event { seq: self.seq, at: String::new(), millis: BEGIN + second * 1000, kind };
        self.ui.update(Update::Event(event));
    }

    /// How many things the plan has.
    pub(crate) fn things(&self) -> usize {
        self.blueprint.nodes().filter(|(_, node)| node.is_thing()).count()
    }

    /// The only node of a kind.
    pub(crate) fn node_of(&self, kind: &str) -> NodeId {
        let mut found = self.blueprint.nodes().filter(|(_, node)| node.spec.kind().name() == kind);
        found.next().map_or_else(|| panic!("no {kind}"), |(id, _)| id.clone())
    }

    /// The second in which a node's turn comes.
    pub(crate) fn turn_of(&self, wanted: &str) -> i64 {
        let is_wanted =
            |event: &EventKind| matches!(event, EventKind::NodeStarted { node, .. } if node.as_str() == wanted);
        self.course(&[]).iter().find(|(_, event)| is_wanted(event)).unwrap().0
    }

    /// Carries the plan out with its usual times until `until` seconds; `fail` names nodes that fail.
    pub(crate) fn play(mut self, until: i64, fail: &[(&str, CloudError)]) -> Self {
        let events = self.course(fail);
        self.say(0, EventKind::RunStarted { deployment: "compai-prod".to_owned(), nodes: self.nodes.clone() });
        for (second, event) in events.into_iter().filter(|(second, _)| *second <= until) {
            self.say(second, event);
        }
        let pass = if until < WHOLE { u64::try_from(until - self.last).unwrap_or(0) } else { 0 };
        self.ui.pass(std::time::Duration::from_secs(pass));
        self
    }

    /// What is told of the nodes and when.
    fn course(&self, fail: &[(&str, CloudError)]) -> Vec<(i64, EventKind)> {
        let nodes = &self.nodes;
        let mut ends: BTreeMap<NodeId, i64> =
            nodes.iter().filter(|node| node.done).map(|node| (node.id.clone(), 0)).collect();
        let mut events: Vec<(i64, EventKind)> = Vec::new();
        let mut failed: Vec<NodeId> = Vec::new();
        while ends.len() + failed.len() < nodes.len() {
            let open = |node: &&PlannedNode| !ends.contains_key(&node.id) && !failed.contains(&node.id);
            let ready = |node: &&PlannedNode| node.depends_on.iter().all(|id| ends.contains_key(id));
            let Some(node) = nodes.iter().filter(open).find(ready) else { break };
            let begin = node.depends_on.iter().map(|id| ends[id]).max().unwrap_or(0);
            let end = begin + i64::from(node.seconds);
            events.push((begin, EventKind::NodeStarted { node: node.id.clone(), operation: node.operation }));
            let making = self.blueprint.get(&node.id).map(|node| node.spec.waiting()).unwrap_or_default();
            let waiting = if node.operation == Operation::Delete { "removing it" } else { making };
            if node.seconds >= 5 {
                let text =
                    if waiting.starts_with("waiting") { waiting.to_owned() } else { format!("AWS is {waiting}") };
                events.push((begin + 1, EventKind::NodeWaiting { node: node.id.clone(), text }));
            }
            if let Some((_, error)) = fail.iter().find(|(id, _)| *id == node.id.to_string()) {
                events.push((begin + 2, EventKind::NodeFailed { node: node.id.clone(), error: error.clone() }));
                failed.push(node.id.clone());
            } else {
                let aws_id = Some(format!("{}-0a1b2c3d4e5f67890", node.kind.name()));
                events.push((end, EventKind::NodeDone { node: node.id.clone(), operation: node.operation, aws_id }));
                ends.insert(node.id.clone(), end);
            }
        }
        events.sort_by_key(|(second, _)| *second);
        events
    }

    /// Ends well, by plain http for now.
    pub(crate) fn refused(mut self, second: i64, because: &str) -> Ui {
        let (url, plain_because) = (Some("http://203.0.113.7".to_owned()), Some(because.to_owned()));
        self.say(
            second,
            EventKind::RunFinished {
                outcome: Outcome::Done,
                url,
                plain_because,
                kept: None,
                left: Vec::new(),
                exists: None,
            },
        );
        self.ui
    }

    pub(crate) fn finish(mut self, second: i64, outcome: Outcome, url: Option<&str>, kept: Vec<PricedKept>) -> Ui {
        let url = url.map(str::to_owned);
        let (kept, left, exists) = (Some(kept), Vec::new(), None);
        self.say(second, EventKind::RunFinished { outcome, url, plain_because: None, kept, left, exists });
        self.ui
    }
}

pub(crate) fn quota() -> CloudError {
    let what = "AWS refused to start the server: your account may run 1 vCPU at a time in us-east-1, this plan needs 2";
    CloudError::stop("VcpuLimitExceeded", what).why("New accounts begin with a small limit.").hint(
        "Ask AWS for 8 vCPUs (Service Quotas, free, minutes to a day), then press r; or choose a tier with a smaller \
        server: press t.",
    )
}
