//! Where the images of one service are kept in the account: old ones go by themselves, so that storage does not grow
//! for ever.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::model::{Quantity, Region, Usage};
use crate::resource::{AtMost, Change, Fake, Keep, KeptPrice, Needed, Phase, PriceKey, PriceLine, Resource};

/// Images that stay; the tenth before the newest goes.
pub const TAGGED_KEPT: u32 = 10;
/// Days after which an image without a tag goes.
pub const UNTAGGED_DAYS: u32 = 7;

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EcrRepository {
    /// `<deployment>/<service>`.
    pub name: String,
    /// MB that an image takes, compressed.
    pub image_mb: u32,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EcrRepositoryOutputs {
    pub name: String,
    /// `<account>.dkr.ecr.<region>.amazonaws.com/<name>`
    pub uri: String,
}

impl Resource for EcrRepository {
    type Outputs = EcrRepositoryOutputs;

    const KIND: &'static str = "ecr-repository";
    const PHASE: Phase = Phase::App;
    const ACTIONS: &'static [&'static str] = &[
        "ecr:CreateRepository",
        "ecr:DeleteRepository",
        "ecr:DescribeImages",
        "ecr:DescribeRepositories",
        "ecr:GetLifecyclePolicy",
        "ecr:ListTagsForResource",
        "ecr:PutImageScanningConfiguration",
        "ecr:PutImageTagMutability",
        "ecr:PutLifecyclePolicy",
        "ecr:TagResource",
        "ecr:UntagResource",
    ];

    fn title(&self) -> String {
        format!("images of {} (ECR repository)", self.service())
    }

    fn refs(&self) -> Vec<Needed> {
        Vec::new()
    }

    fn unique_name(&self, _account: &str, _region: Region) -> Option<String> {
        Some(self.name.clone())
    }

    fn change_from(&self, old: &Self) -> Change {
        if self.name == old.name { Change::Update } else { Change::Replace }
    }

    fn prices(&self, _usage: &Usage) -> Vec<PriceLine> {
        let thousandths = i64::from(self.image_mb);
        let mut line = PriceLine::new(
            format!("Image of {}", self.service()),
            PriceKey::new("ecr", "storage_gb_month"),
            Quantity::thousandths(thousandths),
            "GB-month",
        )
        .note(format!("the size is an estimate; each later build adds as much, and {TAGGED_KEPT} are kept"));
        line.at_most = Some(AtMost {
            quantity: Quantity::thousandths(thousandths * i64::from(TAGGED_KEPT)),
            words: format!("with {TAGGED_KEPT} of them"),
        });
        vec![line]
    }

    fn keeps(&self, _final_snapshot: bool, _keep_files: bool, keep_images: bool) -> Keep {
        if keep_images { Keep::Itself { price: KeptPrice::Images } } else { Keep::Nothing }
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        let host = format!("{}.dkr.ecr.{}.amazonaws.com", fake.account, fake.region.code());
        EcrRepositoryOutputs { uri: format!("{host}/{}", self.name), name: self.name.clone() }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.name.clone())
    }
}

impl EcrRepository {
    /// What goes by itself, as ECR takes it.
    #[must_use]
    pub fn cleaning() -> Value {
        let rule = |priority: u32, why: &str, selection: Value| {
            let action = json!({"type": "expire"});
            json!({"rulePriority": priority, "description": why, "selection": selection, "action": action})
        };
        let untagged = json!({
            "tagStatus": "untagged",
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": UNTAGGED_DAYS,
        });
        let tagged = json!({
            "tagStatus": "tagged",
            "tagPatternList": ["*"],
            "countType": "imageCountMoreThan",
            "countNumber": TAGGED_KEPT,
        });
        json!({"rules": [rule(1, "images without a tag", untagged), rule(2, "old images", tagged)]})
    }

    fn service(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or(&self.name)
    }
}
