//! `status`: what exists, whether it is healthy, where it answers, what it costs.

use std::io::Write;

use futures_util::StreamExt as _;
use serde_json::json;

use super::App;
use super::backend::{Backend, same_account};
use super::change::present_cost;
use super::deployments::owner_of;
use super::elsewhere::Elsewhere;
use super::failure::Failure;
use super::input::lost_preset;
use super::kept::Left;
use super::records::at_provider;
use super::running::runtime;
use super::secrets::Given;
use crate::engine::{CloudError, ErrorClass, Found, Owner, Poll, Record, Request, Standing, State};
use crate::model::NodeId;
use crate::model::text::capital;
use crate::plain::json as lines;
use crate::plain::show::{self, StatusRow};
use crate::resource::answer::AnswerOutputs;
use crate::resource::{Lifecycle, Lookup, Outputs};
use crate::tui::DeploymentState;

/// The state of a deployment that only the account's tags know.
pub(super) const ELSEWHERE: &str = "elsewhere";
/// The state of a deployment that is nowhere: never made, or removed.
pub(super) const ABSENT: &str = "absent";
/// Questions to the account at a time.
const AT_ONCE: usize = 8;

/// One resource with its health in a word.
pub(super) struct Seen {
    pub(super) id: NodeId,
    pub(super) kind: &'static str,
    pub(super) title: String,
    pub(super) aws_id: Option<String>,
    /// `ok`, `changed`, `missing`, `unfinished`, `several`, `foreign` or `unknown`.
    pub(super) health: &'static str,
}

/// A deployment looked at.
pub(super) struct Look {
    pub(super) resources: Vec<Seen>,
    /// `None` when it was not asked.
    pub(super) answers: Option<bool>,
    /// `complete`, `unfinished`, `degraded`, or `unknown` where nothing could be checked.
    pub(super) state: &'static str,
    /// False when the account said nothing at all.
    pub(super) checked: bool,
    /// What a server says of itself that a person should know: a nightly copy that failed, an app that does not start.
    pub(super) server: Option<String>,
    /// How it answered just now, with its certificate; `None` when it was not asked or did not.
    pub(super) answer: Option<AnswerOutputs>,
    /// Why it is plain http for now although https is wanted, as the server says now.
    pub(super) plain_because: Option<String>,
    /// Why some of it is unknown.
    pub(super) trouble: Option<String>,
}

