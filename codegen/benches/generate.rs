//! How long the generator takes over whole models: the project's own, and IAM's 164 operations where the data that
//! tests share is at hand.

use std::path::{Path, PathBuf};
use std::{fs, hint::black_box};

use aws_query_codegen::{Input, Options, Source, generate};
use criterion::Criterion;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("../model");
    let sts = Input {
        models: vec![source(&model.join("sts.json"))?],
        overlays: vec![source(&model.join("sts.overlay.json"))?],
        ..Input::default()
    };
    bench(&mut criterion, "sts", &sts)?;
    match shared("models/iam.json") {
        Some(path) => bench(&mut criterion, "iam", &Input { models: vec![source(&path)?], ..Input::default() })?,
        None => println!("skipped: shared/models/iam.json is not there"),
    }
    criterion.final_summary();
    Ok(())
}

fn bench(criterion: &mut Criterion, name: &str, input: &Input) -> Result<(), Failure> {
    let options = Options { command: "cargo bench".to_owned(), module: "crate::generated".to_owned(), bridge: false };
    let generated = generate(input, &options).map_err(|diagnostics| diagnostics.to_string())?;
    println!("{name}: {} operations, {} files", generated.service.operations.len(), generated.files.len());
    criterion.benchmark_group("generate").bench_function(name, |bencher| {
        bencher.iter(|| generate(black_box(input), &options));
    });
    Ok(())
}

fn source(path: &Path) -> Result<Source, Failure> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(Source { name: path.display().to_string(), text })
}

fn shared(file: &str) -> Option<PathBuf> {
    let mut above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    above.find_map(|directory| Some(directory.join("shared").join(file)).filter(|path| path.is_file()))
}
