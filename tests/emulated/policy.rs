//! The printed policy, held by the person who runs the program, is enough (lives and kills are run with it) and not
//! more than enough: whatever is missing is named, the run can be resumed with it, and nothing is in the policy that no
//! run asks for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::Value;

use crate::kills::{BUILDS, DOWN, Life, STARTER};
use crate::laptop::{Laptop, Ran};
use crate::permissions::{actions, without};
use crate::sample::Sample;
use crate::tell;

/// Runs until somebody who may do nothing at first may do all that a life needs: two or three denials a run.
const PATIENCE: usize = 120;
/// One of so many actions is taken away alone, in the usual run of the tests.
const STEP: usize = 24;
/// Lives at a time: each has servers of its own, and waits for much.
const AT_ONCE: usize = 3;

/// In the policy although an undisturbed life does not ask for it, and why.
const UNASKED: [(&str, &str); 29] = [
    ("autoscaling:DescribeInstanceRefreshes", "a change of the servers of a group"),
    ("autoscaling:DescribeScalingActivities", "why a group's servers do not start"),
    ("autoscaling:StartInstanceRefresh", "a change of the servers of a group"),
    ("codebuild:StopBuild", "a removal while something is built"),
    ("codebuild:UpdateProject", "builds whose settings changed"),
    ("ec2:CreateLaunchTemplateVersion", "a change of the servers of a group"),
    ("ec2:CreateSnapshot", "an unattached disk with files, which a change of tier leaves behind empty"),
    ("ec2:DescribeNetworkInterfaces", "what of others keeps a network from going"),
    ("ec2:DescribeRegions", "a region that is switched off"),
    ("ec2:ModifyVolume", "a larger disk"),
    ("ec2:ModifyVpcEndpoint", "an endpoint that lost its route tables, or gains some"),
    ("ec2:ReplaceRoute", "a route that somebody changed"),
    ("ec2:StartInstances", "a server that somebody stopped"),
    ("ecr:PutImageScanningConfiguration", "a repository whose settings somebody changed"),
    ("ecr:PutImageTagMutability", "the same"),
    (
        "elasticloadbalancing:DescribeTargetHealth",
        "servers of a group; the kind that waits for them is also that of a single server",
    ),
    ("elasticloadbalancing:SetSecurityGroups", "a load balancer whose security groups somebody changed"),
    ("iam:ListRoles", "a run that goes on after one that was cut while it made a role of an AWS service"),
    ("freetier:GetAccountPlanState", "asked by the wizard: without an answer nothing is assumed"),
    ("logs:GetLogEvents", "why a build failed"),
    ("rds:DescribeOrderableDBInstanceOptions", "databases; the kind that asks is also that of plans without one"),
    ("rds:ModifyDBInstance", "another size of the database"),
    ("s3:AbortMultipartUpload", "uploads of servers that did not end"),
    ("s3:GetBucketPolicy", "the policy of the next line"),
    ("s3:PutBucketPolicy", "left out for an emulator, whose connections are not encrypted"),
    ("servicequotas:GetAWSDefaultServiceQuota", "quotas that an account has no own value of"),
    ("ssm:DeleteParameters", "reports of servers that AWS replaced"),
    (
        "autoscaling:DescribeAutoScalingGroups",
        "servers of a group; the kind that waits for them is also that of a single server",
    ),
    ("ec2:DescribeSnapshots", "the last look after a removal, which does without what it may not list"),
];

/// Only asked by the last look after a removal, which does without what it may not list: what is not named there is no
/// part of a plan.
const LAST_LOOK: [&str; 2] = ["ec2:DescribeLaunchTemplates", "ec2:DescribeNatGateways"];

fn is_unasked(action: &str) -> bool {
    UNASKED.iter().any(|(known, _)| *known == action) || LAST_LOOK.contains(&action)
}

/// What a run said to a person, the notes included.
fn said(ran: &Ran) -> String {
    let lines: String = ran.lines.iter().map(Value::to_string).collect();
    lines + &ran.stderr
}

/// Whether a text names an action, and not one that is called almost the same.
fn names(text: &str, action: &str) -> bool {
    text.match_indices(action).any(|(at, _)| !text[at + action.len()..].starts_with(char::is_alphanumeric))
}

impl Life {
    fn printed(&self, laptop: &mut Laptop) -> Vec<Value> {
        self.begin(laptop);
        laptop.printed_for(&self.answers(self.tier(), laptop))
    }
}

/// Somebody may do nothing, and is given what each run says is missing, until the life is over. What was never named is
/// returned.
fn learn(life: &Life) -> BTreeSet<String> {
    let mut laptop = Laptop::new();
    let printed = life.printed(&mut laptop);
    let all = actions(&printed);
    let (mut missing, mut runs) = (all.clone(), 0);
    for journey in life.journeys {
        loop {
            laptop.hold(&without(&printed, &missing));
            let ran = laptop.journey(life, *journey);
            let denied: BTreeSet<String> = laptop.proxy.take().denied.into_iter().collect();
            let text = said(&ran);
            let beyond: Vec<_> = denied.difference(&all).collect();
            assert!(beyond.is_empty(), "{journey:?}: the printed policy lacks {beyond:?}");
            missing.retain(|action| !names(&text, action));
            if ran.code == Some(0) {
                let silent: Vec<_> = denied.intersection(&missing).filter(|action| !is_unasked(action)).collect();
                assert!(silent.is_empty(), "{journey:?}: {silent:?} were denied and nobody was told: {text}");
                break;
            }
            assert!(denied.iter().any(|action| names(&text, action)), "{journey:?}: {denied:?} were denied: {text}");
            runs += 1;
            assert!(runs < PATIENCE, "{journey:?}: {missing:?} are still missing");
        }
    }
    tell(&format!(
        "policy: {} of {} actions named one after another in {runs} runs of {:?}",
        all.len() - missing.len(),
        all.len(),
        life.journeys
    ));
    missing
}

