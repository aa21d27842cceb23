//! What the estimate assumes about use. Every assumption is shown and can be edited.

use serde::{Deserialize, Serialize};

/// Assumed use per month. Units are in the names; all whole numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Usage {
    /// Traffic from the app to people, GB per month. AWS gives 100 GB per account free.
    pub egress_gb: u32,
    /// Files that people upload, GB stored on average.
    pub storage_gb: u32,
    /// Requests to the file store, thousands per month (one write for ten reads).
    pub requests_thousand: u32,
    /// Log text, GB per month.
    pub log_gb: u32,
    /// Traffic of the servers to the internet through the NAT gateway, GB per month.
    pub nat_gb: u32,
    /// Load balancer capacity units used on average, in tenths (10 = 1.0).
    pub lcu_tenths: u32,
    /// Traffic between zones (servers to database), GB per month.
    pub cross_zone_gb: u32,
    /// Backup and snapshot data beyond what AWS includes, GB.
    pub snapshot_gb: u32,
    /// Processor time of a group's servers above their size's included share, hours of one processor per month.
    pub burst_vcpu_hours: u32,
}

impl Default for Usage {
    fn default() -> Self {
        Self {
            egress_gb: 50,
            storage_gb: 10,
            requests_thousand: 500,
            log_gb: 1,
            nat_gb: 10,
            lcu_tenths: 2,
            cross_zone_gb: 10,
            snapshot_gb: 5,
            burst_vcpu_hours: 10,
        }
    }
}

/// One editable assumption: its key in answers, what it means and its unit.
pub struct Assumption {
    pub key: &'static str,
    pub title: &'static str,
    pub unit: &'static str,
}

impl Usage {
    pub const ASSUMPTIONS: [Assumption; 9] = [
        Assumption { key: "egress_gb", title: "Traffic to people", unit: "GB per month" },
        Assumption { key: "storage_gb", title: "Uploaded files", unit: "GB stored" },
        Assumption { key: "requests_thousand", title: "File requests", unit: "thousand per month" },
        Assumption { key: "log_gb", title: "Log text", unit: "GB per month" },
        Assumption { key: "nat_gb", title: "Servers to internet", unit: "GB per month" },
        Assumption { key: "lcu_tenths", title: "Load balancer capacity", unit: "tenths of a unit" },
        Assumption { key: "cross_zone_gb", title: "Traffic between zones", unit: "GB per month" },
        Assumption { key: "snapshot_gb", title: "Backups and snapshots", unit: "GB beyond free" },
        Assumption { key: "burst_vcpu_hours", title: "Busy processors", unit: "hours beyond the included" },
    ];

    /// The value behind an assumption's key.
    pub fn value_mut(&mut self, key: &str) -> Option<&mut u32> {
        Some(match key {
            "egress_gb" => &mut self.egress_gb,
            "storage_gb" => &mut self.storage_gb,
            "requests_thousand" => &mut self.requests_thousand,
            "log_gb" => &mut self.log_gb,
            "nat_gb" => &mut self.nat_gb,
            "lcu_tenths" => &mut self.lcu_tenths,
            "cross_zone_gb" => &mut self.cross_zone_gb,
            "snapshot_gb" => &mut self.snapshot_gb,
            "burst_vcpu_hours" => &mut self.burst_vcpu_hours,
            _ => return None,
        })
    }
}
