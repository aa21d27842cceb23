//! What a build in the account does: the commands of `assets/buildspec.yaml`, run by a real bash with the real Git, in
//! the order in which CodeBuild runs phases. Docker and the AWS CLI are stand-ins that note what they are asked.
#![cfg(unix)]

#[path = "shellcheck/mod.rs"]
mod shellcheck;
#[path = "moto/venv.rs"]
#[allow(unreachable_pub, dead_code, reason = "shared with the emulator")]
mod venv;

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use cloudstead::resource::BuildFailure;
use cloudstead::resource::codebuild_project::BUILDSPEC;
use shellcheck::shellcheck;

const IMAGE: &str = "123456789012.dkr.ecr.us-east-1.amazonaws.com/demo/app:0a1b";
const SECRET: &str = "npm_canary 'of' \"quotes\" $HOME";
/// Notes its arguments, and fails as often as a file named after them says.
const STUB: &str = r##"#!/bin/bash
name=${0##*/}
{ printf '%s' "$name"; printf ' <%s>' "$@"; echo; } >>"$NOTES/calls"
case "$name $1" in
"aws ecr") echo a-token ;;
"docker login") read -r token; [ "$token" = a-token ] || exit 1 ;;
"docker build")
  printf '%s' "${SECRET_NPM_TOKEN-}" >"$NOTES/secret"
  pwd >"$NOTES/folder"
  echo "#9 [app 3/7] RUN build"
  ;;
esac
how="$NOTES/$name-$1"
if [ -s "$how" ]; then
  code=$(head -1 "$how"); sed -i 1d "$how"; cat "$how.says" >&2; exit "$code"
fi
exit 0
"##;

/// Commands by phase, as CodeBuild reads them.
static COMMANDS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let script = "import json, sys, yaml\n\
                  spec = yaml.safe_load(sys.stdin)\n\
                  assert spec['version'] == 0.2 and spec['env'] == {'shell': 'bash'}, spec\n\
                  print(json.dumps([[p, c] for p, v in spec['phases'].items() for c in v['commands']]))";
    let mut python = Command::new(venv::python());
    let mut child = python.args(["-c", script]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(BUILDSPEC.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
});

/// A machine with a repository to build from.
struct Machine {
    home: tempfile::TempDir,
    git: String,
    variables: Vec<(String, String)>,
}