#[test]
fn whatever_is_missing_is_named() {
    let lives = [&BUILDS, &DOWN, &STARTER];
    let sample = Sample::of(lives.len(), lives.len());
    let learning: Vec<_> = sample.places().map(|place| thread::spawn(move || learn(lives[place]))).collect();
    let learned: Vec<BTreeSet<String>> = learning.into_iter().map(|life| life.join().unwrap()).collect();
    sample.tell("policy: lives begun with no permission", learned.len(), "each ended with what it was told to ask for");
    for never in learned {
        let unexplained: Vec<_> = never.iter().filter(|action| !is_unasked(action)).collect();
        assert!(unexplained.is_empty(), "in the policy, and no run asks for it: {unexplained:?}");
    }
}

/// What became of a life whose policy lacks one action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    /// Nothing was called that changes anything.
    NamedBefore,
    /// The run stopped, named it, and went on to its end once it was given.
    StoppedAndResumed,
    /// The run ended well and said what it could not look at.
    Noted,
    /// Nobody asked for it.
    Unasked,
}

/// A life without one action.
fn alone(life: &Life, laptop: &mut Laptop, action: &str) -> Result<Verdict, String> {
    let printed = life.printed(laptop);
    laptop.hold(&without(&printed, &BTreeSet::from([action.to_owned()])));
    let mut verdict = Verdict::Unasked;
    for journey in life.journeys {
        let ran = laptop.journey(life, *journey);
        let taken = laptop.proxy.take();
        if let Some(other) = taken.denied.iter().find(|denied| *denied != action) {
            return Err(format!("{action}: the printed policy lacks {other}"));
        }
        if taken.denied.is_empty() && ran.code == Some(0) {
            continue;
        }
        let text = said(&ran);
        if !names(&text, action) && !LAST_LOOK.contains(&action) && !is_unasked(action) {
            return Err(format!("{action} is denied to {journey:?} and not named: {text}"));
        }
        if ran.code == Some(0) {
            verdict = Verdict::Noted;
            continue;
        }
        laptop.hold(&printed);
        let again = laptop.journey(life, *journey);
        if again.code != Some(0) || !laptop.proxy.take().denied.is_empty() {
            return Err(format!("{action}: {journey:?} does not go on once it is given: {}", said(&again)));
        }
        return Ok(if taken.calls.is_empty() { Verdict::NamedBefore } else { Verdict::StoppedAndResumed });
    }
    Ok(verdict)
}

#[test]
fn each_action_taken_away_alone_is_named() {
    let mut points: Vec<(&Life, String)> = Vec::new();
    {
        let mut laptop = Laptop::new();
        for life in [&DOWN, &STARTER, &BUILDS] {
            for action in actions(&life.printed(&mut laptop)) {
                if !points.iter().any(|(_, known)| *known == action) {
                    points.push((life, action));
                }
            }
        }
    }
    let sample = Sample::of(points.len(), STEP);
    let places: Vec<usize> = sample.places().collect();
    let (next, wrong, verdicts) = (AtomicUsize::new(0), Mutex::new(Vec::new()), Mutex::new(BTreeMap::new()));
    thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(places.len()) {
            scope.spawn(|| {
                let mut laptop = Laptop::new();
                while let Some(place) = places.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let (life, action) = &points[*place];
                    match alone(life, &mut laptop, action) {
                        Ok(verdict) if verdict == Verdict::Unasked && !is_unasked(action) => {
                            wrong.lock().unwrap().push(format!("{action} is in the policy, and no run asks for it"));
                        }
                        Ok(verdict) => *verdicts.lock().unwrap().entry(verdict).or_insert(0) += 1,
                        Err(what) => wrong.lock().unwrap().push(what),
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    sample.tell("policy: actions taken away alone", places.len(), &format!("{:?}", verdicts.into_inner().unwrap()));
}

/// The judge itself: what the policy lacks is denied by the proxy, and by moto's IAM where only that knows; neither
/// passes unseen.
#[test]
fn a_policy_that_lacks_something_is_found() {
    let laptop = Laptop::new();
    let printed = laptop.printed("starter", None);
    let missing = BTreeSet::from(["ec2:DescribeAvailabilityZones".to_owned()]);
    laptop.hold(&without(&printed, &missing));
    let ran = laptop.deploy("starter", None);
    assert!(ran.code != Some(0) && names(&said(&ran), "ec2:DescribeAvailabilityZones"), "{}", said(&ran));
    assert!(laptop.proxy.take().denied.iter().all(|action| missing.contains(action)));
    // A name that the policy does not cover, although it has the action.
    let other = laptop
        .printed("starter", None)
        .into_iter()
        .map(|document| document.to_string().replace("cloudstead/demo/", "cloudstead/other/"));
    laptop.hold(&other.map(|text| serde_json::from_str(&text).unwrap()).collect::<Vec<_>>());
    let ran = laptop.deploy("starter", None);
    assert!(said(&ran).contains("parameter/cloudstead/demo/secrets/"), "{}", said(&ran));
    assert!(laptop.proxy.take().denied.iter().all(|action| action.starts_with("ssm:")));
    // Only moto lacks it.
    laptop.hold(&without(&printed, &BTreeSet::from(["ec2:DescribeVpcs".to_owned()])));
    laptop.proxy.hold(&printed);
    laptop.deploy("starter", None);
    let denied = laptop.proxy.status().denied;
    assert!(denied.iter().any(|what| what.starts_with("ec2:DescribeVpcs by moto")), "{denied:?}");
    let unseen = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(laptop)));
    assert!(unseen.is_err(), "a denial that nobody took note of");
}
