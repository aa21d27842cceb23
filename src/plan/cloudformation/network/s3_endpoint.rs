//! The free path to S3.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::{Place, REGION, filled};
use crate::plan::cloudformation::written::Written;
use crate::resource::s3_endpoint::S3Endpoint;

impl Writer for S3Endpoint {
    fn write(&self, at: &Place<'_>) -> Written {
        Written::resource(
            "AWS::EC2::VPCEndpoint",
            json!({
                "VpcEndpointType": "Gateway",
                "ServiceName": filled(Self::service(REGION).into()),
                "VpcId": at.reference(&self.vpc),
                "RouteTableIds": at.references(&self.tables),
                "Tags": at.tag_list(),
            }),
        )
    }
}
