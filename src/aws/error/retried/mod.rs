//! What other tools have learnt to repeat, for the calls that are made here: the operations, codes and texts after
//! which the Terraform AWS provider tries again, or takes the thing for gone or there. Each must have a class here that
//! does the same.
//!
//! Read on 26 November 2026 in `internal/service/` of hashicorp/terraform-provider-aws: `acm/certificate.go`,
//! `autoscaling/{group,lifecycle_hook,policy}.go`, `budgets/budget.go`, `codebuild/project.go`,
//! `ec2/{ebs_snapshot,ebs_volume,ebs_volume_attachment,ec2_eip,ec2_eip_association,ec2_instance,ec2_launch_template,
//! vpc_,vpc_endpoint,vpc_internet_gateway,vpc_nat_gateway,vpc_route,vpc_route_table,vpc_route_table_association,
//! vpc_security_group,vpc_subnet,wait}.go`, `ecr/{lifecycle_policy,repository}.go`,
//! `elbv2/{listener,load_balancer,target_group}.go`,
//! `iam/{instance_profile,role,role_policy,role_policy_attachment,service_linked_role}.go`, `logs/group.go`,
//! `rds/{instance,parameter_group,subnet_group}.go`, `route53/record.go`, `s3/{bucket_cors_configuration,
//! bucket_lifecycle_configuration,bucket_ownership_controls,bucket_policy,bucket_public_access_block,
//! bucket_server_side_encryption_configuration,bucket_versioning}.go`, `ssm/parameter.go`; of `s3/bucket.go` the
//! reading. The other rows are from AWSFACTS sections 2 and 3 and from what AWS answered others.
//!
//! Left out is what cannot happen here: the roles of RDS's monitoring and of its own servers (none is given),
//! principals in a bucket's policy (it names none), messages of lifecycle hooks (they have no receiver), networks of
//! builds.

mod balancing;
mod builds;
mod databases;
mod files;
mod network;
mod roles;
mod servers;

use super::explain::{self, Answer};
use crate::engine::ErrorClass::{self, AlreadyExists, NotFound, Retry, Wait};

/// Operation, code, text.
type Row = (&'static str, &'static str, &'static str);

/// After these the same call is made again.
const AGAIN: [&[Row]; 7] =
    [balancing::AGAIN, builds::AGAIN, databases::AGAIN, files::AGAIN, network::AGAIN, roles::AGAIN, servers::AGAIN];

/// These say that it is gone, was never there, or is there already.
const SETTLED: [&[Row]; 7] = [
    balancing::SETTLED,
    builds::SETTLED,
    databases::SETTLED,
    files::SETTLED,
    network::SETTLED,
    roles::SETTLED,
    servers::SETTLED,
];

const REMOVING: [&str; 8] =
    ["BatchDelete", "Delete", "Detach", "Disassociate", "Release", "Remove", "Revoke", "Terminate"];

fn without(rows: &[&[Row]], fits: impl Fn(&str, ErrorClass) -> bool) -> Vec<(Row, ErrorClass)> {
    let of = |row: &Row| {
        let (operation, code, message) = *row;
        (*row, explain::answered(&Answer { operation, code, message, status: 400, request: "" }).class)
    };
    rows.iter().copied().flatten().map(of).filter(|(row, class)| !fits(row.0, *class)).collect()
}

#[test]
fn what_is_tried_again_elsewhere_is_tried_again_here() {
    // What is not there yet is asked for again where something is made or set, and believed where it is removed.
    let unseen = |operation: &str| !REMOVING.iter().any(|verb| operation.starts_with(verb));
    let ends =
        without(&AGAIN, |operation, class| matches!(class, Retry | Wait) || (class == NotFound && unseen(operation)));
    assert!(ends.is_empty(), "these end a run, or are taken for gone: {ends:#?}");
}

#[test]
fn what_is_settled_elsewhere_is_settled_here() {
    let open = without(&SETTLED, |_, class| matches!(class, NotFound | AlreadyExists));
    assert!(open.is_empty(), "these end a run, or are asked for again: {open:#?}");
}
