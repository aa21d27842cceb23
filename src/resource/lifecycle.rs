//! Whose a kind is, and who makes it.

/// How a kind lives and ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifecycle {
    /// Created by the deployment and removed with it.
    Owned,
    /// Shared by the whole account: created when absent, never removed (service-linked roles).
    Shared,
    /// Found in the account and recorded, never created (machine image, hosted zone, zones).
    Lookup,
    /// Waited for inside AWS (server report, certificate issued): only ever polled.
    Fact,
    /// Waited for from this machine (DNS visible, URL answers): only ever probed.
    Probe,
}
