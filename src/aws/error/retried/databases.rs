//! Databases, caches and what they stand on. The rows of caches are the errors of the API reference.

use super::Row;

pub(super) const AGAIN: &[Row] = &[
    ("CreateDBSubnetGroup", "InvalidParameterValue", "Some input subnets in :[subnet-1] are invalid."),
    (
        "CreateDBInstance",
        "InvalidParameterValue",
        "Verify that you have permission to create service linked role. Otherwise wait and try again later.",
    ),
    ("CreateDBInstance", "InvalidParameterValue", "Invalid security group , groupId= sg-1, groupName=."),
    (
        "ModifyDBInstance",
        "InvalidDBInstanceState",
        "RDS is configuring Enhanced Monitoring or Performance Insights for this DB instance. Try your request later.",
    ),
    ("DeleteDBInstance", "InvalidDBInstanceState", "Instance demo is already being deleted."),
    ("ModifyDBParameterGroup", "InvalidDBParameterGroupState", ""),
    ("DeleteDBParameterGroup", "InvalidDBParameterGroupState", ""),
    ("DeleteDBSubnetGroup", "InvalidDBSubnetGroupStateFault", ""),
    ("CreateCacheSubnetGroup", "InvalidSubnet", ""),
    ("CreateCacheSubnetGroup", "ServiceLinkedRoleNotFoundFault", ""),
    ("CreateReplicationGroup", "InsufficientCacheClusterCapacity", ""),
    ("ListTagsForResource", "InvalidReplicationGroupState", "Cluster not in available state"),
    ("ModifyReplicationGroup", "InvalidReplicationGroupState", ""),
    ("ModifyReplicationGroup", "InvalidCacheClusterState", ""),
    ("DeleteReplicationGroup", "InvalidReplicationGroupState", ""),
    ("DeleteCacheSubnetGroup", "CacheSubnetGroupInUse", ""),
];

pub(super) const SETTLED: &[Row] = &[
    ("DescribeDBInstances", "DBInstanceNotFound", ""),
    ("DeleteDBInstance", "DBInstanceNotFound", ""),
    ("DeleteDBParameterGroup", "DBParameterGroupNotFound", ""),
    ("DeleteDBSubnetGroup", "DBSubnetGroupNotFoundFault", ""),
    ("CreateReplicationGroup", "ReplicationGroupAlreadyExists", ""),
    ("DescribeReplicationGroups", "ReplicationGroupNotFoundFault", ""),
    ("DescribeCacheClusters", "CacheClusterNotFound", ""),
    ("DeleteReplicationGroup", "ReplicationGroupNotFoundFault", ""),
    ("DescribeCacheSubnetGroups", "CacheSubnetGroupNotFoundFault", ""),
    ("DeleteCacheSubnetGroup", "CacheSubnetGroupNotFoundFault", ""),
];
