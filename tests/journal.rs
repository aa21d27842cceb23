//! Journals that somebody damaged, cut short or put back from a backup: as bytes, and through the real program.
#![cfg(unix)]

#[path = "journal/before_builds.rs"]
mod before_builds;
mod count;
mod sample;
#[path = "journal/several_stores.rs"]
mod several_stores;
#[path = "flows/terminal.rs"]
#[expect(dead_code, reason = "shared with the flows")]
mod terminal;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use cloudstead::engine::journal::{JournalError, replay};
use sample::Sample;
use serde_json::Value;
use terminal::{BINARY, Machine};

/// A machine with a deployment that is complete, and its journal.
fn deployed() -> (Machine, Vec<u8>) {
    let machine = Machine::new();
    let ran = machine.deploy("demo");
    assert_eq!(ran.code, 0, "{ran:?}");
    let journal = std::fs::read(journal(&machine)).unwrap();
    (machine, journal)
}

fn journal(machine: &Machine) -> std::path::PathBuf {
    machine.deployment("demo").join("journal.jsonl")
}

/// A machine that has the deployment of a fixture, called `demo`.
fn restored(fixture: &str) -> Machine {
    let machine = Machine::new();
    let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/journal").join(fixture);
    let folder = machine.deployment("demo");
    std::fs::create_dir_all(&folder).unwrap();
    for name in ["journal.jsonl", "answers.toml"] {
        std::fs::copy(files.join(name), folder.join(name)).unwrap();
    }
    std::fs::copy(files.join("account.json"), folder.parent().unwrap().join("account.json")).unwrap();
    machine
}

fn status(machine: &Machine) -> Value {
    let ran = machine.run(&["status", "demo", "--practice", "--json"]);
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

fn lines(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count()
}

#[test]
fn every_length_of_a_real_journal_loads_and_loses_only_the_torn_line() {
    let (_, whole) = deployed();
    let good = replay(&whole).unwrap().entries;
    let sample = Sample::of(whole.len() + 1, 61);
    let mut tried = 0;
    for length in sample.places() {
        let left = replay(&whole[..length]).unwrap_or_else(|error| panic!("{length}: {error}"));
        assert_eq!(left.entries, good[..lines(&whole[..length])], "{length}");
        assert_eq!(left.length + left.torn.len(), length);
        tried += 1;
    }
    sample.tell("journal: truncated lengths", tried, "0 refused, 0 whole lines lost");
}

#[test]
fn every_flipped_byte_of_a_real_journal_is_noticed_where_it_is() {
    let (_, whole) = deployed();
    let good = replay(&whole).unwrap().entries;
    let sample = Sample::of(whole.len(), 61);
    let mut tried = 0;
    for place in sample.places() {
        for flip in [0x01, 0x20, 0x80] {
            let mut damaged = whole.clone();
            damaged[place] ^= flip;
            match replay(&damaged) {
                Err(JournalError::Damaged { line, .. }) => {
                    assert_eq!(line, lines(&whole[..place]) + 1, "byte {place} ^ {flip:#x}");
                }
                // Without its line break the last line is a torn one: kept aside, never believed.
                Ok(left) if place == whole.len() - 1 => assert_eq!(left.entries, good[..good.len() - 1]),
                other => panic!("byte {place} ^ {flip:#x}: {other:?}"),
            }
        }
        tried += 1;
    }
    sample.tell("journal: bytes flipped in 3 ways", tried, "0 believed");
}

/// What a journal says that ends after these bytes, read without the program.
fn expected_state(journal: &[u8]) -> &'static str {
    let whole = journal.iter().rposition(|byte| *byte == b'\n').map_or(&[][..], |end| &journal[..end]);
    let entries: Vec<Value> =
        whole.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect();
    match entries.last() {
        // Whose it is stands before what is wanted: until then nothing was begun.
        // The account has it all the same.
        None => "elsewhere",
        Some(_) if entries.len() == 1 => "elsewhere",
        Some(last) if last["entry"]["run-ended"]["outcome"] == "done" => "complete",
        Some(_) => "unfinished",
    }
}

#[test]
fn a_journal_cut_anywhere_says_what_its_whole_lines_say_and_is_left_alone() {
    let (machine, whole) = deployed();
    let path = journal(&machine);
    let ends: Vec<usize> = (0..whole.len()).filter(|at| whole[*at] == b'\n').map(|at| at + 1).collect();
    let usual = (0..whole.len()).step_by(whole.len() / 40);
    let lengths = usual.chain([
        1,
        ends[0] - 1,
        ends[0],
        ends[1] - 1,
        ends[1],
        ends[2] - 1,
        ends[2],
        ends[ends.len() - 2],
        whole.len() - 1,
        whole.len(),
    ]);
    let mut tried: BTreeMap<&str, usize> = BTreeMap::new();
    for length in lengths {
        std::fs::write(&path, &whole[..length]).unwrap();
        let ran = machine.run(&["status", "demo", "--practice", "--json"]);
        assert_eq!(ran.code, 0, "{length}: {ran:?}");
        let status: Value = serde_json::from_str(&ran.out).unwrap();
        let expected = expected_state(&whole[..length]);
        assert_eq!(status["state"], expected, "{length}: {status}");
        let listed = machine.run(&["list", "--practice", "--json"]);
        let listed: Option<Value> = listed.out.lines().next().map(|line| serde_json::from_str(line).unwrap());
        assert_eq!(listed.map_or("absent".into(), |listed| listed["state"].clone()), expected, "{length}");
        assert_eq!(std::fs::read(&path).unwrap(), &whole[..length], "{length}: looking changed the journal");
        *tried.entry(expected).or_default() += 1;
    }
    assert!(tried.len() == 3 && tried["unfinished"] > 30, "{tried:?}");
    count::line(format!("journal: status of truncated lengths, by what it says: {tried:?}"));
}

