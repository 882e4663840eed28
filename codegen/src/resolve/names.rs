//! THE Rust naming rules: case, keywords, names that our own items take, collisions.
//!
//! Pure functions; every name in generated code comes from here. A name that cannot stand gets a
//! trailing underscore, as the API Guidelines suggest for keywords.

use std::collections::BTreeSet;

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// Methods that every structure has besides its setters.
const STRUCTURE_METHODS: &[&str] =
    &["new", "default", "clone", "eq", "fmt", "into", "from", "read", "write", "validate"];
/// Methods that every request has besides its setters.
const REQUEST_METHODS: &[&str] = &["send", "send_full", "prepare", "with", "input", "pages", "items", "wait"];
/// Methods of a client besides its operations; `from_env` may be added by hand.
const CLIENT_METHODS: &[&str] = &["new", "from_env", "config", "clone", "builder", "fmt"];
/// Methods of the runtime's `ConfigBuilder`, which would be called in place of a setter of that name.
const BUILDER_METHODS: &[&str] = &[
    "allow_signed_operations",
    "anonymous",
    "app_id",
    "attempt_timeout",
    "build",
    "ca_bundle",
    "clock",
    "command",
    "connect_timeout",
    "credentials_provider",
    "defaults_mode",
    "endpoint_flag",
    "endpoint_resolver",
    "endpoint_text",
    "endpoint_url",
    "env",
    "explain",
    "explain_for",
    "files",
    "global_endpoint",
    "host_prefix_injection",
    "http_client",
    "ignore_configured_endpoint_urls",
    "max_attempts",
    "profile",
    "proxy",
    "random",
    "region",
    "request_compression",
    "request_min_compression_size_bytes",
    "retry_policy",
    "service_endpoint_url",
    "shared_http_client",
    "signing_region",
    "sleep",
    "tcp_keepalive",
    "use_dual_stack",
    "use_fips",
    "validate_input",
];
/// Locals of generated readers and writers.
const LOCALS: &[&str] = &["element", "child", "members", "checks"];
/// What the functions that endpoint rules become are called and call.
const RULE_LOCALS: &[&str] = &[
    "config",
    "element",
    "held",
    "is_valid_host_label",
    "is_virtual_hostable_s3_bucket",
    "params",
    "parse_arn",
    "parse_url",
    "partition",
    "resolve",
    "split",
    "substring",
    "uri_encode",
    "value",
];
/// Constants of generated files, and of traits and types that they use.
const CONSTANTS: &[&str] = &["MEMBERS", "NONE", "OPERATIONS", "SERVICE", "SPEC"];
/// Types that generated code refers to by their short names.
const TYPES: &[&str] = &[
    "BTreeMap",
    "Box",
    "Client",
    "Checks",
    "CommonError",
    "Config",
    "ConfigBuilder",
    "ConfigError",
    "Core",
    "Debug",
    "Default",
    "Element",
    "Endpoint",
    "EndpointError",
    "EndpointSetting",
    "Err",
    "Error",
    "ErrorKind",
    "Formatter",
    "From",
    "HostPrefix",
    "Into",
    "IntoIterator",
    "MapNames",
    "Members",
    "None",
    "Ok",
    "Operation",
    "OperationSpec",
    "Option",
    "Params",
    "Prepared",
    "ReadError",
    "Request",
    "Response",
    "Result",
    "Secret",
    "Self",
    "ServiceSpec",
    "Some",
    "String",
    "SystemTime",
    "TimestampFormat",
    "UnknownInteger",
    "UnknownText",
    "Vec",
    "CallOptions",
    "MemberSpec",
    "Constraint",
    "Pattern",
    "Iterator",
    "Send",
    "Sync",
    "Drop",
    "Clone",
    "Copy",
    "Eq",
    "PartialEq",
    "Ord",
    "PartialOrd",
    "Fn",
    "FnMut",
    "FnOnce",
    "ToString",
    "AsRef",
    "ToOwned",
    "Sized",
    "Unpin",
    "ErrorBody",
    "ServiceErrorKind",
    "Step",
    "Value",
    // A function that makes a value is not called what its type is (clippy's `self_named_constructors`).
    "New",
    "Read",
];

