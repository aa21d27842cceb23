//! The wizard's questions as line prompts on a terminal. Esc goes back, Ctrl-C leaves.

use std::fmt;
use std::io::{self, IsTerminal, Write};

use inquire::list_option::ListOption;
use inquire::validator::Validation;
use inquire::{InquireError, Password, PasswordDisplayMode, Select};

use super::conversation::{Ended, Errands, Prompter, Reply, Verdict, converse, verdict};
use super::lines::unfinished;
use super::show;
use crate::wizard::{Choice, Field, Input, Mark, Msg, REVIEW, Review, Screen, Text, View, Wizard};

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
    let width = |text: fn(&Choice) -> &str| options.iter().map(|option| text(option).chars().count()).max().unwrap_or(0);
    let (label, detail) = (width(|option| &option.label), width(|option| &option.detail));
    let row = |(index, option): (usize, &Choice)| {
        let marks: Vec<String> = option.marks.iter().map(Mark::text).collect();
        let left = format!("{:label$}  {:>detail$}", option.label, option.detail);
        let rest = [option.summary.clone(), marks.join(", ")].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>();
        let text: String = format!("{left}  {}", rest.join("; ")).trim_end().to_owned();
        Row { index, text: show::cut(&text, ROW) }
    };
    options.iter().enumerate().map(row).collect()
}

fn choice(field: &Field, options: &[Choice], selected: usize) -> Result<Reply, InquireError> {
    // What was chosen stays on the screen by its name; prices and remarks were for choosing.
    let name = |row: ListOption<&Row>| options[row.value.index].label.clone();
    let prompt = Select::new(&field.label, rows(options)).with_starting_cursor(selected).with_page_size(LIST).with_formatter(&name);
    let prompt = prompt.with_help_message("up and down choose, Enter goes on, Esc goes back");
    Ok(prompt.prompt_skippable()?.map_or(Reply::Back, |row| Reply::Option(row.index)))
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
        let prompt = Password::new(&label).without_confirmation().with_display_mode(PasswordDisplayMode::Masked).with_formatter(&given);
        return Ok(match prompt.with_help_message(&help).prompt_skippable()? {
            None => Reply::Back,
            Some(typed) if typed.is_empty() => Reply::Keep,
            Some(first) => whole(first)?.map_or(Reply::Back, |key| Reply::Text(Msg::text(key))),
        });
    }
    let prompt = inquire::Text::new(&label).with_help_message(help).with_placeholder(&text.placeholder).with_initial_value(&text.value);
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
        let prompt = Password::new("its next line").without_confirmation().with_display_mode(PasswordDisplayMode::Masked);
        let Some(line) = prompt.with_formatter(&given).with_help_message("the key goes on; Esc goes back").prompt_skippable()? else {
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
        writeln!(self.out, "\n{place}{}    {} per month", screen.title, wizard.estimate().total())?;
        for line in super::table::wrap(&screen.why, show::WIDTH) {
            writeln!(self.out, "{line}")?;
        }
        wizard.plain_http().map_or(Ok(()), |text| writeln!(self.out, "{text}"))
    }

    fn field(&mut self, field: &Field) -> io::Result<Reply> {
        let reply = match &field.input {
            Input::Choice { options, selected } => choice(field, options, *selected),
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

    fn review(&mut self, wizard: &Wizard, review: &Review) -> io::Result<Verdict> {
        writeln!(self.out, "\nNothing exists yet. Read this, then say yes.    {}", wizard.account().line())?;
        let plan = wizard.blueprint().map(|plan| (plan, wizard.estimate()));
        show::review(review, plan, &wizard.diagram(PICTURE, false), self.out)?;
        let known =
            |typed: &str| Ok(if verdict(typed).is_some() { Validation::Valid } else { Validation::Invalid("type y, n or u".into()) });
        let prompt = inquire::Text::new("Create all this? (y/N/u)").with_validator(known);
        let prompt = prompt.with_help_message("y creates it, u changes the assumptions, Enter leaves, Esc goes back");
        let reply = prompt.prompt_skippable().map(|typed| typed.map_or(Verdict::Back, |typed| verdict(&typed).unwrap_or(Verdict::No)));
        caught(reply, Verdict::Interrupted)
    }
}

#[cfg(test)]
mod tests;
