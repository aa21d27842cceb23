//! What a server runs: files in the bucket, which CloudFormation cannot write.

use super::Writer;
use super::place::Place;
use super::written::{When, Written};
use crate::resource::release::Release;

impl Writer for Release {
    fn write(&self, _at: &Place<'_>) -> Written {
        let files = self.files.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        Written::only(
            When::After,
            format!(
                "put {files} and, last, release.json into the bucket under releases/{}/: servers wait for them. CloudFormation cannot \
                 write files; `cloudstead deploy` does, and a deployment's bucket has its own.",
                self.id
            ),
        )
    }
}
