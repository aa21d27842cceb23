//! The estimate against bills computed by hand from the published prices, to the cent. Each line is units x price, rounded as a
//! bill is; the totals are their sums.

mod count;

use cloudstead::model::{Money, Usage};
use cloudstead::plan::{Answers, compose, estimate};
use cloudstead::preset::by_name;

/// Lines that every tier has: 10 GB of files at 0.023 (0.025), 45,454 writes at 0.005 and 454,546 reads at 0.0004 per thousand,
/// 1 GB of logs at 0.50 (0.70), 0.466 GB-months of them at 0.03.
const VIRGINIA: [i64; 5] = [23, 23, 18, 50, 1];
const SINGAPORE: [i64; 5] = [25, 23, 18, 70, 1];

fn check(tier: &str, region: &str, shared: [i64; 5], own: &[i64]) {
    let text = format!("name='demo'\npreset='compai'\ntier='{tier}'\nregion='{region}'\nbudget=100\n");
    let blueprint = compose(&by_name("compai").unwrap(), &Answers::parse(&text).unwrap()).unwrap();
    let estimate = estimate(&blueprint, &Usage::default());
    let mut lines: Vec<i64> = estimate.lines.iter().map(|line| line.monthly.cents()).filter(|cents| *cents > 0).collect();
    let mut expected: Vec<i64> = shared.iter().chain(own).copied().collect();
    lines.sort_unstable();
    expected.sort_unstable();
    assert_eq!(lines, expected, "{tier} in {region}");
    assert_eq!(estimate.monthly_total, Money::from_cents(expected.iter().sum()), "{tier} in {region}");
    assert!(estimate.unknown.is_empty());
    count::line(format!("{tier} in {region}: {} = {} lines added by hand", estimate.monthly_total, expected.len()));
}

#[test]
fn starter() {
    // Server 730 h x 0.0336 (0.0424), address 730 h x 0.005, disks 40 and 20 GB x 0.08 (0.096), 5 GB of
    // nightly copies at the price of files.
    check("starter", "us-east-1", VIRGINIA, &[2453, 365, 320, 160, 12]);
    check("starter", "ap-southeast-1", SINGAPORE, &[3095, 365, 384, 192, 13]);
}

#[test]
fn budget() {
    // Database 730 h x 0.016 (0.025) and 20 GB x 0.115 (0.138); server 730 h x 0.0168 (0.0212); address; disks 40 and 10 GB.
    check("budget", "us-east-1", VIRGINIA, &[1168, 230, 1226, 365, 320, 80]);
    check("budget", "ap-southeast-1", SINGAPORE, &[1825, 276, 1548, 365, 384, 96]);
}

#[test]
fn standard() {
    // Database as above; server 730 h x 0.0336 (0.0424) and its disk; NAT 730 h and 10 GB x 0.045 (0.059) and its address;
    // load balancer 730 h x 0.0225 (0.0252), 146 LCU-hours x 0.008, two addresses; 20 GB between zones x 0.01;
    // 10 processor hours x 0.04 above what the size includes.
    check("standard", "us-east-1", VIRGINIA, &[1168, 230, 2453, 320, 3285, 45, 365, 1643, 117, 730, 20, 40]);
    check("standard", "ap-southeast-1", SINGAPORE, &[1825, 276, 3095, 384, 4307, 59, 365, 1840, 117, 730, 20, 40]);
}
