//! Model files as the generator's input: the files that were named, and those that belong beside them.

use std::{fs, path::Path};

use aws_query_codegen::{Input, Source};

use crate::{Failure, arguments::Codegen};

/// The sources of a crate, named as the user named them.
pub(crate) fn read(arguments: &Codegen) -> Result<Input, Failure> {
    let sources =
        |paths: &[std::path::PathBuf]| paths.iter().map(|path| source(path)).collect::<Result<Vec<_>, Failure>>();
    Ok(Input {
        models: sources(&arguments.models)?,
        overlays: sources(&arguments.overlays)?,
        only: arguments.only.clone(),
    })
}

fn source(path: &Path) -> Result<Source, Failure> {
    let name = path.display().to_string();
    let text = fs::read_to_string(path).map_err(|error| format!("cannot read the model {name}: {error}"))?;
    Ok(Source { name, text })
}
