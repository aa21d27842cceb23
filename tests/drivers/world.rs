//! A deployment by hand: what the engine does with one node at a time, in the engine's order, without the engine.

#![allow(dead_code, reason = "every test binary uses its own part")]

mod stage;

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::Duration;

use cloudstead::aws::{Aws, Settings};
use cloudstead::engine::{
    Chores, Cloud, CloudError, DataChoice, ErrorClass, Found, Kept, Obstacle, Owner, Poll, Request, SecretSource,
};
use cloudstead::model::{NodeId, Region, Secret, short_hash};
use cloudstead::resource::{Kind, Lookup, Outputs, SecretForm, Spec};
use indexmap::IndexMap;

use crate::moto::{ACCOUNT, KEY_ID, SECRET_KEY, StrictProxy};

pub(crate) use stage::Stage;

const PATIENCE: usize = 200;
const PAUSE: Duration = Duration::from_millis(50);

pub(crate) struct World<'p> {
    pub(crate) cloud: Aws,
    pub(crate) owner: Owner,
    pub(crate) typed: Option<String>,
    /// Attempts at everything that ended before.
    pub(crate) attempt: u32,
    proxy: &'p StrictProxy,
    /// What exists, in the order it was made; looked-up things have no specification.
    nodes: IndexMap<NodeId, (Option<Spec>, Outputs)>,
    /// IAM actions that each kind's verbs made.
    made: Mutex<IndexMap<Kind, BTreeSet<String>>>,
}

/// What a person typed, if anything.
struct Typed(Option<String>);

impl SecretSource for Typed {
    fn asked(&self, _key: &str) -> Option<Secret> {
        self.0.clone().map(Secret::new)
    }

    fn generate(&self, length: usize, form: SecretForm) -> Secret {
        Secret::new("x".repeat(form.characters(length)))
    }
}

impl Lookup for World<'_> {
    fn outputs(&self, node: &NodeId) -> Option<Outputs> {
        self.nodes.get(node).map(|(_, outputs)| outputs.clone())
    }
}

impl<'p> World<'p> {
    pub(crate) async fn new(proxy: &'p StrictProxy, id: &str, region: Region) -> Self {
        let settings = Settings { profile: None, region, endpoint_url: Some(proxy.url.clone()) };
        let cloud = Aws::connect_with_key(&settings, KEY_ID, &Secret::new(SECRET_KEY.to_owned())).await.unwrap();
        let deployment = "demo".parse().unwrap();
        let owner = Owner { deployment, id: id.to_owned(), account: ACCOUNT.to_owned(), region };
        Self { cloud, owner, typed: None, attempt: 0, proxy, nodes: IndexMap::new(), made: Mutex::default() }
    }

    /// Notes outputs without making anything.
    pub(crate) fn know(&mut self, node: &str, outputs: Outputs) {
        self.nodes.insert(node.into(), (None, outputs));
    }

    pub(crate) fn outputs_of(&self, node: &str) -> Outputs {
        self.outputs(&node.into()).unwrap()
    }

    pub(crate) fn aws_id(&self, node: &str) -> String {
        self.outputs_of(node).aws_id().unwrap()
    }

    /// A kind that is only looked up.
    pub(crate) async fn look_up(&mut self, node: &str, spec: Spec) -> Outputs {
        let Found::Ours(outputs) = self.find(node, &spec).await.unwrap() else { panic!("{node} is not found") };
        self.know(node, outputs.clone());
        outputs
    }

    /// From absent to ready, with every step that may be repeated repeated.
    pub(crate) async fn live(&mut self, node: &str, spec: Spec) -> Outputs {
        assert_eq!(self.find(node, &spec).await, Ok(Found::Absent), "{node} before it is made");
        self.until_allowed(node, async || self.create(node, &spec).await).await;
        self.live_again(node, spec).await
    }

