//! What AWS counts and limits in every account and region, and how much of it a resource uses up (AWSFACTS section 4).
//! Only what new accounts really run into.

use serde::{Deserialize, Serialize};

/// A limit of an account in a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quota {
    /// Private networks; the one that AWS makes in every region counts.
    Vpcs,
    /// Elastic IP addresses, in use or not.
    Addresses,
    /// Virtual processors of running on-demand servers of the ordinary families.
    Processors,
    /// Builds at once, by the size of their machine and its processor.
    SmallBuilds,
    MediumBuilds,
    LargeBuilds,
    ArmSmallBuilds,
    ArmMediumBuilds,
    ArmLargeBuilds,
}

/// Families of servers that the quota of ordinary ones counts, by the letters that their names begin with: AWS's list
/// A, C, D, H, I, M, R, T and Z. What only begins alike (`inf`, `dl`, `hpc`, `trn`, `mac`) has quotas of its own.
const ORDINARY: [&str; 11] = ["a", "c", "d", "h", "i", "im", "is", "m", "r", "t", "z"];

impl Quota {
    /// AWS's code of it in Service Quotas.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Vpcs => "L-F678F1CE",
            Self::Addresses => "L-0263D0A3",
            Self::Processors => "L-1216C47A",
            Self::SmallBuilds => "L-9D07B6EF",
            Self::MediumBuilds => "L-2DC20C30",
            Self::LargeBuilds => "L-4DDC4A99",
            Self::ArmSmallBuilds => "L-5ED1D25B",
            Self::ArmMediumBuilds => "L-DF544FF3",
            Self::ArmLargeBuilds => "L-596BEAB4",
        }
    }

    /// The service that Service Quotas lists it under.
    #[must_use]
    pub const fn service(self) -> &'static str {
        match self {
            Self::Vpcs => "vpc",
            Self::Addresses | Self::Processors => "ec2",
            _ => "codebuild",
        }
    }

    /// So many of what it counts, in words.
    #[must_use]
    pub fn counted(self, count: u32) -> String {
        let (one, many) = match self {
            Self::Vpcs => ("private network (VPC)", "private networks (VPCs)"),
            Self::Addresses => ("fixed public address (Elastic IP)", "fixed public addresses (Elastic IPs)"),
            Self::Processors => ("virtual processor (vCPU)", "virtual processors (vCPUs)"),
            _ => ("build of an image at a time (CodeBuild)", "builds of images at a time (CodeBuild)"),
        };
        format!("{count} {}", if count == 1 { one } else { many })
    }

    /// How room can be made without asking AWS for more.
    #[must_use]
    pub const fn way_out(self) -> &'static str {
        match self {
            Self::Vpcs => "delete a VPC that is not in use",
            Self::Addresses => "release an Elastic IP that is not in use",
            Self::Processors => "stop servers that are not in use, or choose a smaller size",
            _ => "let the server build (build = \"server\" in your answers), or name ready images under [images]",
        }
    }
}

/// Virtual processors of a server type, if the quota of ordinary servers counts it and its size has a usual number.
#[must_use]
pub fn processors(instance_type: &str) -> Option<u32> {
    let (family, size) = instance_type.split_once('.')?;
    if !is_ordinary(family) {
        return None;
    }
    let burstable = family.starts_with('t');
    match size {
        "nano" | "micro" | "small" if family == "t2" => Some(1),
        "nano" | "micro" | "small" | "medium" if burstable => Some(2),
        "medium" => Some(1),
        "large" => Some(2),
        "xlarge" => Some(4),
        _ => size.strip_suffix("xlarge")?.parse::<u32>().ok()?.checked_mul(4),
    }
}

/// Whether the quota of ordinary servers counts this family, such as `t4g`.
#[must_use]
pub fn is_ordinary(family: &str) -> bool {
    let letters = family.split(|c: char| c.is_ascii_digit()).next().unwrap_or_default();
    ORDINARY.contains(&letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processors_are_those_of_awss_tables() {
        for (size, count) in [
            ("t4g.small", 2),
            ("t3.nano", 2),
            ("t2.micro", 1),
            ("t2.medium", 2),
            ("t3.2xlarge", 8),
            ("m7g.medium", 1),
            ("m7i-flex.large", 2),
            ("c6i.xlarge", 4),
            ("r6i.4xlarge", 16),
        ] {
            assert_eq!(processors(size), Some(count), "{size}");
        }
        for unknown in [
            "m7i.metal-24xl",
            "p4d.24xlarge",
            "g5.xlarge",
            "inf2.xlarge",
            "trn1.2xlarge",
            "mac2.metal",
            "hpc7g.4xlarge",
            "x",
            "t4g.tiny",
        ] {
            assert_eq!(processors(unknown), None, "{unknown}");
        }
    }
}
