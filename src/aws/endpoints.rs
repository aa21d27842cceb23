//! Addresses in place of AWS's own that the environment or the configuration names: an empty one is none, and one that
//! is no address is named instead of used.

use aws_config::SdkConfig;
use aws_types::service_config::{LoadServiceConfig, ServiceConfigKey};

use crate::engine::CloudError;
use crate::model::endpoint;
use crate::model::text::clean_line;

const VARIABLE: &str = "AWS_ENDPOINT_URL";

/// The configuration with addresses that can be used.
pub(super) fn checked(config: SdkConfig) -> Result<SdkConfig, CloudError> {
    let environment =
        std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    for (name, address) in environment.filter(|(name, _)| name.starts_with(VARIABLE)) {
        usable(&name, &address)?;
    }
    if let Some(address) = config.endpoint_url() {
        usable("endpoint_url", address)?;
    }
    let address = config.endpoint_url().map(str::trim).filter(|address| !address.is_empty()).map(str::to_owned);
    let services = config.service_config().is_some().then(|| NotEmpty(config.clone()));
    let mut builder = config.into_builder();
    builder.set_endpoint_url(address).set_service_config(services);
    Ok(builder.build())
}

fn usable(name: &str, address: &str) -> Result<(), CloudError> {
    if address.trim().is_empty() {
        return Ok(());
    }
    endpoint::check(address).map_err(|why| {
        CloudError::stop(
            CloudError::CONFIGURATION,
            format!("`{name}` is `{}`, which is not {why}", clean_line(address)),
        )
        .hint("correct it, or leave it out: then AWS itself is asked")
    })
}

/// What single services are told, without what is empty.
#[derive(Debug)]
struct NotEmpty(SdkConfig);

impl LoadServiceConfig for NotEmpty {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        self.0.service_config()?.load_config(key).filter(|value| !value.trim().is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::clients::Clients;

    fn with(address: &str) -> SdkConfig {
        SdkConfig::builder()
            .behavior_version(aws_config::BehaviorVersion::latest())
            .region(aws_config::Region::new("us-east-1"))
            .endpoint_url(address)
            .build()
    }

    #[test]
    fn an_empty_address_is_none_and_a_wrong_one_is_named() {
        let config = checked(with("")).unwrap();
        assert_eq!(config.endpoint_url(), None);
        assert!(!Clients::new(&config, crate::model::Region::US_EAST_1).is_emulator());
        let error = checked(with("nonsense\u{1b}")).unwrap_err();
        assert!(error.code == CloudError::CONFIGURATION && error.what.contains("`nonsense`"), "{error:?}");
        assert_eq!(checked(with("http://localhost:5000")).unwrap().endpoint_url(), Some("http://localhost:5000"));
    }
}
