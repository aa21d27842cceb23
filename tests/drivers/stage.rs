//! An account for the drivers, with and without the proxy's rules.

use cloudstead::model::Region;
use cloudstead::resource::Outputs;
use cloudstead::resource::elastic_ip::ElasticIpOutputs;
use cloudstead::resource::security_group::SecurityGroupOutputs;
use cloudstead::resource::subnet::SubnetOutputs;
use cloudstead::resource::vpc::VpcOutputs;

use super::World;
use crate::moto::{Moto, StrictProxy};

pub(crate) struct Stage {
    pub(crate) moto: Moto,
    pub(crate) proxy: StrictProxy,
}

impl Stage {
    pub(crate) fn new() -> Self {
        let moto = Moto::start();
        let proxy = StrictProxy::start(&moto);
        Self { moto, proxy }
    }

    /// moto without the proxy's rules and extras: what somebody sees who points us at moto.
    pub(crate) fn plain() -> Self {
        let moto = Moto::start();
        let proxy = StrictProxy::lenient(&moto);
        Self { moto, proxy }
    }

    pub(crate) async fn world(&self, id: &str) -> World<'_> {
        self.world_in(id, Region::US_EAST_1).await
    }

    pub(crate) async fn world_in(&self, id: &str, region: Region) -> World<'_> {
        World::new(&self.proxy, id, region).await
    }

    /// A network that these kinds refer to, not made by drivers.
    pub(crate) fn network(&self, world: &mut World<'_>) {
        let made = self.moto.boto(
            r"
ec2 = boto3.client('ec2')
vpc = ec2.create_vpc(CidrBlock='10.20.0.0/16')['Vpc']['VpcId']
subnets = [ec2.create_subnet(VpcId=vpc, CidrBlock=f'10.20.{n}.0/24',
    AvailabilityZone=f'us-east-1{z}')['Subnet']['SubnetId'] for n, z in enumerate('ab')]
group = ec2.create_security_group(GroupName='demo', Description='d', VpcId=vpc)['GroupId']
address = ec2.allocate_address(Domain='vpc')
print(json.dumps([vpc, *subnets, group, address['AllocationId'], address['PublicIp']]))",
        );
        let text = |at: usize| made[at].as_str().unwrap().to_owned();
        world.know("vpc", Outputs::Vpc(VpcOutputs { vpc_id: text(0) }));
        world.know("a", Outputs::Subnet(SubnetOutputs { subnet_id: text(1), zone: "us-east-1a".to_owned() }));
        world.know("b", Outputs::Subnet(SubnetOutputs { subnet_id: text(2), zone: "us-east-1b".to_owned() }));
        world.know("firewall", Outputs::SecurityGroup(SecurityGroupOutputs { group_id: text(3) }));
        world.know("address", Outputs::ElasticIp(ElasticIpOutputs { allocation_id: text(4), public_ip: text(5) }));
    }
}
