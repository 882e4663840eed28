//! What `cargo xtask codegen` and its like are told on the command line.
//!
//! Knows words, and nothing of what is done with them.

use std::path::PathBuf;

use lexopt::prelude::*;

use crate::Failure;

/// The arguments of `codegen`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Codegen {
    /// Model files; none means the project's own.
    pub models: Vec<PathBuf>,
    pub overlays: Vec<PathBuf>,
    /// The directory of the crate to write.
    pub out: Option<PathBuf>,
    /// The crate's name.
    pub name: Option<String>,
    /// Operations to generate.
    pub only: Vec<String>,
    pub with_sts: bool,
    pub check: bool,
    pub messages: Messages,
    /// Says nothing of files and figures: where output is for a machine.
    pub quiet: bool,
}

/// How diagnostics are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Messages {
    #[default]
    Human,
    Json,
}

impl Codegen {
    /// Reads the words after `codegen`.
    pub(crate) fn parse(words: &[String]) -> Result<Self, Failure> {
        let mut found = Self::default();
        let mut parser = lexopt::Parser::from_args(words);
        while let Some(argument) = parser.next()? {
            match argument {
                Long("model") => found.models.push(parser.value()?.into()),
                Long("overlay") => found.overlays.push(parser.value()?.into()),
                Long("out") => once("out", &mut found.out, parser.value()?.into())?,
                Long("name") => once("name", &mut found.name, parser.value()?.string()?)?,
                Long("only") => {
                    let names = parser.value()?.string()?;
                    let names = names.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
                    let before = found.only.len();
                    found.only.extend(names);
                    if found.only.len() == before {
                        return Err("--only names no operation: write --only OP,OP, or leave it out for all".into());
                    }
                }
                Long("with-sts") => found.with_sts = true,
                Long("check") => found.check = true,
                Long("message-format") => {
                    found.messages = match parser.value()?.string()?.as_str() {
                        "human" => Messages::Human,
                        "json" => Messages::Json,
                        other => return Err(format!("`{other}` is no message format: write human or json").into()),
                    }
                }
                other => return Err(other.unexpected().into()),
            }
        }
        found.quiet = found.messages == Messages::Json;
        found.complete()
    }

    // A crate needs all three; the project's own code none of them.
    fn complete(self) -> Result<Self, Failure> {
        let own = self.models.is_empty() && self.out.is_none() && self.name.is_none();
        if own && !(self.overlays.is_empty() && self.only.is_empty() && !self.with_sts) {
            return Err(
                "--overlay, --only and --with-sts belong to a crate: add --model FILE --out DIR --name CRATE".into()
            );
        }
        if !own && (self.models.is_empty() || self.out.is_none() || self.name.is_none()) {
            return Err("a crate takes --model FILE, --out DIR and --name CRATE, all three".into());
        }
        if let Some(name) = self.name.as_deref().filter(|name| !aws_query_codegen::crate_name(name)) {
            return Err(format!(
                "`{name}` cannot be the name of the crate: letters, digits, `-` and `_`, beginning with a letter, no \
                 keyword, and no crate that every generated crate names"
            )
            .into());
        }
        Ok(self)
    }
}

fn once<T>(name: &str, place: &mut Option<T>, value: T) -> Result<(), Failure> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(format!("--{name} is there twice").into()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Codegen, Messages};

    fn parse(line: &str) -> Result<Codegen, String> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Codegen::parse(&words).map_err(|error| error.to_string())
    }

    #[test]
    fn words_become_arguments() {
        assert_eq!(parse(""), Ok(Codegen::default()));
        assert_eq!(parse("--check"), Ok(Codegen { check: true, ..Codegen::default() }));
        let all = "--model a.json --model=b.json --overlay o.json --out dir --name iam-client --only A,B --only C \
                   --with-sts --message-format json";
        let expected = Codegen {
            models: vec!["a.json".into(), "b.json".into()],
            overlays: vec!["o.json".into()],
            out: Some("dir".into()),
            name: Some("iam-client".to_owned()),
            only: ["A", "B", "C"].map(str::to_owned).to_vec(),
            with_sts: true,
            messages: Messages::Json,
            quiet: true,
            ..Codegen::default()
        };
        assert_eq!(parse(all), Ok(expected));
    }

    #[test]
    fn what_is_missing_or_unknown_is_said() {
        let cases = [
            ("--model a.json", "all three"),
            ("--out dir --name x", "all three"),
            ("--only A", "belong to a crate"),
            ("--model a --out b --out c --name x", "--out is there twice"),
            ("--model a --out b --name x --name y", "--name is there twice"),
            ("--model a --out b --name x --only=", "names no operation"),
            ("--model a --out b --name std", "cannot be the name"),
            ("--model a --out b --name 1x", "cannot be the name"),
            ("--model a --out b --name match", "cannot be the name"),
            ("--model", "missing argument"),
            ("--modle a", "--modle"),
            ("--message-format xml", "human or json"),
            ("stray", "stray"),
        ];
        for (line, expected) in cases {
            let error = parse(line).expect_err(line);
            assert!(error.contains(expected), "{line}: {error}");
        }
    }
}
