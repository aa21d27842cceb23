//! The wizard, one prompt after the other. How a prompt looks is the prompter's business; which comes next is decided
//! here.

use std::io;

use crate::plan::{Answers, Estimate};
use crate::wizard::{AccountState, Effect, Field, Input, Msg, Report, Review, Screen, View, Wizard};

/// What the wizard wants from outside, carried out by the application.
pub trait Errands {
    /// Begins an errand without keeping the person waiting.
    fn begin(&mut self, effect: Effect);
    /// What errands brought since the last call.
    fn news(&mut self) -> Vec<Msg>;
    /// Waits until the account check is over, for some seconds at most.
    fn settle(&mut self) -> Vec<Msg>;
}

/// How a conversation ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Ended {
    Deploy(Box<Answers>),
    /// The person said no; the answers are kept as a draft.
    Quit,
    /// Ctrl-C, or nobody is there any more.
    Interrupted,
}

/// What a person answered to one prompt.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Reply {
    Option(usize),
    /// Typed text as a message, so that it cannot be printed by accident.
    Text(Msg),
    /// As it is.
    Keep,
    Back,
    /// Opens the assumptions, or closes them.
    Assumptions,
    /// What the lines of the cost are.
    Costs,
    Interrupted,
}

/// The answer to the last question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Yes,
    No,
    Back,
    Assumptions,
    Costs,
    Interrupted,
}

/// What was typed as the answer to the last question; `None` for what answers nothing.
pub(super) fn verdict(typed: &str) -> Option<Verdict> {
    match typed.trim().to_lowercase().as_str() {
        "y" | "yes" => Some(Verdict::Yes),
        "" | "n" | "no" => Some(Verdict::No),
        "b" => Some(Verdict::Back),
        "u" => Some(Verdict::Assumptions),
        "e" => Some(Verdict::Costs),
        _ => None,
    }
}

/// Shows prompts.
pub(super) trait Prompter {
    /// Says which question follows.
    fn heading(&mut self, wizard: &Wizard, screen: &Screen) -> io::Result<()>;
    fn field(&mut self, field: &Field) -> io::Result<Reply>;
    /// Something to know: an error, a notice, the new total.
    fn say(&mut self, text: &str) -> io::Result<()>;
    fn review(&mut self, wizard: &Wizard, review: &Review) -> io::Result<Verdict>;
    /// What every line of the cost is.
    fn costs(&mut self, estimate: &Estimate) -> io::Result<()>;
}

/// Leads through all questions until the person deploys or leaves.
pub(super) fn converse(
    wizard: &mut Wizard,
    errands: &mut dyn Errands,
    prompter: &mut dyn Prompter,
) -> io::Result<Ended> {
    for effect in wizard.start() {
        errands.begin(effect);
    }
    let mut conversation = Conversation { wizard, errands, prompter };
    loop {
        conversation.listen()?;
        let ended = match conversation.wizard.view() {
            View::Question(screen) | View::Assumptions(screen) => conversation.question(&screen)?,
            View::Imported(report) => conversation.imported(&report)?,
            View::Review => conversation.review()?,
        };
        if let Some(ended) = ended {
            return Ok(ended);
        }
    }
}

struct Conversation<'a> {
    wizard: &'a mut Wizard,
    errands: &'a mut dyn Errands,
    prompter: &'a mut dyn Prompter,
}

