//! Deployments that this machine has no folder of: made on another computer, or the folder is lost. The account's tags
//! know them.

use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::timeout;

use super::App;
use super::deployments::{Deployments, shown};
use super::failure::Failure;
use super::running::runtime;
use crate::engine::operate::OrderError;
use crate::engine::{Cloud, CloudError, Leftover, Owner, State, roughly};
use crate::model::{DeploymentName, Region};

/// For finding the sign-in, and for each region's answer. Nobody waits longer to hear of what may not exist.
const PATIENCE: Duration = Duration::from_secs(3);
/// For looking what there is of one that the tags told of: a dozen questions, one after another.
const CLOSER: Duration = Duration::from_secs(15);

/// One of them.
pub(super) struct Elsewhere {
    pub(super) owner: Owner,
    /// What it has, as far as AWS tells; `None` when that was not answered in time.
    pub(super) things: Option<Vec<Leftover>>,
}

/// An account, asked in several regions.
struct Everywhere {
    account: String,
    clouds: Vec<(Region, Box<dyn Cloud>)>,
}

impl App {
    /// Deployments in the account that are not on this machine: all, or those of one name. None as well where the
    /// account cannot be asked, or not in time.
    pub(super) async fn elsewhere(&self, name: Option<&DeploymentName>) -> Vec<Elsewhere> {
        let Ok(mine) = self.everything() else { return Vec::new() };
        let is_strange = |owner: &Owner| is_strange(&mine, owner);
        let Ok(Some(Everywhere { account, clouds })) = timeout(PATIENCE, self.everywhere()).await else {
            return Vec::new();
        };
        let searches =
            clouds.iter().map(|(region, cloud)| in_region(cloud.as_ref(), &account, *region, name, &is_strange));
        join_all(searches).await.into_iter().flatten().collect()
    }

    /// The deployment that is meant, where nothing of this machine runs yet: one that is elsewhere is told from one
    /// that is not.
    pub(super) fn meant_anywhere(&self, name: Option<&str>) -> Result<(String, State), Failure> {
        let Some(name) = name else { return self.meant(None) };
        if self.known(name)?.is_some() {
            return self.meant(Some(name));
        }
        match self.look_elsewhere(name)? {
            Some(found) => Err(self.made_elsewhere(&found)),
            None => self.meant(Some(name)),
        }
    }

    /// A deployment of this name that is not on this machine.
    pub(super) fn look_elsewhere(&self, name: &str) -> Result<Option<Elsewhere>, Failure> {
        let Ok(name) = name.parse::<DeploymentName>() else { return Ok(None) };
        Ok(runtime()?.block_on(self.elsewhere(Some(&name))).into_iter().next())
    }

    /// Says what the account has of it and how it comes back.
    pub(super) fn made_elsewhere(&self, found: &Elsewhere) -> Failure {
        let Elsewhere { owner: Owner { deployment, account, region, id }, things } = found;
        let has = things.as_deref().map_or_else(|| "something".to_owned(), roughly);
        Failure::refused(format!(
            "this computer knows nothing of `{deployment}`, but account {account} has {has} of it in {region}"
        ))
        .why("it was made on another computer, or its folder on this one is lost")
        .hint(self.bring_back(deployment, *region, Some(id)))
    }

    /// What a person can do about a deployment whose folder is not here; `id` tells it from others of its name.
    fn bring_back(&self, name: &DeploymentName, region: Region, id: Option<&str>) -> String {
        let folder = self.folder(name.as_str()).map_or_else(|_| "this computer".to_owned(), |folder| shown(&folder));
        let by_hand = format!("remove its things in the AWS console: `{}` lists them", list_command(name, region, id));
        format!(
            "copy its folder from the other computer to {folder} and run the same command again. If that folder is \
            lost, {by_hand}"
        )
    }

    /// A run that cannot be begun, with what only the application knows.
    pub(super) fn not_begun(&self, error: OrderError, owner: &Owner) -> Failure {
        match error {
            OrderError::Problems(problems) => {
                OrderError::Problems(problems.into_iter().map(|problem| self.with_advice(problem, owner)).collect())
                    .into()
            }
            OrderError::Lost(lost) => {
                let resume = self.command(&format!("resume {}", owner.deployment));
                Failure::gone(lost, Some(owner.region), &resume)
            }
            error => error.into(),
        }
    }

    /// A problem with what only the application can advise.
    pub(super) fn with_advice(&self, problem: CloudError, owner: &Owner) -> CloudError {
        if problem.code != CloudError::NAMESAKE {
            return problem;
        }
        let advice =
            format!("choose another deployment name; or {}", self.bring_back(&owner.deployment, owner.region, None));
        CloudError { hint: advice, ..problem }
    }

