//! Rust source as far as the rules have to understand it: what is code, what is a comment or a literal, what is a test.

use std::ops::Range;

/// Source text with comments and the contents of literals blanked; lines stay where they are.
pub(crate) fn code_only(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut code = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let end = at + literal_length(&bytes[at..], at > 0 && is_word(bytes[at - 1]));
        blank(&mut code, at..end);
        at = end.max(at + 1);
    }
    String::from_utf8(code).unwrap()
}

/// Length of the comment or literal that begins here; 0 when none does.
fn literal_length(rest: &[u8], inside_word: bool) -> usize {
    match rest {
        [b'/', b'/', ..] => rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len()),
        [b'/', b'*', ..] => block_comment(rest),
        [b'"', ..] => quoted(rest, 0, b'"'),
        [b'b' | b'c', b'"', ..] if !inside_word => quoted(rest, 1, b'"'),
        [b'b', b'\'', ..] if !inside_word => quoted(rest, 1, b'\''),
        [b'r', b'"' | b'#', ..] if !inside_word => raw(rest, 1),
        [b'b' | b'c', b'r', b'"' | b'#', ..] if !inside_word => raw(rest, 2),
        [b'\'', b'\\', ..] => quoted(rest, 0, b'\''),
        // A character, not a lifetime: its quote closes again.
        [b'\'', first, ..] => {
            let width = match first {
                0..=0x7f => 1,
                0xc0..=0xdf => 2,
                0xe0..=0xef => 3,
                _ => 4,
            };
            if rest.get(1 + width) == Some(&b'\'') { width + 2 } else { 0 }
        }
        _ => 0,
    }
}

fn quoted(rest: &[u8], open: usize, quote: u8) -> usize {
    let mut at = open + 1;
    while at < rest.len() && rest[at] != quote {
        at += if rest[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(rest.len())
}

fn raw(rest: &[u8], open: usize) -> usize {
    let hashes = rest[open..].iter().take_while(|byte| **byte == b'#').count();
    if rest.get(open + hashes) != Some(&b'"') {
        return 0; // `r#type`
    }
    let close: Vec<u8> = std::iter::once(b'"').chain(std::iter::repeat_n(b'#', hashes)).collect();
    let begin = open + hashes + 1;
    rest[begin..]
        .windows(close.len())
        .position(|window| window == close)
        .map_or(rest.len(), |found| begin + found + close.len())
}

fn block_comment(rest: &[u8]) -> usize {
    let (mut at, mut depth) = (0, 0);
    loop {
        match rest.get(at..at + 2) {
            Some(b"/*") => (at, depth) = (at + 2, depth + 1),
            Some(b"*/") if depth == 1 => return at + 2,
            Some(b"*/") => (at, depth) = (at + 2, depth - 1),
            Some(_) => at += 1,
            None => return rest.len(),
        }
    }
}

pub(crate) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn blank(code: &mut [u8], range: Range<usize>) {
    for byte in &mut code[range] {
        if *byte != b'\n' {
            *byte = b' ';
        }
    }
}

/// Code apart from its tests, and the tests apart from the code.
pub(crate) fn apart(path: &str, code: &str) -> (String, String) {
    if path.ends_with("/tests.rs") || path.contains("/tests/") {
        return (String::new(), code.to_owned());
    }
    let (mut serious, mut tests) = (code.as_bytes().to_vec(), code.as_bytes().to_vec());
    let mut at = 0;
    while let Some(found) = code[at..].find("#[cfg(test)]") {
        let begin = at + found;
        blank(&mut tests, at..begin);
        at = item_end(code, begin);
        blank(&mut serious, begin..at);
    }
    blank(&mut tests, at..code.len());
    (String::from_utf8(serious).unwrap(), String::from_utf8(tests).unwrap())
}

/// Where the item ends whose attributes begin here: at its semicolon or its closing brace.
fn item_end(code: &str, begin: usize) -> usize {
    let mut depth = 0;
    for (offset, byte) in code[begin..].bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => return begin + offset + 1,
            b'}' => depth -= 1,
            b';' if depth == 0 => return begin + offset + 1,
            _ => {}
        }
    }
    code.len()
}

pub(crate) fn line(code: &str, at: usize) -> usize {
    code[..at].matches('\n').count() + 1
}
