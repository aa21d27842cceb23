//! What the present answers lead to, worked out when it is first asked for: a blueprint and an estimate per tier, and
//! totals for the other processor and the other regions.

use std::sync::OnceLock;

use super::state::State;
use crate::model::{Money, Region};
use crate::plan::builds;
use crate::plan::classes::{cache_sold, sold};
use crate::plan::{Answers, Blueprint, Builder, Estimate, Total, compose, estimate, pricebook};
use crate::preset::Preset;
use crate::resource::Architecture;

/// One tier, planned.
#[derive(Clone, Debug)]
pub(super) struct TierPlan {
    pub(super) tier: String,
    pub(super) blueprint: Blueprint,
    pub(super) estimate: Estimate,
}

/// A month's price in a region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RegionPrice {
    pub(super) region: Region,
    pub(super) total: Total,
}

/// Everything that follows from one set of answers.
#[derive(Clone, Debug)]
pub(super) struct Plans {
    /// The answers without tier and without secret values.
    basis: Answers,
    tiers: Vec<TierPlan>,
    /// Tiers that cannot be planned, and why.
    refused: Vec<(String, String)>,
    nothing: Estimate,
    processors: OnceLock<Vec<(String, Architecture, Total)>>,
    regions: OnceLock<Vec<(String, Vec<RegionPrice>)>>,
}

impl Plans {
    pub(super) fn of(state: &State, before: Option<&Self>) -> Self {
        let basis = basis(state);
        let preset = state.preset();
        let (mut tiers, mut refused) = (Vec::new(), Vec::new());
        for tier in preset.tiers.keys().cloned() {
            let answers = Answers { tier: tier.clone(), ..basis.clone() };
            match compose(preset, &answers) {
                Ok(blueprint) => {
                    let estimate = estimate(&blueprint, &answers.usage);
                    tiers.push(TierPlan { tier, blueprint, estimate });
                }
                Err(why) => refused.push((tier, why.to_string())),
            }
        }
        let regions = before.filter(|before| before.basis == Answers { region: before.basis.region, ..basis.clone() });
        Self {
            tiers,
            refused,
            nothing: nothing(&basis),
            processors: OnceLock::new(),
            regions: regions.map(|before| before.regions.clone()).unwrap_or_default(),
            basis,
        }
    }

    /// Whether these plans still follow from what is picked.
    pub(super) fn follow_from(&self, state: &State) -> bool {
        self.basis == basis(state)
    }

    pub(super) fn tiers(&self) -> &[TierPlan] {
        &self.tiers
    }

    pub(super) fn get(&self, tier: &str) -> Option<&TierPlan> {
        self.tiers.iter().find(|plan| plan.tier == tier)
    }

    pub(super) fn total(&self, tier: &str) -> &Total {
        &self.estimate(tier).monthly_total
    }

    /// Why a tier cannot be planned; without its name, why the first cannot.
    pub(super) fn refusal(&self, tier: &str) -> Option<&str> {
        self.refused.iter().find(|(name, _)| tier.is_empty() || name == tier).map(|(_, why)| why.as_str())
    }

    /// The estimate of a tier; when it cannot be planned one without lines, whose total nobody knows.
    pub(super) fn estimate(&self, tier: &str) -> &Estimate {
        self.get(tier).map_or(&self.nothing, |plan| &plan.estimate)
    }

    /// The largest tier within the budget, or else the cheapest.
    pub(super) fn tier_for(&self, budget: u32) -> Option<&str> {
        let limit = Money::from_dollars(budget.into());
        let total = |plan: &&TierPlan| plan.estimate.monthly_total.known();
        let fitting = self.tiers.iter().rev().find(|plan| plan.estimate.monthly_total.fits(limit));
        fitting.or_else(|| self.tiers.iter().min_by_key(total)).map(|plan| plan.tier.as_str())
    }

