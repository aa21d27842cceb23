//! What the tagging API shows, each thing asked for by itself unless EC2 listed its kind.

use aws_sdk_elasticache::operation::describe_replication_groups::DescribeReplicationGroupsOutput;
use aws_sdk_resourcegroupstagging::types::{ResourceTagMapping, TagFilter};
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};

use super::ec2::Kinds;
use super::{Leftovers, allowed, node};
use crate::aws::clients::Clients;
use crate::aws::tags::{ID, KEPT};
use crate::engine::{CloudError, Owner};
use crate::model::text::clean_line;

/// Questions about single things at once.
const AT_ONCE: usize = 16;

pub(super) async fn list(clients: &Clients, owner: &Owner) -> Result<Vec<ResourceTagMapping>, CloudError> {
    let ours = TagFilter::builder().key(ID).values(&owner.id).build();
    let pages = clients.tagging.get_resources().tag_filters(ours).into_paginator().items().send();
    Ok(pages.try_collect().await?)
}

/// What of `shown` lives. `listed` are EC2's kinds that need not be asked for.
pub(super) async fn living(
    clients: &Clients,
    owner: &Owner,
    listed: &Kinds,
    shown: &[ResourceTagMapping],
) -> Result<Leftovers, CloudError> {
    let mut asked = Vec::new();
    for thing in shown {
        let Some(arn) = thing.resource_arn().and_then(Arn::read) else { continue };
        let known = arn.service == "ec2" && listed.contains(arn.kind);
        if !known && !arn.is_passed_over() && !thing.tags().iter().any(|tag| tag.key() == KEPT) {
            asked.push(leftover(clients, owner, thing, arn));
        }
    }
    let answers: Vec<Option<_>> = stream::iter(asked).buffered(AT_ONCE).try_collect().await?;
    Ok(answers.into_iter().flatten().collect())
}

/// Identifier and node of a thing, if it lives.
async fn leftover(
    clients: &Clients,
    owner: &Owner,
    thing: &ResourceTagMapping,
    arn: Arn<'_>,
) -> Result<Option<(String, Option<String>)>, CloudError> {
    let lives = exists(clients, owner, &arn).await?;
    let tags = thing.tags().iter().map(|tag| (tag.key(), tag.value()));
    Ok(lives.then(|| (clean_line(arn.short()), node(tags))))
}

/// The parts of an ARN that matter here.
#[derive(Debug, PartialEq, Eq)]
struct Arn<'a> {
    whole: &'a str,
    service: &'a str,
    /// `db` of `db:demo`, `targetgroup` of `targetgroup/web/12`; empty for buckets.
    kind: &'a str,
    /// What follows the kind, without its separator.
    name: &'a str,
}

impl<'a> Arn<'a> {
    fn read(whole: &'a str) -> Option<Self> {
        let mut parts = whole.splitn(6, ':').skip(2);
        let (service, resource) = (parts.next()?, parts.nth(2)?);
        let (kind, name) = resource.split_once([':', '/']).unwrap_or(("", resource));
        Some(Self { whole, service, kind, name })
    }

    /// What the tagging API shows long after its end, or as ours although it is not left over, and what is looked for
    /// elsewhere:
    /// - snapshots, and backups that RDS retains, stay on purpose; others vanish with their database, which is asked
    ///   for itself
    /// - roles, instance profiles, groups of servers, parameters and logs are asked for by name at their own services
    fn is_passed_over(&self) -> bool {
        matches!(
            (self.service, self.kind),
            ("rds", "snapshot" | "auto-backup") | ("iam" | "autoscaling" | "ssm" | "logs", _)
        )
    }

    /// What the same thing is called in a journal, where that is not the ARN.
    fn short(&self) -> &'a str {
        match (self.service, self.kind) {
            ("ec2" | "s3" | "rds" | "elasticache" | "logs" | "ecr" | "codebuild", _) => self.name,
            // A parameter's name begins with the slash that ends `parameter`.
            ("ssm", "parameter") => &self.whole[self.whole.len() - self.name.len() - 1..],
            ("elasticloadbalancing", "targetgroup") => {
                &self.whole[self.whole.len() - self.name.len() - self.kind.len() - 1..]
            }
            _ => self.whole,
        }
    }
}

