//! What a refused permission was about, out of AWS's sentence.

/// Who or what refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// Nothing allows it.
    Nothing,
    /// A rule of the organisation or a permissions boundary forbids it: an administrator must help.
    Administrator,
}

/// A refused permission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Denied<'a> {
    /// `ec2:CreateVpc`; empty when AWS did not say.
    pub(super) action: &'a str,
    /// ARN; empty when AWS did not say.
    pub(super) resource: &'a str,
    pub(super) by: By,
}

/// Reads "User: … is not authorized to perform: X on resource: Y because …".
pub(super) fn read(message: &str) -> Denied<'_> {
    let forbidden = ["service control policy", "resource control policy", "permissions boundary", "explicit deny"];
    Denied {
        action: word_after(message, "not authorized to perform: ")
            .or_else(|| word_after(message, "not authorized to perform "))
            .unwrap_or_default(),
        resource: word_after(message, "on resource: ").unwrap_or_default(),
        by: if forbidden.iter().any(|text| message.contains(text)) { By::Administrator } else { By::Nothing },
    }
}

fn word_after<'a>(text: &'a str, before: &str) -> Option<&'a str> {
    let rest = text.split_once(before)?.1;
    let word = rest.split_whitespace().next()?.trim_end_matches(['.', ',']).trim_matches('"');
    (!word.is_empty()).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn action_and_resource_are_read() {
        let text = "User: arn:aws:iam::123456789012:user/ann is not authorized to perform: iam:PassRole on resource: \
                    arn:aws:iam::123456789012:role/demo because no identity-based policy allows the iam:PassRole \
                    action";
        let read = read(text);
        assert_eq!(
            (read.action, read.resource, read.by),
            ("iam:PassRole", "arn:aws:iam::123456789012:role/demo", By::Nothing)
        );
    }

    #[test]
    fn an_organisations_rule_is_recognised() {
        let text =
            "User: x is not authorized to perform: ec2:RunInstances with an explicit deny in a service control policy";
        assert_eq!(read(text).by, By::Administrator);
        assert_eq!(read(text).action, "ec2:RunInstances");
    }

    #[test]
    fn silence_is_no_error() {
        assert_eq!(read("Access Denied"), Denied { action: "", resource: "", by: By::Nothing });
    }
}