/// Everything in the practice account, by node.
fn things(machine: &Machine) -> BTreeMap<String, Vec<Value>> {
    let account = std::fs::read_to_string(machine.state().join("practice/account.json")).unwrap();
    let account: Value = serde_json::from_str(&account).unwrap();
    let mut things: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for thing in account["things"].as_array().unwrap() {
        let found = serde_json::json!({ "spec": thing["spec"], "outputs": thing["outputs"], "gone": thing["gone"] });
        things.entry(thing["node"].as_str().unwrap().to_owned()).or_default().push(found);
    }
    things
}

/// The same; nothing is there twice.
fn once(machine: &Machine) -> BTreeMap<String, Vec<Value>> {
    let things = things(machine);
    assert!(things.len() > 20 && things.values().all(|things| things.len() == 1), "{things:?}");
    things
}

#[test]
fn a_journal_cut_short_is_gone_on_with_and_ends_where_it_ended_before() {
    let (machine, whole) = deployed();
    let undisturbed = once(&machine);
    let account = machine.state().join("practice/account.json");
    let kept = std::fs::read(&account).unwrap();
    let begun = whole.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(1).unwrap().0 + 1;
    for part in 0..3 {
        // Hardly ever the end of a line: what is torn is set aside.
        let length = begun + (whole.len() - begun) * part / 3 + part;
        std::fs::write(&account, &kept).unwrap();
        std::fs::write(journal(&machine), &whole[..length]).unwrap();
        let resumed = machine.run(&["resume", "demo", "--practice"]);
        assert_eq!(resumed.code, 0, "{length}: {resumed:?}");
        assert_eq!(things(&machine), undisturbed, "{length}");
        let status: Value =
            serde_json::from_str(&machine.run(&["status", "demo", "--practice", "--json"]).out).unwrap();
        assert_eq!(status["state"], "complete", "{length}: {status}");
        count::line(format!(
            "journal: resumed after {length} of {} bytes: the same {} nodes",
            whole.len(),
            undisturbed.len()
        ));
    }
}

#[test]
fn a_journal_changed_in_the_middle_is_an_error_and_stays_as_it_is() {
    let (machine, whole) = deployed();
    let path = journal(&machine);
    let last = whole[..whole.len() - 1].iter().rposition(|byte| *byte == b'\n').unwrap();
    let answers = machine.answers("demo");
    for part in 0..12 {
        let mut damaged = whole.clone();
        damaged[last * part / 12 + 1] ^= 0x04;
        std::fs::write(&path, &damaged).unwrap();
        let commands: [&[&str]; 4] = [
            &["status", "demo"],
            &["resume", "demo"],
            &["deploy", "--yes", "--answers", answers.to_str().unwrap()],
            &["destroy", "demo", "--yes", "--confirm", "demo"],
        ];
        for command in commands {
            let ran = machine.run(&[command, &["--practice"]].concat());
            ran.assert_fails(1, &[path.to_str().unwrap(), "restore the journal from a backup"]);
            assert_eq!(std::fs::read(&path).unwrap(), damaged, "{command:?} touched it");
        }
        let listed = machine.run(&["list", "--practice"]);
        assert!(
            listed.code == 0 && listed.out.contains("damaged") && listed.out.contains(path.to_str().unwrap()),
            "{listed:?}"
        );
    }
}

/// The program on a disk that takes no file of more than `kilobytes`.
fn small_disk(kilobytes: usize) -> Command {
    let mut command = Command::new("sh");
    // Ignored, the signal becomes an error of the write, like a full disk's.
    command.arg("-c").arg(format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", kilobytes * 2)).arg(BINARY);
    command
}

#[test]
fn a_disk_that_fills_up_in_the_middle_loses_nothing() {
    let machine = Machine::new();
    let answers = machine.answers("demo");
    let deploy = ["deploy", "--practice", "--yes", "--answers", answers.to_str().unwrap()];
    let mut sizes = Vec::new();
    for kilobytes in [48, 49, 60, 65] {
        let ran = machine.finish(small_disk(kilobytes), &deploy);
        assert_eq!(ran.code, 1, "{kilobytes}: {ran:?}");
        let told = ran.out.clone() + &ran.err;
        assert!(told.contains("make room on the disk") && !told.contains("panicked"), "{kilobytes}: {ran:?}");
        let journal = std::fs::read(journal(&machine)).unwrap();
        assert!(journal.len() <= kilobytes * 1024 && journal.ends_with(b"\n"), "{kilobytes}: {} bytes", journal.len());
        sizes.push(journal.len());
    }
    assert!(sizes.is_sorted() && sizes[0] > 40 * 1024, "{sizes:?}");
    let ran = machine.run(&deploy);
    assert_eq!(ran.code, 0, "{ran:?}");
    let status: Value = serde_json::from_str(&machine.run(&["status", "demo", "--practice", "--json"]).out).unwrap();
    assert_eq!(status["state"], "complete");
    let things = once(&machine);
    count::line(format!("journal: 4 times out of room, then complete: {} nodes, each once", things.len()));
}
