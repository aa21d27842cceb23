//! Configurations of nginx that only pass requests on.

use super::{Route, Routes, upstream};
use crate::import::project::Project;

/// The routes, empty where there is more to it than one service; none where it is no proxy.
pub(super) fn routes(text: &str, project: &Project) -> Option<Routes> {
    let clean: String = text.lines().map(|line| line.split('#').next().unwrap_or_default().to_owned() + "\n").collect();
    if clean.contains("fastcgi_pass") || clean.contains("try_files") || clean.contains(" root ") {
        return None;
    }
    let mut targets = Vec::new();
    for passed in clean.split("proxy_pass").skip(1) {
        let target = passed.split(';').next().unwrap_or_default();
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
