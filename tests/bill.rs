//! The estimate against bills computed by hand from the published prices, to the cent. Each line is units x price,
//! rounded as a bill is; the totals are their sums.

mod count;
#[path = "bill/plans.rs"]
mod plans;

use std::path::Path;

use cloudstead::model::{Money, Usage};
use cloudstead::plan::explained::explained;
use cloudstead::plan::{Answers, Total, compose, estimate};
use cloudstead::preset::by_name;

/// Lines that every tier has: 10 GB of files at 0.023 (0.025), 45,454 writes at 0.005 and 454,546 reads at 0.0004 per
/// thousand, 1 GB of logs at 0.50 (0.70), 0.466 GB-months of them at 0.03.
const SHARED: [&str; 5] = ["File storage", "File writes", "File reads", "Log ingestion", "Log storage"];

/// What a server costs that builds the app from Git: 730 h x 0.0672 (0.0848) for 8 GB of memory, 60 GB x 0.08 (0.096).
const BUILDING: [(&str, i64, i64); 2] = [("Server t4g.large", 4906, 6190), ("System disk", 480, 576)];
const READY: &str = "[images]\napp='a'\nportal='a'\napi='a'\nmigrate='a'\n";

const SERVER: &str = "build='server'\n";
/// What the account's own images take: 0.9, 0.6, 0.5 and 0.7 GB x 0.10.
const IMAGES: [(&str, i64, i64); 4] =
    [("Image of app", 9, 9), ("Image of portal", 6, 6), ("Image of api", 5, 5), ("Image of migrate", 7, 7)];

/// Cents in N. Virginia and in Singapore: what the tier's servers cost that do not build, and everything else.
fn check(tier: &str, servers: [(&str, i64, i64); 2], others: &[(&str, i64, i64)]) {
    for (images, servers, stored) in [("", servers, &IMAGES[..]), (SERVER, BUILDING, &[]), (READY, servers, &[])] {
        let own = || servers.iter().chain(others).chain(stored);
        let (virginia, singapore) = ([23, 23, 18, 50, 1], [25, 23, 18, 70, 1]);
        bill(
            tier,
            "us-east-1",
            images,
            SHARED.into_iter().zip(virginia).chain(own().map(|(item, cents, _)| (*item, *cents))),
        );
        bill(
            tier,
            "ap-southeast-1",
            images,
            SHARED.into_iter().zip(singapore).chain(own().map(|(item, _, cents)| (*item, *cents))),
        );
    }
}

/// The cents of building app, portal, api and migrate in N. Virginia and in Singapore.
const BUILDS: [[i64; 4]; 2] = [[11, 9, 8, 6], [11, 9, 8, 6]];

fn bill<'a>(tier: &str, region: &str, images: &str, by_hand: impl Iterator<Item = (&'a str, i64)>) {
    let text = format!("name='demo'\npreset='compai'\ntier='{tier}'\nregion='{region}'\nbudget=100\n{images}");
    let blueprint = compose(&by_name("compai").unwrap(), &Answers::parse(&text).unwrap()).unwrap();
    let estimate = estimate(&blueprint, &Usage::default());
    let lines =
        estimate.lines.iter().map(|line| (line.item.as_str(), line.monthly.cents())).filter(|(_, cents)| *cents > 0);
    let mut lines: Vec<(&str, i64)> = lines.collect();
    let mut expected: Vec<(&str, i64)> = by_hand.collect();
    lines.sort_unstable();
    expected.sort_unstable();
    assert_eq!(lines, expected, "{tier} in {region}");
    assert_eq!(
        estimate.monthly_total,
        Total::exact(Money::from_cents(expected.iter().map(|(_, cents)| cents).sum())),
        "{tier} in {region}"
    );
    assert!(estimate.unknown.is_empty());
    // 7, 6, 5 and 4 minutes x 0.015 of a large ARM machine, once; nothing of it in the total.
    let once: Vec<i64> = estimate.once.iter().map(|line| line.once.cents()).collect();
    assert_eq!(
        once,
        if images.is_empty() { BUILDS[usize::from(region != "us-east-1")].to_vec() } else { Vec::new() },
        "{tier} in {region}"
    );
    assert_eq!(estimate.once_total.known().cents(), once.iter().sum::<i64>());
    let how = match images {
        "" => "built in the account",
        SERVER => "built on the server",
        _ => "ready images",
    };
    count::line(format!(
        "{tier} in {region}, {how}: {} = {} lines added by hand",
        estimate.monthly_total,
        expected.len()
    ));
}

