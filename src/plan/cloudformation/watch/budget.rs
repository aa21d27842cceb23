//! The alarm. CloudFormation has budgets in some regions only, although a budget belongs to no region.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::{When, Written};
use crate::resource::budget::{Budget, NOTICES};

impl Writer for Budget {
    fn write(&self, at: &Place<'_>) -> Written {
        let region = at.blueprint.region.code();
        if !REGIONS.contains(&region) {
            return Written::only(
                When::After,
                format!(
                    "CloudFormation has no budgets in {region}. Make it in the console under Billing, Budgets: \
                    monthly, ${}, e-mail to {}.",
                    self.limit_usd, self.email
                ),
            );
        }
        let notices = NOTICES.map(|(kind, percent)| {
            json!({
                "Notification": {
                    "NotificationType": kind, "ComparisonOperator": "GREATER_THAN", "Threshold": percent,
                    "ThresholdType": "PERCENTAGE",
                },
                "Subscribers": [{"SubscriptionType": "EMAIL", "Address": self.email}],
            })
        });
        Written::resource(
            "AWS::Budgets::Budget",
            json!({
                "Budget": {
                    "BudgetName": self.name,
                    "BudgetLimit": {"Amount": self.limit_usd, "Unit": "USD"},
                    "TimeUnit": "MONTHLY",
                    "BudgetType": "COST",
                },
                "NotificationsWithSubscribers": notices,
                "ResourceTags": at.tag_list(),
            }),
        )
    }
}

/// Regions whose CloudFormation has budgets: cfn-lint 1.58.0, from AWS's registry of resource types.
const REGIONS: [&str; 16] = [
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "me-south-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
];
