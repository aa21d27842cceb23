//! What the servers say of themselves.

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::{When, Written};
use crate::resource::instance_report::InstanceReport;

impl Writer for InstanceReport {
    fn write(&self, _at: &Place<'_>) -> Written {
        let text = format!(
            "the servers write how far they are to parameters below {}; a stack does not wait for it.",
            self.parameters
        );
        Written::only(When::Never, text)
    }
}
