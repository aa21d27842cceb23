//! Numbered questions on plain lines: append-only, no control sequences, no glyphs, the default in words. For screen
//! readers, dumb terminals and scripts that feed answers.

use std::io::{self, BufRead, Write};

use super::conversation::{Ended, Errands, Prompter, Reply, Verdict, converse, verdict};
use super::hidden::{CTRL_C, Hidden};
use super::lines::unfinished;
use super::show;
use crate::plan::Estimate;
use crate::wizard::{Choice, Field, Input, Mark, Msg, REVIEW, Review, Screen, Text, Typing, View, Wizard};

/// Asks everything through `input` and `out`.
///
/// # Errors
/// When reading or writing fails.
pub fn ask(
    wizard: &mut Wizard,
    errands: &mut dyn Errands,
    input: &mut dyn BufRead,
    out: &mut dyn Write,
) -> io::Result<Ended> {
    converse(wizard, errands, &mut Numbered { input, out })
}

/// What is said before a key is typed.
const HIDDEN: &str = if cfg!(unix) { "What you type is not shown" } else { "Typed text is visible here" };

struct Numbered<'a> {
    input: &'a mut dyn BufRead,
    out: &'a mut dyn Write,
}

impl Numbered<'_> {
    /// One line; nothing when nobody is there any more.
    fn line(&mut self) -> io::Result<Option<String>> {
        self.out.flush()?;
        let mut line = Vec::new();
        loop {
            let read = self.input.fill_buf()?;
            let end = read.iter().position(|byte| matches!(*byte, b'\n' | CTRL_C));
            line.extend_from_slice(&read[..end.unwrap_or(read.len())]);
            let (used, ended) =
                (end.map_or(read.len(), |end| end + 1), end.map(|end| read[end]).or(read.is_empty().then_some(0)));
            self.input.consume(used);
            match ended {
                Some(CTRL_C) => return Ok(None),
                Some(0) if line.is_empty() => return Ok(None),
                Some(_) => break,
                None => {}
            }
        }
        writeln!(self.out)?;
        Ok(Some(String::from_utf8_lossy(&line).trim_end_matches('\r').to_owned()))
    }

    fn choice(&mut self, field: &Field, options: &[Choice], selected: usize, typing: &Typing) -> io::Result<Reply> {
        writeln!(self.out, "{}:", field.label)?;
        for (index, option) in options.iter().enumerate() {
            let default = if index == selected { " (default)" } else { "" };
            writeln!(self.out, "  {}. {}{default}", index + 1, words(option))?;
        }
        let default = options.get(selected).map_or("", |option| option.label.as_str());
        loop {
            let also = match typing {
                Typing::Nothing => "",
                Typing::Narrows { .. } => " or a part of its name",
                Typing::Begins => " or an amount such as $40",
            };
            write!(
                self.out,
                "Number{also}, Enter for {default}, e and a number to explain, e alone for the cost, u for \
                assumptions, b to go back: "
            )?;
            let Some(line) = self.line()? else { return Ok(Reply::Interrupted) };
            match line.trim() {
                "" => return Ok(Reply::Keep),
                "b" => return Ok(Reply::Back),
                "u" => return Ok(Reply::Assumptions),
                "e" => return Ok(Reply::Costs),
                typed => {
                    if let Some(option) = typed.strip_prefix('e').and_then(|number| numbered(number, options)) {
                        explain(self.out, &options[option])?;
                    } else if let Some(option) = numbered(typed, options) {
                        return Ok(Reply::Option(option));
                    } else if *typing == Typing::Begins && Typing::begins(typed) {
                        return Ok(Reply::Text(Msg::text(typed)));
                    } else if let Typing::Narrows { .. } = typing
                        && typed.contains(char::is_alphabetic)
                    {
                        if let Some(found) = self.find(options, typed)? {
                            return Ok(Reply::Option(found));
                        }
                    } else {
                        writeln!(self.out, "Type a number from 1 to {}.", options.len())?;
                    }
                }
            }
        }
    }

    /// The only option that answers to what was typed; otherwise says which do.
    fn find(&mut self, options: &[Choice], typed: &str) -> io::Result<Option<usize>> {
        let found: Vec<usize> = (0..options.len()).filter(|index| options[*index].answers_to(typed)).collect();
        match found.as_slice() {
            [] => {
                writeln!(
                    self.out,
                    "Nothing matches that. Type a part of a city, of a country or of a code, such as frank, japan or \
                    us-."
                )?;
            }
            [only] => writeln!(self.out, "Chosen: {}.", words(&options[*only]))?,
            several => several
                .iter()
                .try_for_each(|index| writeln!(self.out, "  {}. {}", index + 1, words(&options[*index])))?,
        }
        Ok(Some(found).filter(|found| found.len() == 1).map(|found| found[0]))
    }

    fn text(&mut self, field: &Field, text: &Text) -> io::Result<Reply> {
        if !field.help.is_empty() {
            writeln!(self.out, "{}", field.help)?;
        }
        let suffix = if text.suffix.is_empty() { String::new() } else { format!(" (followed by {})", text.suffix) };
        // From before it is asked for until all lines of it are taken.
        let _hidden = text.secret.then(Hidden::begin).flatten();
        write!(self.out, "{}{suffix}. {} b to go back: ", field.label, default(text))?;
        self.out.flush()?;
        let Some(line) = self.line()? else { return Ok(Reply::Interrupted) };
        Ok(match line.trim() {
            "" => Reply::Keep,
            "b" => Reply::Back,
            "-" => Reply::Text(Msg::text("")),
            typed if text.secret && unfinished(typed) => {
                let mut key = typed.to_owned();
                while unfinished(&key) {
                    let Some(line) = self.line()? else { return Ok(Reply::Interrupted) };
                    key.push('\n');
                    key.push_str(&line);
                }
                writeln!(self.out, "{} lines were taken.", key.lines().count())?;
                Reply::Text(Msg::text(key))
            }
            typed => Reply::Text(Msg::text(typed)),
        })
    }
}

