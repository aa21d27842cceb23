//! The questions in their order, one file each. A question is data made from the state; front ends know only its
//! fields.

mod alerts;
mod app;
mod assumptions;
mod budget;
mod compute;
mod data;
mod domain;
mod region;

use super::Wizard;
use super::screen::{Choice, Field, Input, Text, Typing};
use super::state::{Source, State};
use crate::plan::Answers;

/// One question.
pub(super) trait Question: Sync + std::fmt::Debug {
    /// One word for the trail.
    fn name(&self) -> &'static str;
    fn title(&self, wizard: &Wizard) -> String;
    /// One sentence: why it is asked.
    fn why(&self, wizard: &Wizard) -> String;
    /// The fields with their errors, quickly: called for every message.
    fn fields(&self, wizard: &Wizard) -> Vec<Field>;
    /// Adds prices and explanations to the fields: called to draw.
    fn price(&self, wizard: &Wizard, fields: &mut [Field]) {
        let _ = (wizard, fields);
    }
    /// Selects an option of the choice `key`.
    fn choose(&self, state: &mut State, key: &str, option: usize) {
        let _ = (state, key, option);
    }
    /// Puts its answers in. What is typed wrongly stays at its default.
    fn answer(&self, state: &State, answers: &mut Answers) {
        let _ = (state, answers);
    }
    /// Takes over the answers of an earlier visit. What equals the default is no pick, and stays marked as a default.
    fn resume(&self, state: &mut State, draft: &Answers) {
        let _ = (state, draft);
    }
    /// Its answers on the last page.
    fn rows(&self, wizard: &Wizard, answers: &Answers) -> Vec<Row> {
        let _ = (wizard, answers);
        Vec::new()
    }
    /// Its answers in words, each with what it is called at the beginning of a sentence: what changed is told.
    fn said(&self, answers: &Answers) -> Vec<(&'static str, String)> {
        let _ = answers;
        Vec::new()
    }
    /// Takes the new text of the field `key`, or what was typed at the choice `key`.
    fn write(&self, state: &mut State, key: &str, text: &str) {
        let _ = (state, key, text);
    }
}

/// An answer on the last page: label, value, and where it comes from, also in words.
pub(super) type Row = (&'static str, String, (Source, &'static str));

/// Where an answer comes from that was picked, or not.
fn picked(is: bool) -> (Source, &'static str) {
    if is { (Source::You, "you") } else { (Source::Default, "default") }
}

/// All questions, in the order they are asked.
pub(super) const STEPS: [&dyn Question; 7] = [
    &app::App,
    &budget::Budget,
    &region::InRegion,
    &domain::UnderDomain,
    &compute::RunsAs,
    &data::Backups,
    &alerts::Alerts,
];
pub(super) const APP: usize = 0;
pub(super) const BUDGET: usize = 1;
pub(super) const REGION: usize = 2;
pub(super) const DOMAIN: usize = 3;
pub(super) const COMPUTE: usize = 4;
pub(super) const ALERTS: usize = 6;
/// The editor of assumptions, which opens over any question.
pub(super) const ASSUMPTIONS: assumptions::Assumptions = assumptions::Assumptions;

fn choice(key: &str, label: &str, options: Vec<Choice>, selected: usize) -> Field {
    let input = Input::Choice { options, selected, typing: Typing::Nothing };
    Field { key: key.to_owned(), label: label.to_owned(), help: String::new(), input, error: None }
}

fn text(key: &str, label: &str, help: &str, text: Text, error: Option<String>) -> Field {
    Field { key: key.to_owned(), label: label.to_owned(), help: help.to_owned(), input: Input::Text(text), error }
}

/// A choice that something can be typed at.
fn typed_at(mut field: Field, how: Typing) -> Field {
    if let Input::Choice { typing, .. } = &mut field.input {
        *typing = how;
    }
    field
}

/// The options of the choice `key`, to add prices to.
fn options<'a>(fields: &'a mut [Field], key: &str) -> &'a mut [Choice] {
    match fields.iter_mut().find(|field| field.key == key).map(|field| &mut field.input) {
        Some(Input::Choice { options, .. }) => options,
        _ => &mut [],
    }
}
