//! The full screen's other half: answers what it asks for, and runs what a person agreed to, on a thread of its own.

mod ears;
mod obey;
mod run;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::thread;

use tokio::sync::mpsc;
use tokio::task::{JoinHandle, LocalSet};

use self::ears::runs;
use self::ears::{Ears, Ended};
use super::App;
use super::failure::{Failure, LOOK};
use super::kept::Left;
use super::running::runtime;
use super::signals::INTERRUPTED;
use super::views::menu;
use crate::engine::{Lost, State};
use crate::model::text::capital;
use crate::resource::Loss;
use crate::tui::{self, Command, Exit, Menu, Options, Start, Update, Updates};
use crate::wizard::Effect;

/// Shows the wizard or the menu until it is left; the summary goes to standard output.
pub(super) fn open(app: &App, existing: &[(String, State)]) -> Result<u8, Failure> {
    let mut menus: Vec<Menu> = existing.iter().map(|(name, state)| menu(app, name, state, None)).collect();
    menus.sort_by_key(|menu| menu.state.place());
    let name = existing.first().map(|(name, _)| name.clone()).filter(|_| existing.len() == 1);
    let left = app.left()?;
    let start = match (menus.len(), menus.pop()) {
        (1, Some(menu)) => Start::Menu(Box::new(menu)),
        (_, Some(last)) => {
            menus.push(last);
            Start::Menus(menus)
        }
        // What was kept is billed: it is seen before anything new is begun.
        (_, None) if !left.is_empty() => Start::Menus(menus),
        (_, None) => Start::Wizard(Box::new(app.new_wizard(existing)?)),
    };
    let options = Options {
        practice: app.common.practice,
        ascii: App::ascii(),
        no_color: App::no_color(),
        speed: app.speed(),
        invocation: app.invocation(),
        unverified: app.common.no_verify,
        started: app.started,
    };
    let (updates, inbox) = tui::channel();
    updates.send(Update::Kept(left.iter().map(Left::shown).collect()));
    let (commands, wanted) = mpsc::unbounded_channel();
    let app = Arc::new(App { common: app.common.clone(), started: app.started });
    let worker = Worker { app, updates, name, lost: None, code: 0, checking: None };
    let handle = thread::spawn(move || worker.work(wanted));
    let exit = tui::run(start, options, &commands, inbox);
    drop(commands);
    let code = handle.join().unwrap_or(1);
    tui::restore();
    let Exit { summary, interrupted } = match exit {
        // A window that was closed: the run knows better how it ended.
        Err(_) if code != 0 => return Ok(code),
        exit => exit?,
    };
    if let Some(summary) = summary {
        // Where the window is gone nobody reads it; how the run ended is the exit code.
        let _ = std::io::Write::write_all(&mut std::io::stdout(), format!("{}\n", summary.trim_end()).as_bytes());
    }
    Ok(if code == 0 && interrupted { INTERRUPTED } else { code })
}

/// Carries out commands of the full screen.
struct Worker {
    app: Arc<App>,
    updates: Updates,
    /// The deployment that menu commands are about.
    name: Option<String>,
    /// What is gone with its data, and what was wanted when that showed.
    lost: Option<(Vec<Lost>, Command)>,
    code: u8,
    /// What is being asked while a person reads the review.
    checking: Option<JoinHandle<()>>,
}

impl Worker {
    fn work(mut self, wanted: mpsc::UnboundedReceiver<Command>) -> u8 {
        let Ok(runtime) = runtime() else { return 1 };
        LocalSet::new().block_on(&runtime, async {
            let mut ears = Ears::new(wanted);
            loop {
                let (ended, command) = match ears.next().await {
                    Ok(command) => (Box::pin(self.carry(command.clone(), &mut ears)).await, Some(command)),
                    Err(ended) => (Err(ended), None),
                };
                match (ended, command) {
                    (Err(Ended::Failed(failure)), Some(command)) => {
                        if runs(&command) {
                            self.code = failure.code();
                        }
                        self.tell(&failure, command);
                    }
                    (Err(Ended::Signal(signal)), _) => {
                        self.code = signal;
                        self.updates.send(Update::Leave(None));
                        break;
                    }
                    (Err(Ended::Left), _) => break,
                    _ => {}
                }
            }
            self.keep_last_draft(ears);
        });
        self.code
    }

    /// What the wizard asked to keep while something else was waited for.
    fn keep_last_draft(&self, ears: Ears) {
        let kept = |command| match command {
            Command::Effect(Effect::SaveDraft(text)) => Some(text),
            _ => None,
        };
        ears.unheard().filter_map(kept).last().iter().for_each(|text| {
            let _ = self.app.save_draft(text);
        });
    }

    /// Lost data is a question where a person can agree to go on without it; everything else is a problem.
    fn tell(&mut self, failure: &Failure, command: Command) {
        let lost = failure.lost();
        if !lost.is_empty()
            && lost.iter().all(|lost| lost.loss == Loss::Data)
            && let Ok((name, _)) = self.present()
        {
            // Something more was gone when it was begun again: what was wanted at first still is.
            let wanted = match (command, self.lost.take()) {
                (Command::WithoutLost, Some((_, first))) => first,
                (command, _) => command,
            };
            self.lost = Some((lost.to_vec(), wanted));
            let gone = format!("{}.", capital(&failure.sentences()));
            let consent = "To begin again with an empty one in its place, and with new servers, type the name.";
            self.updates.send(Update::Lost { name, words: vec![gone, format!("{LOOK}."), consent.to_owned()] });
            return;
        }
        let (what, hint) = (failure.sentences(), failure.advice().to_owned());
        self.updates.send(Update::Problem { title: "That could not be done".to_owned(), what, hint });
    }
}
