//! Model files as the generator's input: the files that were named, and those that belong beside them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use aws_query_codegen::{Input, Source};

use crate::{Failure, arguments::Codegen};

/// What botocore calls its description of a service.
const SERVICE: &str = "service-2.json";
/// What stands beside it and belongs to it.
const NEIGHBOURS: [&str; 3] = ["endpoint-rule-set-1.json", "paginators-1.json", "waiters-2.json"];

/// The sources of a crate, named as the user named them.
pub(crate) fn read(arguments: &Codegen) -> Result<Input, Failure> {
    Ok(Input {
        models: sources(&with_neighbours(&arguments.models))?,
        overlays: sources(&arguments.overlays)?,
        only: arguments.only.clone(),
    })
}

fn sources(paths: &[PathBuf]) -> Result<Vec<Source>, Failure> {
    paths.iter().map(|path| source(path)).collect()
}

fn source(path: &Path) -> Result<Source, Failure> {
    let name = path.display().to_string();
    let mut text = fs::read_to_string(path).map_err(|error| format!("cannot read the model {name}: {error}"))?;
    // Some editors begin a file so; JSON does not.
    if text.starts_with('\u{feff}') {
        text.remove(0);
    }
    Ok(Source { name, text })
}

// The files, and those of botocore's that stand beside one of them and are not named.
fn with_neighbours(named: &[PathBuf]) -> Vec<PathBuf> {
    let services = named.iter().filter(|path| path.file_name().is_some_and(|name| name == SERVICE));
    let beside = services.flat_map(|path| NEIGHBOURS.map(|name| path.with_file_name(name)));
    let found = beside.filter(|path| path.is_file() && !named.contains(path));
    named.iter().cloned().chain(found).collect()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{source, with_neighbours};
    use crate::repository;

    #[test]
    fn a_byte_order_mark_is_no_part_of_a_model() {
        let path = repository::root().join("target/xtask-tests/marked.json");
        repository::write(&path, "\u{feff}{}").expect("a file");
        assert_eq!(source(&path).expect("a source").text, "{}");
    }

    #[test]
    fn what_stands_beside_a_service_is_read_too() {
        let directory = repository::root().join("codegen/tests/botocore/neighbours");
        let paths = |names: &[&str]| names.iter().map(|name| directory.join(name)).collect::<Vec<PathBuf>>();
        let all = paths(&["service-2.json", "endpoint-rule-set-1.json", "paginators-1.json", "waiters-2.json"]);
        assert_eq!(with_neighbours(&paths(&["service-2.json"])), all);
        // Nothing twice, and nothing beside another file.
        assert_eq!(with_neighbours(&all), all);
        assert_eq!(with_neighbours(&paths(&["smithy.json"])), paths(&["smithy.json"]));
        let alone = repository::root().join("codegen/tests/botocore/service/service-2.json");
        assert!(alone.exists());
        assert_eq!(with_neighbours(std::slice::from_ref(&alone)), [alone]);
    }
}
