//! Secrets, typed and generated, are in the account and nowhere on the machine.

use std::fs;
use std::path::{Path, PathBuf};

use crate::laptop::{Laptop, NAME, Ran};

impl Laptop {
    /// With a look for secrets before, while they can still be read, and after.
    pub(crate) fn destroy(&self) -> Ran {
        let secrets = self.secrets();
        assert!(secrets.len() > 4, "only {} secrets", secrets.len());
        self.nowhere(&secrets);
        let ran = self.run(&["destroy", NAME, "--yes", "--confirm", NAME, "--delete-files"]);
        self.nowhere(&secrets);
        ran
    }

    /// Values of everything secret in the account that is ours: what was given and what was generated. Calls of a
    /// program that was killed may still be on their way: what they remove meanwhile is left out.
    pub(crate) fn secrets(&self) -> Vec<String> {
        let found = self.moto.boto(&format!(
            "ssm = boto3.client('ssm')\n\
             names = [p['Name'] for page in ssm.get_paginator('describe_parameters').paginate() for p in \
             page['Parameters'] if p['Type'] == 'SecureString']\n\
             names = [name for name in names if name.startswith('/cloudstead/{NAME}/')]\n\
             batches = [ssm.get_parameters(Names=names[at:at + 10], \
             WithDecryption=True)['Parameters'] for at in range(0, len(names), 10)]\n\
             print(json.dumps([one['Value'] for batch in batches for one in batch]))"
        ));
        found.as_array().unwrap().iter().map(|value| value.as_str().unwrap().to_owned()).collect()
    }

    /// None of them was printed, or is in a file of this machine.
    pub(crate) fn nowhere(&self, secrets: &[String]) {
        let files = files(self.folder.path());
        assert!(files.iter().any(|path| path.starts_with(self.folder.path().join("state"))), "no state was searched");
        for (number, secret) in secrets.iter().enumerate() {
            assert!(!self.said.borrow().contains(secret), "secret {number} was printed");
            for path in &files {
                let text = fs::read(path).unwrap();
                assert!(
                    !text.windows(secret.len()).any(|part| part == secret.as_bytes()),
                    "secret {number} is in {}",
                    path.display()
                );
            }
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}
