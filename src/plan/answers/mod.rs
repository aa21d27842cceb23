//! What a person decided: the planner's input, and the answers file.

mod alerts;
mod builder;
mod contradictions;
mod data;
mod domain;
mod secret;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::source::{self, Source};
use crate::model::{self, DeploymentName, Region, Secret, Usage, syntax};
use crate::resource::Architecture;
pub use alerts::{Alerts, check_email};
pub use builder::Builder;
use contradictions::contradictions;
pub use data::Data;
pub use domain::Domain;
pub use secret::SecretAnswer;
use secret::only_references;

/// All answers. Serialises without any secret value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    pub name: DeploymentName,
    /// Catalog name, or path of a preset file.
    pub preset: String,
    pub tier: String,
    pub region: Region,
    /// USD per month: drives the alarm and what is recommended.
    pub budget: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arch: Option<Architecture>,
    /// Where images are built from Git.
    #[serde(default, skip_serializing_if = "Builder::is_account")]
    pub build: Builder,
    #[serde(default)]
    pub domain: Domain,
    #[serde(default)]
    pub data: Data,
    #[serde(default, skip_serializing_if = "Alerts::is_empty")]
    pub alerts: Alerts,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", serialize_with = "only_references")]
    pub secrets: BTreeMap<String, SecretAnswer>,
    /// Image per service, or the repository that it is built from, instead of the preset's.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub images: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub usage: Usage,
}

fn is_default(usage: &Usage) -> bool {
    *usage == Usage::default()
}

/// An answers file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswersError {
    #[error("the answers cannot be read: {0}")]
    Syntax(String),
    #[error("`{given}` is not a known answer: did you mean `{nearest}`?")]
    UnknownKey { given: String, nearest: String },
    /// Hardly any key is one of ours, so none is repeated.
    #[error(
        "this is not an answers file: it begins with `name = \"…\"` and `preset = \"…\"`, and hardly any of its keys \
        is an answer"
    )]
    Foreign,
    /// Keys that cannot be left out.
    #[error("these answers are missing: {}", .0.join(", "))]
    Missing(Vec<String>),
    #[error("{0}")]
    Invalid(String),
}

const TOP: &[&str] = &[
    "name", "preset", "tier", "region", "budget", "arch", "build", "domain", "data", "alerts", "secrets", "images",
    "usage",
];
const NEEDED: [&str; 5] = ["name", "preset", "tier", "region", "budget"];

impl Answers {
    /// Reads an answers file. Unknown keys are refused with the nearest known one.
    ///
    /// # Errors
    /// When the TOML is malformed, a key is unknown or a value impossible.
    pub fn parse(text: &str) -> Result<Self, AnswersError> {
        let explain = |error: toml::de::Error| AnswersError::Syntax(syntax::explain(text, &error));
        let table: toml::Table = text.parse().map_err(explain)?;
        if !syntax::resembles(&table, TOP) {
            return Err(AnswersError::Foreign);
        }
        known_keys("", &table, TOP)?;
        let usage: Vec<&str> = Usage::ASSUMPTIONS.iter().map(|assumption| assumption.key).collect();
        for (section, keys) in
            [("domain", Domain::KEYS), ("data", Data::KEYS), ("alerts", Alerts::KEYS), ("usage", usage.as_slice())]
        {
            if let Some(toml::Value::Table(inner)) = table.get(section) {
                known_keys(&format!("{section}."), inner, keys)?;
            }
        }
        let missing = missing_keys(&table);
        if !missing.is_empty() {
            return Err(AnswersError::Missing(missing));
        }
        contradictions(&table).map_err(AnswersError::Invalid)?;
        let mut answers: Self = toml::from_str(text).map_err(explain)?;
        answers.read_as_meant()?;
        answers.check()?;
        Ok(answers)
    }

    /// These answers as a file. Secret values are left out and named in a comment: nothing holds them yet.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut text = toml::to_string(self).unwrap_or_default();
        for (name, answer) in &self.secrets {
            if matches!(answer, SecretAnswer::Value(_)) {
                text.push_str("# ");
                text.push_str(name);
                text.push_str(
                    " was typed and is not written down: add it to [secrets] as \"env:VAR\" or \"file:PATH\"\n",
                );
            }
        }
        text
    }

    /// The same answers as files beside a deployment may hold them: typed secrets become "stored in the account".
    #[must_use]
    pub fn for_journal(&self) -> Self {
        let mut answers = self.clone();
        for answer in answers.secrets.values_mut() {
            if matches!(answer, SecretAnswer::Value(_)) {
                *answer = SecretAnswer::Stored;
            }
        }
        answers
    }

    /// Puts what people write in several ways into the one form that everything else knows.
    fn read_as_meant(&mut self) -> Result<(), AnswersError> {
        if let Domain::Route53 { name } | Domain::External { name } = &mut self.domain {
            *name = model::domain::read(name).map_err(invalid("domain.name"))?;
        }
        for (name, answer) in &mut self.secrets {
            // One that is empty is missing, and what is missing is said together.
            if let SecretAnswer::Value(secret) = answer
                && !secret.expose().is_empty()
            {
                *secret = Secret::given(secret.expose()).map_err(invalid(&format!("secrets.{name}")))?;
            }
        }
        Ok(())
    }

    /// The ready-made image that is named for a container.
    #[must_use]
    pub fn image(&self, container: &str) -> Option<&String> {
        self.images.get(container).filter(|named| !Source::is_git(named))
    }

    /// The repository that is named for a container, and what to build of it.
    #[must_use]
    pub fn repository(&self, container: &str) -> Option<(&str, &str)> {
        match Source::read(self.images.get(container)?) {
            Source::Git { address, reference } => Some((address, reference)),
            Source::Image(_) => None,
        }
    }

    /// What may be wrong beside numbers, which are checked as they are written.
    fn check(&self) -> Result<(), AnswersError> {
        if let Some(email) = &self.alerts.email {
            check_email(email).map_err(str::to_owned).map_err(invalid("alerts.email"))?;
        }
        for (service, image) in &self.images {
            source::check(image).map_err(invalid(&format!("images.{service}")))?;
        }
        Ok(())
    }
}

