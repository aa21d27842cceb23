//! Keys that nobody took: what each meant, and what is done instead. A key that is unknown is told as such.

use crate::import::load::Reading;
use crate::import::refusal::Refusal;
use crate::import::yaml::Node;

/// What a key means for the preset.
enum Fate {
    /// Nothing is lost, or next to nothing.
    Harmless(&'static str),
    /// The app may need it: a person decides.
    Decide(&'static str),
}

fn fate(key: &str) -> Fate {
    use Fate::{Decide, Harmless};
    match key {
        "logging" => Harmless("the server keeps logs by its own limits"),
        "attach" | "pull_policy" | "develop" | "stdin_open" => {
            Harmless("it is for working at the file on one's own machine")
        }
        "labels" | "label_file" | "annotations" => Harmless("labels are for other programs"),
        "dns" | "dns_opt" | "dns_search" | "domainname" => Harmless("names are resolved as AWS does"),
        "mac_address" => Harmless("addresses are given by Docker"),
        "expose" | "links" => Harmless("containers of the app reach each other by name"),
        "cpu_shares" | "cpu_quota" | "cpu_period" | "cpu_percent" | "cpu_count" | "cpu_rt_runtime"
        | "cpu_rt_period" | "cpuset" => Harmless("processor time is shared by need"),
        "mem_swappiness" | "memswap_limit" | "oom_score_adj" | "oom_kill_disable" | "pids_limit" | "blkio_config" => {
            Harmless("no such limit is set here")
        }
        "cgroup" | "cgroup_parent" | "isolation" | "storage_opt" | "uts" | "userns_mode" => {
            Harmless("containers run as Docker runs them by default")
        }
        "device_cgroup_rules" => Decide("it needs devices of the machine, which a server in AWS does not have"),
        "runtime" => Decide("it asks for a runtime of its own, which the server does not have"),
        "pid" | "ipc" => Decide("it shares processes or memory with other containers or the machine"),
        "volumes_from" => Decide("it uses the volumes of another container: name them at both"),
        "external_links" => Decide("it talks to containers that are not in the file"),
        "group_add" => Decide("it runs in further groups of users"),
        "post_start" | "pre_stop" => Decide("it runs commands after its start or before its end"),
        "provider" | "models" | "use_api_socket" | "credential_spec" => {
            Decide("it is made by another program than Docker")
        }
        _ => Harmless("unknown here"),
    }
}

pub(super) fn service(name: &str, key: &str, node: &Node, reading: &mut Reading<'_>) -> Result<(), Refusal> {
    if key.starts_with("x-") || node.is_null() {
        let why = if node.is_null() { "it is empty" } else { "an extension that others read" };
        reading.notes.dropped(node.at, format!("services.{name}.{key}"), why);
        return Ok(());
    }
    if key == "extends" {
        return Err(Refusal::at(node.at, "this service extends one that cannot be found"));
    }
    match fate(key) {
        Fate::Harmless(why) => reading.notes.dropped(node.at, format!("services.{name}.{key}"), why),
        Fate::Decide(why) => reading.notes.open(node.at, format!("`{key}` of `{name}` is not carried over: {why}")),
    }
    Ok(())
}

const KNOWN: [&str; 7] = ["services", "volumes", "networks", "configs", "secrets", "include", "name"];

pub(super) fn top(key: &str, node: &Node, reading: &mut Reading<'_>) -> Result<(), Refusal> {
    if key.starts_with("x-") {
        reading.notes.taken(node.at, key, "it is taken over where aliases name it");
        return Ok(());
    }
    if key == "models" {
        reading.notes.open(node.at, "`models` is not carried over: it is made by another program than Docker");
        return Ok(());
    }
    let nearest = KNOWN.iter().find(|known| strsim::damerau_levenshtein(known, key) <= 2);
    let shown = crate::model::text::clean_line(key);
    match nearest {
        Some(known) => Err(Refusal::at(node.at, format!("`{shown}` means nothing here: did you mean `{known}`?"))),
        None => {
            reading.notes.dropped(node.at, shown, "unknown here");
            Ok(())
        }
    }
}
