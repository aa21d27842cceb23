//! DNS records inside a waiting text: `CNAME _x.app.example.com → _y.acm-validations.aws`, any number of them.

use std::fmt;

/// One record that a person adds where their domain is managed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub kind: &'static str,
    pub name: String,
    pub value: String,
}

const KINDS: [&str; 5] = ["CNAME", "A", "AAAA", "ALIAS", "TXT"];
/// How a text begins that asks a person for something.
const VERBS: [&str; 4] = ["add ", "change ", "rename ", "remove "];
const BETWEEN: [&str; 6] = ["→", "->", "=", "to", "with", "value"];

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} -> {}", self.kind, self.name, self.value)
    }
}

impl Record {
    /// The name as many providers want it: without the zone, `@` for the zone itself. `None` when it is not inside.
    #[must_use]
    pub fn short_name(&self, zone: &str) -> Option<String> {
        let zone = zone.trim_end_matches('.');
        if self.name == zone {
            return Some("@".to_owned());
        }
        self.name.strip_suffix(zone)?.strip_suffix('.').map(str::to_owned)
    }
}

/// The records that a text lists, in its order, each once.
#[must_use]
pub fn records(text: &str) -> Vec<Record> {
    let mut found: Vec<Record> = Vec::new();
    for part in text.lines() {
        let words: Vec<&str> =
            part.split_whitespace().map(|word| word.trim_matches([',', ';', ':', '(', ')', '"'])).collect();
        let listed = named_first(part, &words).map_or_else(|| named_second(&words), |record| vec![record]);
        for record in listed {
            if !found.contains(&record) {
                found.push(record);
            }
        }
    }
    found
}

/// What a person has to do in a waiting text, a line each, without what was seen meanwhile.
#[must_use]
pub fn duties(text: &str) -> Vec<String> {
    let asks = |part: &&str| VERBS.iter().any(|verb| part.starts_with(verb)) || part.contains("switch the record");
    let mut duties = Vec::new();
    for part in text.lines().filter(asks) {
        let part = part.split(" (seen: ").next().unwrap_or(part);
        match records(part).as_slice() {
            [_, _, ..] => {
                duties.extend(records(part).iter().map(|record| format!("add at your DNS provider: {record}")));
            }
            _ => duties.push(part.to_owned()),
        }
    }
    duties
}

/// `add at your DNS provider: app.example.com A 203.0.113.7 (seen: nothing yet)`.
fn named_first(part: &str, words: &[&str]) -> Option<Record> {
    if !(["add ", "change "].iter().any(|verb| part.starts_with(verb))) {
        return None;
    }
    let place = words.iter().position(|word| KINDS.contains(word))?;
    let kind = KINDS.into_iter().find(|kind| *kind == words[place])?;
    let name = words.get(place.checked_sub(1)?).filter(|name| name.contains('.'))?;
    let explained = if part.contains("ALIAS (also called") {
        words.iter().position(|word| *word == "CNAME")? + 1
    } else {
        place + 1
    };
    let value = words.get(explained).filter(|value| value.contains('.'))?;
    let after = words.get(explained + 1);
    // `CNAME name -> value` after a word with a dot in it is the other way to write it.
    if after.is_some_and(|word| BETWEEN.contains(word)) {
        return None;
    }
    Some(Record { kind, name: undotted(name), value: undotted(value) })
}

fn named_second(words: &[&str]) -> Vec<Record> {
    let mut found = Vec::new();
    let mut rest = words;
    while let [kind, after @ ..] = rest {
        rest = after;
        let Some(kind) = KINDS.into_iter().find(|known| known == kind) else { continue };
        let Some((name, after)) = after.split_first() else { break };
        let skipped = after.iter().take_while(|word| BETWEEN.contains(word)).count();
        let Some(value) = after.get(skipped) else { break };
        if skipped > 0 && name.contains('.') {
            found.push(Record { kind, name: undotted(name), value: undotted(value) });
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
        let text = "add these records: CNAME _x1.app.example.com. → _y1.acm-validations.aws.; A app.example.com -> \
            203.0.113.7";
        let expected = [
            record("CNAME", "_x1.app.example.com", "_y1.acm-validations.aws"),
            record("A", "app.example.com", "203.0.113.7"),
        ];
        assert_eq!(records(text), expected);
        assert_eq!(records("A server is starting at app.example.com"), []);
        assert_eq!(records("AWS is creating it"), []);
        assert_eq!(records("CNAME"), []);
    }

    #[test]
    fn records_are_found_as_name_servers_are_asked_for_them() {
        let text = "add at your DNS provider: app.example.com A 203.0.113.7 (seen: nothing yet)\nchange at your DNS \
            provider: example.com ALIAS (also called ANAME or flattened CNAME) lb.aws.com (seen: A 192.0.2.1)";
        assert_eq!(
            records(text),
            [record("A", "app.example.com", "203.0.113.7"), record("ALIAS", "example.com", "lb.aws.com")]
        );
        assert_eq!(
            records("waiting for ns1.example.com to show app.example.com A 203.0.113.7 (it shows: nothing; 1 of 2)"),
            []
        );
    }

    #[test]
    fn duties_stand_alone_and_do_not_change_with_what_is_seen() {
        let text = "add to your DNS: CNAME _a.example.com -> b.aws.; CNAME _c.example.com -> d.aws.";
        assert_eq!(
            duties(text),
            [
                "add at your DNS provider: CNAME _a.example.com -> b.aws",
                "add at your DNS provider: CNAME _c.example.com -> d.aws"
            ]
        );
        let seen = |what: &str| format!("add at your DNS provider: app.example.com A 203.0.113.7 (seen: {what})");
        assert_eq!(duties(&seen("nothing yet")), duties(&seen("A 192.0.2.1")));
        assert_eq!(duties(&seen("nothing yet")), ["add at your DNS provider: app.example.com A 203.0.113.7"]);
        assert_eq!(duties("waiting for DNS"), [] as [&str; 0]);
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
