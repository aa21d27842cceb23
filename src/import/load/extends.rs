//! `extends`: a service that begins as another one, perhaps of another file.

use std::rc::Rc;

use indexmap::IndexMap;

use super::{DEEPEST, Named, Reading, merge, parent, read};
use crate::import::refusal::Refusal;
use crate::import::yaml::{At, Fields, Node, Value};

/// Values that services may unfold to.
const MOST: usize = 300_000;

impl Reading<'_> {
    /// The tree with every service that extends another laid over it.
    pub(super) fn extended(&mut self, tree: Node, depth: usize) -> Result<Node, Refusal> {
        let Value::Map(mut keys) = tree.value else { return Ok(tree) };
        if let Some(services) = keys.get_mut("services")
            && let Value::Map(inside) = &services.value
        {
            let before = inside.clone();
            let names: Vec<String> = before.keys().cloned().collect();
            let (mut after, mut size) = (IndexMap::new(), 0_usize);
            for name in names {
                let service = self.service(&before, &name, services.at, depth)?;
                size += service.size();
                if size > MOST {
                    let what = format!("the services unfold to more than {MOST} values: they extend too much");
                    return Err(Refusal::at(service.at, what));
                }
                after.insert(name, service);
            }
            services.value = Value::Map(after);
        }
        Ok(Node { value: Value::Map(keys), ..tree })
    }

    fn service(
        &mut self,
        services: &IndexMap<String, Node>,
        name: &str,
        at: At,
        depth: usize,
    ) -> Result<Node, Refusal> {
        let missing = || Refusal::at(at, format!("there is no service `{name}` to extend"));
        let mut service = services.get(name).cloned().ok_or_else(missing)?;
        let Value::Map(keys) = &mut service.value else { return Ok(service) };
        let Some(extends) = keys.shift_remove("extends").filter(|node| !node.is_null()) else { return Ok(service) };
        if depth > DEEPEST {
            return Err(Refusal::at(extends.at, "services extend each other in a circle"));
        }
        let at = extends.at;
        let (file, of) = if matches!(extends.value, Value::Map(_)) {
            let mut fields = Fields::of(extends, "`extends`")?;
            let file = fields.some("file").map(|node| self.plain(&node)).transpose()?;
            let of = fields.some("service").map(|node| self.plain(&node)).transpose()?;
            for (key, node) in fields.rest() {
                self.notes.dropped(node.at, format!("services.{name}.extends.{key}"), "unknown here");
            }
            (file, of.unwrap_or_else(|| name.to_owned()))
        } else {
            (None, self.plain(&extends)?)
        };
        let base = match file {
            None => self.service(services, &of, at, depth + 1)?,
            Some(path) => {
                let (path, text) = self.beside(at, &path)?;
                let variables = self.variables_of(at);
                let folder = parent(&path).to_owned();
                self.service_of(&Named { name: path, text }, &folder, &variables, (&of, at), depth + 1)?
            }
        };
        merge::service(base, service)
    }

    fn service_of(
        &mut self,
        source: &Named,
        folder: &str,
        variables: &Rc<crate::import::variables::Variables>,
        (name, at): (&str, At),
        depth: usize,
    ) -> Result<Node, Refusal> {
        let file = self.add(source, folder, variables)?;
        for document in read(file, &source.text)? {
            let Value::Map(mut keys) = document.value else { continue };
            if let Some(Node { value: Value::Map(services), .. }) = keys.shift_remove("services")
                && services.contains_key(name)
            {
                return self.service(&services, name, at, depth);
            }
        }
        Err(Refusal::at(at, format!("{} has no service `{name}` to extend", source.name)))
    }
}
