//! The instance script, as a server runs it.

const SHELL: &str = include_str!("../../assets/instance.sh");
const PYTHON: &str = include_str!("../../assets/instance.py");
/// Where the Python part stands in the other, and the line that ends it.
const PLACE: &str = "@PYTHON@\n";

/// Raised when servers whose script is older cannot run what a new release holds: they are replaced.
pub const SCRIPT: u32 = 1;

/// `assets/instance.sh` with `assets/instance.py` in it. It reaches the server compressed, as EC2 takes 16,384 bytes of user data.
#[must_use]
pub fn instance_script() -> String {
    SHELL.replace(PLACE, PYTHON)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_python_part_has_one_place_and_cannot_end_its_quotes() {
        assert_eq!(SHELL.matches(PLACE).count(), 1);
        assert!(PYTHON.ends_with('\n') && !PYTHON.lines().any(|line| line == "PYTHON"));
        assert!(instance_script().starts_with("#!/bin/bash\n") && instance_script().is_ascii());
    }
}
