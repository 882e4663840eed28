//! The table of all settings: where each stands, what its value may be, and what becomes of it.
//!
//! The loader, the search for near names, [`Config::explain`](crate::Config::explain) and the table in the
//! README are made from it. It knows no values.
//! <https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html>

/// A setting of the environment and of profiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Setting {
    /// What it is called here and in [`Config::explain`](crate::Config::explain).
    pub name: &'static str,
    /// Environment variables, the first that is set counts.
    pub variables: &'static [&'static str],
    /// Variables that only some SDKs read: asked last, and reported when one counts.
    pub late_variables: &'static [&'static str],
    /// The keys in a profile, the first that is there counts; asked after the variables.
    pub profile_keys: &'static [&'static str],
    /// What a value may be.
    pub kind: Kind,
    /// What becomes of it.
    pub treatment: Treatment,
    /// What it does; for a setting that is not honoured, what to do instead.
    pub note: &'static str,
}

/// What a value may be. An empty value counts as none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// `true` or `false`, in any case.
    Flag,
    /// One of these words, in any case.
    Word(&'static [&'static str]),
    /// A decimal number in this range, ends included.
    Number(u32, u32),
    /// An http or https URL without user name, password, query and fragment.
    Url,
    /// A file; `~/` at its start is the home directory.
    Path,
    /// Any text.
    Text,
    /// A text that is shown to nobody.
    Secret,
}

/// What becomes of a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Treatment {
    /// It does what the settings reference says, where the note says nothing else.
    Honoured,
    /// It would change who calls or what is called, and is not supported: when it comes to it, an error with the
    /// note.
    Refused,
    /// It changes nothing; [`Config::explain`](crate::Config::explain) reports it.
    Ignored,
}

impl Kind {
    /// In words, for errors and tables: `true or false`.
    #[must_use]
    pub fn allowed(self) -> String {
        match self {
            Self::Flag => "true or false".to_owned(),
            Self::Word(words) => match words.split_last() {
                Some((last, [])) => (*last).to_owned(),
                Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
                None => String::new(),
            },
            Self::Number(least, u32::MAX) => format!("a number, at least {least}"),
            Self::Number(least, most) => format!("a number from {least} to {most}"),
            Self::Url => "an http or https URL".to_owned(),
            Self::Path => "a file".to_owned(),
            Self::Text | Self::Secret => "a text".to_owned(),
        }
    }
}

impl Setting {
    const fn new(name: &'static str, kind: Kind, note: &'static str) -> Self {
        Self {
            name,
            variables: &[],
            late_variables: &[],
            profile_keys: &[],
            kind,
            treatment: Treatment::Honoured,
            note,
        }
    }

    const fn ignored(name: &'static str, note: &'static str) -> Self {
        Self { treatment: Treatment::Ignored, ..Self::new(name, Kind::Text, note) }
    }

    const fn refused(name: &'static str, note: &'static str) -> Self {
        Self { treatment: Treatment::Refused, ..Self::new(name, Kind::Text, note) }
    }

    const fn env(self, variables: &'static [&'static str]) -> Self {
        Self { variables, ..self }
    }

    const fn late(self, late_variables: &'static [&'static str]) -> Self {
        Self { late_variables, ..self }
    }

    const fn keys(self, profile_keys: &'static [&'static str]) -> Self {
        Self { profile_keys, ..self }
    }

    /// All variables in the order in which they are asked.
    pub fn all_variables(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.variables.iter().chain(self.late_variables).copied()
    }
}

pub(crate) const PROFILE: Setting = Setting::new("profile", Kind::Text, "the profile that settings are taken from")
    .env(&["AWS_PROFILE"])
    .late(&["AWS_DEFAULT_PROFILE"]);
pub(crate) const REGION: Setting = Setting::new("region", Kind::Text, "the region to call and to sign for")
    .env(&["AWS_REGION", "AWS_DEFAULT_REGION"])
    .late(&["AMAZON_REGION"])
    .keys(&["region"]);
pub(crate) const ACCESS_KEY: Setting =
    Setting::new("access key id", Kind::Text, "who signs, together with the secret access key")
        .env(&["AWS_ACCESS_KEY_ID"])
        .late(&["AWS_ACCESS_KEY"])
        .keys(&["aws_access_key_id"]);
pub(crate) const SECRET_KEY: Setting = Setting::new("secret access key", Kind::Secret, "half a pair is an error")
    .env(&["AWS_SECRET_ACCESS_KEY"])
    .late(&["AWS_SECRET_KEY", "SECRET_ACCESS_KEY"])
    .keys(&["aws_secret_access_key"]);
