//! Composition root: the only module that knows everything. One file per command.

mod account;
mod backend;
mod change;
mod checks;
mod clone;
mod cloudformation;
mod deploy;
mod deployments;
mod destroy;
mod downtime;
mod elsewhere;
mod errand;
mod estimate;
mod failure;
mod fetched;
mod import;
mod input;
mod kept;
mod list;
mod lock;
mod menu;
mod obstacles;
mod own;
mod place;
mod policy;
mod presets;
mod records;
mod remote;
mod resume;
mod running;
mod screen;
mod secret;
mod secrets;
mod settings;
mod signals;
mod standing;
mod status;
mod upgrade;
mod views;
mod wizard;
mod yes;

use std::io::{self, IsTerminal as _, Write};
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser as _;

use crate::cli::{Cli, Command, Common, PlanForm};
use crate::model::Invocation;
use destroy::Files;
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

    /// True where nothing but plain lines can be shown; Windows sets no `TERM`.
    fn dumb() -> bool {
        std::env::var_os("TERM").map_or(cfg!(unix), |term| term.is_empty() || term == "dumb")
    }

    /// True when questions are numbered, without a single control sequence.
    fn numbered(&self) -> bool {
        self.common.accessible || App::dumb()
    }

    /// True when the full screen is wanted and possible.
    fn full_screen(&self) -> bool {
        !self.common.json
            && !self.common.plain
            && !self.numbered()
            && io::stdin().is_terminal()
            && io::stdout().is_terminal()
    }

    /// A command as a person can copy it: with the flags that this one was given.
    fn command(&self, words: &str) -> String {
        self.invocation().command(words)
    }

    fn invocation(&self) -> Invocation {
        let common = &self.common;
        // What the environment says, it says to the next command too.
        let told = std::env::var_os("CLOUDSTEAD_STATE_DIR");
        let folder = common.state_dir.as_ref().filter(|folder| told.as_deref() != Some(folder.as_os_str()));
        let folder =
            folder.map(|folder| std::path::absolute(folder).unwrap_or_else(|_| folder.clone()).display().to_string());
        Invocation::default()
            .with("--practice", common.practice)
            .with_value("--profile", common.profile.as_deref())
            .with_value("--region", common.region.as_deref())
            .with_value("--endpoint-url", common.endpoint_url.as_deref())
            .with_value("--state-dir", folder.as_deref())
            .with("--plain", common.plain)
            .with("--accessible", common.accessible && std::env::var_os("ACCESSIBLE").is_none())
    }

    fn ascii() -> bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
            .iter()
            .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
        !locale.is_some_and(|locale| locale.to_ascii_lowercase().replace('-', "").contains("utf8"))
    }

    fn no_color() -> bool {
        std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || std::env::var("CLICOLOR").is_ok_and(|value| value == "0")
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
    let app = App { common: settings::given(cli.common), started };
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
        self.check_settings()?;
        match command {
            None => self.open(),
            Some(Command::Presets { show }) => self.presets(show.as_ref(), out),
            Some(Command::Estimate { preset, tier, answers }) => self.estimate(&preset, &tier, answers.as_deref(), out),
            Some(Command::Plan { answers, form: PlanForm::Text }) => self.plan(&answers, out),
            Some(Command::Plan { answers, form: PlanForm::CloudFormation }) => self.cloudformation(&answers, out),
            Some(Command::Policy { answers }) => self.policy(&answers, out),
            Some(Command::Deploy { answers, yes }) => self.deploy(&answers, yes),
            Some(Command::Resume { name, answers, yes, confirm }) => {
                self.resume(name.as_deref(), answers.as_deref(), confirm.as_deref(), yes)
            }
            Some(Command::Status { name }) => self.status(name.as_deref(), out),
            Some(Command::List) => self.list(out),
            Some(Command::Secret { name, secret, yes }) => self.secret(&name, secret.as_deref(), yes, out),
            Some(Command::Upgrade { name, tier, budget, yes }) => {
                self.upgrade(name.as_deref(), &tier, budget.as_deref(), yes)
            }
            Some(Command::Destroy { name, yes, confirm, keep_data, delete_files, keep_images }) => {
                self.destroy(name.as_deref(), yes, confirm.as_deref(), Files::of(keep_data, delete_files), keep_images)
            }
        }
    }
}

#[cfg(test)]
mod tests;
