//! The append-only record of what was attempted and what came back: one JSON line an entry, with a sequence number and
//! a checksum. A torn last line is dropped and kept aside; any other damage is an error, never a guess.

use std::io;

use serde::{Deserialize, Serialize};

use super::cloud::{CloudError, DataChoice, Kept, Obstacle, Owner};
use super::event::{Operation, Outcome};
use super::store::Store;
use crate::model::NodeId;
use crate::plan::{Answers, Blueprint, Node};
use crate::resource::Outputs;

/// Format of the journal; a newer one is refused.
pub const VERSION: u32 = 1;

/// What a run is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunKind {
    Deploy,
    Change,
    Destroy,
}

/// One line of the journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Entry {
    /// First line: whose deployment this is.
    Opened {
        version: u32,
        owner: Owner,
        practice: bool,
    },
    /// What the run wants; everything needed to go on without asking.
    RunBegan {
        run: RunKind,
        target: Option<Blueprint>,
        answers: Option<Box<Answers>>,
        choice: Option<DataChoice>,
    },
    /// Written before the call that it announces.
    Intent {
        node: NodeId,
        operation: Operation,
        token: String,
        wanted: Option<Node>,
    },
    /// The call took effect; the resource is not yet ready.
    Made {
        node: NodeId,
        outputs: Outputs,
    },
    /// Ready, as wanted.
    Done {
        node: NodeId,
        outputs: Outputs,
        as_wanted: Node,
    },
    /// The attempt ended with a refusal.
    Failed {
        node: NodeId,
        error: CloudError,
        /// An earlier call of it was never answered, and may have made the thing after all.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        unsure: bool,
    },
    /// It exists and will never be ready: it is removed before it is made anew.
    Spoiled {
        node: NodeId,
    },
    /// Left on purpose while its resource is removed.
    Kept {
        node: NodeId,
        kept: Vec<Kept>,
    },
    /// Left on purpose, by identifier, and since removed by a person: seen not to be there any more.
    Forgotten {
        aws_ids: Vec<String>,
    },
    Gone {
        node: NodeId,
    },
    /// What keeps a resource from going, as last seen.
    Blocked {
        node: NodeId,
        by: Vec<Obstacle>,
    },
    /// A person agreed that these, which AWS services put in the way, are removed.
    Agreed {
        remove: Vec<String>,
    },
    RunEnded {
        outcome: Outcome,
    },
}

#[derive(Deserialize)]
struct Body {
    seq: u64,
    entry: Entry,
}

#[derive(Serialize)]
struct BodyOf<'a> {
    seq: u64,
    at: i64,
    entry: &'a Entry,
}

/// A journal that cannot be trusted or written.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    #[error("line {line} of the journal is damaged ({why})")]
    Damaged { line: usize, why: String },
    #[error("the journal was written by a newer cloudstead (format {0})")]
    Newer(u32),
    /// A whole line, by its checksum, that says something this version does not know.
    #[error("line {0} of the journal was written by a newer cloudstead")]
    NewerLine(usize),
    #[error("the journal cannot be written: {0}")]
    Io(#[from] io::Error),
}

/// What reading a journal brought.
#[derive(Debug, Default)]
pub struct Replay {
    pub entries: Vec<Entry>,
    /// Bytes up to the end of the last whole line.
    pub length: usize,
    /// What followed it.
    pub torn: Vec<u8>,
}

const CHECKSUM_OPEN: &str = "{\"crc\":\"";
const CHECKSUM_CLOSE: &str = "\",";

fn line_of(seq: u64, at: i64, entry: &Entry) -> Result<String, JournalError> {
    let body = serde_json::to_string(&BodyOf { seq, at, entry }).map_err(io::Error::other)?;
    let rest = &body[1..];
    Ok(format!("{CHECKSUM_OPEN}{:08x}{CHECKSUM_CLOSE}{rest}\n", crc32fast::hash(rest.as_bytes())))
}

/// `None`: the line is whole, and says something that is not known here.
fn parse_line(line: &[u8]) -> Result<Option<Body>, String> {
    let text = std::str::from_utf8(line).map_err(|_| "not text".to_owned())?;
    let checked = text.strip_prefix(CHECKSUM_OPEN).and_then(|rest| rest.split_at_checked(8));
    let (checksum, rest) = checked.ok_or("no checksum")?;
    let rest = rest.strip_prefix(CHECKSUM_CLOSE).ok_or("no checksum")?;
    if checksum != format!("{:08x}", crc32fast::hash(rest.as_bytes())) {
        return Err("its checksum does not match".to_owned());
    }
    Ok(serde_json::from_str(&format!("{{{rest}")).ok())
}

/// Reads journal bytes.
///
/// # Errors
/// When any line but a torn last one is damaged, out of sequence or of a newer format.
pub fn replay(bytes: &[u8]) -> Result<Replay, JournalError> {
    let mut replay = Replay::default();
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let Some(whole) = line.strip_suffix(b"\n") else {
            replay.torn = line.to_vec();
            break;
        };
        let number = replay.entries.len() + 1;
        let body = parse_line(whole).map_err(|why| JournalError::Damaged { line: number, why })?;
        let body = body.ok_or(JournalError::NewerLine(number))?;
        if body.seq != number as u64 {
            return Err(JournalError::Damaged { line: number, why: format!("it says it is line {}", body.seq) });
        }
        match &body.entry {
            Entry::Opened { version, .. } if *version > VERSION => return Err(JournalError::Newer(*version)),
            Entry::Opened { .. } if number == 1 => {}
            Entry::Opened { .. } => {
                return Err(JournalError::Damaged { line: number, why: "it begins again".to_owned() });
            }
            _ if number == 1 => {
                return Err(JournalError::Damaged { line: 1, why: "it does not begin at the beginning".to_owned() });
            }
            _ => {}
        }
        replay.entries.push(body.entry);
        replay.length += line.len();
    }
    Ok(replay)
}

