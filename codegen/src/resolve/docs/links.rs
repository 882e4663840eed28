//! Links from documentation to Rust items, where a text names an operation, a type, an error or a
//! member next to it.
//!
//! Runs last, over the whole service, when every name is given. What a name may mean in more than one
//! way is not linked. Knows in which file of the generated module an item stands.

use std::collections::BTreeMap;

use super::{lines, markdown, summary};
use crate::ir::{Docs, Field, Service, Structure};

/// Links what the documentation of a service names, and gives items a summary.
pub(in crate::resolve) fn link(service: &mut Service) {
    let names = Names::of(service);
    let root = Scope { names: &names, up: "super::", members: Vec::new() };
    root.item(&mut service.docs, "");
    for operation in &mut service.operations {
        let place = format!("super::operation::{}::", operation.method);
        let mut members = members(&operation.input, &format!("{place}{}", operation.input.name));
        members.extend(self::members(&operation.output, &format!("{place}{}", operation.output.name)));
        let scope = root.with(members);
        scope.item(&mut operation.docs, &operation.wire_name);
        for waiter in &mut operation.waiters {
            scope.item(&mut waiter.docs, &waiter.smithy_name);
        }
        let inner = Scope { up: "super::super::", ..root.with(Vec::new()) };
        let beside = self::members(&operation.output, &operation.output.name);
        inner.structure(&mut operation.input, beside);
        let beside = self::members(&operation.input, &operation.input.name);
        inner.structure(&mut operation.output, beside);
    }
    let errors = service.errors.iter_mut();
    for structure in errors.filter_map(|error| error.structure.as_mut()).chain(&mut service.structures) {
        root.structure(structure, Vec::new());
    }
    for item in &mut service.unions {
        let variants = item.variants.iter().map(|field| (field.smithy_name.clone(), format!("Self::{}", field.name)));
        let scope = root.with(variants.collect());
        scope.item(&mut item.docs, &item.name);
        scope.fields(&mut item.variants);
    }
    for item in &mut service.enums {
        root.item(&mut item.docs, &item.name);
        for variant in &mut item.variants {
            root.member(&mut variant.docs, &variant.value);
        }
    }
    for error in &mut service.errors {
        root.finish(&mut error.docs, &[&error.variant, &error.code], false);
    }
}

/// What the names of a service's operations, types and errors lead to, by the file that defines them.
struct Names(BTreeMap<String, Vec<Target>>);

#[derive(PartialEq)]
enum Target {
    /// A path below the generated module.
    Own(String),
    /// The path of a type of the runtime.
    Runtime(String),
}

impl Names {
    fn of(service: &Service) -> Self {
        let mut names = Self(BTreeMap::new());
        for operation in &service.operations {
            names.add(&operation.wire_name, Target::Own(format!("client::Client::{}", operation.method)));
        }
        let structures = service.structures.iter().map(|item| &item.name);
        let unions = service.unions.iter().map(|item| &item.name);
        for name in structures.chain(unions).chain(service.enums.iter().map(|item| &item.name)) {
            // An underscore tells apart what Rust or the model would take for one thing.
            names.add(name.trim_end_matches('_'), Target::Own(format!("types::{name}")));
        }
        for external in &service.externals {
            names.add(&external.name, Target::Runtime(external.path.clone()));
        }
        for error in &service.errors {
            let target = || Target::Own(format!("error::ErrorKind::{}", error.variant));
            names.add(&error.variant, target());
            names.add(&error.code, target());
        }
        names
    }

    fn add(&mut self, name: &str, target: Target) {
        // The code of an error may be any text.
        if !name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')) {
            return;
        }
        let targets = self.0.entry(name.to_owned()).or_default();
        if !targets.contains(&target) {
            targets.push(target);
        }
    }
}

/// What names mean at a place.
struct Scope<'n> {
    names: &'n Names,
    /// From the place to the generated module.
    up: &'static str,
    /// Members by their names in the model, and the paths to them.
    members: Vec<(String, String)>,
}

impl Scope<'_> {
    fn with(&self, members: Vec<(String, String)>) -> Scope<'_> {
        Scope { names: self.names, up: self.up, members }
    }

    fn structure(&self, structure: &mut Structure, beside: Vec<(String, String)>) {
        let mut members = members(structure, "Self");
        members.extend(beside);
        let scope = self.with(members);
        scope.item(&mut structure.docs, &structure.name);
        scope.fields(&mut structure.fields);
    }

    fn fields(&self, fields: &mut [Field]) {
        for field in fields {
            self.member(&mut field.docs, &field.smithy_name);
        }
    }

    fn item(&self, docs: &mut Docs, own: &str) {
        self.finish(docs, &[own], true);
    }

    fn member(&self, docs: &mut Docs, own: &str) {
        self.finish(docs, &[own], false);
    }

    fn finish(&self, docs: &mut Docs, own: &[&str], is_item: bool) {
        if !is_item && !docs.iter().any(|line| line.contains('`')) {
            return;
        }
        // What is said of a thing needs no link to it.
        let is_own = |code: &str| own.iter().any(|own| own.trim_end_matches('_') == code);
        let mut found = BTreeMap::new();
        let mut blocks = markdown::parse(&docs.join("\n"), &mut |code| {
            let target = self.target(code).filter(|_| !is_own(code));
            let named = target.is_some();
            found.extend(target.map(|target| (code.to_owned(), target)));
            named
        });
        if is_item {
            summary::split(&mut blocks);
        }
        *docs = lines::print(&blocks);
        if !found.is_empty() {
            docs.push(String::new());
            docs.extend(found.iter().map(|(name, target)| format!("[`{name}`]: {target}")));
        }
    }

    // Where the name leads, if it leads to one place.
    fn target(&self, name: &str) -> Option<String> {
        let members = self.members.iter().filter(|(known, _)| known == name).map(|(_, path)| path.clone());
        let others = self.names.0.get(name).into_iter().flatten().map(|target| match target {
            Target::Own(path) => format!("{}{path}", self.up),
            Target::Runtime(path) => path.clone(),
        });
        let mut targets = members.chain(others);
        targets.next().filter(|_| targets.next().is_none())
    }
}

// A field's setter has its name too.
fn members(structure: &Structure, owner: &str) -> Vec<(String, String)> {
    let path = |field: &Field| (field.smithy_name.clone(), format!("field@{owner}::{}", field.name));
    structure.fields.iter().map(path).collect()
}
