//! Which app, and what the deployment is called.

use super::{Question, choice, text};
use crate::model::name::MAX_DEPLOYMENT_NAME;
use crate::preset::{Preset, StoreKind};
use crate::wizard::Wizard;
use crate::wizard::screen::{Choice, Field, Text};
use crate::wizard::state::State;

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
        let apps = state.offers.iter().map(|offer| option(&offer.preset)).collect();
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
        vec![choice("app", "App", apps, state.picks.offer), text("name", "Name of this deployment", &help, name, wrong)]
    }

    fn choose(&self, state: &mut State, _: &str, option: usize) {
        state.picks.offer = option;
        state.picks.offer_picked = true;
    }

    fn write(&self, state: &mut State, _: &str, text: &str) {
        state.picks.name = Some(text.to_owned());
    }
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
        detail: preset.version.clone(),
        about,
        ..Choice::default()
    }
}
