//! The group of servers. A new launch template version replaces running servers one by one, new ones first.

use async_trait::async_trait;
use aws_sdk_autoscaling::types::{
    AutoScalingGroup as Found, Instance, LaunchTemplateSpecification, LifecycleHook, LifecycleHookSpecification, Tag,
};

use crate::aws::calls::scaling_progress::{self as progress, Replacement};
use crate::aws::driver::named;
use crate::aws::error::{OrAbsent, internal, needed};
use crate::aws::{Call, Driver, Seen, tags};
use crate::engine::{CloudError, DataChoice, ErrorClass, Kept, Poll};
use crate::model::text::clean_line;
use crate::resource::auto_scaling_group::{
    AutoScalingGroup, AutoScalingGroupOutputs, GIVE_UP, GRACE_SECONDS, HEALTH_CHECK, LAUNCHING, SILENCE_SECONDS,
    TERMINATION, WARMUP_SECONDS,
};
use crate::resource::launch_template::LaunchTemplateOutputs;

#[async_trait]
impl Driver for AutoScalingGroup {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<AutoScalingGroupOutputs>, CloudError> {
        let Some(found) = current(call, &self.name).await?.filter(|found| !is_leaving(found)) else {
            return Ok(Seen::Absent);
        };
        let ours =
            call.owns(found.tags().iter().map(|tag| (tag.key().unwrap_or_default(), tag.value().unwrap_or_default())));
        Ok(Seen::named(ours, format!("the Auto Scaling group `{}`", self.name), outputs(&found)?))
    }

    async fn create(&self, call: &Call<'_>) -> Result<AutoScalingGroupOutputs, CloudError> {
        let tags = call.tags().into_iter().map(|(key, value)| {
            Tag::builder()
                .resource_id(&self.name)
                .resource_type("auto-scaling-group")
                .propagate_at_launch(true)
                .key(key)
                .value(value)
                .build()
        });
        let request = call
            .clients
            .autoscaling
            .create_auto_scaling_group()
            .auto_scaling_group_name(&self.name)
            .launch_template(template(&call.output(&self.template)?))
            .min_size(int(self.minimum)?)
            .desired_capacity(int(self.minimum)?)
            .max_size(int(self.maximum)?)
            .vpc_zone_identifier(subnets(self, call)?)
            .target_group_arns(call.output(&self.targets)?.arn)
            .health_check_type(HEALTH_CHECK)
            .health_check_grace_period(GRACE_SECONDS)
            .default_instance_warmup(WARMUP_SECONDS)
            // In this call, because the first servers start with it.
            .set_lifecycle_hook_specification_list(self.hooks())
            .termination_policies(TERMINATION)
            .set_tags(Some(tags.collect()));
        match request.send().await.map_err(CloudError::from) {
            Ok(_) => Ok(AutoScalingGroupOutputs { name: self.name.clone() }),
            Err(error) if error.class == ErrorClass::AlreadyExists => Err(taken(call, &self.name, error).await),
            Err(error) => Err(error),
        }
    }

    async fn configure(&self, call: &Call<'_>, outputs: &AutoScalingGroupOutputs) -> Result<(), CloudError> {
        let Some(found) = current(call, &outputs.name).await? else { return Ok(()) };
        let wanted = call.output(&self.template)?;
        let (minimum, maximum) = (int(self.minimum)?, int(self.maximum)?);
        let other_template = !is_template(found.launch_template(), &wanted);
        // Before the next server starts, and before the time goes that servers without a hook were given.
        self.hold_back(call, &outputs.name).await?;
        let other_checks =
            found.health_check_grace_period() != Some(GRACE_SECONDS) || found.health_check_type() != Some(HEALTH_CHECK);
        if found.min_size() != Some(minimum) || found.max_size() != Some(maximum) || other_template || other_checks {
            let request = call.clients.autoscaling.update_auto_scaling_group().auto_scaling_group_name(&outputs.name);
            let request = request.launch_template(template(&wanted)).min_size(minimum).max_size(maximum);
            let request = request.health_check_type(HEALTH_CHECK);
            request.health_check_grace_period(GRACE_SECONDS).default_instance_warmup(WARMUP_SECONDS).send().await?;
        }
        let outdated = outdated(&found, &wanted);
        if outdated.is_empty() {
            return Ok(());
        }
        match progress::replacement(call, &outputs.name).await? {
            Replacement::None | Replacement::Failed(_) => progress::replace(call, &outputs.name).await,
            // Only once, since an emulator may show versions wrongly ever after.
            Replacement::Unknown if other_template => progress::take_away(call, &outdated).await,
            Replacement::Running | Replacement::Unknown => Ok(()),
        }
    }

