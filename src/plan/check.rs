//! What an answer can be: the same for files, flags and the wizard. Domain names, images and secrets have their rules
//! in `model`, other answers beside their fields.

/// USD per month.
pub const MAX_BUDGET: u32 = 100_000;
const MAX_USAGE: u32 = 1_000_000;

/// Whether an amount can be a monthly budget.
///
/// # Errors
/// The reason.
pub fn check_budget(dollars: u32) -> Result<(), String> {
    let fits = (1..=MAX_BUDGET).contains(&dollars);
    if fits { Ok(()) } else { Err(format!("whole dollars per month, 1 to {MAX_BUDGET}")) }
}

/// Whether a number can be an assumption about use.
///
/// # Errors
/// The reason.
pub fn check_usage(amount: u32) -> Result<(), String> {
    if amount <= MAX_USAGE { Ok(()) } else { Err(format!("a whole number, 0 to {MAX_USAGE}")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts() {
        assert!(check_budget(1).is_ok() && check_budget(MAX_BUDGET).is_ok());
        assert!(check_budget(0).is_err() && check_budget(MAX_BUDGET + 1).is_err());
        assert!(check_usage(0).is_ok() && check_usage(MAX_USAGE).is_ok() && check_usage(MAX_USAGE + 1).is_err());
    }
}
