//! The load balancer, the group of servers behind it, and what they report.

use cloudstead::engine::{Chores, DataChoice, Found, Poll};
use cloudstead::resource::auto_scaling_group::AutoScalingGroup;
use cloudstead::resource::launch_template::LaunchTemplateOutputs;
use cloudstead::resource::listener::{Listener, ListenerAction};
use cloudstead::resource::load_balancer::LoadBalancer;
use cloudstead::resource::scaling_policy::ScalingPolicy;
use cloudstead::resource::target_group::TargetGroup;
use cloudstead::resource::{Kind, Outputs, Spec};
use serde_json::json;

use crate::drivers::World;
use crate::moto::Agent;
use crate::{Stage, to};

pub(crate) fn targets(health_path: &str) -> Spec {
    TargetGroup { name: "demo-web".to_owned(), vpc: to("vpc"), port: 80, health_path: health_path.to_owned() }.into()
}

pub(crate) fn balancer() -> Spec {
    LoadBalancer { name: "demo-web".to_owned(), subnets: vec![to("a"), to("b")], group: to("firewall") }.into()
}

pub(crate) fn listener(port: u16, action: ListenerAction) -> Spec {
    Listener { load_balancer: to("balancer"), port, action }.into()
}

pub(crate) fn group(minimum: u32, maximum: u32) -> Spec {
    AutoScalingGroup {
        name: "demo-servers".to_owned(),
        template: to("template"),
        subnets: vec![to("a"), to("b")],
        targets: to("targets"),
        minimum,
        maximum,
        release: "r1".to_owned(),
        start_seconds: 420,
        hook: "cloudstead-healthy".to_owned(),
        instead_of: None,
        instance_type: "t4g.small".to_owned(),
        root_gb: 12,
    }
    .into()
}

pub(crate) fn policy(cpu_percent: u32) -> Spec {
    ScalingPolicy { name: "demo-cpu".to_owned(), group: to("group"), cpu_percent }.into()
}

pub(crate) fn report(release: &str) -> Spec {
    let text = json!({
        "servers": {"fleet": "group"}, "parameters": "/cloudstead/demo/boxes", "release": release, "needs": [],
        "build_seconds": 0,
    });
    serde_json::from_value(json!({"instance-report": text})).unwrap()
}

