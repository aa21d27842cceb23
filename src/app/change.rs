//! The difference between what exists and what is wanted, in things, money, minutes and words.

use std::io;

use super::downtime::downtime;
use super::failure::Failure;
use super::input::planned;
use crate::engine::operate::priced;
use crate::engine::{DataChoice, Decision, Kept, State, decide, jobs, longest_chain};
use crate::model::Money;
use crate::model::text::clean_line;
use crate::plain::show::{self, Difference, Sign};
use crate::plan::amounts::amount_for;
use crate::plan::check::check_budget;
use crate::plan::{Answers, Blueprint, Estimate, Node, Step, Total, estimate};
use crate::preset::{Preset, Tier};
use crate::resource::{Keep, KeptPrice, Kind, Lifecycle, Spec};
use crate::tui::{DataQuestion, Raise};

/// One thing of a change.
pub(super) struct Item {
    pub(super) decision: Decision,
    pub(super) title: String,
    /// Of the thing itself, per month.
    pub(super) monthly: Total,
    pub(super) note: String,
    pub(super) data: bool,
}

/// A change before it is carried out.
pub(super) struct Change {
    pub(super) items: Vec<Item>,
    pub(super) before: Total,
    pub(super) after: Total,
    pub(super) minutes: u32,
    pub(super) downtime: String,
    pub(super) target: Option<Blueprint>,
}

/// The estimate of what a deployment's journal last wanted.
pub(super) fn present_cost(state: &State) -> Option<Estimate> {
    let (target, answers) = (state.target.as_ref()?, state.answers.as_ref()?);
    Some(estimate(target, &answers.usage))
}

/// The answers of a deployment with another tier.
pub(super) fn answers_for(state: &State, tier: &str) -> Result<Answers, Failure> {
    let answers = state.answers.clone().ok_or_else(|| Failure::failed("the deployment's journal holds no answers"))?;
    Ok(Answers { tier: tier.to_owned(), ..answers })
}

/// Works out a change of tier; refuses one that would move the database.
/// `budget` is another one that goes with it, USD per month.
pub(super) fn to_tier(state: &State, tier: &str, budget: Option<u32>) -> Result<(Answers, Change), Failure> {
    if state.is_being_removed() {
        return Err(Failure::refused("what is being removed has no tier to change")
            .hint("let the removal go on to its end; then deploy again"));
    }
    let mut answers = answers_for(state, tier)?;
    if let Some(budget) = budget {
        check_budget(budget).map_err(|why| Failure::usage(format!("`--budget {budget}`: {why}")))?;
        answers.budget = budget;
    }
    let (preset, blueprint) = planned(&answers)?;
    refuse_moving_data(state, &preset, tier)?;
    let change = to_blueprint(state, &preset, &answers, blueprint);
    Ok((answers, change))
}

/// The budget that could follow a change; `None` where the present one pays for all that is known of it.
pub(super) fn raise(answers: &Answers, change: &Change) -> Option<Raise> {
    let (after, alarm) = (&change.after, answers.alerts.email.is_some());
    let unsure = !after.is_complete();
    let to = || amount_for(after.known());
    after.over(budget(answers)).map(|_| Raise { from: answers.budget, to: to(), alarm, unsure, wanted: false })
}

/// The budget that a change may go over, where missing prices decide that; USD per month.
pub(super) fn unsure_of(answers: &Answers, change: &Change) -> Option<u32> {
    let limit = budget(answers);
    (!change.after.fits(limit) && change.after.over(limit).is_none()).then_some(answers.budget)
}

fn budget(answers: &Answers) -> Money {
    Money::from_dollars(answers.budget.into())
}

/// A database cannot move between a server's disk and RDS yet.
pub(super) fn refuse_moving_data(state: &State, preset: &Preset, tier: &str) -> Result<(), Failure> {
    let from = state.target.as_ref().map(|target| target.tier.as_str()).unwrap_or_default();
    let tiers = preset.tiers.get(from).zip(preset.tiers.get(tier));
    if tiers.is_some_and(|(from, to)| !preset.same_places(from, to)) {
        return Err(Failure::refused(format!(
            "moving from `{from}` to `{tier}` would move the database, which cloudstead cannot do yet"
        ))
        .why("one keeps the database on the server's disk, the other in a managed database (RDS)")
        .hint(
            "deploy the other tier under another name and copy the data over with PostgreSQL's own tools: \
                pg_dump writes it to a file, pg_restore reads it in",
        ));
    }
    Ok(())
}

