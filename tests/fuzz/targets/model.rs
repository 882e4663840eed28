//! Any text as a model: it is reported or generated, and what is generated parses. What follows a NUL
//! is an overlay.

#![no_main]

use aws_query_codegen::{Input, Options, Source, generate};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let mut files = text.splitn(2, '\0').map(str::to_owned);
    let model = Source { name: "model.json".to_owned(), text: files.next().unwrap_or_default() };
    let overlay = files.next().map(|text| Source { name: "overlay.json".to_owned(), text });
    let input = Input { models: vec![model], overlays: overlay.into_iter().collect(), ..Input::default() };
    let options = Options { command: "fuzz".to_owned(), module: "crate".to_owned(), bridge: true };
    match generate(&input, &options) {
        Ok(output) => {
            for file in output.files {
                let parsed = syn::parse_file(&file.text);
                assert!(parsed.is_ok(), "{}: {:?}\n{}", file.path, parsed.err(), file.text);
                let sound = !file.text.contains("_invalid") && !file.text.contains("compile_error!");
                assert!(sound, "{}\n{}", file.path, file.text);
            }
        }
        Err(problems) => {
            assert!(problems.has_errors());
            assert!(!problems.to_string().is_empty() && !problems.to_json_lines().is_empty());
        }
    }
});