/// `AssumeRoleWithSAML` as a type: `AssumeRoleWithSAML`. The model's capitals stay, as AWS's
/// documentation writes them; only what is not an upper camel case name at all is made one.
pub(crate) fn type_name(name: &str) -> String {
    let name = operation_type(name);
    if TYPES.contains(&name.as_str()) { format!("{name}_") } else { name }
}

/// What the names of an operation's types begin with: `Send` of `SendRequest`.
pub(crate) fn operation_type(name: &str) -> String {
    let usable = name.starts_with(|c: char| c.is_ascii_uppercase()) && !name.contains('_');
    if usable { name.to_owned() } else { digits(name.to_upper_camel_case()) }
}

/// `AssumeRoleWithSAML` as a module and method: `assume_role_with_saml`.
pub(crate) fn operation_method(name: &str) -> String {
    avoiding(snake(name), CLIENT_METHODS)
}

/// The waiter `RoleExists` as a method: `wait_until_role_exists`.
pub(crate) fn waiter_method(name: &str) -> String {
    format!("wait_until_{}", snake(name))
}

/// A field.
pub(crate) fn field(name: &str) -> String {
    avoiding(snake(name), &[])
}

/// A setter of a structure and of its request, if it has one.
pub(crate) fn setter(name: &str) -> String {
    let name = avoiding(snake(name), STRUCTURE_METHODS);
    avoiding(name, REQUEST_METHODS)
}

/// A setter of the client's configuration.
pub(crate) fn client_setting(name: &str) -> String {
    avoiding(setter(name), BUILDER_METHODS)
}

/// The local variable that a reader collects a field in; two fields have two.
pub(crate) fn local(field: &str) -> String {
    // `checks_` may be a field too, where `Checks` and `checks` both are members.
    if LOCALS.contains(&field.trim_end_matches('_')) { format!("{field}_") } else { field.to_owned() }
}

/// A variable of endpoint rules.
pub(crate) fn rule_variable(name: &str) -> String {
    avoiding(snake(name), RULE_LOCALS)
}

/// A variant: `ap-northeast-1`, `t2.micro`, `FOO_BAR`.
pub(crate) fn variant(name: &str) -> String {
    // Values of older enums are their names, whatever they are made of.
    let name: String = name.chars().map(|c| if c.is_ascii() { c } else { ' ' }).collect();
    let name: String = name.to_upper_camel_case().chars().filter(|c| c.is_alphanumeric() || *c == '_').collect();
    // A value like `*` has no letter to be named by.
    let name = if name.chars().any(char::is_alphanumeric) { digits(name) } else { "Unnamed".to_owned() };
    if name == "Unknown" || TYPES.contains(&name.as_str()) { format!("{name}_") } else { name }
}

/// A constant.
pub(crate) fn constant(name: &str) -> String {
    avoiding(digits(name.to_shouty_snake_case()), CONSTANTS)
}

/// The name, or the first of `name_`, `name__`, .. that is not taken; taken from now on.
pub(crate) fn unique(name: String, taken: &mut BTreeSet<String>) -> String {
    let mut name = name;
    while !taken.insert(name.clone()) {
        name.push('_');
    }
    name
}

fn snake(name: &str) -> String {
    // heck splits `ARNs` into `ar_ns` and `SAMLAssertion` right; a plural of an acronym is one word.
    let name = match name
        .strip_suffix('s')
        .filter(|stem| stem.len() > 1 && stem.ends_with(|c: char| c.is_ascii_uppercase()))
    {
        Some(stem) => format!("{stem}S"),
        None => name.to_owned(),
    };
    digits(name.to_snake_case())
}

fn digits(name: String) -> String {
    match name.chars().next() {
        Some(first) if !first.is_ascii_digit() => name,
        // Nothing that can stand in a name; `_` alone is none.
        None => "__".to_owned(),
        _ => format!("_{name}"),
    }
}

