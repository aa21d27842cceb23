//! The domain answers with the app's address. Where DNS is elsewhere, a person adds the records: outputs say which.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::{Place, filled};
use crate::plan::cloudformation::written::{When, Written};
use crate::resource::Resource;
use crate::resource::dns_visible::DnsVisible;

impl Writer for DnsVisible {
    fn write(&self, at: &Place<'_>) -> Written {
        if !self.records.is_empty() {
            return Written::only(When::Never, "whether name servers show the records is not looked at.");
        }
        let mut written = Written::only(
            When::After,
            "add the records that the outputs DnsRecord1 and so on show at your DNS provider.",
        );
        for (number, line) in (1..).zip(self.asks(at).lines()) {
            let record = line.trim_start_matches("add at your DNS provider: ");
            let value = json!({"Description": "To add at your DNS provider", "Value": filled(record.into())});
            written = written.output(format!("DnsRecord{number}"), value);
        }
        written
    }
}
