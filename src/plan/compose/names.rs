//! Names inside of a release: variables that carry values to containers, images that a server built.

/// Environment variable of one container inside the server's environment: always a name that Compose reads as one,
/// whatever the app's own names are. Different names stay different.
pub(super) fn scoped(container: &str, variable: &str) -> String {
    // Compose takes no digit first.
    let first = if container.starts_with(|c: char| c.is_ascii_digit()) { "_" } else { "" };
    // The name of a container has no two of its separators together, so that this part ends at the first `__`.
    let container = written(container, |_, _| false).to_ascii_uppercase().replace("_X", "_x");
    let variable = written(variable, |letter, next| letter == '_' && next != Some('x'));
    format!("{first}{container}__{variable}")
}

/// Letters and digits, and others by their number; `own` says which of these stay.
fn written(name: &str, own: impl Fn(char, Option<char>) -> bool) -> String {
    let mut text = String::new();
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter.is_ascii_alphanumeric() || own(letter, letters.peek().copied()) {
            text.push(letter);
        } else {
            text.extend(["_x", &format!("{:02X}", u32::from(letter)), "_"]);
        }
    }
    text
}

/// The variable that holds an image of the account's registry. No variable of an app begins with a small letter here.
pub(super) fn image_variable(container: &str) -> String {
    format!("image_{}", written(container, |_, _| false))
}

/// The variable that holds a word of a command.
pub(super) fn word_variable(container: &str, key: &str, at: usize) -> String {
    format!("{key}{at}_{}", written(container, |_, _| false))
}

/// The variable that changes with the text of one of the app's files.
pub(super) fn file_variable(name: &str) -> String {
    format!("file_{}", written(name, |_, _| false))
}

/// The variable that holds a secret of builds on the server.
pub(super) fn build_secret(name: &str) -> String {
    format!("build_{name}")
}

pub(super) fn built_image(container: &str) -> String {
    format!("cloudstead/{container}")
}

/// A container's or a store's name in the names of AWS's resources, where only hyphens stand.
pub(super) fn hyphened(name: &str) -> String {
    name.replace(['_', '.'], "-")
}

/// Compose interpolates `$`.
pub(super) fn escape(text: &str) -> String {
    text.replace('$', "$$")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_name_becomes_one_that_compose_reads_and_no_two_the_same() {
        assert_eq!(scoped("app", "DATABASE_URL"), "APP__DATABASE_URL");
        assert_eq!(scoped("my-app", "KEY"), "MY_x2D_APP__KEY");
        let names = [
            "a-b", "a.b", "a_b", "a b", "a_x2D_b", "a_x5F_b", "a_xb", "axb", "A-B", "\u{fc}", "9", "X:-y", "a_", "a_x",
            "x2D_b__a",
        ];
        let containers = ["app", "2app", "a", "a-b", "a_b", "a.b", "a-x2d-b", "ax2d"];
        let scoped: BTreeSet<String> =
            containers.iter().flat_map(|container| names.map(|name| scoped(container, name))).collect();
        assert_eq!(scoped.len(), containers.len() * names.len(), "{scoped:?}");
        for name in scoped {
            let word = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            assert!(word && !name.starts_with(|c: char| c.is_ascii_digit() || c.is_ascii_lowercase()), "{name}");
        }
    }
}
