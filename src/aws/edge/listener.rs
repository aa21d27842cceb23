//! Listeners. One port of one load balancer is the natural key.

use async_trait::async_trait;
use aws_sdk_elasticloadbalancingv2::types::{Action, ActionTypeEnum, Certificate, Listener as Found, ProtocolEnum};

use crate::aws::edge::https_redirect;
use crate::aws::error::{OrAbsent, internal, needed};
use crate::aws::tags::elb;
use crate::aws::{Call, Driver, Seen};
use crate::engine::{CloudError, DataChoice, Kept};
use crate::resource::listener::{Listener, ListenerAction, ListenerOutputs, TLS_POLICY};

#[async_trait]
impl Driver for Listener {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<ListenerOutputs>, CloudError> {
        let balancer = call.output(&self.load_balancer)?.arn;
        let Some(answer) =
            call.clients.elb.describe_listeners().load_balancer_arn(balancer).send().await.or_absent()?
        else {
            return Ok(Seen::Absent);
        };
        let Some(found) = answer.listeners().iter().find(|one| one.port() == Some(self.port.into())) else {
            return Ok(Seen::Absent);
        };
        let outputs = outputs(found)?;
        Ok(Seen::named(elb::is_ours(call, &outputs.arn).await?, format!("the listener on port {}", self.port), outputs))
    }

    async fn create(&self, call: &Call<'_>) -> Result<ListenerOutputs, CloudError> {
        let wanted = Wanted::of(self, call)?;
        let request = call
            .clients
            .elb
            .create_listener()
            .load_balancer_arn(call.output(&self.load_balancer)?.arn)
            .port(self.port.into())
            .protocol(wanted.protocol())
            .set_ssl_policy(wanted.policy())
            .set_certificates(wanted.certificates())
            .default_actions(wanted.action())
            .set_tags(Some(elb::tags(call)));
        let answer = request.send().await?;
        outputs(answer.listeners().first().ok_or_else(|| internal("AWS answered without the listener".to_owned()))?)
    }

    async fn configure(&self, call: &Call<'_>, outputs: &ListenerOutputs) -> Result<(), CloudError> {
        let wanted = Wanted::of(self, call)?;
        if current(call, outputs).await?.is_some_and(|found| wanted.is(&found)) {
            return Ok(());
        }
        let request = call
            .clients
            .elb
            .modify_listener()
            .listener_arn(&outputs.arn)
            .port(self.port.into())
            .protocol(wanted.protocol())
            .set_ssl_policy(wanted.policy())
            .set_certificates(wanted.certificates())
            .default_actions(wanted.action());
        request.send().await?;
        Ok(())
    }

    async fn changed(&self, call: &Call<'_>, outputs: &ListenerOutputs) -> Result<Option<String>, CloudError> {
        let wanted = Wanted::of(self, call)?;
        let differs = current(call, outputs).await?.is_some_and(|found| !wanted.is(&found));
        Ok(differs.then(|| "what it does with visitors".to_owned()))
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &ListenerOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        call.clients.elb.delete_listener().listener_arn(&outputs.arn).send().await.or_absent()?;
        Ok(Vec::new())
    }
}

/// What the listener does, with the ARNs filled in.
struct Wanted {
    /// Where visitors go.
    targets: String,
    certificate: Option<String>,
}

impl Wanted {
    fn of(spec: &Listener, call: &Call<'_>) -> Result<Self, CloudError> {
        Ok(match &spec.action {
            ListenerAction::Forward { targets } => Self { targets: call.output(targets)?.arn, certificate: None },
            ListenerAction::ForwardTls { targets, certificate } => {
                Self { targets: call.output(targets)?.arn, certificate: Some(call.output(certificate)?.arn) }
            }
        })
    }

    fn protocol(&self) -> ProtocolEnum {
        if self.certificate.is_some() { ProtocolEnum::Https } else { ProtocolEnum::Http }
    }

    fn policy(&self) -> Option<String> {
        self.certificate.as_ref().map(|_| TLS_POLICY.to_owned())
    }

    fn certificates(&self) -> Option<Vec<Certificate>> {
        self.certificate.as_ref().map(|arn| vec![Certificate::builder().certificate_arn(arn).build()])
    }

    fn action(&self) -> Action {
        Action::builder().r#type(ActionTypeEnum::Forward).target_group_arn(&self.targets).build()
    }

    fn is(&self, found: &Found) -> bool {
        let [action] = found.default_actions() else { return false };
        // Where plain visitors are sent to HTTPS, that node has the say.
        let forwards = action.target_group_arn() == Some(self.targets.as_str());
        let redirects = self.certificate.is_none() && https_redirect::is_redirect(action);
        let certificates: Vec<_> = found.certificates().iter().filter_map(|one| one.certificate_arn()).collect();
        found.protocol() == Some(&self.protocol())
            && (forwards || redirects)
            && certificates == self.certificate.as_deref().into_iter().collect::<Vec<_>>()
            && (self.certificate.is_none() || found.ssl_policy() == Some(TLS_POLICY))
    }
}

async fn current(call: &Call<'_>, outputs: &ListenerOutputs) -> Result<Option<Found>, CloudError> {
    let answer = call.clients.elb.describe_listeners().listener_arns(&outputs.arn).send().await.or_absent()?;
    Ok(answer.and_then(|answer| answer.listeners().first().cloned()))
}

fn outputs(found: &Found) -> Result<ListenerOutputs, CloudError> {
    let port = found.port().and_then(|port| u16::try_from(port).ok()).unwrap_or_default();
    Ok(ListenerOutputs { arn: needed(found.listener_arn(), "ARN of the listener")?, port })
}
