//! Existing deployments and changes of them: real plans, put together and worded as `src/app/views.rs` and its
//! neighbours do.

use cloudstead::engine::{Decision, Kept, PricedKept, Remains, State, decide, jobs, longest_chain, operate};
use cloudstead::model::{Money, NodeId, Region, Usage};
use cloudstead::plan::{Blueprint, Estimate, Node, Total, estimate};
use cloudstead::preset::by_name;
use cloudstead::resource::{Keep, Lifecycle};
use cloudstead::tui::{
    Blocked, DataQuestion, DeploymentState, DiffLine, DiffSign, DiffView, Menu, Others, Purpose, Raise, TierOffer,
};

use super::runs::{PRICED, UNPRICED, existing, plan_in};
use super::scenes::ROUTE53;

/// Deployments whose app is reached at `app.example.com`.
fn deployment(region: &str, name: &str, tier: &str, state: DeploymentState) -> Menu {
    let plan = |tier: &str| plan_in(region, tier, ROUTE53);
    let (blueprint, estimate) = plan(tier);
    let monthly = estimate.monthly_total;
    let preset = by_name("compai").unwrap();
    let offer = |other: &str| TierOffer {
        name: other.to_owned(),
        difference: plan(other).1.monthly_total.since(&monthly),
        summary: preset.tiers[other].summary.clone(),
        blocked: (!preset.same_places(&preset.tiers[other], &preset.tiers[tier])).then(|| moves(tier, other)),
    };
    let row = |label: &str, text: String| (label.to_owned(), text);
    let mut look = vec![
        row("Account", "123456789012".to_owned()),
        row("Address", "https://app.example.com".to_owned()),
        row("Costs", format!("{}, as estimated", monthly.per_month())),
        row("Runs as", preset.tiers[tier].summary.clone()),
    ];
    let degraded = state == DeploymentState::Degraded;
    if state != DeploymentState::Unfinished {
        let answers = if degraded { "no: the app does not answer at its address" } else { "yes, at its address" };
        look.push(row("Answers", answers.to_owned()));
        let owned = blueprint.nodes().filter(|(_, node)| node.spec.kind().lifecycle() == Lifecycle::Owned);
        let mut things: Vec<(String, String)> = owned
            .map(|(id, node)| {
                let health = if degraded && id.as_str() == "server" { "missing" } else { "ok" };
                row(health, format!("{}: {}-0a1b2c3d4e5f67890", node.spec.title(), node.spec.kind().name()))
            })
            .collect();
        things.sort_by_key(|(health, _)| health == "ok");
        look.extend(things);
    }
    look.push(row("Files", format!("~/.local/share/cloudstead/{name}")));
    Menu {
        name: name.to_owned(),
        title: preset.title.clone(),
        tier: tier.to_owned(),
        region: region.to_owned(),
        url: Some("https://app.example.com".to_owned()),
        healthy: (state != DeploymentState::Unfinished).then_some(!degraded),
        monthly: monthly.clone(),
        state,
        now: match state {
            DeploymentState::Removing => GONE.to_owned(),
            DeploymentState::Running => {
                "Running, process 4242 on anna since 2026-01-31T10:00:00Z. This shows what was there when you looked."
                    .to_owned()
            }
            _ => String::new(),
        },
        look,
        tiers: preset.tiers.keys().filter(|other| *other != tier).map(|other| offer(other)).collect(),
    }
}

/// One that runs as `managed`.
pub(crate) fn menu(state: DeploymentState) -> Menu {
    deployment(PRICED, "compai-prod", "managed", state)
}

/// The same where not all prices are known.
pub(crate) fn unpriced() -> Menu {
    deployment(UNPRICED, "compai-prod", "managed", DeploymentState::Complete)
}

fn moves(from: &str, to: &str) -> Blocked {
    Blocked {
        short: "not possible yet: the database would have to move".to_owned(),
        what: format!(
            "Moving from `{from}` to `{to}` would move the database, which cloudstead cannot do yet: one keeps the \
            database on the server's disk, the other in a managed database (RDS)."
        ),
        hint: "Deploy the other tier under another name and copy the data over with PostgreSQL's own tools: pg_dump \
            writes it to a file, pg_restore reads it in."
            .to_owned(),
    }
}

/// Three deployments, one of them unfinished and one whose tier cannot change.
pub(crate) fn several() -> Vec<Menu> {
    vec![
        deployment(PRICED, "a-name-of-20-letters", "standard", DeploymentState::Unfinished),
        menu(DeploymentState::Complete),
        deployment(PRICED, "demo", "starter", DeploymentState::Complete),
    ]
}

