//! The functions of endpoint rules: their names and how many arguments they take.
//!
//! <https://smithy.io/2.0/additional-specs/rules-engine/standard-library.html> and
//! <https://smithy.io/2.0/aws/rules-engine/library-functions.html>

/// A function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the specification's own names")]
pub enum Function {
    BooleanEquals,
    Coalesce,
    GetAttr,
    IsSet,
    IsValidHostLabel,
    IsVirtualHostableS3Bucket,
    Ite,
    Not,
    ParseArn,
    ParseUrl,
    Partition,
    Split,
    StringEquals,
    Substring,
    UriEncode,
}

/// Each function with its name and the least and greatest number of arguments.
const FUNCTIONS: &[(&str, Function, usize, usize)] = &[
    ("aws.isVirtualHostableS3Bucket", Function::IsVirtualHostableS3Bucket, 2, 2),
    ("aws.parseArn", Function::ParseArn, 1, 1),
    ("aws.partition", Function::Partition, 1, 1),
    ("booleanEquals", Function::BooleanEquals, 2, 2),
    ("coalesce", Function::Coalesce, 2, usize::MAX),
    ("getAttr", Function::GetAttr, 2, 2),
    ("isSet", Function::IsSet, 1, 1),
    ("isValidHostLabel", Function::IsValidHostLabel, 2, 2),
    ("ite", Function::Ite, 3, 3),
    ("not", Function::Not, 1, 1),
    ("parseURL", Function::ParseUrl, 1, 1),
    ("split", Function::Split, 3, 3),
    ("stringEquals", Function::StringEquals, 2, 2),
    ("substring", Function::Substring, 4, 4),
    ("uriEncode", Function::UriEncode, 1, 1),
];

impl Function {
    /// The function of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        FUNCTIONS.iter().find(|(known, ..)| *known == name).map(|(_, function, ..)| *function)
    }

    /// The names of all functions, sorted.
    pub fn names() -> impl Iterator<Item = &'static str> {
        FUNCTIONS.iter().map(|(name, ..)| *name)
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.entry().map_or("", |(name, ..)| name)
    }

    /// How many arguments it takes, at least and at most.
    #[must_use]
    pub fn arity(self) -> (usize, usize) {
        self.entry().map_or((0, 0), |(.., least, most)| (*least, *most))
    }

    fn entry(self) -> Option<&'static (&'static str, Self, usize, usize)> {
        FUNCTIONS.iter().find(|(_, function, ..)| *function == self)
    }
}
