//! Every key of the full screen in one table. Hint lines and the `?` page are made from it, so that they cannot
//! disagree.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// What a key means here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,
    Accept,
    Back,
    Pane,
    PaneBack,
    Assumptions,
    Explain,
    /// The key itself goes to what is being typed; named so that the list of keys tells it.
    Type,
    Yes,
    /// The budget follows a change, or not.
    Budget,
    /// What AWS services put there goes with a removal, or not.
    Others,
    Retry,
    Destroy,
    Tier,
    Details,
    Records,
    /// All of it.
    Copy,
    CopyValue,
    CopyName,
    CopyShort,
    Refresh,
    Leave,
    /// Practice only: something goes wrong on purpose.
    Break,
    Help,
    Redraw,
    Suspend,
    Stop,
}

/// Where keys are pressed: one per kind of screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Context {
    /// A question answered by choosing.
    Choice,
    /// One of several fields, answered by choosing.
    Choices,
    /// A long list: letters narrow it down.
    Search,
    /// Amounts: digits begin another one.
    Amounts,
    /// A question answered by typing.
    Text,
    Assumptions,
    /// What became of the person's own app.
    Imported,
    Review,
    Deploy,
    /// The same on the practice account.
    Rehearsal,
    /// DNS records to add elsewhere.
    Records,
    /// Help, details and other pages that are only read.
    Reading,
    /// An explanation with the cost below.
    Explained,
    /// How an existing deployment is.
    Look,
    Failure,
    /// A removal that failed: nothing can be done with it but to go on.
    HalfRemoved,
    Done,
    /// Which of several deployments.
    Deployments,
    /// What can be done with the only deployment, or with one that was chosen.
    Menu,
    Chosen,
    Tiers,
    Diff,
    /// What is left of a removal, before it goes on.
    GoOn,
    /// What a destroy removes.
    Overview,
    /// Choosing what happens to data before a destroy.
    Destroy,
    /// Typing a name as consent.
    Consent,
    Problem,
}

impl Context {
    /// Screens of a run come first.
    pub(super) const ALL: [Self; 27] = [
        Self::Deploy,
        Self::Rehearsal,
        Self::Choice,
        Self::Choices,
        Self::Search,
        Self::Amounts,
        Self::Text,
        Self::Assumptions,
        Self::Imported,
        Self::Review,
        Self::Records,
        Self::Reading,
        Self::Explained,
        Self::Look,
        Self::Failure,
        Self::HalfRemoved,
        Self::Done,
        Self::Deployments,
        Self::Menu,
        Self::Chosen,
        Self::Tiers,
        Self::Diff,
        Self::GoOn,
        Self::Overview,
        Self::Destroy,
        Self::Consent,
        Self::Problem,
    ];

    /// True where letters are text.
    pub(super) const fn typing(self) -> bool {
        matches!(self, Self::Text | Self::Assumptions | Self::Consent)
    }
}

