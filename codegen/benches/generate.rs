//! How long the generator takes over whole models.

use std::hint::black_box;

use aws_query_codegen::generate;
use criterion::Criterion;

mod support;

fn main() -> Result<(), support::Failure> {
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    let options = support::options();
    for name in support::MODELS {
        let Some(input) = support::input(name)? else { continue };
        let generated = generate(&input, &options).map_err(|diagnostics| diagnostics.to_string())?;
        println!("{name}: {} operations, {} files", generated.service.operations.len(), generated.files.len());
        criterion.benchmark_group("generate").bench_function(name, |bencher| {
            bencher.iter(|| generate(black_box(&input), &options));
        });
    }
    criterion.final_summary();
    Ok(())
}
