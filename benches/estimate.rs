//! How long the price beside a question takes to follow a movement of the selection: answers to blueprint to estimate.
//! `cargo bench --no-default-features` prints it per tier.
#![expect(clippy::print_stdout, reason = "the result")]

use std::hint::black_box;
use std::time::Instant;

use cloudstead::plan::{Answers, compose, estimate};
use cloudstead::preset::by_name;

const ROUNDS: u32 = 500;

fn main() {
    let preset = by_name("compai").expect("a built-in preset");
    for tier in preset.tiers.keys() {
        let text = format!("name='demo'\npreset='compai'\ntier='{tier}'\nregion='us-east-1'\nbudget=60\n");
        let answers = Answers::parse(&text).expect("good answers");
        let began = Instant::now();
        for _ in 0..ROUNDS {
            let blueprint = compose(black_box(&preset), black_box(&answers)).expect("a plan");
            black_box(estimate(&blueprint, &answers.usage));
        }
        println!("{tier}: {:?} for plan and estimate", began.elapsed() / ROUNDS);
    }
}
