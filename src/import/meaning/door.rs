//! How the services of an app are reached.

use indexmap::IndexMap;

/// How one service is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Door {
    /// Where it listens, and by what that is known.
    pub(super) port: Option<(u16, &'static str)>,
    pub(super) public: bool,
    pub(super) host: String,
    /// Paths on the name of the main service, each with whether it is taken away.
    pub(super) paths: Vec<(String, bool)>,
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
}
