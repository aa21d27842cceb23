//! Names of DNS.

use hickory_resolver::proto::rr::Name;

use crate::model::text::clean_line;

/// A name as people write it.
pub(super) fn plain(name: &Name) -> String {
    clean_line(name.to_ascii().trim_end_matches('.'))
}
