//! The facts of every kind of resource: what is asked of AWS, what comes back, what it refers to, what it costs, what a
//! change of it means and which permissions it needs. Pure: no IO, no clock, no SDK. The calls are in `aws/`, one file
//! per kind of the same name.

mod actions;
mod architecture;
mod build_failure;
mod build_size;
pub mod burst;
mod change;
mod duration;
mod fake;
mod keep;
mod loss;
mod origin;
mod part;
mod phase;
mod price;
pub mod quota;
mod reference;
mod script;
pub mod server;
pub mod tags;
mod target;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::model::{NodeId, Usage};

pub use actions::{COMMON_ACTIONS, NAMELESS, OWNED_BY_TAG};
pub use architecture::Architecture;
pub use build_failure::BuildFailure;
pub use build_size::BuildSize;
pub use change::Change;
pub use duration::{Duration, duration};
pub use fake::Fake;
pub use keep::{Keep, KeptPrice, Repeat};
pub use loss::Loss;
pub use origin::Origin;
pub use part::{Part, ResolvedPart};
pub use phase::Phase;
pub use price::{AtMost, PriceKey, PriceLine};
pub use quota::Quota;
pub use reference::{Lookup, MissingOutput, Ref, fetch};
pub use script::{FIRST_SCRIPT, REGISTRY_SCRIPT, instance_script, user_data};
pub use target::Target;

/// How a kind lives and ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifecycle {
    /// Created by the deployment and removed with it.
    Owned,
    /// Shared by the whole account: created when absent, never removed (service-linked roles).
    Shared,
    /// Found in the account and recorded, never created (machine image, hosted zone, zones).
    Lookup,
    /// Waited for inside AWS (server report, certificate issued): only ever polled.
    Fact,
    /// Waited for from this machine (DNS visible, URL answers): only ever probed.
    Probe,
}

/// One kind of resource: its specification is the implementing type, what AWS answers is `Outputs`.
pub trait Resource: Serialize + DeserializeOwned + Clone + PartialEq + std::fmt::Debug {
    /// What is known once it exists. Identifiers and addresses only, never a secret.
    type Outputs: Serialize + DeserializeOwned + Clone + PartialEq + std::fmt::Debug;

    /// Kebab-case name in plans, journals and the durations table.
    const KIND: &'static str;
    const PHASE: Phase;
    const LIFECYCLE: Lifecycle = Lifecycle::Owned;
    /// Making or changing it changes what visitors get: other servers, or another release.
    const MOVES_VISITORS: bool = false;
    /// Can stop or break by itself, so every run looks whether it still serves, beside whether it is there.
    const WATCHED: bool = false;
    /// Configuring it makes it again where somebody removed it, so that nothing which stands on it is made anew.
    const MENDED: bool = false;
    /// What a repeated creation brings.
    const REPEAT: Repeat = Repeat::Name;
    /// SDK operations that a create, update and delete of this kind make, as IAM actions (`ec2:CreateVpc`).
    const ACTIONS: &'static [&'static str];

    /// Plain words for a person, AWS's word in brackets: `private network (VPC)`.
    fn title(&self) -> String;

    /// The nodes whose outputs the specification needs.
    fn refs(&self) -> Vec<NodeId>;

    /// What turning `old` into `self` takes. Only called when they differ.
    fn change_from(&self, old: &Self) -> Change {
        let _ = old;
        Change::Replace
    }

    /// What it takes when something that it refers to is made anew.
    fn rebuilt(&self, below: &NodeId) -> Change {
        let _ = below;
        Change::Replace
    }

    /// What AWS bills for it per month.
    fn prices(&self, usage: &Usage) -> Vec<PriceLine> {
        let _ = usage;
        Vec::new()
    }

    /// What AWS bills for making it, once.
    fn prices_once(&self) -> Vec<PriceLine> {
        Vec::new()
    }

    /// What it takes of the account's quotas, for certain.
    fn uses(&self) -> Vec<(Quota, u32)> {
        Vec::new()
    }

    /// What helps when something of somebody else has its name.
    fn when_taken(&self) -> &'static str {
        "choose another deployment name, or remove or rename what is in the way"
    }

    /// True when deleting it loses what people stored.
    fn holds_data(&self) -> bool {
        false
    }

    /// What is lost for good when somebody removes it; `None` when it can be made again as it was.
    fn loss(&self) -> Option<Loss> {
        self.holds_data().then_some(Loss::Data)
    }

    /// What stays when it is removed after a person chose what to do with data.
    fn keeps(&self, final_snapshot: bool, keep_files: bool, keep_images: bool) -> Keep {
        let _ = (final_snapshot, keep_files, keep_images);
        Keep::Nothing
    }

    /// True when it came about in a lesser form than wanted: the next run looks again.
    fn is_provisional(outputs: &Self::Outputs) -> bool {
        let _ = outputs;
        false
    }

    /// Seconds on top of the kind's usual time, when the specification makes it slower.
    fn extra_seconds(&self) -> u32 {
        0
    }

    /// Seconds of waiting on top of the kind's limit, when the specification needs them.
    fn patience(&self) -> u32 {
        self.extra_seconds()
    }

    /// What AWS is busy with while one waits, as the end of "AWS is …".
    fn waiting(&self) -> &'static str {
        "creating it"
    }

    /// What is happening when so much of its usual time is over, for the practice account; empty for most.
    fn progress(&self, permille: u32) -> String {
        let _ = permille;
        String::new()
    }

    /// What a person has to do elsewhere before it comes about, as [`crate::model::dns`] reads it; empty for most. For
    /// the practice account: the real one says what it sees.
    fn asks(&self, lookup: &dyn Lookup) -> String {
        let _ = lookup;
        String::new()
    }

    /// Outputs as AWS would give them, for the practice account.
    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs;

    /// The identifier that the AWS console shows, if there is one.
    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        let _ = outputs;
        None
    }

    /// What a person should hear about what was found, in a sentence without its stop; nothing for most.
    fn remark(outputs: &Self::Outputs) -> Option<String> {
        let _ = outputs;
        None
    }
}

