//! Variables: `${…}` in values, the `.env` file, and what is known of each.

mod dotenv;
mod template;
mod text;

use std::collections::BTreeMap;

pub(super) use dotenv::{Line, read as read_dotenv, read_raw};
pub(super) use text::{Part, Text, Variable};

use super::refusal::Refusal;
use template::{How, Piece};

/// How often a value may lead to a further one.
const DEEPEST: usize = 16;

/// What variables stand for in one file. Nothing of the person's own shell: a preset must not depend on it.
#[derive(Clone, Debug, Default)]
pub(super) struct Variables {
    known: BTreeMap<String, Known>,
}

#[derive(Clone, Debug)]
struct Known {
    text: Text,
    /// A person's own value; false for one of a file of examples.
    own: bool,
}

impl Variables {
    /// Takes over the lines of a `.env` file: later ones win, and what they say of each other is looked up.
    ///
    /// # Errors
    /// With the place of a value that cannot be read.
    pub(super) fn add_lines(&mut self, lines: Vec<Line>, own: bool) -> Result<(), Refusal> {
        for line in lines {
            let Some(value) = line.value else { continue };
            let text = if line.literal {
                Text::literal(value)
            } else {
                self.fill(&value).map_err(|why| Refusal::at(line.at, why))?.0
            };
            self.known.insert(line.name, Known { text, own });
        }
        Ok(())
    }

    /// Takes over what is not known yet.
    pub(super) fn add_weaker(&mut self, other: &Self) {
        for (name, known) in &other.known {
            self.known.entry(name.clone()).or_insert_with(|| known.clone());
        }
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.known.keys().map(String::as_str)
    }

    fn get(&self, name: &str) -> Option<&Known> {
        self.known.get(name)
    }

    /// A value with its variables looked up, and whether a `$` stands in it that Compose would refuse.
    ///
    /// # Errors
    /// What is wrong with the value.
    pub(super) fn fill(&self, raw: &str) -> Result<(Text, bool), String> {
        let (pieces, lone) = template::parse(raw)?;
        let mut text = Text::default();
        self.add(&mut text, pieces, DEEPEST)?;
        Ok((text, lone))
    }

    fn add(&self, text: &mut Text, pieces: Vec<Piece>, depth: usize) -> Result<(), String> {
        if depth == 0 {
            return Err(format!("variables stand inside of each other deeper than {DEEPEST} levels"));
        }
        for piece in pieces {
            let (name, how, then) = match piece {
                Piece::Text(literal) => {
                    text.push(&literal);
                    continue;
                }
                Piece::Variable { name, how, then } => (name, how, then),
            };
            let value = self.get(&name);
            if name == "PWD" && value.is_none() {
                // Compose is started where its file is.
                text.push(".");
                continue;
            }
            let set = value.is_some_and(|known| !how.empty_is_unset() || !known.text.plain().is_empty());
            match how {
                How::Replacement { .. } if !set => {}
                How::Replacement { .. } => self.add(text, then, depth - 1)?,
                How::Default { .. } if !set && !is_plain(&then) => self.add(text, then, depth - 1)?,
                How::Default { .. } if !set => {
                    let default = Some(plain(then));
                    text.parts.push(Part::Variable(Variable { name, value: default, given: false, required: None }));
                }
                How::Required { .. } if !set => {
                    let required = Some(plain(then));
                    text.parts.push(Part::Variable(Variable { name, value: None, given: false, required }));
                }
                _ => match value {
                    Some(known) if !known.text.is_literal() => text.parts.extend(known.text.parts.clone()),
                    known => {
                        let given = known.is_some_and(|known| known.own);
                        let value = known.map(|known| known.text.plain());
                        text.parts.push(Part::Variable(Variable { name, value, given, required: None }));
                    }
                },
            }
        }
        Ok(())
    }
}

fn is_plain(pieces: &[Piece]) -> bool {
    pieces.iter().all(|piece| matches!(piece, Piece::Text(_)))
}

fn plain(pieces: Vec<Piece>) -> String {
    let texts = pieces.into_iter().map(|piece| match piece {
        Piece::Text(text) => text,
        Piece::Variable { name, .. } => format!("${{{name}}}"),
    });
    texts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(raw: &str) -> String {
        let mut variables = Variables::default();
        variables.add_lines(read_dotenv(0, "A=1\nEMPTY=\n").unwrap(), true).unwrap();
        variables.fill(raw).map_or_else(|why| format!("! {why}"), |(text, _)| text.plain())
    }

    #[test]
    fn every_form_of_the_specification() {
        for (raw, wanted) in [
            ("$A-${A}", "1-1"),
            ("$$A $${A}", "$A ${A}"),
            ("${A:-x}${B:-x}${EMPTY:-x}${EMPTY-x}${B-x}", "1xxx"),
            ("${A:+y}${B:+y}${EMPTY:+y}${EMPTY+y}", "yy"),
            ("${A?no}${A:?no}", "11"),
            ("${B:-${C:-${A}}}", "1"),
            ("${B:-a}b}", "ab}"),
            ("${B:-http://x:80/?a=b}", "http://x:80/?a=b"),
            ("${B:-}", ""),
            ("${B}", ""),
            ("${A:+${B:-z}}", "z"),
            ("a $ b $5 $", "a $ b $5 $"),
        ] {
            assert_eq!(filled(raw), wanted, "{raw}");
        }
        for raw in ["${A", "${}", "${A b}", "${1}", "${A:=x}", "${A:-${B}"] {
            assert!(filled(raw).starts_with('!'), "{raw}: {}", filled(raw));
        }
        assert!(filled(&format!("{}x{}", "${B:-".repeat(50), "}".repeat(50))).starts_with('!'));
    }

    #[test]
    fn what_is_known_of_a_variable_stays_with_it() {
        let text = Variables::default().fill("${P:?set a password}").unwrap().0;
        let [Part::Variable(variable)] = text.parts.as_slice() else { panic!("{text:?}") };
        assert_eq!((variable.required.as_deref(), variable.value.as_deref()), (Some("set a password"), None));
        let text = Variables::default().fill("${P:-changeme}").unwrap().0;
        let [Part::Variable(variable)] = text.parts.as_slice() else { panic!("{text:?}") };
        assert_eq!((variable.given, variable.value.as_deref()), (false, Some("changeme")));
        assert!(Variables::default().fill("$2a$12$x").unwrap().1);
        assert!(!Variables::default().fill("$$2a").unwrap().1);
    }
}