    #[cfg(feature = "aws")]
    async fn everywhere(&self) -> Option<Everywhere> {
        if self.common.practice {
            return self.practice_everywhere().await;
        }
        let given = self.region().ok()?;
        let aws = self.aws(given.unwrap_or(Region::US_EAST_1)).await.ok()?;
        let account = aws.identity().await.ok()?.account;
        let regions =
            given.map_or_else(|| Region::all().filter(|region| region.default_on()).collect(), |region| vec![region]);
        let clouds =
            regions.into_iter().map(|region| (region, Box::new(aws.in_region(region)) as Box<dyn Cloud>)).collect();
        Some(Everywhere { account, clouds })
    }

    #[cfg(not(feature = "aws"))]
    async fn everywhere(&self) -> Option<Everywhere> {
        if self.common.practice { self.practice_everywhere().await } else { None }
    }

    async fn practice_everywhere(&self) -> Option<Everywhere> {
        let mut clouds = Vec::new();
        for region in Region::all() {
            clouds.push((region, self.backend(region).await.ok()?.cloud));
        }
        Some(Everywhere { account: crate::practice::ACCOUNT.to_owned(), clouds })
    }
}

/// Whether this machine knows nothing of a deployment. One of the same name and place is it, whatever its id: tags of
/// what is long gone show for days, and what is asked for by name would then be found of the one that lives.
fn is_strange(mine: &Deployments, owner: &Owner) -> bool {
    let mut owners = mine.known.iter().filter_map(|(_, state)| state.owner.as_ref());
    let known = owners.any(|known| (&known.deployment, known.region) == (&owner.deployment, owner.region));
    !known && !mine.unusable.iter().any(|(name, _)| name == owner.deployment.as_str())
}

async fn in_region(
    cloud: &dyn Cloud,
    account: &str,
    region: Region,
    name: Option<&DeploymentName>,
    is_strange: &(dyn Fn(&Owner) -> bool + Sync),
) -> Vec<Elsewhere> {
    let Ok(Ok(tagged)) = timeout(PATIENCE, cloud.deployments(region, name)).await else { return Vec::new() };
    let owners =
        tagged.into_iter().map(|one| Owner { deployment: one.name, id: one.id, account: account.to_owned(), region });
    let looks = owners.filter(|owner| is_strange(owner)).map(|owner| async {
        // Lists lag behind: what is really there is asked for.
        match timeout(CLOSER, cloud.sweep(&owner)).await {
            Ok(Ok(things)) if !things.is_empty() => Some(Elsewhere { owner, things: Some(things) }),
            Ok(_) => None,
            Err(_) => Some(Elsewhere { owner, things: None }),
        }
    });
    join_all(looks).await.into_iter().flatten().collect()
}

/// The command that lists everything of a deployment.
fn list_command(name: &DeploymentName, region: Region, id: Option<&str>) -> String {
    let (tag, value) = id.map_or(("deployment", name.as_str()), |id| ("id", id));
    format!(
        "aws resourcegroupstaggingapi get-resources --region {region} --tag-filters Key=cloudstead:{tag},Values={value}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner(name: &str, id: &str, region: Region) -> Owner {
        Owner { deployment: name.parse().unwrap(), id: id.to_owned(), account: "123456789012".to_owned(), region }
    }

    #[test]
    fn what_an_earlier_deployment_of_a_name_left_in_lists_is_no_other_deployment() {
        let state = State { owner: Some(owner("demo", "new", Region::US_EAST_1)), ..State::default() };
        let mine = Deployments {
            known: vec![("demo".to_owned(), state)],
            unusable: vec![("torn".to_owned(), Failure::failed("torn"))],
        };
        assert!(!is_strange(&mine, &owner("demo", "old", Region::US_EAST_1)));
        assert!(!is_strange(&mine, &owner("torn", "any", Region::US_EAST_1)));
        assert!(is_strange(&mine, &owner("demo", "old", "eu-central-1".parse().unwrap())));
        assert!(is_strange(&mine, &owner("other", "any", Region::US_EAST_1)));
    }

    #[test]
    fn only_things_of_the_one_that_is_meant_are_listed() {
        let name: DeploymentName = "demo".parse().unwrap();
        assert!(list_command(&name, Region::US_EAST_1, Some("k3v9")).ends_with("Key=cloudstead:id,Values=k3v9"));
        assert!(list_command(&name, Region::US_EAST_1, None).ends_with("Key=cloudstead:deployment,Values=demo"));
    }
}
