//! Every app of the catalog in every tier: it is planned with known prices, comes up wherever its run was cut, and goes
//! without leaving anything.

use std::collections::BTreeMap;

use cloudstead::engine::{Order, Outcome, RunKind};
use cloudstead::model::NodeId;
use cloudstead::plan::{Answers, compose, estimate};
use cloudstead::preset::{CATALOG, Preset, by_name};
use cloudstead::resource::Spec;

use super::cut::Cut;
use super::sample::Sample;
use super::session::{Laptop, Session};
use super::{count, destroy, no_orphans, shape};

/// Of so many points one is tried by default.
const STEP: usize = 97;
/// Seconds from nothing to verified https on one server with ready images, by the usual times.
const FIRST_ANSWER: u32 = 300;

struct App {
    label: String,
    order: Order,
    shape: BTreeMap<NodeId, Spec>,
    calls: usize,
}

fn answers(preset: &Preset, tier: &str) -> Answers {
    let required = preset.asked_secrets().filter(|(_, need)| need.required);
    let secrets: Vec<String> = required.map(|(name, _)| format!("{name}='env:{name}'")).collect();
    let text = format!(
        "name='demo'\npreset='{}'\ntier='{tier}'\nregion='us-east-1'\nbudget=60\n[secrets]\n{}\n",
        preset.name,
        secrets.join("\n")
    );
    Answers::parse(&text).unwrap()
}

/// Comes and goes without a cut.
fn app(preset: &Preset, tier: &str) -> App {
    let label = format!("{} {tier}", preset.name);
    let answers = answers(preset, tier);
    let blueprint = compose(preset, &answers).unwrap_or_else(|error| panic!("{label}: {error}"));
    let estimate = estimate(&blueprint, &answers.usage);
    assert!(estimate.unknown.is_empty(), "{label}: no price is known of {:?}", estimate.unknown);
    let seconds = blueprint.critical_path_seconds();
    let quick = preset.managed(&preset.tiers[tier]).next().is_none() && preset.builds().next().is_none();
    assert!(!quick || seconds <= FIRST_ANSWER, "{label}: {seconds} s");
    count::line(format!("{label}: {} a month, {seconds} s", estimate.monthly_total));
    let (target, answers) = (Box::new(blueprint), Box::new(answers));
    let order = Order::Build { kind: RunKind::Deploy, target, answers, consent: false };
    let mut laptop = Laptop::default();
    let up = Session::new(&mut laptop, None).run(order.clone());
    assert_eq!(up.outcome, Some(Outcome::Done), "{label}: {:?}", up.failures);
    no_orphans(&laptop, &up.state);
    let shape = shape(&laptop);
    gone(&label, &mut laptop);
    App { label, order, shape, calls: up.calls }
}

fn gone(label: &str, laptop: &mut Laptop) {
    let down = Session::new(laptop, None).run(destroy());
    assert_eq!(down.outcome, Some(Outcome::Done), "{label}: {:?}", down.failures);
    // Files, images and last copies of what they encrypt stay unless somebody says otherwise.
    let stays = |spec: &Spec| matches!(spec, Spec::ServiceLinkedRole(_) | Spec::Bucket(_) | Spec::SecretParameter(_));
    let left: Vec<NodeId> =
        laptop.existing().into_iter().filter(|thing| !stays(&thing.spec)).map(|thing| thing.node).collect();
    assert!(left.is_empty(), "{label}: {left:?}");
}

#[test]
fn every_app_comes_and_goes_wherever_it_is_cut() {
    let presets: Vec<Preset> = CATALOG.iter().map(|entry| by_name(entry.name).unwrap()).collect();
    let apps: Vec<App> =
        presets.iter().flat_map(|preset| preset.tiers.keys().map(move |tier| app(preset, tier))).collect();
    let points: Vec<(&App, usize)> = apps.iter().flat_map(|app| (0..app.calls).map(move |at| (app, at))).collect();
    let sample = Sample::of(points.len(), STEP);
    let mut tried = 0;
    for (app, at) in sample.places().map(|place| points[place]) {
        let mut laptop = Laptop::default();
        let cut = Session::new(&mut laptop, Some(Cut::CallAfter(at))).run(app.order.clone());
        assert!(cut.died, "{}: call {at} did not fire", app.label);
        let resumed = Session::new(&mut laptop, None).resume_or(app.order.clone());
        assert_eq!(resumed.outcome, Some(Outcome::Done), "{} {at}: {:?}", app.label, resumed.failures);
        no_orphans(&laptop, &resumed.state);
        assert_eq!(shape(&laptop), app.shape, "{} {at}", app.label);
        gone(&app.label, &mut laptop);
        tried += 1;
    }
    let what = format!("{} apps in {} tiers: calls at which a deploy was cut", presets.len(), apps.len());
    sample.tell(&what, tried, "0 orphans, 0 duplicates, nothing left by a removal");
}
