//! What exists in the practice account, with AWS's rules: references hold in both directions, names are unique, tokens
//! repeat, new things are invisible for a moment, and everything takes its usual time.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::awaited::Awaiting;
use super::keeping::kept;
use super::limits::{Limits, OWN_VPCS};
use super::{ACCOUNT, CALL_MILLIS};
use crate::engine::{
    Allowance, CloudError, DataChoice, ErrorClass, Found, Kept, Leftover, Owner, Poll, Request, Tagged,
};
use crate::model::{DeploymentName, NodeId, Region, Secret};
use crate::resource::{Change, Fake, Keep, Lifecycle, Outputs, Quota, Repeat, Spec, duration};

/// For so long a new thing is not seen by searches (AWSFACTS section 2.1), milliseconds.
const INVISIBLE: i64 = 3_000;

/// One thing in the account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Thing {
    pub owner: Owner,
    pub node: NodeId,
    pub token: String,
    pub spec: Spec,
    pub outputs: Outputs,
    /// Milliseconds since the epoch.
    pub born: i64,
    pub ready: i64,
    /// When a removal that was asked for is over.
    pub gone: Option<i64>,
    /// Left on purpose when its deployment went.
    #[serde(default)]
    pub kept: bool,
}

impl Thing {
    fn is(&self, request: &Request<'_>, outputs: &Outputs) -> bool {
        // Another image takes the place of the one before it.
        let same = matches!(outputs, Outputs::BuiltImage(_)) || self.outputs.aws_id() == outputs.aws_id();
        self.owner.id == request.owner.id && self.node == *request.node && same
    }

    /// Left by an earlier deployment of the same name: the next one may have it back.
    fn is_left_for(&self, owner: &Owner) -> bool {
        self.kept && self.gone.is_none() && self.owner.id != owner.id && self.owner.deployment == owner.deployment
    }
}

/// The whole account. Serialisable, so that practice goes on in the next session.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Account {
    things: Vec<Thing>,
    awaited: Awaiting,
    #[serde(default)]
    pub limits: Limits,
    /// Snapshots that removals left.
    pub snapshots: Vec<String>,
    made: u64,
    /// Something changed that a file does not show yet.
    #[serde(skip)]
    changed: bool,
    /// Newest time that anything happened at: a later session's clock does not start before it.
    pub latest: i64,
}

impl Account {
    /// Everything that exists at a moment (milliseconds since the epoch).
    pub fn existing(&self, now: i64) -> impl Iterator<Item = &Thing> {
        self.things.iter().filter(move |thing| thing.gone.is_none_or(|gone| gone > now))
    }

