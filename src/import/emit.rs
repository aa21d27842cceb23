//! The preset as annotated text.

use std::fmt::Write as _;

use indexmap::IndexMap;

use super::meaning::{Container, Draft};
use super::meaning::{Form, Need};
use super::notes::{Notes, Outcome};
use super::toml_text::{key, string};
use super::yaml::At;
use crate::model::text::clean_line;

/// Remarks that stand beside what they are about.
struct Remarks<'a> {
    notes: &'a Notes,
    files: &'a [String],
}

impl Remarks<'_> {
    fn place(&self, at: At) -> String {
        let file = self.files.get(at.file).map_or("the file", String::as_str);
        format!("{}:{}", clean_line(file), at.line)
    }

    /// Keys of the whole file that have remarks.
    fn of_the_whole(&self) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for note in self.notes.notes.iter().filter(|note| note.outcome != Outcome::Taken) {
            let first = note.what.split('.').next().unwrap_or_default();
            let first = if first.is_empty() { note.what.as_str() } else { first };
            if first != "services" && !found.iter().any(|known| known == first) {
                found.push(first.to_owned());
            }
        }
        found
    }

    /// Services that have no section, with the reason.
    fn without_section(&self, text: &mut String, sections: &[String]) {
        let dropped = self.notes.notes.iter().filter(|note| note.outcome == Outcome::Dropped);
        for note in dropped.filter(|note| note.what.starts_with("services.")) {
            let within = |section: &String| {
                note.what.strip_prefix(section.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            let whole = note.what.trim_start_matches("services.");
            if !whole.contains('.') && !sections.iter().any(within) {
                let place = note.at.map(|at| self.place(at)).unwrap_or_default();
                comment(text, &format!("{place} {} left out: {}", clean_line(&note.what), note.why));
            }
        }
    }

    /// What became of the keys below one. Keys of which the same is to be said are named together.
    fn below(&self, text: &mut String, what: &str, label: &str) {
        let begin = format!("{what}.");
        let mut said: IndexMap<(Outcome, &str), (String, Vec<String>)> = IndexMap::new();
        for note in &self.notes.notes {
            if note.outcome == Outcome::Taken || !(note.what == what || note.what.starts_with(&begin)) {
                continue;
            }
            let key = note.what.strip_prefix(&begin).unwrap_or_default();
            let place = note.at.map(|at| self.place(at)).unwrap_or_default();
            let (_, keys) = said.entry((note.outcome, note.why.as_str())).or_insert_with(|| (place, Vec::new()));
            let key = clean_line(key.strip_prefix("environment.").unwrap_or(key));
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        for ((outcome, why), (place, keys)) in said {
            let word = if outcome == Outcome::Dropped { "left out" } else { "changed" };
            let keys = keys.iter().filter(|key| !key.is_empty()).map(String::as_str).collect::<Vec<_>>().join(", ");
            let words: Vec<&str> =
                [place.as_str(), label, &keys, word].into_iter().filter(|word| !word.is_empty()).collect();
            comment(text, &format!("{}: {why}", words.join(" ")));
        }
    }
}

pub(super) fn text(draft: &Draft, notes: &Notes, files: &[String]) -> String {
    let remarks = Remarks { notes, files };
    let mut text = String::new();
    head(&mut text, draft, &remarks);
    for (name, service) in &draft.services {
        container(&mut text, "services", name, service, &remarks);
    }
    for (name, job) in &draft.jobs {
        container(&mut text, "jobs", name, job, &remarks);
    }
    stores(&mut text, draft, &remarks);
    for (name, file) in &draft.files {
        text.push('\n');
        comment(&mut text, &format!("From {}.", file.from));
        let literal = file.text.literal();
        let shown = literal.clone().unwrap_or_else(|| file.text.template());
        let _ = writeln!(text, "[files.{}]\ntext = {}", key(name), string(&shown));
        if file.mode != "0644" {
            let _ = writeln!(text, "mode = {}", string(&file.mode));
        }
        if literal.is_some() {
            text.push_str("template = false\n");
        }
    }
    secrets(&mut text, draft, &remarks);
    tiers(&mut text, draft);
    text
}

fn head(text: &mut String, draft: &Draft, remarks: &Remarks<'_>) {
    let mut files: Vec<String> = remarks.files.iter().map(|file| clean_line(file)).collect();
    files.sort();
    files.dedup();
    comment(text, &format!("{}: made by `cloudstead presets new` from {}.", draft.title, files.join(", ")));
    comment(
        text,
        "Each part says where it comes from and what is different. Change what you like; nothing else reads it.",
    );
    let _ = write!(text, "\nlanguage = 2\nname = {}\ntitle = {}\n", string(&draft.name), string(&draft.title));
    let _ = writeln!(text, "summary = {}\nversion = \"1\"", string(&draft.summary));
    if !draft.source.is_empty() {
        let _ = writeln!(text, "source = {}", string(&draft.source));
    }
    if draft.processor.is_some() {
        comment(text, "The file asks for images of this processor.");
    } else {
        comment(
            text,
            "Whether its images exist for arm64 (cheaper) is not known: add it to `architectures` if they do.",
        );
    }
    let processor = draft.processor.unwrap_or("x86_64");
    let _ = writeln!(text, "arch = \"{processor}\"\narchitectures = [\"{processor}\"]");
    comment(text, &format!("The service that people open: {}.", draft.main_why));
    let _ = writeln!(text, "main = {}", string(&draft.main));
    let open = &remarks.notes.open;
    if !open.is_empty() {
        comment(text, "Settle each point below and take it out of the list: nothing is deployed before it is empty.");
        text.push_str("open = [\n");
        for point in open {
            let place = point.at.map(|at| format!("{}: ", remarks.place(at))).unwrap_or_default();
            let _ = writeln!(text, "  {},", string(&clean_line(&format!("{place}{}", point.what))));
        }
        text.push_str("]\n");
    }
    let sections: Vec<String> = draft.names().map(|name| format!("services.{name}")).collect();
    for what in remarks.of_the_whole() {
        remarks.below(text, &what, &clean_line(&what));
    }
    remarks.without_section(text, &sections);
}

fn container(text: &mut String, table: &str, name: &str, container: &Container, remarks: &Remarks<'_>) {
    text.push('\n');
    comment(text, &format!("{}, services.{}", remarks.place(container.at), clean_line(&container.from)));
    remarks.below(text, &format!("services.{}", container.from), "");
    for line in &container.proposal {
        comment(text, line);
    }
    let _ = writeln!(text, "[{table}.{}]", key(name));
    for (name, value) in &container.keys {
        let _ = writeln!(text, "{name} = {value}");
    }
    if container.env.is_empty() {
        return;
    }
    let _ = writeln!(text, "[{table}.{}.env]", key(name));
    for (name, (_, value)) in &container.env {
        let _ = writeln!(text, "{} = {}", key(name), string(&value.template()));
    }
}

fn stores(text: &mut String, draft: &Draft, remarks: &Remarks<'_>) {
    for (name, store) in &draft.databases {
        text.push('\n');
        comment(text, &format!("{}, services.{}", remarks.place(store.at), clean_line(&store.from)));
        remarks.below(text, &format!("services.{}", store.from), "");
        let _ = writeln!(text, "[stores.{}]", key(name));
        for (name, value) in &store.keys {
            let _ = writeln!(text, "{name} = {value}");
        }
        if !store.env.is_empty() {
            let pairs: Vec<String> =
                store.env.iter().map(|(name, value)| format!("{} = {}", key(name), string(value))).collect();
            let _ = writeln!(text, "env = {{ {} }}", pairs.join(", "));
        }
    }
    for (name, folder) in &draft.folders {
        text.push('\n');
        comment(text, &format!("{}, on the data disk, in the nightly backup.", clean_line(&folder.from)));
        let _ = writeln!(text, "[stores.{}]\nkind = \"volume\"", key(name));
        if let Some(owner) = &folder.owner {
            let _ = writeln!(text, "owner = {}", string(owner));
        }
    }
}

fn secrets(text: &mut String, draft: &Draft, remarks: &Remarks<'_>) {
    if draft.secrets.is_empty() {
        return;
    }
    text.push_str("\n[secrets]\n");
    for (name, secret) in &draft.secrets {
        let why = string(&format!("{} ({})", secret.why, remarks.place(secret.at)));
        let need = match &secret.need {
            Need::Generate { length, form: Form::Letters } => format!("generate = {length}"),
            Need::Generate { length, form } => {
                let form = match form {
                    Form::Hex => "hex",
                    Form::Laravel => "laravel",
                    Form::Base64 | Form::Letters => "base64",
                };
                format!("generate = {length}, form = \"{form}\"")
            }
            Need::Ask { required } => {
                let required = if *required { ", required = true" } else { "" };
                format!("ask = {}{required}", string(&format!("Value of {name}")))
            }
        };
        let _ = writeln!(text, "{} = {{ {need}, why = {why} }}", key(name));
    }
}

/// Memory of the smallest server type that has at least so many MB, its types, and the largest one otherwise.
const SERVERS: [(u32, &str); 5] =
    [(1_600, "small"), (3_400, "medium"), (7_200, "large"), (15_000, "xlarge"), (u32::MAX, "2xlarge")];

fn tiers(text: &mut String, draft: &Draft) {
    let size = SERVERS.iter().find(|(most, _)| draft.memory_mb <= *most).map_or("2xlarge", |(_, size)| size);
    let count = draft.services.len() + draft.jobs.len() + draft.databases.len();
    let root = if count > 12 {
        60
    } else if count > 6 {
        40
    } else {
        30
    };
    let server = format!("{{ arm64 = \"t4g.{size}\", x86_64 = \"t3.{size}\", root_gb = {root}, data_gb = 20 }}");
    text.push('\n');
    comment(text, "The size is an estimate by the number of containers: watch the memory at first.");
    let _ = writeln!(text, "[tiers.starter]\nsummary = \"one server, everything on it\"");
    text.push_str(
        "gives = \"Everything on one server, with its data on a disk of its own and a nightly copy in S3.\"\n",
    );
    let lost = "If the server dies the app is away until it is restarted, and up to a day of data can be lost.";
    let _ = writeln!(text, "gives_up = {}", string(lost));
    let _ = writeln!(text, "on = \"server\"\nserver = {server}");
    if draft.managed.is_empty() {
        return;
    }
    let places: Vec<String> = draft.managed.iter().map(|store| format!("{} = \"managed\"", key(store))).collect();
    text.push_str("\n[tiers.managed]\nsummary = \"one server, managed database\"\n");
    text.push_str(
        "gives = \"One server, and a database that AWS runs, with backups to any minute of the past week.\"\n",
    );
    text.push_str("gives_up = \"If the server dies the app is away for some minutes.\"\n");
    let _ = writeln!(text, "on = \"server\"\nserver = {server}\nstores = {{ {} }}", places.join(", "));
    for store in &draft.managed {
        let _ = writeln!(text, "[tiers.managed.databases.{}]", key(store));
        text.push_str("arm64 = \"db.t4g.micro\"\nx86_64 = \"db.t3.micro\"\ngb = 20\n");
    }
}

/// Lines of at most 120 characters.
fn comment(text: &mut String, words: &str) {
    for line in textwrap::wrap(&clean_line(words), textwrap::Options::new(118)) {
        let _ = writeln!(text, "# {line}");
    }
}