/// The tiers that a tier can be changed to.
pub(super) fn changeable(preset: &Preset, from: &str) -> Vec<String> {
    let own = preset.tiers.get(from);
    let stays = |tier: &Tier| own.is_some_and(|own| preset.same_places(own, tier));
    preset.tiers.iter().filter(|(name, tier)| *name != from && stays(tier)).map(|(name, _)| name.clone()).collect()
}

/// Works out what deploying other answers under the same name would change.
pub(super) fn to_answers(state: &State, answers: &Answers) -> Result<Change, Failure> {
    let (preset, blueprint) = planned(answers)?;
    Ok(to_blueprint(state, &preset, answers, blueprint))
}

fn to_blueprint(state: &State, preset: &Preset, answers: &Answers, blueprint: Blueprint) -> Change {
    let new = estimate(&blueprint, &answers.usage);
    let items = items(state, Some((&blueprint, &new)));
    // After a run that did not finish, less exists than was planned.
    let before = state.existing().monthly;
    let seconds = jobs(state, Some(&blueprint), true).map_or(0, |jobs| longest_chain(&jobs));
    let downtime = downtime(state, preset, answers, &blueprint);
    Change { items, before, after: new.monthly_total, minutes: seconds.div_ceil(60), downtime, target: Some(blueprint) }
}

/// What a destroy removes and keeps; without a choice, what will be asked about. Data comes first.
pub(super) fn to_nothing(state: &State, choice: Option<DataChoice>) -> Change {
    let mut items = items(state, None);
    for (item, record) in items.iter_mut().zip(state.owned()) {
        let all = DataChoice { final_snapshot: true, keep_files: true, keep_images: true };
        item.note = match choice.unwrap_or(all).keeps(&record.node.spec) {
            Keep::Snapshot { .. } | Keep::Itself { .. } if choice.is_none() => "you decide next".to_owned(),
            Keep::Copy if !state.stored => String::new(),
            Keep::Copy if choice.is_none() => "a copy stays with a snapshot".to_owned(),
            Keep::Copy => "a copy is kept with the snapshot".to_owned(),
            Keep::Snapshot { gigabytes, .. } => format!("a last snapshot ({gigabytes} GB) is kept"),
            Keep::Inside if choice.is_none() => String::new(),
            Keep::Itself { .. } | Keep::Inside => {
                item.decision = Decision::Keep;
                "kept with what is in it".to_owned()
            }
            Keep::Nothing if record.node.spec.holds_data() => "what is stored in it is lost".to_owned(),
            Keep::Nothing => String::new(),
        };
    }
    items.sort_by_key(|item| !item.data);
    // After a run that did not finish, less exists than was planned.
    let before = items.iter().map(|item| item.monthly.clone()).sum();
    let seconds = jobs(state, None, true).map_or(0, |jobs| longest_chain(&jobs));
    let downtime = "the app is gone".to_owned();
    Change { items, before, after: Total::default(), minutes: seconds.div_ceil(60), downtime, target: None }
}

/// What becomes of each thing. What goes costs what it costs as it is, whatever was wanted last; what AWS refused to
/// make never goes.
fn items(state: &State, target: Option<(&Blueprint, &Estimate)>) -> Vec<Item> {
    let mut items = Vec::new();
    for (id, decision) in decide(state, target.map(|(blueprint, _)| blueprint)) {
        let wanted = target.and_then(|(blueprint, estimate)| Some((blueprint.get(&id)?, estimate.of(&id))));
        let there = || state.records.get(&id).filter(|_| !state.refused.contains(&id)).map(|record| &record.node);
        let Some((node, monthly)) = wanted.or_else(|| there().map(|node| (node, state.monthly_of(node)))) else {
            continue;
        };
        if node.spec.kind().lifecycle() != Lifecycle::Owned {
            continue;
        }
        let remark = match decision {
            Decision::Keep if node.spec.holds_data() => "kept, untouched".to_owned(),
            _ => String::new(),
        };
        items.push(Item { decision, title: node.spec.title(), monthly, note: remark, data: node.spec.holds_data() });
    }
    items
}

