//! What ties a kind to its variants of the types of all kinds.

use super::{Kind, Outputs};

/// A kind and its variant of [`Outputs`].
pub trait Kinded {
    /// What is known of one that exists.
    type Known: Clone;

    const OWN: Kind;

    fn outputs_of(outputs: &Outputs) -> Option<&Self::Known>;
}
