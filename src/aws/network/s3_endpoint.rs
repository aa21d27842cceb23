//! Calls for the free path to S3.

use async_trait::async_trait;
use aws_sdk_ec2::types::{ResourceType, State, VpcEndpoint, VpcEndpointType};

use crate::aws::driver::{gone, state, unseen};
use crate::aws::error::{self, OrAbsent, needed};
use crate::aws::{Call, Driver, Seen, tags};
use crate::engine::{CloudError, DataChoice, ErrorClass, Kept, Poll};
use crate::model::text::clean_line;
use crate::resource::s3_endpoint::{S3Endpoint, S3EndpointOutputs};

#[async_trait]
impl Driver for S3Endpoint {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<S3EndpointOutputs>, CloudError> {
        let answer =
            call.clients.ec2.describe_vpc_endpoints().set_filters(Some(tags::ec2::filters(call))).send().await?;
        let living = answer
            .vpc_endpoints()
            .iter()
            .filter(|endpoint| !is(endpoint, &["deleting", "deleted", "failed", "rejected"]));
        let found = living.map(|endpoint| outputs(endpoint).map(|outputs| (outputs.vpc_endpoint_id.clone(), outputs)));
        Ok(Seen::judge(found.collect::<Result<_, _>>()?))
    }

    async fn create(&self, call: &Call<'_>) -> Result<S3EndpointOutputs, CloudError> {
        let create =
            call.clients.ec2.create_vpc_endpoint().vpc_endpoint_type(VpcEndpointType::Gateway).client_token(call.token);
        let create = create
            .service_name(S3Endpoint::service(call.owner.region.code()))
            .vpc_id(call.output(&self.vpc)?.vpc_id)
            .set_route_table_ids(Some(self.table_ids(call)?))
            .tag_specifications(tags::ec2::specification(call, ResourceType::VpcEndpoint));
        outputs(create.send().await?.vpc_endpoint().unwrap_or(&VpcEndpoint::builder().build()))
    }

    async fn configure(&self, call: &Call<'_>, outputs: &S3EndpointOutputs) -> Result<(), CloudError> {
        let Some(endpoint) = current(call, outputs).await? else { return Ok(()) };
        let (has, wants) = (endpoint.route_table_ids(), self.table_ids(call)?);
        let add: Vec<_> = wants.iter().filter(|id| !has.contains(id)).cloned().collect();
        let remove: Vec<_> = has.iter().filter(|id| !wants.contains(id)).cloned().collect();
        if add.is_empty() && remove.is_empty() {
            return Ok(());
        }
        let change = call.clients.ec2.modify_vpc_endpoint().vpc_endpoint_id(&outputs.vpc_endpoint_id);
        let change = change.set_add_route_table_ids((!add.is_empty()).then_some(add));
        change.set_remove_route_table_ids((!remove.is_empty()).then_some(remove)).send().await?;
        Ok(())
    }

    async fn changed(&self, call: &Call<'_>, outputs: &S3EndpointOutputs) -> Result<Option<String>, CloudError> {
        let Some(endpoint) = current(call, outputs).await? else { return Ok(None) };
        let (has, wants) = (endpoint.route_table_ids(), self.table_ids(call)?);
        let same = has.len() == wants.len() && wants.iter().all(|id| has.contains(id));
        Ok((!same).then(|| "which routes lead to it".to_owned()))
    }

    async fn poll(&self, call: &Call<'_>, outputs: &S3EndpointOutputs) -> Result<Poll<S3EndpointOutputs>, CloudError> {
        let Some(endpoint) = current(call, outputs).await? else { return Ok(unseen()) };
        if is(&endpoint, &["failed", "rejected"]) {
            let why = endpoint.last_error().and_then(|error| error.message()).unwrap_or_default();
            return Err(CloudError::stop("VpcEndpointFailed", "AWS could not make the path to S3")
                .why(clean_line(why))
                .hint("run the same command again to make a new one")
                .start_over(call.node.clone()));
        }
        Ok(state(is(&endpoint, &["available"]), outputs.clone(), endpoint.state().map_or("", State::as_str)))
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &S3EndpointOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        let answer = call
            .clients
            .ec2
            .delete_vpc_endpoints()
            .vpc_endpoint_ids(&outputs.vpc_endpoint_id)
            .send()
            .await
            .or_absent()?;
        let failures = answer
            .as_ref()
            .map(aws_sdk_ec2::operation::delete_vpc_endpoints::DeleteVpcEndpointsOutput::unsuccessful)
            .unwrap_or_default();
        for failure in failures.iter().filter_map(|failure| failure.error()) {
            let error = error::item("DeleteVpcEndpoints", failure.code(), failure.message());
            if error.class != ErrorClass::NotFound {
                return Err(error);
            }
        }
        Ok(Vec::new())
    }

    async fn poll_gone(&self, call: &Call<'_>, outputs: &S3EndpointOutputs) -> Result<Poll<()>, CloudError> {
        Ok(gone(current(call, outputs).await?.is_none_or(|endpoint| is(&endpoint, &["deleted"]))))
    }
}

impl S3Endpoint {
    fn table_ids(&self, call: &Call<'_>) -> Result<Vec<String>, CloudError> {
        self.tables.iter().map(|table| Ok(call.output(table)?.route_table_id)).collect()
    }
}

fn outputs(endpoint: &VpcEndpoint) -> Result<S3EndpointOutputs, CloudError> {
    Ok(S3EndpointOutputs { vpc_endpoint_id: needed(endpoint.vpc_endpoint_id(), "endpoint id")? })
}

// EC2 answers in lower case, the SDK's enum knows only capitalised states.
fn is(endpoint: &VpcEndpoint, states: &[&str]) -> bool {
    endpoint.state().is_some_and(|state| states.iter().any(|wanted| state.as_str().eq_ignore_ascii_case(wanted)))
}

async fn current(call: &Call<'_>, outputs: &S3EndpointOutputs) -> Result<Option<VpcEndpoint>, CloudError> {
    let answer = call
        .clients
        .ec2
        .describe_vpc_endpoints()
        .vpc_endpoint_ids(&outputs.vpc_endpoint_id)
        .send()
        .await
        .or_absent()?;
    Ok(answer.and_then(|answer| answer.vpc_endpoints().first().cloned()))
}
