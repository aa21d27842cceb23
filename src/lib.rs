//! cloudstead: from nothing to an app running over HTTPS in one's own AWS account. Modules in reading order.

pub mod model;
pub mod resource;

pub mod plan;

pub mod engine;

#[cfg(feature = "aws")]
pub mod aws;

#[cfg(feature = "aws")]
pub mod probe;
