//! The vocabulary every other module shares: names, money, regions, usage, secrets and clean text.
//! Imports nothing of ours.

pub mod database_name;
pub mod dns;
pub mod domain;
pub mod endpoint;
pub mod image;
pub mod invocation;
pub mod money;
pub mod name;
pub mod region;
pub mod secret;
pub mod source;
pub mod syntax;
pub mod text;
pub mod usage;
pub mod variable;

pub use invocation::{Invocation, quoted};
pub use money::{Money, Quantity, Rate};
pub use name::{DeploymentName, InvalidName, NodeId, aws_name, short_hash};
pub use region::{Region, UnknownRegion};
pub use secret::Secret;
pub use usage::Usage;