fn avoiding(name: String, reserved: &[&str]) -> String {
    if KEYWORDS.contains(&name.as_str()) || reserved.contains(&name.as_str()) { format!("{name}_") } else { name }
}

// https://doc.rust-lang.org/reference/keywords.html, strict and reserved, and `union` left out: it is
// a keyword in one place only.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true",
    "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "_",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_rust_case_and_avoid_what_is_taken() {
        let fields = [
            ("RoleArn", "role_arn"),
            ("SAMLAssertion", "saml_assertion"),
            ("PolicyARNs", "policy_arns"),
            ("type", "type_"),
            ("Self", "self_"),
            ("2fa", "_2fa"),
            ("arn", "arn"),
            ("send", "send"),
            ("gen", "gen_"),
        ];
        for (name, expected) in fields {
            assert_eq!(field(name), expected, "{name}");
        }
        let setters = [
            ("send", "send_"),
            ("New", "new_"),
            ("With", "with_"),
            ("Tags", "tags"),
            ("prepare", "prepare_"),
            ("Items", "items_"),
            ("wait", "wait_"),
        ];
        for (name, expected) in setters {
            assert_eq!(setter(name), expected, "{name}");
        }
        let types = [
            ("tagListType", "TagListType"),
            ("Error", "Error_"),
            ("Tag", "Tag"),
            ("AssumeRoleWithSAML", "AssumeRoleWithSAML"),
            ("3d", "_3d"),
            ("snake_case", "SnakeCase"),
            ("Secret", "Secret_"),
            ("_", "__"),
            ("read", "Read_"),
        ];
        for (name, expected) in types {
            assert_eq!(type_name(name), expected, "{name}");
        }
        let variants = [
            ("t2.micro", "T2Micro"),
            ("FOO_BAR", "FooBar"),
            ("1", "_1"),
            ("self", "Self_"),
            ("Unknown", "Unknown_"),
            ("*", "Unnamed"),
            ("{ }", "Unnamed"),
            ("Größe", "GrE"),
        ];
        for (name, expected) in variants {
            assert_eq!(variant(name), expected, "{name}");
        }
        assert_eq!(operation_method("AssumeRoleWithSAML"), "assume_role_with_saml");
        assert_eq!(operation_method("New"), "new_");
        assert_eq!(waiter_method("DBInstanceAvailable"), "wait_until_db_instance_available");
        assert_eq!(constant("arnType"), "ARN_TYPE");
        let locals = [("element", "element_"), ("element_", "element__"), ("self_", "self_"), ("elements", "elements")];
        for (field, expected) in locals {
            assert_eq!(local(field), expected, "{field}");
        }
    }

    #[test]
    fn settings_of_a_service_leave_the_methods_of_the_builder_alone() {
        let runtime = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../sts-sdk/runtime/src/config");
        let mut methods = BTreeSet::new();
        for file in ["builder.rs", "requests.rs"] {
            let text = std::fs::read_to_string(runtime.join(file)).expect("the builder");
            let (_, block) = text.split_once("\nimpl ConfigBuilder {\n").expect("its methods");
            let block = block.split_once("\n}\n").expect("their end").0;
            let names = block.lines().filter_map(|line| line.trim_start().strip_prefix("pub fn "));
            methods.extend(names.filter_map(|line| line.split(['(', '<']).next()).map(str::to_owned));
        }
        assert!(methods.contains("profile") && methods.contains("request_compression"), "{methods:?}");
        for method in methods {
            assert_eq!(client_setting(&method), format!("{method}_"));
        }
        assert_eq!(client_setting("UseArnRegion"), "use_arn_region");
    }

    #[test]
    fn every_keyword_becomes_an_identifier() {
        for keyword in KEYWORDS {
            let name = field(keyword);
            assert!(syn::parse_str::<syn::Ident>(&name).is_ok(), "{keyword} became {name}");
        }
    }

    #[test]
    fn taken_names_get_underscores() {
        let mut taken = BTreeSet::new();
        let names: Vec<_> = (0..3).map(|_| unique("Tag".to_owned(), &mut taken)).collect();
        assert_eq!(names, ["Tag", "Tag_", "Tag__"]);
    }
}
