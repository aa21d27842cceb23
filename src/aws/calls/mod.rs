//! Calls that several drivers share, or that are too much for the file of one.

pub(crate) mod bucket_changes;
pub(crate) mod bucket_settings;
pub(crate) mod builds;
pub(crate) mod certificates;
pub(crate) mod db_final_snapshot;
pub(crate) mod images;
pub(crate) mod last_snapshot;
pub(crate) mod objects;
pub(crate) mod parameter;
pub(crate) mod records;
pub(crate) mod reports;
pub(crate) mod role_policies;
pub(crate) mod scaling_progress;
pub(crate) mod server;
pub(crate) mod written;
