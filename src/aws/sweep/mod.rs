//! Everything that still carries the deployment's tags or names, found without the journal.
//!
//! The tagging API knows most kinds, but late: it shows things for minutes after their end and misses young ones. So
//! what EC2 can list itself is listed there, and what only the tagging API shows is asked for one by one. What stays on
//! purpose carries `cloudstead:kept`, database snapshots are never made for another reason; both are passed over. DNS
//! records are not looked for: their kind removes them by name. All questions go out together, and after them those
//! about single things.

mod ec2;
mod named;
mod tagged;

use std::collections::BTreeMap;
use std::future::Future;

use futures_util::future::BoxFuture;

use super::clients::Clients;
use super::error::OrAbsent;
use super::tags;
use crate::engine::{CloudError, Leftover, Owner};
use crate::model::text::clean_line;

/// What was found so far: identifier to node.
type Leftovers = BTreeMap<String, Option<String>>;

pub(super) async fn sweep(clients: &Clients, owner: &Owner) -> Result<Vec<Leftover>, CloudError> {
    let (listed, tagged, named) =
        tokio::try_join!(ec2::list(clients, owner), tagged::list(clients, owner), named::list(clients, owner))?;
    let mut found = tagged::living(clients, owner, &listed.kinds, &tagged).await?;
    found.extend(listed.found);
    found.extend(named);
    Ok(found.into_iter().map(|(aws_id, node)| Leftover { aws_id, node }).collect())
}

/// Listings are only allowed for kinds in the plan; what may not be listed could not have been made either.
fn allowed<T, E: Into<CloudError>>(result: Result<T, E>) -> Result<Option<T>, CloudError> {
    match result.or_absent() {
        Err(error) if super::error::is_denial(&error) => Ok(None),
        other => other,
    }
}

/// The same of a question on its way. On the heap: the SDK's futures are large, and many of them go out together.
fn asked<'a, T: 'a, E: Into<CloudError> + 'a>(
    answer: impl Future<Output = Result<T, E>> + Send + 'a,
) -> BoxFuture<'a, Result<Option<T>, CloudError>> {
    Box::pin(async move { allowed(answer.await) })
}

/// The node among some tags.
fn node<'t>(tags: impl IntoIterator<Item = (&'t str, &'t str)>) -> Option<String> {
    tags.into_iter().find(|(key, _)| *key == tags::NODE).map(|(_, value)| clean_line(value))
}