    /// From existing (perhaps otherwise) to ready as wanted.
    pub(crate) async fn live_again(&mut self, node: &str, spec: Spec) -> Outputs {
        let Found::Ours(found) = self.find(node, &spec).await.unwrap() else { panic!("{node} is not found again") };
        self.configure(node, &spec, &found).await.unwrap();
        let ready = self.ready(node, &spec, &found).await;
        self.configure(node, &spec, &ready).await.unwrap();
        assert_eq!(self.ready(node, &spec, &ready).await, ready, "{node} after it was set twice");
        assert_eq!(self.find(node, &spec).await, Ok(Found::Ours(ready.clone())), "{node} once it is ready");
        assert_eq!(self.changed(node, &spec, &ready).await, Ok(None), "{node} as it was set");
        self.nodes.insert(node.into(), (Some(spec), ready.clone()));
        ready
    }

    /// What somebody changed by hand is named in `words`, all of them, and then set right.
    pub(crate) async fn set_right(&self, node: &str, spec: &Spec, words: &[&str]) {
        let outputs = self.outputs_of(node);
        let said = self.changed(node, spec, &outputs).await.unwrap().unwrap_or_default();
        assert!(words.iter().all(|word| said.contains(word)), "{node}: {said:?}");
        assert_eq!(said.matches(", ").count() + 1, words.len(), "{node}: {said:?}");
        self.configure(node, spec, &outputs).await.unwrap();
        assert_eq!(self.ready(node, spec, &outputs).await, outputs, "{node} is the same thing as before");
        assert_eq!(self.changed(node, spec, &outputs).await, Ok(None), "{node} once it is set right");
    }

    /// Removes everything, last made first; returns what stays.
    pub(crate) async fn end_all(&mut self, choice: DataChoice) -> Vec<Kept> {
        let mut all_kept = Vec::new();
        let made: Vec<_> = self
            .nodes
            .iter()
            .filter_map(|(id, (spec, outputs))| Some((id.to_string(), spec.clone()?, outputs.clone())))
            .collect();
        for (node, spec, outputs) in made.iter().rev() {
            let kept = self.until_allowed(node, async || self.delete(node, spec, outputs, choice).await).await;
            self.until(node, async || self.poll_gone(node, spec, outputs).await).await;
            assert_eq!(self.delete(node, spec, outputs, choice).await.as_ref(), Ok(&kept), "{node} removed twice");
            assert_eq!(self.find(node, spec).await, Ok(Found::Absent), "{node} after its removal");
            all_kept.extend(kept);
        }
        all_kept
    }

    /// Whether each kind declares exactly what its calls need.
    pub(crate) fn assert_declared(&self, kinds: &[Kind]) {
        let made = self.made.lock().unwrap();
        for kind in kinds {
            let declared: BTreeSet<String> = kind.actions().iter().map(|action| (*action).to_owned()).collect();
            let called = made.get(kind).cloned().unwrap_or_default();
            assert_eq!(called, declared, "{}: made (left) and declared (right)", kind.name());
        }
    }

    /// IAM actions that a kind's verbs made so far.
    pub(crate) fn made(&self, kind: Kind) -> BTreeSet<String> {
        self.made.lock().unwrap().get(&kind).cloned().unwrap_or_default()
    }

    /// What of others keeps a node from going.
    pub(crate) async fn obstacles(&self, node: &str) -> Vec<Obstacle> {
        let (spec, outputs) = self.nodes.get(&NodeId::from(node)).cloned().unwrap();
        self.noting(node, &spec.unwrap(), async |request| self.cloud.obstacles(&request, &outputs).await).await.unwrap()
    }

    /// One look at a fact.
    pub(crate) async fn check(&self, node: &str, spec: &Spec) -> Result<Poll<Outputs>, CloudError> {
        self.noting(node, spec, async |request| self.cloud.poll(&request, None).await).await
    }

    /// What servers tell of their jobs and copies.
    pub(crate) async fn chores(&self, node: &str, spec: &Spec) -> Result<Vec<(String, Chores)>, CloudError> {
        self.noting(node, spec, async |request| self.cloud.chores(&request).await).await
    }

    /// The value of a secret.
    pub(crate) async fn secret(&self, node: &str, spec: &Spec) -> Result<Option<Secret>, CloudError> {
        self.noting(node, spec, async |request| self.cloud.secret(&request).await).await
    }

