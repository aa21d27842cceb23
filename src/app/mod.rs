//! Composition root: the only module that knows everything. One file per command.

mod account;
mod backend;
mod change;
mod deploy;
mod deployments;
mod destroy;
mod estimate;
mod failure;
mod input;
mod list;
mod lock;
mod menu;
mod policy;
mod presets;
mod resume;
mod running;
mod screen;
mod secrets;
mod status;
mod upgrade;
mod views;
mod wizard;

use std::io::{self, IsTerminal as _, Write};
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser as _;

use crate::cli::{Cli, Command, Common};
use failure::Failure;

/// What every command gets.
struct App {
    common: Common,
    started: Instant,
}

impl App {
    /// True when a person can be asked.
    fn can_ask(&self) -> bool {
        !self.common.json && io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// True when the full screen is wanted and possible.
    fn full_screen(&self) -> bool {
        let dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
        !self.common.json
            && !self.common.plain
            && !self.common.accessible
            && !dumb
            && io::stdin().is_terminal()
            && io::stdout().is_terminal()
    }

    fn ascii() -> bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
        !locale.is_some_and(|locale| locale.to_ascii_lowercase().replace('-', "").contains("utf8"))
    }

    fn no_color() -> bool {
        std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) || std::env::var("CLICOLOR").is_ok_and(|value| value == "0")
    }
}

/// The whole program.
#[must_use]
pub fn main() -> ExitCode {
    let started = Instant::now();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let app = App { common: cli.common, started };
    let result = app.run(cli.command);
    match result {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            let _ = failure.write(&mut io::stderr());
            ExitCode::from(failure.code())
        }
    }
}

impl App {
    fn run(&self, command: Option<Command>) -> Result<u8, Failure> {
        let out: &mut dyn Write = &mut io::stdout();
        match command {
            None => self.open(),
            Some(Command::Presets { show }) => self.presets(show.as_ref(), out),
            Some(Command::Estimate { preset, tier, answers }) => self.estimate(&preset, &tier, answers.as_deref(), out),
            Some(Command::Plan { answers }) => self.plan(&answers, out),
            Some(Command::Policy { answers }) => self.policy(&answers, out),
            Some(Command::Deploy { answers, yes }) => self.deploy(&answers, yes),
            Some(Command::Resume { name, answers, yes }) => self.resume(name.as_deref(), answers.as_deref(), yes),
            Some(Command::Status { name }) => self.status(name.as_deref(), out),
            Some(Command::List) => self.list(out),
            Some(Command::Upgrade { name, tier, yes }) => self.upgrade(name.as_deref(), &tier, yes),
            Some(Command::Destroy { name, yes, confirm, keep_data }) => self.destroy(name.as_deref(), yes, confirm.as_deref(), keep_data),
        }
    }
}
