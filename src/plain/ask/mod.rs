//! The wizard's questions as line prompts on a terminal. Esc goes back, Ctrl-C leaves.

use std::cell::RefCell;
use std::fmt;
use std::io::{self, IsTerminal, Write};

use inquire::list_option::ListOption;
use inquire::validator::Validation;
use inquire::{Autocomplete, CustomUserError, InquireError, Password, PasswordDisplayMode, Select};

use super::conversation::{Ended, Errands, Prompter, Reply, Verdict, converse, verdict};
use super::lines::unfinished;
use super::show;
use crate::plan::Estimate;
use crate::wizard::{Choice, Field, Input, Mark, Msg, REVIEW, Review, Screen, Text, Typing, View, Wizard};

/// Longest row of a list, so that nothing wraps in a terminal of 80 columns.
const ROW: usize = 76;
const PICTURE: usize = 76;
const LIST: usize = 10;

/// Questions that cannot be asked.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// Prompts need a person in front of a terminal.
    #[error("there is no terminal to ask on")]
    NoTerminal,
    #[error("the terminal cannot be used: {0}")]
    Io(#[from] io::Error),
}

/// Asks everything on the terminal; texts between the prompts go to `out`.
///
/// # Errors
/// When there is no terminal, or it breaks.
pub fn ask(wizard: &mut Wizard, errands: &mut dyn Errands, out: &mut dyn Write) -> Result<Ended, AskError> {
    if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        return Err(AskError::NoTerminal);
    }
    Ok(converse(wizard, errands, &mut Prompts { out })?)
}

struct Prompts<'a> {
    out: &'a mut dyn Write,
}

/// One row of a list.
struct Row {
    index: usize,
    text: String,
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Rows with aligned columns: label, words, price, remarks.
fn rows(options: &[Choice]) -> Vec<Row> {
    let width =
        |text: fn(&Choice) -> &str| options.iter().map(|option| text(option).chars().count()).max().unwrap_or(0);
    let (label, detail) = (width(|option| &option.label), width(|option| &option.detail));
    let row = |(index, option): (usize, &Choice)| {
        let marks: Vec<String> = option.marks.iter().map(Mark::text).collect();
        let left = format!("{:label$}  {:>detail$}", option.label, option.detail);
        let rest =
            [option.summary.clone(), marks.join(", ")].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>();
        let text: String = format!("{left}  {}", rest.join("; ")).trim_end().to_owned();
        Row { index, text: show::cut(&text, ROW) }
    };
    options.iter().enumerate().map(row).collect()
}

fn choice(field: &Field, options: &[Choice], selected: usize, typing: &Typing) -> Result<Reply, InquireError> {
    // What was chosen stays on the screen by its name; prices and remarks were for choosing.
    let name = |row: ListOption<&Row>| options[row.value.index].label.clone();
    let typed = RefCell::new(String::new());
    let scorer = |text: &str, _: &Row, row: &str, index: usize| {
        text.clone_into(&mut typed.borrow_mut());
        let own = index + 1 == options.len();
        let rank = score(typing, text, &options[index], (row, own))?;
        Some(rank * i64::from(u32::MAX) - i64::try_from(index).unwrap_or(0))
    };
    let help = match typing {
        Typing::Nothing => "up and down choose, Enter goes on, Esc goes back".to_owned(),
        Typing::Narrows { by, .. } => {
            format!("type a part of {by} to find it; up and down choose, Enter goes on, Esc goes back")
        }
        Typing::Begins => "type an amount of your own; up and down choose, Enter goes on, Esc goes back".to_owned(),
    };
    let prompt = Select::new(&field.label, rows(options))
        .with_starting_cursor(selected)
        .with_page_size(LIST)
        .with_formatter(&name);
    let picked = prompt.with_help_message(&help).with_scorer(&scorer).prompt_skippable()?;
    let typed = typed.take();
    Ok(match picked {
        None => Reply::Back,
        Some(row) if *typing == Typing::Begins && row.index + 1 == options.len() && Typing::begins(&typed) => {
            Reply::Text(Msg::text(typed))
        }
        Some(row) => Reply::Option(row.index),
    })
}

/// How well an option answers to what was typed at a list; not at all where there is none. `row` is its line; `own` the
/// last one, which takes an amount of one's own.
fn score(typing: &Typing, typed: &str, option: &Choice, (row, own): (&str, bool)) -> Option<i64> {
    match typing {
        Typing::Narrows { .. } => option.answers_to(typed).then_some(0),
        Typing::Begins if Typing::begins(typed) => {
            let amount = option.label.trim_start_matches('$');
            match typed.trim().trim_start_matches('$') {
                _ if own => Some(1),
                same if same == amount => Some(2),
                beginning if amount.starts_with(beginning) => Some(0),
                _ => None,
            }
        }
        _ => row.to_lowercase().contains(&typed.to_lowercase()).then_some(0),
    }
}

/// Tab puts the suggestion into the field, to be changed.
#[derive(Clone)]
struct Suggestion(String);

impl Autocomplete for Suggestion {
    fn get_suggestions(&mut self, _: &str) -> Result<Vec<String>, CustomUserError> {
        Ok(Vec::new())
    }

