//! How long the price beside a question takes to follow a movement of the selection (answers to blueprint to estimate),
//! for the first app and for the one of which most is made, and how long a large compose file takes to become a preset.
//! `cargo bench --no-default-features` prints it.
#![expect(clippy::print_stdout, reason = "the result")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Instant;

use cloudstead::import::{Import, Named, Nothing, import};
use cloudstead::plan::{Answers, compose, estimate};
use cloudstead::preset::{CATALOG, Preset, by_name};

const ROUNDS: u32 = 500;
/// Services of the compose file: more than the largest of well-known projects has.
const SERVICES: usize = 60;

fn main() {
    let presets: Vec<Preset> = CATALOG.iter().filter_map(|entry| by_name(entry.name).ok()).collect();
    let tiers = presets.iter().flat_map(|preset| preset.tiers.keys().map(move |tier| (preset, tier.as_str())));
    let (mut first, mut rest): (Vec<_>, Vec<_>) = tiers.partition(|(preset, _)| preset.name == "compai");
    rest.sort_by_key(|(preset, tier)| things(preset, tier));
    first.extend(rest.pop());
    for (preset, tier) in first {
        let answers = answers(preset, tier);
        let began = Instant::now();
        for _ in 0..ROUNDS {
            let blueprint = compose(black_box(preset), black_box(&answers)).expect("a plan");
            black_box(estimate(&blueprint, &answers.usage));
        }
        let took = began.elapsed() / ROUNDS;
        println!("{} {tier}, {} things: {took:?} for plan and estimate", preset.name, things(preset, tier));
    }
    let text = compose_file();
    let began = Instant::now();
    let files = vec![Named { name: "compose.yml".to_owned(), text: text.clone() }];
    let made =
        import(&Import { files, env: Vec::new(), folder: &Nothing, name: "large".to_owned() }).expect("a preset");
    let took = began.elapsed();
    println!("a compose file of {SERVICES} services, {} bytes: {took:?}, {} open", text.len(), made.open.len());
}

fn things(preset: &Preset, tier: &str) -> usize {
    compose(preset, &answers(preset, tier)).map_or(0, |blueprint| blueprint.nodes().count())
}

fn answers(preset: &Preset, tier: &str) -> Answers {
    let required = preset.asked_secrets(tier).filter(|(_, need)| need.required);
    let mut text = format!("name='demo'\npreset='{}'\ntier='{tier}'\nregion='us-east-1'\nbudget=60\n", preset.name);
    text.push_str("[secrets]\n");
    for (name, _) in required {
        let _ = writeln!(text, "{name}='env:{name}'");
    }
    Answers::parse(&text).expect("good answers")
}

fn compose_file() -> String {
    let mut text =
        "x-env: &env { DATABASE_URL: 'postgres://app:secret@db:5432/app', MODE: '${MODE:-production}' }\n".to_owned();
    text.push_str("services:\n  db: { image: 'postgres:17', environment: { POSTGRES_PASSWORD: secret } }\n");
    for number in 1..SERVICES {
        let _ = writeln!(
            text,
            "  worker{number}:\n    image: example/app:1.{number}\n    environment: {{ <<: *env, N: {number} }}\n    \
             volumes: ['data{number}:/data']\n    ports: ['{port}:8080']\n    depends_on: {{ db: {{ condition: \
             service_healthy }} }}\n    healthcheck: {{ test: ['CMD', 'curl', '-f', 'http://localhost:8080/'] }}",
            port = 9000 + number,
        );
    }
    text.push_str("volumes:\n");
    for number in 1..SERVICES {
        let _ = writeln!(text, "  data{number}: {{}}");
    }
    text
}
