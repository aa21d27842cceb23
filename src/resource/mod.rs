//! The facts of every kind of resource: what is asked of AWS, what comes back, what it refers to, what it costs, what a
//! change of it means and which permissions it needs. Pure: no IO, no clock, no SDK. A folder per area, a file
//! per kind; the calls are in `aws/` under the same names.

mod actions;
mod architecture;
mod build_failure;
mod build_size;
pub mod burst;
mod cache_engine;
mod change;
mod duration;
mod engine;
mod facts;
mod fake;
mod free_plan;
mod grant;
mod keep;
mod kinded;
mod kinds;
mod lifecycle;
mod loss;
mod origin;
mod part;
mod phase;
mod pictured;
mod price;
pub mod quota;
mod reference;
mod script;
pub mod server;
mod table;
pub mod tags;
mod target;

use serde::{Deserialize, Serialize};

use crate::model::{NodeId, Region, Usage};

pub use actions::{COMMON_ACTIONS, NAMELESS, OWNED_BY_TAG};
pub use architecture::Architecture;
pub use build_failure::BuildFailure;
pub use build_size::BuildSize;
pub use cache_engine::CacheEngine;
pub use change::Change;
use change::replaced_by_empty;
pub use duration::{Duration, duration};
pub use engine::Engine;
pub use facts::Resource;
pub use fake::Fake;
pub use grant::{Deployed, Grant, WRITTEN};
pub use keep::{Keep, KeptPrice, Repeat};
pub use kinded::Kinded;
pub(crate) use kinds::kinds;
pub use lifecycle::Lifecycle;
pub use loss::Loss;
pub use origin::Origin;
pub use part::{Part, ResolvedPart};
pub use phase::Phase;
pub use pictured::Pictured;
pub use price::{AtMost, PriceKey, PriceLine};
pub use quota::Quota;
pub use reference::{Lookup, MissingOutput, Needed, Ref, Wanted, fetch};
pub use script::{STORES_SCRIPT, instance_script, user_data};
pub use secret_parameter::SecretForm;
use table::resources;
pub use target::Target;

kinds!(resources);

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_and_every_kind_has_a_duration() {
        let names: BTreeSet<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        assert_eq!(names.len(), Kind::ALL.len());
        for kind in Kind::ALL {
            assert!(duration(*kind).is_some(), "no row for `{}` in assets/durations.toml", kind.name());
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name(), "events and journals name it alike");
        }
    }
}
