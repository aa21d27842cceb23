//! How data is protected.

use super::{Question, Row, choice, picked};
use crate::plan::Answers;
use crate::plan::answers::Data;
use crate::preset::Store;
use crate::wizard::Wizard;
use crate::wizard::screen::{Choice, Field, Mark};
use crate::wizard::state::State;

/// Choices of days that backups are kept.
const BACKUP_DAYS: [u32; 4] = [7, 1, 14, 30];
const DAYS: &str = "data.backup_days";

#[derive(Debug)]
pub(super) struct Backups;

impl Question for Backups {
    fn name(&self) -> &'static str {
        "Data"
    }

    fn title(&self, _: &Wizard) -> String {
        "How long should backups be kept?".to_owned()
    }

    fn why(&self, wizard: &Wizard) -> String {
        let where_it_is = match data(wizard) {
            (false, false) if is_elsewhere(wizard) => {
                "The database is not cloudstead's; deleted files can be brought back for some days."
            }
            (false, false) => "The app keeps no database; deleted files can be brought back for some days.",
            (false, true) => {
                "AWS keeps copies of the database (RDS), so that it can go back to any minute of these days."
            }
            (true, false) if !has_database(wizard) || is_elsewhere(wizard) => {
                "The app's data lives on the server; a copy of it goes to the file store every night."
            }
            (true, false) => "The database lives on the server; a copy of it goes to the file store every night.",
            (true, true) => {
                "AWS keeps copies of the managed database (RDS), of any minute of these days; what lives on the server \
                 is copied to the file store every night."
            }
        };
        where_it_is.to_owned()
    }

    fn fields(&self, wizard: &Wizard) -> Vec<Field> {
        let days = days(&wizard.state);
        let selected = days.iter().position(|days| *days == wizard.state.picks.data.backup_days).unwrap_or(0);
        let options = days.into_iter().map(|days| option(wizard, days)).collect();
        vec![choice("backups", "Backups", options, selected)]
    }

    fn answer(&self, state: &State, answers: &mut Answers) {
        answers.data = state.picks.data.clone();
    }

    fn resume(&self, state: &mut State, draft: &Answers) {
        if draft.data.backup_days != Data::default().backup_days {
            state.picks.picked.insert(DAYS);
        }
        state.picks.data = draft.data.clone();
    }

    fn rows(&self, wizard: &Wizard, answers: &Answers) -> Vec<Row> {
        let days = answers.data.backup_days;
        let unit = if days == 1 { "day" } else { "days" };
        vec![("Backups", format!("{days} {unit}"), picked(wizard.state.picks.picked.contains(DAYS)))]
    }

    fn said(&self, answers: &Answers) -> Vec<(&'static str, String)> {
        vec![("The days of backups", answers.data.backup_days.to_string())]
    }

    fn choose(&self, state: &mut State, _: &str, option: usize) {
        if let Some(days) = days(state).get(option) {
            state.picks.data.backup_days = *days;
            state.picks.picked.insert(DAYS);
        }
    }
}

/// The listed numbers of days, and one that only an answers file can name.
fn days(state: &State) -> Vec<u32> {
    let mut days = BACKUP_DAYS.to_vec();
    let picked = state.picks.data.backup_days;
    days.extend((!BACKUP_DAYS.contains(&picked)).then_some(picked));
    days
}

fn option(wizard: &Wizard, days: u32) -> Choice {
    let label = if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
    let (summary, marks) = match days {
        7 => ("", vec![Mark::Recommended]),
        1 => ("the least; all that accounts on AWS's free plan may have", Vec::new()),
        _ => ("", Vec::new()),
    };
    let (on_server, managed) = data(wizard);
    let mut about = kept(wizard);
    if managed {
        about.push(
            "If you delete the deployment, a last snapshot of the database is kept unless you decline it; it \
            costs about 0.10 per GB a month."
                .to_owned(),
        );
    }
    if on_server {
        about.push("If the server is lost, what happened since the last nightly copy is lost too.".to_owned());
        about.push(
            "If you delete the deployment, a last snapshot of the data disk is kept unless you decline it.".to_owned(),
        );
    }
    if wizard.preset().bucket().is_some() {
        about.push("Uploaded files are only deleted when you say so.".to_owned());
    }
    Choice { label, summary: summary.to_owned(), marks, about, ..Choice::default() }
}

/// Every store that backups are made of, by name.
fn kept(wizard: &Wizard) -> Vec<String> {
    let Some(tier) = wizard.tier() else { return Vec::new() };
    let named = |(name, store): (&str, &Store)| format!("{name} ({})", store.kind.title());
    let preset = wizard.preset();
    let copied: Vec<String> = preset.on_server(tier).filter(|(_, store)| store.keeps_data()).map(named).collect();
    let managed: Vec<String> = preset.managed(tier).map(named).collect();
    let elsewhere: Vec<String> = preset.external(tier).map(named).collect();
    let lines = [
        ("Copied every night", copied),
        ("Kept by AWS", managed),
        ("Runs elsewhere, where its bill and its backups are yours", elsewhere),
    ];
    let said = lines.into_iter().filter(|(_, names)| !names.is_empty());
    said.map(|(how, names)| format!("{how}: {}.", names.join(", "))).collect()
}

/// Whether there is data on the server, and data in a managed database.
fn data(wizard: &Wizard) -> (bool, bool) {
    let Some(tier) = wizard.tier() else { return (false, false) };
    let on_server = wizard.preset().on_server(tier).any(|(_, store)| store.keeps_data());
    (on_server, wizard.preset().managed(tier).next().is_some())
}

fn is_elsewhere(wizard: &Wizard) -> bool {
    wizard.tier().is_some_and(|tier| wizard.preset().external(tier).next().is_some())
}

fn has_database(wizard: &Wizard) -> bool {
    wizard.preset().stores.values().any(|store| store.kind.is_database() && store.keeps_data())
}
