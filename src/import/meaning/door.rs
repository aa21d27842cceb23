//! How the services of an app are reached.

use indexmap::IndexMap;

use super::routes::Routes;

/// How one service is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Door {
    /// Where it listens, and by what that is known.
    pub(super) port: Option<(u16, &'static str)>,
    pub(super) public: bool,
    pub(super) host: String,
    /// Port at the bare address, for further public services.
    pub(super) outside: Option<u16>,
    /// Published as they are.
    pub(super) raw: Vec<String>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Doors {
    pub(super) main: String,
    /// Why it is the one that people open.
    pub(super) why: String,
    pub(super) of: IndexMap<String, Door>,
    /// Routes of services that share the name that people open.
    pub(super) shared: Routes,
}
