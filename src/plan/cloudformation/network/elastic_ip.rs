//! A public IPv4 address that stays the same.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::Written;
use crate::resource::Outputs;
use crate::resource::elastic_ip::{ElasticIp, ElasticIpOutputs};

impl Writer for ElasticIp {
    fn write(&self, at: &Place<'_>) -> Written {
        let words = format!("Address of the {}", self.purpose);
        let address = json!({"Description": words, "Value": {"Fn::GetAtt": [at.name(), "PublicIp"]}});
        Written::resource("AWS::EC2::EIP", json!({"Domain": "vpc", "Tags": at.tag_list()}))
            .output(at.name().to_owned(), address)
    }

    fn outputs(&self, at: &Place<'_>) -> Option<Outputs> {
        Some(Outputs::ElasticIp(ElasticIpOutputs {
            allocation_id: at.own("AllocationId"),
            public_ip: at.own("PublicIp"),
        }))
    }
}
