//! The account that commands talk to: the real one or practice.

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;

use super::failure::Failure;
use super::{App, settings};
use crate::engine::{Clock, Cloud, CloudError, Found, Identity, Order, Owner, Poll, Probe, Request};
use crate::model::Region;
use crate::plan::free_plan::{WAY_OUT, beyond_free_plan};
use crate::practice::{Account, Mishap, Practice, SPEED};
use crate::resource::{Fake, Outputs};

const PRACTICE_ACCOUNT: &str = "account.json";

/// Everything a run or a look needs of the outside world.
pub(super) struct Backend {
    pub(super) cloud: Box<dyn Cloud>,
    pub(super) probe: Box<dyn Probe>,
    pub(super) clock: Clock,
    /// The account is on AWS's free plan, which does not include everything.
    pub(super) free_plan: bool,
    /// Practice only: what goes wrong on request.
    pub(super) mishap: Mishap,
}

impl App {
    /// How much faster than real time the runs of this account go.
    pub(super) fn speed(&self) -> u32 {
        if !self.common.practice {
            return 1;
        }
        settings::speed().ok().flatten().unwrap_or(SPEED)
    }

    /// Signs in (or opens the practice account) in a region.
    pub(super) async fn backend(&self, region: Region) -> Result<Backend, Failure> {
        let mut backend = if self.common.practice { self.practice()? } else { self.real(region).await? };
        if self.common.no_verify {
            backend.probe = Box::new(Unverified(backend.probe));
        }
        Ok(backend)
    }

    fn practice(&self) -> Result<Backend, Failure> {
        let path: PathBuf = self.home()?.join(PRACTICE_ACCOUNT);
        let account = match std::fs::read(&path) {
            Ok(bytes) => serde_json::from_slice::<Account>(&bytes).map_err(|error| {
                let place = format!("line {}, column {}", error.line(), error.column());
                Failure::failed(format!(
                    "the practice account ({}) cannot be read: it is damaged at {place}",
                    path.display()
                ))
                .hint("nothing real is in it: remove the folder to begin again")
            })?,
            Err(_) => Account::default(),
        };
        let real_time = Clock::new(1).now_millis();
        let clock = Clock::starting_at(real_time.max(account.latest + 1), self.speed());
        let mishap = Mishap::default();
        let practice = Practice::new(account, clock, Arc::new(mishap.clone())).kept_at(path);
        Ok(Backend { probe: Box::new(practice.probe()), cloud: Box::new(practice), clock, free_plan: false, mishap })
    }

    #[cfg(feature = "aws")]
    async fn real(&self, region: Region) -> Result<Backend, Failure> {
        let aws = self.aws(region).await?;
        let (state, free_plan) = tokio::join!(aws.region_state(region), aws.is_on_free_plan());
        if state == Ok(crate::aws::RegionState::Disabled) {
            return Err(Failure::refused(format!("{region} ({}) is switched off in your account", region.city()))
                .hint(format!("{}; or choose another region", region.how_to_switch_on())));
        }
        Ok(Backend {
            cloud: Box::new(aws),
            probe: Box::new(crate::probe::Internet::new()),
            clock: Clock::new(1),
            free_plan,
            mishap: Mishap::default(),
        })
    }

    #[cfg(feature = "aws")]
    pub(super) async fn aws(&self, region: Region) -> Result<crate::aws::Aws, CloudError> {
        let settings = crate::aws::Settings {
            profile: self.common.profile.clone(),
            region,
            endpoint_url: self.common.endpoint_url.clone(),
        };
        crate::aws::Aws::connect(&settings).await
    }

    #[cfg(not(feature = "aws"))]
    #[expect(clippy::unused_async, reason = "the same shape as with the SDK")]
    async fn real(&self, _region: Region) -> Result<Backend, Failure> {
        Err(Failure::usage("this cloudstead was built without AWS")
            .hint("add --practice, or build it with its default features"))
    }
}

/// An account on the free plan could only make half of some plans.
pub(super) fn within_free_plan(backend: &Backend, order: &Order) -> Result<(), Failure> {
    let Order::Build { target, .. } = order else { return Ok(()) };
    let beyond = if backend.free_plan { beyond_free_plan(target) } else { Vec::new() };
    if beyond.is_empty() {
        return Ok(());
    }
    Err(Failure::refused(format!(
        "AWS's free plan, which this account is on, does not include {}",
        beyond.join(" or ")
    ))
    .why("nothing was created, because AWS would stop half-way")
    .hint(WAY_OUT))
}

/// The account signed in to must be the one the deployment lives in.
pub(super) fn same_account(owner: &Owner, identity: &Identity) -> Result<(), Failure> {
    if owner.account == identity.account {
        return Ok(());
    }
    Err(Failure::refused(format!(
        "`{}` lives in account {}, and you are signed in to {}",
        owner.deployment, owner.account, identity.account
    ))
    .why("resources of one account cannot be continued in another")
    .hint("sign in to the other account, such as with --profile, and run the same command again"))
}

/// Takes the word of the plan for what would be checked from this machine.
struct Unverified(Box<dyn Probe>);

#[async_trait]
impl Probe for Unverified {
    async fn poll(&self, request: &Request<'_>) -> Result<Poll<Outputs>, CloudError> {
        let owner = request.owner;
        let mut fake = Fake::new(&owner.account, owner.region, owner.deployment.as_str(), 0, request.lookup);
        let mut outputs = request.spec.simulate(&mut fake);
        if let Outputs::Answer(answer) = &mut outputs {
            answer.certificate_until = None;
        }
        Ok(Poll::Ready(outputs))
    }

    async fn choose(&self, request: &Request<'_>, candidates: Vec<Outputs>) -> Found {
        self.0.choose(request, candidates).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::RunKind;
    use crate::plan::{Answers, compose};
    use crate::preset::by_name;

    #[test]
    fn what_the_free_plan_refuses_is_not_begun() {
        let text = "name='demo'\npreset='compai'\ntier='standard'\nregion='us-east-1'\nbudget=60\n";
        let answers = Answers::parse(text).unwrap();
        let target = compose(&by_name("compai").unwrap(), &answers).unwrap();
        let order = Order::Build {
            kind: RunKind::Deploy,
            target: Box::new(target),
            answers: Box::new(answers),
            consent: false,
        };
        let practice = Practice::new(Account::default(), Clock::new(1), Arc::new(Mishap::default()));
        let mut backend = Backend {
            probe: Box::new(practice.probe()),
            cloud: Box::new(practice),
            clock: Clock::new(1),
            free_plan: false,
            mishap: Mishap::default(),
        };
        assert!(within_free_plan(&backend, &order).is_ok());
        backend.free_plan = true;
        let refused = within_free_plan(&backend, &order).unwrap_err();
        assert!(
            refused.sentences().contains("t4g.medium") && refused.advice().contains("upgrade"),
            "{}",
            refused.sentences()
        );
        assert!(within_free_plan(&backend, &Order::Resume).is_ok());
    }
}
