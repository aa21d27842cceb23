//! The same drivers against moto as it is: what it lacks must not stop a run, only its checks are weaker.

use cloudstead::engine::{DataChoice, Found};
use cloudstead::resource::Outputs;

use crate::Stage;
use crate::files::{NAME, bucket};
use crate::fleet::{balancer, group, report, targets, template};
use crate::moto::Agent;
use crate::parameters::budget;

#[tokio::test(flavor = "multi_thread")]
async fn what_moto_lacks_stops_nothing() {
    let stage = Stage::plain();
    let mut world = stage.world("one").await;
    stage.network(&mut world);

    // A crash between the bucket's creation and its tags.
    stage.moto.boto(&format!("boto3.client('s3').create_bucket(Bucket='{NAME}')"));
    assert!(matches!(world.find("files", &bucket(30)).await, Ok(Found::Ours(_))));
    world.live_again("files", bucket(30)).await;

    world.live("budget", budget(60)).await;
    world.live_again("budget", budget(90)).await;

    template(&stage, &mut world, "r1");
    world.live("targets", targets("/")).await;
    world.live("balancer", balancer()).await;
    world.live("group", group(1, 2)).await;
    let _agent = Agent::start(&stage.moto, "us-east-1");
    let Outputs::InstanceReport(first) = world.fact("report", report("r1")).await else { panic!("another kind") };
    template(&stage, &mut world, "r2");
    world.live_again("group", group(1, 2)).await;
    let Outputs::InstanceReport(second) = world.fact("report", report("r2")).await else { panic!("another kind") };
    assert_ne!(first, second, "the server was replaced");
    world.end_all(DataChoice::default()).await;
}
