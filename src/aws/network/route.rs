//! Calls for one route. It has no tags: its table and its destination name it.

use async_trait::async_trait;
use aws_sdk_ec2::types::{Route as Found, RouteState};

use crate::aws::driver::{gone, state, unseen};
use crate::aws::error::OrAbsent;
use crate::aws::network::route_table::table;
use crate::aws::{Call, Driver, Seen};
use crate::engine::{CloudError, DataChoice, Kept, Poll};
use crate::resource::route::{Route, RouteOutputs, RouteTarget};

#[async_trait]
impl Driver for Route {
    // The table is ours, so any route in it is; `configure` turns it to the right target.
    async fn find(&self, call: &Call<'_>) -> Result<Seen<RouteOutputs>, CloudError> {
        let outputs = self.named(call)?;
        Ok(if current(call, &outputs).await?.is_some() { Seen::Ours(outputs) } else { Seen::Absent })
    }

    async fn create(&self, call: &Call<'_>) -> Result<RouteOutputs, CloudError> {
        let outputs = self.named(call)?;
        let create = call
            .clients
            .ec2
            .create_route()
            .route_table_id(&outputs.route_table_id)
            .destination_cidr_block(&self.destination);
        match self.target(call)? {
            Target::Gateway(id) => create.gateway_id(id).send().await?,
            Target::Nat(id) => create.nat_gateway_id(id).send().await?,
        };
        Ok(outputs)
    }

    async fn configure(&self, call: &Call<'_>, outputs: &RouteOutputs) -> Result<(), CloudError> {
        let target = self.target(call)?;
        if !current(call, outputs).await?.is_some_and(|route| target.differs(&route)) {
            return Ok(());
        }
        let replace = call
            .clients
            .ec2
            .replace_route()
            .route_table_id(&outputs.route_table_id)
            .destination_cidr_block(&outputs.destination);
        match target {
            Target::Gateway(id) => replace.gateway_id(id).send().await?,
            Target::Nat(id) => replace.nat_gateway_id(id).send().await?,
        };
        Ok(())
    }

    async fn changed(&self, call: &Call<'_>, outputs: &RouteOutputs) -> Result<Option<String>, CloudError> {
        let target = self.target(call)?;
        let differs = current(call, outputs).await?.is_some_and(|route| target.differs(&route));
        Ok(differs.then(|| "where it leads".to_owned()))
    }

    async fn poll(&self, call: &Call<'_>, outputs: &RouteOutputs) -> Result<Poll<RouteOutputs>, CloudError> {
        Ok(match current(call, outputs).await? {
            Some(route) => {
                state(route.state() != Some(&RouteState::Blackhole), outputs.clone(), "the route leads nowhere yet")
            }
            None => unseen(),
        })
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &RouteOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        let delete = call
            .clients
            .ec2
            .delete_route()
            .route_table_id(&outputs.route_table_id)
            .destination_cidr_block(&outputs.destination);
        delete.send().await.or_absent()?;
        Ok(Vec::new())
    }

    async fn poll_gone(&self, call: &Call<'_>, outputs: &RouteOutputs) -> Result<Poll<()>, CloudError> {
        Ok(gone(current(call, outputs).await?.is_none()))
    }
}

enum Target {
    Gateway(String),
    Nat(String),
}

impl Target {
    fn differs(&self, route: &Found) -> bool {
        match self {
            Self::Gateway(id) => route.gateway_id() != Some(id),
            Self::Nat(id) => route.nat_gateway_id() != Some(id),
        }
    }
}

impl Route {
    fn named(&self, call: &Call<'_>) -> Result<RouteOutputs, CloudError> {
        Ok(RouteOutputs {
            route_table_id: call.output(&self.table)?.route_table_id,
            destination: self.destination.clone(),
        })
    }

    fn target(&self, call: &Call<'_>) -> Result<Target, CloudError> {
        Ok(match &self.target {
            RouteTarget::Internet(gateway) => Target::Gateway(call.output(gateway)?.internet_gateway_id),
            RouteTarget::Nat(gateway) => Target::Nat(call.output(gateway)?.nat_gateway_id),
        })
    }
}

async fn current(call: &Call<'_>, outputs: &RouteOutputs) -> Result<Option<Found>, CloudError> {
    let table = table(call, &outputs.route_table_id).await?;
    let routes = table.as_ref().map(aws_sdk_ec2::types::RouteTable::routes).unwrap_or_default();
    Ok(routes.iter().find(|route| route.destination_cidr_block() == Some(&outputs.destination)).cloned())
}
