//! A removal that AWS does not allow.

use serde_json::Value;

use crate::laptop::{Laptop, NAME};
use crate::moto::Failure;
use crate::tell;

pub(crate) const DESTROY: [&str; 6] = ["destroy", NAME, "--yes", "--confirm", NAME, "--delete-files"];

/// Nodes of which something is there; what was kept on purpose is of none.
pub(crate) fn left(laptop: &Laptop) -> Vec<String> {
    laptop.tagged().into_keys().map(|(_, node)| node).filter(|node| !node.is_empty()).collect()
}

#[test]
fn what_may_not_be_removed_is_named_with_its_price_and_goes_with_the_next_run() {
    let laptop = Laptop::new();
    laptop.deploy("starter", None).done();
    let message = "You are not authorized to perform this operation.";
    laptop.proxy.fail(&Failure {
        operation: "ReleaseAddress",
        code: "UnauthorizedOperation",
        message,
        status: 403,
        times: 1,
    });
    let stopped = laptop.destroy();
    let end = stopped.finished();
    assert_eq!((stopped.code, end["outcome"].as_str()), (Some(1), Some("failed")), "{end}");
    let failed: Vec<&Value> = stopped.lines.iter().filter(|line| line["event"] == "node_failed").collect();
    assert_eq!((failed.len(), &failed[0]["node"]), (1, &Value::from("server-address")), "{failed:?}");
    assert_eq!(left(&laptop), ["server-address"], "all else is gone");
    // Named, with what it costs for as long as it is there.
    let id = laptop.moto.inventory("us-east-1")["elastic-ip"][0]["id"].as_str().unwrap().to_owned();
    assert!(end["left"].to_string().contains(&id), "{end}");
    assert_eq!(end["exists"]["monthly"].to_string(), "3.65", "{end}");
    assert_eq!(laptop.status()["monthly_total"].to_string(), "3.65");

    laptop.run(&DESTROY).done();
    assert!(laptop.moto.inventory("us-east-1").get("elastic-ip").is_none());
    assert_eq!(left(&laptop), [] as [&str; 0]);
    tell("starter: a removal that AWS did not allow was named, priced, and made by the next run");
}
