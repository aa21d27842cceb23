//! The instance script, as a server runs it.

const SHELL: &str = include_str!("../../assets/instance.sh");
const PYTHON: &str = include_str!("../../assets/instance.py");
/// Where the Python part stands in the other, and the line that ends it.
const PLACE: &str = "@PYTHON@\n";
const END: &str = "PYTHON";

/// Raised when servers whose script is older cannot run what a new release holds: they are replaced.
pub const SCRIPT: u32 = 1;

/// `assets/instance.sh` with `assets/instance.py` in it, without comment lines and empty lines, and without indentation where the
/// shell needs none: all that is for readers and would not fit into EC2's 16,384 bytes.
#[must_use]
pub fn instance_script() -> String {
    let source = SHELL.replace(PLACE, PYTHON);
    let mut lines = source.split_inclusive('\n');
    let interpreter = lines.next().unwrap_or_default();
    let mut in_python = false;
    let rest = lines.filter(|line| !line.trim_start().starts_with('#') && !line.trim().is_empty()).map(|line| {
        in_python = if in_python { line.trim_end() != END } else { line.trim_end().ends_with(&format!("<<'{END}'")) };
        if in_python { line } else { line.trim_start() }
    });
    std::iter::once(interpreter).chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_python_part_has_one_place_and_cannot_end_its_quotes() {
        assert_eq!(SHELL.matches(PLACE).count(), 1);
        assert!(PYTHON.ends_with('\n') && !PYTHON.lines().any(|line| line == END));
    }

    #[test]
    fn it_fits_ec2s_limit() {
        let script = instance_script();
        assert!(script.starts_with("#!/bin/bash\nset -E"), "{}", &script[..80]);
        assert!(script.len() <= 16_384, "{} bytes", script.len());
        assert!(script.is_ascii());
    }
}