pub(crate) const SESSION_TOKEN: Setting = Setting::new("session token", Kind::Secret, "goes with temporary keys")
    .env(&["AWS_SESSION_TOKEN"])
    .late(&["AWS_SECURITY_TOKEN"])
    .keys(&["aws_session_token"]);
pub(crate) const ENDPOINT_URL: Setting = Setting::new(
    "endpoint URL",
    Kind::Url,
    "in place of the service's own; `AWS_ENDPOINT_URL_<SERVICE>` is for one service and comes first",
)
.env(&["AWS_ENDPOINT_URL"])
.keys(&["endpoint_url"]);
pub(crate) const SERVICES: Setting =
    Setting::new("services", Kind::Text, "the section `[services name]` with endpoint URLs of single services")
        .keys(&["services"]);
pub(crate) const IGNORE_ENDPOINT_URLS: Setting =
    Setting::new("ignore endpoint URLs", Kind::Flag, "leaves endpoint URLs of environment and profile alone")
        .env(&["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"])
        .keys(&["ignore_configured_endpoint_urls"]);
pub(crate) const USE_FIPS: Setting = Setting::new("FIPS endpoint", Kind::Flag, "endpoints validated under FIPS 140")
    .env(&["AWS_USE_FIPS_ENDPOINT"])
    .keys(&["use_fips_endpoint"]);
pub(crate) const USE_DUAL_STACK: Setting = Setting::new("dual stack", Kind::Flag, "endpoints with IPv4 and IPv6")
    .env(&["AWS_USE_DUALSTACK_ENDPOINT"])
    .keys(&["use_dualstack_endpoint"]);
pub(crate) const DEFAULTS_MODE: Setting = Setting::new(
    "defaults mode",
    Kind::Word(&["legacy", "standard", "in-region", "cross-region", "mobile", "auto"]),
    "how long a connection may take: 1.1 s in-region, 30 s mobile, else 3.1 s; auto compares the region with the one \
     that AWS_REGION names where AWS_EXECUTION_ENV is set",
)
.env(&["AWS_DEFAULTS_MODE"])
.keys(&["defaults_mode"]);
pub(crate) const RETRY_MODE: Setting = Setting::new(
    "retry mode",
    Kind::Word(&["standard", "legacy", "adaptive"]),
    "there is one mode, standard; legacy and adaptive count as it, and are reported",
)
.env(&["AWS_RETRY_MODE"])
.keys(&["retry_mode"]);
pub(crate) const MAX_ATTEMPTS: Setting =
    Setting::new("attempts at most", Kind::Number(1, u32::MAX), "of one call, the first included; 3 by default")
        .env(&["AWS_MAX_ATTEMPTS"])
        .keys(&["max_attempts"]);
pub(crate) const CHECK_INPUT: Setting =
    Setting::new("parameter validation", Kind::Flag, "checks inputs against the model; true by default")
        .keys(&["parameter_validation"]);

pub(crate) const DISABLE_COMPRESSION: Setting = Setting::new(
    "no request compression",
    Kind::Flag,
    "sends large bodies as they are where a model has them compressed",
)
.env(&["AWS_DISABLE_REQUEST_COMPRESSION"])
.keys(&["disable_request_compression"]);
pub(crate) const MIN_COMPRESSION: Setting =
    Setting::new("request compression threshold", Kind::Number(0, 10_485_760), "bytes of a body; 10,240 by default")
        .env(&["AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES"])
        .keys(&["request_min_compression_size_bytes"]);
pub(crate) const DISABLE_HOST_PREFIX: Setting =
    Setting::new("no host prefixes", Kind::Flag, "leaves out what operations put before the host")
        .env(&["AWS_DISABLE_HOST_PREFIX_INJECTION"])
        .keys(&["disable_host_prefix_injection"]);
pub(crate) const APP_ID: Setting =
    Setting::new("application id", Kind::Text, "names the application in the user agent")
        .env(&["AWS_SDK_UA_APP_ID"])
        .keys(&["sdk_ua_app_id", "sdk-ua-app-id"]);
pub(crate) const CA_BUNDLE: Setting =
    Setting::new("CA bundle", Kind::Path, "certificates of authorities in PEM, in place of the platform's roots")
        .env(&["AWS_CA_BUNDLE"])
        .late(&["REQUESTS_CA_BUNDLE"])
        .keys(&["ca_bundle"]);
pub(crate) const TCP_KEEPALIVE: Setting =
    Setting::new("TCP keepalive", Kind::Flag, "probes idle connections; true by default")
        .late(&["BOTOCORE_TCP_KEEPALIVE"])
        .keys(&["tcp_keepalive"]);
