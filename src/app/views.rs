//! What the full screen shows of deployments, changes and runs: priced and put into words.

use super::App;
use super::change::{Change, answers_for, changeable, keepable, present_cost, refuse_moving_data};
use super::deployments::shown;
use super::errand::Errand;
use super::input::{lost_preset, planned, preset};
use super::records::at_provider;
use super::status::Look;
use crate::engine::chores::Task;
use crate::engine::{Decision, Order, RunKind, State, UnderWay};
use crate::model::quoted;
use crate::model::text::capital;
use crate::plain::show::Ending;
use crate::plan::{Answers, Total, estimate};
use crate::preset::{Preset, Tier};
use crate::resource::{KeptPrice, Spec};
use crate::tui::{self, Blocked, DeploymentState, DiffLine, DiffSign, DiffView, Menu, Purpose, RunView, TierOffer};

/// For the line of a tier that keeps its database elsewhere.
const NOT_YET: &str = "not possible yet: the database would have to move";

/// How presets say which command shows a password: what stands before its key, and after it.
const SHOWN_BY: &str = " (`cloudstead secret NAME ";
const SHOWS: &str = "` shows it)";

/// Label of what is wrong with a deployment's preset.
pub(super) const PRESET: &str = "Preset";

fn tier_of<'a>(preset: &'a Preset, state: &State) -> Option<&'a Tier> {
    preset.tiers.get(&state.target.as_ref()?.tier)
}

/// The menu of an existing deployment, with what a look at the account found when there was one.
pub(super) fn menu(app: &App, name: &str, state: &State, look: Option<&Look>) -> Menu {
    let monthly = present_cost(state).map_or_else(Total::default, |estimate| estimate.monthly_total);
    let preset = state.answers.as_ref().and_then(|answers| preset(&answers.preset).ok());
    let tier = state.target.as_ref().map(|target| target.tier.clone()).unwrap_or_default();
    let mut tiers = Vec::new();
    if let Some(preset) = &preset {
        for (other, spec) in preset.tiers.iter().filter(|(other, _)| **other != tier) {
            let cost =
                answers_for(state, other).ok().and_then(|answers| planned(&answers).ok().map(|plan| (answers, plan.1)));
            let Some((answers, blueprint)) = cost else { continue };
            let difference = estimate(&blueprint, &answers.usage).monthly_total.since(&monthly);
            let blocked = refuse_moving_data(state, preset, other).err().map(|failure| Blocked {
                short: NOT_YET.to_owned(),
                what: format!("{}.", capital(&failure.sentences())),
                hint: format!("{}.", capital(failure.advice())),
            });
            tiers.push(TierOffer { name: other.clone(), difference, summary: spec.summary.clone(), blocked });
        }
    }
    let mut rows = Vec::new();
    if let Some(owner) = &state.owner {
        rows.push(("Account".to_owned(), owner.account.clone()));
    }
    let last = || state.answer().map(|answer| (Some(answer.url.clone()), answer.plain_because.clone()));
    let (url, because) =
        look.map(|look| (look.url(state), look.plain_because.clone())).or_else(last).unwrap_or_default();
    rows.extend(url.clone().map(|url| ("Address".to_owned(), url)));
    rows.extend(look.and_then(Look::certificate).map(|words| ("Certificate".to_owned(), words)));
    rows.extend(
        because.map(|because| {
            ("Plain http".to_owned(), format!("for now: {because}. The server goes on asking by itself."))
        }),
    );
    rows.extend(at_provider(state).into_iter().map(|record| ("Your DNS".to_owned(), record)));
    rows.extend(lost_preset(state).map(|why| (PRESET.to_owned(), why)));
    rows.push(("Costs".to_owned(), format!("{}, as estimated", state.existing().monthly.per_month())));
    rows.extend(state.left_behind().into_iter().map(|record| ("Left over".to_owned(), state.still_billed(record))));
    if let Some(summary) = preset.as_ref().and_then(|preset| tier_of(preset, state)).map(|tier| tier.summary.clone()) {
        rows.push(("Runs as".to_owned(), summary));
    }
    if let Some(look) = look {
        if let Some(answers) = look.answers {
            rows.push((
                "Answers".to_owned(),
                if answers { "yes, at its address" } else { "no: the app does not answer at its address" }.to_owned(),
            ));
        }
        rows.extend(look.server.clone().map(|said| ("Server".to_owned(), said)));
        for (chore, sentence, advice) in look.other_chores() {
            let what = if chore.task == Task::Job { "Job" } else { "Copy" };
            let advice = advice.map(|advice| format!(" What to do: {advice}.")).unwrap_or_default();
            rows.push((what.to_owned(), format!("{sentence}{advice}")));
        }
        rows.extend(look.healthy_chores().into_iter().map(|(what, words)| (what.to_owned(), words)));
        // What is not as it should be comes first.
        let (well, ill): (Vec<_>, Vec<_>) = look.resources.iter().partition(|seen| seen.health == "ok");
        for seen in ill.into_iter().chain(well) {
            let id = seen.aws_id.as_ref().map(|id| format!(": {id}")).unwrap_or_default();
            rows.push((seen.health.to_owned(), format!("{}{id}", seen.title)));
        }
        rows.extend(look.trouble.clone().map(|trouble| ("Unknown".to_owned(), trouble)));
    }
    if let Ok(folder) = app.folder(name) {
        rows.push(("Files".to_owned(), shown(&folder)));
    }
    let degraded = look.is_some_and(|look| look.state == "degraded");
    Menu {
        name: name.to_owned(),
        title: preset.map(|preset| preset.title).unwrap_or_default(),
        tier,
        region: state.owner.as_ref().map(|owner| owner.region.to_string()).unwrap_or_default(),
        url,
        healthy: look.and_then(|look| look.answers.map(|answers| answers && look.state == "complete")),
        monthly: state.existing().monthly,
        state: match app.standing(name, state).state {
            DeploymentState::Complete if degraded => DeploymentState::Degraded,
            state => state,
        },
        now: app.now(name, state),
        look: rows,
        tiers,
    }
}

