//! The instance script as a server gets it.

/// Ends the part in which indentation means something.
const PYTHON: &str = "PYTHON";
const SOURCE: &str = include_str!("../../assets/instance.sh");

/// Raised when servers whose script is older cannot run what a new release holds: they are replaced.
pub const SCRIPT: u32 = 1;

/// `assets/instance.sh` without its comment lines and empty lines, and without indentation where the shell needs none: all that
/// is for readers and would not fit into EC2's 16,384 bytes.
#[must_use]
pub fn instance_script() -> String {
    let mut lines = SOURCE.split_inclusive('\n');
    let interpreter = lines.next().unwrap_or_default();
    let mut in_python = false;
    let rest = lines.filter(|line| !line.trim_start().starts_with('#') && !line.trim().is_empty()).map(|line| {
        in_python = if in_python { line.trim_end() != PYTHON } else { line.trim_end().ends_with(&format!("<<'{PYTHON}'")) };
        if in_python { line } else { line.trim_start() }
    });
    std::iter::once(interpreter).chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_fits_ec2s_limit() {
        let script = instance_script();
        assert!(script.starts_with("#!/bin/bash\nset -E"), "{}", &script[..80]);
        assert!(script.len() <= 16_384, "{} bytes", script.len());
        assert!(script.is_ascii());
    }
}
