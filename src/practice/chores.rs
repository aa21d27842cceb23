//! What the practice account's servers tell of jobs and copies: all is well every night, but for what somebody let
//! fail.

use super::account::Account;
use crate::engine::chores::{CopyTold, JobTold};
use crate::engine::{Chores, Request};
use crate::resource::{Outputs, Spec};

const DAY: i64 = 86_400;
/// When copies are made and jobs run: seconds of a day.
const NIGHT: i64 = 3 * 3600 + 12 * 60;

impl Account {
    /// The chores of each server of a report, as of `now` (milliseconds since the epoch).
    pub(super) fn chores(&self, request: &Request<'_>, now: i64) -> Vec<(String, Chores)> {
        let mut chores = Chores::default();
        for thing in self.existing(now).filter(|thing| thing.owner.id == request.owner.id) {
            if let Spec::Release(release) = &thing.spec {
                let rows = |key: &str| release.manifest[key].as_array().into_iter().flatten();
                let (born, last) = (thing.born / 1000, (now / 1000 - NIGHT).div_euclid(DAY) * DAY + NIGHT);
                let done = (last > born).then_some(last);
                for (row, name) in rows("jobs").filter_map(|row| Some((row, row["service"].as_str()?))) {
                    let said = self.limits.failure(name);
                    let ran = if said.is_some() { Some(last.max(born)) } else { done };
                    let due = row["calendar"].as_str().filter(|when| !when.is_empty()).map(|_| last + DAY);
                    let told = JobTold { ran, code: ran.map(|_| i64::from(said.is_some())), due, said };
                    chores.jobs.insert(name.to_owned(), told);
                }
                for name in rows("backups").filter_map(|row| row["store"].as_str()) {
                    let said = self.limits.failure(name);
                    let failed = said.as_ref().map(|_| last.max(born));
                    let good = if said.is_some() { done.map(|last| last - DAY).filter(|at| *at > born) } else { done };
                    chores.copies.insert(name.to_owned(), CopyTold { good, failed, said, since: Some(born) });
                }
            }
        }
        match request.lookup.outputs(request.node) {
            Some(Outputs::InstanceReport(report)) => {
                report.instance_ids.into_iter().map(|id| (id, chores.clone())).collect()
            }
            _ => Vec::new(),
        }
    }
}
