//! What a run would meet, found out while nobody has agreed to it yet: the same questions, and nothing made or written
//! down.

use super::cloud::Owner;
use super::ledger::Ledger;
use super::operate::{Order, OrderError, begin_heard};
use super::run::World;
use super::store::MemoryStore;
use super::topic::Hearer;

/// Asks everything that a run of this order asks before it makes anything, for a deployment that does not exist yet.
///
/// # Errors
/// What the run would be refused with; the hearer was told of it too.
pub async fn foresee(world: World<'_>, owner: Owner, order: Order, hear: Hearer<'_>) -> Result<(), OrderError> {
    let mut ledger = Ledger::open(Box::new(MemoryStore::default()), world.clock)?;
    begin_heard(world, owner, &mut ledger, order, hear).await.map(drop)
}
