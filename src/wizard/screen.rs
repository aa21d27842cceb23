//! A question as data. Front ends draw these kinds of fields and never know which question it is.

use crate::model::secret;
use crate::plan::Total;

/// One question: everything a front end shows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Screen {
    pub title: String,
    /// One sentence: why it is asked.
    pub why: String,
    pub fields: Vec<Field>,
    /// Field that has the focus.
    pub focus: usize,
}

impl Screen {
    /// The field that has the focus.
    #[must_use]
    pub fn focused(&self) -> Option<&Field> {
        self.fields.get(self.focus)
    }

    /// The text that explains the selected options, top to bottom.
    pub fn about(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().filter_map(Field::selected).flat_map(|option| option.about.iter().map(String::as_str))
    }
}

/// One thing to fill in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Stays the same while the field lives: `tier`, `secret:RESEND_API_KEY`. For front ends that keep a cursor per
    /// field.
    pub key: String,
    pub label: String,
    /// What to know before filling it in; may be empty.
    pub help: String,
    pub input: Input,
    /// What is wrong with the present value, in a form a person can act on.
    pub error: Option<String>,
}

impl Field {
    #[must_use]
    pub fn is_text(&self) -> bool {
        matches!(self.input, Input::Text(_))
    }

    /// The selected option, when the field is a choice.
    #[must_use]
    pub fn selected(&self) -> Option<&Choice> {
        match &self.input {
            Input::Choice { options, selected, .. } => options.get(*selected),
            Input::Text(_) => None,
        }
    }
}

/// The kinds of fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Exactly one of the options.
    Choice { options: Vec<Choice>, selected: usize, typing: Typing },
    /// One line of text.
    Text(Text),
}

/// What [`super::Msg::SetText`] means to a choice: what letters do while it has the focus.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Typing {
    /// Nothing: letters are commands.
    #[default]
    Nothing,
    /// The list is narrowed down to what was typed, as it stands here, of so many options in all; `by` is what may be
    /// typed.
    Narrows { typed: String, of: usize, by: &'static str },
    /// Digits begin an amount of one's own, in the field that comes next.
    Begins,
}

impl Typing {
    /// Whether a text begins an amount: by a digit or the sign of dollars.
    #[must_use]
    pub fn begins(text: &str) -> bool {
        text.trim_start().starts_with(|c: char| c.is_ascii_digit() || c == '$')
    }
}

/// One option of a choice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    pub label: String,
    /// A few words beside the label; may be empty.
    pub summary: String,
    /// Other words that it is found by when the list is narrowed down: `Frankfurt Germany`.
    pub also: String,
    /// Right-aligned, usually money: `105.20`, `+1.20`, `unpriced`; may be empty.
    pub detail: String,
    pub marks: Vec<Mark>,
    /// What to show while it is selected: a paragraph per entry.
    pub about: Vec<String>,
}

impl Choice {
    /// Whether it is what somebody means who typed this: every word is a part of its label or begins one of its other
    /// words.
    #[must_use]
    pub fn answers_to(&self, typed: &str) -> bool {
        answers_to(typed, &self.label, &self.also)
    }
}

/// The rule of [`Choice::answers_to`]; capitals are not meant.
pub(super) fn answers_to(typed: &str, label: &str, also: &str) -> bool {
    let (typed, label, also) = (typed.to_lowercase(), label.to_lowercase(), also.to_lowercase());
    let found = |word: &str| label.contains(word) || also.split_whitespace().any(|other| other.starts_with(word));
    typed.split_whitespace().all(found)
}

/// A remark about an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    Recommended,
    FitsBudget,
    OverBudget(Total),
    /// An opt-in region.
    SwitchOnFirst,
    /// Any other few words.
    Note(String),
}

impl Mark {
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Recommended => "recommended".to_owned(),
            Self::FitsBudget => "fits your budget".to_owned(),
            Self::OverBudget(by) => format!("over budget by {by}"),
            Self::SwitchOnFirst => "must be switched on first".to_owned(),
            Self::Note(text) => text.clone(),
        }
    }

    /// True where a warning glyph belongs beside the words.
    #[must_use]
    pub const fn is_warning(&self) -> bool {
        matches!(self, Self::OverBudget(_) | Self::SwitchOnFirst)
    }
}

/// A line of text to fill in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// Present text. Of a secret only where it is read from (`env:NAME`, `file:PATH`), otherwise empty.
    pub value: String,
    /// What happens with an empty text, or an example.
    pub placeholder: String,
    /// The value is a suggestion that nobody typed: the first letter typed replaces it.
    pub suggested: bool,
    /// Fixed text that follows what is typed, such as `.example.com` or `GB per month`; may be empty.
    pub suffix: String,
    /// Never shown; a new text replaces the old one as a whole.
    pub secret: bool,
    /// Characters that a secret holds at present.
    pub secret_length: usize,
    /// Lines that a secret holds at present: keys may have several.
    pub secret_lines: usize,
    pub required: bool,
}

impl Text {
    /// Characters that the field holds at most.
    #[must_use]
    pub const fn most(&self) -> usize {
        if self.secret { secret::LONGEST } else { 255 }
    }
}

/// A question's place in the trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crumb {
    pub name: &'static str,
    pub place: Place,
}

/// Where a question is, seen from the present one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Behind,
    Here,
    /// Answered before, and still ahead after going back.
    Visited,
    Ahead,
}
