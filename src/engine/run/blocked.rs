//! Removals that are refused because something else is in the way: looked into, named, and ended in time.

use super::call::Patience;
use super::{End, Run};
use crate::engine::cloud::{CloudError, DataChoice, ErrorClass, Kept, Obstacle, Request};
use crate::engine::job::Job;
use crate::engine::journal::Entry;
use crate::resource::Outputs;

/// Seconds after which one looks what is in the way: what AWS itself clears away is mostly gone by then.
const LOOK_AFTER: u64 = 60;
/// Seconds between two looks.
const LOOK_EVERY: u64 = 30;
/// Seconds after which a removal ends when what is in the way does not go by itself.
const GIVE_UP_AFTER: u64 = 300;

/// Codes with which AWS says that something else is in the way.
const IN_USE: [&str; 3] = ["DependencyViolation", "InvalidGroup.InUse", "InvalidNetworkInterface.InUse"];

impl Run<'_> {
    /// Asks for the removal until it is taken. From a minute on, what is in the way is named; what an AWS service put
    /// there is removed if a person agreed; the rest ends the job in time, since it does not go by itself.
    pub(super) async fn ask_to_go(
        &self,
        job: &Job,
        request: &Request<'_>,
        outputs: &Outputs,
        (choice, limit): (DataChoice, u32),
    ) -> Result<Vec<Kept>, End> {
        let mut patience = Patience::of(limit);
        let mut next_look = LOOK_AFTER;
        let mut found: Vec<Obstacle> = Vec::new();
        loop {
            if self.halted() {
                return Err(End::Interrupted);
            }
            self.sending(&job.node);
            let error = match self.world.cloud.delete(request, outputs, choice).await {
                Ok(kept) => return Ok(kept),
                Err(error) => error,
            };
            let in_use = error.class == ErrorClass::Wait && IN_USE.contains(&error.code.as_str());
            if in_use && patience.waited() >= next_look {
                next_look = patience.waited() + LOOK_EVERY;
                found = self.look_into(job, request, outputs, found).await?;
            }
            if found.iter().any(|one| self.stays(one)) && patience.waited() >= GIVE_UP_AFTER.min(limit.into()) {
                return Err(End::Failed(in_the_way(error, &found, &|one| self.stays(one))));
            }
            let shown = if found.is_empty() {
                error.clone()
            } else {
                CloudError { what: self.waiting_for(&found, limit), ..error.clone() }
            };
            match self.patience_with(&job.node, &shown, &mut patience) {
                Some(pause) => self.pause(pause).await?,
                None if found.is_empty() => return Err(End::Failed(error)),
                None => return Err(End::Failed(in_the_way(error, &found, &|_| true))),
            }
        }
    }

    /// What is in the way now; what a person agreed to is asked to go. A look that fails changes nothing.
    async fn look_into(
        &self,
        job: &Job,
        request: &Request<'_>,
        outputs: &Outputs,
        known: Vec<Obstacle>,
    ) -> Result<Vec<Obstacle>, End> {
        let Ok(found) = self.world.cloud.obstacles(request, outputs).await else { return Ok(known) };
        if found != known {
            self.record(&Entry::Blocked { node: job.node.clone(), by: found.clone() })?;
        }
        for obstacle in found.iter().filter(|one| self.agreed(one)) {
            // A firewall goes only after what is behind it: asked again at the next look.
            let _ = self.world.cloud.clear(&self.owner, obstacle).await;
        }
        Ok(found)
    }

    fn agreed(&self, obstacle: &Obstacle) -> bool {
        obstacle.service.is_some() && self.with_state(|state| state.agreed.contains(&obstacle.aws_id))
    }

    /// Whether it will still be there however long one waits.
    fn stays(&self, obstacle: &Obstacle) -> bool {
        !obstacle.passing && !self.agreed(obstacle)
    }

    fn waiting_for(&self, found: &[Obstacle], limit: u32) -> String {
        let names = named(found);
        if !found.iter().any(|one| self.stays(one)) {
            return format!("waiting for {names} to go, {} minutes at most", limit / 60);
        }
        format!("in the way: {names}; this stops after {} minutes", GIVE_UP_AFTER / 60)
    }
}

fn named(found: &[Obstacle]) -> String {
    let mut names: Vec<String> = found.iter().take(3).map(Obstacle::words).collect();
    if found.len() > 3 {
        names.push(format!("and {} more", found.len() - 3));
    }
    names.join("; ")
}

/// The error of a removal that something else keeps from happening.
fn in_the_way(error: CloudError, found: &[Obstacle], stays: &dyn Fn(&Obstacle) -> bool) -> CloudError {
    let all: Vec<Obstacle> = found.iter().filter(|one| stays(one)).cloned().collect();
    let looks: Vec<String> = all.iter().map(|one| format!("`{}`", one.look)).collect();
    let mut services: Vec<&str> = all.iter().filter_map(|one| one.service.as_deref()).collect();
    services.dedup();
    let hint = if all.iter().all(|one| one.service.is_some()) {
        format!(
            "{} put it there by itself and leaves it: `cloudstead destroy` on a terminal asks whether to remove it; to \
            look at it: {}",
            services.join(" and "),
            looks.join(", ")
        )
    } else {
        format!("look at it with {}, remove what it belongs to, then run the same command again", looks.join(", "))
    };
    CloudError {
        class: ErrorClass::Stop,
        what: format!("it cannot be removed while something that cloudstead did not make is in it: {}", named(&all)),
        ..error
    }
    .hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn obstacle(id: &str, service: Option<&str>) -> Obstacle {
        Obstacle {
            aws_id: id.to_owned(),
            what: "network interface \"AWS Lambda VPC ENI-x\"".to_owned(),
            owner: "123456789012".to_owned(),
            look: format!("aws ec2 describe-network-interfaces --network-interface-ids {id}"),
            service: service.map(str::to_owned),
            passing: false,
        }
    }

    #[test]
    fn what_is_in_the_way_is_named_with_its_owner_and_the_command_that_shows_it() {
        let refused = CloudError::new(ErrorClass::Wait, "DependencyViolation", "AWS still counts it as in use");
        let error = in_the_way(refused.clone(), &[obstacle("eni-1", None)], &|_| true);
        assert_eq!(error.class, ErrorClass::Stop);
        assert!(
            error.what.contains("eni-1, network interface \"AWS Lambda VPC ENI-x\" of 123456789012"),
            "{}",
            error.what
        );
        assert!(
            error.hint.contains("`aws ec2 describe-network-interfaces --network-interface-ids eni-1`"),
            "{}",
            error.hint
        );
        let error = in_the_way(refused, &[obstacle("vpce-1", Some("Amazon GuardDuty"))], &|_| true);
        assert!(
            error.hint.contains("Amazon GuardDuty put it there") && error.hint.contains("asks whether"),
            "{}",
            error.hint
        );
    }
}