/// What a change does to each thing; prices are those of the time after it, of the time before for what goes.
fn lines(state: &State, target: Option<&Blueprint>, before: &Estimate, after: Option<&Estimate>) -> Vec<DiffLine> {
    let mut lines = Vec::new();
    for (id, decision) in decide(state, target) {
        let node = target.and_then(|target| target.get(&id)).unwrap_or_else(|| &state.records[&id].node);
        if node.spec.kind().lifecycle() != Lifecycle::Owned {
            continue;
        }
        let (sign, estimate) = match decision {
            Decision::Create => (DiffSign::Added, after),
            Decision::Update => (DiffSign::Changed, after),
            Decision::Replace => (DiffSign::Replaced, after),
            Decision::Keep => (DiffSign::Kept, after),
            Decision::Remove => (DiffSign::Removed, Some(before)),
        };
        let words = match (sign, node.spec.keeps(true, true, true)) {
            (DiffSign::Kept, _) if node.spec.holds_data() => "kept, untouched",
            (DiffSign::Removed, Keep::Snapshot { .. } | Keep::Itself { .. }) if target.is_none() => "you decide next",
            (DiffSign::Removed, Keep::Copy) if target.is_none() => "a copy stays with a snapshot",
            (DiffSign::Removed, Keep::Nothing) if target.is_none() && node.spec.holds_data() => {
                "what is stored in it is lost"
            }
            _ => "",
        };
        let monthly = estimate.map_or_else(Total::default, |estimate| estimate.of(&id));
        lines.push(DiffLine {
            sign,
            what: node.spec.title(),
            monthly,
            note: words.to_owned(),
            data: node.spec.holds_data(),
        });
    }
    lines
}

fn minutes(state: &State, target: Option<&Blueprint>) -> u32 {
    longest_chain(&jobs(state, target, true).unwrap()).div_ceil(60)
}

const VISITORS_MOVE: &str =
    "up to a minute for some: visitors move once the new servers answer, and DNS is remembered that long";

pub(crate) fn upgrade() -> DiffView {
    upgrade_in(PRICED)
}

/// Where not all prices are known: beyond the budget, or perhaps.
pub(crate) fn upgrade_unpriced(over: bool) -> DiffView {
    let raise = over.then_some(Raise { from: 50, to: 125, alarm: true, unsure: true, wanted: false });
    DiffView { raise, unsure_of: (!over).then_some(160), ..upgrade_in(UNPRICED) }
}

fn upgrade_in(region: &str) -> DiffView {
    let [(managed, before), (standard, after)] = ["managed", "standard"].map(|tier| plan_in(region, tier, ROUTE53));
    let state = existing(&managed);
    DiffView {
        purpose: Purpose::Tier("standard".to_owned()),
        name: "compai-prod".to_owned(),
        title: "Change to standard".to_owned(),
        lines: lines(&state, Some(&standard), &before, Some(&after)),
        before: before.monthly_total,
        after: after.monthly_total,
        minutes: minutes(&state, Some(&standard)),
        downtime: VISITORS_MOVE.to_owned(),
        blocked: None,
        snapshot: None,
        files: None,
        images: None,
        others: None,
        raise: None,
        unsure_of: None,
        gone: Vec::new(),
    }
}

/// The same where the budget does not pay for it.
pub(crate) fn over_budget() -> DiffView {
    DiffView { raise: Some(Raise { from: 50, to: 125, alarm: true, unsure: false, wanted: false }), ..upgrade() }
}

const GONE: &str =
    "Its removal stopped before the end: 3 things are gone, among them database PostgreSQL 17 (RDS); 40 are left.";

/// A removal that was interrupted.
pub(crate) fn half_removed() -> DiffView {
    let whole = destroy();
    let (gone, lines): (Vec<DiffLine>, Vec<DiffLine>) =
        whole.lines.iter().cloned().partition(|line| line.what.contains("RDS"));
    DiffView {
        purpose: Purpose::GoOnRemoving,
        title: "Go on removing".to_owned(),
        before: lines.iter().map(|line| line.monthly.clone()).sum(),
        lines,
        gone: gone.into_iter().map(|line| line.what).collect(),
        snapshot: None,
        files: None,
        images: None,
        ..whole
    }
}

/// No tier of today replaces data: what would, is asked about all the same.
pub(crate) fn replacing() -> DiffView {
    let mut diff = upgrade();
    let database = diff.lines.iter_mut().find(|line| line.data && line.what.contains("(RDS)")).unwrap();
    (database.sign, database.note) = (DiffSign::Replaced, String::new());
    diff.downtime = format!("about 8 minutes: {} is replaced by an empty one; {VISITORS_MOVE}", database.what);
    diff
}

pub(crate) fn blocked() -> DiffView {
    let Blocked { what, hint, .. } = moves("managed", "starter");
    DiffView {
        purpose: Purpose::Tier("starter".to_owned()),
        title: "Change to starter".to_owned(),
        lines: Vec::new(),
        before: Total::default(),
        after: Total::default(),
        minutes: 0,
        downtime: "the app is gone".to_owned(),
        blocked: Some(format!("{what} {hint}")),
        ..upgrade()
    }
}

