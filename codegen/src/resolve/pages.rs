//! Paginators, from `smithy.api#paginated` and what the service says for all of its operations.
//!
//! <https://smithy.io/2.0/spec/behavior-traits.html#paginated-trait>. Members are resolved to fields of the
//! IR; a token that is neither text nor an integer gets no paginator, which is reported.

use crate::{
    diagnostics::{Diagnostics, Place, did_you_mean},
    ir::{Field, Service, Structure, Type, pages::Pages},
    smithy::{
        ast::{Operation, Shape, Traits},
        traits::MORE_RESULTS,
    },
};

const PAGINATED: &str = "smithy.api#paginated";

/// Fills in `pages` of the operations.
pub(super) fn resolve(
    operations: &[(&Shape, &Operation)],
    defaults: &Traits,
    service: &mut Service,
    diagnostics: &mut Diagnostics,
) {
    let found: Vec<Option<Pages>> = service
        .operations
        .iter()
        .zip(operations)
        .map(|(operation, (shape, _))| {
            shape.traits.has(PAGINATED).then(|| {
                let structures = &service.structures;
                let mut resolver = Resolver { structures, shape, defaults, diagnostics: &mut *diagnostics };
                resolver.pages(&operation.input, &operation.output)
            })?
        })
        .collect();
    for (operation, pages) in service.operations.iter_mut().zip(found) {
        operation.pages = pages;
    }
}

struct Resolver<'r> {
    structures: &'r [Structure],
    shape: &'r Shape,
    defaults: &'r Traits,
    diagnostics: &'r mut Diagnostics,
}

impl Resolver<'_> {
    // Everything is looked at before anything is given up.
    fn pages(&mut self, input: &Structure, output: &Structure) -> Option<Pages> {
        let input_token = self.needed("inputToken").and_then(|name| self.member("inputToken", &name, input));
        let output_token = self.needed("outputToken").and_then(|path| self.path("outputToken", &path, output));
        // The service's default need not fit all of its operations.
        let size = self.own("pageSize").then(|| self.text("pageSize")).flatten();
        let size = size.map(|name| self.member("pageSize", &name, input));
        let items = self.text("items").map(|path| self.path("items", &path, output));
        let more = self.shape.traits.string(MORE_RESULTS).map(str::to_owned);
        let more = more.map(|path| self.path(MORE_RESULTS, &path, output));
        let (input_token, output_token) = (input_token?, output_token?);
        if matches!(size, Some(None)) || matches!(items, Some(None)) || matches!(more, Some(None)) {
            return None;
        }
        let (items, more) = (items.flatten(), more.flatten());
        let last = |path: &Option<Vec<Field>>| path.as_ref()?.last().map(|field| field.ty.clone());
        let token = output_token.last()?;
        if input_token.ty != token.ty || !matches!(token.ty, Type::String | Type::Integer | Type::Long) {
            return self.left_out("its token is neither a string nor an integer, or not the same in input and output");
        }
        if last(&items).is_some_and(|ty| !matches!(ty, Type::List { .. } | Type::Map { .. })) {
            return self.left_out("its items are neither a list nor a map");
        }
        if last(&more).is_some_and(|ty| ty != Type::Boolean) {
            return self.left_out("what says whether there is more is not a boolean");
        }
        let sensitive = input_token.sensitive || output_token.iter().any(|field| field.sensitive);
        Some(Pages { input_token, output_token, items, more, sensitive })
    }

    // What the operation says, else what the service says.
    fn text(&mut self, key: &str) -> Option<String> {
        let sources = [&self.shape.traits, self.defaults];
        let value = sources.into_iter().find_map(|traits| traits.get(PAGINATED)?.get(key))?;
        if value.is_string() {
            return value.as_str().map(str::to_owned);
        }
        self.diagnostics.error("E040", &self.place(key), format!("`{key}` is {value}, not a name"), HELP);
        None
    }

    fn needed(&mut self, key: &str) -> Option<String> {
        let sources = [&self.shape.traits, self.defaults];
        if sources.into_iter().all(|traits| traits.get(PAGINATED).and_then(|value| value.get(key)).is_none()) {
            let message = format!("neither the operation nor its service says what `{key}` is");
            self.diagnostics.error("E040", &self.place(key), message, HELP);
        }
        self.text(key)
    }

    fn member(&mut self, key: &str, name: &str, input: &Structure) -> Option<Field> {
        let path = self.path(key, name, input)?;
        match path.as_slice() {
            [field] => Some(field.clone()),
            _ => self.left_out(&format!("`{key}` is not a member of the input itself")),
        }
    }

    // `Page.Users`
    fn path(&mut self, key: &str, path: &str, root: &Structure) -> Option<Vec<Field>> {
        let structures = self.structures;
        let mut fields: Vec<Field> = Vec::new();
        let mut inside = root;
        for name in path.split('.') {
            if let Some(last) = fields.last() {
                let next = match &last.ty {
                    Type::Structure { name, .. } => structures.iter().find(|structure| structure.name == *name),
                    _ => None,
                };
                let Some(next) = next else {
                    let message = format!("`{}` of `{path}` is not a structure", last.smithy_name);
                    self.diagnostics.error("E040", &self.place(key), message, HELP);
                    return None;
                };
                inside = next;
            }
            let Some(field) = inside.fields.iter().find(|field| field.smithy_name == name) else {
                let names = inside.fields.iter().map(|field| field.smithy_name.as_str());
                let message = format!("`{}` has no member `{name}`", inside.name);
                self.diagnostics.error("E040", &self.place(key), message, did_you_mean(name, names, HELP));
                return None;
            };
            fields.push(field.clone());
        }
        Some(fields)
    }

    // Where a key stands: at the operation, if it says it itself.
    fn place(&self, key: &str) -> Place {
        let traits = self.shape.place.at("traits");
        if key == MORE_RESULTS {
            return traits.at(key);
        }
        let place = traits.at(PAGINATED);
        if self.own(key) { place.at(key) } else { place }
    }

    fn own(&self, key: &str) -> bool {
        self.shape.traits.get(PAGINATED).is_some_and(|value| value.get(key).is_some())
    }

    fn left_out<T>(&mut self, why: &str) -> Option<T> {
        let place = self.shape.place.at("traits").at(PAGINATED);
        let message = format!("no paginator is generated: {why}");
        self.diagnostics.warning("W140", &place, message, "the operation is there; set the token on each request");
        None
    }
}

const HELP: &str = "see https://smithy.io/2.0/spec/behavior-traits.html#paginated-trait";
