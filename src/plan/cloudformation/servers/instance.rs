//! One server, where its disk is.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::{Place, listed};
use crate::plan::cloudformation::server::{credits, disk, metadata};
use crate::plan::cloudformation::written::Written;
use crate::resource::instance::Instance;
use crate::resource::{fetch, server};

impl Writer for Instance {
    fn write(&self, at: &Place<'_>) -> Written {
        let mut tags = at.tags();
        let bucket = fetch(at, &self.bucket).map(|bucket| bucket.bucket).unwrap_or_default();
        tags.extend(server::tags(server::SERVER, &bucket, &self.release));
        tags.extend(self.volume.as_ref().map(|volume| (server::VOLUME, format!("${{{}}}", at.name_of(volume)))));
        let network = json!({
            "DeviceIndex": "0",
            "DeleteOnTermination": true,
            "AssociatePublicIpAddress": false,
            "SubnetId": at.reference(&self.subnet),
            "GroupSet": [at.attribute(&self.group, "GroupId")],
        });
        Written::resource(
            "AWS::EC2::Instance",
            json!({
                "ImageId": at.reference(&self.image),
                "InstanceType": self.instance_type,
                "IamInstanceProfile": at.reference(&self.profile),
                "CreditSpecification": credits("CPUCredits", &self.instance_type),
                "NetworkInterfaces": [network],
                "BlockDeviceMappings": [disk(self.root_gb)],
                "MetadataOptions": metadata(),
                "UserData": at.user_data,
                "PropagateTagsToVolumeOnCreation": true,
                "Tags": listed(tags),
            }),
        )
    }
}
