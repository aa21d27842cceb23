//! What the lines of a bill are, in words for people who have never seen one: each kind says it of its own.

use crate::resource::Kind;

fn lines() -> impl Iterator<Item = (&'static str, &'static str)> {
    Kind::ALL.iter().flat_map(|kind| kind.explained()).copied()
}

/// What a line is, by its item; empty for what is not known.
#[must_use]
pub fn explained(item: &str) -> &'static str {
    lines().find(|(part, _)| item.contains(part)).map_or("", |(_, words)| words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_explanation_is_of_a_line_and_ends_as_a_sentence() {
        for (place, (part, words)) in lines().enumerate() {
            assert!(words.ends_with('.') && words.starts_with(char::is_uppercase), "{part}: {words}");
            assert!(lines().take(place).all(|(earlier, _)| !part.contains(earlier)), "{part} is never found");
        }
    }
}
