//! Caddyfiles that only pass requests on.

use super::{Route, Routes, first_label, upstream};
use crate::import::project::Project;

/// Directives that change nothing here: the server's own proxy does the same.
const HARMLESS: [&str; 5] = ["encode", "log", "tls", "email", "admin"];
/// Directives without which requests are passed on all the same, but not as they were.
const LEFT_OUT: [&str; 7] =
    ["header", "header_up", "header_down", "lb_policy", "request_body", "max_size", "transport"];

/// What a file says: where requests are passed on to, and what else it did with them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) routes: Routes,
    /// Directives that nobody follows any more.
    pub(super) left_out: Vec<String>,
}

/// None where the file says more than where to pass requests on to.
pub(super) fn read(text: &str, project: &Project) -> Option<Said> {
    let mut said = Said::default();
    let (mut depth, mut label, mut path, mut strip) = (0_usize, String::new(), String::new(), false);
    let mut ignored = None::<usize>;
    for line in text.lines() {
        let line = line.split(" #").next().unwrap_or_default().trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let opens = line.ends_with('{');
        let words: Vec<&str> = line.trim_end_matches('{').split_whitespace().collect();
        if line == "}" {
            depth = depth.checked_sub(1)?;
            ignored = ignored.filter(|level| *level < depth);
            if depth < 2 {
                path.clear();
            }
            continue;
        }
        if ignored.is_none() {
            match words.as_slice() {
                [_, ..] if depth == 0 && opens => {
                    label = words.first().map(|host| first_label(host)).unwrap_or_default();
                }
                ["reverse_proxy", target] => push(&mut said.routes, project, &label, (&path, strip), target)?,
                ["reverse_proxy", matcher, target] if matcher.starts_with('/') => {
                    push(&mut said.routes, project, &label, (matcher.trim_end_matches('*'), false), target)?;
                }
                [directive @ ("handle" | "handle_path" | "route"), at] if at.starts_with('/') => {
                    at.trim_end_matches('*').clone_into(&mut path);
                    strip = *directive == "handle_path";
                }
                ["handle" | "route"] => (path, strip) = (String::new(), false),
                [directive, ..] if HARMLESS.contains(directive) || LEFT_OUT.contains(directive) => {
                    if LEFT_OUT.contains(directive) && !said.left_out.iter().any(|known| known == directive) {
                        said.left_out.push((*directive).to_owned());
                    }
                    if opens {
                        ignored = Some(depth);
                    }
                }
                [] if depth == 0 && opens => ignored = Some(depth),
                [address] if depth == 0 && !opens => label = first_label(address),
                _ => return None,
            }
        }
        if opens {
            depth += 1;
        }
    }
    Some(said)
}

fn push(routes: &mut Routes, project: &Project, label: &str, (path, strip): (&str, bool), target: &str) -> Option<()> {
    let (service, port) = upstream(target, project)?;
    let path = path.trim_end_matches('/').to_owned();
    routes.push(Route { service, port, label: label.to_owned(), path, strip });
    Some(())
}