pub(super) fn diff_view(
    name: &str,
    title: &str,
    purpose: Purpose,
    change: &Change,
    state: &State,
    blocked: Option<String>,
) -> DiffView {
    let lines = change.items.iter().map(|item| DiffLine {
        sign: match item.decision {
            Decision::Create => DiffSign::Added,
            Decision::Update => DiffSign::Changed,
            Decision::Replace => DiffSign::Replaced,
            Decision::Remove => DiffSign::Removed,
            Decision::Keep => DiffSign::Kept,
        },
        what: item.title.clone(),
        monthly: item.monthly.clone(),
        note: item.note.clone(),
        data: item.data,
    });
    let question = |price| keepable(state, price);
    let destroys = purpose == Purpose::Destroy;
    let gone = match state.under_way() {
        Some(UnderWay::Removal { gone, .. }) => gone,
        _ => Vec::new(),
    };
    DiffView {
        purpose,
        name: name.to_owned(),
        title: title.to_owned(),
        lines: lines.collect(),
        before: change.before.clone(),
        after: change.after.clone(),
        minutes: change.minutes,
        downtime: change.downtime.clone(),
        blocked,
        snapshot: destroys.then(|| question(KeptPrice::DatabaseSnapshot)).flatten(),
        files: destroys.then(|| question(KeptPrice::Files)).flatten(),
        images: destroys.then(|| question(KeptPrice::Images)).flatten(),
        others: None,
        raise: None,
        unsure_of: None,
        gone: gone.iter().map(|node| node.spec.title()).collect(),
    }
}