impl App {
    pub(super) fn status(&self, name: Option<&str>, out: &mut dyn Write) -> Result<u8, Failure> {
        if let Some(name) = name
            && self.known(name)?.is_none()
        {
            return self.absent(name, out);
        }
        let (name, state) = self.meant(name)?;
        let left = self.left_of(&name)?;
        let (look, left) = runtime()?.block_on(async { tokio::join!(self.look(&state), self.look_for(left)) });
        let look = look?;
        let existing = state.existing();
        let cost = existing.monthly;
        let tier = state.target.as_ref().map(|target| target.tier.clone()).unwrap_or_default();
        let owner = state.owner.as_ref();
        if let Some(why) = lost_preset(&state) {
            writeln!(std::io::stderr(), "warning: {why}")?;
        }
        let code = u8::from(!look.checked);
        if self.common.json {
            let resources: Vec<_> = look
                .resources
                .iter()
                .map(|seen| json!({"id": seen.id, "kind": seen.kind, "aws_id": seen.aws_id, "health": seen.health}))
                .collect();
            let value = json!({
                "name": name, "account": owner.map(|owner| &owner.account), "region": owner.map(|owner| owner.region),
                "tier": tier,
                "state": look.state, "run": state.run.as_ref().filter(|_| state.unfinished()).map(|run| run.kind),
                "held_by": self.standing(&name, &state).holder, "url": look.url(&state), "resources": resources,
                "monthly_total": cost,
                "kept": left.iter().flat_map(Left::as_json).collect::<Vec<_>>(),
            });
            lines::line(&value, out)?;
            return Ok(code);
        }
        let private =
            |url: String| if url.starts_with("http://") { format!("{url}  plain http: not private") } else { url };
        let url = look.url(&state).map_or_else(|| "no address yet".to_owned(), private);
        let standing = self.standing(&name, &state).state;
        let word = match look.state {
            "complete" if standing == DeploymentState::Running => standing.words(),
            "unfinished" => standing.words(),
            "unknown" => "could not be checked",
            word => word,
        };
        let region = owner.map(|owner| owner.region.code()).unwrap_or_default();
        let mut headline = format!("{name} · {tier} · {region} · {word} · {cost} per month\n{url}");
        let now = self.now(&name, &state);
        if !now.is_empty() {
            headline.push('\n');
            headline.push_str(&now);
        }
        let rows: Vec<StatusRow> = look
            .resources
            .iter()
            .map(|seen| StatusRow {
                title: seen.title.clone(),
                aws_id: seen.aws_id.clone().unwrap_or_default(),
                health: seen.health.to_owned(),
            })
            .collect();
        show::status(&headline, &rows, out)?;
        if let Some(words) = look.certificate() {
            writeln!(out, "\nCertificate: {words}.")?;
        }
        let records = at_provider(&state);
        if !records.is_empty() {
            let what =
                if state.is_being_removed() { "lead nowhere once it is removed" } else { "lead to it: they must stay" };
            writeln!(out, "\nDNS records at your provider that {what}")?;
            records.iter().try_for_each(|record| writeln!(out, "  {record}"))?;
        }
        if let Some(because) = &look.plain_because {
            show::paragraph(&format!("! Plain http for now: {because}. The server goes on asking by itself."), 0, out)?;
        }
        if look.answers == Some(false) {
            writeln!(out, "\nThe app does not answer at its address.")?;
        }
        if let Some(said) = look.server {
            writeln!(out, "\n{said}")?;
        }
        if let Some(trouble) = look.trouble {
            let what = if look.checked { "Not everything could be checked" } else { "Nothing could be checked" };
            writeln!(out, "\n{what}: {trouble}")?;
        }
        let resume = self.command(&format!("resume {name}"));
        if standing.stopped() {
            let planned = present_cost(&state).filter(|_| standing != DeploymentState::Removing);
            let planned =
                planned.map(|plan| format!("; {} once it is finished", plan.monthly_total)).unwrap_or_default();
            let goes_on =
                if standing == DeploymentState::Removing { "goes on removing, after a question" } else { "goes on" };
            writeln!(out, "\n{}{planned}.\n`{resume}` {goes_on}.", show::existing_words(&existing))?;
        }
        if look.state == "degraded" {
            writeln!(
                out,
                "\n`{resume}` sets right what was changed, starts what stands still and makes anew what is gone."
            )?;
        }
        for left in &left {
            writeln!(out)?;
            show::remains(&left.shown(), out)?;
        }
        Ok(code)
    }

    fn absent(&self, name: &str, out: &mut dyn Write) -> Result<u8, Failure> {
        if let Some(found) = self.look_elsewhere(name)? {
            return self.elsewhere_status(&found, out);
        }
        let left = runtime()?.block_on(self.look_for(self.left_of(name)?));
        let owner = left.first().map(Left::owner);
        if self.common.json {
            let none: [u8; 0] = [];
            let value = json!({
                "name": name, "account": owner.map(|owner| &owner.account), "region": owner.map(|owner| owner.region),
                "tier": null,
                "state": ABSENT, "run": null, "held_by": null, "url": null, "resources": none, "monthly_total": 0.0,
                "kept": left.iter().flat_map(Left::as_json).collect::<Vec<_>>(),
            });
            lines::line(&value, out)?;
        }
        if !self.common.json {
            left.iter().try_for_each(|left| show::remains(&left.shown(), out))?;
        }
        let removed = if left.is_empty() { "" } else { ": it was removed, but for what was kept" };
        Err(Failure::usage(format!("there is no deployment called `{name}`{removed}"))
            .hint(format!("`{}` shows what there is", self.command("list"))))
    }

