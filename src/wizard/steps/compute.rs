//! As which tier, and on which processor.

use super::{Question, Row, choice, options, picked};
use crate::model::Money;
use crate::model::text::capital;
use crate::plan::builds;
use crate::plan::{Answers, Blueprint, Builder, Total};
use crate::preset::{Host, Tier};
use crate::resource::Architecture;
use crate::wizard::Wizard;
use crate::wizard::screen::{Choice, Field, Mark};
use crate::wizard::state::{Source, State};

/// Who builds images, with the words of the choice.
const BUILDERS: [(Builder, &str, &str); 2] = [
    (Builder::Account, "in your account", "by CodeBuild: quick, paid by the minute"),
    (Builder::Server, "on the server", "slower, and takes a larger one"),
];

#[derive(Debug)]
pub(super) struct RunsAs;

impl Question for RunsAs {
    fn name(&self) -> &'static str {
        "Compute"
    }

    fn title(&self, _: &Wizard) -> String {
        "How should it run?".to_owned()
    }

    fn why(&self, wizard: &Wizard) -> String {
        let (budget, plans) = (wizard.state.budget(), wizard.plans());
        let limit = Money::from_dollars(budget.into());
        let fitting = plans.tiers().iter().filter(|plan| plan.estimate.monthly_total.fits(limit)).count();
        match fitting {
            0 if plans.tiers().iter().any(|plan| plan.estimate.monthly_total.over(limit).is_none()) => {
                format!("Some prices are not known here: whether these fit ${budget} cannot be said.")
            }
            0 => format!("None of these fits ${budget}; you can change the budget or go over it."),
            1 if plans.tiers().len() == 1 => format!("It fits ${budget}, and this app has no other way to run yet."),
            all if all == plans.tiers().len() => format!("All of these fit ${budget}. {}", later(wizard)),
            some => format!("{some} of these {} ${budget}. {}", if some == 1 { "fits" } else { "fit" }, later(wizard)),
        }
    }

    fn fields(&self, wizard: &Wizard) -> Vec<Field> {
        let state = &wizard.state;
        let tiers = &state.preset().tiers;
        let selected = tiers.get_index_of(wizard.tier_name()).unwrap_or(0);
        let options = tiers.iter().map(|(name, tier)| Choice {
            label: name.clone(),
            summary: tier.summary.clone(),
            ..Choice::default()
        });
        let mut fields = vec![choice("tier", "Runs as", options.collect(), selected)];
        let architectures = &state.preset().architectures;
        if architectures.len() > 1 {
            let selected = architectures.iter().position(|arch| *arch == state.arch()).unwrap_or(0);
            let options = architectures.iter().map(|arch| processor(*arch)).collect();
            fields.push(choice("arch", "Processor", options, selected));
        }
        if builds::is_needed(state.preset(), &wizard.answers()) {
            let selected = BUILDERS.iter().position(|(builder, _, _)| *builder == state.builder()).unwrap_or(0);
            let option = |label: &str, summary: &str| Choice {
                label: label.to_owned(),
                summary: summary.to_owned(),
                ..Choice::default()
            };
            let options = BUILDERS.iter().map(|(_, label, summary)| option(label, summary)).collect();
            fields.push(choice("build", "Images built", options, selected));
        }
        fields
    }

    fn price(&self, wizard: &Wizard, fields: &mut [Field]) {
        let plans = wizard.plans();
        let limit = Money::from_dollars(wizard.state.budget().into());
        let recommended = plans.tier_for(wizard.state.budget());
        for option in options(fields, "tier") {
            if let Some(why) = plans.refusal(&option.label) {
                "not possible".clone_into(&mut option.detail);
                option.about = vec![format!("{}.", capital(why))];
                continue;
            }
            let total = plans.total(&option.label);
            option.detail = total.to_string();
            if recommended == Some(option.label.as_str()) {
                option.marks.push(Mark::Recommended);
            }
            option.marks.extend(match total.over(limit) {
                Some(over) => Some(Mark::OverBudget(over)),
                None => total.is_complete().then_some(Mark::FitsBudget),
            });
            option.about = about(wizard, &option.label);
        }
        let processors = plans.processors(&wizard.state, wizard.tier_name());
        let present = plans.get(wizard.tier_name()).map(|plan| &plan.estimate.monthly_total);
        let beside = |total: &Total| present.map_or_else(|| total.to_string(), |now| total.since(now).to_string());
        for (option, arch) in options(fields, "arch").iter_mut().zip(&wizard.preset().architectures) {
            let total = processors.iter().find(|(of, _)| of == arch).map(|(_, total)| total);
            option.detail = match total {
                None => "not possible".to_owned(),
                Some(_) if *arch == wizard.state.arch() => String::new(),
                Some(total) => beside(total),
            };
            if *arch == wizard.preset().arch {
                option.marks.push(Mark::Recommended);
            }
        }
        let builders = options(fields, "build");
        if builders.is_empty() {
            return;
        }
        let about = builds::notice(wizard.preset(), &wizard.answers());
        for (option, (builder, total)) in builders.iter_mut().zip(plans.builders(&wizard.state, wizard.tier_name())) {
            if builder != wizard.state.builder() {
                option.detail = total.as_ref().map(beside).unwrap_or_default();
            }
            if builder == Builder::Account {
                option.marks.push(Mark::Recommended);
                option.about = about.iter().map(|words| format!("{}.", capital(words))).collect();
            }
        }
    }

    fn answer(&self, state: &State, answers: &mut Answers) {
        answers.arch = Some(state.arch());
        answers.build = state.builder();
        answers.images = state.images();
    }

    // The tier comes last of all: which one is the default follows from everything else.
    fn resume(&self, state: &mut State, draft: &Answers) {
        state.picks.builder = (draft.build != Builder::default()).then_some(draft.build);
        let preset = state.preset();
        let other = |arch: &Architecture| *arch != preset.arch && preset.architectures.contains(arch);
        let arch = draft.arch.filter(other);
        let unnamed = preset.unnamed_images();
        let named = draft.images.iter().filter(|(name, image)| unnamed.get(*name) != Some(*image));
        let named = named.map(|(name, image)| (name.clone(), image.clone())).collect();
        state.picks.images = named;
        state.picks.arch = arch;
    }

    fn rows(&self, wizard: &Wizard, answers: &Answers) -> Vec<Row> {
        let (state, picks) = (&wizard.state, &wizard.state.picks);
        let tier_picked = picks.tier.as_deref() == Some(answers.tier.as_str());
        let fits = wizard.estimate().monthly_total.fits(Money::from_dollars(answers.budget.into()));
        let tier = match (tier_picked, fits) {
            (true, _) => picked(true),
            (false, true) => (Source::Default, "fits your budget"),
            (false, false) => (Source::Default, "the cheapest"),
        };
        let summary = wizard.tier().map_or("", |tier| tier.summary.as_str());
        let mut rows = vec![
            ("Runs as", format!("{}: {summary}", answers.tier), tier),
            ("Processor", state.arch().name().to_owned(), picked(picks.arch == Some(state.arch()))),
        ];
        if builds::is_needed(wizard.preset(), answers) {
            rows.push(("Images", format!("built {}", builder(answers.build)), picked(picks.builder.is_some())));
        }
        rows
    }

    fn said(&self, answers: &Answers) -> Vec<(&'static str, String)> {
        vec![
            ("The way it runs", answers.tier.clone()),
            ("The processor", answers.arch.map_or("", Architecture::name).to_owned()),
            ("Where images are built", builder(answers.build).to_owned()),
        ]
    }

    fn choose(&self, state: &mut State, key: &str, option: usize) {
        match key {
            "tier" => state.picks.tier = state.preset().tiers.get_index(option).map(|(name, _)| name.clone()),
            "build" => state.picks.builder = BUILDERS.get(option).map(|(builder, _, _)| *builder),
            _ => state.picks.arch = state.preset().architectures.get(option).copied(),
        }
    }
}

