//! Yes or no, asked on a terminal.

use std::io::{self, Write as _};

use super::App;
use super::failure::Failure;

impl App {
    /// Asks until the answer is yes or no; Enter is what the capital letter says.
    pub(super) fn ask_yes(&self, question: &str, enter: bool, flag: &str) -> Result<bool, Failure> {
        let letters = if enter { "[Y/n]" } else { "[y/N]" };
        loop {
            if let Some(yes) = yes_or_no(&self.ask_line(&format!("{question} {letters} "), flag)?, enter) {
                return Ok(yes);
            }
            writeln!(io::stderr(), "Please type y or n.")?;
        }
    }
}

/// `None` for anything that says neither.
fn yes_or_no(typed: &str, enter: bool) -> Option<bool> {
    match typed.trim().to_lowercase().as_str() {
        "" => Some(enter),
        "y" | "yes" => Some(true),
        "n" | "no" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_and_letters_in_any_case_and_nothing_else() {
        for enter in [true, false] {
            assert_eq!(yes_or_no(" \n", enter), Some(enter));
            for typed in ["y", "Y", "yes", "YES ", "Yes"] {
                assert_eq!(yes_or_no(typed, enter), Some(true), "{typed}");
            }
            for typed in ["n", "N", "no", "NO", " No"] {
                assert_eq!(yes_or_no(typed, enter), Some(false), "{typed}");
            }
            for typed in ["yep", "nope", "1", "ja", "q"] {
                assert_eq!(yes_or_no(typed, enter), None, "{typed}");
            }
        }
    }
}
