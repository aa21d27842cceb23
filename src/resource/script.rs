//! The instance script as a server gets it.

const SOURCE: &str = include_str!("../../assets/instance.sh");

/// `assets/instance.sh` without its comment lines, which are for readers and would not fit into EC2's 16,384 bytes.
#[must_use]
pub fn instance_script() -> String {
    let mut lines = SOURCE.split_inclusive('\n');
    let interpreter = lines.next().unwrap_or_default();
    let rest = lines.filter(|line| !line.trim_start().starts_with('#'));
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
