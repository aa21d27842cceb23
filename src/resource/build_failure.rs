//! Why a build failed, read from its phase, its exit code and its last lines; and what a person can do about it.

/// The cause of a failed build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuildFailure {
    /// The repository or its ref cannot be cloned.
    Clone,
    /// There is no such Dockerfile in it.
    Dockerfile,
    Memory,
    Disk,
    /// Docker Hub gives nothing more to this address for now.
    Downloads,
    Push,
    TimeLimit,
    /// It waited for a machine for hours.
    Queue,
    /// Its permissions were so new that AWS did not see them yet.
    Permissions,
    /// A secret that it is given is not there.
    Secrets,
    /// It did not get as far as its commands, or AWS itself failed.
    Machine,
    Stopped,
    /// A step of the Dockerfile, or something that nobody here knows.
    Step,
}

/// Exit codes of `assets/buildspec.yaml`.
const CLONE: u32 = 20;
const DOCKERFILE: u32 = 21;
const PUSH: u32 = 22;
/// What a shell says of a program that the kernel ended because memory did.
const KILLED: u32 = 137;
/// What is written when memory ends: by the kernel, Docker, Node.js, Go and others.
const MEMORY: [&str; 6] = [
    "exit code: 137",
    "OOMKilled",
    "out of memory",
    "Cannot allocate memory",
    "cannot allocate memory",
    "signal: killed",
];

impl BuildFailure {
    pub const ALL: [Self; 13] = [
        Self::Clone,
        Self::Dockerfile,
        Self::Memory,
        Self::Disk,
        Self::Downloads,
        Self::Push,
        Self::TimeLimit,
        Self::Queue,
        Self::Permissions,
        Self::Secrets,
        Self::Machine,
        Self::Stopped,
        Self::Step,
    ];

    /// `status` and `phase` as CodeBuild names them, `said` its own word on that phase, `log` the last lines.
    #[must_use]
    pub fn read(status: &str, phase: &str, said: &str, log: &[String]) -> Self {
        let has = |word: &str| log.iter().any(|line| line.contains(word));
        match (status, phase) {
            ("TIMED_OUT", "QUEUED") => Self::Queue,
            ("TIMED_OUT", _) => Self::TimeLimit,
            ("STOPPED", _) => Self::Stopped,
            (_, phase) if !COMMANDS.contains(&phase) => match said {
                said if is_denial(said) => Self::Permissions,
                said if said.contains(NO_SECRET) => Self::Secrets,
                _ => Self::Machine,
            },
            _ => match exit_status(said) {
                Some(CLONE) => Self::Clone,
                Some(DOCKERFILE) => Self::Dockerfile,
                Some(PUSH) => Self::Push,
                Some(KILLED) => Self::Memory,
                _ if has("toomanyrequests") => Self::Downloads,
                _ if MEMORY.iter().any(|word| has(word)) => Self::Memory,
                _ if has("no space left on device") => Self::Disk,
                _ if status == "FAULT" => Self::Machine,
                _ => Self::Step,
            },
        }
    }

    /// A code for scripts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Clone => "BuildCloneRefused",
            Self::Dockerfile => "BuildDockerfileMissing",
            Self::Memory => "BuildOutOfMemory",
            Self::Disk => "BuildOutOfDisk",
            Self::Downloads => "BuildDownloadsRefused",
            Self::Push => "BuildPushDenied",
            Self::TimeLimit => "BuildTimeLimit",
            Self::Queue => "BuildQueueLimit",
            Self::Permissions => "BuildPermissions",
            Self::Secrets => "BuildSecretMissing",
            Self::Machine => "BuildMachine",
            Self::Stopped => "BuildStopped",
            Self::Step => "BuildFailed",
        }
    }

    /// What happened, as the end of "the build of app …".
    #[must_use]
    pub const fn what(self) -> &'static str {
        match self {
            Self::Clone => "could not clone its repository",
            Self::Dockerfile => "found no such Dockerfile in its repository",
            Self::Memory => "ran out of memory",
            Self::Disk => "ran out of disk",
            Self::Downloads => {
                "could not download its base images: Docker Hub allows no more from this address for now"
            }
            Self::Push => "could not push its image to the account's registry (ECR)",
            Self::TimeLimit => "took longer than its limit of 60 minutes",
            Self::Queue => "waited for hours and never began: the account's other builds took all machines",
            Self::Permissions => "was not allowed to begin: AWS does not see its permissions",
            Self::Secrets => "lacks a secret that it is given: its parameter is not there",
            Self::Machine => "could not be run by AWS (CodeBuild)",
            Self::Stopped => "was stopped by somebody",
            Self::Step => "failed at a step of its Dockerfile",
        }
    }

    /// What a person can do. Nothing that exists is made twice.
    #[must_use]
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Clone => {
                "check `git` and `ref` in the preset (private repositories cannot be cloned), then run the same \
                command again"
            }
            Self::Dockerfile => "check `dockerfile` and `ref` in the preset, then run the same command again",
            Self::Memory => "raise `build_memory_gb` in a copy of the preset, then run the same command again with it",
            Self::Disk => {
                "raise `build_memory_gb` in a copy of the preset (larger machines have larger disks), then run the \
                same command again with it"
            }
            Self::Downloads => {
                "wait an hour, then run the same command again, or name a ready image under [images] in your answers"
            }
            Self::Push => {
                "check in the console that the repository (ECR) and the role of the builds are as they were, then run \
                the same command again"
            }
            Self::TimeLimit => {
                "raise `build_memory_gb` in a copy of the preset (larger machines are faster), or name a ready image \
                under [images]"
            }
            Self::Queue => "wait until the account's other builds are over, then run the same command again",
            Self::Permissions | Self::Stopped => "run the same command again: the build begins anew",
            Self::Secrets => {
                "look whether the parameter is in Parameter Store, or take the secret out of the build's `secrets` \
                in a copy of the preset, then run the same command again"
            }
            Self::Machine => {
                "run the same command again: the build begins anew. If it stays so, let the server build \
                (build = \"server\" in your answers), or name a ready image under [images]"
            }
            Self::Step => {
                "mend what the lines above say, or choose another `ref` in the preset, then run the same command again"
            }
        }
    }
}

