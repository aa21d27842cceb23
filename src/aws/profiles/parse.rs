//! The form of AWS's files: sections of `key = value`. What the AWS CLI reads is read, and given on in the stricter
//! form that the SDK wants; what neither can read is told by its line, never by what stands there.

use std::collections::BTreeMap;

/// One section.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Section {
    /// What stands in the brackets: `default`, `profile work`, `sso-session corp`.
    pub(super) name: String,
    /// Keys in small letters.
    pub(super) keys: BTreeMap<String, String>,
}

/// A file that can be read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Parsed {
    pub(super) sections: Vec<Section>,
    /// The same for the SDK, line by line.
    pub(super) text: String,
}

/// Where a file is broken, and what was expected there.
pub(super) fn parse(text: &str) -> Result<Parsed, String> {
    let mut parsed = Parsed::default();
    // The key that a further indented line would belong to: its own indent, and whether it has a value.
    let mut above: Option<(usize, bool)> = None;
    for (index, line) in text.lines().enumerate() {
        let broken = |expected: &str| Err(format!("line {}: {expected}", index + 1));
        let words = line.trim();
        let indent = line.len() - line.trim_start().len();
        if words.is_empty() || words.starts_with(['#', ';']) {
            parsed.text.push('\n');
        } else if let Some((_, valued)) = above.filter(|(of, _)| indent > *of) {
            if !valued && !words.contains('=') {
                return broken("expected `key = value`, as the lines below a key without a value are");
            }
            parsed.text.extend(["  ", words, "\n"]);
        } else if let Some(rest) = words.strip_prefix('[') {
            let Some((name, after)) = rest.split_once(']') else {
                return broken("expected `]` at the end of a section's name");
            };
            if !(after.trim().is_empty() || after.trim_start().starts_with(['#', ';'])) {
                return broken("expected nothing behind the `]` of a section's name");
            }
            above = None;
            parsed.text.extend(["[", name.trim(), "]\n"]);
            parsed.sections.push(Section { name: name.trim().to_owned(), keys: BTreeMap::new() });
        } else {
            // The AWS CLI takes a colon too.
            let Some((key, value)) = words.split_once(['=', ':']) else { return broken("expected `key = value`") };
            let (key, value) = (key.trim(), value.trim());
            if key.is_empty() {
                return broken("expected a key before the `=`");
            }
            let Some(section) = parsed.sections.last_mut() else {
                return broken("expected a section such as `[default]` before the first key");
            };
            above = Some((indent, !value.is_empty()));
            parsed.text.extend([key, " = ", value, "\n"]);
            section.keys.insert(key.to_ascii_lowercase(), plain(value).to_owned());
        }
    }
    Ok(parsed)
}

/// Without a comment behind it, which begins after a blank.
fn plain(value: &str) -> &str {
    let comment = [" #", " ;", "\t#", "\t;"].iter().filter_map(|sign| value.find(sign)).min();
    value[..comment.unwrap_or(value.len())].trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_cli_reads_is_given_on_in_the_form_the_sdk_wants() {
        let text = "# mine\n\
            [default]\n  region = eu-west-1 # near\n  Output: json\n\n [profile work]\r\n\
            s3 =\n  max = 3\n\
            sso_session=corp\n";
        let parsed = parse(text).unwrap();
        assert_eq!(
            parsed.text,
            "\n[default]\nregion = eu-west-1 # near\nOutput = json\n\n[profile work]\ns3 = \n  max = 3\nsso_session = \
            corp\n"
        );
        assert_eq!(parsed.sections[0].keys["region"], "eu-west-1");
        assert_eq!(parsed.sections[0].keys["output"], "json");
        assert_eq!(parsed.sections[1].keys["sso_session"], "corp");
    }

    #[test]
    fn what_is_broken_is_told_by_its_line_and_never_repeated() {
        for (text, said) in [
            ("[default]\naws_secret_access_key canary\n", "line 2: expected `key = value`"),
            ("canary = 1\n", "line 1: expected a section"),
            ("\n[default\nregion = x\n", "line 2: expected `]`"),
            ("[default] canary\n", "line 1: expected nothing behind"),
            ("[default]\n= canary\n", "line 2: expected a key"),
            ("[default]\ns3 =\n  canary\n", "line 3: expected `key = value`, as the lines below"),
        ] {
            let broken = parse(text).unwrap_err();
            assert!(broken.starts_with(said) && !broken.contains("canary"), "{text}: {broken}");
        }
    }
}
