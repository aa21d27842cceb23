//! AWS Budgets: an e-mail at 80 %, at 100 % and when the month is expected to exceed the limit.

use async_trait::async_trait;
use aws_sdk_budgets::types::{
    Budget as AwsBudget, BudgetType, ComparisonOperator, Notification, NotificationType, NotificationWithSubscribers,
    ResourceTag, Spend, Subscriber, SubscriptionType, ThresholdType, TimeUnit,
};

use crate::aws::error::OrAbsent;
use crate::aws::{Call, Driver, Seen};
use crate::engine::{CloudError, DataChoice, Kept};
use crate::resource::budget::{Budget, BudgetOutputs, NOTICES};

#[async_trait]
impl Driver for Budget {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<BudgetOutputs>, CloudError> {
        if limit(call, &self.name).await?.is_none() {
            return Ok(Seen::Absent);
        }
        let arn = format!("arn:aws:budgets::{}:budget/{}", call.owner.account, self.name);
        let ours = match call.clients.budgets.list_tags_for_resource().resource_arn(arn).send().await {
            Err(error) if call.clients.lacks(&error) => true,
            answer => call.owns(answer?.resource_tags().iter().map(|tag| (tag.key(), tag.value()))),
        };
        Ok(Seen::named(ours, format!("the budget `{}`", self.name), BudgetOutputs { name: self.name.clone() }))
    }

    async fn create(&self, call: &Call<'_>) -> Result<BudgetOutputs, CloudError> {
        let mut tags = Vec::new();
        for (key, value) in call.tags() {
            tags.push(ResourceTag::builder().key(key).value(value).build()?);
        }
        let mut notices = Vec::new();
        for (kind, percent) in NOTICES {
            notices.push(notice(NotificationType::from(kind), percent, &self.email)?);
        }
        let request = call.clients.budgets.create_budget().account_id(&call.owner.account).budget(wanted(self)?);
        request.set_notifications_with_subscribers(Some(notices)).set_resource_tags(Some(tags)).send().await?;
        Ok(BudgetOutputs { name: self.name.clone() })
    }

    async fn configure(&self, call: &Call<'_>, outputs: &BudgetOutputs) -> Result<(), CloudError> {
        if limit(call, &self.name).await?.is_some_and(|amount| is_amount(&amount, self.limit_usd)) {
            return Ok(());
        }
        match call
            .clients
            .budgets
            .update_budget()
            .account_id(&call.owner.account)
            .new_budget(wanted(self)?)
            .send()
            .await
        {
            Err(error) if call.clients.lacks(&error) => {
                self.delete(call, outputs, DataChoice::default()).await?;
                self.create(call).await?;
            }
            answer => drop(answer?),
        }
        Ok(())
    }

    async fn changed(&self, call: &Call<'_>, outputs: &BudgetOutputs) -> Result<Option<String>, CloudError> {
        let differs = limit(call, &outputs.name).await?.is_some_and(|amount| !is_amount(&amount, self.limit_usd));
        Ok(differs.then(|| "its amount".to_owned()))
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &BudgetOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        call.clients
            .budgets
            .delete_budget()
            .account_id(&call.owner.account)
            .budget_name(&outputs.name)
            .send()
            .await
            .or_absent()?;
        Ok(Vec::new())
    }
}

fn wanted(budget: &Budget) -> Result<AwsBudget, CloudError> {
    let limit = Spend::builder().amount(budget.limit_usd.to_string()).unit("USD").build()?;
    Ok(AwsBudget::builder()
        .budget_name(&budget.name)
        .budget_limit(limit)
        .time_unit(TimeUnit::Monthly)
        .budget_type(BudgetType::Cost)
        .build()?)
}

fn notice(kind: NotificationType, percent: f64, email: &str) -> Result<NotificationWithSubscribers, CloudError> {
    let notification = Notification::builder()
        .notification_type(kind)
        .comparison_operator(ComparisonOperator::GreaterThan)
        .threshold(percent)
        .threshold_type(ThresholdType::Percentage)
        .build()?;
    let reader = Subscriber::builder().subscription_type(SubscriptionType::Email).address(email).build()?;
    Ok(NotificationWithSubscribers::builder().notification(notification).subscribers(reader).build()?)
}

/// Whether an amount as AWS writes it is so many USD.
fn is_amount(text: &str, usd: u32) -> bool {
    text.parse::<f64>().is_ok_and(|amount| (amount - f64::from(usd)).abs() < 0.01)
}

/// The limit in USD as AWS writes it; `None` when there is no such budget.
async fn limit(call: &Call<'_>, name: &str) -> Result<Option<String>, CloudError> {
    let answer = call
        .clients
        .budgets
        .describe_budget()
        .account_id(&call.owner.account)
        .budget_name(name)
        .send()
        .await
        .or_absent()?;
    let budget = answer.and_then(|answer| answer.budget);
    Ok(budget.map(|budget| budget.budget_limit.map(|limit| limit.amount).unwrap_or_default()))
}