impl Conversation<'_> {
    fn listen(&mut self) -> io::Result<()> {
        for msg in self.errands.news() {
            let before = self.wizard.account().line();
            self.tell(msg)?;
            let now = self.wizard.account().line();
            if now != before {
                self.prompter.say(&format!("AWS: {now}."))?;
            }
        }
        Ok(())
    }

    /// Gives the wizard a message and begins what it wants; says when a deployment was ordered.
    fn tell(&mut self, msg: Msg) -> io::Result<Option<Ended>> {
        let mut ended = None;
        for effect in self.wizard.update(msg) {
            match effect {
                Effect::Deploy(answers) => ended = Some(Ended::Deploy(answers)),
                Effect::Quit => ended = Some(Ended::Quit),
                other => self.errands.begin(other),
            }
        }
        if let Some(why) = self.wizard.refusal() {
            let why = why.to_owned();
            self.prompter.say(&why)?;
        }
        Ok(ended)
    }

    /// Asks every field of one question, then goes on.
    fn question(&mut self, screen: &Screen) -> io::Result<Option<Ended>> {
        let (at, over) = (self.wizard.at(), matches!(self.wizard.view(), View::Assumptions(_)));
        for notice in self.wizard.notices() {
            self.prompter.say(&notice)?;
        }
        self.prompter.heading(self.wizard, screen)?;
        let mut index = screen.focus;
        loop {
            let (View::Question(screen) | View::Assumptions(screen)) = self.wizard.view() else { return Ok(None) };
            let Some(field) = screen.fields.get(index) else {
                self.tell(Msg::Next)?;
                self.read()?;
                let here = matches!(self.wizard.view(), View::Assumptions(_)) == over && self.wizard.at() == at;
                match self.wizard.view() {
                    View::Question(screen) | View::Assumptions(screen) if here => {
                        index = screen.focus;
                        self.complain(&screen, index)?;
                        continue;
                    }
                    _ => return Ok(None),
                }
            };
            let field = field.clone();
            match self.prompter.field(&field)? {
                Reply::Interrupted => return Ok(Some(Ended::Interrupted)),
                Reply::Assumptions => return self.tell(Msg::ToggleAssumptions),
                Reply::Back if index > 0 => {
                    index -= 1;
                    continue;
                }
                Reply::Back => return self.tell(Msg::Back),
                Reply::Costs => {
                    self.prompter.costs(self.wizard.estimate())?;
                    continue;
                }
                // What could not be read may be mended meanwhile.
                Reply::Keep => match &field.input {
                    Input::Text(text) if field.error.is_some() && !text.secret => {
                        self.answer(index, Msg::text(text.value.clone()))?;
                    }
                    _ => {}
                },
                Reply::Option(option) => self.answer(index, Msg::Choose(option))?,
                Reply::Text(text) => {
                    self.answer(index, text)?;
                    // What is typed at a list goes into the field that follows.
                    if let View::Question(screen) = self.wizard.view() {
                        index = index.max(screen.focus);
                    }
                }
            }
            let (View::Question(screen) | View::Assumptions(screen)) = self.wizard.view() else { return Ok(None) };
            if !self.complain(&screen, index)? {
                index += 1;
            }
        }
    }

    /// Waits for what is being read of the person's own app.
    fn read(&mut self) -> io::Result<()> {
        if self.wizard.is_reading() {
            for msg in self.errands.settle() {
                self.tell(msg)?;
            }
        }
        Ok(())
    }

    /// Says what became of the person's own app, and goes on.
    fn imported(&mut self, report: &Report) -> io::Result<Option<Ended>> {
        self.prompter.say(&format!("{}. {}", report.title, report.written))?;
        if !report.open.is_empty() {
            self.prompter
                .say("To settle in it before it can be deployed, each to be taken out of `open` there then:")?;
        }
        for point in &report.open {
            self.prompter.say(&format!("- {point}"))?;
        }
        if !report.left_out.is_empty() {
            self.prompter.say("Not carried over:")?;
        }
        for note in &report.left_out {
            self.prompter.say(&format!("- {note}"))?;
        }
        if !report.changed.is_empty() {
            self.prompter.say(&report.changed)?;
        }
        self.tell(Msg::Enter)
    }

    /// Says what is wrong with a field; true when something is.
    fn complain(&mut self, screen: &Screen, index: usize) -> io::Result<bool> {
        match screen.fields.get(index).and_then(|field| field.error.as_ref()) {
            Some(error) => self.prompter.say(&format!("That does not work: {error}.")).map(|()| true),
            None => Ok(false),
        }
    }

    fn answer(&mut self, index: usize, msg: Msg) -> io::Result<()> {
        let before = self.wizard.estimate().monthly_total.clone();
        self.tell(Msg::Focus(index))?;
        self.tell(msg)?;
        let total = &self.wizard.estimate().monthly_total;
        if *total != before {
            self.prompter.say(&format!("Per month: {total} ({}).", total.since(&before)))?;
        }
        for notice in self.wizard.notices() {
            self.prompter.say(&notice)?;
        }
        Ok(())
    }

    /// Waits for what is still asked: who is signed in, and after that what a run would meet.
    fn settle(&mut self) -> io::Result<()> {
        let already = self.wizard.is_checking();
        self.hear()?;
        if !already && self.wizard.is_checking() { self.hear() } else { Ok(()) }
    }

    fn hear(&mut self) -> io::Result<()> {
        if *self.wizard.account() == AccountState::Checking {
            self.prompter.say("Asking AWS who is signed in.")?;
        } else if self.wizard.is_checking() {
            self.prompter.say("Asking AWS what a run would meet. Nothing is created by it.")?;
        }
        for msg in self.errands.settle() {
            self.tell(msg)?;
        }
        Ok(())
    }

    fn review(&mut self) -> io::Result<Option<Ended>> {
        self.settle()?;
        let review = self.wizard.review();
        match self.prompter.review(self.wizard, &review)? {
            Verdict::Interrupted => Ok(Some(Ended::Interrupted)),
            Verdict::No => self.tell(Msg::Cancel),
            Verdict::Back => self.tell(Msg::Back),
            Verdict::Assumptions => self.tell(Msg::ToggleAssumptions),
            Verdict::Costs => self.prompter.costs(self.wizard.estimate()).map(|()| None),
            Verdict::Yes => self.tell(Msg::Confirm),
        }
    }
}
