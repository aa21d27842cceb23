//! cloudstead: from nothing to an app running over HTTPS in one's own AWS account. Modules in reading order.

pub mod file;
pub mod import;
pub mod model;
pub mod preset;
pub mod resource;

pub mod plan;
pub mod wizard;

pub mod engine;

pub mod practice;

#[cfg(feature = "aws")]
pub mod aws;

#[cfg(feature = "aws")]
pub mod probe;

pub mod plain;
pub mod tui;

pub mod app;
pub mod cli;
