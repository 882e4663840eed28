//! The models that are measured: the project's own, and the published ones where the data that tests share is at hand.

use std::{
    fs,
    path::{Path, PathBuf},
};

use aws_query_codegen::{Input, Options, Source};

pub(crate) type Failure = Box<dyn std::error::Error>;

/// 11, 42 and 164 operations.
pub(crate) const MODELS: [&str; 3] = ["sts", "sns", "iam"];

/// The input of this name; nothing where the model is missing.
pub(crate) fn input(name: &str) -> Result<Option<Input>, Failure> {
    if name == "sts" {
        let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("../model");
        let (models, overlays) =
            (vec![source(&model.join("sts.json"))?], vec![source(&model.join("sts.overlay.json"))?]);
        return Ok(Some(Input { models, overlays, ..Input::default() }));
    }
    match shared(&format!("models/{name}.json")) {
        Some(path) => Ok(Some(Input { models: vec![source(&path)?], ..Input::default() })),
        None => {
            println!("skipped: shared/models/{name}.json is not there");
            Ok(None)
        }
    }
}

pub(crate) fn options() -> Options {
    Options { command: "cargo bench".to_owned(), module: "crate::generated".to_owned(), bridge: false }
}

fn source(path: &Path) -> Result<Source, Failure> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(Source { name: path.display().to_string(), text })
}

fn shared(file: &str) -> Option<PathBuf> {
    let mut above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    above.find_map(|directory| Some(directory.join("shared").join(file)).filter(|path| path.is_file()))
}
