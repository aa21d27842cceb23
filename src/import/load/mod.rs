//! From files to one tree: several files, documents, `include` and `extends`, with what variables stand for.

mod extends;
mod merge;

use std::cell::Cell;
use std::rc::Rc;

use indexmap::IndexMap;

pub(super) use merge::as_keys;

use super::folder::{Folder, Found, Origin, join, parent};
use super::notes::Notes;
use super::refusal::Refusal;
use super::variables::{Line, Text, Variables, read_dotenv, read_raw};
use super::yaml::{At, Fields, Node, Value, read};

/// A file as it is called, and its text.
#[derive(Clone, Debug)]
pub struct Named {
    pub name: String,
    pub text: String,
}

/// Files that one import reads, those for containers aside.
const MOST_FILES: usize = 64;
/// Bytes of all that is read, as often as it is: services may name one file again and again.
const MOST_BYTES: usize = 20 << 20;
/// Files that include each other.
const DEEPEST: usize = 8;
/// Endings of files of examples beside the one that people are to make of them, the most usual first.
const EXAMPLES: [&str; 9] =
    [".example", ".sample", ".template", ".dist", "-sample", "-example", ".default", ".defaults", ".tmpl"];

/// One file that was read.
#[derive(Clone, Debug)]
pub(super) struct File {
    pub(super) name: String,
    /// Folder that its relative paths begin at.
    folder: String,
    variables: Rc<Variables>,
}

/// What an entry of `include` names.
struct Included {
    paths: Vec<String>,
    /// Where its relative paths begin, if not at its own folder.
    folder: Option<String>,
    env: Vec<String>,
}

