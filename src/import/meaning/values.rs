//! Values of the preset: texts, and what cloudstead fills in.

use std::fmt::Write as _;

use indexmap::IndexMap;

use crate::import::yaml::At;

/// Variables of a container, each with its place in the file.
pub(super) type Env = IndexMap<String, (At, Value)>;

/// A value as its pieces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::import) struct Value {
    pub(in crate::import) bits: Vec<Bit>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::import) enum Bit {
    Text(String),
    /// What stands between `${` and `}`.
    Filled(String),
}

impl Value {
    pub(in crate::import) fn text(text: impl Into<String>) -> Self {
        Self { bits: vec![Bit::Text(text.into())] }
    }

    pub(in crate::import) fn filled(name: impl Into<String>) -> Self {
        Self { bits: vec![Bit::Filled(name.into())] }
    }

    pub(in crate::import) fn push(&mut self, text: &str) {
        match self.bits.last_mut() {
            Some(Bit::Text(before)) => before.push_str(text),
            _ if text.is_empty() => {}
            _ => self.bits.push(Bit::Text(text.to_owned())),
        }
    }

    pub(in crate::import) fn append(&mut self, other: Self) {
        for bit in other.bits {
            match bit {
                Bit::Text(text) => self.push(&text),
                filled @ Bit::Filled(_) => self.bits.push(filled),
            }
        }
    }

    /// The text, where nothing is filled in.
    pub(in crate::import) fn literal(&self) -> Option<String> {
        let mut text = String::new();
        for bit in &self.bits {
            match bit {
                Bit::Text(part) => text.push_str(part),
                Bit::Filled(_) => return None,
            }
        }
        Some(text)
    }

    /// As the preset has it: a dollar sign of the text is written twice.
    pub(in crate::import) fn template(&self) -> String {
        let mut text = String::new();
        for bit in &self.bits {
            match bit {
                Bit::Text(part) => text.push_str(&part.replace('$', "$$")),
                Bit::Filled(name) => {
                    let _ = write!(text, "${{{name}}}");
                }
            }
        }
        text
    }

    /// One text with a private character for each piece that is filled in, to look at and to change.
    pub(super) fn shape(&self) -> (String, Vec<String>) {
        let (mut shape, mut names) = (String::new(), Vec::new());
        for bit in &self.bits {
            match bit {
                Bit::Text(text) => shape.extend(text.chars().filter(|c| filled_at(*c).is_none())),
                Bit::Filled(name) => {
                    shape.push(mark(names.len()));
                    names.push(name.clone());
                }
            }
        }
        (shape, names)
    }

    pub(super) fn of_shape(shape: &str, names: &[String]) -> Self {
        let mut value = Self::default();
        for c in shape.chars() {
            match filled_at(c).and_then(|at| names.get(at)) {
                Some(name) => value.bits.push(Bit::Filled(name.clone())),
                None => value.push(c.encode_utf8(&mut [0; 4])),
            }
        }
        value
    }
}

const FIRST: u32 = 0xF_0000;
const COUNT: u32 = 0xFFFD;

/// The character that stands for the piece at a place.
pub(super) fn mark(at: usize) -> char {
    let at = u32::try_from(at).unwrap_or(0) % COUNT;
    char::from_u32(FIRST + at).unwrap_or('?')
}

pub(super) fn filled_at(c: char) -> Option<usize> {
    let at = u32::from(c).checked_sub(FIRST).filter(|at| *at < COUNT)?;
    usize::try_from(at).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dollars_are_written_twice_and_shapes_lead_back() {
        let mut value = Value::text("a$b${c}");
        value.append(Value::filled("secret:X"));
        value.push("!");
        assert_eq!(value.template(), "a$$b$${c}${secret:X}!");
        let (shape, names) = value.shape();
        assert_eq!(Value::of_shape(&shape, &names), value);
        assert_eq!((value.literal(), Value::text("x").literal().as_deref()), (None, Some("x")));
    }
}
