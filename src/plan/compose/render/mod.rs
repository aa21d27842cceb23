//! What a server runs, as its programs read it.

mod caddyfile;
mod calendar;
mod container;
mod release;
