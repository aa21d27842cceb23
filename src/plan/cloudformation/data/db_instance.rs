//! The managed database. CloudFormation itself reads the password out of Parameter Store.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::Written;
use crate::resource::Outputs;
use crate::resource::db_instance::{DbInstance, DbInstanceOutputs, STORAGE_TYPE};
use crate::resource::fetch;

impl Writer for DbInstance {
    fn write(&self, at: &Place<'_>) -> Written {
        let password = fetch(at, &self.password).map(|password| password.name).unwrap_or_default();
        let grows = (self.max_storage_gb > 0).then_some(self.max_storage_gb);
        let host = json!({"Fn::GetAtt": [at.name(), "Endpoint.Address"]});
        let address = json!({"Description": "Host name of the database", "Value": host});
        Written::resource(
            "AWS::RDS::DBInstance",
            json!({
                "DBInstanceIdentifier": self.identifier,
                "DBInstanceClass": self.class,
                "Engine": self.engine.name(),
                "EngineVersion": self.engine_version,
                "EngineLifecycleSupport": self.engine.lifecycle(),
                "AutoMinorVersionUpgrade": true,
                "AllocatedStorage": self.storage_gb.to_string(),
                "MaxAllocatedStorage": grows,
                "StorageType": STORAGE_TYPE,
                "StorageEncrypted": true,
                "PubliclyAccessible": false,
                "MultiAZ": self.multi_az,
                "BackupRetentionPeriod": self.backup_days,
                "CopyTagsToSnapshot": true,
                "DBName": self.database,
                "MasterUsername": self.username,
                "MasterUserPassword": format!("{{{{resolve:ssm-secure:{password}}}}}"),
                "DBSubnetGroupName": at.reference(&self.subnet_group),
                "DBParameterGroupName": at.reference(&self.parameter_group),
                "VPCSecurityGroups": [at.attribute(&self.group, "GroupId")],
                "Tags": at.tag_list(),
            }),
        )
        .output(at.name().to_owned(), address)
    }

    fn outputs(&self, at: &Place<'_>) -> Option<Outputs> {
        Some(Outputs::DbInstance(DbInstanceOutputs {
            identifier: at.itself(),
            arn: at.own("DBInstanceArn"),
            endpoint: at.own("Endpoint.Address"),
            port: self.engine.port(),
            engine_version: self.engine_version.clone(),
        }))
    }
}