/// How a build ended: the phase that failed with its exit code, and the log.
struct Ended {
    failed: Option<(&'static str, i32)>,
    log: String,
}

impl Machine {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        for folder in ["bin", "notes", "app"] {
            fs::create_dir(home.path().join(folder)).unwrap();
        }
        for name in ["docker", "aws", "sleep"] {
            let path = home.path().join("bin").join(name);
            fs::write(&path, STUB).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        let app = home.path().join("app");
        let git = |words: &[&str]| {
            let mut git = Command::new("git");
            git.args(["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]);
            let output = git.arg("-C").arg(&app).args(words).output().unwrap();
            assert!(output.status.success(), "{words:?}: {output:?}");
        };
        git(&["init", "-q", "-b", "main"]);
        fs::write(app.join("Dockerfile"), "FROM scratch\n").unwrap();
        git(&["add", "."]);
        git(&["commit", "-q", "-m", "first"]);
        git(&["tag", "v1"]);
        let url = format!("file://{}", app.display());
        let mut machine = Self { home, git: url.clone(), variables: Vec::new() };
        for (name, value) in [("IMAGE", IMAGE), ("GIT_URL", &url), ("GIT_REF", "v1"), ("DOCKERFILE", "Dockerfile")] {
            machine.give(name, value);
        }
        machine
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn notes(&self, name: &str) -> String {
        fs::read_to_string(self.path("notes").join(name)).unwrap_or_default()
    }

    fn give(&mut self, name: &str, value: &str) {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.to_owned(), value.to_owned()));
    }

    /// A stand-in fails with these codes, one after the other, and says why.
    fn fail(&self, call: &str, codes: &[i32], says: &str) {
        let lines: String = codes.iter().flat_map(|code| [code.to_string(), "\n".to_owned()]).collect();
        fs::write(self.path("notes").join(call), lines).unwrap();
        fs::write(self.path("notes").join(format!("{call}.says")), format!("{says}\n")).unwrap();
    }

    /// Phase after phase: a clone that fails is the end, and what follows a failed build runs in spite of it.
    fn build(&self) -> Ended {
        let mut ended = Ended { failed: None, log: String::new() };
        for (phase, command) in COMMANDS.iter() {
            let name = match phase.as_str() {
                "pre_build" => "PRE_BUILD",
                "build" => "BUILD",
                "post_build" => "POST_BUILD",
                other => panic!("CodeBuild has no phase {other}"),
            };
            if ended.failed.is_some_and(|(failed, _)| failed == "PRE_BUILD") {
                break;
            }
            let succeeding = if ended.failed.is_some() { "0" } else { "1" };
            let (code, said) = self.run(command, succeeding);
            ended.log += &said;
            if code != 0 && ended.failed.is_none() {
                ended.failed = Some((name, code));
            }
        }
        ended
    }

    fn run(&self, command: &str, succeeding: &str) -> (i32, String) {
        // Its own folder in place of the machine's.
        let command = command.replace("/tmp/source", self.path("source").to_str().unwrap());
        let paths = format!("{}:{}", self.path("bin").display(), std::env::var("PATH").unwrap());
        let mut bash = Command::new("bash");
        bash.env_clear().env("PATH", paths).env("HOME", self.home.path()).env("NOTES", self.path("notes"));
        bash.env("CODEBUILD_BUILD_SUCCEEDING", succeeding).envs(self.variables.iter().cloned());
        let output = bash.current_dir(self.home.path()).arg("-c").arg(format!("{command} 2>&1")).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
    }

    /// What the stand-ins were asked, but for pauses.
    fn calls(&self) -> Vec<String> {
        self.notes("calls").lines().filter(|line| !line.starts_with("sleep")).map(str::to_owned).collect()
    }

    fn pauses(&self) -> Vec<String> {
        self.notes("calls").lines().filter(|line| line.starts_with("sleep")).map(str::to_owned).collect()
    }
}

impl Ended {
    /// Why, as the driver reads it from what CodeBuild says.
    fn cause(&self) -> Option<BuildFailure> {
        let (phase, code) = self.failed?;
        let said = format!("COMMAND_EXECUTION_ERROR: Error while executing command: …. Reason: exit status {code}");
        let log: Vec<String> = self.log.lines().map(str::to_owned).collect();
        Some(BuildFailure::read("FAILED", phase, &said, &log))
    }
}

fn there_is_a_source(machine: &Machine) -> bool {
    Path::new(&machine.path("source")).join("Dockerfile").exists()
}

#[test]
fn an_image_is_built_with_all_that_it_is_given_and_pushed() {
    let mut machine = Machine::new();
    machine.give("TARGET", "app");
    for number in 0..11 {
        machine.give(&format!("ARG_{number}"), &format!("NAME_{number}=it's {number} \"$HOME\""));
    }
    machine.give("SECRETS", "NPM_TOKEN");
    machine.give("SECRET_NPM_TOKEN", SECRET);
    let ended = machine.build();
    assert_eq!(ended.failed, None, "{}", ended.log);
    let mut calls = machine.calls();
    // Both ends of a pipe begin at once.
    calls[1..3].sort();
    let [build, token, login, push] = calls.as_slice() else { panic!("{calls:?}") };
    for number in 0..11 {
        let argument = format!("<--build-arg=NAME_{number}=it's {number} \"$HOME\">");
        assert_eq!(build.matches(&argument).count(), 1, "{argument}: {build}");
    }
    assert!(build.starts_with("docker <build> <--progress=plain> <--build-arg="), "{build}");
    let end = "<--secret=id=NPM_TOKEN,env=SECRET_NPM_TOKEN> <--target=app> <-t> <IMAGE> <-f> <Dockerfile> <.>";
    assert!(build.ends_with(&end.replace("IMAGE", IMAGE)), "{build}");
    assert_eq!(token, "aws <ecr> <get-login-password>");
    let registry = IMAGE.split('/').next().unwrap();
    assert_eq!(*login, format!("docker <login> <--username> <AWS> <--password-stdin> <{registry}>"));
    assert_eq!(*push, format!("docker <push> <-q> <{IMAGE}>"));
    assert_eq!(machine.notes("folder").trim(), fs::canonicalize(machine.path("source")).unwrap().to_str().unwrap());
    // The secret is in the build's environment and nowhere else.
    assert_eq!(machine.notes("secret"), SECRET);
    assert!(!ended.log.contains("npm_canary") && !machine.notes("calls").contains("npm_canary"), "{}", ended.log);
}

#[test]
fn without_arguments_secrets_and_target_none_are_given() {
    let machine = Machine::new();
    let ended = machine.build();
    assert_eq!(ended.failed, None, "{}", ended.log);
    assert_eq!(machine.calls()[0], format!("docker <build> <--progress=plain> <-t> <{IMAGE}> <-f> <Dockerfile> <.>"));
}

#[test]
fn a_folder_of_the_repository_is_what_is_built_from() {
    let mut machine = Machine::new();
    machine.give("CONTEXT", "web app");
    let ended = machine.build();
    assert_eq!(ended.cause(), Some(BuildFailure::Dockerfile), "{}", ended.log);
    assert!(ended.log.contains("there is no folder web app in"), "{}", ended.log);
    assert_eq!(machine.calls(), Vec::<String>::new());
    let app = machine.path("app");
    fs::create_dir(app.join("web app")).unwrap();
    fs::write(app.join("web app/index.html"), "hello").unwrap();
    let git = |words: &[&str]| {
        let name = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"];
        assert!(Command::new("git").args(name).arg("-C").arg(&app).args(words).status().unwrap().success());
    };
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "second"]);
    machine.give("GIT_REF", "main");
    let ended = machine.build();
    assert_eq!(ended.failed, None, "{}", ended.log);
    assert_eq!(
        machine.calls()[0],
        format!("docker <build> <--progress=plain> <-t> <{IMAGE}> <-f> <Dockerfile> <web app>")
    );
}