    /// Waits for a fact and notes its outputs.
    pub(crate) async fn fact(&mut self, node: &str, spec: Spec) -> Outputs {
        for _ in 0..6 * PATIENCE {
            if let Poll::Ready(outputs) = self.check(node, &spec).await.unwrap() {
                self.know(node, outputs.clone());
                return outputs;
            }
            tokio::time::sleep(PAUSE).await;
        }
        panic!("{node} never holds")
    }

    pub(crate) async fn find(&self, node: &str, spec: &Spec) -> Result<Found, CloudError> {
        self.noting(node, spec, async |request| self.cloud.find(&request).await).await
    }

    pub(crate) async fn create(&self, node: &str, spec: &Spec) -> Result<Outputs, CloudError> {
        self.noting(node, spec, async |request| self.cloud.create(&request).await).await
    }

    pub(crate) async fn configure(&self, node: &str, spec: &Spec, outputs: &Outputs) -> Result<(), CloudError> {
        self.noting(node, spec, async |request| self.cloud.configure(&request, outputs).await).await
    }

    /// What of it is otherwise than it was set.
    pub(crate) async fn changed(
        &self,
        node: &str,
        spec: &Spec,
        outputs: &Outputs,
    ) -> Result<Option<String>, CloudError> {
        self.noting(node, spec, async |request| self.cloud.changed(&request, outputs).await).await
    }

    pub(crate) async fn delete(
        &self,
        node: &str,
        spec: &Spec,
        outputs: &Outputs,
        choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        self.noting(node, spec, async |request| self.cloud.delete(&request, outputs, choice).await).await
    }

    async fn poll_gone(&self, node: &str, spec: &Spec, outputs: &Outputs) -> Result<Poll<()>, CloudError> {
        self.noting(node, spec, async |request| self.cloud.poll_gone(&request, outputs).await).await
    }

    /// One look at how far it is.
    pub(crate) async fn poll(&self, node: &str, spec: &Spec, outputs: &Outputs) -> Result<Poll<Outputs>, CloudError> {
        self.noting(node, spec, async |request| self.cloud.poll(&request, Some(outputs)).await).await
    }

    pub(crate) async fn ready(&self, node: &str, spec: &Spec, outputs: &Outputs) -> Outputs {
        self.until(node, async || {
            self.noting(node, spec, async |request| self.cloud.poll(&request, Some(outputs)).await).await
        })
        .await
    }

    async fn until<T>(&self, node: &str, poll: impl AsyncFn() -> Result<Poll<T>, CloudError>) -> T {
        let mut last = String::new();
        for _ in 0..PATIENCE {
            match poll().await.unwrap() {
                Poll::Ready(value) => return value,
                Poll::Waiting(text) => last = text,
            }
            tokio::time::sleep(PAUSE).await;
        }
        panic!("{node} is never ready: {last}")
    }

    /// Repeats what AWS is not ready for.
    async fn until_allowed<T>(&self, node: &str, act: impl AsyncFn() -> Result<T, CloudError>) -> T {
        let mut last = String::new();
        for _ in 0..PATIENCE {
            match act().await {
                Err(error) if error.class == ErrorClass::Wait => last = error.why,
                other => return other.unwrap(),
            }
            tokio::time::sleep(PAUSE).await;
        }
        panic!("{node} is never allowed: {last}")
    }

    async fn noting<T>(&self, node: &str, spec: &Spec, act: impl AsyncFn(Request<'_>) -> T) -> T {
        self.proxy.take();
        let (id, token) = (NodeId::from(node), short_hash(&format!("{}/{node}/{}", self.owner.id, self.attempt), 32));
        let request = Request {
            owner: &self.owner,
            node: &id,
            spec,
            token: &token,
            attempt: self.attempt,
            lookup: self,
            secrets: &Typed(self.typed.clone()),
        };
        let result = act(request).await;
        self.made.lock().unwrap().entry(spec.kind()).or_default().extend(self.proxy.take().actions);
        result
    }
}