#[test]
fn starter() {
    // Server 730 h x 0.0336 (0.0424), address 730 h x 0.005, disks 40 and 20 GB x 0.08 (0.096), 5 GB of
    // nightly copies at the price of files.
    let servers = [("Server t4g.medium", 2453, 3095), ("System disk", 320, 384)];
    let others = [("Server address (IPv4)", 365, 365), ("Data disk", 160, 192), ("Nightly copies", 12, 13)];
    check("starter", servers, &others);
}

#[test]
fn managed() {
    // Database 730 h x 0.016 (0.025) and 20 GB x 0.115 (0.138); server 730 h x 0.0168 (0.0212); address; disks 40 and
    // 10 GB.
    let servers = [("Server t4g.small", 1226, 1548), ("System disk", 320, 384)];
    let others = [
        ("Database db.t4g.micro", 1168, 1825),
        ("Database storage", 230, 276),
        ("Server address (IPv4)", 365, 365),
        ("Data disk", 80, 96),
    ];
    check("managed", servers, &others);
}

#[test]
fn standard() {
    // Database as above; server 730 h x 0.0336 (0.0424) and its disk; NAT 730 h and 10 GB x 0.045 (0.059) and its
    // address; load balancer 730 h x 0.0225 (0.0252), 146 LCU-hours x 0.008, two addresses; 20 GB between zones x 0.01;
    // 10 processor hours x 0.04 above what the size includes.
    let servers = [("Server t4g.medium", 2453, 3095), ("System disk", 320, 384)];
    let others = [
        ("Database db.t4g.micro", 1168, 1825),
        ("Database storage", 230, 276),
        ("NAT gateway hours", 3285, 4307),
        ("NAT gateway traffic", 45, 59),
        ("NAT gateway address (IPv4)", 365, 365),
        ("Load balancer hours", 1643, 1840),
        ("Load balancer capacity units", 117, 117),
        ("Load balancer addresses (IPv4)", 730, 730),
        ("Traffic between zones", 20, 20),
        ("Busy processors", 40, 40),
    ];
    check("standard", servers, &others);
}

/// The most that busy processors can add: two of a t4g.small or medium, 20 % of each included, 0.04 an hour; three
/// servers for 730 h.
#[test]
fn what_nothing_stops_is_said_with_its_most() {
    let note = |tier: &str| {
        let text = format!("name='demo'\npreset='compai'\ntier='{tier}'\nregion='us-east-1'\nbudget=100\n");
        let blueprint = compose(&by_name("compai").unwrap(), &Answers::parse(&text).unwrap()).unwrap();
        let lines = estimate(&blueprint, &Usage::default()).lines;
        lines.into_iter().find(|line| line.item == "Busy processors").unwrap().note
    };
    assert!(note("managed").ends_with("; at most 0.06 for every hour until then"), "{}", note("managed"));
    assert!(note("standard").contains("; at most 140.16 a month, if all 3 servers"), "{}", note("standard"));
}

#[test]
fn storage_that_grows_says_what_it_would_cost() {
    let text = "name='demo'\npreset='compai'\ntier='managed'\nregion='us-east-1'\nbudget=100\n";
    let blueprint = compose(&by_name("compai").unwrap(), &Answers::parse(text).unwrap()).unwrap();
    let estimate = estimate(&blueprint, &Usage::default());
    let storage = estimate.lines.iter().find(|line| line.item == "Database storage").unwrap();
    // 100 GB x 0.115.
    assert!(storage.note.contains("at most 11.50 once it has grown to 100 GB"), "{}", storage.note);
}

/// Every line that a kind can put on a bill, wherever it is written, is explained.
#[test]
fn every_line_that_can_occur_is_explained() {
    let mut items = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/resource")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let (below, here): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
        folders.extend(below);
        files.extend(here);
    }
    // The last is a kind that only the library's own tests have.
    for file in files.iter().filter(|file| !file.ends_with("placard.rs")) {
        let source = std::fs::read_to_string(file).unwrap();
        for made in ["PriceLine::new(", "PriceLine::hourly("] {
            for after in source.split(made).skip(1) {
                let item = after.split('"').nth(1).unwrap();
                items.push(item.replace("{}", "db.t4g.micro"));
            }
        }
    }
    assert!(items.len() >= 20, "{items:?}");
    for item in &items {
        assert!(!explained(item).is_empty(), "{item}");
    }
    count::line(format!("{} lines that kinds can put on a bill, all explained", items.len()));
}
