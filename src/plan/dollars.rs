//! An amount of dollars as people write it: `40`, `$40`, `40.50`, `40,50`, `1,000 USD`.

use super::check::check_budget;
use crate::model::text::clean_line;

/// An amount that was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dollars {
    /// USD per month; cents are left out, so that a budget is never more than was written.
    pub whole: u32,
    /// There were cents.
    pub cents: bool,
}

const BEFORE: [&str; 3] = ["us$", "$", "usd"];
const AFTER: [&str; 8] = ["per month", "a month", "/month", "us$", "$", "usd", "dollars", "dollar"];

/// Reads a monthly budget.
///
/// # Errors
/// When it is no amount of dollars, or none that a budget can have: what to write instead.
pub fn read(text: &str) -> Result<Dollars, String> {
    let (whole, cents) = number(&bare(text)).ok_or_else(|| no_amount(text))?;
    let whole = u32::try_from(whole).unwrap_or(u32::MAX);
    check_budget(whole).map(|()| Dollars { whole, cents })
}

fn no_amount(text: &str) -> String {
    let other = ["€", "£", "eur", "gbp", "chf"].iter().any(|sign| text.to_lowercase().contains(sign));
    if other {
        return "AWS bills in US dollars: write an amount of them, such as 40".to_owned();
    }
    let short: String = clean_line(text).chars().take(30).collect();
    format!("`{}` is no amount: write dollars per month, such as 40, $40 or 40.50", short.trim())
}

/// Without what only says that dollars are meant.
fn bare(text: &str) -> String {
    let mut rest = text.trim().to_lowercase();
    loop {
        let before = BEFORE.iter().find_map(|word| rest.strip_prefix(word));
        let Some(shorter) = before.or_else(|| AFTER.iter().find_map(|word| rest.strip_suffix(word))) else {
            return rest;
        };
        rest = shorter.trim().to_owned();
    }
}

/// The whole part, and whether anything but zeros follows it. One or two digits at the end are cents, three are
/// thousands.
fn number(text: &str) -> Option<(u64, bool)> {
    let (whole, cents, point) = match text.rsplit_once([',', '.']) {
        Some((whole, cents)) if cents.len() < 3 || whole == "0" => {
            (whole, cents, text.chars().nth(whole.chars().count()))
        }
        _ => (text, "", None),
    };
    if !cents.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let between: Vec<char> = whole.chars().filter(|c| !c.is_ascii_digit()).collect();
    let groups: Vec<&str> = whole.split(|c: char| !c.is_ascii_digit()).collect();
    let alike = between.iter().all(|c| {
        *c == between[0] && Some(*c) != point && matches!(c, ',' | '.' | ' ' | '\'' | '’' | '\u{a0}' | '\u{202f}')
    });
    let sized = groups.iter().enumerate().all(|(place, group)| match (between.is_empty(), place) {
        (true, _) => !group.is_empty(),
        (false, 0) => (1..=3).contains(&group.len()),
        (false, _) => group.len() == 3,
    });
    let digits = groups.concat();
    let value = || digits.parse().unwrap_or(u64::MAX);
    (alike && sized).then(|| (value(), cents.bytes().any(|b| b != b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_understood_as_people_write_them() {
        for (text, whole, cents) in [
            ("40", 40, false),
            (" $40 ", 40, false),
            ("40 $", 40, false),
            ("USD 40", 40, false),
            ("40 usd per month", 40, false),
            ("40,50", 40, true),
            ("40.50", 40, true),
            ("40.5", 40, true),
            ("40.00", 40, false),
            ("40,", 40, false),
            ("1,000", 1000, false),
            ("1.000", 1000, false),
            ("1 000", 1000, false),
            ("1'000.50", 1000, true),
            ("1.000,50", 1000, true),
            ("12,345.99", 12_345, true),
        ] {
            assert_eq!(read(text), Ok(Dollars { whole, cents }), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_explained() {
        for text in
            ["", "$", "much", "-5", "4o", "40,50,60", "1,0000", "1,000,50.2.1", "40.50.", "1,00.000", ".", "40..5"]
        {
            assert!(read(text).is_err_and(|why| why.contains("such as 40, $40 or 40.50")), "{text}: {:?}", read(text));
        }
        assert!(read("40 €").unwrap_err().contains("US dollars"));
        for text in ["0", "0.50", "0.500", "100001", "99999999999999999999999"] {
            assert!(read(text).is_err_and(|why| why.contains("1 to 100000")), "{text}: {:?}", read(text));
        }
        assert!(read(&"x".repeat(1000)).unwrap_err().len() < 120);
    }
}
