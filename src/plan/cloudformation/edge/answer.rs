//! Where the app is reached.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::{Place, filled};
use crate::plan::cloudformation::written::{When, Written};
use crate::resource::answer::Answer;

impl Writer for Answer {
    fn write(&self, at: &Place<'_>) -> Written {
        let url = filled(self.url(self.https, at).unwrap_or_default().into());
        Written::only(When::Never, "nobody asks the app: open the address of the output Address.")
            .output("Address".to_owned(), json!({"Description": "Where the app answers", "Value": url}))
    }
}
