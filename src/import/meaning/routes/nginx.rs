//! Configurations of nginx that only pass requests on.

use super::{Route, Routes, upstream};
use crate::import::project::Project;

/// Directives of a server that has files or programs of its own.
const FILES: [&str; 6] = ["fastcgi_pass", "uwsgi_pass", "grpc_pass", "try_files", "root", "alias"];
/// Directives that decide who comes in, or change what passes.
const MORE: [&str; 8] =
    ["auth_basic", "auth_request", "auth_jwt", "allow", "deny", "rewrite", "sub_filter", "limit_req"];

/// The routes, empty where there is more to it than one service; none where it is no proxy.
pub(super) fn routes(text: &str, project: &Project) -> Option<Routes> {
    let clean: String = text.lines().map(|line| line.split('#').next().unwrap_or_default().to_owned() + "\n").collect();
    let words: Vec<&str> = clean.split(|c: char| c.is_whitespace() || ";{}".contains(c)).collect();
    if FILES.iter().any(|word| words.contains(word)) {
        return None;
    }
    if MORE.iter().any(|word| words.contains(word)) {
        return Some(Routes::new());
    }
    let mut targets = Vec::new();
    for passed in clean.split("proxy_pass").skip(1) {
        let target = passed.split(';').next().unwrap_or_default();
        let path = target.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
        if !path.is_empty() && !path.starts_with('$') {
            return Some(Routes::new());
        }
        targets.push(named(target, &clean, project)?);
    }
    let (first, port) = targets.first()?.clone();
    if targets.iter().any(|(service, _)| *service != first) {
        return Some(Routes::new());
    }
    Some(vec![Route { service: first, port, label: String::new(), path: String::new(), strip: false }])
}

/// A service directly, or through an `upstream NAME { server app:3000; }`.
fn named(target: &str, text: &str, project: &Project) -> Option<(String, Option<u16>)> {
    let name = target.trim().split("://").last()?.split('/').next()?;
    let Some((_, block)) = text.split_once(&format!("upstream {name}")) else { return upstream(target, project) };
    let server = block.split('}').next()?.split("server ").nth(1)?;
    upstream(server.split([';', ' ']).next()?, project)
}
