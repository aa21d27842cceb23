//! Which app, and what the deployment is called.

use super::{Question, Row, choice, options, picked, text, typed_at};
use crate::model::name::MAX_DEPLOYMENT_NAME;
use crate::plan::Answers;
use crate::preset::{Preset, StoreKind};
use crate::wizard::Wizard;
use crate::wizard::own::TITLE;
use crate::wizard::review::minutes;
use crate::wizard::screen::{Choice, Field, Text, Typing};
use crate::wizard::state::{Entry, OWN_FOUND_BY, State, found_by};

/// Begins the keys of fields in which images are named.
const SOURCE: &str = "source:";

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
        let shown = state.entries();
        let apps = shown.iter().map(|entry| match entry {
            Entry::App(offer) => option(&state.offers[*offer].preset),
            Entry::Own => own_option(state),
        });
        let selected = shown.iter().position(|entry| *entry == state.entry()).unwrap_or(0);
        let of = state.offers.len() - usize::from(state.own.offer.is_some()) + usize::from(state.own.on_offer);
        let narrows = Typing::Narrows { typed: state.app_typed.clone(), of, by: "a name or what it does" };
        let list = choice("app", "App", apps.collect(), selected);
        // A few need no search, and letters stay commands.
        let list = if of > FEW { typed_at(list, narrows) } else { list };
        let error = shown.is_empty().then(|| nothing_found(&state.app_typed, state.own.on_offer));
        let mut fields = vec![Field { error, ..list }];
        if state.own_chosen() {
            fields.extend(own_fields(state));
        }
        if !wizard.is_unread() {
            fields.extend(state.preset().asked_sources().map(|(name, what)| source_field(state, name, what)));
            fields.push(name_field(state));
        }
        fields
    }

    fn price(&self, wizard: &Wizard, fields: &mut [Field]) {
        let state = &wizard.state;
        let shown = state.entries();
        for (entry, choice) in shown.into_iter().zip(options(fields, "app")) {
            let offer = match entry {
                Entry::App(offer) => offer,
                Entry::Own => match state.own.offer {
                    Some(offer) if !wizard.is_unread() => offer,
                    _ => continue,
                },
            };
            let Some((total, seconds)) = state.cheapest(offer) else { continue };
            choice.detail = format!("from {total}");
            choice.about.push(format!(
                "From {} in {}, and it answers about {} after you say yes.",
                total.per_month(),
                state.first_region(offer).city(),
                minutes(*seconds)
            ));
        }
    }

    fn answer(&self, state: &State, answers: &mut Answers) {
        answers.name = state.name();
    }

    fn resume(&self, state: &mut State, draft: &Answers) {
        let free = !state.taken.iter().any(|taken| taken == draft.name.as_str());
        if draft.name != *state.default_name() && free {
            state.picks.name = Some(draft.name.to_string());
        }
    }

    fn rows(&self, wizard: &Wizard, answers: &Answers) -> Vec<Row> {
        let (state, preset) = (&wizard.state, wizard.preset());
        let app = picked(state.picks.offer_picked || state.picks.own);
        let named = picked(matches!(state.typed_name(), Some(Ok(_))));
        let mut rows = vec![("App", format!("{} {}", preset.title, preset.version), app)];
        let asked = preset.asked_sources().filter_map(|(name, _)| Some((name, state.picks.images.get(name)?)));
        rows.extend(asked.map(|(name, image)| ("Your image", format!("{name}: {image}"), picked(true))));
        rows.push(("Name", answers.name.to_string(), named));
        rows
    }

    fn said(&self, answers: &Answers) -> Vec<(&'static str, String)> {
        vec![("The name", answers.name.to_string())]
    }

    fn choose(&self, state: &mut State, _: &str, option: usize) {
        match state.entries().get(option) {
            Some(Entry::App(offer)) => {
                state.picks.offer = *offer;
                state.picks.own = false;
                state.picks.offer_picked = true;
            }
            Some(Entry::Own) => state.picks.own = true,
            None => {}
        }
    }

    fn write(&self, state: &mut State, key: &str, text: &str) {
        if let Some(container) = key.strip_prefix(SOURCE) {
            state.picks.images.insert(container.to_owned(), text.to_owned());
            return;
        }
        match key {
            "app" => text.clone_into(&mut state.app_typed),
            "source" => {
                text.clone_into(&mut state.own.source);
                state.own.failed = None;
            }
            "port" => state.own.port = Some(text.to_owned()),
            "data" => text.clone_into(&mut state.own.data),
            _ => state.picks.name = Some(text.to_owned()),
        }
    }
}

