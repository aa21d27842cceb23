//! Names that AWS allows only once.

use super::ACCOUNT;
use crate::model::Region;
use crate::resource::Spec;

/// The name that AWS allows only once, for kinds that have one in their specification.
pub(super) fn unique_name(spec: &Spec, region: Region) -> Option<String> {
    Some(match spec {
        Spec::IamRole(spec) => spec.name.to_lowercase(),
        Spec::InstanceProfile(spec) => spec.name.clone(),
        Spec::DbInstance(spec) => spec.identifier.to_lowercase(),
        Spec::DbSubnetGroup(spec) => spec.name.to_lowercase(),
        Spec::DbParameterGroup(spec) => spec.name.to_lowercase(),
        Spec::Bucket(spec) => spec.bucket_name(ACCOUNT, region.code()),
        Spec::SecretParameter(spec) => spec.name.clone(),
        Spec::LoadBalancer(spec) => spec.name.clone(),
        Spec::TargetGroup(spec) => spec.name.clone(),
        Spec::AutoScalingGroup(spec) => spec.name.clone(),
        Spec::LaunchTemplate(spec) => spec.name.clone(),
        Spec::LogGroup(spec) => spec.name.clone(),
        Spec::EcrRepository(spec) => spec.name.clone(),
        Spec::CodebuildProject(spec) => spec.name.clone(),
        Spec::Budget(spec) => spec.name.clone(),
        _ => return None,
    })
}
