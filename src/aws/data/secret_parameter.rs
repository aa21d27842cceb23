//! Secrets in Parameter Store. A generated value is written once; a given one also when another one is given.

use async_trait::async_trait;
use aws_sdk_ssm::types::ParameterType;

use crate::aws::calls::parameter;
use crate::aws::{Call, Driver, Seen};
use crate::engine::{CloudError, DataChoice, ErrorClass, Kept, KeptPrice};
use crate::model::Secret;
use crate::resource::secret_parameter::{SecretParameter, SecretParameterOutputs, SecretSource};
use crate::resource::{Keep, Resource};

#[async_trait]
impl Driver for SecretParameter {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<SecretParameterOutputs>, CloudError> {
        parameter::find(call, &self.name, SecretParameterOutputs { name: self.name.clone() }).await
    }

    async fn create(&self, call: &Call<'_>) -> Result<SecretParameterOutputs, CloudError> {
        let value = match self.source {
            SecretSource::Generated { length, form } => call.secrets.generate(length, form),
            SecretSource::Asked => call.secrets.asked(self.key()).ok_or_else(|| missing(self.key()))?,
        };
        parameter::create(call, &self.name, ParameterType::SecureString, &value).await?;
        Ok(SecretParameterOutputs { name: self.name.clone() })
    }

    /// What a person gives in this session counts, so that a mistyped key can be corrected.
    async fn configure(&self, call: &Call<'_>, outputs: &SecretParameterOutputs) -> Result<(), CloudError> {
        match (&self.source, call.secrets.asked(self.key())) {
            (SecretSource::Asked, Some(value)) => parameter::overwrite(call, &outputs.name, &value).await,
            _ => Ok(()),
        }
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &SecretParameterOutputs,
        choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        let kept = match self.keeps(choice.final_snapshot, choice.keep_files, choice.keep_images) {
            Keep::Copy => copy(self, call, outputs).await?,
            _ => Vec::new(),
        };
        parameter::delete(call, &outputs.name).await?;
        Ok(kept)
    }
}

/// The value, of a secret that is this deployment's own.
pub(crate) async fn value(secret: &SecretParameter, call: &Call<'_>) -> Result<Option<Secret>, CloudError> {
    match secret.find(call).await? {
        Seen::Ours(_) => parameter::read(call, &secret.name).await,
        Seen::Absent => Ok(None),
        _ => Err(CloudError::stop("ForeignSecret", format!("{} is not this deployment's", secret.name))
            .why("it does not carry its tags")
            .hint("look in the AWS console, Systems Manager, Parameter Store, who made it")),
    }
}

/// Copies the value to where the end of the deployment does not reach it. Done already is success.
async fn copy(
    secret: &SecretParameter,
    call: &Call<'_>,
    outputs: &SecretParameterOutputs,
) -> Result<Vec<Kept>, CloudError> {
    let aws_id = secret.copy_name(call.owner.deployment.as_str(), &call.owner.id);
    let exists = match parameter::read(call, &outputs.name).await? {
        Some(value) => match parameter::keep(call, &aws_id, &value).await {
            Err(error) if error.class == ErrorClass::AlreadyExists => true,
            written => written.map(|()| true)?,
        },
        None => parameter::read(call, &aws_id).await?.is_some(),
    };
    let kept = Kept { aws_id, why: secret.copy_reason().to_owned(), gigabytes: 0, price: KeptPrice::Free };
    Ok(if exists { vec![kept] } else { Vec::new() })
}

fn missing(key: &str) -> CloudError {
    CloudError::stop("MissingSecret", format!("the value of `{key}` was not given"))
        .why("secrets are never written to this machine's disk, so a new session has to be told again")
        .hint(format!(
            "run the wizard, or write {key} = \"env:VARIABLE\" under [secrets] in the answers and run the \
            same command again"
        ))
}
