//! Cache subnet groups. Free; the cache keeps its group busy until it is really gone.

use async_trait::async_trait;

use crate::aws::error::{OrAbsent, needed};
use crate::aws::tags::elasticache;
use crate::aws::{Call, Driver, Seen};
use crate::engine::{CloudError, DataChoice, Kept};
use crate::resource::cache_subnet_group::{CacheSubnetGroup, CacheSubnetGroupOutputs, DESCRIPTION};

#[async_trait]
impl Driver for CacheSubnetGroup {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<CacheSubnetGroupOutputs>, CloudError> {
        let request = call.clients.elasticache.describe_cache_subnet_groups().cache_subnet_group_name(&self.name);
        let answer = request.send().await.or_absent()?;
        let Some(group) = answer.as_ref().and_then(|answer| answer.cache_subnet_groups().first()) else {
            return Ok(Seen::Absent);
        };
        let ours = elasticache::is_ours(call, &needed(group.arn(), "ARN of the cache's subnets")?).await?;
        let name = needed(group.cache_subnet_group_name(), "name of the cache's subnets")?;
        Ok(Seen::named(ours, format!("the cache subnet group `{}`", self.name), CacheSubnetGroupOutputs { name }))
    }

    async fn create(&self, call: &Call<'_>) -> Result<CacheSubnetGroupOutputs, CloudError> {
        let mut subnets = Vec::new();
        for subnet in &self.subnets {
            subnets.push(call.output(subnet)?.subnet_id);
        }
        let request = call
            .clients
            .elasticache
            .create_cache_subnet_group()
            .cache_subnet_group_name(&self.name)
            .cache_subnet_group_description(DESCRIPTION)
            .set_subnet_ids(Some(subnets))
            .set_tags(Some(elasticache::tags(call)));
        let answer = request.send().await?;
        let name = answer.cache_subnet_group().and_then(|group| group.cache_subnet_group_name());
        Ok(CacheSubnetGroupOutputs { name: needed(name, "name of the cache's subnets")? })
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &CacheSubnetGroupOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        let request = call.clients.elasticache.delete_cache_subnet_group().cache_subnet_group_name(&outputs.name);
        request.send().await.or_absent()?;
        Ok(Vec::new())
    }
}
