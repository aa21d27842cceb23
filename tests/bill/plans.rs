//! Plans that people wrote by hand, beside our estimate: `docs/plans.toml` says which line is which and why they
//! differ, and `docs/plans.md` is written from it (`CLOUDSTEAD_PLANS=write`).

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use cloudstead::plan::{Answers, Estimate, compose, estimate};
use cloudstead::preset::by_name;
use serde::Deserialize;

use crate::count;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Plans {
    plans: Vec<Plan>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Plan {
    title: String,
    preset: String,
    tier: String,
    region: String,
    /// The sum that the plan itself names.
    says: f64,
    answers: String,
    rows: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    /// What the plan calls it; empty for what it has not.
    plan: String,
    usd: f64,
    lines: Vec<String>,
    #[serde(default)]
    reasons: Vec<Reason>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reason {
    usd: f64,
    why: String,
}

/// Dollars as whole cents.
#[expect(clippy::cast_possible_truncation, reason = "amounts are small")]
fn cents(usd: f64) -> i64 {
    (usd * 100.0).round() as i64
}

fn dollars(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100)
}

fn estimated(plan: &Plan) -> Estimate {
    let text = format!(
        "name='demo'\npreset='{}'\ntier='{}'\nregion='{}'\nbudget=500\n{}",
        plan.preset, plan.tier, plan.region, plan.answers
    );
    let answers = Answers::parse(&text).unwrap();
    estimate(&compose(&by_name(&plan.preset).unwrap(), &answers).unwrap(), &answers.usage)
}

/// The plan's table; every line of the estimate is in one row, and each row's difference is explained to the cent.
fn table(plan: &Plan) -> String {
    let estimate = estimated(plan);
    let mut ours: BTreeMap<&str, i64> = BTreeMap::new();
    for line in &estimate.lines {
        *ours.entry(line.item.as_str()).or_default() += line.monthly.cents();
    }
    let mut text = format!(
        "## {}\n\n`{}` as `{}` in {}. The plan says about {} a month.\n\n\
         | in the plan | USD | asked of AWS | USD | why |\n|---|---|---|---|---|\n",
        plan.title,
        plan.preset,
        plan.tier,
        plan.region,
        dollars(cents(plan.says))
    );
    let (mut theirs_in_all, mut ours_in_all) = (0, 0);
    for row in &plan.rows {
        let place = format!("{}: `{}`", plan.title, row.plan);
        let taken = |line: &String| ours.remove(line.as_str()).unwrap_or_else(|| panic!("{place}: no line `{line}`"));
        let (theirs, own) = (cents(row.usd), row.lines.iter().map(taken).sum::<i64>());
        let explained: i64 = row.reasons.iter().map(|reason| cents(reason.usd)).sum();
        assert_eq!(own - theirs, explained, "{place}: cents that differ (left) and that are explained (right)");
        let why = row.reasons.iter().map(|one| format!("{}: {}", signed(cents(one.usd)), one.why));
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} |",
            if row.plan.is_empty() { "not in the plan" } else { &row.plan },
            dollars(theirs),
            if row.lines.is_empty() { "nothing".to_owned() } else { row.lines.join(", ") },
            dollars(own),
            why.collect::<Vec<_>>().join("; ")
        );
        theirs_in_all += theirs;
        ours_in_all += own;
    }
    assert!(ours.is_empty(), "{}: lines of the estimate in no row: {ours:?}", plan.title);
    assert_eq!(estimate.monthly_total.known().cents(), ours_in_all, "{}", plan.title);
    // What the plan's items add up to is what it says, but for rounding.
    assert!((theirs_in_all - cents(plan.says)).abs() * 100 <= cents(plan.says) * 2, "{}: {theirs_in_all}", plan.title);
    let _ = writeln!(text, "| **together** | **{}** | | **{}** | |", dollars(theirs_in_all), dollars(ours_in_all));
    text
}

fn signed(cents: i64) -> String {
    if cents < 0 { dollars(cents) } else { format!("+{}", dollars(cents)) }
}

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name)
}

#[test]
fn plans_by_hand_and_ours_differ_only_where_it_is_said_why() {
    let plans: Plans = toml::from_str(&fs::read_to_string(path("plans.toml")).unwrap()).unwrap();
    let tables: Vec<String> = plans.plans.iter().map(table).collect();
    let text = format!(
        "# Plans written by hand, and what cloudstead asks of AWS\n\n\
         Each table has what somebody expected to pay beside what the same tier costs by the price book\n\
         (`assets/pricebook.json`), line by line, with the reason of every difference. Written from \
         [plans.toml](plans.toml) by a test.\n\n{}",
        tables.join("\n")
    );
    if std::env::var_os("CLOUDSTEAD_PLANS").is_some_and(|wanted| wanted == "write") {
        fs::write(path("plans.md"), &text).unwrap();
    }
    let written = fs::read_to_string(path("plans.md")).unwrap_or_default();
    assert_eq!(written, text, "CLOUDSTEAD_PLANS=write cargo test --test bill writes it anew");
    count::line(format!("{} plans by hand beside ours, every difference explained to the cent", tables.len()));
}
