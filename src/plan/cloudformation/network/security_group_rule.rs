//! One thing that a firewall lets in. CloudFormation gives it no tags.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::Written;
use crate::resource::security_group_rule::{EVERYONE, RuleSource, SecurityGroupRule};

impl Writer for SecurityGroupRule {
    fn write(&self, at: &Place<'_>) -> Written {
        let (everyone, group) = match &self.source {
            RuleSource::Everyone => (Some(EVERYONE), None),
            RuleSource::Group(group) => (None, Some(at.attribute(group, "GroupId"))),
        };
        Written::resource(
            "AWS::EC2::SecurityGroupIngress",
            json!({
                "GroupId": at.attribute(&self.group, "GroupId"),
                "IpProtocol": self.protocol.name(),
                "FromPort": self.from_port,
                "ToPort": self.to_port,
                "CidrIp": everyone,
                "SourceSecurityGroupId": group,
                "Description": self.description,
            }),
        )
    }
}
