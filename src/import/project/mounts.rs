//! `volumes`, `tmpfs`, and the secrets and configs of a service.

use super::scalars;
use crate::import::load::{Reading, items};
use crate::import::refusal::Refusal;
use crate::import::variables::Text;
use crate::import::yaml::{At, Fields, Node, Value};

/// Something that a container sees as a folder or a file of its own.
#[derive(Clone, Debug)]
pub(in crate::import) struct Mount {
    pub(in crate::import) at: At,
    pub(in crate::import) source: Source,
    /// Where the container sees it.
    pub(in crate::import) path: String,
    /// Folder inside of the volume.
    pub(in crate::import) sub: String,
    pub(in crate::import) read_only: bool,
}

#[derive(Clone, Debug)]
pub(in crate::import) enum Source {
    Anonymous,
    Named(String),
    /// A path on the machine: relative, absolute or in the home folder. Whether it is a file, where the file says so.
    Path {
        path: String,
        file: Option<bool>,
    },
    /// A path that a variable without a value names.
    Unknown(String),
    /// A file whose text stands in the compose file.
    Content {
        name: String,
        text: Text,
        mode: Option<String>,
    },
    /// An entry of `configs` or of `secrets`.
    Config {
        name: String,
        mode: Option<String>,
    },
    Secret {
        name: String,
        mode: Option<String>,
    },
    Tmpfs,
}

pub(super) fn read(node: Option<Node>, reading: &mut Reading<'_>) -> Result<Vec<Mount>, Refusal> {
    let mut mounts = Vec::new();
    for item in node.map(items).unwrap_or_default() {
        let mount = if matches!(item.value, Value::Map(_)) { long(item, reading)? } else { short(&item, reading)? };
        mounts.push(mount);
    }
    Ok(mounts)
}

fn short(item: &Node, reading: &mut Reading<'_>) -> Result<Mount, Refusal> {
    let at = item.at;
    let text = reading.text(item)?;
    let plain = text.plain();
    let mut parts: Vec<&str> = plain.split(':').collect();
    let mode = if parts.len() > 2 { parts.pop().unwrap_or_default() } else { "" };
    let (source, path) = match parts.as_slice() {
        [path] => ("", *path),
        [source, path] => (*source, *path),
        _ => {
            return Err(Refusal::at(
                at,
                "expected a volume such as `data:/var/lib/app` or `./app.conf:/etc/app.conf:ro`",
            ));
        }
    };
    let mut read_only = false;
    for word in mode.split(',').filter(|word| !word.is_empty()) {
        match word {
            "ro" => read_only = true,
            "rw" => {}
            "z" | "Z" => reading.notes.dropped(at, "volumes", "`:z` is for SELinux, which the server does not use"),
            _ => reading.notes.dropped(at, "volumes", format!("the option `{}` means nothing here", shown(word))),
        }
    }
    let source = match text.unknown() {
        Some(variable) if source.is_empty() && parts.len() > 1 => Source::Unknown(variable.name.clone()),
        _ => named(source),
    };
    absolute(at, path)?;
    Ok(Mount { at, source, path: path.to_owned(), sub: String::new(), read_only })
}

fn named(source: &str) -> Source {
    match source {
        "" => Source::Anonymous,
        path if path.starts_with(['.', '/', '~']) || path.contains('/') => {
            Source::Path { path: path.to_owned(), file: None }
        }
        name => Source::Named(name.to_owned()),
    }
}

/// A catalogue's own key, which Compose never reads: `${env:X}` of another language in it is no mistake.
fn content(node: &Node, reading: &mut Reading<'_>) -> Text {
    reading.text(node).unwrap_or_else(|_| match &node.value {
        Value::Text(text) => Text::literal(text.as_str()),
        _ => Text::default(),
    })
}

