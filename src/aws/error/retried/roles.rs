//! Roles, their policies, and the identity that servers get from them.

use super::Row;

pub(super) const AGAIN: &[Row] = &[
    ("CreateRole", "MalformedPolicyDocument", "Invalid principal in policy"),
    ("CreateRole", "ConcurrentModification", ""),
    ("AttachRolePolicy", "ConcurrentModification", ""),
    ("DetachRolePolicy", "ConcurrentModification", ""),
    ("PutRolePolicy", "NoSuchEntity", "The role with name demo cannot be found."),
    ("AddRoleToInstanceProfile", "NoSuchEntity", "The role with name demo cannot be found."),
    ("DeleteRole", "DeleteConflict", "Cannot delete entity, must detach all policies first."),
];

pub(super) const SETTLED: &[Row] = &[
    ("GetRole", "NoSuchEntity", ""),
    ("GetRolePolicy", "NoSuchEntity", "The role policy with name demo cannot be found."),
    ("ListAttachedRolePolicies", "NoSuchEntity", ""),
    ("GetInstanceProfile", "NoSuchEntity", ""),
    ("RemoveRoleFromInstanceProfile", "NoSuchEntity", ""),
    ("DetachRolePolicy", "NoSuchEntity", ""),
    ("DeleteRolePolicy", "NoSuchEntity", ""),
    ("DeleteRole", "NoSuchEntity", ""),
    (
        "CreateServiceLinkedRole",
        "InvalidInput",
        "Service role name AWSServiceRoleForRDS has been taken in this account",
    ),
];
