//! What plans ask of AWS, written as CloudFormation and judged by cfn-lint (from PyPI, as the emulator): types, sizes
//! and versions of each region, properties, patterns, lengths, references.
#![cfg(unix)]

#[path = "count/mod.rs"]
mod count;
#[path = "cfn_lint/plans.rs"]
mod plans;
#[path = "sample/mod.rs"]
mod sample;
#[path = "moto/venv.rs"]
#[allow(unreachable_pub, dead_code, reason = "shared with the emulator")]
mod venv;

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use cloudstead::plan::cloudformation::template;
use plans::{Plan, blueprint};
use serde_json::{Value, json};

/// Its lists of types, sizes and versions are those of AWS at its release.
const CFN_LINT: &str = "cfn-lint==1.58.0";
/// One plan of so many is judged, unless all are.
const STEP: usize = 251;

/// A running linter, or why there is none.
struct Judge(Child);

impl Judge {
    fn start() -> Option<Self> {
        let python = match venv::found(&[CFN_LINT]) {
            Ok(python) => python,
            Err(why) => {
                count::line(format!("cfn-lint: skipped, because {why}"));
                return None;
            }
        };
        let script: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cfn_lint/judge.py");
        // Settings of cfn-lint's own would be read from where it runs.
        let mut command = Command::new(python);
        command.arg(script).current_dir(env!("CARGO_TARGET_TMPDIR")).env("HOME", env!("CARGO_TARGET_TMPDIR"));
        Some(Self(command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("python starts")))
    }

    /// Findings by the name of the template that has them.
    fn judge(mut self, templates: &[(String, &str, Value)]) -> BTreeMap<String, Vec<String>> {
        let mut stdin = self.0.stdin.take().expect("its input");
        let answers = BufReader::new(self.0.stdout.take().expect("its output"));
        let asked = templates
            .iter()
            .map(|(name, region, template)| json!({"name": name, "region": region, "template": template}));
        let lines = asked.map(|line| line.to_string()).collect::<Vec<_>>().join("\n");
        let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()));
        let mut found = BTreeMap::new();
        for line in answers.lines() {
            let answer: Value = serde_json::from_str(&line.expect("a line")).expect("JSON");
            let findings: Vec<String> = serde_json::from_value(answer["findings"].clone()).expect("findings");
            found.insert(answer["name"].as_str().expect("a name").to_owned(), findings);
        }
        writer.join().expect("the writer").expect("all templates are taken");
        assert!(self.0.wait().expect("it ends").success(), "the linter failed");
        assert_eq!(found.len(), templates.len(), "every template is judged once");
        found
    }
}

#[test]
fn nothing_is_found_in_what_plans_ask_for() {
    let Some(judge) = Judge::start() else { return };
    let begun = Instant::now();
    let all = plans::all();
    let sample = sample::Sample::of(all.len(), STEP);
    let (mut templates, mut unsold, mut pairs, mut tried) = (Vec::new(), 0, 0, 0);
    for plan in sample.places().map(|place| &all[place]) {
        tried += 1;
        // What is not sold somewhere is no plan there.
        let Some(blueprint) = blueprint(plan) else {
            unsold += 1;
            continue;
        };
        let document = template(&blueprint).unwrap().document;
        pairs += document["Resources"].as_object().unwrap().len();
        templates.push((plan.to_string(), plan.region.code(), document));
    }
    let found = judge.judge(&templates);
    let bad: BTreeMap<_, _> = found.iter().filter(|(_, findings)| !findings.is_empty()).collect();
    assert!(bad.is_empty(), "{bad:#?}");
    let seconds = begun.elapsed().as_secs();
    sample.tell(
        "cfn-lint: plans",
        tried,
        &format!("{pairs} resources each in its region, {unsold} plans not on sale, {seconds} s"),
    );
}

/// Each is found, so that silence means something.
#[test]
fn planted_faults_are_found() {
    let Some(judge) = Judge::start() else { return };
    let plan = Plan::of("compai", "standard", "arm64", "route53", "mx-central-1");
    let good = template(&blueprint(&plan).unwrap()).unwrap().document;
    let long = "x".repeat(65);
    let faults = [
        ("a type that the region lacks", "ServersTemplate/LaunchTemplateData/InstanceType", json!("m5.large"), "E3628"),
        ("a class that the region lacks", "Database/DBInstanceClass", json!("db.m5.large"), "E3025"),
        ("a version that there never was", "Database/EngineVersion", json!("17.99"), "E3691"),
        ("a version that is over", "Database/EngineVersion", json!("9"), "W3691"),
        ("a bucket's name with capitals", "Files/BucketName", json!("Demo_Files"), "E3031"),
        ("a role's name that is too long", "ServerRole/RoleName", json!(long), "E3033"),
        ("a property that does not exist", "Vpc/DnsSupport", json!(true), "E3002"),
        ("logs kept for days that AWS has not", "Logs/RetentionInDays", json!(15), "E3030"),
        ("a reference to nothing", "Vpc/CidrBlock", json!({"Ref": "Nowhere"}), "E1020"),
        ("a kind that the region lacks", "Budget", json!({"Type": "AWS::Budgets::Budget", "Properties": {}}), "E3006"),
        ("no network", "PublicRoutes/VpcId", Value::Null, "E3003"),
    ];
    let mut templates = vec![("good".to_owned(), plan.region.code(), good.clone())];
    for (name, path, value, _) in &faults {
        let mut template = good.clone();
        let (parents, last) = path.rsplit_once('/').unwrap_or(("", path));
        let mut parents = parents.split('/').filter(|part| !part.is_empty());
        let resources = &mut template["Resources"];
        let at = match parents.next() {
            None => resources,
            Some(resource) => parents.fold(&mut resources[resource]["Properties"], |at, part| &mut at[part]),
        };
        if value.is_null() {
            assert!(at.as_object_mut().unwrap().remove(last).is_some(), "{path}");
        } else {
            at[last] = value.clone();
        }
        templates.push(((*name).to_owned(), plan.region.code(), template));
    }
    let found = judge.judge(&templates);
    assert_eq!(found["good"], Vec::<String>::new());
    for (name, _, _, rule) in faults {
        let findings = &found[name];
        assert!(findings.iter().any(|finding| finding.starts_with(rule)), "{name}: {findings:?}");
    }
}
