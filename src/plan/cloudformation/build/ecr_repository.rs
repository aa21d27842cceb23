//! Where the images of one service are kept.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::Written;
use crate::resource::Outputs;
use crate::resource::ecr_repository::{EcrRepository, EcrRepositoryOutputs};

impl Writer for EcrRepository {
    fn write(&self, at: &Place<'_>) -> Written {
        Written::resource(
            "AWS::ECR::Repository",
            json!({
                "RepositoryName": self.name,
                "EmptyOnDelete": true,
                "ImageScanningConfiguration": {"ScanOnPush": true},
                "ImageTagMutability": "IMMUTABLE",
                "LifecyclePolicy": {"LifecyclePolicyText": Self::cleaning().to_string()},
                "Tags": at.tag_list(),
            }),
        )
    }

    fn outputs(&self, at: &Place<'_>) -> Option<Outputs> {
        Some(Outputs::EcrRepository(EcrRepositoryOutputs { name: self.name.clone(), uri: at.own("RepositoryUri") }))
    }
}