/// Whether it lives, by the service's own word. Kinds that nobody here knows are taken to.
async fn exists(clients: &Clients, owner: &Owner, arn: &Arn<'_>) -> Result<bool, CloudError> {
    Ok(match (arn.service, arn.kind) {
        ("rds", "db") => {
            let answer = allowed(clients.rds.describe_db_instances().db_instance_identifier(arn.name).send().await)?;
            let mut all = answer
                .iter()
                .flat_map(aws_sdk_rds::operation::describe_db_instances::DescribeDbInstancesOutput::db_instances);
            all.any(|database| database.db_instance_status() != Some("deleting"))
        }
        ("rds", "subgrp") => {
            allowed(clients.rds.describe_db_subnet_groups().db_subnet_group_name(arn.name).send().await)?.is_some()
        }
        ("rds", "pg") => {
            allowed(clients.rds.describe_db_parameter_groups().db_parameter_group_name(arn.name).send().await)?
                .is_some()
        }
        ("elasticache", "replicationgroup") => {
            let ask = clients.elasticache.describe_replication_groups().replication_group_id(arn.name);
            let answer = allowed(ask.send().await)?;
            let mut all = answer.iter().flat_map(DescribeReplicationGroupsOutput::replication_groups);
            all.any(|cache| cache.status() != Some("deleting"))
        }
        // A node is gone with its cache.
        ("elasticache", "cluster") => false,
        ("elasticache", "subnetgroup") => {
            let ask = clients.elasticache.describe_cache_subnet_groups().cache_subnet_group_name(arn.name);
            allowed(ask.send().await)?.is_some()
        }
        ("elasticloadbalancing", "loadbalancer") => {
            allowed(clients.elb.describe_load_balancers().load_balancer_arns(arn.whole).send().await)?.is_some()
        }
        ("elasticloadbalancing", "targetgroup") => {
            allowed(clients.elb.describe_target_groups().target_group_arns(arn.whole).send().await)?.is_some()
        }
        ("elasticloadbalancing", "listener") => {
            allowed(clients.elb.describe_listeners().listener_arns(arn.whole).send().await)?.is_some()
        }
        ("ec2", "network-interface") => {
            let answer =
                allowed(clients.ec2.describe_network_interfaces().network_interface_ids(arn.name).send().await)?;
            answer.is_some_and(|answer| !answer.network_interfaces().is_empty())
        }
        ("budgets", "budget") => {
            allowed(clients.budgets.describe_budget().account_id(&owner.account).budget_name(arn.name).send().await)?
                .is_some()
        }
        ("ecr", "repository") => {
            allowed(clients.ecr.describe_repositories().repository_names(arn.name).send().await)?.is_some()
        }
        ("codebuild", "project") => allowed(clients.codebuild.batch_get_projects().names(arn.name).send().await)?
            .is_some_and(|answer| !answer.projects().is_empty()),
        ("acm", _) => allowed(clients.acm.describe_certificate().certificate_arn(arn.whole).send().await)?.is_some(),
        ("s3", "") => {
            let ask = clients.s3.head_bucket().bucket(arn.name).expected_bucket_owner(&owner.account);
            allowed(ask.send().await)?.is_some()
        }
        _ => true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short(arn: &str) -> &str {
        Arn::read(arn).unwrap().short()
    }

    #[test]
    fn late_entries_are_no_leftovers() {
        let passed = |arn: &str| Arn::read(arn).unwrap().is_passed_over();
        for arn in [
            "arn:aws:iam::123456789012:instance-profile/demo-us-east-1-servers",
            "arn:aws:iam::123456789012:role/demo-us-east-1-servers",
            "arn:aws:rds:us-east-1:123456789012:auto-backup:ab-abc123",
            "arn:aws:rds:us-east-1:123456789012:snapshot:demo-db-final-1",
            "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:1-2:autoScalingGroupName/demo-servers",
            "arn:aws:logs:us-east-1:123456789012:log-group:/cloudstead/demo",
        ] {
            assert!(passed(arn), "{arn}");
        }
        for arn in [
            "arn:aws:rds:us-east-1:123456789012:db:demo",
            "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/demo/1",
            "arn:aws:acm:us-east-1:123456789012:certificate/1-2",
            "arn:aws:something-new:us-east-1:123456789012:thing/1",
        ] {
            assert!(!passed(arn), "{arn}");
        }
    }

    #[test]
    fn things_are_called_as_in_the_journal() {
        assert_eq!(short("arn:aws:ec2:us-east-1:123456789012:vpc/vpc-1"), "vpc-1");
        assert_eq!(short("arn:aws:s3:::demo-files"), "demo-files");
        assert_eq!(short("arn:aws:rds:us-east-1:123456789012:db:demo"), "demo");
        assert_eq!(short("arn:aws:ecr:us-east-1:123456789012:repository/demo/app"), "demo/app");
        assert_eq!(
            short("arn:aws:ssm:us-east-1:123456789012:parameter/cloudstead/demo/https"),
            "/cloudstead/demo/https"
        );
        let targets = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/12";
        assert_eq!(short(targets), "targetgroup/web/12");
        let certificate = "arn:aws:acm:us-east-1:123456789012:certificate/1-2";
        assert_eq!(short(certificate), certificate);
        assert_eq!(Arn::read("nonsense"), None);
    }
}