impl Change {
    pub(super) fn changes_anything(&self) -> bool {
        self.items.iter().any(|item| item.decision != Decision::Keep)
    }

    /// In words, with minutes and downtime.
    pub(super) fn show(&self, out: &mut dyn io::Write) -> io::Result<()> {
        show::differences(&self.differences(), (&self.before, &self.after), out)?;
        show::paragraph(&format!("About {} minutes. Time without the app: {}.", self.minutes, self.downtime), 0, out)
    }

    /// As lines for `plain`.
    pub(super) fn differences(&self) -> Vec<Difference> {
        let shown = self.items.iter().filter(|item| item.decision != Decision::Keep || item.data);
        let lines = shown.map(|item| Difference {
            sign: match item.decision {
                Decision::Create => Sign::Create,
                Decision::Update => Sign::Update,
                Decision::Replace => Sign::Replace,
                Decision::Remove => Sign::Delete,
                Decision::Keep => Sign::Keep,
            },
            what: item.title.clone(),
            note: item.note.clone(),
            monthly: match item.decision {
                Decision::Create => item.monthly.since(&Total::default()),
                Decision::Remove => Total::default().since(&item.monthly),
                Decision::Update | Decision::Replace | Decision::Keep => Step::default(),
            },
        });
        lines.collect()
    }
}

/// What a destroy could keep: a last snapshot, the files, or the images. `None` where there is nothing of the kind.
pub(super) fn keepable(state: &State, price: KeptPrice) -> Option<DataQuestion> {
    let owner = state.owner.as_ref()?;
    let usage = state.answers.as_ref().map(|answers| answers.usage.clone()).unwrap_or_default();
    if price == KeptPrice::Images {
        let of = |kind| state.owned().map(|record| &record.node).filter(move |node| node.spec.kind() == kind);
        let places: Vec<&Node> = of(Kind::EcrRepository).collect();
        let what = format!("images of {} services (ECR)", places.len());
        let monthly = places.iter().map(|node| state.monthly_of(node)).sum();
        let things = places.len() + of(Kind::BuiltImage).count();
        return (!places.is_empty()).then_some(DataQuestion { what, monthly, things });
    }
    let (mut whats, mut prices, mut things) = (Vec::new(), Vec::new(), 0);
    for record in state.owned() {
        let spec = &record.node.spec;
        let (found, gigabytes) = match spec.keeps(true, true, false) {
            Keep::Snapshot { gigabytes, price } => (price, gigabytes),
            Keep::Itself { price } => (price, 0),
            Keep::Copy | Keep::Inside | Keep::Nothing => continue,
        };
        if (found == KeptPrice::Files) != (price == KeptPrice::Files) {
            continue;
        }
        let kept = Kept { aws_id: String::new(), why: String::new(), gigabytes, price: found };
        prices.push(priced(&kept, owner.region, &usage).price());
        things += usize::from(gigabytes == 0);
        let stores = if spec.kind() == Kind::Volume { copied_stores(state) } else { Vec::new() };
        let of = if stores.is_empty() { String::new() } else { format!(" with {}", stores.join(", ")) };
        whats.push(format!("{}{of}", spec.title()));
    }
    let monthly = prices.into_iter().sum();
    (!whats.is_empty()).then(|| DataQuestion { what: whats.join("; "), monthly, things })
}

