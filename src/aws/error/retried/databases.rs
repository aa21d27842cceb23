//! Databases and what they stand on.

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
];

pub(super) const SETTLED: &[Row] = &[
    ("DescribeDBInstances", "DBInstanceNotFound", ""),
    ("DeleteDBInstance", "DBInstanceNotFound", ""),
    ("DeleteDBParameterGroup", "DBParameterGroupNotFound", ""),
    ("DeleteDBSubnetGroup", "DBSubnetGroupNotFoundFault", ""),
];
