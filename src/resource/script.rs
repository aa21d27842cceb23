//! The instance script, as a server runs it.

use std::io::{self, Write};

use base64::prelude::{BASE64_STANDARD, Engine};
use flate2::{Compression, GzBuilder};

const SHELL: &str = include_str!("../../assets/instance.sh");
const PYTHON: &str = include_str!("../../assets/instance.py");
const SHELL_STORES: &str = include_str!("../../assets/instance_stores.sh");
const PYTHON_STORES: &str = include_str!("../../assets/instance_stores.py");
/// Where the Python part stands in the other, and the line that ends it.
const PLACE: &str = "@PYTHON@\n";
/// Where the parts for stores stand in each of both.
const STORES_PLACE: &str = "# @STORES@\n";

/// The first script that reads what releases are today: several stores, jobs and files. Servers whose script is older
/// than what a new release needs are replaced.
pub const STORES_SCRIPT: u32 = 3;

/// `assets/instance.sh` with `assets/instance.py` in it, each with its part for stores. It reaches the server
/// compressed and without comments, as EC2 takes 16,384 bytes of user data.
#[must_use]
pub fn instance_script() -> String {
    let python = PYTHON.replace(STORES_PLACE, PYTHON_STORES);
    let whole = SHELL.replace(STORES_PLACE, SHELL_STORES).replace(PLACE, &python);
    let is_comment = |line: &str| line.trim_start().starts_with('#') && !line.starts_with("#!");
    whole.split_inclusive('\n').filter(|line| !is_comment(line)).collect()
}

/// The instance script, as EC2 takes it: compressed, which cloud-init undoes (cloud-init, "User data formats"), in
/// base64. EC2's limit counts what is sent, before base64. Without a name and a time in the header, so that the same
/// script is always the same bytes.
///
/// # Errors
/// When it cannot be packed, which memory alone could be the reason for.
pub fn user_data() -> io::Result<String> {
    let mut packed = GzBuilder::new().write(Vec::new(), Compression::best());
    packed.write_all(instance_script().as_bytes())?;
    Ok(BASE64_STANDARD.encode(packed.finish()?))
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    /// EC2's limit on user data before base64, in bytes.
    const LIMIT: usize = 16_384;

    #[test]
    fn the_script_fits_and_arrives_as_it_is() {
        let packed = BASE64_STANDARD.decode(user_data().unwrap()).unwrap();
        assert!(packed.len() <= LIMIT, "{} bytes", packed.len());
        let mut script = String::new();
        flate2::read::GzDecoder::new(packed.as_slice()).read_to_string(&mut script).unwrap();
        assert_eq!(script, instance_script());
        assert_eq!(packed[4..8], [0; 4], "a time in the header would make another server of the same script");
    }

    #[test]
    fn the_python_part_has_one_place_and_cannot_end_its_quotes() {
        assert_eq!(SHELL.matches(PLACE).count(), 1);
        assert_eq!([SHELL, PYTHON].map(|part| part.matches(STORES_PLACE).count()), [1, 1]);
        assert!(!instance_script().contains("@STORES@"));
        assert!(PYTHON.ends_with('\n') && !PYTHON.lines().any(|line| line == "PYTHON"));
        assert!(instance_script().starts_with("#!/bin/bash\n") && instance_script().is_ascii());
    }
}
