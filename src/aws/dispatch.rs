//! From a specification to its driver. A kind without one does not compile.

use async_trait::async_trait;

use super::{Call, Driver, Seen, error};
use crate::engine::{CloudError, DataChoice, Found, Kept, Poll};
use crate::resource::{Kinded, Lifecycle, Outputs, Spec};

/// A driver whose kind is forgotten. The verbs are those of [`crate::engine::Cloud`].
#[async_trait]
pub(super) trait AnyDriver: Send + Sync {
    async fn find(&self, call: &Call<'_>) -> Result<Found, CloudError>;
    async fn create(&self, call: &Call<'_>) -> Result<Outputs, CloudError>;
    async fn configure(&self, call: &Call<'_>, outputs: &Outputs) -> Result<(), CloudError>;
    async fn changed(&self, call: &Call<'_>, outputs: &Outputs) -> Result<Option<String>, CloudError>;
    async fn poll(&self, call: &Call<'_>, outputs: Option<&Outputs>) -> Result<Poll<Outputs>, CloudError>;
    async fn delete(&self, call: &Call<'_>, outputs: &Outputs, choice: DataChoice) -> Result<Vec<Kept>, CloudError>;
    async fn poll_gone(&self, call: &Call<'_>, outputs: &Outputs) -> Result<Poll<()>, CloudError>;
}

struct Typed<'a, T: Driver> {
    spec: &'a T,
    wrap: fn(T::Outputs) -> Outputs,
}

impl<T: Driver + Kinded> Typed<'_, T> {
    fn own<'o>(call: &Call<'_>, outputs: &'o Outputs) -> Result<&'o T::Outputs, CloudError> {
        T::outputs_of(outputs)
            .ok_or_else(|| error::internal(format!("the journal holds outputs of another kind for `{}`", call.node)))
    }

    fn wrapped(&self, poll: Poll<T::Outputs>) -> Poll<Outputs> {
        match poll {
            Poll::Ready(outputs) => Poll::Ready((self.wrap)(outputs)),
            Poll::Waiting(text) => Poll::Waiting(text),
        }
    }
}

#[async_trait]
impl<T: Driver + Kinded> AnyDriver for Typed<'_, T> {
    async fn find(&self, call: &Call<'_>) -> Result<Found, CloudError> {
        Ok(match self.spec.find(call).await? {
            Seen::Absent => Found::Absent,
            Seen::Ours(outputs) => Found::Ours((self.wrap)(outputs)),
            Seen::Kept(outputs) => Found::Kept((self.wrap)(outputs)),
            Seen::Foreign(what) => Found::Foreign(what),
            Seen::Several(ids) => Found::Several(ids),
            Seen::Candidates(all) => Found::Candidates(all.into_iter().map(self.wrap).collect()),
            Seen::Unavailable(why) => Found::Unavailable(Box::new(why)),
        })
    }

    async fn create(&self, call: &Call<'_>) -> Result<Outputs, CloudError> {
        self.spec.create(call).await.map(self.wrap)
    }

    async fn configure(&self, call: &Call<'_>, outputs: &Outputs) -> Result<(), CloudError> {
        self.spec.configure(call, Self::own(call, outputs)?).await
    }

    async fn changed(&self, call: &Call<'_>, outputs: &Outputs) -> Result<Option<String>, CloudError> {
        self.spec.changed(call, Self::own(call, outputs)?).await
    }

    async fn poll(&self, call: &Call<'_>, outputs: Option<&Outputs>) -> Result<Poll<Outputs>, CloudError> {
        let poll = match outputs {
            _ if T::LIFECYCLE == Lifecycle::Fact => self.spec.check(call).await?,
            Some(outputs) => self.spec.poll(call, Self::own(call, outputs)?).await?,
            None => return Err(error::internal(format!("`{}` is polled before it exists", call.node))),
        };
        Ok(self.wrapped(poll))
    }

    async fn delete(&self, call: &Call<'_>, outputs: &Outputs, choice: DataChoice) -> Result<Vec<Kept>, CloudError> {
        self.spec.delete(call, Self::own(call, outputs)?, choice).await
    }

    async fn poll_gone(&self, call: &Call<'_>, outputs: &Outputs) -> Result<Poll<()>, CloudError> {
        self.spec.poll_gone(call, Self::own(call, outputs)?).await
    }
}

macro_rules! drivers {
    (driven: $($variant:ident,)*; probed: $($probe:ident,)*) => {
        /// The driver of a specification.
        pub(super) fn driver(spec: &Spec) -> Result<Box<dyn AnyDriver + '_>, CloudError> {
            match spec {
                $(Spec::$variant(spec) => Ok(Box::new(Typed { spec, wrap: Outputs::$variant })),)*
                $(Spec::$probe(_) => Err(error::internal("this is checked from here, not in AWS".to_owned())),)*
            }
        }
    };
}

drivers! {
    driven:
    ServiceLinkedRole, IamRole, IamRolePolicy, InstanceProfile,
    Zones, Vpc, InternetGateway, Subnet, RouteTable, Route, RouteTableAssociation, ElasticIp, NatGateway, S3Endpoint,
    SecurityGroup, SecurityGroupRule,
    DbSubnetGroup, DbParameterGroup, DbInstance,
    Bucket, BucketCors, SecretParameter, Release,
    EcrRepository, CodebuildProject, BuildPolicy, BuiltImage,
    Volume, MachineImage, Instance, VolumeAttachment, ElasticIpAssociation, LaunchTemplate,
    AutoScalingGroup, ScalingPolicy, InstanceReport, Migration,
    TargetGroup, LoadBalancer, Listener, HttpsRedirect,
    HostedZone, Certificate, ValidationRecords, CertificateIssued, DnsRecord, HttpsSwitch, HttpsReport,
    LogGroup, Budget,;
    probed: DnsVisible, Answer,
}
