//! The AWS configuration of a machine, through the real program: what is broken in it is named, and the profile that
//! was asked for is the one that is used. Nothing here leaves the machine: AWS is a listener that writes down who
//! calls.
#![cfg(all(unix, feature = "aws"))]

#[path = "flows/terminal.rs"]
#[expect(dead_code, reason = "shared with the flows")]
mod terminal;

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use terminal::{Machine, Ran};

const GOOD: &str = "AKIAGOODGOODGOODGOOD";
const OTHER: &str = "AKIAOTHEROTHEROTHER1";

/// Keys in the environment.
fn with_keys(machine: Machine) -> Machine {
    machine.with("AWS_ACCESS_KEY_ID", OTHER).with("AWS_SECRET_ACCESS_KEY", "other")
}

fn configured(machine: &Machine, config: &str) {
    std::fs::create_dir_all(machine.path(".aws")).unwrap();
    machine.write(".aws/config", config);
}

fn deploy(machine: &Machine, more: &[&str]) -> Ran {
    let answers = machine.answers("demo");
    machine.run(&[&["deploy", "--yes", "--answers", answers.to_str().unwrap()], more].concat())
}

/// Refuses every call and hands over the keys that signed it.
fn listener() -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (sender, signed) = channel();
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let mut connection = connection.unwrap();
            let mut request = [0; 16384];
            let count = connection.read(&mut request).unwrap_or(0);
            let request = String::from_utf8_lossy(&request[..count]).into_owned();
            let key = request.split("Credential=").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default();
            let _ = sender.send(key.to_owned());
            let body = "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>";
            let head = format!("HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
            let _ = connection.write_all(format!("{head}{body}").as_bytes());
        }
    });
    (address, signed)
}

#[test]
fn what_is_broken_is_named_with_its_file_and_line_and_never_repeated() {
    for machine in [Machine::new(), with_keys(Machine::new())] {
        configured(&machine, "[default]\nregion = us-east-1\naws_secret_access_key canary\n");
        let ran = deploy(&machine, &[]);
        ran.assert_fails(2, &[".aws/config cannot be read: line 3: expected `key = value`"]);
        assert!(!ran.err.contains("canary") && !ran.err.contains("aws login"), "{ran:?}");
        std::fs::remove_file(machine.path(".aws/config")).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(machine.path(".aws/config")).status().unwrap().success());
        deploy(&machine, &[]).assert_fails(2, &[".aws/config cannot be read: it is a pipe"]);
    }
}

#[test]
fn a_profile_that_does_not_exist_is_refused_whatever_else_signs_in() {
    for machine in [Machine::new(), with_keys(Machine::new())] {
        configured(
            &machine,
            "[default]\nregion = us-east-1\n[profile work]\nregion = us-east-1\n[profile sso]\nsso_session = corp\n",
        );
        deploy(&machine, &["--profile", "wrok"]).assert_fails(2, &["there is no profile `wrok`", "default, sso, work"]);
        deploy(&machine, &["--profile", "sso"])
            .assert_fails(2, &["the SSO session `corp`", "aws configure sso --profile sso"]);
    }
}

#[test]
fn the_profile_that_was_asked_for_signs_even_beside_keys_in_the_environment() {
    let machine = with_keys(Machine::new()).with("AWS_ENDPOINT_URL_S3", "").with("AWS_PROFILE", "");
    // As editors on other systems leave it, and with the blanks that the AWS CLI forgives.
    configured(
        &machine,
        &format!("\u{feff}[profile good]\n  aws_access_key_id = {GOOD}\n  aws_secret_access_key = good\n"),
    );
    let (address, signed) = listener();
    let key = || signed.recv_timeout(Duration::from_secs(20)).unwrap();
    let ran = deploy(&machine, &["--profile", "good", "--endpoint-url", &address]);
    assert!(ran.code != 101 && !ran.err.contains("panicked"), "{ran:?}");
    assert_eq!(key(), GOOD);
    while signed.recv_timeout(Duration::from_millis(500)).is_ok() {}
    deploy(&machine, &["--endpoint-url", &address]);
    assert_eq!(key(), OTHER, "without a profile the environment comes first, as in the AWS CLI");
}

#[test]
fn a_program_that_gives_no_keys_speaks_for_itself() {
    let machine = Machine::new();
    configured(&machine, "[profile vault]\ncredential_process = sh -c 'echo the vault is sealed >&2; exit 3'\n");
    let ran = deploy(&machine, &["--profile", "vault"]);
    ran.assert_fails(1, &["credential_process", "it says: the vault is sealed"]);
}

#[test]
fn a_program_that_never_ends_can_be_left_at_once() {
    let machine = Machine::new();
    configured(&machine, "[profile vault]\ncredential_process = sh -c 'echo begun > begun; exec sleep 100'\n");
    let answers = machine.answers("demo");
    // A test in the background inherits that Ctrl-C is ignored. What is handled here is not ignored by our children.
    signal_hook::flag::register_conditional_default(signal_hook::consts::SIGINT, Arc::new(AtomicBool::new(true)))
        .unwrap();
    let mut command = std::process::Command::new(terminal::BINARY);
    machine.dress(&mut command, &["deploy", "--yes", "--profile", "vault", "--answers", answers.to_str().unwrap()]);
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0).spawn().unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    while !machine.path("begun").exists() {
        assert!(Instant::now() < deadline, "the program was never run");
        std::thread::sleep(Duration::from_millis(20));
    }
    // As Ctrl-C does: the signal goes to the program as well.
    let group = format!("-{}", child.id());
    assert!(std::process::Command::new("kill").args(["-INT", "--", &group]).status().unwrap().success());
    let begin = Instant::now();
    let status = child.wait().unwrap();
    assert!(begin.elapsed() < Duration::from_secs(5), "{status} after {:?}", begin.elapsed());
    assert!(status.code() == Some(130) || status.signal() == Some(2), "{status}");
}

#[test]
fn an_address_that_is_none_is_named() {
    let machine = with_keys(Machine::new()).with("AWS_ENDPOINT_URL", "nonsense");
    deploy(&machine, &[]).assert_fails(2, &["`AWS_ENDPOINT_URL` is `nonsense`", "http://localhost:5000"]);
}
