//! Parameters that servers write by themselves, untagged and under the deployment's prefix: their reports and their
//! locks (`assets/instance.sh`).

use aws_sdk_ssm::types::ParameterStringFilter;

use crate::aws::clients::Clients;
use crate::aws::error::OrAbsent;
use crate::engine::CloudError;
use crate::model::text::clean_line;
use crate::resource::WRITTEN;

/// As many as one call takes.
const BATCH: usize = 10;

/// Names of the parameters whose names begin with `prefix`. Descriptions only: no value leaves AWS.
pub(crate) async fn named(clients: &Clients, prefix: &str) -> Result<Vec<String>, CloudError> {
    let filter = ParameterStringFilter::builder().key("Name").option("BeginsWith").values(prefix).build()?;
    let mut pages = clients.ssm.describe_parameters().parameter_filters(filter).into_paginator().send();
    let mut names = Vec::new();
    while let Some(page) = pages.next().await {
        names.extend(page?.parameters().iter().filter_map(|parameter| parameter.name()).map(clean_line));
    }
    Ok(names)
}

/// Removes what servers wrote below `prefix`.
pub(crate) async fn remove(clients: &Clients, prefix: &str) -> Result<(), CloudError> {
    for folder in WRITTEN {
        let names = named(clients, &format!("{prefix}/{folder}/")).await?;
        for batch in names.chunks(BATCH) {
            clients.ssm.delete_parameters().set_names(Some(batch.to_vec())).send().await.or_absent()?;
        }
    }
    Ok(())
}
