//! What flags and variables say, checked before anything else: an empty one is none, and a wrong one is named.

use super::App;
use super::failure::Failure;
use crate::cli::Common;
use crate::model::endpoint;
use crate::model::text::clean_line;

/// How much faster than real time practice runs, for measurements and scripts.
pub(super) const PRACTICE_SPEED: &str = "CLOUDSTEAD_PRACTICE_SPEED";
/// Fastest that practice runs, times real time.
const FASTEST: u32 = 1_000_000;

/// Without the flags that were given empty, as scripts do with variables that are not set.
pub(super) fn given(mut common: Common) -> Common {
    for flag in [&mut common.profile, &mut common.region, &mut common.endpoint_url] {
        *flag = flag.take().filter(|value| !value.trim().is_empty());
    }
    common.state_dir = common.state_dir.filter(|folder| !folder.as_os_str().is_empty());
    common
}

impl App {
    /// Whether every flag and variable can be what it says.
    pub(super) fn check_settings(&self) -> Result<(), Failure> {
        // A region that does not exist is never silently left out of account.
        self.region()?;
        if let Some(address) = &self.common.endpoint_url {
            endpoint::check(address)
                .map_err(|why| Failure::usage(format!("`--endpoint-url {}`: it is not {why}", clean_line(address))))?;
        }
        speed().map(|_| ())
    }
}

/// How much faster than real time practice is wanted; `None` when nothing is said.
pub(super) fn speed() -> Result<Option<u32>, Failure> {
    let Some(said) = std::env::var_os(PRACTICE_SPEED).filter(|said| !said.is_empty()) else { return Ok(None) };
    let said = said.to_string_lossy();
    match said.trim().parse::<u32>() {
        Ok(speed @ 1..=FASTEST) => Ok(Some(speed)),
        _ => Err(Failure::usage(format!(
            "{PRACTICE_SPEED} is `{}`: a whole number, 1 to {FASTEST}, is expected",
            clean_line(&said)
        ))),
    }
}
