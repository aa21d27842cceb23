//! Looks for the two zones of a network. Letters differ between accounts and not every zone offers every size.

use std::collections::BTreeSet;

use async_trait::async_trait;
use aws_sdk_ec2::types::LocationType;

use super::tags::ec2::filter;
use super::{Call, Driver, Seen};
use crate::engine::CloudError;
use crate::model::text::clean_line;
use crate::resource::zones::{Zones, ZonesOutputs};

const WANTED: usize = 2;

#[async_trait]
impl Driver for Zones {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<ZonesOutputs>, CloudError> {
        let mut zones = usable(call).await?;
        for instance_type in &self.instance_types {
            let offering = offering(call, instance_type).await?;
            zones.retain(|zone| offering.contains(zone));
            self.enough(call, &zones, instance_type)?;
        }
        if let Some(class) = &self.db_class {
            let offering = offering_database(call, class).await?;
            // No answer at all is silence, not a refusal: creating the database will tell.
            if !offering.is_empty() {
                zones.retain(|zone| offering.contains(zone));
                self.enough(call, &zones, class)?;
            }
        }
        self.enough(call, &zones, "servers")?;
        Ok(Seen::Ours(ZonesOutputs { zones: zones.into_iter().take(WANTED).collect() }))
    }
}

impl Zones {
    fn enough(&self, call: &Call<'_>, zones: &BTreeSet<String>, size: &str) -> Result<(), CloudError> {
        if zones.len() >= WANTED {
            return Ok(());
        }
        let region = call.owner.region;
        let wanted = self.instance_types.iter().chain(&self.db_class).cloned().collect::<Vec<_>>().join(", ");
        Err(CloudError::stop("TooFewZones", format!("{region} has fewer than two zones that offer {size}"))
            .why(format!("a load balancer and a database need two zones that offer {wanted}"))
            .hint("choose another region, or the other processor architecture"))
    }
}

/// Ordinary zones of the region that are up: no local zones, none that must be switched on.
async fn usable(call: &Call<'_>) -> Result<BTreeSet<String>, CloudError> {
    let ask = call.clients.ec2.describe_availability_zones().filters(filter("opt-in-status", ["opt-in-not-required"]));
    let ask = ask.filters(filter("zone-type", ["availability-zone"])).filters(filter("state", ["available"]));
    Ok(ask.send().await?.availability_zones().iter().filter_map(|zone| zone.zone_name().map(clean_line)).collect())
}

async fn offering(call: &Call<'_>, instance_type: &str) -> Result<BTreeSet<String>, CloudError> {
    let ask = call.clients.ec2.describe_instance_type_offerings().location_type(LocationType::AvailabilityZone);
    let mut pages = ask.filters(filter("instance-type", [instance_type])).into_paginator().items().send();
    let mut zones = BTreeSet::new();
    while let Some(offering) = pages.next().await {
        zones.extend(offering?.location().map(clean_line));
    }
    Ok(zones)
}

async fn offering_database(call: &Call<'_>, class: &str) -> Result<BTreeSet<String>, CloudError> {
    let ask = call.clients.rds.describe_orderable_db_instance_options().engine("postgres").db_instance_class(class).vpc(true);
    let mut pages = ask.into_paginator().items().send();
    let mut zones = BTreeSet::new();
    while let Some(option) = pages.next().await {
        zones.extend(option?.availability_zones().iter().filter_map(|zone| zone.name().map(clean_line)));
    }
    Ok(zones)
}