/// What is known while files are read.
pub(super) struct Reading<'a> {
    folder: &'a dyn Folder,
    pub(super) files: Vec<File>,
    pub(super) notes: Notes,
    /// Values of files that the command line names; without any, those of `.env`.
    own: Rc<Variables>,
    /// Those of files that hold variables themselves.
    none: Rc<Variables>,
    /// What was read until now.
    bytes: Cell<usize>,
    named_env: Option<Vec<Named>>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(folder: &'a dyn Folder) -> Self {
        let (files, notes) = (Vec::new(), Notes::default());
        let (own, none, bytes) = (Rc::default(), Rc::default(), Cell::default());
        Self { folder, files, notes, own, none, bytes, named_env: None }
    }

    /// The tree of all files, each laid over those before it.
    ///
    /// # Errors
    /// When one cannot be read.
    pub(super) fn load(&mut self, sources: &[Named], env: &[Named]) -> Result<Node, Refusal> {
        self.own = self.environment(env)?;
        let mut tree: Option<Node> = None;
        for source in sources {
            let over = self.file(source, &self.folder.below(), &Rc::clone(&self.own), 0)?;
            tree = Some(match tree {
                Some(base) => merge::project(base, over)?,
                None => over,
            });
        }
        tree.ok_or_else(|| Refusal::whole("there is no compose file"))
    }

    fn environment(&mut self, env: &[Named]) -> Result<Rc<Variables>, Refusal> {
        let mut variables = Variables::default();
        if !env.is_empty() {
            self.named_env = Some(env.to_vec());
            for file in env {
                let lines = self.lines(file, false)?;
                variables.add_lines(lines, true)?;
            }
        } else if let Some((lines, own)) = self.env_file(&self.folder.below(), ".env", false)? {
            variables.add_lines(lines, own)?;
        }
        Ok(Rc::new(variables))
    }

    /// The repository that the compose file is in a clone of.
    pub(super) fn origin(&self) -> Option<Origin> {
        self.folder.origin()
    }

    /// Lines of a file of variables, or of the examples beside it where it is missing; true for its own ones.
    ///
    /// # Errors
    /// When a line cannot be read.
    pub(super) fn env_file(
        &mut self,
        folder: &str,
        path: &str,
        raw: bool,
    ) -> Result<Option<(Vec<Line>, bool)>, Refusal> {
        let Some(path) = join(folder, path) else { return Ok(None) };
        let below = self.folder.below();
        let is_usual = join(&below, ".env").as_ref() == Some(&path);
        if let Found::Text(text) = self.folder.read(&path) {
            return Ok(Some((self.lines(&Named { name: path.clone(), text }, raw)?, true)));
        }
        if is_usual && let Some(named) = self.named_env.clone() {
            let mut lines = Vec::new();
            for file in &named {
                lines.extend(self.lines(file, raw)?);
            }
            return Ok(Some((lines, true)));
        }
        let bare = join(&below, "env.example").filter(|_| is_usual);
        let names = EXAMPLES.iter().map(|ending| format!("{path}{ending}")).chain(bare);
        for name in names {
            if let Found::Text(text) = self.folder.read(&name) {
                let why =
                    format!("{path} is not there, so the examples of {name} are taken; what looks secret is made anew");
                let lines = self.lines(&Named { name, text }, raw)?;
                let file = lines.first().map_or(0, |line| line.at.file);
                self.notes.changed(At { file, line: 1, column: 1 }, path, why);
                return Ok(Some((lines, false)));
            }
        }
        Ok(None)
    }

    fn lines(&mut self, file: &Named, raw: bool) -> Result<Vec<Line>, Refusal> {
        let at = self.add(file, "", &Rc::clone(&self.none))?;
        if raw { Ok(read_raw(at, &file.text)) } else { read_dotenv(at, &file.text) }
    }

    /// The place of a file in the list. Many services name the same one, which is listed once.
    fn add(&mut self, source: &Named, folder: &str, variables: &Rc<Variables>) -> Result<usize, Refusal> {
        if !self.has_room(source.text.len()) {
            return Err(Refusal::whole(format!("more than {} MB of files belong to it", MOST_BYTES >> 20)));
        }
        let same =
            |file: &File| file.name == source.name && file.folder == folder && Rc::ptr_eq(&file.variables, variables);
        if let Some(known) = self.files.iter().position(same) {
            return Ok(known);
        }
        if self.files.len() >= MOST_FILES {
            return Err(Refusal::whole(format!("more than {MOST_FILES} files belong to it")));
        }
        let variables = Rc::clone(variables);
        self.files.push(File { name: source.name.clone(), folder: folder.to_owned(), variables });
        Ok(self.files.len() - 1)
    }

    /// Counts what is read, up to the most that is.
    fn has_room(&self, bytes: usize) -> bool {
        self.bytes.set(self.bytes.get().saturating_add(bytes));
        self.bytes.get() <= MOST_BYTES
    }

    /// One file with what it includes, its services extended.
    fn file(&mut self, source: &Named, folder: &str, variables: &Rc<Variables>, depth: usize) -> Result<Node, Refusal> {
        let file = self.add(source, folder, variables)?;
        let begin = At { file, line: 1, column: 1 };
        if depth > DEEPEST {
            return Err(Refusal::at(begin, format!("files include each other deeper than {DEEPEST} levels")));
        }
        let mut tree = Node::new(begin, Value::Map(IndexMap::new()));
        for document in read(file, &source.text)? {
            match document.value {
                Value::Map(_) => tree = merge::project(tree, document)?,
                Value::Null => {}
                _ => {
                    let what = "a compose file has keys such as `services:`";
                    return Err(Refusal::at(document.at, format!("{what}, and this is {}", document.kind())));
                }
            }
        }
        let tree = self.included(tree, depth)?;
        self.extended(tree, depth)
    }

    /// Lays the tree over the files that it includes.
    fn included(&mut self, tree: Node, depth: usize) -> Result<Node, Refusal> {
        let Value::Map(mut keys) = tree.value else { return Ok(tree) };
        let included = keys.shift_remove("include");
        let mut base: Option<Node> = None;
        for item in included.map(items).unwrap_or_default() {
            let at = item.at;
            let Included { paths, mut folder, env } = self.include(item)?;
            let mut variables: Option<Rc<Variables>> = None;
            for path in paths {
                let (path, text) = self.beside(at, &path)?;
                // The first one's folder is where those of all begin.
                let begins = folder.get_or_insert_with(|| parent(&path).to_owned()).clone();
                let known = match &variables {
                    Some(known) => Rc::clone(known),
                    None => self.variables_below(at, &begins, &env)?,
                };
                let over = self.file(&Named { name: path, text }, &begins, &known, depth + 1)?;
                variables = Some(known);
                base = Some(match base {
                    Some(base) => merge::project(base, over)?,
                    None => over,
                });
            }
        }
        let tree = Node { value: Value::Map(keys), ..tree };
        base.map_or(Ok(tree.clone()), |base| merge::project(base, tree))
    }

    /// What variables stand for in included files: those of the file that includes them win over their own.
    fn variables_below(&mut self, at: At, folder: &str, env: &[String]) -> Result<Rc<Variables>, Refusal> {
        let above = self.variables_of(at);
        let mut own = Variables::default();
        for path in env {
            let begins = self.folder_of(at).to_owned();
            match self.env_file(&begins, path, false)? {
                Some((lines, given)) => own.add_lines(lines, given)?,
                None => return Err(Refusal::at(at, format!("{path} is not there: it holds variables"))),
            }
        }
        if env.is_empty()
            && folder != self.folder_of(at)
            && let Some((lines, given)) = self.env_file(folder, ".env", false)?
        {
            own.add_lines(lines, given)?;
        }
        let mut variables = above.as_ref().clone();
        variables.add_weaker(&own);
        Ok(Rc::new(variables))
    }

    fn include(&mut self, item: Node) -> Result<Included, Refusal> {
        let at = item.at;
        if !matches!(item.value, Value::Map(_)) {
            return Ok(Included { paths: vec![self.plain(&item)?], folder: None, env: Vec::new() });
        }
        let mut fields = Fields::of(item, "an entry of `include`")?;
        let paths = self.plains(fields.some("path"))?;
        let env = self.plains(fields.some("env_file"))?;
        let folder = match fields.some("project_directory") {
            Some(node) => {
                let folder = self.plain(&node)?;
                let outside = || Refusal::at(node.at, "`project_directory` lies outside of the folder");
                Some(join(self.folder_of(at), &folder).ok_or_else(outside)?)
            }
            None => None,
        };
        for (key, node) in fields.rest() {
            self.notes.dropped(node.at, format!("include.{key}"), "unknown here");
        }
        Ok(Included { paths, folder, env })
    }

    /// Path and text of a further compose file.
    fn beside(&self, at: At, path: &str) -> Result<(String, String), Refusal> {
        let joined = join(self.folder_of(at), path)
            .ok_or_else(|| Refusal::at(at, format!("{path} lies outside of the folder, and is not read")))?;
        match self.folder.read(&joined) {
            Found::Text(text) => Ok((joined, text)),
            Found::Absent => {
                Err(Refusal::at(at, format!("{path} is not there: give the folder with all of its compose files")))
            }
            Found::Folder => Err(Refusal::at(at, format!("{path} is a folder, not a compose file"))),
            Found::Unusable(why) => Err(Refusal::at(at, format!("{path} cannot be read: {why}"))),
        }
    }

    /// Profiles that `COMPOSE_PROFILES` switches on.
    pub(super) fn profiles(&self) -> Vec<String> {
        let filled = self.own.fill("${COMPOSE_PROFILES-}").map(|(text, _)| text.plain()).unwrap_or_default();
        filled.split(',').map(str::trim).filter(|profile| !profile.is_empty()).map(str::to_owned).collect()
    }

    /// A file that comes along.
    pub(super) fn find(&self, path: &str) -> Found {
        match self.folder.read(path) {
            Found::Text(text) if text.contains('\0') => Found::Unusable("it is not text".to_owned()),
            Found::Text(text) if !self.has_room(text.len()) => {
                Found::Unusable(format!("more than {} MB of files belong to the app", MOST_BYTES >> 20))
            }
            found => found,
        }
    }

    pub(super) fn list(&self, path: &str) -> Option<Vec<String>> {
        self.folder.list(path)
    }

    pub(super) fn folder_of(&self, at: At) -> &str {
        self.files.get(at.file).map_or("", |file| file.folder.as_str())
    }

    pub(super) fn variables_of(&self, at: At) -> Rc<Variables> {
        self.files.get(at.file).map(|file| Rc::clone(&file.variables)).unwrap_or_default()
    }

    /// The text of a value, with the variables of its file looked up.
    ///
    /// # Errors
    /// When it is no text, or its `${…}` cannot be read.
    pub(super) fn text(&mut self, node: &Node) -> Result<Text, Refusal> {
        let raw = match &node.value {
            Value::Text(raw) => raw,
            Value::Null => return Ok(Text::default()),
            _ => return Err(Refusal::at(node.at, format!("expected a text, and this is {}", node.kind()))),
        };
        let filled = self.variables_of(node.at).fill(raw);
        let (text, lone) = filled.map_err(|why| Refusal::at(node.at, why))?;
        if lone {
            let why = "a `$` without a name after it is taken for itself; Compose wants it written `$$`";
            self.notes.changed(node.at, "$", why);
        }
        Ok(text)
    }

    pub(super) fn plain(&mut self, node: &Node) -> Result<String, Refusal> {
        let text = self.text(node)?;
        if let Some(variable) = text.unknown() {
            let why = format!("`{}` has no value: it is empty here, as Compose has it", variable.name);
            self.notes.changed(node.at, "$", why);
        }
        Ok(text.plain())
    }

    /// One text, or a list of them.
    pub(super) fn plains(&mut self, node: Option<Node>) -> Result<Vec<String>, Refusal> {
        node.map(items).unwrap_or_default().iter().map(|item| self.plain(item)).collect()
    }
}

/// What a list holds; a single value counts as a list of one, nothing as an empty one.
pub(super) fn items(node: Node) -> Vec<Node> {
    match node.value {
        Value::List(items) => items,
        Value::Null => Vec::new(),
        _ => vec![node],
    }
}
