//! How each server of the group is made.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::{Place, listed};
use crate::plan::cloudformation::server::{credits, disk, metadata};
use crate::plan::cloudformation::written::Written;
use crate::resource::launch_template::LaunchTemplate;
use crate::resource::{fetch, server};

impl Writer for LaunchTemplate {
    fn write(&self, at: &Place<'_>) -> Written {
        let mut tags = at.tags();
        let bucket = fetch(at, &self.bucket).map(|bucket| bucket.bucket).unwrap_or_default();
        tags.extend(server::tags(server::SERVERS, &bucket, &self.release));
        tags.push((server::GROUP, self.scaling_group.clone()));
        let network = json!({
            "DeviceIndex": 0,
            "DeleteOnTermination": true,
            "AssociatePublicIpAddress": false,
            "Groups": [at.attribute(&self.group, "GroupId")],
        });
        let mut data = json!({
            "ImageId": at.reference(&self.image),
            "InstanceType": self.instance_type,
            "IamInstanceProfile": {"Name": at.reference(&self.profile)},
            "NetworkInterfaces": [network],
            "BlockDeviceMappings": [disk(self.root_gb)],
            "MetadataOptions": metadata(),
            "UserData": at.user_data,
            "TagSpecifications": [
                {"ResourceType": "instance", "Tags": listed(tags)},
                {"ResourceType": "volume", "Tags": at.tag_list()},
            ],
        });
        if let Some(credits) = credits("CpuCredits", &self.instance_type) {
            data["CreditSpecification"] = credits;
        }
        Written::resource(
            "AWS::EC2::LaunchTemplate",
            json!({
                "LaunchTemplateName": self.name,
                "LaunchTemplateData": data,
                "TagSpecifications": [{"ResourceType": "launch-template", "Tags": at.tag_list()}],
            }),
        )
    }
}
