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
pub use emit::GeneratedFile;

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

/// The pipeline up to the IR: what `cargo xtask ir` prints.
///
/// # Errors
///
/// As [`generate`].
pub fn resolve_service(input: &Input) -> Result<(ir::Service, Diagnostics), Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let mut model = smithy::load::load(&input.models, &mut diagnostics);
    smithy::overlay::apply(&mut model, &input.overlays, &mut diagnostics);
    let checked = validate::validate(&model, &mut diagnostics);
    match checked {
        Some(checked) if !diagnostics.has_errors() => {
            let service = resolve::resolve(&model, checked, &mut diagnostics);
            if diagnostics.has_errors() {
                return Err(diagnostics);
            }
            Ok((service, diagnostics))
        }
        _ => Err(diagnostics),
    }
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
