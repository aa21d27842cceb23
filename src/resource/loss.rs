//! What is lost for good when somebody removes a thing by hand.

/// Why a thing that is gone cannot simply be made again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// What people stored was in it: a new one is empty.
    Data,
    /// Its value was random and nobody knows it: another one opens nothing that was locked with it.
    Secret,
}
