//! What adding a kind takes, as ARCHITECTURE.md says it: three files, a line in the table and a row of usual times.
//! `Placard` was added so, and nothing else in the program knows it; everything follows from its facts.

use std::fs;

use super::*;
use crate::app::downtime::downtime;
use crate::model::NodeId;
use crate::plan::explained::explained;
use crate::plan::free_plan::beyond_free_plan;
use crate::plan::policy::policy;
use crate::plan::{Node, cloudformation};
use crate::resource::placard::Placard;
use crate::resource::{Lookup as _, Part, Spec, Target};
use crate::wizard::phases;

const OWN: [&str; 5] = [
    "src/resource/watch/placard.rs",
    "src/aws/watch/placard.rs",
    "src/plan/cloudformation/watch/placard.rs",
    "src/resource/kinds.rs",
    "src/app/tests/added_kind.rs",
];

/// A plan as it is composed, with a placard in it.
fn planned(answers: &Answers, text: &str) -> Blueprint {
    let plan = compose(&by_name("compai").unwrap(), answers).unwrap();
    let mut nodes: Vec<(NodeId, Node)> = plan.nodes().map(|(id, node)| (id.clone(), node.clone())).collect();
    let placard = Placard { name: "/cloudstead/demo/placard".to_owned(), text: text.to_owned() };
    nodes.push(("placard".into(), Node { spec: placard.into(), after: vec!["logs".into()] }));
    Blueprint::new(answers.name.clone(), &plan.preset, &plan.tier, plan.region, nodes).unwrap()
}

#[test]
fn a_kind_is_three_files_a_line_and_a_row() {
    let mut folders = vec!["src".to_owned()];
    let mut knowing = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(format!("{}/{folder}", env!("CARGO_MANIFEST_DIR"))).unwrap() {
            let (kind, name) = entry.map(|entry| (entry.file_type().unwrap(), entry.file_name())).unwrap();
            let path = format!("{folder}/{}", name.to_string_lossy());
            if kind.is_dir() {
                folders.push(path);
            } else if fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR")))
                .is_ok_and(|text| knows(&text))
            {
                knowing.push(path);
            }
        }
    }
    knowing.sort();
    let mut own = OWN;
    own.sort_unstable();
    assert_eq!(knowing, own);
}

fn knows(text: &str) -> bool {
    text.contains("Placard")
}

#[test]
fn plans_say_of_it_what_its_facts_say() {
    let answers = answers("managed", "");
    let plan = planned(&answers, "first");
    let cost = estimate(&plan, &answers.usage);
    assert!(drawn(|out| show::plan(&plan, &cost, out)).contains("placard (parameter)"));
    assert_eq!(cost.of(&"placard".into()).per_month(), "8.00 per month");
    assert_eq!(explained("Placard"), "What hangs beside the app.");
    let allowed = policy(&plan, &[]).to_string();
    assert!(allowed.contains("ssm:PutParameter") && allowed.contains("ssm:DeleteParameter"));
    let template = cloudformation::template(&plan).unwrap().document;
    assert_eq!(template["Resources"]["Placard"]["Properties"]["Value"], "first");
    assert!(beyond_free_plan(&plan).contains(&"placards".to_owned()));
    let watch = phases(&plan, &cost).into_iter().find(|row| row.phase == Phase::Monitoring).unwrap();
    assert!(watch.on_delete.contains("the placard is torn up") && watch.what.contains("placard"), "{watch:?}");
}

#[test]
fn a_run_makes_changes_and_removes_it() {
    let answers = answers("managed", EXTERNAL);
    let (practice, progress, state) =
        runtime().block_on(built(&answers, planned(&answers, "first"), Arc::new(NoFaults)));
    assert!(progress.rows[&NodeId::from("placard")].planned.title == "placard (parameter)");
    assert!(at_provider(&state).contains(&"placard.example.com TXT /cloudstead/demo/placard".to_owned()));
    let outputs = state.outputs(&"placard".into()).unwrap();
    assert_eq!(outputs.value("placard-name").as_deref(), Some("/cloudstead/demo/placard"));
    let part = Part::Output { node: "placard".into(), value: "placard-name".to_owned() };
    assert!(part.resolve(&state).is_ok());
    assert!(practice.with(|account| account.existing(i64::MAX).any(|thing| thing.node.as_str() == "placard")));
    let second = planned(&answers, "second");
    let words = downtime(&state, &by_name("compai").unwrap(), &answers, &second);
    assert!(words.contains("about a minute without a placard"), "{words}");
    let removal = to_nothing(&state, None);
    assert!(removal.items.iter().any(|item| item.title.contains("placard (parameter)") && item.data));
}

#[test]
fn a_plan_that_means_another_kind_is_refused() {
    let answers = answers("starter", "");
    let plan = compose(&by_name("compai").unwrap(), &answers).unwrap();
    let with = |spec: Spec| {
        let mut nodes: Vec<(NodeId, Node)> = plan.nodes().map(|(id, node)| (id.clone(), node.clone())).collect();
        nodes.push(("another".into(), Node { spec, after: Vec::new() }));
        Blueprint::new(answers.name.clone(), &plan.preset, &plan.tier, plan.region, nodes).map(|_| ())
    };
    let Some(Spec::Release(release)) = plan.get(&"server-release".into()).map(|node| &node.spec) else { panic!() };
    let of = |part: Part| {
        let mut release = release.clone();
        release.environment.insert("X".to_owned(), vec![part]);
        with(release.into())
    };
    assert_eq!(of(Part::Output { node: "files".into(), value: "bucket".to_owned() }), Ok(()));
    for wrong in [
        Part::Output { node: "files".into(), value: "database-host".to_owned() },
        Part::Output { node: "vpc".into(), value: "bucket".to_owned() },
        Part::Host(Target::LoadBalancer(crate::resource::Ref::to("server-address".into()))),
    ] {
        let refused = of(wrong).unwrap_err().to_string();
        assert!(refused.starts_with("`another` needs of `"), "{refused}");
    }
}
