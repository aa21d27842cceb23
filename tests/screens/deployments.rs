//! Existing deployments and changes of them, as the application would hand them over.

use cloudstead::model::Money;
use cloudstead::tui::{Blocked, DataQuestion, DeploymentState, DiffLine, DiffSign, DiffView, Menu, Purpose, TierOffer};

const fn cents(cents: i64) -> Money {
    Money::from_cents(cents)
}

pub(crate) fn menu(state: DeploymentState) -> Menu {
    let offer = |name: &str, difference: i64, summary: &str| TierOffer {
        name: name.to_owned(),
        difference: cents(difference),
        summary: summary.to_owned(),
        blocked: None,
    };
    let mut starter = offer("starter", -8384, "one server, database on it");
    starter.blocked = Some(moves());
    let look = [
        ("Address", "https://app.example.com answers 200, certificate valid until 2027-02-19"),
        ("Server", "i-0a1b2c3d4e5f67890, t4g.medium, zone us-east-1a, healthy"),
        ("Database", "compai-prod-db, PostgreSQL 17, 20 GB, last backup tonight 03:12"),
        ("Files", "compai-prod-files-3f9a1c, private, versioned"),
        ("This month", "41.20 so far, 105.20 expected, alarm at 120.00"),
        ("Drift", "the security group compai-prod-server allows port 22 from 203.0.113.9; cloudstead did not add that rule"),
    ];
    Menu {
        name: "compai-prod".to_owned(),
        title: "Comp AI".to_owned(),
        tier: "standard".to_owned(),
        region: "us-east-1".to_owned(),
        url: Some("https://app.example.com".to_owned()),
        healthy: Some(state == DeploymentState::Complete),
        monthly: cents(10_520),
        state,
        look: look.map(|(label, text)| (label.to_owned(), text.to_owned())).into(),
        tiers: vec![
            starter,
            offer("budget", -6709, "one server, managed database"),
            offer("production", 9840, "two zones, load balancer, database with a standby"),
        ],
    }
}

fn moves() -> Blocked {
    Blocked {
        short: "not possible yet: the database would have to move".to_owned(),
        what: "Moving from `standard` to `starter` would move the database, which cloudstead cannot do yet: one keeps the database on the server's disk, the other in a managed database (RDS).".to_owned(),
        hint: "Deploy the other tier under another name and copy the data with pg_dump and pg_restore.".to_owned(),
    }
}

/// Three deployments, one of them unfinished and one whose tier cannot change.
pub(crate) fn several() -> Vec<Menu> {
    let mut small = menu(DeploymentState::Complete);
    (small.name, small.tier, small.monthly) = ("demo".to_owned(), "starter".to_owned(), cents(2136));
    "ap-southeast-2".clone_into(&mut small.region);
    small.tiers.iter_mut().for_each(|tier| tier.blocked = Some(moves()));
    let mut unfinished = menu(DeploymentState::Unfinished);
    (unfinished.name, unfinished.tier) = ("a-name-of-20-letters".to_owned(), "budget".to_owned());
    vec![unfinished, menu(DeploymentState::Complete), small]
}

fn line(sign: DiffSign, what: &str, monthly: i64, note: &str) -> DiffLine {
    DiffLine { sign, what: what.to_owned(), monthly: cents(monthly), note: note.to_owned(), data: false }
}

fn data(sign: DiffSign, what: &str, monthly: i64, note: &str) -> DiffLine {
    DiffLine { data: true, ..line(sign, what, monthly, note) }
}

pub(crate) fn upgrade() -> DiffView {
    DiffView {
        purpose: Purpose::Tier("production".to_owned()),
        name: "compai-prod".to_owned(),
        title: "From standard to production".to_owned(),
        lines: vec![
            line(DiffSign::Added, "NAT gateway", 3285, "in the second zone"),
            line(DiffSign::Added, "address (Elastic IP)", 365, "for the NAT gateway"),
            data(DiffSign::Changed, "database (RDS)", 5110, "db.t4g.micro becomes db.t4g.small with a standby"),
            line(DiffSign::Changed, "group of servers", 4906, "2 to 4 servers"),
            line(DiffSign::Kept, "network (VPC)", 0, ""),
            data(DiffSign::Kept, "file store (S3)", 23, ""),
        ],
        before: cents(10_520),
        after: cents(20_360),
        minutes: 14,
        downtime: "about 2 minutes while the database changes its size".to_owned(),
        blocked: None,
        snapshot: None,
        files: None,
    }
}

pub(crate) fn replacing() -> DiffView {
    let mut diff = upgrade();
    diff.lines[2] = data(DiffSign::Replaced, "database (RDS)", 1398, "a new one is made from a snapshot of the old one");
    diff
}

pub(crate) fn blocked() -> DiffView {
    DiffView {
        purpose: Purpose::Tier("starter".to_owned()),
        title: "From standard to starter".to_owned(),
        blocked: Some("The data would have to move from the managed database to the server. That is not automatic yet: make a backup, destroy, and deploy starter with it.".to_owned()),
        ..upgrade()
    }
}

pub(crate) fn destroy() -> DiffView {
    DiffView {
        purpose: Purpose::Destroy,
        name: "compai-prod".to_owned(),
        title: "Destroy compai-prod: Comp AI standard in us-east-1".to_owned(),
        lines: vec![
            data(DiffSign::Removed, "database (RDS)", 1398, "PostgreSQL 17, 20 GB"),
            data(DiffSign::Removed, "file store (S3)", 23, "about 10 GB of files with their old versions"),
            line(DiffSign::Removed, "load balancer (ALB)", 2957, ""),
            line(DiffSign::Removed, "NAT gateway", 3650, "with its address"),
            line(DiffSign::Removed, "server (EC2) t4g.medium", 2453, ""),
            line(DiffSign::Removed, "private network (VPC)", 0, "with 4 subnets and its firewalls"),
            line(DiffSign::Kept, "account-wide roles", 0, "other things in your account may use them"),
        ],
        before: cents(10_520),
        after: cents(0),
        minutes: 12,
        downtime: "for good".to_owned(),
        blocked: None,
        snapshot: Some(DataQuestion { what: "The database: PostgreSQL 17, 20 GB.".to_owned(), monthly: cents(190) }),
        files: Some(DataQuestion { what: "compai-prod-files-3f9a1c, about 10 GB.".to_owned(), monthly: cents(23) }),
    }
}
