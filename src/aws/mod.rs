//! The real account, through the AWS SDK. SDK types stay below this folder.
//!
//! # How a driver is written
//! `src/aws/<area>/<kind>.rs` holds `impl Driver for <Kind>` (see [`driver::Driver`]) and nothing else; what several
//! drivers share is in `calls/`. `dispatch.rs` ties a driver to its variant of `Spec`, and a kind without a driver does
//! not compile. Inside a driver:
//! - `call.clients.ec2.create_x()…send().await?`: `?` turns any SDK error into a [`CloudError`], classified and
//!   explained by `error/`. Never format an SDK input with `{:?}`: it may hold a secret.
//! - `call.output(&self.vpc)?` gives the outputs of a node that the specification refers to.
//! - `call.tags()` are the tags for the creating call, `call.owns(pairs)` judges the tags of what was found,
//!   `tags::ec2::{specification, filters}` are EC2's form of both.
//! - `call.token` is the idempotency token: pass it wherever the service takes one.
//! - `error::needed(answer.vpc_id(), "VPC id")?` takes a required field out of an answer, cleaned.
//! - `result.or_absent()?` (trait [`error::OrAbsent`]) is `None` when AWS itself says `NotFound`; `error.class` and
//!   `error.code` decide finer cases after `CloudError::from(sdk_error)`.
//! - A `NotFound` out of `create` or `configure` becomes `Retry` on the way out: there it means that AWS does not see a
//!   dependency yet.

mod account;
mod call;
mod caller_identity;
mod calls;
mod clients;
mod deployments;
mod dispatch;
mod driver;
mod endpoints;
mod error;
mod keys;
mod obstacles;
mod profiles;
mod quotas;
mod remains;
pub(crate) mod sign_in;
mod sweep;
mod tags;

use std::time::Duration;

use async_trait::async_trait;
use aws_config::identity::IdentityCache;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{AppName, BehaviorVersion, SdkConfig};
use aws_sdk_sts::config::{Credentials, ProvideCredentials};

pub use account::RegionState;

pub(crate) use call::Call;
pub(crate) use driver::{Driver, Seen};

use crate::engine::{
    Allowance, Chores, Cloud, CloudError, DataChoice, ErrorClass, Found, Identity, Kept, Leftover, Obstacle, Owner,
    Poll, Request, Tagged,
};
use crate::model::{DeploymentName, Region, Secret};
use crate::resource::{Outputs, Quota, Spec, kinds};
use clients::Clients;
use dispatch::drivers;
use profiles::Profiles;

kinds!(drivers);

const CONNECT: Duration = Duration::from_secs(5);
const ATTEMPT: Duration = Duration::from_secs(30);

/// Which account and region to talk to.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Profile of the AWS configuration; the SDK's own choice when absent.
    pub profile: Option<String>,
    pub region: Region,
    /// An endpoint in place of AWS's own (an emulator).
    pub endpoint_url: Option<String>,
}

/// The real account.
pub struct Aws {
    clients: Clients,
    config: SdkConfig,
    region: Region,
    profile: Option<String>,
}

impl Aws {
    /// Finds the sign-in and makes the clients.
    ///
    /// The SDK itself never repeats a call: it would repeat one that AWS carried out but whose answer was lost, and it
    /// takes quotas for throttling (AWSFACTS section 3). Repeating is the engine's work, which looks first.
    pub async fn connect(settings: &Settings) -> Result<Self, CloudError> {
        Self::load(settings, None).await
    }

    /// The same with a key in place of the SDK's own search: for an emulator.
    pub async fn connect_with_key(settings: &Settings, id: &str, secret: &Secret) -> Result<Self, CloudError> {
        Self::load(settings, Some(Credentials::new(id, secret.expose(), None, None, "given"))).await
    }

