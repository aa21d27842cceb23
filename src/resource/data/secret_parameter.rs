//! A secret in Parameter Store (SecureString, free). The value is never part of the specification.

use serde::{Deserialize, Serialize};

use crate::model::Region;
use crate::resource::{Change, Fake, Keep, Loss, Needed, Phase, Resource};

/// Where the value comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SecretSource {
    /// Made here, once: characters of letters, bytes of all other forms.
    Generated {
        length: usize,
        #[serde(default, skip_serializing_if = "SecretForm::is_letters")]
        form: SecretForm,
    },
    /// Given by the person in the wizard or the answers.
    Asked,
}

/// How a generated secret is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SecretForm {
    /// Letters and digits: safe in URLs, shells and DSNs.
    #[default]
    Letters,
    Hex,
    Base64,
    /// Without `+`, `/` and `=`.
    Base64url,
    /// `base64:` and the key, as apps made with Laravel want it.
    Laravel,
}

impl SecretForm {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    fn is_letters(&self) -> bool {
        *self == Self::Letters
    }

    /// Characters of a value of this `length`.
    #[must_use]
    pub fn characters(self, length: usize) -> usize {
        match self {
            Self::Letters => length,
            Self::Hex => 2 * length,
            Self::Base64 => length.div_ceil(3) * 4,
            Self::Base64url => (length * 4).div_ceil(3),
            Self::Laravel => "base64:".len() + length.div_ceil(3) * 4,
        }
    }
}

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SecretParameter {
    /// Full name such as `/cloudstead/demo/secrets/AUTH_SECRET`.
    pub name: String,
    pub source: SecretSource,
    /// Stored data may be encrypted with it, so a copy stays with the last snapshot.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub outlives: bool,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretParameterOutputs {
    pub name: String,
}

impl Resource for SecretParameter {
    type Outputs = SecretParameterOutputs;

    const KIND: &'static str = "secret-parameter";
    const PHASE: Phase = Phase::Storage;
    const ACTIONS: &'static [&'static str] = &[
        "ssm:AddTagsToResource",
        "ssm:DeleteParameter",
        "ssm:GetParameter",
        "ssm:GetParameters",
        "ssm:ListTagsForResource",
        "ssm:PutParameter",
    ];

    fn title(&self) -> String {
        match &self.source {
            SecretSource::Generated { .. } => format!("generated secret {}", self.key()),
            SecretSource::Asked => format!("your secret {}", self.key()),
        }
    }

    fn refs(&self) -> Vec<Needed> {
        Vec::new()
    }

    fn unique_name(&self, _account: &str, _region: Region) -> Option<String> {
        Some(self.name.clone())
    }

    // Never made anew: a generated key may encrypt what is stored, so one that exists keeps its value, whatever its
    // length.
    fn change_from(&self, old: &Self) -> Change {
        if self.name == old.name { Change::Update } else { Change::Replace }
    }

    // What a person gave they can give again.
    fn loss(&self) -> Option<Loss> {
        matches!(self.source, SecretSource::Generated { .. }).then_some(Loss::Secret)
    }

    fn keeps(&self, final_snapshot: bool, _keep_files: bool, _keep_images: bool) -> Keep {
        if self.outlives && final_snapshot { Keep::Copy } else { Keep::Nothing }
    }

    fn simulate(&self, _fake: &mut Fake<'_>) -> Self::Outputs {
        SecretParameterOutputs { name: self.name.clone() }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.name.clone())
    }
}

impl SecretParameter {
    /// Name of the copy that stays with the last snapshot of the deployment with this id. Outside the deployment's own
    /// prefix, so that the next deployment of that name does not meet it.
    #[must_use]
    pub fn copy_name(&self, deployment: &str, id: &str) -> String {
        format!("/cloudstead-kept/{deployment}/{id}/{}", self.key())
    }

    /// Why that copy stays.
    #[must_use]
    pub const fn copy_reason(&self) -> &'static str {
        "keys that stored data may be encrypted with"
    }

    /// The last part of the name: the environment variable it feeds.
    #[must_use]
    pub fn key(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or(&self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_length_does_not_replace_a_key_in_use() {
        let secret = |name: &str, source| SecretParameter { name: name.to_owned(), source, outlives: false };
        let old =
            secret("/cloudstead/demo/secrets/KEY", SecretSource::Generated { length: 32, form: SecretForm::Letters });
        assert_eq!(
            secret(&old.name, SecretSource::Generated { length: 64, form: SecretForm::Letters }).change_from(&old),
            Change::Update
        );
        assert_eq!(secret(&old.name, SecretSource::Asked).change_from(&old), Change::Update);
        assert_eq!(secret("/cloudstead/demo/secrets/OTHER", old.source.clone()).change_from(&old), Change::Replace);
    }
}
