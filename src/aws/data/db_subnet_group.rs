//! Database subnet groups. Free; the database keeps its group busy until it is really gone.

use async_trait::async_trait;

use crate::aws::error::{OrAbsent, needed};
use crate::aws::tags::rds;
use crate::aws::{Call, Driver, Seen};
use crate::engine::{CloudError, DataChoice, Kept};
use crate::resource::db_subnet_group::{DESCRIPTION, DbSubnetGroup, DbSubnetGroupOutputs};

#[async_trait]
impl Driver for DbSubnetGroup {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<DbSubnetGroupOutputs>, CloudError> {
        let answer =
            call.clients.rds.describe_db_subnet_groups().db_subnet_group_name(&self.name).send().await.or_absent()?;
        let Some(group) = answer.as_ref().and_then(|answer| answer.db_subnet_groups().first()) else {
            return Ok(Seen::Absent);
        };
        let ours = rds::is_ours(call, &needed(group.db_subnet_group_arn(), "ARN of the database subnets")?).await?;
        let outputs =
            DbSubnetGroupOutputs { name: needed(group.db_subnet_group_name(), "name of the database subnets")? };
        Ok(Seen::named(ours, format!("the database subnet group `{}`", self.name), outputs))
    }

    async fn create(&self, call: &Call<'_>) -> Result<DbSubnetGroupOutputs, CloudError> {
        let mut subnets = Vec::new();
        for subnet in &self.subnets {
            subnets.push(call.output(subnet)?.subnet_id);
        }
        let answer = call
            .clients
            .rds
            .create_db_subnet_group()
            .db_subnet_group_name(&self.name)
            .db_subnet_group_description(DESCRIPTION)
            .set_subnet_ids(Some(subnets))
            .set_tags(Some(rds::tags(call)))
            .send()
            .await?;
        let name = answer.db_subnet_group().and_then(|group| group.db_subnet_group_name());
        Ok(DbSubnetGroupOutputs { name: needed(name, "name of the database subnets")? })
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &DbSubnetGroupOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        call.clients.rds.delete_db_subnet_group().db_subnet_group_name(&outputs.name).send().await.or_absent()?;
        Ok(Vec::new())
    }
}
