//! What generated code says about a service and its operations: the border between the two.
//!
//! Generated inputs implement [`Operation`]; the call loop knows nothing else of them.

use crate::{
    config::Config,
    endpoint::{Endpoint, EndpointError},
    error::ServiceErrorKind,
    query::Members,
    validate::{Checks, Constraint},
    xml::{Element, ReadError},
};

mod host_prefix;

pub use host_prefix::HostPrefix;

/// An operation: implemented by its generated input.
pub trait Operation: Sized + Send {
    /// What it answers.
    type Output: Send;
    /// The service's kinds of error.
    type Kind: ServiceErrorKind;

    /// Its entry in the service's table.
    const SPEC: &'static OperationSpec;

    /// Writes the members as pairs.
    fn write(&self, members: Members<'_>);

    /// Reads the output from the `<NameResult>` element.
    ///
    /// # Errors
    ///
    /// A member that is missing or malformed.
    fn read(result: Element<'_, '_>) -> Result<Self::Output, ReadError>;

    /// The output of a response without `<NameResult>`, if nothing in it is required.
    fn empty() -> Option<Self::Output> {
        None
    }

    /// Checks the members against the model's constraints.
    fn validate(&self, _checks: &mut Checks) {}

    /// Whether the input carries something that can be used once only.
    fn single_use(&self) -> bool {
        false
    }

    /// Members to name in an error's text.
    fn error_context(&self) -> Vec<(&'static str, &str)> {
        Vec::new()
    }

    /// Fills idempotency tokens that are unset.
    fn fill_tokens(&mut self, _token: &mut dyn FnMut() -> String) {}

    /// Whether the endpoint depends on the account of the credentials.
    const ENDPOINT_BY_ACCOUNT: bool = false;

    /// The endpoint, where the operation binds parameters of the endpoint rules; else it is the client's. `account_id`
    /// is that of the credentials, where it is known and [`ENDPOINT_BY_ACCOUNT`](Self::ENDPOINT_BY_ACCOUNT) asks for it.
    fn endpoint(&self, _config: &Config, _account_id: Option<&str>) -> Option<Result<Endpoint, EndpointError>> {
        None
    }

    /// What goes before the endpoint's host.
    fn host_prefix(&self) -> Option<HostPrefix> {
        None
    }
}

/// An operation's entry in the service's table.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct OperationSpec {
    /// The name on the wire.
    pub name: &'static str,
    /// Whether a signature goes with it.
    pub signed: bool,
    /// Whether a large body is compressed.
    pub compressed: bool,
    /// The members of the input, in model order.
    pub members: &'static [MemberSpec],
}

impl OperationSpec {
    /// A signed operation.
    #[must_use]
    pub const fn new(name: &'static str, members: &'static [MemberSpec]) -> Self {
        Self { name, signed: true, compressed: false, members }
    }

    /// Without a signature.
    #[must_use]
    pub const fn unsigned(self) -> Self {
        Self { signed: false, ..self }
    }

    /// With a compressed body.
    #[must_use]
    pub const fn compressed(self) -> Self {
        Self { compressed: true, ..self }
    }
}

/// A member of an input.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct MemberSpec {
    /// Its name in the model.
    pub name: &'static str,
    /// Its Smithy type: `string`, `list`, ..
    pub kind: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// What its value is checked against.
    pub constraint: &'static Constraint,
}

impl MemberSpec {
    /// A member that must be there.
    #[must_use]
    pub const fn required(name: &'static str, kind: &'static str) -> Self {
        Self { name, kind, required: true, constraint: &Constraint::NONE }
    }

    /// A member that can be left out.
    #[must_use]
    pub const fn optional(name: &'static str, kind: &'static str) -> Self {
        Self { name, kind, required: false, constraint: &Constraint::NONE }
    }

    /// With this constraint.
    #[must_use]
    pub const fn constrained(self, constraint: &'static Constraint) -> Self {
        Self { constraint, ..self }
    }
}

/// A service.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ServiceSpec {
    /// The SDK id, `STS`.
    pub id: &'static str,
    /// The API version, `2011-06-15`.
    pub version: &'static str,
    /// `sts`: the host's first label where there are no endpoint rules, and the user agent's.
    pub endpoint_prefix: &'static str,
    /// The name to sign with.
    pub signing_name: &'static str,
    /// Codes that the model calls retryable, and whether they are throttling.
    pub retryable: &'static [(&'static str, bool)],
    /// Settings that only this service's endpoint rules know.
    pub settings: &'static [EndpointSetting],
}

/// Where a setting that only one service's endpoint rules know stands in the environment and in a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EndpointSetting {
    /// The name that [`endpoint_flag`](crate::ConfigBuilder::endpoint_flag) or
    /// [`endpoint_text`](crate::ConfigBuilder::endpoint_text) takes: `AWS::STS::UseGlobalEndpoint`.
    pub parameter: &'static str,
    /// The environment variable, `AWS_STS_REGIONAL_ENDPOINTS`.
    pub variable: &'static str,
    /// The key in a profile, `sts_regional_endpoints`.
    pub profile_key: &'static str,
    /// The word for true, `legacy`. Empty, like the other, where the setting is a text and taken as it is.
    pub on: &'static str,
    /// The word for false, `regional`.
    pub off: &'static str,
}

impl EndpointSetting {
    /// A text.
    #[must_use]
    pub const fn text(parameter: &'static str, variable: &'static str, profile_key: &'static str) -> Self {
        Self { parameter, variable, profile_key, on: "", off: "" }
    }

    /// A flag, with the words for true and false.
    #[must_use]
    pub const fn flag(self, on: &'static str, off: &'static str) -> Self {
        Self { on, off, ..self }
    }
}

impl ServiceSpec {
    /// A service that signs with its endpoint prefix.
    #[must_use]
    pub const fn new(id: &'static str, version: &'static str, endpoint_prefix: &'static str) -> Self {
        Self { id, version, endpoint_prefix, signing_name: endpoint_prefix, retryable: &[], settings: &[] }
    }

    /// Signs with another name.
    #[must_use]
    pub const fn signing_name(self, signing_name: &'static str) -> Self {
        Self { signing_name, ..self }
    }

    /// Codes to retry.
    #[must_use]
    pub const fn retryable(self, retryable: &'static [(&'static str, bool)]) -> Self {
        Self { retryable, ..self }
    }

    /// Settings of its own.
    #[must_use]
    pub const fn settings(self, settings: &'static [EndpointSetting]) -> Self {
        Self { settings, ..self }
    }
}