/// A launch template version whose servers carry this release's tag.
pub(crate) fn template(stage: &Stage, world: &mut World<'_>, release: &str) {
    let made = stage.moto.boto(&format!(
        "
ec2 = boto3.client('ec2')
tags = [{{'Key': 'cloudstead:release', 'Value': '{release}'}}, {{'Key': 'cloudstead:bucket', 'Value': 'demo-releases'}}]
data = {{'ImageId': 'ami-0a0b0c0d0e0f00001', 'InstanceType': 't4g.small',
    'TagSpecifications': [{{'ResourceType': 'instance', 'Tags': tags}}]}}
try:
    version = ec2.create_launch_template_version(LaunchTemplateName='demo',
        LaunchTemplateData=data)['LaunchTemplateVersion']
except Exception:
    version = {{**ec2.create_launch_template(LaunchTemplateName='demo', LaunchTemplateData=data)['LaunchTemplate'],
        'VersionNumber': 1}}
s3 = boto3.client('s3')
s3.create_bucket(Bucket='demo-releases')
s3.put_object(Bucket='demo-releases', Key='releases/{release}/release.json', Body=b'{{}}')
print(json.dumps([version['LaunchTemplateId'], str(version['VersionNumber'])]))"
    ));
    let text = |at: usize| made[at].as_str().unwrap().to_owned();
    world.know(
        "template",
        Outputs::LaunchTemplate(LaunchTemplateOutputs { launch_template_id: text(0), version: text(1) }),
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fleet_lives_changes_and_goes() {
    let stage = Stage::new();
    let mut world = stage.world("one").await;
    stage.network(&mut world);
    template(&stage, &mut world, "r1");
    world.live("targets", targets("/health")).await;
    world.live_again("targets", targets("/api/health")).await;
    world.live("balancer", balancer()).await;
    world.live("listener", listener(80, ListenerAction::Forward { targets: to("targets") })).await;
    world.live("group", group(1, 2)).await;
    world.live("policy", policy(60)).await;
    world.live_again("policy", policy(70)).await;

    // Nothing is reported yet, then the servers play their part.
    let Ok(Poll::Waiting(text)) = world.check("report", &report("r1")).await else { panic!("not waiting") };
    assert!(text.starts_with("0 of 1 servers are ready"), "{text}");
    let _agent = Agent::start(&stage.moto, "us-east-1");
    let Outputs::InstanceReport(first) = world.fact("report", report("r1")).await else { panic!("another kind") };
    assert_eq!(first.instance_ids.len(), 1);

    // A new version and more servers: all are replaced.
    template(&stage, &mut world, "r2");
    world.live_again("group", group(2, 3)).await;
    let Outputs::InstanceReport(second) = world.fact("report", report("r2")).await else { panic!("another kind") };
    assert_eq!(second.instance_ids.len(), 2);
    assert!(!second.instance_ids.contains(&first.instance_ids[0]));

    // A group from before there was a hook gets one and keeps its servers.
    stage.moto.boto(
        "scaling = boto3.client('autoscaling')\n\
         scaling.delete_lifecycle_hook(AutoScalingGroupName='demo-servers', LifecycleHookName='cloudstead-healthy')\n\
         scaling.update_auto_scaling_group(AutoScalingGroupName='demo-servers', HealthCheckGracePeriod=2820)",
    );
    world.live_again("group", group(2, 3)).await;
    let found = stage.moto.inventory("us-east-1");
    let scaling = &found["auto-scaling-group"][0];
    let hooks = scaling["hooks"].as_array().unwrap();
    assert_eq!((hooks.len(), &hooks[0]["LifecycleTransition"]), (1, &json!("autoscaling:EC2_INSTANCE_LAUNCHING")));
    assert_eq!((&scaling["HealthCheckType"], &scaling["HealthCheckGracePeriod"]), (&json!("ELB"), &json!(0)));
    let mut kept = second.instance_ids.clone();
    kept.sort();
    assert_eq!(scaling["instances"], json!(kept));
    assert_eq!(found["target-group"][0]["HealthCheckIntervalSeconds"], 10);
    assert_eq!(found["target-group"][0]["attributes"]["deregistration_delay.timeout_seconds"], "30");
    assert_eq!(found["listener"][0]["tags"]["cloudstead:node"], "listener");
    assert_eq!(found["instance"][0]["tags"]["cloudstead:id"], "one");

    by_hand(&stage, &world).await;

    let mut other = stage.world("two").await;
    for node in ["vpc", "a", "b", "firewall", "template", "targets", "balancer"] {
        other.know(node, world.outputs_of(node));
    }
    let forward = listener(80, ListenerAction::Forward { targets: to("targets") });
    for (node, spec) in
        [("targets", targets("/")), ("balancer", balancer()), ("listener", forward), ("group", group(1, 2))]
    {
        assert!(matches!(other.find(node, &spec).await, Ok(Found::Foreign(_))), "{node}");
    }

    world.end_all(DataChoice::default()).await;
    let left = stage.moto.inventory("us-east-1");
    for kind in ["instance", "auto-scaling-group", "load-balancer", "listener", "target-group", "scaling-policy"] {
        assert!(left.get(kind).is_none(), "{kind}: {}", left[kind]);
    }
    world.assert_declared(&[
        Kind::TargetGroup,
        Kind::LoadBalancer,
        Kind::ScalingPolicy,
        Kind::InstanceReport,
        Kind::AutoScalingGroup,
    ]);
}

/// What people change in the console, and what is then said of it.
async fn by_hand(stage: &Stage, world: &World<'_>) {
    let vpc = world.aws_id("vpc");
    stage.moto.boto(&format!(
        "
ec2, elb, scaling = [boto3.client(name) for name in ('ec2', 'elbv2', 'autoscaling')]
arn = elb.describe_load_balancers(Names=['demo-web'])['LoadBalancers'][0]['LoadBalancerArn']
elb.modify_load_balancer_attributes(LoadBalancerArn=arn,
    Attributes=[{{'Key': 'routing.http.drop_invalid_header_fields.enabled', 'Value': 'false'}}])
other = ec2.create_security_group(GroupName='other', Description='d', VpcId='{vpc}')['GroupId']
elb.set_security_groups(LoadBalancerArn=arn, SecurityGroups=[other])
arn = elb.describe_target_groups(Names=['demo-web'])['TargetGroups'][0]['TargetGroupArn']
elb.modify_target_group(TargetGroupArn=arn, Matcher={{'HttpCode': '200'}})
elb.modify_target_group_attributes(TargetGroupArn=arn, Attributes=[{{'Key': 'deregistration_delay.timeout_seconds',
    'Value': '300'}}])
scaling.update_auto_scaling_group(AutoScalingGroupName='demo-servers', MaxSize=9, HealthCheckType='EC2',
    HealthCheckGracePeriod=600)"
    ));
    world.set_right("balancer", &balancer(), &["malformed requests", "its firewall"]).await;
    world.set_right("targets", &targets("/api/health"), &["how servers are checked", "a leaving server"]).await;
    world.set_right("group", &group(2, 3), &["how many servers", "do not answer are replaced", "grace period"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_of_a_server_are_explained() {
    let stage = Stage::new();
    let mut world = stage.world("one").await;
    world.know(
        "server",
        Outputs::Instance(cloudstead::resource::instance::InstanceOutputs { instance_id: "i-1".to_owned() }),
    );
    let text = json!({
        "servers": {"box": "server"}, "parameters": "/cloudstead/demo/boxes", "release": "r1", "needs": [],
        "build_seconds": 0,
    });
    let spec: Spec = serde_json::from_value(json!({"instance-report": text})).unwrap();
    let put = |value: serde_json::Value| {
        let value = value.to_string();
        stage.moto.boto(&format!(
            "boto3.client('ssm').put_parameter(Name='/cloudstead/demo/boxes/i-1', Type='String', Overwrite=True, \
            Value={value:?})"
        ));
    };
    let waiting = async || match world.check("report", &spec).await {
        Ok(Poll::Waiting(text)) => text,
        other => panic!("not waiting: {other:?}"),
    };
    assert!(waiting().await.contains("booting"));
    put(json!({"step": "images", "state": "running", "detail": "step 4/12"}));
    assert_eq!(waiting().await, "downloading or building the app's images: step 4/12");
    put(json!({"step": "ready", "state": "done", "detail": "", "release": "r0"}));
    assert!(waiting().await.contains("earlier release"));
    // It tries again by itself: a hiccup is no reason to stop, the same thing again and again is.
    for (step, failures) in [("images", 1), ("images", 2), ("release", 1)] {
        put(json!({"step": step, "state": "failed", "detail": "toomanyrequests", "release": "r1",
                "failures": failures}));
        let text = waiting().await;
        assert!(text.contains("tries again within a minute") && text.ends_with(": toomanyrequests"), "{text}");
    }
    for (step, failures) in [("images", 3), ("release", 2), ("health", 1)] {
        put(json!({"step": step, "state": "failed", "detail": "no", "release": "r1", "failures": failures}));
        assert_eq!(world.check("report", &spec).await.unwrap_err().code, "ServerFailed", "{step}");
    }
    put(json!({"step": "volume", "state": "failed", "detail": "vol-1 is not attached"}));
    let error = world.check("report", &spec).await.unwrap_err();
    assert_eq!((error.code.as_str(), error.why.as_str()), ("ServerFailed", "vol-1 is not attached"));
    assert!(error.what.contains("preparing the data disk") && error.hint.contains("i-1"));
    // Of its jobs and copies it tells apart from that.
    assert_eq!(world.chores("report", &spec).await, Ok(vec![("i-1".to_owned(), Chores::default())]));
    let text =
        json!({"jobs": {"report": {"ran": 5, "code": 7, "said": "no\u{1b}[2J way"}}, "copies": {"db": {"good": 6}}});
    stage.moto.boto(&format!(
        "boto3.client('ssm').put_parameter(Name='/cloudstead/demo/boxes/i-1/chores', Type='String', \
        Value=json.dumps({text}))"
    ));
    let told = world.chores("report", &spec).await.unwrap().remove(0).1;
    assert_eq!((told.jobs["report"].code, told.jobs["report"].said.as_deref()), (Some(7), Some("no way")));
    assert_eq!(told.copies["db"].good, Some(6));
    put(json!({"step": "backup", "state": "failed", "detail": "disk full", "release": "r1", "failures": 3}));
    let error = world.check("report", &spec).await.unwrap_err();
    assert_eq!((error.code.as_str(), error.why.as_str()), ("BackupFailed", "disk full"));
    put(json!({"step": "ready", "state": "done", "detail": "", "release": "r1"}));
    assert!(matches!(world.check("report", &spec).await, Ok(Poll::Ready(_))));
}