    async fn load(settings: &Settings, key: Option<Credentials>) -> Result<Self, CloudError> {
        let timeouts = TimeoutConfig::builder().connect_timeout(CONNECT).operation_attempt_timeout(ATTEMPT).build();
        let mut loader = aws_config::defaults(BehaviorVersion::latest())
            .region(aws_config::Region::new(settings.region.code()))
            .retry_config(RetryConfig::disabled())
            .identity_cache(IdentityCache::lazy().load_timeout(keys::PATIENCE).build())
            .timeout_config(timeouts);
        if let Ok(name) = AppName::new("cloudstead") {
            loader = loader.app_name(name);
        }
        let wanted = settings.profile.clone().or_else(|| profiles::variable("AWS_PROFILE"));
        if let Some(profile) = &wanted {
            loader = loader.profile_name(profile);
        }
        if let Some(url) = &settings.endpoint_url {
            loader = loader.endpoint_url(url);
        }
        if let Some(key) = key {
            loader = loader.credentials_provider(key);
        } else {
            let profiles = Profiles::read()?;
            // Keys in the environment come before a profile that only the environment names, as in the AWS CLI.
            let keys = profiles::variable("AWS_ACCESS_KEY_ID").is_some() && settings.profile.is_none();
            profiles.check(wanted.as_deref().filter(|_| !keys))?;
            loader = loader.profile_files(profiles.files());
            if let Some(profile) = &settings.profile {
                loader = loader.credentials_provider(of_profile(profile, &profiles, home(settings.region)));
            }
        }
        let config = endpoints::checked(loader.load().await)?;
        let profile = settings.profile.clone();
        let provider =
            config.credentials_provider().ok_or_else(|| sign_in::needed(profile.as_deref(), "no sign-in is set up"))?;
        keys::await_keys(provider.provide_credentials(), profile.as_deref()).await?;
        Ok(Self { clients: Clients::new(&config, home(settings.region)), config, region: settings.region, profile })
    }

    /// The same account in another region.
    #[must_use]
    pub fn in_region(&self, region: Region) -> Self {
        let config = self.config.to_builder().region(aws_config::Region::new(region.code())).build();
        Self { clients: Clients::new(&config, home(region)), config, region, profile: self.profile.clone() }
    }

    /// Adds to a sign-in error the command that ends it.
    fn checked<T>(&self, result: Result<T, CloudError>) -> Result<T, CloudError> {
        result.map_err(|error| match error.class {
            ErrorClass::SignIn if error.hint.is_empty() => error.hint(sign_in::hint(self.profile.as_deref())),
            ErrorClass::Stop if error::is_unknown_sign_in(&error) => {
                error.hint(sign_in::unknown_hint(self.profile.as_deref()))
            }
            _ => error,
        })
    }

    fn call<'a>(&'a self, request: &Request<'a>) -> Result<Call<'a>, CloudError> {
        self.leads_to(request.owner.region)?;
        Ok(Call::new(&self.clients, request))
    }

    fn leads_to(&self, region: Region) -> Result<(), CloudError> {
        if region == self.region {
            return Ok(());
        }
        Err(error::internal(format!("the deployment lives in {region}, the connection leads to {}", self.region)))
    }
}

/// Where every account is known. Regions that must be switched on first know nobody before that, and refuse a valid
/// sign-in as if it were none.
fn home(region: Region) -> Region {
    if region.default_on() { region } else { Region::US_EAST_1 }
}

/// The sign-in of a profile that was asked for by name: nothing else counts then, not even keys in the environment.
fn of_profile(profile: &str, profiles: &Profiles, region: Region) -> ProfileFileCredentialsProvider {
    let region = Some(aws_config::Region::new(region.code()));
    ProfileFileCredentialsProvider::builder()
        .configure(&ProviderConfig::without_region().with_region(region))
        .profile_name(profile)
        .profile_files(profiles.files())
        .build()
}

