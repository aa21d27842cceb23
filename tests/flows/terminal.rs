//! The real binary in a pseudo-terminal, as a person sees it.

#[path = "../pty/mod.rs"]
mod pty;

use std::io::{BufRead as _, BufReader, Lines};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use portable_pty::CommandBuilder;

#[allow(unused_imports, reason = "each test program uses some of them")]
pub(crate) use pty::{CTRL_C, CTRL_U, DOWN, ENTER, ESC, PAGE_DOWN, Session, TAB, eventually};

pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_cloudstead");
/// Practice this much faster than real time: nothing needs to be waited for.
pub(crate) const FAST: u32 = 5000;

/// A machine of its own: state folder and settings, removed at the end.
pub(crate) struct Machine {
    folder: tempfile::TempDir,
    speed: u32,
    variables: Vec<(String, String)>,
}

impl Machine {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), speed: FAST, variables: Vec::new() }
    }

    pub(crate) fn at_speed(&mut self, speed: u32) -> &mut Self {
        self.speed = speed;
        self
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn state(&self) -> PathBuf {
        self.path("state")
    }

    /// Folder of a practice deployment.
    pub(crate) fn deployment(&self, name: &str) -> PathBuf {
        self.state().join("practice").join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// An answers file that practice can deploy.
    pub(crate) fn answers(&self, name: &str) -> PathBuf {
        let text = format!(
            "name = \"{name}\"\npreset = \"compai\"\ntier = \"managed\"\nregion = \"us-east-1\"\nbudget = 50\n\
            [domain]\n\
            kind = \"none\"\n"
        );
        self.write("answers.toml", &text)
    }

    fn environment(&self) -> Vec<(String, String)> {
        let fixed = [
            ("HOME", self.folder.path().to_str().unwrap()),
            ("PATH", "/usr/bin:/bin"),
            ("TERM", "xterm-256color"),
            ("LANG", "C.UTF-8"),
            ("TZ", "UTC"),
            ("CLOUDSTEAD_STATE_DIR", self.state().to_str().unwrap()),
            ("CLOUDSTEAD_PRACTICE_SPEED", &self.speed.to_string()),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        fixed.into_iter().chain(self.variables.iter().cloned()).collect()
    }

    /// Without a terminal: nothing on standard input, both outputs caught.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.finish(Command::new(BINARY), arguments)
    }

    /// The same, begun by another program.
    pub(crate) fn finish(&self, mut command: Command, arguments: &[&str]) -> Ran {
        self.dress(&mut command, arguments);
        let output = command.stdin(Stdio::null()).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ran { code: output.status.code().unwrap_or(-1), out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// Gives a command this machine's environment.
    pub(crate) fn dress(&self, command: &mut Command, arguments: &[&str]) {
        command.env_clear().envs(self.environment()).args(arguments).current_dir(self.folder.path());
    }

    /// Begins a command without a terminal and comes back once it has said `word`.
    pub(crate) fn begin(&self, arguments: &[&str], word: &str) -> Begun {
        let mut command = Command::new(BINARY);
        self.dress(&mut command, arguments);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap()).lines();
        let said = out.any(|line| line.unwrap().contains(word));
        let begun = Begun { child, _out: out };
        assert!(said, "{arguments:?} never said {word}");
        begun
    }

    /// Deploys an answers file without a terminal.
    pub(crate) fn deploy_file(&self, answers: &Path, more: &[&str]) -> Ran {
        let deploy = ["deploy", "--practice", "--yes", "--answers", answers.to_str().unwrap()];
        self.run(&[deploy.as_slice(), more].concat())
    }

    /// Deploys `answers(name)` without a terminal.
    pub(crate) fn deploy(&self, name: &str) -> Ran {
        self.deploy_file(&self.answers(name), &[])
    }

    /// In a terminal of 80x24.
    pub(crate) fn open(&self, arguments: &[&str]) -> Session {
        let mut command = CommandBuilder::new(BINARY);
        command.env_clear();
        for (name, value) in self.environment() {
            command.env(name, value);
        }
        command.args(arguments);
        command.cwd(self.folder.path());
        Session::start(command)
    }
}

/// A command at work without a terminal.
pub(crate) struct Begun {
    pub(crate) child: Child,
    /// Kept open: it goes on writing.
    _out: Lines<BufReader<ChildStdout>>,
}

impl Begun {
    /// Ends it as a power cut would.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        // A failed test leaves nothing running.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a command without a terminal did.
#[derive(Debug)]
pub(crate) struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// Every failure says so on standard error, in sentences, and leaves standard output alone.
    pub(crate) fn assert_fails(&self, code: i32, wanted: &[&str]) {
        assert_eq!(self.code, code, "{self:?}");
        assert!(self.out.is_empty() && self.err.starts_with("error: "), "{self:?}");
        assert!(!self.err.contains("panicked"), "{self:?}");
        for wanted in wanted {
            assert!(self.err.contains(wanted), "no {wanted:?} in {self:?}");
        }
    }
}

/// Permission bits of a file or folder.
pub(crate) fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    let found = std::fs::metadata(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    found.permissions().mode() & 0o777
}
