//! What will exist and what it costs, decided purely: answers and preset in, blueprint and estimate out.

pub mod amounts;
pub mod answers;
pub mod blueprint;
pub mod builds;
pub mod check;
pub mod classes;
pub mod cloudformation;
pub mod compose;
pub mod dollars;
pub mod estimate;
pub mod explained;
pub mod free_plan;
mod kept;
pub mod layout;
pub mod policy;
pub mod pricebook;
mod server_size;
pub mod sizes;
pub mod total;

pub use answers::{Answers, AnswersError, Builder, Domain, SecretAnswer};
pub use blueprint::{Blueprint, BlueprintError, Node};
pub use compose::compose;
pub use estimate::{Estimate, Line, OnceLine, Unknown, estimate};
pub use kept::kept_monthly;
pub use layout::{ComposeError, Layout};
pub use total::{Step, Total};
