//! How a run ended and what to do next.

use std::io::{self, Write};

use super::paragraph;
use crate::engine::{Existing, Finish, Outcome, PricedKept, Progress};
use crate::model::Invocation;
use crate::plan::Total;

/// What the last lines of a run need to know beside its events.
#[derive(Clone, Debug, Default)]
pub struct Ending {
    pub invocation: Invocation,
    /// The address was not to be asked.
    pub unverified: bool,
    /// Something was removed: nothing of it goes on.
    pub removal: bool,
    /// Per month from now, with what is said about an alarm; empty when it is not known.
    pub costs: String,
    /// Tiers it can be changed to.
    pub tiers: Vec<String>,
    /// How the first person signs in, or what keeps everybody out.
    pub sign_in: Vec<String>,
    /// DNS records elsewhere: those that lead nowhere after a removal, else those that lead to the app.
    pub records: Vec<String>,
    /// Per month of the snapshot that a removal would keep.
    pub snapshot: Option<Total>,
    /// Where answers and journal are.
    pub folder: Option<String>,
}

/// How a run ended and what to do next.
///
/// # Errors
/// When writing fails.
pub fn outcome(progress: &Progress, ending: &Ending, out: &mut dyn Write) -> io::Result<()> {
    for (id, error) in progress.failures() {
        let title = progress.rows.get(id).map_or("", |row| row.planned.title.as_str());
        writeln!(out, "x {id}  {title}")?;
        for (label, text) in [("What happened", &error.what), ("Why", &error.why), ("What to do", &error.hint)] {
            if !text.is_empty() {
                paragraph(&format!("{label}: {text}"), 2, out)?;
            }
        }
    }
    let Some(finish) = &progress.finish else { return Ok(()) };
    let command = |verb: &str| ending.invocation.command(&format!("{verb} {}", progress.deployment));
    let (done, all) = (progress.done(), progress.rows.len());
    match finish.outcome {
        Outcome::Done if ending.removal => {
            writeln!(out, "Done: {done} of {all} steps.")?;
            records(ending, out)?;
        }
        Outcome::Done => running(progress, finish, ending, out)?,
        Outcome::Failed if ending.removal => {
            writeln!(out, "Stopped: {done} of {all} steps of the removal are done.")?;
            exists(finish, out)?;
            commands(&[("Go on removing", command("resume"))], out)?;
        }
        Outcome::Failed => {
            writeln!(out, "Stopped: {done} of {all} steps are done, nothing is lost.")?;
            exists(finish, out)?;
            commands(&[("Go on", command("resume")), ("Remove everything", command("destroy"))], out)?;
        }
        Outcome::Interrupted => {
            writeln!(out, "Stopped safely: {done} of {all} steps are done.")?;
            exists(finish, out)?;
            commands(&[(if ending.removal { "Go on removing" } else { "Go on" }, command("resume"))], out)?;
        }
    }
    left(finish, out)
}

/// What is billed from now on although the run is not at its end.
fn exists(finish: &Finish, out: &mut dyn Write) -> io::Result<()> {
    // Something that is still there although the journal knows of nothing more is listed below.
    let known = finish.exists.as_ref().filter(|existing| existing.things > 0 || finish.left.is_empty());
    let Some(existing) = known else { return Ok(()) };
    paragraph(&format!("{}.", existing_words(existing)), 2, out)
}

/// How many things exist and what they cost per month until they are removed.
#[must_use]
pub fn existing_words(existing: &Existing) -> String {
    let Existing { things, unsure, monthly } = existing;
    if *things == 0 {
        return "Nothing exists in the account, nothing is billed".to_owned();
    }
    let (thing, exist) = if *things == 1 { ("thing", "exists") } else { ("things", "exist") };
    let unsure = match unsure {
        0 => String::new(),
        1 => " (of one it is not known yet)".to_owned(),
        some => format!(" (of {some} it is not known yet)"),
    };
    format!("{things} {thing} {exist}{unsure} and cost {monthly} per month, as estimated, until they are removed")
}

