//! In which AWS region.

use super::{Question, Row, choice, options, picked, typed_at};
use crate::model::region::UnknownRegion;
use crate::model::{Money, Region};
use crate::plan::Answers;
use crate::wizard::Wizard;
use crate::wizard::screen::{Choice, Field, Mark, Typing};
use crate::wizard::state::{Source, State};

#[derive(Debug)]
pub(super) struct InRegion;

impl Question for InRegion {
    fn name(&self) -> &'static str {
        "Region"
    }

    fn title(&self, _: &Wizard) -> String {
        "Where should it run?".to_owned()
    }

    fn why(&self, _: &Wizard) -> String {
        "Near the people who use it is faster, prices differ, and it cannot be moved later.".to_owned()
    }

    fn fields(&self, wizard: &Wizard) -> Vec<Field> {
        let state = &wizard.state;
        let default = state.default_region();
        let shown = state.shown_regions();
        let regions = shown.iter().map(|region| {
            let summary = match state.position {
                Some((latitude, longitude)) => {
                    format!("{}, {} km", region.city(), region.distance_km(latitude, longitude))
                }
                None => region.city().to_owned(),
            };
            let mut marks = Vec::new();
            if Some(*region) == state.given {
                marks.push(Mark::Note("given with --region".to_owned()));
            }
            if *region == default {
                marks.push(Mark::Recommended);
            }
            if !region.default_on() {
                marks.push(Mark::SwitchOnFirst);
            }
            Choice { label: region.code().to_owned(), summary, also: region.found_by(), marks, ..Choice::default() }
        });
        let selected = shown.iter().position(|region| *region == state.region()).unwrap_or(0);
        let narrows = Typing::Narrows {
            typed: state.region_typed.clone(),
            of: state.regions.len(),
            by: "a city, a country or a code",
        };
        let field = typed_at(choice("region", "Region", regions.collect(), selected), narrows);
        vec![Field { error: shown.is_empty().then(|| nothing_found(&state.region_typed)), ..field }]
    }

    fn price(&self, wizard: &Wizard, fields: &mut [Field]) {
        let state = &wizard.state;
        let prices = wizard.plans().regions(state, wizard.tier_name());
        let Some(base) = prices.iter().find(|price| price.region == state.default_region()) else { return };
        for choice in options(fields, "region") {
            let Some(price) = prices.iter().find(|price| price.region.code() == choice.label) else {
                continue;
            };
            choice.detail = match price {
                price if price.region == base.region => price.total.to_string(),
                price if !price.total.is_complete() => "unpriced".to_owned(),
                price => price.total.since(&base.total).to_string(),
            };
            let (city, total) = (price.region.city(), &price.total);
            choice.about.push(match (total.is_complete(), total.known()) {
                (true, _) => format!("In {city} a month costs {total}."),
                (false, Money::ZERO) => format!("What a month costs in {city} is not known."),
                (false, _) => format!("In {city} a month costs {total}: some prices there are not known."),
            });
            if !price.region.default_on() {
                choice.about.push(
                    "New accounts have this region switched off: switch it on in the AWS console under \
                    Account, AWS Regions. It takes minutes to hours."
                        .to_owned(),
                );
            }
        }
    }

    fn answer(&self, state: &State, answers: &mut Answers) {
        answers.region = state.region();
    }

    fn resume(&self, state: &mut State, draft: &Answers) {
        state.picks.region = (draft.region != state.default_region()).then_some(draft.region);
    }

    fn rows(&self, wizard: &Wizard, answers: &Answers) -> Vec<Row> {
        let state = &wizard.state;
        // What is being looked for counts as picked.
        let source = match (state.region_picked(), state.position) {
            (Some(region), _) if Some(region) == state.given => (Source::You, "--region"),
            (Some(_), _) => picked(true),
            (None, Some(_)) => (Source::Detected, "nearest"),
            (None, None) => picked(false),
        };
        vec![("Region", format!("{} ({})", answers.region, answers.region.city()), source)]
    }

    fn said(&self, answers: &Answers) -> Vec<(&'static str, String)> {
        vec![("The region", answers.region.to_string())]
    }

    fn choose(&self, state: &mut State, _: &str, option: usize) {
        if let Some(region) = state.shown_regions().get(option) {
            state.picks.region = Some(*region);
        }
    }

    fn write(&self, state: &mut State, _: &str, text: &str) {
        text.clone_into(&mut state.region_typed);
    }
}

/// What to do where no region is found by what was typed.
fn nothing_found(typed: &str) -> String {
    let typed = typed.trim();
    let why = match typed.parse::<Region>() {
        Err(elsewhere @ UnknownRegion::Elsewhere { .. }) => elsewhere.to_string(),
        _ => format!("nothing matches `{typed}`"),
    };
    format!(
        "{why}; take letters back, and type a part of a city, of a country or of a region's code, such as frank, japan \
        or us-"
    )
}
