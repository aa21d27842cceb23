//! Secrets that are made or asked for, in Parameter Store.

use super::Composer;
use crate::preset::Store;
use crate::resource::secret_parameter::{SecretParameter, SecretSource};
use crate::resource::{Grant, SecretForm};

const PASSWORD_LENGTH: usize = 32;

impl Composer<'_> {
    pub(super) fn secrets_granted(&self) -> Grant {
        Grant::Parameters(format!("/cloudstead/{}", self.layout.deployment()))
    }

    pub(super) fn secrets(&mut self) {
        let source = SecretSource::Generated { length: PASSWORD_LENGTH, form: SecretForm::Letters };
        for name in self.layout.store_passwords().collect::<Vec<_>>() {
            self.secret(&name, source.clone(), false);
        }
        let outlives = self.layout.preset.stores.values().any(Store::keeps_data);
        for (name, need) in &self.layout.preset.secrets {
            match need.generate {
                Some(length) => self.secret(name, SecretSource::Generated { length, form: need.form }, outlives),
                None if self.layout.has_secret(name) => self.secret(name, SecretSource::Asked, false),
                None => {}
            }
        }
    }

    fn secret(&mut self, name: &str, source: SecretSource, outlives: bool) {
        let parameter = self.parameter(&format!("secrets/{name}"));
        self.add::<SecretParameter>(&secret_id(name), SecretParameter { name: parameter, source, outlives });
    }
}

/// Node id of a secret.
pub(super) fn secret_id(name: &str) -> String {
    format!("secret-{}", name.to_ascii_lowercase().replace('_', "-"))
}