    fn elsewhere_status(&self, found: &Elsewhere, out: &mut dyn Write) -> Result<u8, Failure> {
        if !self.common.json {
            let failure = self.made_elsewhere(found);
            writeln!(out, "{}.\n\nWhat to do: {}.", capital(&failure.sentences()), failure.advice())?;
            return Ok(0);
        }
        let Elsewhere { owner, things } = found;
        let resources: Vec<_> = things
            .iter()
            .flatten()
            .map(|thing| json!({"id": thing.node, "kind": null, "aws_id": thing.aws_id, "health": "unknown"}))
            .collect();
        let value = json!({
            "name": owner.deployment, "account": owner.account, "region": owner.region, "tier": null,
            "state": ELSEWHERE, "run": null, "held_by": null, "url": null,
            "resources": resources, "monthly_total": null, "kept": [],
        });
        lines::line(&value, out)?;
        Ok(0)
    }

    /// Asks the account about every resource; what it cannot say is unknown, never missing.
    ///
    /// # Errors
    /// When another account is signed in: there everything would seem to be missing.
    pub(super) async fn look(&self, state: &State) -> Result<Look, Failure> {
        let owner = owner_of(state)?;
        let backend = match self.backend(owner.region).await {
            Ok(backend) => backend,
            Err(failure) => return Ok(unknown(state, format!("{} {}", failure.what(), failure.advice()))),
        };
        match backend.cloud.identity().await {
            Ok(identity) => same_account(&owner, &identity)?,
            Err(error) => return Ok(unknown(state, format!("{error} {}", error.hint))),
        }
        Ok(self.look_with(state, &owner, &backend).await)
    }

    async fn look_with<'a>(&self, state: &'a State, owner: &'a Owner, backend: &'a Backend) -> Look {
        let secrets = Given::default();
        let request = |(id, record): (&'a NodeId, &'a Record)| Request {
            owner,
            node: id,
            spec: &record.node.spec,
            token: "",
            attempt: 0,
            lookup: state,
            secrets: &secrets,
        };
        let of = |lifecycle| {
            state.records.iter().filter(move |(_, record)| record.node.spec.kind().lifecycle() == lifecycle)
        };
        let looks = of(Lifecycle::Owned).map(|(id, record)| {
            let request = request((id, record));
            async move {
                let found = backend.cloud.find(&request).await;
                let changed = match (&found, record.standing) {
                    (Ok(Found::Ours(outputs)), Standing::Ready) => {
                        backend.cloud.changed(&request, outputs).await.ok().flatten()
                    }
                    _ => None,
                };
                (id, record, found, changed)
            }
        });
        let mut trouble = None;
        let mut resources = Vec::new();
        for (id, record, found, changed) in
            futures_util::stream::iter(looks).buffered(AT_ONCE).collect::<Vec<_>>().await
        {
            let (health, why) = health(record, found);
            trouble = trouble.or(why);
            let mut seen = seen(id, record, health);
            if let Some(what) = changed {
                seen.health = "changed";
                seen.title = format!("{}, changed by hand: {what}", seen.title);
            }
            resources.push(seen);
        }
        let mut said = None;
        if let Some(report) =
            of(Lifecycle::Fact).find(|(_, record)| matches!(record.outputs, Some(Outputs::HttpsReport(_))))
        {
            match backend.cloud.poll(&request(report), None).await {
                Ok(Poll::Ready(outputs)) => said = Some((report.0, outputs)),
                Ok(Poll::Waiting(_)) => {}
                Err(error) => trouble = trouble.or(Some(error.what)),
            }
        }
        let mut plain_because = said.as_ref().and_then(|(_, outputs)| match outputs {
            Outputs::HttpsReport(report) => report.plain_because.clone(),
            _ => None,
        });
        // A certificate that works now is tried in any case; only one that does not is news to whoever asks.
        let said = said.filter(|_| plain_because.is_some());
        let (mut answers, mut answered) = (None, None);
        let answer = of(Lifecycle::Probe).find(|(_, record)| matches!(record.outputs, Some(Outputs::Answer(_))));
        if let Some(answer) = answer.filter(|_| !self.common.no_verify) {
            let lookup = Now { state, said };
            let found = backend.probe.poll(&Request { lookup: &lookup, ..request(answer) }).await;
            answers = Some(matches!(found, Ok(Poll::Ready(_))));
            if let Ok(Poll::Ready(Outputs::Answer(outputs))) = found {
                plain_because = plain_because
                    .filter(|_| outputs.url.starts_with("http:"))
                    .or_else(|| outputs.plain_because.clone());
                answered = Some(outputs);
            }
        }
        let mut server = None;
        let reports =
            of(Lifecycle::Fact).filter(|(_, record)| matches!(record.outputs, Some(Outputs::InstanceReport(_))));
        for report in reports.filter(|(_, record)| record.standing == Standing::Ready) {
            match backend.cloud.poll(&request(report), None).await {
                Err(error) if error.class == ErrorClass::Stop => server = Some(sentences(&error)),
                Err(error) => trouble = trouble.or(Some(error.what)),
                Ok(_) => {}
            }
        }
        let ill = resources.iter().any(|seen| seen.health != "ok" && seen.health != "unknown");
        let sick = ill || answers == Some(false) || server.is_some();
        // From a machine without a network nothing answers: that says nothing of the app.
        let said = |seen: &Seen| !matches!(seen.health, "unknown" | "unfinished");
        let checked = resources.iter().any(said) || resources.iter().all(|seen| seen.health != "unknown");
        let word = if state.unfinished() {
            "unfinished"
        } else if !checked {
            "unknown"
        } else if sick {
            "degraded"
        } else {
            "complete"
        };
        Look { resources, answers, state: word, checked, server, answer: answered, plain_because, trouble }
    }
}

