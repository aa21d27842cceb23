//! The parameter that lets the server ask for its certificate.

use async_trait::async_trait;
use aws_sdk_ssm::types::ParameterType;

use crate::aws::calls::parameter;
use crate::aws::{Call, Driver, Seen};
use crate::engine::{CloudError, DataChoice, Kept};
use crate::model::Secret;
use crate::resource::https_switch::{HttpsSwitch, HttpsSwitchOutputs, ON};

#[async_trait]
impl Driver for HttpsSwitch {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<HttpsSwitchOutputs>, CloudError> {
        parameter::find(call, &self.parameter, HttpsSwitchOutputs { parameter: self.parameter.clone() }).await
    }

    async fn create(&self, call: &Call<'_>) -> Result<HttpsSwitchOutputs, CloudError> {
        parameter::create(call, &self.parameter, ParameterType::String, &Secret::new(ON.to_owned())).await?;
        Ok(HttpsSwitchOutputs { parameter: self.parameter.clone() })
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &HttpsSwitchOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        parameter::delete(call, &outputs.parameter).await?;
        Ok(Vec::new())
    }
}