#[test]
fn tags_branches_and_commits_are_cloned() {
    let app = Machine::new();
    let commit = Command::new("git").arg("-C").arg(app.path("app")).args(["rev-parse", "HEAD"]).output().unwrap();
    let commit = String::from_utf8(commit.stdout).unwrap();
    for name in ["v1", "main", commit.trim()] {
        let mut machine = Machine::new();
        machine.give("GIT_URL", &app.git);
        machine.give("GIT_REF", name);
        let ended = machine.build();
        assert!(ended.failed.is_none() && there_is_a_source(&machine), "{name}: {}", ended.log);
    }
}

#[test]
fn what_cannot_be_cloned_is_tried_three_times_and_nothing_is_built() {
    for (name, value, said) in [("GIT_URL", "file:///nowhere/app.git", "nowhere"), ("GIT_REF", "v9", "v9")] {
        let mut machine = Machine::new();
        machine.give(name, value);
        let ended = machine.build();
        assert_eq!(ended.cause(), Some(BuildFailure::Clone), "{}", ended.log);
        assert_eq!(machine.pauses(), ["sleep <5>", "sleep <20>"]);
        assert_eq!(machine.calls(), [] as [&str; 0]);
        assert!(ended.log.lines().last().unwrap_or_default().contains(said) || ended.log.contains("fatal"), "{said}");
    }
}

#[test]
fn a_missing_dockerfile_is_named() {
    let mut machine = Machine::new();
    machine.give("DOCKERFILE", "apps/api/Dockerfile");
    let ended = machine.build();
    assert_eq!(ended.cause(), Some(BuildFailure::Dockerfile), "{}", ended.log);
    let last = ended.log.lines().last().unwrap_or_default();
    assert_eq!(last, format!("there is no apps/api/Dockerfile in {} at v1", machine.git));
    assert_eq!(machine.calls(), [] as [&str; 0]);
}

#[test]
fn a_build_that_fails_is_not_pushed_and_its_cause_is_read() {
    for (code, said, cause) in [
        (137, "Killed", BuildFailure::Memory),
        (1, "ERROR: process \"/bin/sh -c bun run build\" did not complete: exit code: 137", BuildFailure::Memory),
        (1, "write /var/lib/docker/x: no space left on device", BuildFailure::Disk),
        (1, "429 Too Many Requests: toomanyrequests: you have reached your pull rate limit", BuildFailure::Downloads),
        (1, "error TS2304: Cannot find name 'x'", BuildFailure::Step),
    ] {
        let machine = Machine::new();
        machine.fail("docker-build", &[code], said);
        let ended = machine.build();
        assert_eq!((ended.failed, ended.cause()), (Some(("BUILD", code)), Some(cause)), "{}", ended.log);
        assert_eq!(machine.calls().len(), 1, "{:?}", machine.calls());
        assert!(ended.log.ends_with(&format!("{said}\n")), "nothing hides what failed: {}", ended.log);
    }
}

#[test]
fn a_push_is_tried_again_and_a_denied_one_is_said() {
    let machine = Machine::new();
    machine.fail("docker-push", &[1, 1], "connection reset by peer");
    assert_eq!(machine.build().failed, None);
    assert_eq!(machine.pauses(), ["sleep <5>", "sleep <20>"]);
    for (call, codes) in [("docker-push", vec![1, 1, 1]), ("docker-login", vec![1]), ("aws-ecr", vec![1])] {
        let machine = Machine::new();
        machine.fail(call, &codes, "denied: not authorized to perform ecr:PutImage");
        if call == "aws-ecr" {
            // Without a token, docker refuses.
            machine.fail("docker-login", &[1], "denied: no basic auth credentials");
        }
        let ended = machine.build();
        assert_eq!(ended.failed, Some(("POST_BUILD", 22)), "{call}: {}", ended.log);
        assert_eq!(ended.cause(), Some(BuildFailure::Push));
    }
}

/// CodeBuild repeats a command behind its failure, line by line.
#[test]
fn every_command_is_one_line() {
    assert_eq!(COMMANDS.len(), 3);
    for (phase, command) in COMMANDS.iter() {
        assert!(!command.contains('\n'), "{phase}: {command}");
    }
}

#[test]
fn shellcheck_has_no_complaints() {
    let folder = tempfile::tempdir().unwrap();
    for (phase, command) in COMMANDS.iter() {
        let script = folder.path().join(phase);
        fs::write(&script, format!("#!/bin/bash\n{command}\n")).unwrap();
        let output = shellcheck().arg(script).output().unwrap();
        assert!(output.status.success(), "{phase}: {}", String::from_utf8_lossy(&output.stdout));
    }
}
