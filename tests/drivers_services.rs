//! The drivers of databases, files, parameters, load balancers, DNS and certificates against moto behind the strict
//! proxy: every kind's life from absent to gone, repeats included, whose things are whose, and what each kind calls.
#![cfg(feature = "aws")]

#[path = "drivers/world.rs"]
mod drivers;
mod moto;

#[path = "services/builds.rs"]
mod builds;
#[path = "services/caches.rs"]
mod caches;
#[path = "services/data.rs"]
mod data;
#[path = "services/files.rs"]
mod files;
#[path = "services/fleet.rs"]
mod fleet;
#[path = "services/kept.rs"]
mod kept;
#[path = "services/names.rs"]
mod names;
#[path = "services/parameters.rs"]
mod parameters;
#[path = "services/plain.rs"]
mod plain;

use cloudstead::resource::Ref;
use drivers::Stage;

fn to<T>(node: &str) -> Ref<T> {
    Ref::to(node.into())
}
