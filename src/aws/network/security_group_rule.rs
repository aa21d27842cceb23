//! Calls for one thing that a firewall lets in.

use async_trait::async_trait;
use aws_sdk_ec2::types::{IpPermission, IpRange, ResourceType, SecurityGroupRule as Found, UserIdGroupPair};

use crate::aws::driver::{gone, unseen};
use crate::aws::error::{OrAbsent, needed};
use crate::aws::tags::ec2::filter;
use crate::aws::{Call, Driver, Seen, tags};
use crate::engine::{CloudError, DataChoice, Kept, Poll};
use crate::resource::security_group_rule::{EVERYONE, RuleSource, SecurityGroupRule, SecurityGroupRuleOutputs};

#[async_trait]
impl Driver for SecurityGroupRule {
    // The group is ours, so a rule in it that lets in the same is taken for ours: AWS would refuse a second one.
    async fn find(&self, call: &Call<'_>) -> Result<Seen<SecurityGroupRuleOutputs>, CloudError> {
        let group = call.output(&self.group)?.group_id;
        let source = self.source(call)?;
        let found = rules(call, &group).await?.into_iter().filter(|rule| self.is_same(rule, &source)).map(|rule| {
            let outputs = SecurityGroupRuleOutputs { rule_id: needed(rule.security_group_rule_id(), "rule id")? };
            Ok((outputs.rule_id.clone(), outputs))
        });
        Ok(Seen::judge(found.collect::<Result<_, CloudError>>()?))
    }

    async fn create(&self, call: &Call<'_>) -> Result<SecurityGroupRuleOutputs, CloudError> {
        let (from, to) = (i32::from(self.from_port), i32::from(self.to_port));
        let permission = IpPermission::builder().ip_protocol(self.protocol.name()).from_port(from).to_port(to);
        let permission = match self.source(call)? {
            Source::Everyone => {
                permission.ip_ranges(IpRange::builder().cidr_ip(EVERYONE).description(&self.description).build())
            }
            Source::Group(id) => permission
                .user_id_group_pairs(UserIdGroupPair::builder().group_id(id).description(&self.description).build()),
        };
        let authorize =
            call.clients.ec2.authorize_security_group_ingress().group_id(call.output(&self.group)?.group_id);
        let tags = tags::ec2::specification(call, ResourceType::SecurityGroupRule);
        let answer = authorize.ip_permissions(permission.build()).tag_specifications(tags).send().await?;
        let id = answer.security_group_rules().first().and_then(Found::security_group_rule_id);
        Ok(SecurityGroupRuleOutputs { rule_id: needed(id, "rule id")? })
    }

    async fn poll(
        &self,
        call: &Call<'_>,
        outputs: &SecurityGroupRuleOutputs,
    ) -> Result<Poll<SecurityGroupRuleOutputs>, CloudError> {
        Ok(if self.exists(call, outputs).await? { Poll::Ready(outputs.clone()) } else { unseen() })
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &SecurityGroupRuleOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        let revoke = call.clients.ec2.revoke_security_group_ingress().group_id(call.output(&self.group)?.group_id);
        revoke.security_group_rule_ids(&outputs.rule_id).send().await.or_absent()?;
        Ok(Vec::new())
    }

    async fn poll_gone(&self, call: &Call<'_>, outputs: &SecurityGroupRuleOutputs) -> Result<Poll<()>, CloudError> {
        Ok(gone(!self.exists(call, outputs).await?))
    }
}

enum Source {
    Everyone,
    Group(String),
}

impl SecurityGroupRule {
    fn source(&self, call: &Call<'_>) -> Result<Source, CloudError> {
        Ok(match &self.source {
            RuleSource::Everyone => Source::Everyone,
            RuleSource::Group(group) => Source::Group(call.output(group)?.group_id),
        })
    }

    fn is_same(&self, rule: &Found, source: &Source) -> bool {
        let same_source = match source {
            Source::Everyone => rule.cidr_ipv4() == Some(EVERYONE),
            Source::Group(id) => rule.referenced_group_info().and_then(|group| group.group_id()) == Some(id),
        };
        let ports = (rule.from_port(), rule.to_port()) == (Some(self.from_port.into()), Some(self.to_port.into()));
        same_source && ports && rule.ip_protocol() == Some(self.protocol.name()) && rule.is_egress() != Some(true)
    }

    async fn exists(&self, call: &Call<'_>, outputs: &SecurityGroupRuleOutputs) -> Result<bool, CloudError> {
        let group = call.output(&self.group)?.group_id;
        Ok(rules(call, &group).await?.iter().any(|rule| rule.security_group_rule_id() == Some(&outputs.rule_id)))
    }
}

async fn rules(call: &Call<'_>, group: &str) -> Result<Vec<Found>, CloudError> {
    let mut pages = call
        .clients
        .ec2
        .describe_security_group_rules()
        .filters(filter("group-id", [group]))
        .into_paginator()
        .items()
        .send();
    let mut rules = Vec::new();
    loop {
        match pages.next().await.transpose().or_absent()? {
            Some(Some(rule)) => rules.push(rule),
            _ => return Ok(rules),
        }
    }
}
