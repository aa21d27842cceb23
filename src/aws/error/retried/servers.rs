//! Servers, their disks and addresses, and how servers of a group are made.

use super::Row;

pub(super) const AGAIN: &[Row] = &[
    (
        "RunInstances",
        "InvalidParameterValue",
        "Value (demo) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name",
    ),
    (
        "RunInstances",
        "InvalidParameterValue",
        "IAM Instance Profile \"arn:aws:iam::1:instance-profile/demo\" has no associated IAM Roles",
    ),
    (
        "StartInstances",
        "InvalidParameterValue",
        "LaunchPlan instance type does not match attribute value requested by customer.",
    ),
    ("CreateTags", "InvalidInstanceID.NotFound", ""),
    ("AssociateAddress", "InvalidInstanceID", "The pending instance 'i-1' is not in a valid state for this operation."),
    ("AssociateAddress", "InvalidAllocationID.NotFound", ""),
    ("ReleaseAddress", "InvalidIPAddress.InUse", ""),
    ("AttachVolume", "IncorrectState", ""),
    // The driver knows it: already detached or detaching.
    ("DetachVolume", "IncorrectState", "Volume 'vol-1' is in the 'available' state."),
    ("DeleteVolume", "VolumeInUse", ""),
    (
        "CreateSnapshot",
        "SnapshotCreationPerVolumeRateExceeded",
        "The maximum per volume CreateSnapshot request rate has been exceeded",
    ),
    ("CreateLaunchTemplateVersion", "InvalidLaunchTemplateId.NotFound", ""),
];

pub(super) const SETTLED: &[Row] = &[
    ("DescribeInstances", "InvalidInstanceID.NotFound", ""),
    ("TerminateInstances", "InvalidInstanceID.NotFound", ""),
    ("DescribeVolumes", "InvalidVolume.NotFound", ""),
    ("DeleteVolume", "InvalidVolume.NotFound", ""),
    ("DisassociateAddress", "InvalidAssociationID.NotFound", ""),
    ("ReleaseAddress", "InvalidAllocationID.NotFound", ""),
    ("DescribeLaunchTemplates", "InvalidLaunchTemplateName.NotFoundException", ""),
    ("DescribeLaunchTemplateVersions", "InvalidLaunchTemplateId.NotFound", ""),
    ("DeleteLaunchTemplate", "InvalidLaunchTemplateId.NotFound", ""),
];
