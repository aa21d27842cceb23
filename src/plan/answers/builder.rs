//! Who builds images.

use serde::{Deserialize, Serialize};

/// Who builds images from Git.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Builder {
    /// CodeBuild, in the account: beside the database, on machines that are paid by the minute.
    #[default]
    Account,
    /// The server itself, at its first start and for every other release; it has to be large enough.
    Server,
}

impl Builder {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    pub(super) fn is_account(&self) -> bool {
        *self == Self::Account
    }
}
