//! What removals left on purpose: read from their journals, looked for in the account, priced, with the way it goes for
//! good.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::App;
use super::backend::same_account;
use super::failure::Failure;
use super::lock::Lock;
use crate::engine::clock::rfc3339;
use crate::engine::journal::replay;
use crate::engine::operate::priced;
use crate::engine::{Clock, Entry, FileStore, Kept, KeptPrice, Ledger, Owner, PricedKept, Remains, State};
use crate::model::{Region, Usage, quoted};
use crate::resource::Outputs;

/// For the account's answer. Nobody waits longer to hear of what mostly is as it was.
const PATIENCE: Duration = Duration::from_secs(5);

/// What one journal says was left.
pub(super) struct Left {
    journal: PathBuf,
    owner: Owner,
    usage: Usage,
    /// The practice account alone has it.
    practice: bool,
    /// The journal says nothing else that anybody needs.
    over: bool,
    kept: Vec<Kept>,
    /// Why the account could not say whether it is still there.
    unseen: Option<String>,
}

impl App {
    /// What removals of all deployments of this machine left, as far as their journals know.
    pub(super) fn left(&self) -> Result<Vec<Left>, Failure> {
        let mut left = Vec::new();
        for name in self.folder_names()? {
            // Other files and folders may stand there.
            if self.folder(&name).is_ok() {
                left.extend(self.left_of(&name)?);
            }
        }
        Ok(left)
    }

    /// The same of one name, newest removal first. What a later deployment took back is its own again.
    pub(super) fn left_of(&self, name: &str) -> Result<Vec<Left>, Failure> {
        let (mut left, mut known) = (Vec::new(), BTreeSet::new());
        for journal in self.journals(name)? {
            let Ok(bytes) = fs::read(&journal) else { continue };
            let replay = match replay(&bytes) {
                Ok(replay) => replay,
                Err(error) => {
                    writeln!(io::stderr(), "warning: what {} says was kept is left out: {error}", journal.display())?;
                    continue;
                }
            };
            let state = State::from_entries(&replay.entries);
            let over = state.destroyed();
            let Some(owner) = state.owner else { continue };
            let mut is_new = |id: &str| known.insert((owner.account.clone(), owner.region, id.to_owned()));
            for record in state.records.values() {
                record.outputs.as_ref().and_then(Outputs::aws_id).map(|id| is_new(&id));
            }
            let kept: Vec<Kept> = state.kept.into_iter().filter(|kept| is_new(&kept.aws_id)).collect();
            let usage = state.answers.map(|answers| answers.usage).unwrap_or_default();
            if !kept.is_empty() {
                left.push(Left { journal, owner, usage, practice: state.practice, over, kept, unseen: None });
            }
        }
        Ok(left)
    }

    /// Asks the account what of it is still there, and forgets what is not.
    pub(super) async fn look_for(&self, left: Vec<Left>) -> Vec<Left> {
        let looks = left.into_iter().map(|mut left| async {
            let unseen = match timeout(PATIENCE, self.gone_of(&left)).await {
                Err(_) => Some("AWS did not answer in time".to_owned()),
                Ok(Err(failure)) => Some(failure.what().to_owned()),
                Ok(Ok((gone, unseen))) => {
                    left.kept.retain(|kept| !gone.contains(&kept.aws_id));
                    // What cannot be written down is looked for again the next time.
                    let _ = left.forget(gone);
                    unseen
                }
            };
            Left { unseen, ..left }
        });
        join_all(looks).await.into_iter().filter(|left| !left.kept.is_empty()).collect()
    }

    /// Identifiers of what is there no more, and why something else could not be seen.
    async fn gone_of(&self, left: &Left) -> Result<(Vec<String>, Option<String>), Failure> {
        let backend = self.backend(left.owner.region).await?;
        same_account(&left.owner, &backend.cloud.identity().await?)?;
        let cloud = backend.cloud.as_ref();
        let looks = left.kept.iter().map(|kept| async move { (kept, cloud.remains(&left.owner, kept).await) });
        let (mut gone, mut unseen) = (Vec::new(), None);
        for (kept, there) in join_all(looks).await {
            match there {
                Ok(true) => {}
                Ok(false) => gone.push(kept.aws_id.clone()),
                Err(error) => unseen = unseen.or(Some(error.what)),
            }
        }
        Ok((gone, unseen))
    }
}

impl Left {
    pub(super) fn name(&self) -> &str {
        self.owner.deployment.as_str()
    }

    pub(super) const fn owner(&self) -> &Owner {
        &self.owner
    }

    /// For displays.
    pub(super) fn shown(&self) -> Remains {
        Remains {
            deployment: self.name().to_owned(),
            place: format!("account {}, {}", self.owner.account, self.owner.region),
            kept: self.priced(),
            removal: self.removal(&self.kept),
            unseen: self.unseen.clone(),
        }
    }

