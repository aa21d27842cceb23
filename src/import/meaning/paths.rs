//! What paths of the machine and of the folder are, as far as their names say it.

use crate::import::project::{Project, Source};

/// Endings of files; what has another one, or none, is a folder.
const FILES: [&str; 44] = [
    "conf",
    "yml",
    "yaml",
    "json",
    "toml",
    "ini",
    "xml",
    "sql",
    "sh",
    "cnf",
    "cfg",
    "env",
    "pem",
    "crt",
    "key",
    "cert",
    "der",
    "p12",
    "pfx",
    "jks",
    "php",
    "template",
    "lua",
    "js",
    "ts",
    "py",
    "properties",
    "txt",
    "md",
    "html",
    "css",
    "tmpl",
    "tpl",
    "config",
    "hcl",
    "rules",
    "db",
    "sqlite",
    "sqlite3",
    "log",
    "pub",
    "so",
    "bashrc",
    "htpasswd",
];

/// Whether a container writes to a folder, or to one above it: then it holds data, not settings.
pub(super) fn written(path: &str, project: &Project) -> bool {
    let mounts = project.services.values().flat_map(|service| &service.mounts).filter(|mount| !mount.read_only);
    mounts.into_iter().any(|mount| match &mount.source {
        Source::Path { path: other, .. } => {
            let other = other.trim_end_matches('/');
            path == other || path.strip_prefix(other).is_some_and(|rest| rest.starts_with('/'))
        }
        _ => false,
    })
}

/// Whether a folder is one that people fill with what is theirs, whoever reads it.
pub(super) fn holds_media(path: &str) -> bool {
    const MEDIA: [&str; 22] = [
        "music",
        "media",
        "photos",
        "pictures",
        "videos",
        "movies",
        "tv",
        "books",
        "audiobooks",
        "podcasts",
        "comics",
        "library",
        "downloads",
        "import",
        "consume",
        "data",
        "share",
        "shared",
        "storage",
        "uploads",
        "documents",
        "backups",
    ];
    let last = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    MEDIA.contains(&last.as_str())
}

/// Programs can be run.
pub(super) fn usual_mode(name: &str, text: &str) -> String {
    let program = name.strip_suffix(".sh").is_some() || text.starts_with("#!");
    if program { "0755".to_owned() } else { "0644".to_owned() }
}

pub(super) fn looks_like_a_file(source: &str, target: &str) -> bool {
    let ending = |path: &str| {
        let last = path.rsplit('/').next().unwrap_or_default();
        last.rsplit_once('.')
            .is_some_and(|(begin, end)| !begin.is_empty() && FILES.contains(&end.to_ascii_lowercase().as_str()))
            || matches!(last, "Caddyfile" | "Dockerfile" | ".env" | ".htpasswd" | ".bashrc" | "hosts")
    };
    ending(source) || (!target.is_empty() && ending(target))
}

pub(super) enum Machine {
    Harmless(&'static str),
    Decide(&'static str),
}

/// Paths of the machine that a container looks at.
pub(super) fn machine(path: &str) -> Option<Machine> {
    use Machine::{Decide, Harmless};
    let below = |folder: &str| path == folder || path.starts_with(&format!("{folder}/"));
    if below("/etc/localtime") || below("/etc/timezone") || below("/usr/share/zoneinfo") {
        return Some(Harmless("the server's clock is UTC: set TZ where the app reads it"));
    }
    if below("/dev/urandom") || below("/dev/random") {
        return Some(Harmless("every container has its own"));
    }
    if below("/lib/modules") {
        return Some(Harmless("modules of the kernel are loaded by the server itself"));
    }
    if below("/dev/shm") || below("/dev/dri") {
        return Some(Harmless("a server has no graphics processor, and memory has its own key (shm_mb)"));
    }
    let host = path.is_empty()
        || ["/proc", "/sys", "/dev", "/run", "/var/run", "/etc", "/var/lib/docker", "/boot", "/usr", "/bin", "/root"]
            .iter()
            .any(|folder| below(folder))
        || below("/var/log");
    host.then_some(Decide("a server of yours has other things there"))
}
