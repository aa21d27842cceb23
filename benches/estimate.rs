//! How long the price beside a question takes to follow a movement of the selection: answers to blueprint to estimate.
//! `cargo bench --no-default-features` prints it per tier.
#![expect(clippy::print_stdout, reason = "the result")]

use std::hint::black_box;
use std::time::Instant;

use cloudstead::plan::{Answers, compose, estimate};
use cloudstead::preset::by_name;

const ROUNDS: u32 = 500;

fn main() {
    let Ok(preset) = by_name("compai") else { return };
    for tier in preset.tiers.keys() {
        let text = format!("name='demo'\npreset='compai'\ntier='{tier}'\nregion='us-east-1'\nbudget=60\n");
        let Ok(answers) = Answers::parse(&text) else { continue };
        let began = Instant::now();
        for _ in 0..ROUNDS {
            let blueprint = compose(black_box(&preset), black_box(&answers));
            black_box(blueprint.map(|blueprint| estimate(&blueprint, &answers.usage)).ok());
        }
        println!("{tier}: {:?} for plan and estimate", began.elapsed() / ROUNDS);
    }
}