/// Names of the stores whose data is on the data disk.
fn copied_stores(state: &State) -> Vec<String> {
    let manifests = state.owned().filter_map(|record| match &record.node.spec {
        Spec::Release(release) => Some(&release.manifest["backups"]),
        _ => None,
    });
    let rows = manifests.filter_map(|rows| rows.as_array()).flatten();
    rows.filter_map(|row| row["store"].as_str()).map(clean_line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::state::Run;
    use crate::engine::{Entry, Outcome, Owner, RunKind};
    use crate::model::Region;
    use crate::preset::by_name;
    use crate::resource::Outputs;
    use crate::resource::vpc::VpcOutputs;

    /// A deployment of `managed` that is complete.
    fn managed() -> State {
        complete("compai", "managed")
    }

    fn complete(preset: &str, tier: &str) -> State {
        let answers = format!("name='demo'\npreset='{preset}'\ntier='{tier}'\nregion='us-east-1'\nbudget=60\n");
        let answers = Answers::parse(&answers).unwrap();
        let target = crate::plan::compose(&by_name(preset).unwrap(), &answers).unwrap();
        let owner = Owner {
            deployment: answers.name.clone(),
            id: "d1".to_owned(),
            account: "1".to_owned(),
            region: Region::US_EAST_1,
        };
        let mut state = State { owner: Some(owner), ..State::default() };
        let (wanted, kept) = (Some(target.clone()), Some(Box::new(answers)));
        state.apply(&Entry::RunBegan { run: RunKind::Deploy, target: wanted, answers: kept, choice: None });
        for (id, node) in target.nodes() {
            let outputs = Outputs::Vpc(VpcOutputs { vpc_id: "vpc-1".to_owned() });
            state.apply(&Entry::Done { node: id.clone(), outputs, as_wanted: node.clone() });
        }
        state.apply(&Entry::RunEnded { outcome: Outcome::Done });
        state
    }

    #[test]
    fn what_goes_costs_what_it_costs_as_it_is_also_after_a_change_that_stopped() {
        let mut state = managed();
        let whole = to_nothing(&state, None).before;
        assert_eq!(whole, state.existing().monthly);
        let smaller =
            crate::plan::compose(&by_name("compai").unwrap(), &answers_for(&state, "starter").unwrap()).unwrap();
        state.apply(&Entry::RunBegan { run: RunKind::Change, target: Some(smaller), answers: None, choice: None });
        state.apply(&Entry::RunEnded { outcome: Outcome::Interrupted });
        assert_eq!(to_nothing(&state, None).before, whole, "nothing of it is gone yet");
        let title = state.records.get(&crate::model::NodeId::from("database")).unwrap().node.spec.title();
        let database = to_nothing(&state, None).items.into_iter().find(|item| item.title == title).unwrap();
        assert!(!database.monthly.is_free(), "{}", database.title);
    }

    #[test]
    fn all_data_is_asked_about_by_name_and_price() {
        let asked = |tier| keepable(&complete("paperless-ngx", tier), KeptPrice::DatabaseSnapshot).unwrap();
        let (one, both) = (asked("starter"), asked("managed"));
        assert!(one.what.starts_with("data disk") && one.what.contains(" with db, "), "{}", one.what);
        assert!(both.what.contains("PostgreSQL") && both.what.contains("; data disk"), "{}", both.what);
        assert!(both.monthly.known() > one.monthly.known(), "{both:?} {one:?}");
    }

    #[test]
    fn what_aws_refused_to_make_is_not_removed() {
        let mut state = managed();
        let count = to_nothing(&state, None).items.len();
        let kept = |state: &State, price| keepable(state, price).map(|kept| kept.what).unwrap_or_default();
        assert!(kept(&state, KeptPrice::DatabaseSnapshot).contains("PostgreSQL"));
        state.refused.insert("database".into());
        assert_eq!(to_nothing(&state, None).items.len(), count - 1);
        assert_eq!(to_nothing(&state, None).items.len(), state.existing().things);
        state.refused.insert("files".into());
        let asked = [KeptPrice::DatabaseSnapshot, KeptPrice::Files].map(|price| kept(&state, price));
        assert!(!asked[0].contains("PostgreSQL") && asked[1].is_empty(), "nobody is asked to keep it: {asked:?}");
    }

    #[test]
    fn what_is_being_removed_cannot_change_its_tier() {
        let answers =
            Answers::parse("name='demo'\npreset='compai'\ntier='managed'\nregion='us-east-1'\nbudget=60\n").unwrap();
        let target = crate::plan::compose(&by_name("compai").unwrap(), &answers).unwrap();
        let removal = |outcome| Run { kind: RunKind::Destroy, target: None, choice: DataChoice::default(), outcome };
        let mut state = State { answers: Some(answers), target: Some(target), ..State::default() };
        assert!(to_tier(&state, "standard", None).is_ok());
        for outcome in [None, Some(Outcome::Failed), Some(Outcome::Interrupted)] {
            state.run = Some(removal(outcome));
            assert_eq!(to_tier(&state, "standard", None).err().map(|failure| failure.code()), Some(3), "{outcome:?}");
        }
    }
}
