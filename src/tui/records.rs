//! DNS records inside a waiting text: `CNAME _x.app.example.com → _y.acm-validations.aws`, any number of them.

/// One record that a person adds where their domain is managed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub kind: &'static str,
    pub name: String,
    pub value: String,
}

const KINDS: [&str; 5] = ["CNAME", "A", "AAAA", "ALIAS", "TXT"];
const BETWEEN: [&str; 6] = ["→", "->", "=", "to", "with", "value"];

impl Record {
    /// The name as many providers want it: without the zone, `@` for the zone itself. `None` when it is not inside.
    pub(super) fn short_name(&self, zone: &str) -> Option<String> {
        let zone = zone.trim_end_matches('.');
        if self.name == zone {
            return Some("@".to_owned());
        }
        self.name.strip_suffix(zone)?.strip_suffix('.').map(str::to_owned)
    }
}

/// The records that a text lists, in its order, each once.
pub(super) fn records(text: &str) -> Vec<Record> {
    let words: Vec<&str> = text.split_whitespace().map(|word| word.trim_matches([',', ';', ':', '(', ')', '"'])).collect();
    let mut found: Vec<Record> = Vec::new();
    let mut rest = words.as_slice();
    while let [kind, after @ ..] = rest {
        rest = after;
        let Some(kind) = KINDS.into_iter().find(|known| known == kind) else { continue };
        let Some((name, after)) = after.split_first() else { break };
        let skipped = after.iter().take_while(|word| BETWEEN.contains(word)).count();
        let Some(value) = after.get(skipped) else { break };
        if skipped > 0 && name.contains('.') {
            let record = Record { kind, name: undotted(name), value: undotted(value) };
            if !found.contains(&record) {
                found.push(record);
            }
            rest = &after[skipped + 1..];
        }
    }
    found
}

fn undotted(name: &str) -> String {
    name.trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: &'static str, name: &str, value: &str) -> Record {
        Record { kind, name: name.to_owned(), value: value.to_owned() }
    }

    #[test]
    fn records_are_found_in_words() {
        let text = "add these records: CNAME _x1.app.example.com. → _y1.acm-validations.aws.; A app.example.com -> 203.0.113.7";
        let expected = [record("CNAME", "_x1.app.example.com", "_y1.acm-validations.aws"), record("A", "app.example.com", "203.0.113.7")];
        assert_eq!(records(text), expected);
        assert_eq!(records("A server is starting at app.example.com"), []);
        assert_eq!(records("AWS is creating it"), []);
        assert_eq!(records("CNAME"), []);
    }

    #[test]
    fn short_names_leave_the_zone_out() {
        let name = record("CNAME", "_x1.app.example.com", "y");
        assert_eq!(name.short_name("example.com"), Some("_x1.app".to_owned()));
        assert_eq!(name.short_name("example.org"), None);
        assert_eq!(name.short_name("ample.com"), None);
        assert_eq!(record("A", "example.com", "y").short_name("example.com."), Some("@".to_owned()));
    }
}