fn invalid(key: &str) -> impl FnOnce(String) -> AnswersError {
    let key = key.to_owned();
    move |why| AnswersError::Invalid(format!("`{key}`: {why}"))
}

fn missing_keys(table: &toml::Table) -> Vec<String> {
    let mut missing: Vec<String> =
        NEEDED.iter().filter(|key| !table.contains_key(**key)).map(|key| (*key).to_owned()).collect();
    if let Some(toml::Value::Table(domain)) = table.get("domain") {
        let kind = domain.get("kind").map(toml::Value::as_str);
        let named = matches!(kind, Some(Some("route53" | "external")));
        missing.extend(kind.is_none().then(|| "domain.kind".to_owned()));
        missing.extend((named && !domain.contains_key("name")).then(|| "domain.name".to_owned()));
    }
    missing
}

fn known_keys(prefix: &str, table: &toml::Table, known: &[&str]) -> Result<(), AnswersError> {
    match table.keys().find(|key| !known.contains(&key.as_str())) {
        None => Ok(()),
        Some(key) => Err(AnswersError::UnknownKey {
            given: format!("{prefix}{key}"),
            nearest: known
                .iter()
                .min_by_key(|name| strsim::damerau_levenshtein(name, key))
                .map(|name| format!("{prefix}{name}"))
                .unwrap_or_default(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
name = "compai-demo"
preset = "compai"
tier = "managed"
region = "us-east-1"
budget = 60
arch = "arm64"
[domain]
kind = "route53"
name = "app.example.com"
[alerts]
email = "me@example.com"
[secrets]
RESEND_API_KEY = "env:RESEND"
OPENAI_API_KEY = "sk-canary"
[usage]
egress_gb = 20
"#;

    #[test]
    fn the_file_of_the_contract_is_read_and_written_without_secrets() {
        let answers = Answers::parse(FILE).unwrap();
        assert_eq!(answers.usage.egress_gb, 20);
        assert_eq!(answers.usage.storage_gb, Usage::default().storage_gb);
        let written = answers.to_toml();
        assert!(!written.contains("sk-canary"), "{written}");
        assert!(written.contains("env:RESEND") && written.contains("OPENAI_API_KEY was typed"), "{written}");
        let mut again = Answers::parse(&written).unwrap();
        again.secrets.insert("OPENAI_API_KEY".to_owned(), SecretAnswer::Value(Secret::new("sk-canary".to_owned())));
        assert_eq!(again, answers);
        assert!(!format!("{answers:?}").contains("sk-canary"));
    }

    #[test]
    fn unknown_keys_name_the_nearest() {
        let error = Answers::parse(&FILE.replace("budget = 60", "bugdet = 60")).unwrap_err();
        assert_eq!(error, AnswersError::UnknownKey { given: "bugdet".into(), nearest: "budget".into() });
        let error = Answers::parse(&FILE.replace("egress_gb", "egres_gb")).unwrap_err();
        assert_eq!(
            error,
            AnswersError::UnknownKey { given: "usage.egres_gb".into(), nearest: "usage.egress_gb".into() }
        );
    }

    #[test]
    fn everything_that_is_missing_is_named_at_once() {
        let missing = |text: &str| match Answers::parse(text) {
            Err(AnswersError::Missing(keys)) => keys,
            other => panic!("{other:?}"),
        };
        assert_eq!(missing(""), ["name", "preset", "tier", "region", "budget"]);
        assert_eq!(
            missing("tier = \"managed\"\n[domain]\nkind = \"external\""),
            ["name", "preset", "region", "budget", "domain.name"]
        );
        assert_eq!(missing("[domain]\nname = \"app.example.com\"")[5..], ["domain.kind"]);
    }

    #[test]
    fn malformed_files_are_explained_without_quoting_secrets() {
        let error = Answers::parse(&FILE.replace("\"sk-canary\"", "\"sk-canary")).unwrap_err().to_string();
        assert!(error.contains("line 1") && !error.contains("sk-canary"), "{error}");
        let error = Answers::parse(&FILE.replace("\"us-east-1\"", "\"us-esat-1\"")).unwrap_err().to_string();
        assert!(error.contains("us-east-1"), "{error}");
        let error = Answers::parse("name = \"x1\"").unwrap_err().to_string();
        assert!(error.contains("preset"), "{error}");
    }
}
