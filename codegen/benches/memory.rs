//! How much memory the generator takes over a whole model: `memory sts` prints `sts 11 operations 24.5 MB`, the peak of
//! the process's resident memory, which Linux tells. A process a model: a peak never goes down again.

use std::fs;

use aws_query_codegen::generate;

mod support;

fn main() -> Result<(), support::Failure> {
    // Cargo passes flags of its own.
    for name in support::MODELS.into_iter().filter(|name| std::env::args().any(|word| word == *name)) {
        let Some(input) = support::input(name)? else { continue };
        let generated = generate(&input, &support::options()).map_err(|diagnostics| diagnostics.to_string())?;
        let operations = generated.service.operations.len();
        match peak() {
            Some(kilobytes) => println!("{name} {operations} operations {:.1} MB", kilobytes / 1024.0),
            None => println!("{name} {operations} operations, and this system does not tell the peak"),
        }
    }
    Ok(())
}

// `VmHWM:     24512 kB`
fn peak() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
