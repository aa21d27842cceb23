//! What an answers file says against itself, or cannot mean: found before it is read in full, so that it is said by
//! name.

use toml::{Table, Value};

use super::Data;
use crate::model::Usage;
use crate::plan::check::{MAX_BUDGET, check_budget, check_usage};

/// Nothing, or the first contradiction in words.
pub(super) fn contradictions(table: &Table) -> Result<(), String> {
    domain(table)?;
    number(table, "budget", check_budget)?;
    if let Some(Value::Table(data)) = table.get("data") {
        for (key, check) in Data::NUMBERS {
            number(data, key, check).map_err(|why| within("data", &why))?;
        }
    }
    if let Some(Value::Table(usage)) = table.get("usage") {
        for assumption in &Usage::ASSUMPTIONS {
            number(usage, assumption.key, check_usage).map_err(|why| within("usage", &why))?;
        }
    }
    Ok(())
}

fn domain(table: &Table) -> Result<(), String> {
    let Some(Value::Table(domain)) = table.get("domain") else { return Ok(()) };
    let without = domain.get("kind").and_then(Value::as_str) == Some("none");
    if without && domain.contains_key("name") {
        let known = "`route53` (its DNS is in your account) or `external` (you add the records)";
        return Err(format!(
            "`domain.name` is given although `domain.kind` is `none`: set the kind to {known}, or remove the name"
        ));
    }
    Ok(())
}

/// A number outside of what can be stored is told what the answer may be, like any other number that is wrong.
fn number(table: &Table, key: &str, check: impl Fn(u32) -> Result<(), String>) -> Result<(), String> {
    let allowed = match table.get(key) {
        Some(Value::Integer(number)) => check(u32::try_from(*number).unwrap_or(u32::MAX)),
        Some(Value::Float(_)) => check(u32::MAX),
        _ => Ok(()),
    };
    allowed.map_err(|why| format!("`{key}`: {why}"))
}

fn within(section: &str, why: &str) -> String {
    why.replacen('`', &format!("`{section}."), 1)
}

// `u32::MAX` stands for every number that cannot be stored: no answer may be that large.
const _: () = assert!(MAX_BUDGET < u32::MAX);

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        contradictions(&text.parse().unwrap()).err().unwrap_or_default()
    }

    #[test]
    fn numbers_say_what_they_may_be() {
        for budget in ["0", "-5", "50.5", "9999999999"] {
            assert_eq!(said(&format!("budget = {budget}")), "`budget`: whole dollars per month, 1 to 100000");
        }
        assert_eq!(said("[data]\nbackup_days = -1"), "`data.backup_days`: 1 to 35 days");
        assert_eq!(said("[usage]\negress_gb = -1"), "`usage.egress_gb`: a whole number, 0 to 1000000");
        assert_eq!(said("budget = 50\n[data]\nbackup_days = 7\n[usage]\negress_gb = 0"), "");
    }

    #[test]
    fn a_domain_that_is_none_has_no_name() {
        let said = said("[domain]\nkind = \"none\"\nname = \"app.example.com\"");
        assert!(said.contains("`domain.kind` is `none`") && said.contains("external"), "{said}");
    }
}