pub(crate) const PROXY: Setting = Setting::new(
    "proxy",
    Kind::Text,
    "for https, for http, for both, and the hosts that are reached without; in lower case first. HTTP_PROXY is \
     ignored in CGI programs",
)
.env(&["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"]);

/// All settings, honoured or not: each variable and each key of a profile that an AWS SDK reads for a service of
/// this kind.
///
/// The same table stands in the README. [`Config::explain`](crate::Config::explain) reports what is set and
/// not honoured.
pub const SETTINGS: &[Setting] = &[
    PROFILE,
    REGION,
    Setting::new("configuration file", Kind::Path, "in place of `~/.aws/config`").env(&["AWS_CONFIG_FILE"]),
    Setting::new("credentials file", Kind::Path, "in place of `~/.aws/credentials`")
        .env(&["AWS_SHARED_CREDENTIALS_FILE"]),
    Setting::new("home directory", Kind::Path, "where `~/` is; the others are asked on Windows, after HOME").env(&[
        "HOME",
        "USERPROFILE",
        "HOMEDRIVE",
        "HOMEPATH",
    ]),
    ACCESS_KEY,
    SECRET_KEY,
    SESSION_TOKEN,
    Setting::new("credential process", Kind::Text, "a program that prints credentials, instead of keys")
        .keys(&["credential_process"]),
    Setting::new("account id", Kind::Text, "goes with the credentials")
        .env(&["AWS_ACCOUNT_ID"])
        .keys(&["aws_account_id"]),
    ENDPOINT_URL,
    SERVICES,
    IGNORE_ENDPOINT_URLS,
    USE_FIPS,
    USE_DUAL_STACK,
    Setting::new(
        "regional STS",
        Kind::Word(&["regional", "legacy"]),
        "by the endpoint rules of STS: legacy is the global endpoint for the regions that are older than regional \
         endpoints; regional by default",
    )
    .env(&["AWS_STS_REGIONAL_ENDPOINTS"])
    .keys(&["sts_regional_endpoints"]),
    DEFAULTS_MODE,
    RETRY_MODE,
    MAX_ATTEMPTS,
    CHECK_INPUT,
    DISABLE_COMPRESSION,
    MIN_COMPRESSION,
    DISABLE_HOST_PREFIX,
    APP_ID,
    Setting::new("execution environment", Kind::Text, "named in the user agent; see the defaults mode `auto`")
        .env(&["AWS_EXECUTION_ENV"]),
    Setting::new("recursion detection", Kind::Text, "on Lambda, requests carry the trace of the invocation")
        .env(&["AWS_LAMBDA_FUNCTION_NAME", "_X_AMZN_TRACE_ID"]),
    CA_BUNDLE,
    PROXY,
    TCP_KEEPALIVE,
    // Identities that are not read yet. Passing them over would be somebody else's identity.
    Setting::refused(
        "assumed role",
        "roles of profiles are not assumed yet: call AssumeRole, and give its credentials to credentials_provider()",
    )
    .keys(&[
        "role_arn",
        "source_profile",
        "credential_source",
        "role_session_name",
        "external_id",
        "mfa_serial",
        "duration_seconds",
    ]),
    Setting::refused(
        "web identity",
        "web identities are not read yet: call AssumeRoleWithWebIdentity, and give its credentials to \
         credentials_provider()",
    )
    .env(&["AWS_WEB_IDENTITY_TOKEN_FILE"])
    .keys(&["web_identity_token_file"]),
    Setting::refused(
        "IAM Identity Center",
        "sessions of IAM Identity Center are not read yet: `aws configure export-credentials` prints their credentials",
    )
    .keys(&[
        "sso_session",
        "sso_account_id",
        "sso_role_name",
        "sso_region",
        "sso_start_url",
        "sso_registration_scopes",
    ]),
    Setting::refused(
        "console login",
        "sessions of `aws login` are not read yet: `aws configure export-credentials` prints their credentials",
    )
    .keys(&["login_session"]),
    Setting::refused(
        "container credentials",
        "credentials of containers are not fetched yet: give them to credentials_provider()",
    )
    .env(&["AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"]),
    Setting::ignored("role of the web identity", "goes with a web identity; see there")
        .env(&["AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME"]),
    Setting::ignored("container authorization", "goes with credentials of containers; see there")
        .env(&["AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"]),
    Setting::ignored("instance metadata", "instance metadata is not asked for credentials or a region yet")
        .env(&[
            "AWS_EC2_METADATA_DISABLED",
            "AWS_EC2_METADATA_SERVICE_ENDPOINT",
            "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
            "AWS_EC2_METADATA_V1_DISABLED",
            "AWS_METADATA_SERVICE_TIMEOUT",
            "AWS_METADATA_SERVICE_NUM_ATTEMPTS",
        ])
        .keys(&[
            "ec2_metadata_service_endpoint",
            "ec2_metadata_service_endpoint_mode",
            "ec2_metadata_v1_disabled",
            "metadata_service_timeout",
            "metadata_service_num_attempts",
        ]),
    Setting::ignored("expiration of credentials", "variables are read again for every call")
        .env(&["AWS_CREDENTIAL_EXPIRATION"]),
    Setting::ignored(
        "account in endpoints",
        "the endpoints of STS do not name the account; for a service whose do, give \
         endpoint_text(\"AWS::Auth::AccountIdEndpointMode\", ..) in code",
    )
    .env(&["AWS_ACCOUNT_ID_ENDPOINT_MODE"])
    .keys(&["account_id_endpoint_mode"]),
    Setting::ignored("authentication schemes", "there is one scheme, sigv4")
        .env(&["AWS_AUTH_SCHEME_PREFERENCE"])
        .keys(&["auth_scheme_preference"]),
    Setting::ignored("regions of sigv4a", "sigv4a is not offered; sigv4 signs for one region")
        .env(&["AWS_SIGV4A_SIGNING_REGION_SET"])
        .keys(&["sigv4a_signing_region_set"]),
    Setting::ignored("checksums", "requests of this protocol carry no checksum besides the signature's")
        .env(&["AWS_REQUEST_CHECKSUM_CALCULATION", "AWS_RESPONSE_CHECKSUM_VALIDATION"])
        .keys(&["request_checksum_calculation", "response_checksum_validation"]),
    Setting::ignored("client-side monitoring", "no monitoring events are sent")
        .env(&["AWS_CSM_ENABLED", "AWS_CSM_HOST", "AWS_CSM_PORT", "AWS_CSM_CLIENT_ID"])
        .keys(&["csm_enabled", "csm_host", "csm_port", "csm_client_id"]),
    Setting::ignored("retries of 2026", "there is one way of trying again; see `retry_mode`")
        .env(&["AWS_NEW_RETRIES_2026", "AWS_ADAPTIVE_RETRY_WAIT_TO_FILL"]),
    Setting::ignored("use of the files", "the shared files are always read; leave them out with builder() in code")
        .env(&["AWS_SDK_LOAD_CONFIG", "AWS_SDK_CONFIG_OPT_OUT"]),
    Setting::ignored("files of older tools", "set AWS_CONFIG_FILE or AWS_SHARED_CREDENTIALS_FILE").env(&[
        "AWS_CREDENTIAL_FILE",
        "AWS_CREDENTIAL_PROFILES_FILE",
        "BOTO_CONFIG",
        "BOTO_PATH",
        "BOTO_ENDPOINTS",
    ]),
    Setting::ignored("command line", "only the AWS CLI reads it")
        .env(&["AWS_DEFAULT_OUTPUT", "AWS_PAGER", "AWS_CLI_AUTO_PROMPT"])
        .keys(&[
            "output",
            "cli_pager",
            "cli_auto_prompt",
            "cli_binary_format",
            "cli_follow_urlparam",
            "cli_history",
            "cli_timestamp_format",
        ]),
    Setting::ignored("other services", "only clients of other services read it")
        .env(&["AWS_S3_US_EAST_1_REGIONAL_ENDPOINT", "AWS_S3_USE_ARN_REGION", "AWS_ENABLE_ENDPOINT_DISCOVERY"])
        .keys(&[
            "s3",
            "s3_us_east_1_regional_endpoint",
            "s3_use_arn_region",
            "s3_disable_multiregion_access_points",
            "s3_disable_express_session_auth",
            "endpoint_discovery_enabled",
            "api_versions",
            "signature_version",
        ]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_name_stands_once() {
        let (mut titles, mut names) = (BTreeSet::new(), BTreeSet::new());
        for setting in SETTINGS {
            assert!(titles.insert(setting.name), "{}", setting.name);
            for name in setting.all_variables().chain(setting.profile_keys.iter().copied()) {
                assert!(names.insert(name), "{name}");
            }
        }
    }

    #[test]
    fn what_is_allowed_is_said() {
        let cases = [
            (Kind::Flag, "true or false"),
            (Kind::Word(&["a"]), "a"),
            (Kind::Word(&["a", "b", "c"]), "a, b or c"),
            (Kind::Number(1, u32::MAX), "a number, at least 1"),
            (Kind::Number(0, 9), "a number from 0 to 9"),
        ];
        for (kind, expected) in cases {
            assert_eq!(kind.allowed(), expected);
        }
    }
}