/// Who builds images, in words.
fn builder(builder: Builder) -> &'static str {
    BUILDERS.iter().find(|(one, _, _)| *one == builder).map_or("", |(_, words, _)| words)
}

fn processor(arch: Architecture) -> Choice {
    let (label, summary) = match arch {
        Architecture::Arm64 => ("arm64", "Graviton: cheaper for the same speed"),
        Architecture::X86 => ("x86_64", "for images that exist for nothing else"),
    };
    Choice { label: label.to_owned(), summary: summary.to_owned(), ..Choice::default() }
}

/// What can be changed later: a database stays where it is.
fn later(wizard: &Wizard) -> String {
    let tiers = &wizard.preset().tiers;
    let own = tiers.get(wizard.tier_name());
    let stays = |tier: &Tier| own.is_some_and(|own| wizard.preset().same_places(own, tier));
    let others =
        |same: bool| tiers.iter().filter(move |(name, tier)| *name != wizard.tier_name() && stays(tier) == same);
    let bound = others(false).next().is_some();
    let open: Vec<&str> = others(true).map(|(name, _)| name.as_str()).collect();
    match (bound, open.as_slice()) {
        (false, _) => "You can move up later.".to_owned(),
        (true, []) => format!("{} cannot be changed to another later yet.", wizard.tier_name()),
        (true, _) => format!("{} can be changed to {} later.", wizard.tier_name(), open.join(" or ")),
    }
}

/// The server type that building takes, and the one that would do without.
fn larger_to_build(blueprint: &Blueprint) -> Option<(&str, &str)> {
    blueprint.nodes().find_map(|(_, node)| node.spec.enlarged())
}

/// What a tier gives, and how it compares with its neighbours.
fn about(wizard: &Wizard, name: &str) -> Vec<String> {
    let (tiers, plans) = (&wizard.preset().tiers, wizard.plans());
    let Some((index, _, tier)) = tiers.get_full(name) else { return Vec::new() };
    let mut about = vec![tier.gives.clone(), format!("What you give up: {}", tier.gives_up)];
    if tier.on == Host::Servers && wizard.state.domain().unwrap_or_default().name().is_none() {
        let ways = "Two ways: add a domain of yours (Esc leads back to it), or plain http for now and a domain later.";
        about.insert(
            0,
            format!("Its load balancer needs a name to have a certificate, and you have chosen no domain. {ways}"),
        );
    }
    if let Some((larger, own)) = plans.get(name).and_then(|plan| larger_to_build(&plan.blueprint)) {
        about.push(format!(
            "Building the app on the server takes a {larger}. Where the account builds it, or with ready images, named \
             under [images] in the answers file, a {own} would do and it would cost less."
        ));
    }
    let own = plans.total(name);
    let planned = |(name, _): &(&String, &Tier)| plans.get(name).is_some();
    if let Some((smaller, before)) = index.checked_sub(1).and_then(|before| tiers.get_index(before)).filter(planned) {
        let more = own.since(plans.total(smaller));
        about.push(format!("Compared with {smaller}: {more}. What you no longer give up: {}", before.gives_up));
    }
    if let Some((larger, next)) = tiers.get_index(index + 1).filter(planned) {
        let more = plans.total(larger).since(own);
        about.push(format!("The next, {larger}, {more}: {}", next.gives));
    }
    about
}
