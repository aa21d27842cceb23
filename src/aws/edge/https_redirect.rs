//! The HTTP listener's default action, once HTTPS works.

use async_trait::async_trait;
use aws_sdk_elasticloadbalancingv2::types::{
    Action, ActionTypeEnum, Listener as Found, RedirectActionConfig, RedirectActionStatusCodeEnum,
};

use crate::aws::error::OrAbsent;
use crate::aws::{Call, Driver, Seen};
use crate::engine::{CloudError, DataChoice, Kept};
use crate::resource::https_redirect::{HttpsRedirect, HttpsRedirectOutputs};

#[async_trait]
impl Driver for HttpsRedirect {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<HttpsRedirectOutputs>, CloudError> {
        let wanted = wanted(self, call)?;
        let Some(answer) = call.clients.elb.describe_listeners().listener_arns(&wanted.arn).send().await.or_absent()?
        else {
            return Ok(Seen::Absent);
        };
        let redirects = answer.listeners().iter().flat_map(Found::default_actions).any(is_redirect);
        Ok(if redirects { Seen::Ours(wanted) } else { Seen::Absent })
    }

    async fn create(&self, call: &Call<'_>) -> Result<HttpsRedirectOutputs, CloudError> {
        let wanted = wanted(self, call)?;
        let to = RedirectActionConfig::builder()
            .protocol("HTTPS")
            .port("443")
            .status_code(RedirectActionStatusCodeEnum::Http301);
        let action = Action::builder().r#type(ActionTypeEnum::Redirect).redirect_config(to.build()).build();
        call.clients.elb.modify_listener().listener_arn(&wanted.arn).default_actions(action).send().await?;
        Ok(wanted)
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &HttpsRedirectOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        let action = Action::builder().r#type(ActionTypeEnum::Forward).target_group_arn(&outputs.targets).build();
        call.clients
            .elb
            .modify_listener()
            .listener_arn(&outputs.arn)
            .default_actions(action)
            .send()
            .await
            .or_absent()?;
        Ok(Vec::new())
    }
}

pub(crate) fn is_redirect(action: &Action) -> bool {
    action.r#type() == Some(&ActionTypeEnum::Redirect)
}

fn wanted(spec: &HttpsRedirect, call: &Call<'_>) -> Result<HttpsRedirectOutputs, CloudError> {
    Ok(HttpsRedirectOutputs { arn: call.output(&spec.http)?.arn, targets: call.output(&spec.targets)?.arn })
}
