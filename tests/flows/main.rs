//! Whole visits of the real program in a pseudo-terminal, against the practice account: what a person sees and types.

#![cfg(unix)]

mod bad_input;
mod chores;
mod coming_back;
mod first_run;
mod interrupted;
mod kept;
mod left;
mod line_by_line;
mod lost;
mod menu;
mod own;
mod presets_new;
mod renamed;
mod resize;
mod secret;
mod standing;
mod steps;
mod suspended;
mod terminal;
mod unattended;
mod unpriced;
mod words;
