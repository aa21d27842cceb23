//! A change of tier and a destroy while they go on.

use cloudstead::tui::{RunKind, Ui};

use super::runs::{Recording, existing, plan};
use super::scenes::ROUTE53;

pub(crate) fn all(ascii: bool) -> Vec<(&'static str, Ui)> {
    let change = |seconds| {
        let managed = existing(&plan("managed", ROUTE53).0);
        Recording::new("standard", ROUTE53, RunKind::Change, ascii).changing(&managed).play(seconds, &[]).ui
    };
    vec![
        ("change_middle", change(200)),
        ("change_late", change(1640)),
        ("destroy_middle", Recording::new("standard", ROUTE53, RunKind::Destroy, ascii).play(200, &[]).ui),
    ]
}