    /// The month's total of a tier on each processor.
    pub(super) fn processors(&self, state: &State, tier: &str) -> Vec<(Architecture, Total)> {
        let preset = state.preset();
        let all = self.processors.get_or_init(|| {
            let pairs = preset.tiers.keys().flat_map(|tier| preset.architectures.iter().map(move |arch| (tier, *arch)));
            pairs
                .filter_map(|(tier, arch)| {
                    Some((
                        tier.clone(),
                        arch,
                        self.other(preset, |answers| {
                            tier.clone_into(&mut answers.tier);
                            answers.arch = Some(arch);
                        })?,
                    ))
                })
                .collect()
        });
        all.iter().filter(|(of, _, _)| of == tier).map(|(_, arch, total)| (*arch, total.clone())).collect()
    }

    /// The month's total of a tier with each builder of images.
    pub(super) fn builders(&self, state: &State, tier: &str) -> [(Builder, Option<Total>); 2] {
        [Builder::Account, Builder::Server].map(|builder| {
            let total = self.other(state.preset(), |answers| {
                tier.clone_into(&mut answers.tier);
                answers.build = builder;
            });
            (builder, total)
        })
    }

    /// The month's total of a tier in every region, in the order of the region question.
    pub(super) fn regions(&self, state: &State, tier: &str) -> Vec<RegionPrice> {
        let all = self.regions.get_or_init(|| {
            let tiers = state.preset().tiers.keys();
            tiers.map(|tier| (tier.clone(), self.in_regions(state, tier))).collect()
        });
        all.iter().find(|(of, _)| of == tier).map(|(_, prices)| prices.clone()).unwrap_or_default()
    }

    fn in_regions(&self, state: &State, tier: &str) -> Vec<RegionPrice> {
        let Some(plan) = self.get(tier) else { return Vec::new() };
        let mut blueprint = plan.blueprint.clone();
        let preset = state.preset();
        let databases = || preset.tiers.get(tier).into_iter().flat_map(|tier| &tier.databases);
        let class = |region: Region| -> Vec<String> {
            let wanted = databases().filter_map(|(store, size)| {
                let (kind, wanted) = (preset.stores.get(store)?.kind, size.class(state.arch())?);
                let database = kind.engine().map(|engine| sold(region, engine, wanted, size.multi_az));
                database.or_else(|| Some(cache_sold(region, kind.cache_engine()?, wanted)))
            });
            wanted.collect()
        };
        let place = |region: Region| {
            let answers = Answers { region, ..self.basis.clone() };
            builds::place(state.preset(), &answers, state.arch()).0
        };
        let priced = state.regions.iter().map(|region| {
            let alike = class(*region) == class(self.basis.region) && place(*region) == place(self.basis.region);
            let total = if alike {
                blueprint.region = *region;
                estimate(&blueprint, &self.basis.usage).monthly_total
            } else {
                // Another database class is sold there, or images are built elsewhere.
                self.other(state.preset(), |answers| {
                    tier.clone_into(&mut answers.tier);
                    answers.region = *region;
                })
                .unwrap_or_else(|| self.nothing.monthly_total.clone())
            };
            RegionPrice { region: *region, total }
        });
        priced.collect()
    }

    fn other(&self, preset: &Preset, change: impl FnOnce(&mut Answers)) -> Option<Total> {
        let mut answers = self.basis.clone();
        change(&mut answers);
        Some(estimate(&compose(preset, &answers).ok()?, &answers.usage).monthly_total)
    }
}

/// What the plans depend on: which secrets are given, but not their values.
fn basis(state: &State) -> Answers {
    state.answers("").for_journal()
}

fn nothing(basis: &Answers) -> Estimate {
    Estimate {
        preset: basis.preset.clone(),
        tier: String::new(),
        region: basis.region.code().to_owned(),
        currency: "USD",
        monthly_total: Total::unknown(&basis.preset),
        once_total: Total::default(),
        prices_as_of: pricebook::prices_as_of(),
        lines: Vec::new(),
        once: Vec::new(),
        unknown: Vec::new(),
    }
}
