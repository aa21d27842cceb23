//! Every app of the catalog in every tier: it is planned with known prices, comes up and goes wherever its run was cut,
//! and leaves nothing. With `CLOUDSTEAD_PRESETS=FOLDER` the same for the preset files of a folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use cloudstead::engine::{Order, Outcome, RunKind};
use cloudstead::model::NodeId;
use cloudstead::plan::{Answers, compose, estimate};
use cloudstead::preset::{CATALOG, Preset, by_name};
use cloudstead::resource::Spec;

use super::cut::Cut;
use super::sample::Sample;
use super::session::{Laptop, Report, Session};
use super::{count, destroy, no_orphans, shape};

/// Of so many points one is tried by default.
const STEP: usize = 397;
/// Seconds from nothing to verified https on one server with ready images, by the usual times.
const FIRST_ANSWER: u32 = 300;

struct App {
    label: String,
    deploy: Order,
    /// As it is once it is deployed.
    up: Laptop,
    shape: BTreeMap<NodeId, Spec>,
    /// Where its deploy and its removal can be cut.
    points: Vec<(Way, Cut)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

fn answers(preset: &Preset, tier: &str) -> Answers {
    let required = preset.asked_secrets(tier).filter(|(_, need)| need.required);
    let secrets: Vec<String> = required.map(|(name, _)| format!("{name}='env:{name}'")).collect();
    let images: Vec<String> =
        preset.asked_sources().map(|(name, _)| format!("\"{name}\"='example.com/{name}:1'")).collect();
    let text = format!(
        "name='demo'\npreset='{}'\ntier='{tier}'\nregion='us-east-1'\nbudget=60\n[secrets]\n{}\n[images]\n{}\n",
        preset.name,
        secrets.join("\n"),
        images.join("\n")
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
    let ours = by_name(&preset.name).is_ok_and(|known| known == *preset);
    let quick = ours && preset.managed(&preset.tiers[tier]).next().is_none() && preset.builds().next().is_none();
    assert!(!quick || seconds <= FIRST_ANSWER, "{label}: {seconds} s");
    count::line(format!("{label}: {} a month, {seconds} s", estimate.monthly_total));
    let (target, answers) = (Box::new(blueprint), Box::new(answers));
    let deploy = Order::Build { kind: RunKind::Deploy, target, answers, consent: false };
    let mut laptop = Laptop::default();
    let built = Session::new(&mut laptop, None).run(deploy.clone());
    assert_eq!(built.outcome, Some(Outcome::Done), "{label}: {:?}", built.failures);
    no_orphans(&laptop, &built.state);
    let (shape, up) = (shape(&laptop), laptop.clone());
    let removed = Session::new(&mut laptop, None).run(destroy());
    gone(&label, &laptop, &removed);
    let points = [(Way::Up, built), (Way::Down, removed)].into_iter().flat_map(|(way, report)| {
        let calls = (0..report.calls).map(Cut::CallAfter);
        calls.chain((0..report.appends).map(Cut::AppendTorn)).map(move |cut| (way, cut))
    });
    App { label, deploy, up, shape, points: points.collect() }
}

fn gone(label: &str, laptop: &Laptop, down: &Report) {
    assert_eq!(down.outcome, Some(Outcome::Done), "{label}: {:?}", down.failures);
    // Files, images and last copies of what they encrypt stay unless somebody says otherwise.
    let stays = |spec: &Spec| matches!(spec, Spec::ServiceLinkedRole(_) | Spec::Bucket(_) | Spec::SecretParameter(_));
    let left: Vec<NodeId> =
        laptop.existing().into_iter().filter(|thing| !stays(&thing.spec)).map(|thing| thing.node).collect();
    assert!(left.is_empty(), "{label}: {left:?}");
}

/// The presets of the catalog, or those of a folder that `CLOUDSTEAD_PRESETS` names: what `check.py --keep` made of
/// compose files, say. Points that a person must settle do not change what is made.
fn presets() -> Vec<Preset> {
    let Some(folder) = std::env::var_os("CLOUDSTEAD_PRESETS") else {
        return CATALOG.iter().map(|entry| by_name(entry.name).unwrap()).collect();
    };
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|ending| ending == "toml")).collect();
    files.sort();
    let read = |path: &PathBuf| {
        Preset::parse(&fs::read_to_string(path).unwrap()).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    files.iter().map(read).collect()
}

/// A run that ends in the middle is gone on with, and leaves nothing twice and nothing behind.
fn goes_on_after(app: &App, way: Way, at: Cut) {
    let label = format!("{} {way:?} {at:?}", app.label);
    let (mut laptop, order) = match way {
        Way::Up => (Laptop::default(), app.deploy.clone()),
        Way::Down => (app.up.clone(), destroy()),
    };
    let cut = Session::new(&mut laptop, Some(at)).run(order.clone());
    assert!(cut.died, "{label} did not fire");
    let resumed = Session::new(&mut laptop, None).resume_or(order);
    if way == Way::Down {
        return gone(&label, &laptop, &resumed);
    }
    assert_eq!(resumed.outcome, Some(Outcome::Done), "{label}: {:?}", resumed.failures);
    no_orphans(&laptop, &resumed.state);
    assert_eq!(shape(&laptop), app.shape, "{label}");
    let removed = Session::new(&mut laptop, None).run(destroy());
    gone(&label, &laptop, &removed);
}

#[test]
fn every_app_comes_and_goes_wherever_it_is_cut() {
    let presets = presets();
    let apps: Vec<App> =
        presets.iter().flat_map(|preset| preset.tiers.keys().map(move |tier| app(preset, tier))).collect();
    let points: Vec<(&App, Way, Cut)> =
        apps.iter().flat_map(|app| app.points.iter().map(move |(way, cut)| (app, *way, *cut))).collect();
    let sample = Sample::of(points.len(), STEP);
    let (places, next): (Vec<usize>, _) = (sample.places().collect(), AtomicUsize::new(0));
    let work = || {
        while let Some(place) = places.get(next.fetch_add(1, Ordering::SeqCst)) {
            let (app, way, cut) = points[*place];
            goes_on_after(app, way, cut);
        }
    };
    // A sample is soon done; all points take all processors.
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(work);
        }
    });
    let tried = places.len();
    let what = format!("{} apps in {} tiers: points at which a run was cut", presets.len(), apps.len());
    sample.tell(&what, tried, "0 orphans, 0 duplicates, nothing left by a removal");
}
