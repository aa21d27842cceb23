//! Keys of several lines where a prompt takes one line after the other: what is pasted arrives as many answers, so the
//! prompt goes on until the key is whole.

use serde::de::IgnoredAny;

/// Bytes after which no key goes on.
const ENDLESS: usize = 1 << 16;

/// True while a key that was begun still lacks its end: PEM (`-----BEGIN …-----` to `-----END …-----`) and JSON say
/// themselves where they end.
pub(super) fn unfinished(key: &str) -> bool {
    if key.len() > ENDLESS {
        return false;
    }
    if key.starts_with("-----BEGIN ") {
        return !key.contains("-----END ");
    }
    key.starts_with(['{', '[']) && serde_json::from_str::<IgnoredAny>(key).is_err_and(|error| error.is_eof())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pem_and_json_end_by_themselves() {
        let pem = ["-----BEGIN RSA PRIVATE KEY-----", "abc", "-----END RSA PRIVATE KEY-----"];
        assert!(unfinished(pem[0]) && unfinished(&pem[..2].join("\n")) && !unfinished(&pem.join("\n")));
        assert!(unfinished("{") && unfinished("{\n\"a\": [1,") && !unfinished("{\n\"a\": 1\n}"));
        for whole in ["", "re_1", "{not json", "[x", "-----BEGIN", &format!("{{{}", " ".repeat(ENDLESS))] {
            assert!(!unfinished(whole), "{whole:.20}");
        }
    }
}