pub(crate) fn destroy() -> DiffView {
    destroy_in(PRICED)
}

pub(crate) fn destroy_in(region: &str) -> DiffView {
    let (managed, estimate) = plan_in(region, "managed", ROUTE53);
    let state = existing(&managed);
    let mut lines = lines(&state, None, &estimate, None);
    lines.sort_by_key(|line| !line.data);
    let question = |id: &str| {
        let spec = &state.records[&NodeId::from(id)].node.spec;
        let (gigabytes, price, things) = match spec.keeps(true, true, true) {
            Keep::Snapshot { gigabytes, price } => (gigabytes, price, 0),
            Keep::Itself { price } => (0, price, 1),
            Keep::Copy | Keep::Inside | Keep::Nothing => return None,
        };
        let kept = Kept { aws_id: String::new(), why: String::new(), gigabytes, price };
        let monthly = operate::priced(&kept, region.parse().unwrap(), &Usage::default()).price();
        Some(DataQuestion { what: spec.title(), monthly, things })
    };
    DiffView {
        purpose: Purpose::Destroy,
        name: "compai-prod".to_owned(),
        title: "Remove everything".to_owned(),
        before: lines.iter().map(|line| line.monthly.clone()).sum(),
        lines,
        after: Total::default(),
        minutes: minutes(&state, None),
        downtime: "the app is gone".to_owned(),
        blocked: None,
        snapshot: question("database"),
        files: question("files"),
        images: None,
        others: None,
        raise: None,
        unsure_of: None,
        gone: Vec::new(),
    }
}

/// The same of a deployment whose account built the images.
pub(crate) fn with_images() -> DiffView {
    let (managed, _) = plan_in(PRICED, "managed", ROUTE53);
    let images: Vec<_> = managed.nodes().filter(|(id, _)| id.as_str().starts_with("repository-")).collect();
    let services = images.len();
    let what = format!("images of {services} services (ECR)");
    let price = |node: &Node| estimate::monthly(node, Region::US_EAST_1, &Usage::default());
    let monthly = images.into_iter().map(|(_, node)| price(node)).sum();
    // Each stays with the place that it is in.
    DiffView { images: Some(DataQuestion { what, monthly, things: 2 * services }), ..destroy() }
}

/// What two removals left; the account has answered for the first.
pub(crate) fn kept() -> Vec<Remains> {
    let kept = |aws_id: &str, why: &str, cents: Option<i64>| PricedKept {
        aws_id: aws_id.to_owned(),
        why: why.to_owned(),
        monthly: cents.map(Money::from_cents),
    };
    let keys = "keys that stored data may be encrypted with";
    vec![
        Remains {
            deployment: "compai-old".to_owned(),
            place: "account 123456789012, us-east-1".to_owned(),
            kept: vec![
                kept("compai-old-db-final-1a2b3c4d", "last snapshot of the database", Some(190)),
                kept("compai-old-files-123456789012-us-east-1", "files that people stored", Some(46)),
                kept("/cloudstead-kept/compai-old/abcdefghijkl/AUTH_SECRET", keys, Some(0)),
                kept("/cloudstead-kept/compai-old/abcdefghijkl/SECRET_KEY", keys, Some(0)),
            ],
            removal: vec![
                "aws rds delete-db-snapshot --region us-east-1 --db-snapshot-identifier \
                compai-old-db-final-1a2b3c4d"
                    .to_owned(),
                "S3 console, Buckets, compai-old-files-123456789012-us-east-1: Empty, then Delete".to_owned(),
                "aws ssm delete-parameters --region us-east-1 --names \
                 /cloudstead-kept/compai-old/abcdefghijkl/AUTH_SECRET \
                 /cloudstead-kept/compai-old/abcdefghijkl/SECRET_KEY"
                    .to_owned(),
            ],
            unseen: None,
        },
        Remains {
            deployment: "try".to_owned(),
            place: "account 123456789012, ap-southeast-7".to_owned(),
            kept: vec![kept("snap-0a1b2c3d4e5f67890", "last copy of the data disk", None)],
            removal: vec![
                "aws ec2 delete-snapshot --region ap-southeast-7 --snapshot-id snap-0a1b2c3d4e5f67890".to_owned(),
            ],
            unseen: Some("the sign-in to AWS has expired".to_owned()),
        },
    ]
}

/// What an AWS service put into the network.
pub(crate) fn others() -> Others {
    let words = "Amazon GuardDuty put this into the network by itself: VPC endpoint (vpce-0a1b2c3d)".to_owned();
    Others { words, ids: vec!["vpce-0a1b2c3d".to_owned()] }
}