fn default(text: &Text) -> String {
    let present = if text.secret_length > 0 { "what you gave" } else { text.value.as_str() };
    match (present, text.secret) {
        ("", true) => format!("{HIDDEN}; env:NAME takes it from a variable. Enter: {}.", text.placeholder),
        ("", false) => format!("Enter for nothing: {}.", text.placeholder),
        (present, _) => format!("Enter for {present}, - for nothing."),
    }
}

fn numbered(typed: &str, options: &[Choice]) -> Option<usize> {
    typed.trim().parse::<usize>().ok()?.checked_sub(1).filter(|option| *option < options.len())
}

fn words(option: &Choice) -> String {
    let mut words = vec![option.label.clone()];
    words.extend([&option.summary, &option.detail].into_iter().filter(|text| !text.is_empty()).cloned());
    words.extend(option.marks.iter().map(Mark::text));
    words.join(", ")
}

fn explain(out: &mut dyn Write, option: &Choice) -> io::Result<()> {
    if option.about.is_empty() {
        return writeln!(out, "There is no more to say about {}.", option.label);
    }
    option.about.iter().try_for_each(|text| writeln!(out, "{text}"))
}

impl Prompter for Numbered<'_> {
    fn heading(&mut self, wizard: &Wizard, screen: &Screen) -> io::Result<()> {
        let place = match wizard.view() {
            View::Question(_) => format!("Question {} of {REVIEW}: ", wizard.at() + 1),
            _ => String::new(),
        };
        writeln!(self.out, "\n{place}{}\n{}", screen.title, screen.why)?;
        wizard.plain_http().map_or(Ok(()), |text| writeln!(self.out, "{text}"))
    }

    fn field(&mut self, field: &Field) -> io::Result<Reply> {
        match &field.input {
            Input::Choice { options, selected, typing } => self.choice(field, options, *selected, typing),
            Input::Text(text) => self.text(field, text),
        }
    }

    fn say(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{text}")
    }

    fn costs(&mut self, estimate: &Estimate) -> io::Result<()> {
        show::explained(estimate, self.out)
    }

    fn review(&mut self, wizard: &Wizard, review: &Review) -> io::Result<Verdict> {
        writeln!(self.out, "\nReview. Nothing exists yet.")?;
        if let Some(account) = wizard.signed_in_now() {
            writeln!(self.out, "You are signed in now: {account}. Type y once more to create it.")?;
        } else if !wizard.signed_out() {
            writeln!(self.out, "AWS: {}.", wizard.account().line())?;
        }
        show::review(review, wizard.blueprint().map(|plan| (plan, wizard.estimate())), &[], self.out)?;
        loop {
            write!(
                self.out,
                "Create all this? y for yes, u for assumptions, e to explain the cost, b to go back, Enter for no: "
            )?;
            let Some(line) = self.line()? else { return Ok(Verdict::Interrupted) };
            match verdict(&line) {
                Some(verdict) => return Ok(verdict),
                None => writeln!(self.out, "Type y, n, u, e or b.")?,
            }
        }
    }
}

#[cfg(test)]
mod tests;
