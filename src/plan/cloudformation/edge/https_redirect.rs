//! Visitors of the plain port are sent to HTTPS: what the HTTP listener does.

use serde_json::json;

use crate::model::NodeId;
use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::Written;
use crate::resource::https_redirect::HttpsRedirect;

impl Writer for HttpsRedirect {
    fn part_of(&self) -> Option<NodeId> {
        Some(self.http.id())
    }

    fn write(&self, _at: &Place<'_>) -> Written {
        let to = json!({"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"});
        Written::part(json!({"DefaultActions": [{"Type": "redirect", "RedirectConfig": to}]}))
    }
}
