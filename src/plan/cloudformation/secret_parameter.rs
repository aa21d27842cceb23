//! A secret: CloudFormation makes no SecureString, and a template is no place for a value.

use super::Writer;
use super::place::Place;
use super::written::{When, Written};
use crate::resource::secret_parameter::{SecretParameter, SecretSource};

impl Writer for SecretParameter {
    fn write(&self, at: &Place<'_>) -> Written {
        let region = at.blueprint.region;
        let put = format!("aws ssm put-parameter --region {region} --type SecureString --name {}", self.name);
        Written::only(
            When::Before,
            match self.source {
                SecretSource::Generated { length } => format!(
                    "CloudFormation cannot make secrets. Run `{put} --value \"$(LC_ALL=C tr -dc A-Za-z0-9 \
                    </dev/urandom | head -c {length})\"`."
                ),
                SecretSource::Asked => {
                    format!(
                        "CloudFormation cannot make secrets. Write it to a file without a line's end and run `{put} \
                        --value file://FILE`."
                    )
                }
            },
        )
    }
}
