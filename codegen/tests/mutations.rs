//! Models broken at random, from fixed seeds: what is read is either reported or generated, never a panic
//! and never without end, and what is generated parses. `cargo xtask fuzz model` goes on from here.

#![cfg(test)]

use std::{
    panic,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use aws_query_codegen::{Input, Options, generate};

#[path = "mutations/change.rs"]
mod change;
#[path = "support/repository.rs"]
mod repository;
#[path = "mutations/subjects.rs"]
mod subjects;

use change::{Random, mutate};

/// Mutations altogether.
const ROUNDS: u64 = 20_000;
/// A round takes milliseconds; one that takes this long has no end.
const WATCHDOG: Duration = Duration::from_secs(60);

#[test]
fn broken_models_are_reported_or_generated_and_never_panic() {
    let subjects = Arc::new(subjects::all());
    let threads = thread::available_parallelism().map_or(1, |count| u64::try_from(count.get()).expect("few"));
    let (sender, finished) = mpsc::channel();
    let current: Arc<Vec<AtomicU64>> = Arc::new((0..threads).map(AtomicU64::new).collect());
    for (thread, first) in (0..threads).enumerate() {
        let (subjects, sender, current) = (Arc::clone(&subjects), sender.clone(), Arc::clone(&current));
        thread::spawn(move || {
            for round in (first..ROUNDS).step_by(usize::try_from(threads).expect("few")) {
                current[thread].store(round, Ordering::Relaxed);
                // Every subject has its turn.
                let subject = &subjects[usize::try_from(round).expect("small") % subjects.len()];
                let outcome = panic::catch_unwind(|| attempt(subject, round));
                let failed = outcome.is_err();
                let outcome =
                    outcome.unwrap_or_else(|_| Err(format!("{} panicked, see above", broken(subject, round).1)));
                if sender.send(outcome).is_err() || failed {
                    return;
                }
            }
        });
    }
    drop(sender);
    let (mut generated, mut refused) = (0, 0);
    loop {
        match finished.recv_timeout(WATCHDOG) {
            Ok(Ok(true)) => generated += 1,
            Ok(Ok(false)) => refused += 1,
            Ok(Err(problem)) => panic!("{problem}"),
            Err(mpsc::RecvTimeoutError::Timeout) => panic!("no end in one of the rounds {current:?}"),
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
        }
    }
    assert_eq!(generated + refused, ROUNDS);
    // Neither half may be empty, or the test would test nothing.
    assert!(generated > ROUNDS / 10 && refused > ROUNDS / 10, "{generated} generated, {refused} refused");
}

// A subject with one file changed, and what was changed.
fn broken(subject: &Input, round: u64) -> (Input, String) {
    let mut random = Random::of_round(round);
    let mut input = subject.clone();
    let count = input.models.len() + input.overlays.len();
    let index = random.below(count);
    let mut sources = input.models.iter_mut().chain(&mut input.overlays);
    let source = sources.nth(index).expect("a subject has files");
    let (text, change) = mutate(&source.text, &mut random);
    source.text = text;
    let name = format!("round {round}, {}: {change}", source.name);
    (input, name)
}

// Whether code came out; an error where something came out that must not.
fn attempt(subject: &Input, round: u64) -> Result<bool, String> {
    let (input, name) = broken(subject, round);
    let options = Options { command: "test".to_owned(), module: "crate".to_owned(), bridge: round.is_multiple_of(8) };
    match generate(&input, &options) {
        Ok(output) => {
            for file in output.files {
                if let Err(problem) = syn::parse_file(&file.text) {
                    return Err(format!("{name}: {} does not parse: {problem}", file.path));
                }
                if file.text.contains("_invalid") || file.text.contains("compile_error!") {
                    return Err(format!("{name}: {}\n{}", file.path, file.text));
                }
            }
            Ok(true)
        }
        Err(problems) if !problems.has_errors() => Err(format!("{name}: refused without an error")),
        Err(problems) if problems.to_string().is_empty() || problems.to_json_lines().is_empty() => {
            Err(format!("{name}: nothing to read"))
        }
        Err(_) => Ok(false),
    }
}
