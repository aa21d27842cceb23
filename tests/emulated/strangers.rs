//! Things of other people with names like ours.

use serde_json::Value;

use crate::laptop::Laptop;

const STRANGERS: &str = r"
ec2, s3, ssm, logs, iam = [boto3.client(name) for name in ('ec2', 's3', 'ssm', 'logs', 'iam')]
tags = [{'Key': 'cloudstead:deployment', 'Value': 'demo2'}, {'Key': 'cloudstead:id', 'Value': 'somebodyelse'},
    {'Key': 'cloudstead:node', 'Value': 'vpc'}]
tagged = ec2.create_vpc(CidrBlock='10.20.0.0/16', TagSpecifications=[{'ResourceType': 'vpc',
    'Tags': tags}])['Vpc']['VpcId']
named = ec2.create_vpc(CidrBlock='10.30.0.0/16', TagSpecifications=[{'ResourceType': 'vpc',
    'Tags': [{'Key': 'Name', 'Value': 'demo'}]}])['Vpc']['VpcId']
group = ec2.create_security_group(GroupName='demo-server-firewall', Description='not ours', VpcId=tagged)['GroupId']
address = ec2.allocate_address(Domain='vpc')['AllocationId']
s3.create_bucket(Bucket='demo-files-of-somebody')
ssm.put_parameter(Name='/cloudstead/demo2/secrets/DB_PASSWORD', Value='x', Type='SecureString')
logs.create_log_group(logGroupName='/cloudstead/demo2')
trust = {'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Principal': {'Service': 'ec2.amazonaws.com'},
    'Action': 'sts:AssumeRole'}]}
iam.create_role(RoleName='demo-servers', AssumeRolePolicyDocument=json.dumps(trust))
print(json.dumps([
    ['vpc', tagged], ['vpc', named], ['security-group', group], ['elastic-ip', address],
    ['bucket', 'demo-files-of-somebody'],
    ['parameter', '/cloudstead/demo2/secrets/DB_PASSWORD'], ['log-group', '/cloudstead/demo2'],
    ['iam-role', 'demo-servers'],
]))
";

/// Makes them; what the inventory does not show could be removed without anybody noticing.
pub(crate) fn move_in(laptop: &Laptop) {
    let made = laptop.moto.boto(STRANGERS);
    let account = laptop.moto.inventory(crate::laptop::REGION);
    for one in made.as_array().unwrap() {
        let (kind, id) = (one[0].as_str().unwrap(), &one[1]);
        let shown = account[kind].as_array().is_some_and(|items| items.iter().any(|item: &Value| item["id"] == *id));
        assert!(shown, "the inventory does not show the stranger {kind} {id}");
    }
}
