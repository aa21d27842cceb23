//! Calls that tie a subnet to its routes. Untagged: a subnet has one table at most.

use async_trait::async_trait;
use aws_sdk_ec2::types::{RouteTableAssociation as Found, RouteTableAssociationStateCode as State};

use crate::aws::driver::{gone, state, unseen};
use crate::aws::error::{OrAbsent, needed};
use crate::aws::tags::ec2::filter;
use crate::aws::{Call, Driver, Seen};
use crate::engine::{CloudError, DataChoice, Kept, Poll};
use crate::resource::route_table_association::{RouteTableAssociation, RouteTableAssociationOutputs};

#[async_trait]
impl Driver for RouteTableAssociation {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<RouteTableAssociationOutputs>, CloudError> {
        let (table, subnet) = (call.output(&self.table)?.route_table_id, call.output(&self.subnet)?.subnet_id);
        Ok(match current(call, "association.subnet-id", &subnet, |found| found.subnet_id() == Some(&subnet)).await? {
            None => Seen::Absent,
            Some(found) if found.route_table_id() == Some(&table) => {
                Seen::Ours(outputs(found.route_table_association_id())?)
            }
            Some(found) => {
                Seen::Foreign(format!("{subnet} already follows {}", needed(found.route_table_id(), "route table id")?))
            }
        })
    }

    async fn create(&self, call: &Call<'_>) -> Result<RouteTableAssociationOutputs, CloudError> {
        let (table, subnet) = (call.output(&self.table)?.route_table_id, call.output(&self.subnet)?.subnet_id);
        let answer = call.clients.ec2.associate_route_table().route_table_id(table).subnet_id(subnet).send().await?;
        outputs(answer.association_id())
    }

    async fn poll(
        &self,
        call: &Call<'_>,
        outputs: &RouteTableAssociationOutputs,
    ) -> Result<Poll<RouteTableAssociationOutputs>, CloudError> {
        Ok(match by_id(call, outputs).await? {
            Some(found) => {
                state(code(&found).is_none_or(|code| *code == State::Associated), outputs.clone(), "associating")
            }
            None => unseen(),
        })
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &RouteTableAssociationOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        call.clients.ec2.disassociate_route_table().association_id(&outputs.association_id).send().await.or_absent()?;
        Ok(Vec::new())
    }

    async fn poll_gone(&self, call: &Call<'_>, outputs: &RouteTableAssociationOutputs) -> Result<Poll<()>, CloudError> {
        Ok(gone(by_id(call, outputs).await?.is_none()))
    }
}

fn outputs(id: Option<&str>) -> Result<RouteTableAssociationOutputs, CloudError> {
    Ok(RouteTableAssociationOutputs { association_id: needed(id, "association id")? })
}

fn code(found: &Found) -> Option<&State> {
    found.association_state().and_then(|state| state.state())
}

async fn by_id(call: &Call<'_>, outputs: &RouteTableAssociationOutputs) -> Result<Option<Found>, CloudError> {
    let id = outputs.association_id.as_str();
    current(call, "association.route-table-association-id", id, |found| found.route_table_association_id() == Some(id))
        .await
}

/// The association that `fits`, among the tables that have one whose `field` is `value`.
async fn current(
    call: &Call<'_>,
    field: &str,
    value: &str,
    fits: impl Fn(&Found) -> bool + Send,
) -> Result<Option<Found>, CloudError> {
    let answer = call.clients.ec2.describe_route_tables().filters(filter(field, [value])).send().await?;
    let ended =
        |found: &Found| matches!(code(found), Some(State::Disassociating | State::Disassociated | State::Failed));
    let mut all = answer.route_tables().iter().flat_map(aws_sdk_ec2::types::RouteTable::associations);
    Ok(all.find(|found| fits(found) && !ended(found)).cloned())
}
