//! What the service demands of each parameter, written down from the published model by hand: a table that the
//! client's generated checks can be held against must not be generated with them.

/// An operation of the service.
pub(super) struct Operation {
    pub(super) name: &'static str,
    pub(super) signed: bool,
    pub(super) input: &'static [Member],
}

/// A member of an input or of a structure in it.
pub(super) struct Member {
    pub(super) name: &'static str,
    pub(super) required: bool,
    /// Its value is left out of messages.
    pub(super) secret: bool,
    pub(super) rule: Rule,
}

/// What a value must be. Lengths of text are in characters; all bounds are inclusive.
pub(super) enum Rule {
    Text(usize, usize, Option<&'static Pattern>),
    OneOf(&'static [&'static str]),
    Integer(i64, i64),
    List(usize, usize, &'static Rule),
    Structure(&'static [Member]),
}

/// A class of characters that all of a text must belong to.
pub(super) struct Pattern {
    pub(super) text: &'static str,
    pub(super) accepts: fn(char) -> bool,
}

/// The operation of this name.
pub(super) fn operation(name: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|operation| operation.name == name)
}

const ANY: usize = usize::MAX;

const fn required(name: &'static str, rule: Rule) -> Member {
    Member { name, required: true, secret: false, rule }
}

const fn optional(name: &'static str, rule: Rule) -> Member {
    Member { required: false, ..required(name, rule) }
}

const fn secret(name: &'static str, rule: Rule) -> Member {
    Member { secret: true, ..required(name, rule) }
}

static OPERATIONS: [Operation; 11] = [
    Operation {
        name: "AssumeRole",
        signed: true,
        input: &[
            required("RoleArn", ARN),
            required("RoleSessionName", SESSION_NAME),
            optional("PolicyArns", POLICY_ARNS),
            optional("Policy", Rule::Text(1, ANY, Some(&POLICY_TEXT))),
            optional("DurationSeconds", ROLE_DURATION),
            optional("Tags", TAGS),
            optional("TransitiveTagKeys", Rule::List(0, 50, &TAG_KEY)),
            optional("ExternalId", Rule::Text(2, 1224, Some(&EXTERNAL_ID))),
            optional("SerialNumber", SERIAL_NUMBER),
            TOKEN_CODE,
            optional("SourceIdentity", SESSION_NAME),
            optional("ProvidedContexts", Rule::List(1, 5, &Rule::Structure(&PROVIDED_CONTEXT))),
        ],
    },
    Operation {
        name: "AssumeRoleWithSAML",
        signed: false,
        input: &[
            required("RoleArn", ARN),
            required("PrincipalArn", ARN),
            secret("SAMLAssertion", Rule::Text(4, 100_000, None)),
            optional("PolicyArns", POLICY_ARNS),
            optional("Policy", POLICY),
            optional("DurationSeconds", ROLE_DURATION),
        ],
    },
    Operation {
        name: "AssumeRoleWithWebIdentity",
        signed: false,
        input: &[
            required("RoleArn", ARN),
            required("RoleSessionName", SESSION_NAME),
            secret("WebIdentityToken", Rule::Text(4, 20_000, None)),
            optional("ProviderId", Rule::Text(4, 2048, None)),
            optional("PolicyArns", POLICY_ARNS),
            optional("Policy", POLICY),
            optional("DurationSeconds", ROLE_DURATION),
        ],
    },
    Operation {
        name: "AssumeRoot",
        signed: true,
        input: &[
            required("TargetPrincipal", Rule::Text(12, 2048, None)),
            required("TaskPolicyArn", Rule::Structure(&POLICY_DESCRIPTOR)),
            optional("DurationSeconds", Rule::Integer(0, 900)),
        ],
    },
    Operation {
        name: "DecodeAuthorizationMessage",
        signed: true,
        input: &[required("EncodedMessage", Rule::Text(1, 10_240, None))],
    },
    Operation {
        name: "GetAccessKeyInfo",
        signed: true,
        input: &[required("AccessKeyId", Rule::Text(16, 128, Some(&WORD)))],
    },
    Operation { name: "GetCallerIdentity", signed: true, input: &[] },
    Operation {
        name: "GetDelegatedAccessToken",
        signed: true,
        input: &[secret("TradeInToken", Rule::Text(0, ANY, None))],
    },
    Operation {
        name: "GetFederationToken",
        signed: true,
        input: &[
            required("Name", Rule::Text(2, 32, Some(&NAME))),
            optional("Policy", POLICY),
            optional("PolicyArns", POLICY_ARNS),
            optional("DurationSeconds", LONG_DURATION),
            optional("Tags", TAGS),
        ],
    },
    Operation {
        name: "GetSessionToken",
        signed: true,
        input: &[optional("DurationSeconds", LONG_DURATION), optional("SerialNumber", SERIAL_NUMBER), TOKEN_CODE],
    },
    Operation {
        name: "GetWebIdentityToken",
        signed: true,
        input: &[
            required("Audience", Rule::List(1, 10, &Rule::Text(1, 1000, None))),
            optional("DurationSeconds", Rule::Integer(60, 3600)),
            required("SigningAlgorithm", Rule::OneOf(&["RS256", "ES384"])),
            optional("Tags", TAGS),
        ],
    },
];

const ARN: Rule = Rule::Text(20, 2048, Some(&PRINTABLE));
const SESSION_NAME: Rule = Rule::Text(2, 64, Some(&NAME));
const POLICY: Rule = Rule::Text(1, 2048, Some(&POLICY_TEXT));
const POLICY_ARNS: Rule = Rule::List(0, ANY, &Rule::Structure(&POLICY_DESCRIPTOR));
const ROLE_DURATION: Rule = Rule::Integer(900, 43_200);
const LONG_DURATION: Rule = Rule::Integer(900, 129_600);
const SERIAL_NUMBER: Rule = Rule::Text(9, 256, Some(&SERIAL));
const TAGS: Rule = Rule::List(0, 50, &Rule::Structure(&TAG));
const TAG_KEY: Rule = Rule::Text(1, 128, Some(&TAG_KEY_TEXT));
/// The model does not call it secret; whoever reads a log within half a minute may disagree.
const TOKEN_CODE: Member = Member { required: false, ..secret("TokenCode", Rule::Text(6, 6, Some(&DIGITS))) };

static POLICY_DESCRIPTOR: [Member; 1] = [optional("arn", ARN)];
static TAG: [Member; 2] = [required("Key", TAG_KEY), required("Value", Rule::Text(0, 256, Some(&TAG_VALUE_TEXT)))];
static PROVIDED_CONTEXT: [Member; 2] =
    [optional("ProviderArn", ARN), optional("ContextAssertion", Rule::Text(4, 2048, None))];

static PRINTABLE: Pattern = Pattern {
    text: r"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+",
    accepts: |c| matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..),
};
static NAME: Pattern = Pattern { text: r"[\w+=,.@-]*", accepts: |c| word(c) || "+=,.@-".contains(c) };
static POLICY_TEXT: Pattern = Pattern {
    text: r"[\u0009\u000A\u000D\u0020-\u00FF]+",
    accepts: |c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{ff}'),
};
static EXTERNAL_ID: Pattern = Pattern { text: r"[\w+=,.@:\/-]*", accepts: |c| word(c) || "+=,.@:/-".contains(c) };
static SERIAL: Pattern = Pattern { text: r"[\w+=/:,.@-]*", accepts: |c| word(c) || "+=/:,.@-".contains(c) };
static DIGITS: Pattern = Pattern { text: r"[\d]*", accepts: |c| c.is_ascii_digit() };
static WORD: Pattern = Pattern { text: r"[\w]*", accepts: word };
static TAG_KEY_TEXT: Pattern = Pattern { text: r"[\p{L}\p{Z}\p{N}_.:/=+\-@]+", accepts: tag };
static TAG_VALUE_TEXT: Pattern = Pattern { text: r"[\p{L}\p{Z}\p{N}_.:/=+\-@]*", accepts: tag };

fn word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

// The standard library's alphabetic characters are the letters and some marks; those are let through.
fn tag(c: char) -> bool {
    let separator = matches!(
        c,
        ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    );
    separator || c.is_alphabetic() || c.is_numeric() || "_.:/=+-@".contains(c)
}
