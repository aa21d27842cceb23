//! A secret: CloudFormation makes no SecureString, and a template is no place for a value.

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::{When, Written};
use crate::resource::Outputs;
use crate::resource::secret_parameter::{SecretForm, SecretParameter, SecretParameterOutputs, SecretSource};

impl Writer for SecretParameter {
    fn write(&self, at: &Place<'_>) -> Written {
        let region = at.blueprint.region;
        let put = format!("aws ssm put-parameter --region {region} --type SecureString --name {}", self.name);
        Written::only(
            When::Before,
            match self.source {
                SecretSource::Generated { length, form } => {
                    format!("CloudFormation cannot make secrets. Run `{put} --value \"{}\"`.", command(length, form))
                }
                SecretSource::Asked => {
                    format!(
                        "CloudFormation cannot make secrets. Write it to a file without a line's end and run `{put} \
                        --value file://FILE`."
                    )
                }
            },
        )
    }

    fn outputs(&self, _at: &Place<'_>) -> Option<Outputs> {
        Some(Outputs::SecretParameter(SecretParameterOutputs { name: self.name.clone() }))
    }
}

/// Shell that prints a value of this form.
fn command(length: usize, form: SecretForm) -> String {
    let bytes = format!("head -c {length} /dev/urandom");
    match form {
        SecretForm::Letters => format!("$(LC_ALL=C tr -dc A-Za-z0-9 </dev/urandom | head -c {length})"),
        SecretForm::Hex => format!("$({bytes} | od -An -tx1 | tr -d ' \\n')"),
        SecretForm::Base64 => format!("$({bytes} | base64 -w 0)"),
        SecretForm::Base64url => format!("$({bytes} | base64 -w 0 | tr '+/' '-_' | tr -d =)"),
        SecretForm::Laravel => format!("base64:$({bytes} | base64 -w 0)"),
    }
}