/// Ties a kind to its variant of [`Outputs`].
pub trait Kinded: Resource {
    fn outputs_of(outputs: &Outputs) -> Option<&Self::Outputs>;
}

macro_rules! resources {
    ($($module:ident :: $variant:ident,)*) => {
        $(pub mod $module;)*

        /// The specification of one resource, of any kind.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Spec { $($variant($module::$variant),)* }

        /// What is known of one existing resource, of any kind.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Outputs { $($variant(<$module::$variant as Resource>::Outputs),)* }

        /// The kinds themselves.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $($variant,)* }

        impl Kind {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Kebab-case name, such as `nat-gateway`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => <$module::$variant as Resource>::KIND,)* }
            }

            #[must_use]
            pub const fn phase(self) -> Phase {
                match self { $(Self::$variant => <$module::$variant as Resource>::PHASE,)* }
            }

            #[must_use]
            pub const fn watched(self) -> bool {
                match self { $(Self::$variant => <$module::$variant as Resource>::WATCHED,)* }
            }

            #[must_use]
            pub const fn mended(self) -> bool {
                match self { $(Self::$variant => <$module::$variant as Resource>::MENDED,)* }
            }

            #[must_use]
            pub const fn moves_visitors(self) -> bool {
                match self { $(Self::$variant => <$module::$variant as Resource>::MOVES_VISITORS,)* }
            }

            #[must_use]
            pub const fn lifecycle(self) -> Lifecycle {
                match self { $(Self::$variant => <$module::$variant as Resource>::LIFECYCLE,)* }
            }

            #[must_use]
            pub const fn repeat(self) -> Repeat {
                match self { $(Self::$variant => <$module::$variant as Resource>::REPEAT,)* }
            }

            /// IAM actions that the kind's calls need.
            #[must_use]
            pub const fn actions(self) -> &'static [&'static str] {
                match self { $(Self::$variant => <$module::$variant as Resource>::ACTIONS,)* }
            }
        }

        impl Spec {
            #[must_use]
            pub const fn kind(&self) -> Kind {
                match self { $(Self::$variant(_) => Kind::$variant,)* }
            }

            #[must_use]
            pub fn title(&self) -> String {
                match self { $(Self::$variant(spec) => spec.title(),)* }
            }

            #[must_use]
            pub fn refs(&self) -> Vec<NodeId> {
                match self { $(Self::$variant(spec) => spec.refs(),)* }
            }

            /// What turning `old` into `self` takes; `None` when they are equal.
            #[must_use]
            pub fn change_from(&self, old: &Self) -> Option<Change> {
                match (self, old) {
                    $((Self::$variant(new), Self::$variant(old)) => (new != old).then(|| new.change_from(old)),)*
                    _ => Some(Change::Replace),
                }
            }

            /// What it takes when something that it refers to is made anew.
            #[must_use]
            pub fn rebuilt(&self, below: &NodeId) -> Change {
                match self { $(Self::$variant(spec) => spec.rebuilt(below),)* }
            }

            #[must_use]
            pub fn prices(&self, usage: &Usage) -> Vec<PriceLine> {
                match self { $(Self::$variant(spec) => spec.prices(usage),)* }
            }

            /// What AWS bills for making it, once.
            #[must_use]
            pub fn prices_once(&self) -> Vec<PriceLine> {
                match self { $(Self::$variant(spec) => spec.prices_once(),)* }
            }

            /// What it takes of the account's quotas, for certain.
            #[must_use]
            pub fn uses(&self) -> Vec<(Quota, u32)> {
                match self { $(Self::$variant(spec) => spec.uses(),)* }
            }

            /// What helps when something of somebody else has its name.
            #[must_use]
            pub fn when_taken(&self) -> &'static str {
                match self { $(Self::$variant(spec) => spec.when_taken(),)* }
            }

            #[must_use]
            pub fn holds_data(&self) -> bool {
                match self { $(Self::$variant(spec) => spec.holds_data(),)* }
            }

            /// What is lost for good when somebody removes it.
            #[must_use]
            pub fn loss(&self) -> Option<Loss> {
                match self { $(Self::$variant(spec) => spec.loss(),)* }
            }

            #[must_use]
            pub fn keeps(&self, final_snapshot: bool, keep_files: bool, keep_images: bool) -> Keep {
                match self { $(Self::$variant(spec) => spec.keeps(final_snapshot, keep_files, keep_images),)* }
            }

            /// Usual seconds until it is ready.
            #[must_use]
            pub fn seconds(&self) -> u32 {
                let extra = match self { $(Self::$variant(spec) => spec.extra_seconds(),)* };
                extra + duration(self.kind()).map_or(0, |usual| usual.create)
            }

            /// Seconds of waiting on top of the kind's limit.
            #[must_use]
            pub fn patience(&self) -> u32 {
                match self { $(Self::$variant(spec) => spec.patience(),)* }
            }

            /// What a person has to do elsewhere before it comes about.
            #[must_use]
            pub fn asks(&self, lookup: &dyn Lookup) -> String {
                match self { $(Self::$variant(spec) => spec.asks(lookup),)* }
            }

            /// What is happening when so much of its usual time is over, for the practice account.
            #[must_use]
            pub fn progress(&self, permille: u32) -> String {
                match self { $(Self::$variant(spec) => spec.progress(permille),)* }
            }

            #[must_use]
            pub fn waiting(&self) -> &'static str {
                match self { $(Self::$variant(spec) => spec.waiting(),)* }
            }

            #[must_use]
            pub fn simulate(&self, fake: &mut Fake<'_>) -> Outputs {
                match self { $(Self::$variant(spec) => Outputs::$variant(spec.simulate(fake)),)* }
            }
        }

        impl Outputs {
            #[must_use]
            pub const fn kind(&self) -> Kind {
                match self { $(Self::$variant(_) => Kind::$variant,)* }
            }

            /// True when it came about in a lesser form than wanted.
            #[must_use]
            pub fn is_provisional(&self) -> bool {
                match self { $(Self::$variant(outputs) => <$module::$variant as Resource>::is_provisional(outputs),)* }
            }

            /// The identifier that the AWS console shows, if there is one.
            #[must_use]
            pub fn aws_id(&self) -> Option<String> {
                match self { $(Self::$variant(outputs) => <$module::$variant as Resource>::aws_id(outputs),)* }
            }

            /// What a person should hear about what was found.
            #[must_use]
            pub fn remark(&self) -> Option<String> {
                match self { $(Self::$variant(outputs) => <$module::$variant as Resource>::remark(outputs),)* }
            }
        }

        $(
            impl From<$module::$variant> for Spec {
                fn from(spec: $module::$variant) -> Self { Self::$variant(spec) }
            }

            impl Kinded for $module::$variant {
                fn outputs_of(outputs: &Outputs) -> Option<&Self::Outputs> {
                    match outputs { Outputs::$variant(outputs) => Some(outputs), _ => None }
                }
            }
        )*
    };
}

