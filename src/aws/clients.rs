//! One client per AWS service, all made from the same settings.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use aws_config::SdkConfig;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::model::Region;

/// The clients. Cheap to clone, safe to share.
#[derive(Clone)]
pub(crate) struct Clients {
    pub(crate) acm: aws_sdk_acm::Client,
    pub(crate) autoscaling: aws_sdk_autoscaling::Client,
    pub(crate) budgets: aws_sdk_budgets::Client,
    pub(crate) builds: Builds,
    pub(crate) codebuild: aws_sdk_codebuild::Client,
    pub(crate) ec2: aws_sdk_ec2::Client,
    pub(crate) ecr: aws_sdk_ecr::Client,
    pub(crate) elasticache: aws_sdk_elasticache::Client,
    pub(crate) elb: aws_sdk_elasticloadbalancingv2::Client,
    pub(crate) freetier: aws_sdk_freetier::Client,
    /// EC2 where it answers every account: in a region that is switched off nothing does.
    pub(crate) home: aws_sdk_ec2::Client,
    pub(crate) iam: aws_sdk_iam::Client,
    pub(crate) logs: aws_sdk_cloudwatchlogs::Client,
    pub(crate) quotas: aws_sdk_servicequotas::Client,
    pub(crate) rds: aws_sdk_rds::Client,
    pub(crate) route53: aws_sdk_route53::Client,
    pub(crate) s3: aws_sdk_s3::Client,
    pub(crate) ssm: aws_sdk_ssm::Client,
    /// Who is signed in, asked where every account is known.
    pub(crate) sts: aws_sdk_sts::Client,
    pub(crate) tagging: aws_sdk_resourcegroupstagging::Client,
    /// An endpoint in place of AWS's own (an emulator).
    endpoint: Option<String>,
    /// When this visit to the account began, by this machine's clock.
    pub(crate) connected: SystemTime,
}

impl Clients {
    /// `home` is the nearest region that every account may use.
    pub(crate) fn new(config: &SdkConfig, home: Region) -> Self {
        let at_home = config.to_builder().region(aws_config::Region::new(home.code())).build();
        Self {
            acm: aws_sdk_acm::Client::new(config),
            autoscaling: aws_sdk_autoscaling::Client::new(config),
            budgets: aws_sdk_budgets::Client::new(config),
            builds: Builds::default(),
            codebuild: aws_sdk_codebuild::Client::new(config),
            ec2: aws_sdk_ec2::Client::new(config),
            ecr: aws_sdk_ecr::Client::new(config),
            elasticache: aws_sdk_elasticache::Client::new(config),
            elb: aws_sdk_elasticloadbalancingv2::Client::new(config),
            freetier: freetier(config),
            home: aws_sdk_ec2::Client::new(&at_home),
            iam: aws_sdk_iam::Client::new(config),
            logs: aws_sdk_cloudwatchlogs::Client::new(config),
            quotas: aws_sdk_servicequotas::Client::new(config),
            rds: aws_sdk_rds::Client::new(config),
            route53: aws_sdk_route53::Client::new(config),
            s3: s3(config),
            ssm: aws_sdk_ssm::Client::new(config),
            sts: aws_sdk_sts::Client::new(&at_home),
            tagging: aws_sdk_resourcegroupstagging::Client::new(config),
            endpoint: config.endpoint_url().map(str::to_owned),
            connected: SystemTime::now(),
        }
    }

    /// Whether this is not AWS itself: emulators lack some calls.
    pub(crate) fn is_emulator(&self) -> bool {
        self.endpoint.is_some()
    }

    /// Whether an emulator does not know a call, or not well enough: it fails without any code of the service, or says
    /// something that is no answer to it.
    pub(crate) fn lacks<E: ProvideErrorMetadata>(&self, error: &SdkError<E, HttpResponse>) -> bool {
        let unknown = match error {
            SdkError::ServiceError(answer) => answer.err().meta().code().is_none(),
            SdkError::ResponseError(_) => true,
            _ => false,
        };
        self.is_emulator() && unknown
    }

    /// Whether connections are encrypted: always, but for an emulator's `http://`.
    pub(crate) fn is_encrypted(&self) -> bool {
        !self.endpoint.as_ref().is_some_and(|url| url.starts_with("http://"))
    }
}

/// Builds that this session began or found, by their image: lists of builds lag behind.
#[derive(Clone, Default)]
pub(crate) struct Builds(Arc<Mutex<BTreeMap<String, String>>>);

impl Builds {
    pub(crate) fn note(&self, image: &str, id: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(image.to_owned(), id.to_owned());
    }

    pub(crate) fn of(&self, image: &str) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(image).cloned()
    }
}

/// Lives in one region only.
fn freetier(config: &SdkConfig) -> aws_sdk_freetier::Client {
    let region = aws_config::Region::new("us-east-1");
    aws_sdk_freetier::Client::from_conf(aws_sdk_freetier::config::Builder::from(config).region(region).build())
}

/// An endpoint of one's own (an emulator) has no host name per bucket.
fn s3(config: &SdkConfig) -> aws_sdk_s3::Client {
    let own_endpoint = config.endpoint_url().is_some();
    aws_sdk_s3::Client::from_conf(aws_sdk_s3::config::Builder::from(config).force_path_style(own_endpoint).build())
}