/// A journal open for writing.
pub struct Journal {
    store: Box<dyn Store>,
    next: u64,
}

impl Journal {
    /// Reads what is there, sets a torn end aside and stands ready to append.
    ///
    /// # Errors
    /// When the journal is damaged or cannot be read or mended.
    pub fn open(mut store: Box<dyn Store>) -> Result<(Self, Vec<Entry>), JournalError> {
        let bytes = store.read()?;
        let replay = replay(&bytes)?;
        if !replay.torn.is_empty() {
            store.set_aside(replay.length as u64, &replay.torn)?;
        }
        let next = replay.entries.len() as u64 + 1;
        Ok((Self { store, next }, replay.entries))
    }

    /// Appends one entry; `at` in milliseconds since the Unix epoch. Durable when it returns.
    ///
    /// # Errors
    /// When the bytes cannot be made durable: the entry must then count as not written.
    pub fn append(&mut self, at: i64, entry: &Entry) -> Result<(), JournalError> {
        let line = line_of(self.next, at, entry)?;
        self.store.append(line.as_bytes())?;
        self.next += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::store::MemoryStore;
    use super::*;
    use crate::model::Region;

    fn owner() -> Owner {
        Owner {
            deployment: "demo".parse().unwrap(),
            id: "d1".to_owned(),
            account: "123456789012".to_owned(),
            region: Region::US_EAST_1,
        }
    }

    fn written() -> Vec<u8> {
        let entries = [
            Entry::Opened { version: VERSION, owner: owner(), practice: true },
            Entry::Intent { node: "vpc".into(), operation: Operation::Create, token: "t".to_owned(), wanted: None },
            Entry::Gone { node: "vpc".into() },
            Entry::RunEnded { outcome: Outcome::Done },
        ];
        let lines = entries.iter().enumerate().map(|(index, entry)| line_of(index as u64 + 1, 7, entry).unwrap());
        lines.collect::<String>().into_bytes()
    }

    #[test]
    fn every_truncated_length_loads_and_loses_only_the_torn_line() {
        let bytes = written();
        for length in 0..=bytes.len() {
            let replay = replay(&bytes[..length]).unwrap();
            assert_eq!(replay.length + replay.torn.len(), length);
            let whole = bytes[..length].iter().filter(|byte| **byte == b'\n').count();
            assert_eq!(replay.entries.len(), whole);
        }
    }

    #[test]
    fn every_flipped_byte_is_noticed() {
        let bytes = written();
        let good = replay(&bytes).unwrap().entries;
        for place in 0..bytes.len() {
            for flip in [0x01, 0x20, 0x80] {
                let mut damaged = bytes.clone();
                damaged[place] ^= flip;
                match replay(&damaged) {
                    Err(JournalError::Damaged { .. }) => {}
                    // The very last line break flipped makes the last line a torn one: kept aside, never believed.
                    Ok(replay) if place == bytes.len() - 1 => assert_eq!(replay.entries, good[..good.len() - 1]),
                    other => panic!("byte {place} ^ {flip:#x}: {other:?}"),
                }
            }
        }
    }

    #[test]
    fn a_torn_end_is_kept_aside_and_writing_goes_on_after_the_last_whole_line() {
        let mut bytes = written();
        bytes.extend_from_slice(b"{\"crc\":\"0000");
        let store = MemoryStore { bytes, torn: Vec::new() };
        let (mut journal, entries) = Journal::open(Box::new(store)).unwrap();
        assert_eq!(entries.len(), 4);
        journal.append(9, &Entry::RunEnded { outcome: Outcome::Failed }).unwrap();
        let again = journal.store.read().unwrap();
        assert_eq!(replay(&again).unwrap().entries.len(), 5);
    }

    #[test]
    fn a_whole_line_that_is_not_known_is_newer_and_not_damaged() {
        let rest = "\"seq\":5,\"at\":7,\"entry\":{\"paused\":{\"until\":9}}}";
        let line = format!("{CHECKSUM_OPEN}{:08x}{CHECKSUM_CLOSE}{rest}\n", crc32fast::hash(rest.as_bytes()));
        let whole = [written(), line.clone().into_bytes()].concat();
        assert!(matches!(replay(&whole), Err(JournalError::NewerLine(5))), "{:?}", replay(&whole));
        let damaged = [written(), line.replace("paused", "pauseb").into_bytes()].concat();
        assert!(matches!(replay(&damaged), Err(JournalError::Damaged { line: 5, .. })), "{:?}", replay(&damaged));
    }

    #[test]
    fn a_newer_format_is_refused() {
        let line = line_of(1, 0, &Entry::Opened { version: VERSION + 1, owner: owner(), practice: true }).unwrap();
        assert!(matches!(replay(line.as_bytes()), Err(JournalError::Newer(_))));
    }
}
