//! Commands: a list of words, or a line that is split as a shell would.

use crate::import::load::{Reading, items};
use crate::import::refusal::Refusal;
use crate::import::variables::{Part, Text};
use crate::import::yaml::{Node, Value};

/// A private character that stands for a variable while a line is split.
const FIRST: u32 = 0xF_0000;
const COUNT: u32 = 0xFFFD;

/// The words; none where nothing is said, no words where the image's own are taken away.
pub(super) fn read(node: Option<Node>, reading: &mut Reading<'_>) -> Result<Option<Vec<Text>>, Refusal> {
    let Some(node) = node.filter(|node| !node.is_null()) else { return Ok(None) };
    if let Value::Text(_) = node.value {
        let text = reading.text(&node)?;
        let words = split(&text);
        return words.map(Some).ok_or_else(|| Refusal::at(node.at, "this command has a quote that is not closed"));
    }
    if let Value::Map(_) = node.value {
        return Err(Refusal::at(node.at, "a command is a text or a list of words"));
    }
    let words = items(node).iter().map(|item| reading.text(item)).collect::<Result<Vec<Text>, Refusal>>()?;
    Ok(Some(words))
}

fn split(text: &Text) -> Option<Vec<Text>> {
    let mut line = String::new();
    let mut kept = Vec::new();
    for part in &text.parts {
        match part {
            Part::Text(literal) => line.extend(literal.chars().filter(|c| placeholder(*c).is_none())),
            Part::Variable(variable) => {
                let plain = variable.value.as_deref().unwrap_or_default();
                let next = u32::try_from(kept.len()).ok().filter(|count| *count < COUNT);
                let mark = next.and_then(|count| char::from_u32(FIRST + count));
                match mark {
                    // A value of several words is several words.
                    Some(mark) if !plain.contains([' ', '\t', '\n', '"', '\'', '\\']) => {
                        line.push(mark);
                        kept.push(part.clone());
                    }
                    _ => line.push_str(plain),
                }
            }
        }
    }
    let words = shell_words::split(&line).ok()?;
    let words = words.into_iter().map(|word| {
        let mut text = Text::default();
        for c in word.chars() {
            match placeholder(c).and_then(|at| kept.get(at)) {
                Some(part) => text.parts.push(part.clone()),
                None => text.push(c.encode_utf8(&mut [0; 4])),
            }
        }
        text
    });
    Some(words.collect())
}

fn placeholder(c: char) -> Option<usize> {
    let at = u32::from(c).checked_sub(FIRST).filter(|at| *at < COUNT)?;
    usize::try_from(at).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::variables::Variables;

    fn words(raw: &str) -> Option<Vec<String>> {
        let text = Variables::default().fill(raw).unwrap().0;
        split(&text).map(|words| words.iter().map(Text::plain).collect())
    }

    #[test]
    fn lines_are_split_as_a_shell_would() {
        assert_eq!(words("a 'b c' \"d $$e\" f\\ g\n h").unwrap(), ["a", "b c", "d $e", "f g", "h"]);
        assert_eq!(words("run ${A:-x y} --p=${B:-z}").unwrap(), ["run", "x", "y", "--p=z"]);
        assert_eq!(words("redis-server --requirepass ${P}").unwrap(), ["redis-server", "--requirepass", ""]);
        assert_eq!(words("say 'it"), None);
        assert_eq!(words("").unwrap(), Vec::<String>::new());
    }
}
