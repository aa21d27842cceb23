//! What services and jobs have in common.

use super::{build, values};
use crate::model::text::clean_line;
use crate::model::{image, variable};
use crate::preset::{Container, Health, Mount, Preset, Run, StoreKind};

/// MB of memory and seconds: more is a mistake.
const MOST_MEMORY: u32 = 1_000_000;
const LONGEST: u32 = 86_400;

pub(super) fn container(preset: &Preset, name: &str, container: &Container) -> Result<(), String> {
    let of_build = |why: String| format!("the build of `{name}`: {why}");
    match (&container.image, &container.build, container.ask.is_empty()) {
        (Some(image), None, true) => image::check(image).map_err(|why| format!("the image of `{name}`: {why}"))?,
        (None, Some(build), true) => build::build(preset, build, &container.env).map_err(of_build)?,
        (None, Some(build), false) if build.git.is_empty() && build.r#ref.is_empty() => {
            build::file(preset, build, &container.env).map_err(of_build)?;
        }
        (None, Some(_), false) => {
            return Err(of_build("who is asked for a repository is given no `git` and no `ref`".into()));
        }
        (None, None, false) => {}
        _ => return Err(format!("`{name}` needs either `image` or `build`")),
    }
    if container.ask.chars().any(char::is_control) {
        return Err(format!("`{name}.ask` is one line"));
    }
    for (variable, value) in &container.env {
        variable::check(variable).map_err(|why| format!("`{name}.env`: {why} (`{}`)", clean_line(variable)))?;
        values::value(preset, &format!("`{name}.env.{variable}`"), value)?;
    }
    for (key, words) in [("command", &container.command), ("entrypoint", &container.entrypoint)] {
        words.iter().try_for_each(|word| values::value(preset, &format!("`{name}.{key}`"), word))?;
    }
    if let Some(group) = container.groups.iter().find(|group| !preset.groups.contains_key(*group)) {
        return Err(format!("`{name}.groups` names `{}`, which is not under [groups]", clean_line(group)));
    }
    container.mounts.iter().try_for_each(|one| mount(preset, name, one))?;
    needs(preset, name, container)?;
    if let Some(one) = &container.health {
        health(name, one)?;
    }
    if container.memory_mb.max(container.memory_limit_mb).max(container.shm_mb) > MOST_MEMORY {
        return Err(format!("`{name}`: memory is at most {MOST_MEMORY} MB"));
    }
    if container.cpu.is_some_and(|cpu| !(0.01..=1024.0).contains(&cpu)) {
        return Err(format!("`{name}.cpu`: processors, such as 0.5"));
    }
    if container.stop_seconds > LONGEST {
        return Err(format!("`{name}.stop_seconds`: at most {LONGEST}"));
    }
    texts(name, container)
}

/// Words that end up in a Compose file say nothing else than they seem to.
fn texts(name: &str, container: &Container) -> Result<(), String> {
    let single = [&container.user, &container.workdir, &container.hostname, &container.stop_signal];
    let several = [
        &container.tmpfs,
        &container.cap_add,
        &container.cap_drop,
        &container.security_opt,
        &container.extra_hosts,
        &container.aliases,
    ];
    let pairs = container.sysctls.iter().flat_map(|(key, value)| [key, value]);
    let all = single.into_iter().flatten().chain(several.into_iter().flatten()).chain(pairs);
    match all.into_iter().find(|text| text.is_empty() || text.chars().any(char::is_control)) {
        Some(text) => Err(format!("`{name}`: `{}` is empty or has a control character in it", clean_line(text))),
        None => Ok(()),
    }
}

