//! What a server says of its certificates.

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::{When, Written};
use crate::resource::https_report::HttpsReport;

impl Writer for HttpsReport {
    fn write(&self, _at: &Place<'_>) -> Written {
        Written::only(When::Never, "the server asks for it by itself and goes on asking; a stack does not wait for it.")
    }
}