resources! {
    service_linked_role::ServiceLinkedRole,
    iam_role::IamRole,
    iam_role_policy::IamRolePolicy,
    instance_profile::InstanceProfile,
    zones::Zones,
    vpc::Vpc,
    internet_gateway::InternetGateway,
    subnet::Subnet,
    route_table::RouteTable,
    route::Route,
    route_table_association::RouteTableAssociation,
    elastic_ip::ElasticIp,
    nat_gateway::NatGateway,
    s3_endpoint::S3Endpoint,
    security_group::SecurityGroup,
    security_group_rule::SecurityGroupRule,
    db_subnet_group::DbSubnetGroup,
    db_parameter_group::DbParameterGroup,
    db_instance::DbInstance,
    bucket::Bucket,
    bucket_cors::BucketCors,
    secret_parameter::SecretParameter,
    ecr_repository::EcrRepository,
    codebuild_project::CodebuildProject,
    build_policy::BuildPolicy,
    built_image::BuiltImage,
    release::Release,
    volume::Volume,
    machine_image::MachineImage,
    instance::Instance,
    volume_attachment::VolumeAttachment,
    elastic_ip_association::ElasticIpAssociation,
    launch_template::LaunchTemplate,
    auto_scaling_group::AutoScalingGroup,
    scaling_policy::ScalingPolicy,
    instance_report::InstanceReport,
    migration::Migration,
    target_group::TargetGroup,
    load_balancer::LoadBalancer,
    listener::Listener,
    https_redirect::HttpsRedirect,
    hosted_zone::HostedZone,
    certificate::Certificate,
    validation_records::ValidationRecords,
    certificate_issued::CertificateIssued,
    dns_record::DnsRecord,
    dns_visible::DnsVisible,
    https_switch::HttpsSwitch,
    https_report::HttpsReport,
    answer::Answer,
    log_group::LogGroup,
    budget::Budget,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_and_every_kind_has_a_duration() {
        let names: BTreeSet<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        assert_eq!(names.len(), Kind::ALL.len());
        for kind in Kind::ALL {
            assert!(duration(*kind).is_some(), "no row for `{}` in assets/durations.toml", kind.name());
        }
    }
}