    /// As the last line of a removal has it, with whether it was seen just now and how it goes.
    pub(super) fn as_json(&self) -> Vec<Value> {
        let one = |kept: &Kept| {
            let PricedKept { aws_id, why, monthly } = priced(kept, self.owner.region, &self.usage);
            let removal = self.removal(std::slice::from_ref(kept)).join("; ");
            let checked = self.unseen.is_none();
            json!({"aws_id": aws_id, "why": why, "monthly": monthly, "checked": checked, "removal": removal})
        };
        self.kept.iter().map(one).collect()
    }

    fn priced(&self) -> Vec<PricedKept> {
        let mut kept: Vec<PricedKept> =
            self.kept.iter().map(|kept| priced(kept, self.owner.region, &self.usage)).collect();
        kept.sort_by_key(|kept| Reverse(kept.monthly));
        kept
    }

    fn removal(&self, kept: &[Kept]) -> Vec<String> {
        match (self.practice, self.over) {
            (true, true) => vec![format!("rm {}", quoted(&self.journal.display().to_string()))],
            (true, false) => vec!["nothing has to be done: it exists in the practice account only".to_owned()],
            (false, _) => removal(kept, self.owner.region),
        }
    }

    /// Writes down what a person has removed since, unless somebody is at work on the deployment.
    fn forget(&self, gone: Vec<String>) -> Result<(), Failure> {
        let Some(folder) = self.journal.parent().filter(|_| !gone.is_empty()) else { return Ok(()) };
        let clock = Clock::new(1);
        let _lock = Lock::take(folder, &rfc3339(clock.now_millis()))?;
        let mut ledger = Ledger::open(Box::new(FileStore::open(&self.journal)?), clock)?;
        Ok(ledger.record(&Entry::Forgotten { aws_ids: gone })?)
    }
}

/// What removes it for good. Keys go with one command.
fn removal(kept: &[Kept], region: Region) -> Vec<String> {
    let mut lines = Vec::new();
    for one in kept {
        let id = quoted(&one.aws_id);
        match one.price {
            // What RDS retains by itself has no name to remove it by.
            KeptPrice::DatabaseSnapshot if one.aws_id.contains(' ') => {
                lines.push(format!("RDS console, Automated backups, Retained: {} is removed there", one.aws_id));
            }
            KeptPrice::DatabaseSnapshot => {
                lines.push(format!("aws rds delete-db-snapshot --region {region} --db-snapshot-identifier {id}"));
            }
            KeptPrice::DiskSnapshot => {
                lines.push(format!("aws ec2 delete-snapshot --region {region} --snapshot-id {id}"));
            }
            // A bucket keeps old versions: a command that empties it of the newest ones alone would not do.
            KeptPrice::Files => lines.push(format!("S3 console, Buckets, {}: Empty, then Delete", one.aws_id)),
            KeptPrice::Images => {
                lines.push(format!("aws ecr delete-repository --region {region} --repository-name {id} --force"));
            }
            KeptPrice::Free => {}
        }
    }
    let keys: Vec<String> =
        kept.iter().filter(|one| one.price == KeptPrice::Free).map(|one| quoted(&one.aws_id)).collect();
    // As many as one call takes.
    lines.extend(
        keys.chunks(10).map(|keys| format!("aws ssm delete-parameters --region {region} --names {}", keys.join(" "))),
    );
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_kept_thing_has_a_way_to_go() {
        let kept = |aws_id: &str, price| Kept { aws_id: aws_id.to_owned(), why: String::new(), gigabytes: 1, price };
        let all = [
            kept("demo-final-1", KeptPrice::DatabaseSnapshot),
            kept("snap-1", KeptPrice::DiskSnapshot),
            kept("demo-files-1", KeptPrice::Files),
            kept("demo/app", KeptPrice::Images),
            kept("/cloudstead-kept/demo/x/A", KeptPrice::Free),
            kept("/cloudstead-kept/demo/x/B", KeptPrice::Free),
            kept("demo (RDS, retained automated backups)", KeptPrice::DatabaseSnapshot),
        ];
        assert_eq!(
            removal(&all, Region::US_EAST_1),
            [
                "aws rds delete-db-snapshot --region us-east-1 --db-snapshot-identifier demo-final-1",
                "aws ec2 delete-snapshot --region us-east-1 --snapshot-id snap-1",
                "S3 console, Buckets, demo-files-1: Empty, then Delete",
                "aws ecr delete-repository --region us-east-1 --repository-name demo/app --force",
                "RDS console, Automated backups, Retained: demo (RDS, retained automated backups) is removed there",
                "aws ssm delete-parameters --region us-east-1 --names /cloudstead-kept/demo/x/A \
                /cloudstead-kept/demo/x/B",
            ]
        );
    }
}