/// Where a person's own image comes from.
fn source_field(state: &State, container: &str, what: &str) -> Field {
    let built = state.preset().containers().any(|(name, one)| name == container && one.build.is_some());
    let value = state.picks.images.get(container).cloned().unwrap_or_default();
    let placeholder = "such as ghcr.io/me/app:1.2".to_owned();
    let input = Text { value, placeholder, required: true, ..Text::default() };
    let help = if built {
        "An image with its version, or the https address of a public Git repository with a tag, branch or commit after \
         `#`: then your account builds it, as https://github.com/me/app.git#v1.2."
    } else {
        "An image with its version, such as ghcr.io/me/app:1.2, that everybody may pull."
    };
    let missing = || Some("type an image such as ghcr.io/me/app:1.2".to_owned());
    let wrong = state.named_image(container).map_or_else(missing, Result::err);
    text(&format!("{SOURCE}{container}"), &format!("Image of {what}"), help, input, wrong)
}

fn name_field(state: &State) -> Field {
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
    text("name", "Name of this deployment", &help, name, wrong)
}

/// What is asked about an app of one's own.
fn own_fields(state: &State) -> Vec<Field> {
    let own = &state.own;
    let source = Text {
        value: own.source.clone(),
        placeholder: "such as ~/app/docker-compose.yml".to_owned(),
        required: true,
        ..Text::default()
    };
    let help = "The path of a docker-compose.yml, of its folder or of a preset file (~ is your home), the https \
        address of a compose file, or an image with its version, such as ghcr.io/me/app:1.2. Nothing you have is \
        changed: a preset is written beside it.";
    let wrong = if own.source.trim().is_empty() {
        Some("type a path such as ~/app/docker-compose.yml, or an image such as ghcr.io/me/app:1.2".to_owned())
    } else {
        own.failure().map(str::to_owned)
    };
    let mut fields = vec![text("source", "File, folder or image", help, source, wrong)];
    if own.is_image() {
        let port = Text { value: own.port_text(), required: true, ..Text::default() };
        let why = "The port that the app listens on in its container: people reach it by https.";
        fields.push(text("port", "Port that people open", why, port, own.port().err()));
        let data = Text { value: own.data.clone(), placeholder: "none".to_owned(), ..Text::default() };
        let why = "The folder in the container where it keeps data, such as /data: it is kept on a disk of its own, \
            with nightly copies. Without one nothing it writes outlives an update.";
        fields.push(text("data", "Folder with its data", why, data, own.data().err()));
    }
    fields
}

fn own_option(state: &State) -> Choice {
    let made = state.own.made();
    let mut about = vec![
        "A preset is made of your compose file or image: servers, databases, folders and keys that it needs. You see \
        what could not be carried over before anything else is asked."
            .to_owned(),
    ];
    if let Some(made) = made {
        about = vec![made.written.clone()];
        about.extend(made.offer.preset.open.iter().map(|point| format!("To settle: {point}")));
        about.retain(|words| !words.is_empty());
    }
    let summary = made.map_or_else(
        || "a docker-compose.yml or image".to_owned(),
        |made| format!("{}, in {}", made.offer.preset.title, made.shown),
    );
    Choice { label: TITLE.to_owned(), summary, also: OWN_FOUND_BY.to_owned(), about, ..Choice::default() }
}

/// So many apps are seen at a glance.
const FEW: usize = 5;

/// What to do where no app is found by what was typed.
fn nothing_found(typed: &str, own: bool) -> String {
    let own = if own { "; an app of your own is under `own`" } else { "" };
    format!(
        "nothing matches `{}`; take letters back, and type a part of an app's name or of what it does, such as \
        photos{own}",
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
