//! Calls for a route table.

use async_trait::async_trait;
use aws_sdk_ec2::types::{ResourceType, RouteTable as Found};

use crate::aws::driver::{gone, unseen};
use crate::aws::error::{OrAbsent, needed};
use crate::aws::{Call, Driver, Seen, tags};
use crate::engine::{CloudError, DataChoice, Kept, Poll};
use crate::resource::route_table::{RouteTable, RouteTableOutputs};

#[async_trait]
impl Driver for RouteTable {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<RouteTableOutputs>, CloudError> {
        let answer =
            call.clients.ec2.describe_route_tables().set_filters(Some(tags::ec2::filters(call))).send().await?;
        let found = answer
            .route_tables()
            .iter()
            .map(|table| outputs(table).map(|outputs| (outputs.route_table_id.clone(), outputs)));
        Ok(Seen::judge(found.collect::<Result<_, _>>()?))
    }

    async fn create(&self, call: &Call<'_>) -> Result<RouteTableOutputs, CloudError> {
        let vpc = call.output(&self.vpc)?.vpc_id;
        let tags = tags::ec2::specification(call, ResourceType::RouteTable);
        let answer = call
            .clients
            .ec2
            .create_route_table()
            .vpc_id(vpc)
            .client_token(call.token)
            .tag_specifications(tags)
            .send()
            .await?;
        outputs(answer.route_table().unwrap_or(&Found::builder().build()))
    }

    async fn poll(&self, call: &Call<'_>, outputs: &RouteTableOutputs) -> Result<Poll<RouteTableOutputs>, CloudError> {
        Ok(if table(call, &outputs.route_table_id).await?.is_some() { Poll::Ready(outputs.clone()) } else { unseen() })
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &RouteTableOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        call.clients.ec2.delete_route_table().route_table_id(&outputs.route_table_id).send().await.or_absent()?;
        Ok(Vec::new())
    }

    async fn poll_gone(&self, call: &Call<'_>, outputs: &RouteTableOutputs) -> Result<Poll<()>, CloudError> {
        Ok(gone(table(call, &outputs.route_table_id).await?.is_none()))
    }
}

fn outputs(table: &Found) -> Result<RouteTableOutputs, CloudError> {
    Ok(RouteTableOutputs { route_table_id: needed(table.route_table_id(), "route table id")? })
}

/// A route table with its routes and associations.
pub(crate) async fn table(call: &Call<'_>, id: &str) -> Result<Option<Found>, CloudError> {
    let answer = call.clients.ec2.describe_route_tables().route_table_ids(id).send().await.or_absent()?;
    Ok(answer.and_then(|answer| answer.route_tables().first().cloned()))
}