fn long(item: Node, reading: &mut Reading<'_>) -> Result<Mount, Refusal> {
    let at = item.at;
    let mut fields = Fields::of(item, "a volume")?;
    let kind = plain(&mut fields, "type", reading)?;
    let source = fields.some("source").or_else(|| fields.some("src"));
    let source = source.map_or_else(|| Ok(Text::default()), |node| reading.text(&node))?;
    let mut path = plain(&mut fields, "target", reading)?;
    if path.is_empty() {
        path = plain(&mut fields, "destination", reading)?;
    }
    let mut read_only = scalars::switch(fields.take("read_only"), reading)?;
    // As the short form has it: a catalogue writes it here too.
    if let Some(folder) = path.strip_suffix(":ro") {
        (path, read_only) = (folder.to_owned(), true);
    }
    let content = fields.some("content").map(|node| content(&node, reading));
    // Marks of a catalogue: whether the path is a folder.
    let folder = fields.take("is_directory").or_else(|| fields.take("isDirectory"));
    let file = folder.map(|node| scalars::switch(Some(node), reading)).transpose()?.map(|folder| !folder);
    let mut sub = String::new();
    for (key, inside) in
        [("bind", &["create_host_path", "selinux", "propagation", "recursive"][..]), ("volume", &["nocopy"])]
    {
        let Some(node) = fields.some(key) else { continue };
        let mut options = Fields::of(node, key)?;
        sub = options.some("subpath").map(|node| reading.plain(&node)).transpose()?.unwrap_or(sub);
        for (option, node) in options.rest() {
            let why =
                if inside.contains(&option.as_str()) { "the data disk needs no such option" } else { "unknown here" };
            reading.notes.dropped(node.at, format!("volumes.{key}.{option}"), why);
        }
    }
    if let Some(node) = fields.some("tmpfs") {
        reading.notes.dropped(node.at, "volumes.tmpfs", "a folder in memory takes what it needs");
    }
    for (key, node) in fields.rest() {
        reading.notes.dropped(node.at, format!("volumes.{key}"), "unknown here");
    }
    let name = source.plain();
    let source = match (kind.as_str(), content) {
        (_, Some(text)) => Source::Content { name, text, mode: None },
        ("tmpfs", None) => Source::Tmpfs,
        ("bind" | "volume" | "", None) => match source.unknown() {
            Some(variable) if name.is_empty() => Source::Unknown(variable.name.clone()),
            _ if kind == "bind" && !name.is_empty() => Source::Path { path: name, file },
            _ => named(&name),
        },
        _ => {
            let kind = shown(&kind);
            reading.notes.open(at, format!("a volume of the kind `{kind}` at {} does not exist here", shown(&path)));
            Source::Anonymous
        }
    };
    absolute(at, &path)?;
    Ok(Mount { at, source, path, sub, read_only })
}

fn absolute(at: At, path: &str) -> Result<(), Refusal> {
    if path.starts_with('/') && !path.contains('\0') {
        return Ok(());
    }
    Err(Refusal::at(at, format!("`{}` is where the container sees a volume, and begins with `/`", shown(path))))
}

fn plain(fields: &mut Fields, key: &str, reading: &mut Reading<'_>) -> Result<String, Refusal> {
    fields.some(key).map_or_else(|| Ok(String::new()), |node| reading.plain(&node))
}

fn shown(text: &str) -> String {
    crate::model::text::clean_line(text)
}

/// `secrets` and `configs` of a service, as files.
pub(super) fn shared(key: &str, node: Option<Node>, reading: &mut Reading<'_>) -> Result<Vec<Mount>, Refusal> {
    let mut mounts = Vec::new();
    for item in node.map(items).unwrap_or_default() {
        let at = item.at;
        let (mut name, mut path, mut mode) = (String::new(), String::new(), None);
        if matches!(item.value, Value::Map(_)) {
            let mut fields = Fields::of(item, "an entry")?;
            name = plain(&mut fields, "source", reading)?;
            path = plain(&mut fields, "target", reading)?;
            mode = Some(plain(&mut fields, "mode", reading)?).filter(|mode| !mode.is_empty());
            for (option, node) in fields.rest() {
                let why = "the file belongs to root; its mode says who reads it";
                reading.notes.dropped(node.at, format!("{key}.{option}"), why);
            }
        } else if let Value::Text(_) = item.value {
            name = reading.plain(&item)?;
        }
        if name.is_empty() {
            return Err(Refusal::at(at, format!("an entry of `{key}` names one of those at the end of the file")));
        }
        let path = match path.as_str() {
            "" if key == "secrets" => format!("/run/secrets/{name}"),
            "" => format!("/{name}"),
            path if path.starts_with('/') => path.to_owned(),
            path if key == "secrets" => format!("/run/secrets/{path}"),
            path => format!("/{path}"),
        };
        absolute(at, &path)?;
        let source = if key == "secrets" { Source::Secret { name, mode } } else { Source::Config { name, mode } };
        mounts.push(Mount { at, source, path, sub: String::new(), read_only: true });
    }
    Ok(mounts)
}