/// One row of the table.
pub(super) struct Binding {
    contexts: &'static [Context],
    keys: &'static [Key],
    /// How the keys are written, `↑↓`.
    pub label: &'static str,
    /// Word in the hint line; empty when the key is only on the `?` page.
    pub hint: &'static str,
    pub describe: &'static str,
    pub action: Action,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Key {
    code: KeyCode,
    ctrl: bool,
}

const fn key(code: KeyCode) -> Key {
    Key { code, ctrl: false }
}

const fn letter(c: char) -> Key {
    key(KeyCode::Char(c))
}

const fn ctrl(c: char) -> Key {
    Key { code: KeyCode::Char(c), ctrl: true }
}

/// A key for every letter of a text.
const fn keys_of<const COUNT: usize>(text: [u8; COUNT]) -> [Key; COUNT] {
    let mut keys = [letter(' '); COUNT];
    let mut place = 0;
    while place < COUNT {
        keys[place] = letter(text[place] as char);
        place += 1;
    }
    keys
}

/// What the names and codes of regions are made of.
const NAMES: [Key; 38] = keys_of(*b"abcdefghijklmnopqrstuvwxyz0123456789- ");
const DIGITS: [Key; 11] = keys_of(*b"0123456789$");

/// Where `?` is a command.
const LETTERS: &[Context] = &[
    Context::Choice,
    Context::Choices,
    Context::Search,
    Context::Amounts,
    Context::Imported,
    Context::Review,
    Context::Deploy,
    Context::Rehearsal,
    Context::Records,
    Context::Reading,
    Context::Explained,
    Context::Look,
    Context::Failure,
    Context::HalfRemoved,
    Context::Done,
    Context::Deployments,
    Context::Menu,
    Context::Chosen,
    Context::Tiers,
    Context::Diff,
    Context::GoOn,
    Context::Overview,
    Context::Destroy,
    Context::Problem,
];
const DEPLOYING: &[Context] = &[Context::Deploy, Context::Rehearsal];
const EVERYWHERE: &[Context] = &Context::ALL;
const ELSEWHERE: &[Context] = EVERYWHERE.split_at(DEPLOYING.len()).1;
const TYPING: &[Context] = &[Context::Text, Context::Assumptions, Context::Consent];
const CHOOSING: &[Context] = &[
    Context::Choices,
    Context::Choice,
    Context::Search,
    Context::Amounts,
    Context::Deployments,
    Context::Menu,
    Context::Chosen,
    Context::Tiers,
    Context::Destroy,
    Context::Records,
];
/// Questions answered by choosing, where letters are commands.
const QUESTIONS: &[Context] = &[Context::Choice, Context::Choices, Context::Amounts];
const SCROLLING: &[Context] = &[
    Context::Imported,
    Context::Review,
    Context::Reading,
    Context::Explained,
    Context::Look,
    Context::Failure,
    Context::HalfRemoved,
    Context::Done,
    Context::Diff,
    Context::GoOn,
    Context::Overview,
    Context::Problem,
];

macro_rules! bindings {
    ($($contexts:expr, $keys:expr, $label:literal, $hint:literal, $action:ident, $describe:literal;)+) => {
        &[$(Binding {
            contexts: $contexts, keys: &$keys, label: $label, hint: $hint, describe: $describe, action: Action::$action,
        },)+]
    };
}

#[rustfmt::skip]
const BINDINGS: &[Binding] = bindings! {
    &[Context::Review], [letter('y')], "y", "create it", Yes, "Create everything listed here and start to pay for it";
    &[Context::Diff], [letter('y')], "y", "go on", Yes, "Carry out this change";
    &[Context::Diff], [letter('b')], "b", "", Budget, "Raise the budget with the change, where it goes over it; again \
        takes that back";
    &[Context::GoOn], [letter('y')], "y", "go on removing", Yes, "Remove what is left; what is gone does not come back";
    &[Context::GoOn], [letter('o')], "o", "", Others, "Remove what an AWS service put into the network, too; again \
        takes that back";
    &[Context::Failure, Context::HalfRemoved], [letter('r')], "r", "try again now", Retry, "Go on where it stopped; \
        nothing is made twice";
    &[Context::Failure], [letter('t')], "t", "change tier", Tier, "Choose another tier for what could not be made";
    &[Context::Failure], [letter('d')], "d", "destroy everything", Destroy, "Remove what exists; asks before anything \
        happens";
    &[Context::Failure, Context::HalfRemoved], [letter('q'), key(KeyCode::Esc)], "q", "quit", Leave, "Quit; go on \
        later with `cloudstead resume`";
    CHOOSING, [key(KeyCode::Up)], "↑↓", "choose", Up, "The line above";
    CHOOSING, [key(KeyCode::Down)], "↓", "", Down, "The line below";
    &[Context::Search], NAMES, "a-z", "filter", Type, "Narrow the list down to what is called like this: cities, \
        countries, codes";
    &[Context::Search], [key(KeyCode::Backspace)], "Backspace", "", Type, "Take the last of these letters back";
    &[Context::Search], [ctrl('u')], "Ctrl-U", "", Type, "Take all of them back: the whole list";
    &[Context::Amounts], DIGITS, "0-9", "amount", Type, "Begin an amount of your own with this digit";
    TYPING, [ctrl('u')], "Ctrl-U", "", Type, "Clear the line";
    TYPING, [ctrl('w')], "Ctrl-W", "", Type, "Delete the word before the cursor";
    &[Context::Text, Context::Assumptions], [key(KeyCode::Up)], "↑↓", "field", Up, "The field above";
    &[Context::Text, Context::Assumptions], [key(KeyCode::Down)], "↓", "", Down, "The field below";
    SCROLLING, [key(KeyCode::Up)], "↑↓", "scroll", Up, "Scroll up";
    SCROLLING, [key(KeyCode::Down)], "↓", "", Down, "Scroll down";
    DEPLOYING, [ctrl('c')], "Ctrl-C", "stop safely", Stop, "Let running calls end, keep everything, quit; resume \
        later";
    DEPLOYING, [key(KeyCode::Tab)], "Tab", "pane", Pane, "The other pane: steps or log";
    DEPLOYING, [key(KeyCode::BackTab)], "Shift-Tab", "", PaneBack, "The other pane, backwards";
    DEPLOYING, [key(KeyCode::Up)], "↑↓", "move", Up, "The step above, or scroll the log up";
    DEPLOYING, [key(KeyCode::Down)], "↓", "", Down, "The step below, or scroll the log down";
    DEPLOYING, [letter('d'), key(KeyCode::Enter)], "d", "details", Details, "Everything known about the chosen step";
    &[Context::Rehearsal], [letter('b')], "b", "break it", Break, "Practice only: let the next step fail, to see what \
        that is like";
    DEPLOYING, [letter('c')], "c", "", Records, "The DNS records to add elsewhere, all of them, to copy";
    &[Context::Records], [letter('c')], "c", "copy all", Copy, "Send all records to your clipboard, a line each";
    &[Context::Records], [letter('v')], "v", "value", CopyValue, "Send the value of the marked record to your \
        clipboard";
    &[Context::Records], [letter('n')], "n", "name", CopyName, "Send its name to your clipboard";
    &[Context::Records], [letter('s')], "s", "short name", CopyShort, "Send its name without the zone to your \
        clipboard";
    &[Context::Choice, Context::Choices, Context::Search, Context::Amounts, Context::Text], [key(KeyCode::Enter)],
    "Enter", "next", Accept, "Take this answer and go on";
    &[Context::Imported], [key(KeyCode::Enter)], "Enter", "go on", Accept, "On to the questions, with this preset";
    &[Context::Imported], [key(KeyCode::Esc)], "Esc", "another", Back, "Back to what it was made of; what you typed \
        stays";
    &[Context::Assumptions], [key(KeyCode::Enter)], "Enter", "done", Accept, "Back, with these assumptions";
    &[Context::Choices], [key(KeyCode::Tab)], "Tab", "field", Pane, "The next field of this question";
    &[Context::Choice, Context::Search, Context::Amounts, Context::Text, Context::Assumptions], [key(KeyCode::Tab)],
    "Tab", "", Pane, "The next field of this question";
    &[Context::Choice, Context::Choices, Context::Search, Context::Amounts, Context::Text, Context::Assumptions],
    [key(KeyCode::BackTab)], "Shift-Tab", "", PaneBack, "The field before, or the question before";
    &[Context::Deployments], [key(KeyCode::Enter)], "Enter", "open", Accept, "What can be done with this one";
    &[Context::Menu, Context::Chosen], [key(KeyCode::Enter)], "Enter", "open", Accept, "Choose this line";
    &[Context::Tiers], [key(KeyCode::Enter)], "Enter", "show the change", Accept, "What changes, what it costs and how \
        long it takes; nothing happens yet";
    &[Context::Destroy], [key(KeyCode::Enter)], "Enter", "next question", Accept, "Take this answer; nothing is \
        removed yet";
    &[Context::Overview], [key(KeyCode::Enter)], "Enter", "next question", Accept, "On to the next question; nothing \
        is removed yet";
    &[Context::Diff], [key(KeyCode::Enter)], "Enter", "", Accept, "Carry out this change, when nothing must be typed";
    &[Context::Consent], [key(KeyCode::Enter)], "Enter", "confirm", Accept, "Confirm what you typed";
    &[Context::Done], [key(KeyCode::Enter), letter('q')], "Enter", "quit", Leave, "Quit; this page is printed below \
        your prompt";
    &[Context::Problem], [key(KeyCode::Enter), key(KeyCode::Esc)], "Enter", "back", Back, "Back to where you were";
    &[Context::Choice, Context::Choices, Context::Search, Context::Amounts, Context::Text], [key(KeyCode::Esc)],
    "Esc", "back", Back, "The question before; your answers stay";
    &[Context::Assumptions], [key(KeyCode::Esc), key(KeyCode::F(2))], "Esc", "back", Back, "Back to the question";
    &[Context::Review], [key(KeyCode::Esc), key(KeyCode::BackTab)], "Esc", "change answers", Back, "Back to the \
        questions";
    &[Context::Explained], [letter('e'), key(KeyCode::F(3))], "e", "the cost", Explain, "To the cost, line by line, \
        and back to the top";
    &[Context::Reading, Context::Explained, Context::Look, Context::Records, Context::Tiers, Context::Diff,
        Context::GoOn, Context::Overview, Context::Destroy, Context::Consent],
    [key(KeyCode::Esc)], "Esc", "back", Back, "Back to where you were";
    &[Context::Choices], [letter('e'), key(KeyCode::F(3))], "e", "", Explain, "Explain the marked line, and every line \
        of the cost";
    &[Context::Choice, Context::Amounts], [letter('e'), key(KeyCode::F(3))], "e", "explain", Explain, "Explain the \
        marked line, and every line of the cost";
    &[Context::Review], [letter('e'), key(KeyCode::F(3))], "e", "", Explain, "Explain every line of the cost";
    &[Context::Text, Context::Assumptions], [key(KeyCode::F(3))], "F3", "", Explain, "Explain every line of the cost";
    &[Context::Search], [key(KeyCode::F(3))], "F3", "explain", Explain, "Explain the marked line, and every line of \
        the cost";
    QUESTIONS, [letter('u'), key(KeyCode::F(2))], "u", "", Assumptions, "Change what the price assumes about use";
    &[Context::Review], [letter('u'), key(KeyCode::F(2))], "u", "", Assumptions, "Change what the price assumes about \
        use";
    &[Context::Search, Context::Text], [key(KeyCode::F(2))], "F2", "", Assumptions, "Change what the price assumes \
        about use";
    &[Context::Review], [letter('r')], "r", "", Refresh, "Ask again who is signed in, and what a run would meet";
    &[Context::Menu, Context::Chosen, Context::Look], [letter('r')], "r", "ask again", Refresh, "Ask AWS again";
    &[Context::Chosen], [key(KeyCode::Esc)], "Esc", "all deployments", Back, "Back to the list of deployments";
    &[Context::Chosen], [letter('q')], "q", "quit", Leave, "Quit; nothing changes";
    &[Context::Deployments, Context::Menu], [letter('q'), key(KeyCode::Esc)], "q", "quit", Leave, "Quit; nothing \
        changes";
    SCROLLING, [key(KeyCode::PageUp)], "Page Up", "", PageUp, "A page up";
    SCROLLING, [key(KeyCode::PageDown), letter(' ')], "Page Down", "", PageDown, "A page down";
    SCROLLING, [key(KeyCode::Home)], "Home", "", First, "To the top";
    SCROLLING, [key(KeyCode::End)], "End", "", Last, "To the end";
    CHOOSING, [key(KeyCode::Home)], "Home", "", First, "The first line";
    CHOOSING, [key(KeyCode::End)], "End", "", Last, "The last line";
    CHOOSING, [key(KeyCode::PageUp)], "Page Up", "", PageUp, "A page up";
    CHOOSING, [key(KeyCode::PageDown)], "Page Down", "", PageDown, "A page down";
    DEPLOYING, [key(KeyCode::PageUp)], "Page Up", "", PageUp, "A page up";
    DEPLOYING, [key(KeyCode::PageDown)], "Page Down", "", PageDown, "A page down";
    DEPLOYING, [key(KeyCode::Home)], "Home", "", First, "To the top";
    DEPLOYING, [key(KeyCode::End)], "End", "", Last, "Follow again";
    ELSEWHERE,
        [ctrl('c')], "Ctrl-C", "", Stop, "Quit; a run that goes on is stopped safely first";
    EVERYWHERE, [ctrl('l')], "Ctrl-L", "", Redraw, "Draw the screen anew, when something else wrote on it";
    EVERYWHERE, [ctrl('z')], "Ctrl-Z", "", Suspend, "Put cloudstead aside; `fg` in your shell brings it back";
    LETTERS, [letter('?'), key(KeyCode::F(1))], "?", "keys", Help, "This list of keys";
    TYPING, [key(KeyCode::F(1))], "F1", "keys", Help, "This list of keys";
};

/// The rows that hold in a context, in the order of the table.
pub(super) fn bindings(context: Context) -> impl Iterator<Item = &'static Binding> {
    // Elsewhere nothing can be put aside.
    let possible = |binding: &Binding| cfg!(unix) || binding.action != Action::Suspend;
    BINDINGS.iter().filter(move |binding| binding.contexts.contains(&context) && possible(binding))
}

/// What a key press means in a context.
pub(super) fn action(context: Context, event: KeyEvent) -> Option<Action> {
    let control = event.modifiers.contains(KeyModifiers::CONTROL);
    if event.modifiers.contains(KeyModifiers::ALT) {
        return None;
    }
    let code = match event.code {
        KeyCode::Char(c) => KeyCode::Char(c.to_ascii_lowercase()),
        KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
        code => code,
    };
    let pressed = Key { code, ctrl: control };
    bindings(context).find(|binding| binding.keys.contains(&pressed)).map(|binding| binding.action)
}

#[cfg(test)]
mod tests;
