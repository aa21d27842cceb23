//! Which app, and what the deployment is called.

use super::{Question, choice, options, text, typed_at};
use crate::model::name::MAX_DEPLOYMENT_NAME;
use crate::preset::{Preset, StoreKind};
use crate::wizard::Wizard;
use crate::wizard::review::minutes;
use crate::wizard::screen::{Choice, Field, Text, Typing};
use crate::wizard::state::{State, found_by};

#[derive(Debug)]
pub(super) struct App;

impl Question for App {
    fn name(&self) -> &'static str {
        "App"
    }

    fn title(&self, _: &Wizard) -> String {
        "What do you want to run?".to_owned()
    }

    fn why(&self, _: &Wizard) -> String {
        "The app decides which servers, data and keys are needed.".to_owned()
    }

    fn fields(&self, wizard: &Wizard) -> Vec<Field> {
        let state = &wizard.state;
        let shown = state.shown_offers();
        let apps = shown.iter().map(|offer| option(&state.offers[*offer].preset)).collect();
        let selected = shown.iter().position(|offer| *offer == state.offer_index()).unwrap_or(0);
        let default = state.default_name().to_string();
        let name = Text {
            value: state.picks.name.clone().unwrap_or_else(|| default.clone()),
            placeholder: default,
            suggested: state.picks.name.is_none(),
            required: true,
            ..Text::default()
        };
        let help = format!(
            "Names everything in your account and cannot be changed later: 2 to {MAX_DEPLOYMENT_NAME} small letters, \
            digits, hyphens."
        );
        let wrong = state.typed_name().and_then(Result::err);
        let narrows =
            Typing::Narrows { typed: state.app_typed.clone(), of: state.offers.len(), by: "a name or what it does" };
        let list = choice("app", "App", apps, selected);
        // A few need no search, and letters stay commands.
        let list = if state.offers.len() > FEW { typed_at(list, narrows) } else { list };
        let list = Field { error: shown.is_empty().then(|| nothing_found(&state.app_typed)), ..list };
        vec![list, text("name", "Name of this deployment", &help, name, wrong)]
    }

    fn price(&self, wizard: &Wizard, fields: &mut [Field]) {
        let state = &wizard.state;
        let shown = state.shown_offers();
        for (offer, choice) in shown.into_iter().zip(options(fields, "app")) {
            let Some((total, seconds)) = state.cheapest(offer) else { continue };
            choice.detail = format!("from {total}");
            choice.about.push(format!(
                "From {} in {}, and it answers about {} after you say yes.",
                total.per_month(),
                state.default_region().city(),
                minutes(*seconds)
            ));
        }
    }

    fn choose(&self, state: &mut State, _: &str, option: usize) {
        if let Some(offer) = state.shown_offers().get(option) {
            state.picks.offer = *offer;
            state.picks.offer_picked = true;
        }
    }

    fn write(&self, state: &mut State, key: &str, text: &str) {
        if key == "app" {
            text.clone_into(&mut state.app_typed);
        } else {
            state.picks.name = Some(text.to_owned());
        }
    }
}

/// So many apps are seen at a glance.
const FEW: usize = 5;

/// What to do where no app is found by what was typed.
fn nothing_found(typed: &str) -> String {
    format!(
        "nothing matches `{}`; take letters back, and type a part of an app's name or of what it does, such as photos",
        typed.trim()
    )
}

fn option(preset: &Preset) -> Choice {
    let mut parts: Vec<String> = preset.services.keys().cloned().collect();
    parts.extend(preset.stores.values().filter(|store| store.kind != StoreKind::Volume).map(
        |store| match store.kind {
            StoreKind::Bucket => "a file store".to_owned(),
            kind if kind.is_cache() => format!("a {} cache", kind.title()),
            kind => format!("a {} {} database", kind.title(), store.version),
        },
    ));
    let mut about = vec![format!("Version {}. Made of {}.", preset.version, parts.join(", "))];
    if preset.build_minutes > 0 {
        let memory = preset.build_memory_gb;
        let large = if memory > 0 { format!(", which takes {memory} GB of memory") } else { String::new() };
        let longest = preset.builds().map(|(_, build, _)| preset.minutes_of(build)).max().unwrap_or_default();
        about.push(format!(
            "It comes without ready-made images: your account builds them from its source, about {longest} minutes \
             beside everything else{large}."
        ));
    }
    Choice {
        label: preset.title.clone(),
        summary: preset.summary.clone(),
        also: found_by(preset),
        about,
        ..Choice::default()
    }
}
