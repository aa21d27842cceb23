//! What people remove and change by hand: `status` says it, the next run sets it right, and what held data is not made
//! anew without consent.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::account::equals_plan;
use crate::laptop::{Laptop, NAME};
use crate::tell;

/// Python that changes five things and removes two.
const BY_HAND: &str = r"
iam, s3, ec2, logs, rds, ssm = [boto3.client(name) for name in ('iam', 's3', 'ec2', 'logs', 'rds', 'ssm')]
role = next(role['RoleName'] for role in iam.list_roles()['Roles'] if role['RoleName'].startswith('demo-'))
everything = {'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Action': '*', 'Resource': '*'}]}
iam.put_role_policy(RoleName=role, PolicyName='deployment', PolicyDocument=json.dumps(everything))
iam.detach_role_policy(RoleName=role, PolicyArn='arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore')
bucket = next(bucket['Name'] for bucket in s3.list_buckets()['Buckets'] if bucket['Name'].startswith('demo-files-'))
s3.delete_public_access_block(Bucket=bucket)
logs.put_retention_policy(logGroupName='/cloudstead/demo', retentionInDays=365)
rds.modify_db_instance(DBInstanceIdentifier='demo-db', BackupRetentionPeriod=1, ApplyImmediately=True)
rules = ec2.describe_security_group_rules()['SecurityGroupRules']
rule = next(rule for rule in rules if any(tag['Value'] == 'server-firewall-80' for tag in rule.get('Tags', [])))
ec2.revoke_security_group_ingress(GroupId=rule['GroupId'], SecurityGroupRuleIds=[rule['SecurityGroupRuleId']])
s3.delete_bucket_cors(Bucket=bucket)
print(json.dumps(None))";

/// Python that removes the database as the console does.
const DATABASE_GONE: &str = "boto3.client('rds').delete_db_instance(DBInstanceIdentifier='demo-db', \
    SkipFinalSnapshot=True); print(json.dumps(None))";

fn ill(laptop: &Laptop) -> Vec<(String, String)> {
    let status = laptop.status();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let all = status["resources"].as_array().unwrap().iter().map(|one| (text(&one["id"]), text(&one["health"])));
    all.filter(|(_, health)| health != "ok").collect()
}

/// Times a run that has nothing to do.
fn nothing_to_do(laptop: &Laptop, tier: &str) {
    let begin = Instant::now();
    laptop.resume().done();
    let took = begin.elapsed();
    tell(&format!("{tier}: a run with nothing to do takes {:.1} s", took.as_secs_f64()));
    assert!(took < Duration::from_secs(10), "{took:?}");
}

/// Python that changes what only a group of servers has.
const FLEET_BY_HAND: &str = r"
ec2, elb, scaling = [boto3.client(name) for name in ('ec2', 'elbv2', 'autoscaling')]
ours = lambda vpc: any(tag['Key'] == 'cloudstead:node' for tag in vpc.get('Tags', []))
vpc = next(vpc['VpcId'] for vpc in ec2.describe_vpcs()['Vpcs'] if ours(vpc))
ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={'Value': False})
balancer = elb.describe_load_balancers()['LoadBalancers'][0]['LoadBalancerArn']
elb.modify_load_balancer_attributes(LoadBalancerArn=balancer,
    Attributes=[{'Key': 'routing.http.drop_invalid_header_fields.enabled', 'Value': 'false'}])
targets = elb.describe_target_groups()['TargetGroups'][0]['TargetGroupArn']
elb.modify_target_group_attributes(TargetGroupArn=targets, Attributes=[{'Key': 'deregistration_delay.timeout_seconds',
    'Value': '300'}])
scaling.update_auto_scaling_group(AutoScalingGroupName='demo-servers', HealthCheckType='EC2')
print(json.dumps(None))";

#[test]
fn what_people_do_to_a_fleet_by_hand_is_seen_and_set_right() {
    let laptop = Laptop::new();
    laptop.deploy("standard", None).done();
    assert_eq!(ill(&laptop), []);
    nothing_to_do(&laptop, "standard");
    laptop.moto.boto(FLEET_BY_HAND);
    let seen = ill(&laptop);
    let mut nodes: Vec<&str> =
        seen.iter().filter(|(_, health)| health == "changed").map(|(id, _)| id.as_str()).collect();
    nodes.sort_unstable();
    assert_eq!(nodes, ["load-balancer", "servers", "servers-targets", "vpc"], "{seen:?}");
    laptop.resume().done();
    assert_eq!(ill(&laptop), []);
    equals_plan(&laptop, "standard", None);
}

#[test]
fn what_people_do_by_hand_is_seen_and_set_right() {
    let laptop = Laptop::new();
    laptop.deploy("managed", None).done();
    assert_eq!(ill(&laptop), []);
    nothing_to_do(&laptop, "managed");

    laptop.moto.boto(BY_HAND);
    let seen = ill(&laptop);
    let said = |node: &str| seen.iter().find(|(id, _)| id == node).map(|(_, health)| health.as_str());
    for node in ["server-policy", "server-role", "files", "logs", "database"] {
        assert_eq!(said(node), Some("changed"), "{node}: {seen:?}");
    }
    for node in ["server-firewall-80", "files-cors"] {
        assert_eq!(said(node), Some("missing"), "{node}: {seen:?}");
    }
    assert_eq!(seen.len(), 7, "{seen:?}");
    laptop.resume().done();
    assert_eq!(ill(&laptop), []);
    equals_plan(&laptop, "managed", None);

    laptop.moto.boto(DATABASE_GONE);
    let refused = laptop.resume();
    assert_eq!(refused.code, Some(3), "{}", refused.stderr);
    assert!(refused.stderr.contains("`demo-db`") && refused.stderr.contains("--confirm demo"), "{}", refused.stderr);
    assert_eq!(laptop.run(&["resume", NAME, "--confirm", "other"]).code, Some(3));
    laptop.run(&["resume", NAME, "--confirm", NAME]).done();
    equals_plan(&laptop, "managed", None);
    tell(
        "managed: seven things changed by hand were seen and set right; a database that was removed was made anew with \
        consent",
    );
}
