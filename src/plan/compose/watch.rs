//! Logs, and who is told of the bill.

use super::Composer;
use crate::resource::Grant;
use crate::resource::budget::Budget;
use crate::resource::log_group::LogGroup;

const LOG_RETENTION_DAYS: u32 = 14;

impl Composer<'_> {
    pub(super) fn logs_granted(&self) -> Grant {
        Grant::Logs(self.log_group())
    }

    pub(super) fn log_group(&self) -> String {
        format!("/cloudstead/{}", self.layout.deployment())
    }

    pub(super) fn watch(&mut self) {
        self.add::<LogGroup>(
            "logs",
            LogGroup { name: self.log_group(), retention_days: LOG_RETENTION_DAYS, of_builds: false },
        );
        if let Some(email) = self.layout.answers.alerts.email.clone() {
            let budget = Budget { name: self.named(100, "monthly"), limit_usd: self.layout.answers.budget, email };
            self.add::<Budget>("budget", budget);
        }
    }
}