    async fn changed(&self, call: &Call<'_>, outputs: &AutoScalingGroupOutputs) -> Result<Option<String>, CloudError> {
        let Some(found) = current(call, &outputs.name).await? else { return Ok(None) };
        let same_size = found.min_size() == Some(int(self.minimum)?) && found.max_size() == Some(int(self.maximum)?);
        Ok(named([
            (!same_size, "how many servers there may be"),
            (
                !is_template(found.launch_template(), &call.output(&self.template)?),
                "how its servers are made (launch template)",
            ),
            (found.health_check_type() != Some(HEALTH_CHECK), "whether servers that do not answer are replaced"),
            (
                found.health_check_grace_period() != Some(GRACE_SECONDS),
                "how long servers are not checked (grace period)",
            ),
        ]))
    }

    async fn poll(
        &self,
        call: &Call<'_>,
        outputs: &AutoScalingGroupOutputs,
    ) -> Result<Poll<AutoScalingGroupOutputs>, CloudError> {
        let Some(found) = current(call, &outputs.name).await? else { return Ok(crate::aws::driver::unseen()) };
        let left = outdated(&found, &call.output(&self.template)?).len();
        if left > 0 {
            match progress::replacement(call, &outputs.name).await? {
                Replacement::Unknown => {}
                Replacement::Failed(why) => return Err(progress::gave_up(why)),
                Replacement::None | Replacement::Running => {
                    let text = format!("replacing the servers, {left} to go");
                    return Ok(Poll::Waiting(with_failure(text, progress::launch_failure(call, &outputs.name).await?)));
                }
            }
        }
        let desired = found.desired_capacity().and_then(|number| usize::try_from(number).ok()).unwrap_or_default();
        let running = launched(&found).count();
        if desired > 0 && running >= desired {
            return Ok(Poll::Ready(self::outputs(&found)?));
        }
        let text = format!("starting the servers, {running} of {desired} run");
        Ok(Poll::Waiting(with_failure(text, progress::launch_failure(call, &outputs.name).await?)))
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &AutoScalingGroupOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        if current(call, &outputs.name).await?.is_some_and(|found| !is_leaving(&found)) {
            let request = call.clients.autoscaling.delete_auto_scaling_group().auto_scaling_group_name(&outputs.name);
            request.force_delete(true).send().await.or_absent()?;
        }
        Ok(Vec::new())
    }

    async fn poll_gone(&self, call: &Call<'_>, outputs: &AutoScalingGroupOutputs) -> Result<Poll<()>, CloudError> {
        if current(call, &outputs.name).await?.is_some() {
            return Ok(Poll::Waiting("stopping the servers".to_owned()));
        }
        // The group may be gone before its servers are, and they hold the network.
        let by_group = tags::ec2::filter("tag:aws:autoscaling:groupName", [outputs.name.as_str()]);
        let alive =
            tags::ec2::filter("instance-state-name", ["pending", "running", "stopping", "stopped", "shutting-down"]);
        let answer = call.clients.ec2.describe_instances().filters(by_group).filters(alive).send().await?;
        let left: usize = answer.reservations().iter().map(|one| one.instances().len()).sum();
        Ok(if left == 0 { Poll::Ready(()) } else { Poll::Waiting(format!("stopping the servers, {left} to go")) })
    }
}

impl AutoScalingGroup {
    fn hooks(&self) -> Option<Vec<LifecycleHookSpecification>> {
        let hook =
            LifecycleHookSpecification::builder().lifecycle_hook_name(&self.hook).lifecycle_transition(LAUNCHING);
        let hook = hook.heartbeat_timeout(SILENCE_SECONDS).default_result(GIVE_UP).build();
        (!self.hook.is_empty()).then(|| vec![hook])
    }