fn mount(preset: &Preset, name: &str, mount: &Mount) -> Result<(), String> {
    let place = format!("a mount of `{name}`");
    if !mount.path.starts_with('/') || mount.path == "/" || has_steps(&mount.path) {
        return Err(format!("{place}: `path` is where the container sees it, such as /var/lib/app"));
    }
    match (&mount.store, &mount.file) {
        (Some(store), None) => {
            if preset.stores.get(store).is_none_or(|store| store.kind != StoreKind::Volume) {
                return Err(format!("{place} names the store `{}`, which is no volume", clean_line(store)));
            }
            if mount.sub.starts_with('/') || has_steps(&mount.sub) {
                return Err(format!("{place}: `sub` is a folder inside of the store"));
            }
            Ok(())
        }
        (None, Some(file)) if preset.files.contains_key(file) => Ok(()),
        (None, Some(file)) => Err(format!("{place} names the file `{}`, which is not under [files]", clean_line(file))),
        _ => Err(format!("{place} needs either `store` or `file`")),
    }
}

/// Ways out of a folder, and what separates the parts of a mount.
fn has_steps(path: &str) -> bool {
    path.split('/').any(|part| matches!(part, "." | "..")) || path.chars().any(|c| c.is_control() || c == ':')
}

fn needs(preset: &Preset, name: &str, container: &Container) -> Result<(), String> {
    for needed in &container.needs {
        let job = preset.jobs.get(needed).map(|job| &job.run);
        let known = preset.services.contains_key(needed) || preset.stores.contains_key(needed) || job.is_some();
        if !known || needed == name {
            return Err(format!("`{name}.needs` names `{}`, which is nothing else of the preset", clean_line(needed)));
        }
        if job.is_some_and(|run| *run != Some(Run::BeforeRelease)) {
            return Err(format!("`{name}.needs` names the job `{needed}`, which does not run before a release"));
        }
    }
    let mut reached: Vec<&str> = Vec::new();
    let mut open: Vec<&str> = container.needs.iter().map(String::as_str).collect();
    while let Some(next) = open.pop() {
        if next == name {
            return Err(format!("`{name}` needs itself, through `needs` of others"));
        }
        if !reached.contains(&next) {
            reached.push(next);
            let further = preset.services.get(next).or_else(|| preset.jobs.get(next));
            open.extend(further.into_iter().flat_map(|one| one.needs.iter().map(String::as_str)));
        }
    }
    Ok(())
}

fn health(name: &str, health: &Health) -> Result<(), String> {
    if let Some(path) = &health.path {
        self::path(path).map_err(|why| format!("`{name}.health.path`: {why}"))?;
    }
    if let Some(codes) = &health.codes {
        let code = |code: &str| matches!(code.parse::<u32>(), Ok(200..=499));
        let ranges = codes.split(',').all(|part| part.split('-').all(code) && part.split('-').count() < 3);
        if !ranges {
            return Err(format!("`{name}.health.codes`: status codes such as `200`, `200-399` or `200,302`"));
        }
    }
    if health.command.first().is_some_and(|first| !matches!(first.as_str(), "CMD" | "CMD-SHELL")) {
        return Err(format!("`{name}.health.command` begins with \"CMD\" or \"CMD-SHELL\""));
    }
    let longest = health.interval_seconds.max(health.timeout_seconds).max(health.start_seconds);
    if longest > LONGEST || health.retries > 1000 {
        return Err(format!("`{name}.health`: at most {LONGEST} seconds and 1000 tries"));
    }
    Ok(())
}

/// Characters of a health check's path (Elastic Load Balancing, `HealthCheckPath`).
const LONGEST_PATH: usize = 1024;

/// A path and perhaps a query of a URL (RFC 3986, sections 3.3 and 3.4).
fn path(path: &str) -> Result<(), String> {
    if !path.starts_with('/') {
        return Err("it begins with `/`".to_owned());
    }
    if path.len() > LONGEST_PATH {
        return Err(format!("it has at most {LONGEST_PATH} characters"));
    }
    match path.chars().find(|c| !c.is_ascii_alphanumeric() && !"-._~!$&'()*+,;=:@%/?".contains(*c)) {
        Some(' ') => Err("a path has no blanks; `%20` stands for one".to_owned()),
        Some(_) => Err("only letters, digits and the characters that a path of a URL may have".to_owned()),
        None => Ok(()),
    }
}
