//! One of a few things, outside the wizard: as a list on a terminal, or by its number.

use std::io::{self, BufRead, Write};

use inquire::{InquireError, Select};

/// What a person picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picked {
    /// Counted from zero.
    Line(usize),
    /// None of them.
    Nothing,
    /// Ctrl-C, or nobody is there any more.
    Interrupted,
}

/// A list to move in.
///
/// # Errors
/// When the terminal breaks.
pub fn listed(question: &str, lines: Vec<String>) -> io::Result<Picked> {
    let count = lines.len();
    let prompt = Select::new(question, lines)
        .with_page_size(count)
        .with_help_message("up and down choose, Enter goes on, Esc quits");
    match prompt.raw_prompt_skippable() {
        Ok(Some(line)) => Ok(Picked::Line(line.index)),
        Ok(None) => Ok(Picked::Nothing),
        Err(InquireError::OperationInterrupted) => Ok(Picked::Interrupted),
        Err(InquireError::IO(error)) => Err(error),
        Err(other) => Err(io::Error::other(other.to_string())),
    }
}

/// Numbered lines, and a number typed.
///
/// # Errors
/// When reading or writing fails.
pub fn numbered(question: &str, lines: &[String], input: &mut dyn BufRead, out: &mut dyn Write) -> io::Result<Picked> {
    writeln!(out, "{question}")?;
    for (index, line) in lines.iter().enumerate() {
        writeln!(out, "{}: {line}", index + 1)?;
    }
    loop {
        write!(out, "Number, Enter to quit: ")?;
        out.flush()?;
        let mut typed = String::new();
        if input.read_line(&mut typed)? == 0 {
            return Ok(Picked::Interrupted);
        }
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(Picked::Nothing);
        }
        match typed.parse::<usize>() {
            Ok(number) if (1..=lines.len()).contains(&number) => return Ok(Picked::Line(number - 1)),
            _ => writeln!(out, "Please type a number from 1 to {}.", lines.len())?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn type_in(text: &str) -> (Picked, String) {
        let mut out = Vec::new();
        let lines = ["Look".to_owned(), "Destroy".to_owned()];
        let picked = numbered("What now?", &lines, &mut text.as_bytes(), &mut out).unwrap();
        (picked, String::from_utf8(out).unwrap())
    }

    #[test]
    fn a_number_picks_and_anything_else_is_asked_again() {
        let (picked, said) = type_in("3\nlook\n2\n");
        assert_eq!(picked, Picked::Line(1));
        assert_eq!(said.matches("from 1 to 2").count(), 2, "{said}");
        assert!(said.starts_with("What now?\n1: Look\n2: Destroy\n"), "{said}");
    }

    #[test]
    fn enter_leaves_and_an_end_interrupts() {
        assert_eq!(type_in("\n").0, Picked::Nothing);
        assert_eq!(type_in("").0, Picked::Interrupted);
    }
}
