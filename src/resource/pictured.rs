//! What a resource is on the picture of a plan.

/// Most are not on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pictured {
    /// What spreads people over several servers.
    Balancer,
    Server {
        instance_type: String,
    },
    /// So many servers at first and when busy.
    Servers {
        instance_type: String,
        minimum: u32,
        maximum: u32,
    },
    /// A disk of a server, and whether what is on it is copied into the bucket every night.
    Disk {
        gigabytes: u32,
        copied: bool,
    },
    /// A managed database in words, and whether a second one stands by.
    Database {
        what: String,
        standby: bool,
    },
}
