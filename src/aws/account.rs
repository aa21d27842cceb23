//! What the wizard asks about an account before anything is made: its DNS zones and whether a region is switched on.

use aws_sdk_freetier::types::AccountPlanType;

use super::Aws;
use super::tags::ec2::filter;
use crate::engine::CloudError;
use crate::model::Region;
use crate::model::text::clean_line;

/// Whether an account may use a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegionState {
    Enabled,
    /// Must be switched on first ("opt-in").
    Disabled,
    /// AWS did not say.
    Unknown,
}

impl Aws {
    /// Names of the public DNS zones in the account, without the final dot, sorted.
    pub async fn zones(&self) -> Result<Vec<String>, CloudError> {
        self.checked(self.list_zones().await)
    }

    /// Whether the account is on the free plan that new accounts begin with. False when AWS does not say.
    pub async fn is_on_free_plan(&self) -> bool {
        if self.clients.is_emulator() {
            return false;
        }
        let answer = self.clients.freetier.get_account_plan_state().send().await;
        answer.is_ok_and(|answer| *answer.account_plan_type() == AccountPlanType::Free)
    }

    /// Whether the account may use `region`.
    pub async fn region_state(&self, region: Region) -> Result<RegionState, CloudError> {
        self.checked(self.ask_region(region).await)
    }

    async fn list_zones(&self) -> Result<Vec<String>, CloudError> {
        let mut pages = self.clients.route53.list_hosted_zones().into_paginator().items().send();
        let mut names = Vec::new();
        while let Some(zone) = pages.next().await {
            let zone = zone?;
            if zone.config().is_none_or(|config| !config.private_zone()) {
                names.push(clean_line(zone.name()).trim_end_matches('.').to_owned());
            }
        }
        names.sort();
        names.dedup();
        Ok(names)
    }

    async fn ask_region(&self, region: Region) -> Result<RegionState, CloudError> {
        if region.default_on() {
            return Ok(RegionState::Enabled);
        }
        let request =
            self.clients.home.describe_regions().all_regions(true).filters(filter("region-name", [region.code()]));
        let answer = request.send().await?;
        let status = answer
            .regions()
            .iter()
            .find(|found| found.region_name() == Some(region.code()))
            .and_then(|found| found.opt_in_status());
        Ok(match status {
            Some("opt-in-not-required" | "opted-in") => RegionState::Enabled,
            Some("not-opted-in") => RegionState::Disabled,
            _ => RegionState::Unknown,
        })
    }
}