/// A run before it begins. What it costs is what it brings about, which the journal knows also where its preset is
/// lost.
pub(super) fn run_view(app: &App, errand: &Errand, state: &State) -> RunView {
    let begun = state.run.as_ref();
    let (what, target, answers) = match &errand.order {
        Order::Build { kind, target, answers, .. } => (*kind, Some(target.as_ref()), Some(answers.as_ref())),
        Order::Resume => (
            begun.map_or(RunKind::Deploy, |run| run.kind),
            begun.and_then(|run| run.target.as_ref()).or(state.target.as_ref()),
            state.answers.as_ref(),
        ),
        Order::Destroy(_) => (RunKind::Destroy, state.target.as_ref(), state.answers.as_ref()),
    };
    let kind = match what {
        RunKind::Deploy => tui::RunKind::Deploy,
        RunKind::Change => tui::RunKind::Change,
        RunKind::Destroy => tui::RunKind::Destroy,
    };
    let name = errand.name.as_str();
    let usage = answers.map(|answers| answers.usage.clone()).unwrap_or_default();
    let cost = target.map(|blueprint| estimate(blueprint, &usage));
    let monthly = cost.as_ref().map_or_else(Total::default, |estimate| estimate.monthly_total.clone());
    let mut view = RunView::new(name, kind, monthly);
    if let Some((blueprint, estimate)) = target.zip(cost) {
        view.costs = blueprint.nodes().map(|(id, _)| (id.clone(), estimate.of(id))).collect();
        view.plain_http =
            blueprint.nodes().any(|(_, node)| matches!(&node.spec, Spec::Answer(answer) if !answer.https));
    }
    if app.common.practice {
        view.note = Some(format!("practice, {} times faster", app.speed()));
    }
    if let Some(answers) = answers {
        if let Ok(preset) = preset(&answers.preset) {
            view.tiers = changeable(&preset, &answers.tier);
            view.sign_in = sign_in(app, name, &preset, answers);
        }
        view.domain = answers.domain.name().map(str::to_owned);
        view.budget = Some(answers.budget);
        view.email.clone_from(&answers.alerts.email);
    }
    if what == RunKind::Destroy {
        view.records = at_provider(state);
    }
    view.folder = app.folder(name).ok().map(|folder| shown(&folder));
    view.snapshot = keepable(state, KeptPrice::DatabaseSnapshot).map(|kept| kept.monthly);
    view
}

/// What the last lines of a run say where there is no full screen.
pub(super) fn ending(app: &App, errand: &Errand, state: &State) -> Ending {
    let view = run_view(app, errand, state);
    Ending {
        invocation: app.invocation(),
        unverified: app.common.no_verify,
        removal: view.what == tui::RunKind::Destroy,
        costs: view.costs_from_now(),
        tiers: view.tiers,
        sign_in: view.sign_in,
        records: view.records,
        snapshot: view.snapshot,
        folder: view.folder,
    }
}

/// How the first person signs in with the keys that were given, or what to give so that somebody can.
fn sign_in(app: &App, name: &str, preset: &Preset, answers: &Answers) -> Vec<String> {
    let given = |key: &str| answers.secrets.contains_key(key);
    // An app of one's own says nothing of it, and its first password may be one that was made here.
    if preset.sign_in.is_empty() && preset.secrets.values().any(|need| need.generate.is_some()) {
        let words = "as the app itself says; this lists the passwords and keys that were made for it:";
        return vec![words.to_owned(), app.command(&format!("secret {name}"))];
    }
    let file = app.answers_path(name).map(|path| path.display().to_string()).unwrap_or_default();
    let ways = preset.how_to_sign_in(given, &app.command(&format!("deploy --answers {}", quoted(&file))));
    ways.into_iter().flat_map(|way| with_command(&way, |key| app.command(&format!("secret {name} {key}")))).collect()
}

/// A way to sign in, with the command that shows its password on a line of its own, so that it can be copied.
fn with_command(way: &str, command: impl Fn(&str) -> String) -> Vec<String> {
    let parts = way.split_once(SHOWN_BY).and_then(|(before, rest)| Some((before, rest.split_once(SHOWS)?)));
    match parts {
        Some((before, (key, after))) => vec![format!("{before}{after}. This shows {key}:"), command(key)],
        None => vec![way.to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::by_name;

    #[test]
    fn the_command_that_shows_a_password_can_be_copied() {
        let way = &by_name("nextcloud").unwrap().sign_in[0].how;
        let lines = with_command(way, |key| format!("cloudstead secret demo {key}"));
        let sentence = "sign in as admin with NEXTCLOUD_ADMIN_PASSWORD, and make accounts under Accounts. This shows \
            NEXTCLOUD_ADMIN_PASSWORD:";
        assert_eq!(lines, [sentence, "cloudstead secret demo NEXTCLOUD_ADMIN_PASSWORD"]);
        assert_eq!(with_command("open it", |_| String::new()), ["open it"]);
    }
}
