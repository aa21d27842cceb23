//! What is still there although it is not wanted any more, and goes on being billed.

use super::state::{Record, Standing, State};
use super::under_way::UnderWay;
use crate::resource::Outputs;

impl State {
    /// What a change has not removed although what replaces it is whole: its removal was refused, or the change stopped
    /// before it.
    #[must_use]
    pub fn left_behind(&self) -> Vec<&Record> {
        let Some(UnderWay::Change { from, to, serving }) = self.under_way() else { return Vec::new() };
        if from == to || serving != Some(to) {
            return Vec::new();
        }
        let unwanted =
            self.things().filter(|(id, record)| record.standing == Standing::Deleting || to.get(id).is_none());
        unwanted.map(|(_, record)| record).collect()
    }

    /// `eipalloc-1: public address, 3.65 per month`; without the identifier where none is known.
    #[must_use]
    pub fn still_billed(&self, record: &Record) -> String {
        let id = record.outputs.as_ref().and_then(Outputs::aws_id).map(|id| format!("{id}: ")).unwrap_or_default();
        let price = self.monthly_of(&record.node);
        let price = if price.is_free() { String::new() } else { format!(", {}", price.per_month()) };
        format!("{id}{}{price}", record.node.spec.title())
    }
}