    fn get_completion(&mut self, _: &str, _: Option<String>) -> Result<Option<String>, CustomUserError> {
        Ok(Some(self.0.clone()))
    }
}

fn text(field: &Field, text: &Text) -> Result<Reply, InquireError> {
    let label = if text.suffix.is_empty() { field.label.clone() } else { format!("{} ({})", field.label, text.suffix) };
    let help = "Esc goes back";
    if text.secret {
        let help = match (text.value.as_str(), text.secret_length) {
            ("", 0) => help.to_owned(),
            ("", _) => "Enter keeps what you gave; Esc goes back".to_owned(),
            (reference, _) => format!("Enter keeps {reference}; Esc goes back"),
        };
        // Nothing typed must not look like something given.
        let given = |typed: &str| if typed.is_empty() { String::new() } else { "********".to_owned() };
        let prompt = Password::new(&label)
            .without_confirmation()
            .with_display_mode(PasswordDisplayMode::Masked)
            .with_formatter(&given);
        return Ok(match prompt.with_help_message(&help).prompt_skippable()? {
            None => Reply::Back,
            Some(typed) if typed.is_empty() => Reply::Keep,
            Some(first) => whole(first)?.map_or(Reply::Back, |key| Reply::Text(Msg::text(key))),
        });
    }
    // An empty line takes the suggestion, so it may only stand there where it means nothing else.
    if text.suggested && text.value == text.placeholder {
        let prompt =
            inquire::Text::new(&label).with_default(&text.value).with_autocomplete(Suggestion(text.value.clone()));
        let help = format!("type another, Enter for {}, Tab to change it; {help}", text.value);
        return Ok(match prompt.with_help_message(&help).prompt_skippable()? {
            None => Reply::Back,
            Some(typed) if typed == text.value => Reply::Keep,
            Some(typed) => Reply::Text(Msg::text(typed)),
        });
    }
    let prompt = inquire::Text::new(&label)
        .with_help_message(help)
        .with_placeholder(&text.placeholder)
        .with_initial_value(&text.value);
    Ok(match prompt.prompt_skippable()? {
        None => Reply::Back,
        Some(typed) if typed == text.value => Reply::Keep,
        Some(typed) => Reply::Text(Msg::text(typed)),
    })
}

/// A key that began in one answer and goes on in the next ones; nothing when the person goes back.
fn whole(first: String) -> Result<Option<String>, InquireError> {
    let mut key = first;
    while unfinished(&key) {
        let given = |_: &str| "********".to_owned();
        let prompt =
            Password::new("its next line").without_confirmation().with_display_mode(PasswordDisplayMode::Masked);
        let Some(line) =
            prompt.with_formatter(&given).with_help_message("the key goes on; Esc goes back").prompt_skippable()?
        else {
            return Ok(None);
        };
        key.push('\n');
        key.push_str(&line);
    }
    Ok(Some(key))
}

/// Ctrl-C is an answer; anything else that goes wrong is an error.
fn caught<T>(result: Result<T, InquireError>, interrupted: T) -> io::Result<T> {
    match result {
        Ok(reply) => Ok(reply),
        Err(InquireError::OperationInterrupted) => Ok(interrupted),
        Err(InquireError::IO(error)) => Err(error),
        Err(other) => Err(io::Error::other(other.to_string())),
    }
}

impl Prompter for Prompts<'_> {
    fn heading(&mut self, wizard: &Wizard, screen: &Screen) -> io::Result<()> {
        let place = match wizard.view() {
            View::Question(_) => format!("{} of {REVIEW}  ", wizard.at() + 1),
            _ => String::new(),
        };
        let cost = if wizard.is_unread() { String::new() } else { wizard.estimate().monthly_total.per_month() };
        let heading = format!("{place}{}    {cost}", screen.title);
        writeln!(self.out, "\n{}", heading.trim_end())?;
        for line in super::table::wrap(&screen.why, show::WIDTH) {
            writeln!(self.out, "{line}")?;
        }
        wizard.plain_http().map_or(Ok(()), |text| writeln!(self.out, "{text}"))
    }

    fn field(&mut self, field: &Field) -> io::Result<Reply> {
        let reply = match &field.input {
            Input::Choice { options, selected, typing } => choice(field, options, *selected, typing),
            Input::Text(input) => {
                if !field.help.is_empty() {
                    self.say(&field.help)?;
                }
                text(field, input)
            }
        };
        caught(reply, Reply::Interrupted)
    }

    fn say(&mut self, text: &str) -> io::Result<()> {
        super::table::wrap(text, show::WIDTH).iter().try_for_each(|line| writeln!(self.out, "{line}"))
    }

    fn costs(&mut self, estimate: &Estimate) -> io::Result<()> {
        show::explained(estimate, self.out)
    }

    fn review(&mut self, wizard: &Wizard, review: &Review) -> io::Result<Verdict> {
        writeln!(self.out, "\n{}", show::opening(wizard))?;
        let plan = wizard.blueprint().map(|plan| (plan, wizard.estimate()));
        show::review(review, plan, &wizard.diagram(PICTURE, false), self.out)?;
        let known = |typed: &str| {
            Ok(if verdict(typed).is_some() {
                Validation::Valid
            } else {
                Validation::Invalid("type y, n, u or e".into())
            })
        };
        let prompt = inquire::Text::new("Create all this? (y/N/u/e)").with_validator(known);
        let prompt = prompt.with_help_message(
            "y creates it, u changes the assumptions, e explains the cost, Enter quits, Esc goes back",
        );
        let reply = prompt
            .prompt_skippable()
            .map(|typed| typed.map_or(Verdict::Back, |typed| verdict(&typed).unwrap_or(Verdict::No)));
        caught(reply, Verdict::Interrupted)
    }
}

#[cfg(test)]
mod tests;