    /// The hook as it must be, also on a group from before there was one.
    async fn hold_back(&self, call: &Call<'_>, group: &str) -> Result<(), CloudError> {
        if self.hook.is_empty() {
            return Ok(());
        }
        let ask = call
            .clients
            .autoscaling
            .describe_lifecycle_hooks()
            .auto_scaling_group_name(group)
            .lifecycle_hook_names(&self.hook);
        let is_right = |hook: &LifecycleHook| {
            (hook.lifecycle_transition(), hook.heartbeat_timeout(), hook.default_result())
                == (Some(LAUNCHING), Some(SILENCE_SECONDS), Some(GIVE_UP))
        };
        if !ask.send().await?.lifecycle_hooks().iter().any(is_right) {
            let put = call
                .clients
                .autoscaling
                .put_lifecycle_hook()
                .auto_scaling_group_name(group)
                .lifecycle_hook_name(&self.hook);
            put.lifecycle_transition(LAUNCHING)
                .heartbeat_timeout(SILENCE_SECONDS)
                .default_result(GIVE_UP)
                .send()
                .await?;
        }
        Ok(())
    }
}

fn with_failure(text: String, why: Option<String>) -> String {
    match why {
        Some(why) => format!("{text}: {why}"),
        None => text,
    }
}

/// The group as AWS shows it now.
pub(crate) async fn current(call: &Call<'_>, name: &str) -> Result<Option<Found>, CloudError> {
    let answer = call.clients.autoscaling.describe_auto_scaling_groups().auto_scaling_group_names(name).send().await?;
    Ok(answer.auto_scaling_groups().first().cloned())
}

/// Servers that run, by identifier: those that take part, and those that the hook holds back until they are healthy.
pub(crate) fn launched(found: &Found) -> impl Iterator<Item = &str> {
    in_state(found, &["Pending:Wait", "Pending:Proceed", "InService"])
}

/// Servers that take part, by identifier.
pub(crate) fn in_service(found: &Found) -> impl Iterator<Item = &str> {
    in_state(found, &["InService"])
}

fn in_state<'a>(found: &'a Found, states: &'static [&'static str]) -> impl Iterator<Item = &'a str> {
    let fits = |one: &&Instance| one.lifecycle_state().is_some_and(|state| states.contains(&state.as_str()));
    found.instances().iter().filter(fits).filter_map(|one| one.instance_id())
}

/// Its deletion was asked for.
fn is_leaving(found: &Found) -> bool {
    found.status().is_some_and(|status| !status.is_empty())
}

async fn taken(call: &Call<'_>, name: &str, error: CloudError) -> CloudError {
    match current(call, name).await {
        Ok(Some(found)) if is_leaving(&found) => CloudError::new(
            ErrorClass::Wait,
            &error.code,
            "the earlier group of servers of this name is still being removed",
        ),
        _ => error,
    }
}

fn outputs(found: &Found) -> Result<AutoScalingGroupOutputs, CloudError> {
    Ok(AutoScalingGroupOutputs { name: needed(found.auto_scaling_group_name(), "name of the group of servers")? })
}

fn template(wanted: &LaunchTemplateOutputs) -> LaunchTemplateSpecification {
    LaunchTemplateSpecification::builder()
        .launch_template_id(&wanted.launch_template_id)
        .version(&wanted.version)
        .build()
}

fn is_template(found: Option<&LaunchTemplateSpecification>, wanted: &LaunchTemplateOutputs) -> bool {
    found.is_some_and(|found| {
        found.launch_template_id() == Some(&wanted.launch_template_id)
            && found.version().map(clean_line).as_deref() == Some(&wanted.version)
    })
}

/// Servers made by another template or version.
fn outdated(found: &Found, wanted: &LaunchTemplateOutputs) -> Vec<String> {
    let other = found.instances().iter().filter(|one| !is_template(one.launch_template(), wanted));
    other.filter_map(|one| one.instance_id().map(str::to_owned)).collect()
}

fn subnets(spec: &AutoScalingGroup, call: &Call<'_>) -> Result<String, CloudError> {
    let mut ids = Vec::new();
    for subnet in &spec.subnets {
        ids.push(call.output(subnet)?.subnet_id);
    }
    Ok(ids.join(","))
}

fn int(number: u32) -> Result<i32, CloudError> {
    i32::try_from(number).map_err(|_| internal(format!("{number} servers are too many")))
}