impl Look {
    /// Where it answers now, else where it last did.
    pub(super) fn url(&self, state: &State) -> Option<String> {
        self.answer.as_ref().map(|answer| answer.url.clone()).or_else(|| state.url())
    }

    /// The certificate that was shown, in words.
    pub(super) fn certificate(&self) -> Option<String> {
        let until = self.answer.as_ref()?.certificate_until.as_ref()?;
        Some(format!("valid until {until}, renewed by itself"))
    }
}

/// What the journal knows, with what the server says of its certificates now.
struct Now<'a> {
    state: &'a State,
    said: Option<(&'a NodeId, Outputs)>,
}

impl Lookup for Now<'_> {
    fn outputs(&self, node: &NodeId) -> Option<Outputs> {
        match &self.said {
            Some((told, outputs)) if *told == node => Some(outputs.clone()),
            _ => self.state.outputs(node),
        }
    }
}

fn health(record: &Record, found: Result<Found, CloudError>) -> (&'static str, Option<String>) {
    if record.standing != Standing::Ready {
        return ("unfinished", None);
    }
    match found {
        Ok(Found::Ours(_)) => ("ok", None),
        Ok(Found::Absent) => ("missing", None),
        Ok(Found::Foreign(_) | Found::Kept(_)) => ("foreign", None),
        Ok(Found::Several(_)) => ("several", None),
        // Only what is looked up has any.
        Ok(Found::Candidates(_) | Found::Unavailable(_)) => ("unknown", None),
        Err(error) => ("unknown", Some(error.what)),
    }
}

/// What happened, why and what to do, one after the other.
fn sentences(error: &CloudError) -> String {
    let parts = [&error.what, &error.why, &error.hint].into_iter().filter(|part| !part.is_empty());
    parts.map(|part| capital(&format!("{}.", part.trim_end_matches('.')))).collect::<Vec<_>>().join(" ")
}

fn seen(id: &NodeId, record: &Record, health: &'static str) -> Seen {
    let spec = &record.node.spec;
    let aws_id = record.outputs.as_ref().and_then(Outputs::aws_id);
    Seen { id: id.clone(), kind: spec.kind().name(), title: spec.title(), aws_id, health }
}

fn unknown(state: &State, trouble: String) -> Look {
    let owned = state.records.iter().filter(|(_, record)| record.node.spec.kind().lifecycle() == Lifecycle::Owned);
    let resources = owned.map(|(id, record)| seen(id, record, "unknown")).collect();
    let word = if state.unfinished() { "unfinished" } else { "unknown" };
    Look {
        resources,
        answers: None,
        state: word,
        checked: false,
        server: None,
        answer: None,
        plain_because: None,
        trouble: Some(trouble),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_says_reads_as_sentences() {
        let error =
            CloudError::stop("BackupFailed", "the nightly copy failed").why("disk full.").hint("look at its log");
        assert_eq!(sentences(&error), "The nightly copy failed. Disk full. Look at its log.");
        assert_eq!(sentences(&CloudError::stop("X", "no")), "No.");
    }
}
