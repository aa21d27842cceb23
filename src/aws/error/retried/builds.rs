//! Images that the account builds, and where they are kept.

use super::Row;

pub(super) const AGAIN: &[Row] = &[
    (
        "CreateProject",
        "InvalidInputException",
        "CodeBuild is not authorized to perform: sts:AssumeRole on arn:aws:iam::1:role/demo",
    ),
    (
        "UpdateProject",
        "InvalidInputException",
        "CodeBuild is not authorized to perform: sts:AssumeRole on arn:aws:iam::1:role/demo",
    ),
    ("PutLifecyclePolicy", "RepositoryNotFoundException", ""),
];

pub(super) const SETTLED: &[Row] = &[
    ("DescribeRepositories", "RepositoryNotFoundException", ""),
    ("DescribeImages", "ImageNotFoundException", ""),
    ("BatchDeleteImage", "RepositoryNotFoundException", ""),
    ("DeleteRepository", "RepositoryNotFoundException", ""),
];