/// Phases in which `assets/buildspec.yaml` has commands.
const COMMANDS: [&str; 3] = ["PRE_BUILD", "BUILD", "POST_BUILD"];
/// What CodeBuild says when it cannot read a parameter; a denial says more.
const NO_SECRET: &str = "Decrypted Variables Error";

/// The last one in a text: CodeBuild repeats the command before it.
fn exit_status(said: &str) -> Option<u32> {
    let (_, rest) = said.rsplit_once("exit status ")?;
    rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok()
}

fn is_denial(said: &str) -> bool {
    ["ACCESS_DENIED", "AccessDenied", "not authorized", "does not allow"].iter().any(|word| said.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cause_is_read_from_what_is_known_best() {
        let exited = |code: u32| format!("Error while executing command: (…) Reason: exit status {code}");
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        for (status, phase, said, log, cause) in [
            ("FAILED", "PRE_BUILD", exited(20), "fatal: repository not found", BuildFailure::Clone),
            ("FAILED", "PRE_BUILD", exited(21), "no Dockerfile", BuildFailure::Dockerfile),
            (
                "FAILED",
                "BUILD",
                exited(1),
                "ERROR: process \"bun run build\" did not complete: exit code: 137",
                BuildFailure::Memory,
            ),
            ("FAILED", "BUILD", exited(1), "FATAL ERROR: JavaScript heap out of memory", BuildFailure::Memory),
            (
                "FAILED",
                "BUILD",
                exited(1),
                "toomanyrequests: You have reached your pull rate limit",
                BuildFailure::Downloads,
            ),
            ("FAILED", "BUILD", exited(1), "error TS2304", BuildFailure::Step),
            ("FAILED", "POST_BUILD", exited(22), "denied: not authorized", BuildFailure::Push),
            ("TIMED_OUT", "BUILD", String::new(), "", BuildFailure::TimeLimit),
            ("TIMED_OUT", "QUEUED", String::new(), "", BuildFailure::Queue),
            ("STOPPED", "BUILD", String::new(), "", BuildFailure::Stopped),
            ("FAILED", "BUILD", exited(137), "#9 RUN bun run build", BuildFailure::Memory),
            ("FAILED", "BUILD", exited(1), "write /x: no space left on device", BuildFailure::Disk),
            ("FAILED", "PRE_BUILD", format!("{}.", exited(20)), "", BuildFailure::Clone),
            ("FAILED", "DOWNLOAD_SOURCE", "ACCESS_DENIED: Service role …".to_owned(), "", BuildFailure::Permissions),
            (
                "FAILED",
                "DOWNLOAD_SOURCE",
                "Decrypted Variables Error: AccessDeniedException: User … is not authorized to perform …".to_owned(),
                "",
                BuildFailure::Permissions,
            ),
            (
                "FAILED",
                "DOWNLOAD_SOURCE",
                "Decrypted Variables Error: parameter does not exist: /cloudstead/demo/secrets/X".to_owned(),
                "",
                BuildFailure::Secrets,
            ),
            (
                "FAULT",
                "PROVISIONING",
                "INTERNAL_SERVICE_ERROR: An internal service error occurred".to_owned(),
                "",
                BuildFailure::Machine,
            ),
            ("FAULT", "BUILD", String::new(), "", BuildFailure::Machine),
            // The same word of a step of the app's own says nothing about the role.
            ("FAILED", "BUILD", format!("not authorized {}", exited(1)), "", BuildFailure::Step),
        ] {
            assert_eq!(BuildFailure::read(status, phase, &said, &lines(log)), cause, "{status} {phase} {said} {log}");
        }
    }
}