    /// True when something changed since the last time this was asked.
    pub(super) fn take_change(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    /// Puts something in the account that no deployment made.
    pub fn plant(&mut self, thing: Thing) {
        self.things.push(thing);
    }

    fn ours(&self, owner: &Owner, node: &NodeId, now: i64) -> Vec<&Thing> {
        self.existing(now).filter(|thing| thing.owner.id == owner.id && thing.node == *node).collect()
    }

    pub(super) fn find(&mut self, request: &Request<'_>, now: i64) -> Found {
        self.latest = self.latest.max(now);
        if request.spec.kind().lifecycle() == Lifecycle::Lookup {
            return self.look_up(request);
        }
        let visible: Vec<&Thing> = self
            .ours(request.owner, request.node, now)
            .into_iter()
            .filter(|thing| thing.born + INVISIBLE <= now && thing.gone.is_none())
            .collect();
        match visible.as_slice() {
            [] => match self.namesake(request, now) {
                Some(thing) if thing.is_left_for(request.owner) => Found::Kept(thing.outputs.clone()),
                Some(thing) if thing.owner.id != request.owner.id => {
                    Found::Foreign(format!("{} of `{}`", request.spec.title(), thing.owner.deployment))
                }
                _ => Found::Absent,
            },
            [thing] => Found::Ours(thing.outputs.clone()),
            several => Found::Several(several.iter().filter_map(|thing| thing.outputs.aws_id()).collect()),
        }
    }

    fn look_up(&mut self, request: &Request<'_>) -> Found {
        let kind = request.spec.kind();
        if let Some(answer) = self.limits.answer(kind) {
            return Found::Unavailable(Box::new(answer.clone()));
        }
        let first = self.outputs(request);
        if self.limits.has_two(kind) {
            Found::Candidates(vec![first, self.outputs(request)])
        } else {
            Found::Ours(first)
        }
    }

    pub(super) fn create(&mut self, request: &Request<'_>, now: i64) -> Result<Outputs, CloudError> {
        self.latest = self.latest.max(now);
        let kind = request.spec.kind();
        let repeated =
            self.existing(now).find(|thing| thing.owner.id == request.owner.id && thing.token == request.token);
        if let (Repeat::Token, Some(thing)) = (kind.repeat(), repeated) {
            return if thing.spec == *request.spec {
                Ok(thing.outputs.clone())
            } else {
                Err(CloudError::stop(
                    "IdempotentParameterMismatch",
                    "the same request was made before with other settings",
                ))
            };
        }
        if kind.repeat() == Repeat::Name && self.namesake(request, now).is_some() {
            return Err(CloudError::new(
                ErrorClass::AlreadyExists,
                "AlreadyExists",
                format!("{} exists already", request.spec.title()),
            ));
        }
        self.references_exist(request, now)?;
        if let Spec::SecretParameter(parameter) = request.spec {
            give_value(request, parameter)?;
        }
        let outputs = self.outputs(request);
        self.put(request, outputs.clone(), now);
        Ok(outputs)
    }

    fn put(&mut self, request: &Request<'_>, outputs: Outputs, now: i64) {
        self.changed = true;
        self.things.push(Thing {
            owner: request.owner.clone(),
            node: request.node.clone(),
            token: request.token.to_owned(),
            spec: request.spec.clone(),
            outputs,
            born: now,
            ready: over(now, request.spec.seconds()),
            gone: None,
            kept: false,
        });
    }

    pub(super) fn configure(&mut self, request: &Request<'_>, outputs: &Outputs, now: i64) -> Result<(), CloudError> {
        self.latest = self.latest.max(now);
        self.references_exist(request, now)?;
        let fresh = self.outputs(request);
        let mut changed = self.take_back(request);
        if request.spec.kind().mended() && self.thing_mut(outputs, request, now).is_none() {
            self.put(request, outputs.clone(), now);
        }
        let thing = self.thing_mut(outputs, request, now).ok_or_else(|| not_found(request))?;
        if thing.spec != *request.spec {
            thing.spec = request.spec.clone();
            changed = true;
            // Identifiers stay; what follows from the specification changes.
            match fresh {
                Outputs::BucketCors(_) | Outputs::DnsRecord(_) => thing.outputs = fresh,
                // Another image is made, and takes its time.
                Outputs::BuiltImage(_) if fresh != thing.outputs => {
                    thing.outputs = fresh;
                    thing.born = now;
                    thing.ready = now + i64::from(request.spec.seconds()) * 1000;
                }
                _ => {}
            }
        }
        self.changed |= changed;
        Ok(())
    }

    /// What a person changed by hand.
    pub(super) fn changed(&mut self, request: &Request<'_>, outputs: &Outputs, now: i64) -> Option<String> {
        self.latest = self.latest.max(now);
        let thing = self.thing_mut(outputs, request, now)?;
        (thing.spec != *request.spec).then(|| "its settings".to_owned())
    }

    pub(super) fn poll(
        &mut self,
        request: &Request<'_>,
        outputs: Option<&Outputs>,
        now: i64,
    ) -> Result<Poll<Outputs>, CloudError> {
        self.latest = self.latest.max(now);
        let Some(outputs) = outputs else { return Ok(self.poll_awaited(request, now)) };
        let thing = self.thing_mut(outputs, request, now).ok_or_else(|| not_found(request))?;
        if thing.ready > now {
            let (over, whole) = (now - thing.born, (thing.ready - thing.born).max(1));
            return Ok(Poll::Waiting(request.spec.progress(u32::try_from(over * 1000 / whole).unwrap_or_default())));
        }
        let outputs = thing.outputs.clone();
        // Whoever heard this counts on it: the time is kept, so that a later session's clock is not behind it.
        self.changed = true;
        Ok(Poll::Ready(outputs))
    }

    fn poll_awaited(&mut self, request: &Request<'_>, now: i64) -> Poll<Outputs> {
        let answer = self.awaited.ask(request, now);
        self.changed |= answer.changed;
        if answer.ready { Poll::Ready(self.outputs(request)) } else { Poll::Waiting(request.spec.asks(request.lookup)) }
    }

    pub(super) fn delete(
        &mut self,
        request: &Request<'_>,
        outputs: &Outputs,
        choice: DataChoice,
        now: i64,
    ) -> Result<Vec<Kept>, CloudError> {
        self.latest = self.latest.max(now);
        let mut kept = kept(request, outputs, choice);
        let snapshots = &self.snapshots;
        let there = self.existing(now).any(|thing| thing.is(request, outputs) && thing.gone.is_none());
        if !there {
            // Too late to keep anything but what an earlier call kept.
            kept.retain(|kept| snapshots.contains(&kept.aws_id));
            return Ok(kept);
        }
        if matches!(choice.keeps(request.spec), Keep::Itself { .. }) {
            self.changed = true;
            if let Some(thing) = self.thing_mut(outputs, request, now) {
                thing.kept = true;
            }
            return Ok(kept);
        }
        // What lives on with another one in its place does not hold it.
        let needs_it = |spec: &Spec| spec.refers_to(request.node) && spec.rebuilt(request.node) == Change::Replace;
        let user = self
            .existing(now)
            .find(|thing| thing.owner.id == request.owner.id && thing.node != *request.node && needs_it(&thing.spec));
        if let Some(user) = user {
            let what = format!("{} is still used by `{}`", request.spec.title(), user.node);
            return Err(CloudError::new(ErrorClass::Wait, "DependencyViolation", what));
        }
        for kept in &kept {
            if !self.snapshots.contains(&kept.aws_id) {
                self.snapshots.push(kept.aws_id.clone());
            }
        }
        let seconds = duration(request.spec.kind()).map_or(0, |usual| usual.delete);
        self.changed = true;
        if let Some(thing) = self.thing_mut(outputs, request, now) {
            thing.gone = Some(over(now, seconds));
        }
        Ok(kept)
    }

    pub(super) fn poll_gone(&mut self, outputs: &Outputs, now: i64) -> Poll<()> {
        self.latest = self.latest.max(now);
        let going = self.existing(now).any(|thing| thing.outputs == *outputs && thing.gone.is_some());
        self.changed |= !going;
        if going { Poll::Waiting(String::new()) } else { Poll::Ready(()) }
    }

    pub(super) fn sweep(&mut self, owner: &Owner, now: i64) -> Vec<Leftover> {
        let lives = |thing: &&Thing| thing.owner.id == owner.id && thing.spec.kind().lifecycle() == Lifecycle::Owned;
        let left = self.existing(now).filter(lives);
        left.map(|thing| Leftover {
            aws_id: thing.outputs.aws_id().unwrap_or_else(|| thing.node.to_string()),
            node: Some(thing.node.to_string()),
        })
        .collect()
    }

    /// Whether something that a removal left is still there.
    pub(super) fn remains(&self, kept: &Kept, now: i64) -> bool {
        let is_it = |thing: &Thing| thing.kept && thing.outputs.aws_id().as_ref() == Some(&kept.aws_id);
        self.snapshots.contains(&kept.aws_id) || self.existing(now).any(is_it)
    }

    pub(super) fn allowance(&self, region: Region, quota: Quota, now: i64) -> Allowance {
        let here = self.existing(now).filter(|thing| thing.owner.region == region);
        let used: u32 =
            here.flat_map(|thing| thing.spec.uses()).filter(|(of, _)| *of == quota).map(|(_, count)| count).sum();
        Allowance { limit: self.limits.of(quota), used: used + if quota == Quota::Vpcs { OWN_VPCS } else { 0 } }
    }

    pub(super) fn deployments(&self, region: Region, name: Option<&DeploymentName>, now: i64) -> Vec<Tagged> {
        let owned = |thing: &&Thing| thing.spec.kind().lifecycle() == Lifecycle::Owned && !thing.kept;
        let here = self.existing(now).filter(owned).map(|thing| &thing.owner).filter(|owner| owner.region == region);
        let meant = here.filter(|owner| name.is_none_or(|name| owner.deployment == *name));
        let found: BTreeSet<Tagged> =
            meant.map(|owner| Tagged { name: owner.deployment.clone(), id: owner.id.clone() }).collect();
        found.into_iter().collect()
    }

    /// A made-up value of a secret that is there: real ones were never kept.
    pub(super) fn secret(&self, request: &Request<'_>, now: i64) -> Option<Secret> {
        let Spec::SecretParameter(secret) = request.spec else { return None };
        let there = !self.ours(request.owner, request.node, now).is_empty();
        there.then(|| Secret::new(format!("made-up-{}", secret.key().to_lowercase().replace('_', "-"))))
    }

    fn thing_mut(&mut self, outputs: &Outputs, request: &Request<'_>, now: i64) -> Option<&mut Thing> {
        self.things.iter_mut().find(|thing| thing.is(request, outputs) && thing.gone.is_none_or(|gone| gone > now))
    }

    /// What was kept under this deployment's name is its own from now on. True when there was something.
    fn take_back(&mut self, request: &Request<'_>) -> bool {
        let (owner, name) = (request.owner, request.spec.unique_name(ACCOUNT, request.owner.region));
        let mut kept = self.things.iter_mut().filter(|thing| thing.kept && thing.owner.deployment == owner.deployment);
        let Some(thing) = kept.find(|thing| thing.spec.unique_name(ACCOUNT, thing.owner.region) == name) else {
            return false;
        };
        thing.owner = owner.clone();
        thing.node = request.node.clone();
        thing.kept = false;
        true
    }

    /// Something of the same kind and name, whoever owns it.
    fn namesake(&self, request: &Request<'_>, now: i64) -> Option<&Thing> {
        let mine = request.spec.unique_name(ACCOUNT, request.owner.region);
        self.existing(now).find(|thing| match (&mine, thing.spec.unique_name(ACCOUNT, thing.owner.region)) {
            (Some(mine), Some(other)) => thing.spec.kind() == request.spec.kind() && *mine == other,
            _ => thing.owner.id == request.owner.id && thing.node == *request.node,
        })
    }

    fn references_exist(&self, request: &Request<'_>, now: i64) -> Result<(), CloudError> {
        for needed in request.spec.refs().into_iter().map(|needed| needed.node) {
            let known = request.lookup.outputs(&needed);
            let lives_here = known
                .as_ref()
                .is_some_and(|outputs| matches!(outputs.kind().lifecycle(), Lifecycle::Owned | Lifecycle::Shared));
            let usable = |thing: &&Thing| thing.gone.is_none() && thing.ready <= now;
            let missing = known.is_none() || (lives_here && !self.ours(request.owner, &needed, now).iter().any(usable));
            if missing {
                return Err(CloudError::stop(
                    "InvalidReference",
                    format!("`{}` needs `{needed}`, which is not there", request.node),
                ));
            }
        }
        Ok(())
    }

    fn outputs(&mut self, request: &Request<'_>) -> Outputs {
        self.made += 1;
        let region = request.owner.region;
        let mut fake = Fake::new(ACCOUNT, region, request.owner.deployment.as_str(), self.made, request.lookup);
        fake.attempt = request.attempt;
        request.spec.simulate(&mut fake)
    }
}

/// When what a call that arrives now has begun is over. What the duration table says was measured by whoever made the
/// call, from its sending on.
fn over(now: i64, seconds: u32) -> i64 {
    (now - CALL_MILLIS + i64::from(seconds) * 1000).max(now)
}

fn not_found(request: &Request<'_>) -> CloudError {
    CloudError::new(ErrorClass::NotFound, "NotFound", format!("{} does not exist", request.spec.title()))
}

fn give_value(
    request: &Request<'_>,
    parameter: &crate::resource::secret_parameter::SecretParameter,
) -> Result<(), CloudError> {
    use crate::resource::secret_parameter::SecretSource;
    match parameter.source {
        SecretSource::Generated { length, form }
            if request.secrets.generate(length, form).expose().len() == form.characters(length) =>
        {
            Ok(())
        }
        SecretSource::Asked if request.secrets.asked(parameter.key()).is_some() => Ok(()),
        SecretSource::Generated { .. } => {
            Err(CloudError::stop("BadSecret", "the generated secret has the wrong length"))
        }
        SecretSource::Asked => {
            Err(CloudError::stop("MissingSecret", format!("the secret {} was not given", parameter.key())).hint(
                "add it to [secrets] in your answers as \"env:VAR\" or \"file:PATH\" and run the same command again",
            ))
        }
    }
}
