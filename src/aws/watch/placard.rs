//! Calls for a placard. Only tests have it.

use async_trait::async_trait;
use aws_sdk_ssm::types::ParameterType;

use crate::aws::calls::parameter;
use crate::aws::{Call, Driver, Seen};
use crate::engine::{CloudError, DataChoice, Kept};
use crate::model::Secret;
use crate::resource::placard::{Placard, PlacardOutputs};

#[async_trait]
impl Driver for Placard {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<PlacardOutputs>, CloudError> {
        parameter::find(call, &self.name, PlacardOutputs { name: self.name.clone() }).await
    }

    async fn create(&self, call: &Call<'_>) -> Result<PlacardOutputs, CloudError> {
        parameter::create(call, &self.name, ParameterType::String, &Secret::new(self.text.clone())).await?;
        Ok(PlacardOutputs { name: self.name.clone() })
    }

    async fn configure(&self, call: &Call<'_>, outputs: &PlacardOutputs) -> Result<(), CloudError> {
        parameter::overwrite(call, &outputs.name, &Secret::new(self.text.clone())).await
    }

    async fn delete(&self, call: &Call<'_>, outputs: &PlacardOutputs, _: DataChoice) -> Result<Vec<Kept>, CloudError> {
        parameter::delete(call, &outputs.name).await.map(|()| Vec::new())
    }
}
