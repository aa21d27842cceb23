//! The app's database migration.

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::{When, Written};
use crate::resource::migration::Migration;

impl Writer for Migration {
    fn write(&self, _at: &Place<'_>) -> Written {
        let text =
            format!("a server runs it and notes it in the parameter {}; a stack does not wait for it.", self.parameter);
        Written::only(When::Never, text)
    }
}
