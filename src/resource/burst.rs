//! Processor time of T sizes beyond the share that their price includes: what `unlimited` may add to a bill.

use super::price::{AtMost, PriceKey, PriceLine};
use crate::model::Quantity;

/// Processors and the per cent of each that a size includes (EC2 User Guide, burstable performance instances, key
/// concepts: the same for T3, T3a and T4g).
const INCLUDED: [(&str, i64, i64); 7] = [
    ("nano", 2, 5),
    ("micro", 2, 10),
    ("small", 2, 20),
    ("medium", 2, 20),
    ("large", 2, 30),
    ("xlarge", 4, 40),
    ("2xlarge", 8, 40),
];

/// Types whose processor time is a share of a processor, and which may go beyond it.
#[must_use]
pub fn has_credits(instance_type: &str) -> bool {
    family(instance_type).is_some()
}

fn family(instance_type: &str) -> Option<&str> {
    let (family, _) = instance_type.split_once('.')?;
    ["t3", "t3a", "t4g"].contains(&family).then_some(family)
}

/// Processor hours beyond the included ones in one hour at full speed; `None` for other types.
fn beyond(instance_type: &str) -> Option<Quantity> {
    family(instance_type)?;
    let (_, size) = instance_type.split_once('.')?;
    let (_, processors, included) = INCLUDED.iter().find(|(known, _, _)| *known == size)?;
    Some(Quantity::thousandths(processors * (100 - included) * 10))
}

/// The line of `hours` processor hours beyond the included ones; `full` hours of full speed are the most that can be
/// billed, in `words`. `None` for types that include all of their processors.
#[must_use]
pub fn line(instance_type: &str, hours: u32, full: i64, note: &str, words: &str) -> Option<PriceLine> {
    let key = PriceKey::sized("cpu_credits", "surplus_vcpu_hour", family(instance_type)?);
    let mut line = PriceLine::new("Busy processors", key, Quantity::whole(hours.into()), "vCPU-hours").note(note);
    line.at_most = beyond(instance_type).map(|hour| AtMost { quantity: hour.times(full), words: words.to_owned() });
    Some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_speed_is_what_a_size_does_not_include() {
        let most = |instance_type: &str| line(instance_type, 0, 1, "", "").map(|line| line.at_most.unwrap().quantity);
        assert_eq!(most("t4g.large"), Some(Quantity::thousandths(1400)));
        assert_eq!(most("t3.nano"), Some(Quantity::thousandths(1900)));
        assert_eq!(most("t3a.2xlarge"), Some(Quantity::thousandths(4800)));
        assert_eq!(most("m7g.large"), None);
        assert!(has_credits("t4g.small") && !has_credits("trn1.2xlarge") && !has_credits("c7g.large"));
    }
}