/// A dependency exists, the journal says so: not being seen means not being seen yet.
fn unseen_dependency(error: CloudError) -> CloudError {
    if error.class == ErrorClass::NotFound { CloudError { class: ErrorClass::Retry, ..error } } else { error }
}

#[async_trait]
impl Cloud for Aws {
    async fn identity(&self) -> Result<Identity, CloudError> {
        self.checked(caller_identity::identity(&self.clients).await)
    }

    async fn find(&self, request: &Request<'_>) -> Result<Found, CloudError> {
        let call = self.call(request)?;
        self.checked(driver(request.spec)?.find(&call).await)
    }

    async fn create(&self, request: &Request<'_>) -> Result<Outputs, CloudError> {
        let call = self.call(request)?;
        self.checked(driver(request.spec)?.create(&call).await.map_err(unseen_dependency))
    }

    async fn configure(&self, request: &Request<'_>, outputs: &Outputs) -> Result<(), CloudError> {
        let call = self.call(request)?;
        self.checked(driver(request.spec)?.configure(&call, outputs).await.map_err(unseen_dependency))
    }

    async fn changed(&self, request: &Request<'_>, outputs: &Outputs) -> Result<Option<String>, CloudError> {
        let call = self.call(request)?;
        self.checked(driver(request.spec)?.changed(&call, outputs).await)
    }

    async fn poll(&self, request: &Request<'_>, outputs: Option<&Outputs>) -> Result<Poll<Outputs>, CloudError> {
        let call = self.call(request)?;
        self.checked(driver(request.spec)?.poll(&call, outputs).await)
    }

    async fn delete(
        &self,
        request: &Request<'_>,
        outputs: &Outputs,
        choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        let call = self.call(request)?;
        self.checked(driver(request.spec)?.delete(&call, outputs, choice).await)
    }

    async fn poll_gone(&self, request: &Request<'_>, outputs: &Outputs) -> Result<Poll<()>, CloudError> {
        let call = self.call(request)?;
        self.checked(driver(request.spec)?.poll_gone(&call, outputs).await)
    }

    async fn obstacles(&self, request: &Request<'_>, outputs: &Outputs) -> Result<Vec<Obstacle>, CloudError> {
        let call = self.call(request)?;
        self.checked(obstacles::of(&call, request.spec, outputs).await)
    }

    async fn clear(&self, _owner: &Owner, obstacle: &Obstacle) -> Result<(), CloudError> {
        self.checked(obstacles::clear(&self.clients, obstacle).await)
    }

    async fn sweep(&self, owner: &Owner) -> Result<Vec<Leftover>, CloudError> {
        self.checked(Box::pin(sweep::sweep(&self.clients, owner)).await)
    }

    async fn remains(&self, owner: &Owner, kept: &Kept) -> Result<bool, CloudError> {
        self.leads_to(owner.region)?;
        self.checked(remains::remains(&self.clients, owner, kept).await)
    }

    async fn allowance(&self, owner: &Owner, quota: Quota) -> Result<Allowance, CloudError> {
        self.leads_to(owner.region)?;
        self.checked(quotas::allowance(&self.clients, owner, quota).await)
    }

    async fn deployments(&self, region: Region, name: Option<&DeploymentName>) -> Result<Vec<Tagged>, CloudError> {
        self.leads_to(region)?;
        self.checked(deployments::list(&self.clients, name).await)
    }

    async fn chores(&self, request: &Request<'_>) -> Result<Vec<(String, Chores)>, CloudError> {
        let call = self.call(request)?;
        match request.spec {
            Spec::InstanceReport(report) => self.checked(servers::instance_report::chores(report, &call).await),
            _ => Ok(Vec::new()),
        }
    }

    async fn secret(&self, request: &Request<'_>) -> Result<Option<Secret>, CloudError> {
        let call = self.call(request)?;
        match request.spec {
            Spec::SecretParameter(secret) => self.checked(data::secret_parameter::value(secret, &call).await),
            _ => Ok(None),
        }
    }
}
