//! Deployments by their tags, found without any journal.

use std::collections::BTreeSet;

use aws_sdk_resourcegroupstagging::types::TagFilter;

use super::clients::Clients;
use super::tags::{DEPLOYMENT, ID, KEPT};
use crate::engine::{CloudError, Tagged};
use crate::model::DeploymentName;
use crate::model::text::clean_line;

/// Those of one name, or all.
pub(super) async fn list(clients: &Clients, name: Option<&DeploymentName>) -> Result<Vec<Tagged>, CloudError> {
    let wanted = TagFilter::builder().key(DEPLOYMENT).set_values(name.map(|name| vec![name.to_string()])).build();
    let mut pages = clients.tagging.get_resources().tag_filters(wanted).into_paginator().items().send();
    let mut found = BTreeSet::new();
    while let Some(thing) = pages.next().await {
        let thing = thing?;
        let value =
            |wanted: &str| thing.tags().iter().find(|tag| tag.key() == wanted).map(|tag| clean_line(tag.value()));
        if let (Some(name), Some(id), None) =
            (value(DEPLOYMENT).and_then(|name| name.parse().ok()), value(ID), value(KEPT))
        {
            found.insert(Tagged { name, id });
        }
    }
    Ok(found.into_iter().collect())
}
