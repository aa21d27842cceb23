//! What removals left on purpose, once the deployment is gone: it goes on being billed until a person removes it.

use crate::engine::cloud::PricedKept;
use crate::plan::Total;

/// What one removal left, for displays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remains {
    pub deployment: String,
    /// Where it is: account and region.
    pub place: String,
    /// Dearest first.
    pub kept: Vec<PricedKept>,
    /// How it goes for good: commands, and sentences where there is no command.
    pub removal: Vec<String>,
    /// Why the account, when it was asked, could not say whether it is still there.
    pub unseen: Option<String>,
}

impl Remains {
    /// What it costs, in words: `about 1.90 per month`, `at least 1.90 per month` where a price is not known, `free`.
    #[must_use]
    pub fn costs(&self) -> String {
        costs(&self.kept.iter().collect::<Vec<_>>())
    }

    /// The same of several together.
    #[must_use]
    pub fn costs_of(all: &[Self]) -> String {
        costs(&all.iter().flat_map(|one| &one.kept).collect::<Vec<_>>())
    }
}

fn costs(kept: &[&PricedKept]) -> String {
    let total: Total = kept.iter().map(|kept| kept.price()).sum();
    match (total.is_free(), total.is_complete()) {
        (true, _) => "free".to_owned(),
        (false, true) => format!("about {}", total.per_month()),
        (false, false) => total.per_month(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Money;

    #[test]
    fn what_is_kept_is_priced_as_far_as_that_is_known() {
        let kept = |cents: Option<i64>| PricedKept {
            aws_id: String::new(),
            why: String::new(),
            monthly: cents.map(Money::from_cents),
        };
        let words = |cents: &[Option<i64>]| {
            let kept = cents.iter().copied().map(kept).collect();
            Remains { deployment: String::new(), place: String::new(), kept, removal: Vec::new(), unseen: None }.costs()
        };
        assert_eq!(words(&[Some(0), Some(0)]), "free");
        assert_eq!(words(&[Some(190), Some(46), Some(0)]), "about 2.36 per month");
        assert_eq!(words(&[Some(190), None]), "at least 1.90 per month");
        assert_eq!(words(&[None, Some(0)]), "price unknown");
    }
}
