//! Signed in to another account than the deployment's: nothing is looked up, made or removed there.

use crate::laptop::{Laptop, NAME, REGION};
use crate::moto::{Failure, Moto, StrictProxy};

const OTHER: &str = "210987654321";

#[test]
fn another_account_is_refused() {
    let laptop = Laptop::new();
    laptop.proxy.fail(&Failure {
        operation: "CreateVpc",
        code: "VpcLimitExceeded",
        message: "no more",
        status: 400,
        times: 1,
    });
    let refused = laptop.deploy("managed", None);
    let failed: Vec<_> = refused.lines.iter().filter(|line| line["event"] == "node_failed").collect();
    assert_eq!(refused.code, Some(1), "{}", refused.stderr);
    assert!(
        !failed.is_empty() && failed.iter().all(|line| line.to_string().contains("VpcLimitExceeded")),
        "{failed:?}"
    );
    let journal = laptop.journal();

    let moto = Moto::of(OTHER);
    let proxy = StrictProxy::start(&moto);
    let untouched = moto.inventory(REGION);
    let answers = laptop.answers("managed", None);
    let commands: [&[&str]; 4] = [
        &["resume", NAME, "--yes"],
        &["deploy", "--answers", answers.to_str().unwrap(), "--yes"],
        &["destroy", NAME, "--yes", "--confirm", NAME],
        &["status", NAME],
    ];
    for command in commands {
        let ran = laptop.finish(laptop.command_at(&proxy.url, command));
        assert_eq!(ran.code, Some(3), "{command:?} {}", ran.stderr);
        assert!(
            ran.stderr.contains("lives in account 123456789012") && ran.stderr.contains(OTHER),
            "{command:?} {}",
            ran.stderr
        );
        assert_eq!(laptop.journal(), journal, "{command:?} wrote something down");
    }
    assert_eq!(proxy.status().mutating, 0);
    assert_eq!(moto.inventory(REGION), untouched);
    // In its own account it goes on.
    laptop.resume().done();
}
