//! What the wizard wants to know about the account, asked in the background.

use super::App;
use crate::model::Region;
use crate::wizard::{AccountState, Msg};

impl App {
    /// Who is signed in and whether the region can be used. What cannot be found out is unknown, never a failure.
    pub(super) async fn check_account(&self, region: Region) -> Msg {
        Msg::Account(self.account_state(region).await)
    }

    /// Domain zones of the account; none when they cannot be listed.
    pub(super) async fn list_zones(&self, region: Region) -> Msg {
        Msg::Zones(self.zones(region).await)
    }

    #[cfg(feature = "aws")]
    async fn account_state(&self, region: Region) -> AccountState {
        use crate::aws::{RegionState, sign_in};
        use crate::engine::{Cloud as _, ErrorClass};
        if self.common.practice {
            return practice_account();
        }
        let signed_out = |error: &crate::engine::CloudError| {
            let why = if error.why.is_empty() { String::new() } else { format!(" ({})", error.why) };
            AccountState::SignedOut {
                detail: format!("{}{why}", error.what),
                how: error.hint.strip_suffix(sign_in::AGAIN).unwrap_or(&error.hint).to_owned(),
                restart: error.hint.contains(sign_in::IN_ENVIRONMENT),
            }
        };
        let aws = match self.aws(region).await {
            Ok(aws) => aws,
            Err(error) if error.class == ErrorClass::SignIn => return signed_out(&error),
            Err(error) => return AccountState::Unknown(error.what),
        };
        let identity = match aws.identity().await {
            Ok(identity) => identity,
            Err(error) if error.class == ErrorClass::SignIn => return signed_out(&error),
            Err(error) => return AccountState::Unknown(error.what),
        };
        if matches!(aws.region_state(region).await, Ok(RegionState::Disabled)) {
            return AccountState::RegionOff { region };
        }
        let who = identity.arn.rsplit(['/', ':']).next().unwrap_or_default().to_owned();
        let free_plan = aws.is_on_free_plan().await;
        AccountState::Ready { account: identity.account, who, free_plan }
    }

    #[cfg(feature = "aws")]
    async fn zones(&self, region: Region) -> Vec<String> {
        if self.common.practice {
            return practice_zones();
        }
        match self.aws(region).await {
            Ok(aws) => aws.zones().await.unwrap_or_default(),
            Err(_) => Vec::new(),
        }
    }

    #[cfg(not(feature = "aws"))]
    #[expect(clippy::unused_async, reason = "the same shape as with the SDK")]
    async fn account_state(&self, _region: Region) -> AccountState {
        if self.common.practice {
            practice_account()
        } else {
            AccountState::Unknown("built without AWS: add --practice".to_owned())
        }
    }

    #[cfg(not(feature = "aws"))]
    #[expect(clippy::unused_async, reason = "the same shape as with the SDK")]
    async fn zones(&self, _region: Region) -> Vec<String> {
        if self.common.practice { practice_zones() } else { Vec::new() }
    }
}

fn practice_account() -> AccountState {
    AccountState::Ready { account: crate::practice::ACCOUNT.to_owned(), who: "practice".to_owned(), free_plan: false }
}

fn practice_zones() -> Vec<String> {
    vec!["example.com".to_owned()]
}
