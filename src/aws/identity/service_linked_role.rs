//! Calls for the role that an AWS service uses on the account's behalf. Shared by the whole account, never removed.

use async_trait::async_trait;

use crate::aws::{Call, Driver, Seen};
use crate::engine::{CloudError, ErrorClass};
use crate::resource::service_linked_role::{ServiceLinkedRole, ServiceLinkedRoleOutputs};

#[async_trait]
impl Driver for ServiceLinkedRole {
    // Its name differs from service to service, its path does not.
    async fn find(&self, call: &Call<'_>) -> Result<Seen<ServiceLinkedRoleOutputs>, CloudError> {
        let answer =
            call.clients.iam.list_roles().path_prefix(format!("/aws-service-role/{}/", self.service)).send().await?;
        Ok(if answer.roles().is_empty() { Seen::Absent } else { Seen::Ours(self.outputs()) })
    }

    async fn create(&self, call: &Call<'_>) -> Result<ServiceLinkedRoleOutputs, CloudError> {
        match call
            .clients
            .iam
            .create_service_linked_role()
            .aws_service_name(&self.service)
            .send()
            .await
            .map_err(CloudError::from)
        {
            Err(error) if error.class != ErrorClass::AlreadyExists => Err(error),
            _ => Ok(self.outputs()),
        }
    }
}

impl ServiceLinkedRole {
    fn outputs(&self) -> ServiceLinkedRoleOutputs {
        ServiceLinkedRoleOutputs { service: self.service.clone() }
    }
}
