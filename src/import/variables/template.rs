//! `$NAME`, `${NAME}` and its forms, as the Compose specification has them.

/// One piece of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    Variable { name: String, how: How, then: Vec<Piece> },
}

/// What stands after the name. With a colon an empty value counts as none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    Plain,
    Default { colon: bool },
    Required { colon: bool },
    Replacement { colon: bool },
}

impl How {
    pub(super) fn empty_is_unset(self) -> bool {
        matches!(
            self,
            Self::Default { colon: true } | Self::Required { colon: true } | Self::Replacement { colon: true }
        )
    }
}

const DEEPEST: usize = 16;

/// The pieces, and whether a `$` stands alone, which Compose refuses and which is taken for itself here.
pub(super) fn parse(raw: &str) -> Result<(Vec<Piece>, bool), String> {
    let mut reader = Reader { rest: raw, lone: false };
    let pieces = reader.pieces(0)?;
    Ok((pieces, reader.lone))
}

struct Reader<'a> {
    rest: &'a str,
    lone: bool,
}

impl Reader<'_> {
    /// Up to the end, or inside of `${…}` up to its closing brace, which is not taken.
    fn pieces(&mut self, depth: usize) -> Result<Vec<Piece>, String> {
        if depth > DEEPEST {
            return Err(format!("`${{…}}` stand inside of each other deeper than {DEEPEST} levels"));
        }
        let (mut pieces, mut text) = (Vec::new(), String::new());
        while let Some(next) = self.rest.chars().next() {
            if next == '}' && depth > 0 {
                break;
            }
            self.rest = &self.rest[next.len_utf8()..];
            if next != '$' {
                text.push(next);
                continue;
            }
            if let Some(rest) = self.rest.strip_prefix('$') {
                self.rest = rest;
                text.push('$');
            } else if let Some(rest) = self.rest.strip_prefix('{') {
                self.rest = rest;
                flush(&mut pieces, &mut text);
                let variable = self.braced(depth)?;
                pieces.push(variable);
            } else {
                let name = self.name();
                if name.is_empty() {
                    self.lone = true;
                    text.push('$');
                } else {
                    flush(&mut pieces, &mut text);
                    pieces.push(Piece::Variable { name, how: How::Plain, then: Vec::new() });
                }
            }
        }
        flush(&mut pieces, &mut text);
        Ok(pieces)
    }

    fn braced(&mut self, depth: usize) -> Result<Piece, String> {
        let name = self.name();
        if name.is_empty() {
            return Err("`${` is followed by the name of a variable; `$${` stands for the characters themselves".into());
        }
        let colon = self.rest.starts_with(':');
        let after = self.rest.strip_prefix(':').unwrap_or(self.rest);
        let how = match after.chars().next() {
            Some('}') if !colon => How::Plain,
            Some('-') => How::Default { colon },
            Some('?') => How::Required { colon },
            Some('+') => How::Replacement { colon },
            None => return Err(format!("`${{{name}` is not closed by `}}`")),
            Some(_) => {
                return Err(format!("`${{{name}…}}`: after the name stands `}}`, `:-`, `-`, `:?`, `?`, `:+` or `+`"));
            }
        };
        let mut then = Vec::new();
        if how != How::Plain {
            self.rest = &after[1..];
            then = self.pieces(depth + 1)?;
        }
        self.rest = self.rest.strip_prefix('}').ok_or_else(|| format!("`${{{name}` is not closed by `}}`"))?;
        Ok(Piece::Variable { name, how, then })
    }

    fn name(&mut self) -> String {
        let begins = |c: char| c.is_ascii_alphabetic() || c == '_';
        if !self.rest.starts_with(begins) {
            return String::new();
        }
        let end = self.rest.find(|c: char| !begins(c) && !c.is_ascii_digit()).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        name.to_owned()
    }
}

fn flush(pieces: &mut Vec<Piece>, text: &mut String) {
    if !text.is_empty() {
        pieces.push(Piece::Text(std::mem::take(text)));
    }
}
