//! Whether what a removal left is still there.

use cloudstead::engine::{Cloud as _, Kept, KeptPrice};

use crate::Stage;

#[tokio::test(flavor = "multi_thread")]
async fn what_was_kept_is_there_until_a_person_removes_it() {
    let stage = Stage::new();
    let world = stage.world("one").await;
    let disk = stage.moto.boto(
        r"
rds, ec2, s3, ssm = (boto3.client(name) for name in ('rds', 'ec2', 's3', 'ssm'))
rds.create_db_instance(DBInstanceIdentifier='demo-db', Engine='postgres', DBInstanceClass='db.t4g.micro',
    AllocatedStorage=20, MasterUsername='u', MasterUserPassword='password')
rds.create_db_snapshot(DBInstanceIdentifier='demo-db', DBSnapshotIdentifier='demo-db-final-1')
s3.create_bucket(Bucket='demo-files-untagged')
ssm.put_parameter(Name='/cloudstead-kept/demo/one/KEY', Value='v', Type='SecureString')
ssm.put_parameter(Name='/cloudstead-kept/demo/one/KEY_2', Value='v', Type='SecureString')
volume = ec2.create_volume(AvailabilityZone='us-east-1a', Size=1)['VolumeId']
print(json.dumps(ec2.create_snapshot(VolumeId=volume)['SnapshotId']))",
    );
    let disk = disk.as_str().unwrap();
    let kept = |aws_id: &str, price| Kept { aws_id: aws_id.to_owned(), why: String::new(), gigabytes: 1, price };
    let all = [
        kept("demo-db-final-1", KeptPrice::DatabaseSnapshot),
        kept(disk, KeptPrice::DiskSnapshot),
        kept("demo-files-untagged", KeptPrice::Files),
        kept("/cloudstead-kept/demo/one/KEY", KeptPrice::Free),
    ];
    for kept in &all {
        assert_eq!(world.cloud.remains(&world.owner, kept).await, Ok(true), "{kept:?}");
    }
    stage.moto.boto(&format!(
        r"
rds, ec2, s3, ssm = (boto3.client(name) for name in ('rds', 'ec2', 's3', 'ssm'))
rds.delete_db_snapshot(DBSnapshotIdentifier='demo-db-final-1')
ec2.delete_snapshot(SnapshotId='{disk}')
s3.delete_bucket(Bucket='demo-files-untagged')
ssm.delete_parameter(Name='/cloudstead-kept/demo/one/KEY')"
    ));
    for kept in &all {
        assert_eq!(world.cloud.remains(&world.owner, kept).await, Ok(false), "{kept:?}");
    }
}
