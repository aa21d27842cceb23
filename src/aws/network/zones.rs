//! Looks for the two zones of a network. Letters differ between accounts and not every zone offers every size.

use std::collections::BTreeSet;

use async_trait::async_trait;
use aws_sdk_ec2::types::LocationType;
use futures_util::future::try_join_all;

use crate::aws::tags::ec2::filter;
use crate::aws::{Call, Driver, Seen};
use crate::engine::CloudError;
use crate::model::text::clean_line;
use crate::resource::Engine;
use crate::resource::db_instance::STORAGE_TYPE;
use crate::resource::zones::{Zones, ZonesOutputs};

const WANTED: usize = 2;

type Offer = BTreeSet<String>;

#[async_trait]
impl Driver for Zones {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<ZonesOutputs>, CloudError> {
        let servers = try_join_all(self.instance_types.iter().map(|size| offering(call, size)));
        let databases = try_join_all(self.db_classes.iter().map(|class| self.databases(call, class)));
        let (mut zones, servers, databases) = tokio::try_join!(usable(call), servers, databases)?;
        let databases = self.db_classes.iter().zip(databases).filter_map(|(class, offer)| Some((class, offer?)));
        let sizes = self.instance_types.iter().zip(servers).chain(databases);
        for (size, offer) in sizes {
            zones.retain(|zone| offer.contains(zone));
            if zones.len() < WANTED {
                return Ok(Seen::Unavailable(self.too_few(call, size, &offer)));
            }
        }
        if zones.len() < WANTED {
            return Ok(Seen::Unavailable(self.too_few(call, "servers", &zones)));
        }
        Ok(Seen::Ours(ZonesOutputs { zones: zones.into_iter().take(WANTED).collect() }))
    }
}

impl Zones {
    /// Zones that offer a class of databases, in the version and on the disks that one will have.
    async fn databases(&self, call: &Call<'_>, class: &str) -> Result<Option<Offer>, CloudError> {
        let ask = call.clients.rds.describe_orderable_db_instance_options().engine(self.db_engine.name()).vpc(true);
        let mut pages = ask.clone().db_instance_class(class).into_paginator().items().send();
        let (mut zones, mut listed) = (Offer::new(), false);
        while let Some(option) = pages.next().await {
            let option = option?;
            listed = true;
            let fits = |full: &str| self.db_version.as_ref().is_none_or(|wanted| Engine::is_of(full, wanted));
            let fits = self.db_version.is_none() || option.engine_version().is_some_and(fits);
            if fits && option.storage_type() == Some(STORAGE_TYPE) {
                zones.extend(option.availability_zones().iter().filter_map(|zone| zone.name().map(clean_line)));
            }
        }
        // Who lists no class at all says nothing about this one.
        if !listed && ask.max_records(20).send().await?.orderable_db_instance_options().is_empty() {
            return Ok(None);
        }
        Ok(Some(zones))
    }

    fn too_few(&self, call: &Call<'_>, size: &str, offer: &Offer) -> CloudError {
        let region = call.owner.region;
        let version = self.db_version.as_ref().filter(|_| self.db_classes.iter().any(|class| class == size));
        let with = version.map(|version| format!(" with {} {version}", self.db_engine.title())).unwrap_or_default();
        let what = if offer.is_empty() {
            format!("AWS does not offer {size}{with} in {region} ({})", region.city())
        } else {
            format!("{region} ({}) has fewer than two zones that offer {size}{with}", region.city())
        };
        let wanted = self.instance_types.iter().chain(&self.db_classes).cloned().collect::<Vec<_>>().join(", ");
        CloudError::stop("TooFewZones", what)
            .why(format!("a load balancer and a database need two zones that offer {wanted}"))
            .hint("choose another region, or the other processor (arch = \"x86_64\" or \"arm64\" in the answers)")
    }
}

/// Ordinary zones of the region that are up: no local zones, none that must be switched on.
async fn usable(call: &Call<'_>) -> Result<Offer, CloudError> {
    let ask = call.clients.ec2.describe_availability_zones().filters(filter("opt-in-status", ["opt-in-not-required"]));
    let ask = ask.filters(filter("zone-type", ["availability-zone"])).filters(filter("state", ["available"]));
    Ok(ask.send().await?.availability_zones().iter().filter_map(|zone| zone.zone_name().map(clean_line)).collect())
}

async fn offering(call: &Call<'_>, instance_type: &str) -> Result<Offer, CloudError> {
    let ask = call.clients.ec2.describe_instance_type_offerings().location_type(LocationType::AvailabilityZone);
    let mut pages = ask.filters(filter("instance-type", [instance_type])).into_paginator().items().send();
    let mut zones = Offer::new();
    while let Some(offering) = pages.next().await {
        zones.extend(offering?.location().map(clean_line));
    }
    Ok(zones)
}
