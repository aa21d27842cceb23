//! The managed cache. CloudFormation itself reads the password out of Parameter Store.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::Written;
use crate::resource::Outputs;
use crate::resource::fetch;
use crate::resource::replication_group::{DESCRIPTION, ReplicationGroup, ReplicationGroupOutputs};

impl Writer for ReplicationGroup {
    fn write(&self, at: &Place<'_>) -> Written {
        let password = fetch(at, &self.password).map(|password| password.name).unwrap_or_default();
        Written::resource(
            "AWS::ElastiCache::ReplicationGroup",
            json!({
                "ReplicationGroupId": self.identifier,
                "ReplicationGroupDescription": DESCRIPTION,
                "CacheNodeType": self.node_type,
                "Engine": self.engine.name(),
                "EngineVersion": self.engine_version,
                "NumCacheClusters": self.nodes(),
                "AutomaticFailoverEnabled": self.multi_az,
                "MultiAZEnabled": self.multi_az,
                "AutoMinorVersionUpgrade": true,
                "TransitEncryptionEnabled": true,
                "AtRestEncryptionEnabled": true,
                "AuthToken": format!("{{{{resolve:ssm-secure:{password}}}}}"),
                "CacheSubnetGroupName": at.reference(&self.subnet_group),
                "SecurityGroupIds": [at.attribute(&self.group, "GroupId")],
                "Tags": at.tag_list(),
            }),
        )
    }

    fn outputs(&self, at: &Place<'_>) -> Option<Outputs> {
        Some(Outputs::ReplicationGroup(ReplicationGroupOutputs {
            identifier: at.itself(),
            arn: String::new(),
            endpoint: at.own("PrimaryEndPoint.Address"),
        }))
    }
}
