//! What stays of things that are removed.

use crate::engine::{DataChoice, Kept, KeptPrice, Request};
use crate::resource::{Keep, Outputs, Spec};

const IMAGES: &str = "images kept as you chose";

/// What a removal leaves on purpose.
pub(super) fn kept(request: &Request<'_>, outputs: &Outputs, choice: DataChoice) -> Vec<Kept> {
    let id = outputs.aws_id().unwrap_or_default();
    match choice.keeps(request.spec) {
        Keep::Nothing | Keep::Inside => Vec::new(),
        Keep::Copy => {
            let Spec::SecretParameter(parameter) = request.spec else { return Vec::new() };
            let aws_id = parameter.copy_name(request.owner.deployment.as_str(), &request.owner.id);
            vec![Kept { aws_id, why: parameter.copy_reason().to_owned(), gigabytes: 0, price: KeptPrice::Free }]
        }
        Keep::Snapshot { gigabytes, price } => {
            let aws_id = format!("{id}-final-{}", &request.token[..8.min(request.token.len())]);
            vec![Kept { aws_id, why: format!("last snapshot of {}", request.spec.title()), gigabytes, price }]
        }
        Keep::Itself { price: KeptPrice::Images } => {
            vec![Kept { aws_id: id, why: IMAGES.to_owned(), gigabytes: 1, price: KeptPrice::Images }]
        }
        Keep::Itself { price } => {
            vec![Kept { aws_id: id, why: "files kept as you chose".to_owned(), gigabytes: 0, price }]
        }
    }
}