/// What a person added at their DNS provider and has to delete there.
fn records(ending: &Ending, out: &mut dyn Write) -> io::Result<()> {
    if ending.records.is_empty() {
        return Ok(());
    }
    let why = "Delete these at your DNS provider: they lead nowhere now, and whoever gets that address next would \
        answer for you.";
    paragraph(why, 0, out)?;
    ending.records.iter().try_for_each(|record| writeln!(out, "  {record}"))
}

/// Commands are never broken, so that they can be copied.
fn commands(lines: &[(&str, String)], out: &mut dyn Write) -> io::Result<()> {
    lines.iter().try_for_each(|(label, command)| writeln!(out, "  {label}: {command}"))
}

fn running(progress: &Progress, finish: &Finish, ending: &Ending, out: &mut dyn Write) -> io::Result<()> {
    let name = &progress.deployment;
    let command = |verb: &str| ending.invocation.command(&format!("{verb} {name}"));
    let (done, remark) = match &finish.url {
        None => (format!("Done: {} of {} steps.", progress.done(), progress.rows.len()), ""),
        Some(url) if ending.unverified => {
            (format!("Done: {name} is at {url}"), "It was not checked whether that answers (--no-verify).")
        }
        Some(url) if progress.asked_address() => (format!("Done: {url} answers."), ""),
        Some(url) if progress.did_something() => {
            (format!("Done: {name} is at {url}"), "It was not asked again whether that answers.")
        }
        Some(url) => (format!("Nothing was to do: {name} is at {url}"), "It was not asked whether that answers."),
    };
    writeln!(out, "{done}")?;
    if !remark.is_empty() {
        paragraph(remark, 2, out)?;
    }
    if finish.url.as_ref().is_some_and(|url| url.starts_with("http://")) {
        let words = match &finish.plain_because {
            None => "! Plain http: what people send is not private. A domain of your own brings https.".to_owned(),
            Some(because) => format!(
                "! Plain http for now: {}. What people send is not private. The server asks again by itself, at first \
                 every minute, later every few hours; https works from when it has a certificate.",
                because.trim_end_matches('.')
            ),
        };
        paragraph(&words, 2, out)?;
    }
    if !ending.costs.is_empty() {
        paragraph(&format!("Costs: {}.", ending.costs), 2, out)?;
    }
    for (index, words) in ending.sign_in.iter().enumerate() {
        match (index, words.starts_with("cloudstead ")) {
            (_, true) => writeln!(out, "  {words}")?,
            (0, false) => paragraph(&format!("Sign in: {words}"), 2, out)?,
            (_, false) => paragraph(words, 2, out)?,
        }
    }
    if !ending.records.is_empty() {
        paragraph("Your DNS: these records at your provider lead to it, they must stay:", 2, out)?;
        ending.records.iter().try_for_each(|record| writeln!(out, "    {record}"))?;
    }
    let mut next = vec![("Look inside and check", command("status"))];
    next.extend(ending.tiers.iter().map(|tier| ("Change tier", format!("{} --tier {tier}", command("upgrade")))));
    next.push(("Remove it", command("destroy")));
    commands(&next, out)?;
    let about_data = match &ending.snapshot {
        Some(monthly) => {
            format!("That keeps a last snapshot ({}) if you like, and asks about files.", monthly.per_month())
        }
        None => "That asks about your data before anything happens.".to_owned(),
    };
    paragraph(&about_data, 4, out)?;
    ending.folder.as_ref().map_or(Ok(()), |folder| writeln!(out, "  Files: {folder}"))
}

fn left(finish: &Finish, out: &mut dyn Write) -> io::Result<()> {
    if !finish.kept.is_empty() {
        writeln!(out, "Kept, as you wanted:")?;
        for (mut ids, words) in PricedKept::alike(&finish.kept) {
            ids.try_for_each(|id| writeln!(out, "  {id}"))?;
            paragraph(&words, 4, out)?;
        }
    }
    if !finish.left.is_empty() {
        let advice = if finish.exists.as_ref().is_some_and(|existing| existing.things > 0) {
            ""
        } else {
            " and not wanted: run it again, or remove these in the AWS console"
        };
        writeln!(out, "Still there{advice}:")?;
        finish.left.iter().try_for_each(|id| writeln!(out, "  {id}"))?;
    }
    Ok(())
}
