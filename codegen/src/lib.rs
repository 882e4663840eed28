//! Generates Rust SDK crates from Smithy models of awsQuery services.
//!
//! [`generate`] is the whole pipeline on one screen: load, overlay, validate, resolve, emit. The
//! library reads sources it is given and returns files; it writes nothing and knows no service by
//! name. What a model cannot say about a service comes from an overlay of `apply` statements.

pub mod diagnostics;
pub mod diff;
mod emit;
pub mod ir;
mod resolve;
pub mod smithy;
mod validate;

pub use diagnostics::{Diagnostic, Diagnostics, Severity};
pub use emit::{GeneratedFile, krate::MARK};

/// One file of JSON, with the name that diagnostics call it by.
#[derive(Clone, Debug)]
pub struct Source {
    /// The file's name as the user wrote it.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// What to generate from.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// Smithy JSON AST files, merged.
    pub models: Vec<Source>,
    /// Files of `apply` shapes in the vocabulary of `model/README.md`.
    pub overlays: Vec<Source>,
    /// The operations to generate, by name; all of them where there is none.
    pub only: Vec<String>,
}

/// How the generated code is to stand in its crate.
#[derive(Clone, Debug)]
pub struct Options {
    /// The command that writes these files, named in their first line.
    pub command: String,
    /// The module path of the generated code in its crate: `crate::generated`.
    pub module: String,
    /// Also emit `bridge.rs`, the mapping of JSON values to inputs and of outputs to JSON that the
    /// conformance runner needs. Never part of an SDK.
    pub bridge: bool,
}

/// What a generated crate is to be called and what it stands on.
#[derive(Clone, Debug)]
pub struct CrateOptions {
    /// The package's name, as cargo accepts it: see [`crate_name`].
    pub name: String,
    /// The whole command that writes the crate, named in its files.
    pub command: String,
    /// Where `aws-query-runtime` is.
    pub runtime: Dependency,
    /// Where `sts-sdk` is, for a crate whose client has `from_env()`.
    pub sts: Option<Dependency>,
    /// Whether the crate lies in the folder of a workspace that it is no member of.
    pub standalone: bool,
}

/// A dependency of a generated crate.
#[derive(Clone, Debug)]
pub struct Dependency {
    /// Its version requirement.
    pub version: String,
    /// Its directory, from the crate's.
    pub path: Option<String>,
}

/// A generated module tree and what it was made from.
#[derive(Debug)]
pub struct Generated {
    /// The files, sorted by path.
    pub files: Vec<GeneratedFile>,
    /// The resolved service, for reports.
    pub service: ir::Service,
    /// Warnings and notes; never errors.
    pub diagnostics: Diagnostics,
}

/// Runs the pipeline.
///
/// # Errors
///
/// Everything that is wrong with the model, not only the first thing: see [`diagnostics`].
pub fn generate(input: &Input, options: &Options) -> Result<Generated, Diagnostics> {
    let (service, diagnostics) = resolve_service(input)?;
    let files = emit::files(&service, options);
    Ok(Generated { files, service, diagnostics })
}

/// Runs the pipeline for a whole crate: paths of files are relative to its directory.
///
/// # Errors
///
/// As [`generate`].
pub fn generate_crate(input: &Input, options: &CrateOptions) -> Result<Generated, Diagnostics> {
    let (service, diagnostics) = resolve_service(input)?;
    let module = Options { command: options.command.clone(), module: "crate::generated".to_owned(), bridge: false };
    let mut files = emit::files(&service, &module);
    for file in &mut files {
        file.path = format!("src/generated/{}", file.path);
    }
    files.extend(emit::krate::files(&service, options));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Generated { files, service, diagnostics })
}

/// Whether cargo accepts this as the name of a package whose library can be named in Rust.
#[must_use]
pub fn crate_name(name: &str) -> bool {
    let start = name.starts_with(|c: char| c.is_ascii_alphabetic());
    let rest = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    // Names of crates that every crate has, and of those that the generated code names.
    let taken = ["alloc", "aws_query_runtime", "core", "proc_macro", "std", "sts_sdk", "test"];
    let library = name.replace('-', "_");
    start && rest && !taken.contains(&library.as_str()) && syn::parse_str::<proc_macro2::Ident>(&library).is_ok()
}

/// The pipeline up to the IR: what `cargo xtask ir` prints.
///
/// # Errors
///
/// As [`generate`].
pub fn resolve_service(input: &Input) -> Result<(ir::Service, Diagnostics), Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let mut model = smithy::load::load(&input.models, &mut diagnostics);
    smithy::overlay::apply(&mut model, &input.overlays, &mut diagnostics);
    let checked = validate::validate(&model, &input.only, &mut diagnostics);
    let Some(checked) = checked else { return Err(diagnostics) };
    if diagnostics.has_errors() {
        // What resolution has to say of the rest belongs to the same report.
        if let Some(sound) = validate::sound(&model, checked, &mut diagnostics) {
            let mut found = Diagnostics::default();
            resolve::resolve(&model, sound, &mut found);
            diagnostics.take_over(found);
        }
        return Err(diagnostics);
    }
    let service = resolve::resolve(&model, checked, &mut diagnostics);
    if diagnostics.has_errors() { Err(diagnostics) } else { Ok((service, diagnostics)) }
}

/// Renders `partitions.json` (see `model/README.md`) as the runtime's partition table.
///
/// # Errors
///
/// What is wrong with the file.
pub fn generate_partitions(source: &Source, command: &str) -> Result<String, Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let partitions = smithy::partitions::load(source, &mut diagnostics);
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    Ok(emit::partitions(&partitions, command))
}
