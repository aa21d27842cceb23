//! Material for outputs that look like AWS's, for the practice account.

use super::{Kinded, Lookup, Ref, fetch};
use crate::model::{Region, short_hash};

/// Makes identifiers that look real and are the same for the same seed.
pub struct Fake<'a> {
    pub account: &'a str,
    pub region: Region,
    pub deployment: &'a str,
    /// Differs for every creation, so that two creations never share an identifier.
    pub seed: u64,
    pub lookup: &'a dyn Lookup,
    /// Attempts at this thing that ended before.
    pub attempt: u32,
    made: u32,
}

impl<'a> Fake<'a> {
    #[must_use]
    pub const fn new(account: &'a str, region: Region, deployment: &'a str, seed: u64, lookup: &'a dyn Lookup) -> Self {
        Self { account, region, deployment, seed, lookup, attempt: 0, made: 0 }
    }

    /// Hexadecimal digits.
    pub fn hex(&mut self, length: usize) -> String {
        self.made += 1;
        short_hash(&format!("{}/{}/{}/{}", self.account, self.deployment, self.seed, self.made), length)
    }

    /// An identifier such as `vpc-0a1b2c3d4e5f60718`.
    pub fn id(&mut self, prefix: &str) -> String {
        format!("{prefix}-0{}", self.hex(16))
    }

    #[must_use]
    pub fn arn(&self, service: &str, resource: &str) -> String {
        format!("arn:aws:{service}:{}:{}:{resource}", self.region, self.account)
    }

    /// A public IPv4 address from the ranges reserved for documentation.
    pub fn ipv4(&mut self) -> String {
        let digits = self.hex(2);
        format!("203.0.113.{}", u8::from_str_radix(&digits, 16).unwrap_or(7).clamp(1, 254))
    }

    /// The outputs of another node, if it exists.
    #[must_use]
    pub fn get<T: Kinded>(&self, reference: &Ref<T>) -> Option<T::Known> {
        fetch(self.lookup, reference).ok()
    }
}
