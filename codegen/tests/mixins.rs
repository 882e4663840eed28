//! A model with mixins and `apply`, in two files, and the model that they come to, written by hand: the
//! same code comes out.

#![cfg(test)]

use aws_query_codegen::{GeneratedFile, Input, Options, generate};

#[path = "support/repository.rs"]
mod repository;

fn files(names: &[&str]) -> Vec<GeneratedFile> {
    let models = names.iter().map(|name| repository::source(&format!("codegen/tests/mixins/{name}")));
    let input = Input { models: models.collect(), ..Input::default() };
    let options = Options { command: "test".to_owned(), module: "crate".to_owned(), bridge: true };
    let generated = generate(&input, &options).unwrap_or_else(|problems| panic!("{problems}"));
    assert!(generated.diagnostics.is_empty(), "{}", generated.diagnostics);
    generated.files
}

#[test]
fn mixins_and_apply_come_to_the_model_without_them() {
    let flat = files(&["flat.json"]);
    for names in [["mixed.json", "mixed.more.json"], ["mixed.more.json", "mixed.json"]] {
        let mixed = files(&names);
        assert_eq!(mixed.len(), flat.len());
        for (mixed, flat) in mixed.iter().zip(&flat) {
            assert_eq!(mixed.path, flat.path);
            let different = mixed.text.lines().zip(flat.text.lines()).find(|(mixed, flat)| mixed != flat);
            assert_eq!(different, None, "{}, with mixins and without", flat.path);
            assert_eq!(mixed.text.len(), flat.text.len(), "{}", flat.path);
        }
    }
}
