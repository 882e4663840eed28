//! Who signs: variables, then the profile, then the names of older tools; and roles that are assumed on the way,
//! with the same settings.

use aws_query_runtime::testing::ScriptedHttp;
use sts_sdk::credentials::{AssumedRole, RoleSource};
use sts_sdk::{Client, Config, ConfigBuilder, Credentials, CredentialsError};

use crate::support::{CONFIG, CREDENTIALS, IDENTITY, builder, scope};

const KEYS: [(&str, &str); 2] = [("AWS_ACCESS_KEY_ID", "AKIDVARIABLE"), ("AWS_SECRET_ACCESS_KEY", "hunter2")];
const OLDER: [(&str, &str); 2] = [("AWS_ACCESS_KEY", "AKIDOLDER"), ("AWS_SECRET_KEY", "hunter2")];
const PROFILE: &str = "[default]\naws_access_key_id = AKIDPROFILE\naws_secret_access_key = hunter2\n\
                       [dev]\naws_access_key_id = AKIDDEV\naws_secret_access_key = hunter2\n";

// Who signs, or why nobody does; and what is explained of it.
async fn signer(builder: ConfigBuilder) -> (Result<String, String>, String) {
    let http = ScriptedHttp::new().answer(200, IDENTITY);
    let builder = builder.http_client(http.clone()).region("eu-west-1");
    let client = builder.build().and_then(Client::new).expect("a client");
    let result = client.get_caller_identity().send().await;
    let signed = result.map(|_| scope(&http.requests()[0])[0].clone()).map_err(|error| error.to_string());
    let explanation = client.config().explain();
    let row = explanation.setting("credentials").expect("credentials");
    (signed, row.problem().or(row.value()).unwrap_or("none").to_owned())
}

#[tokio::test]
async fn who_signs_is_who_is_explained() {
    type Code = fn(ConfigBuilder) -> ConfigBuilder;
    type Case<'c> = (Code, Vec<(&'c str, &'c str)>, &'c str, Result<&'c str, &'c str>);
    let same: Code = |builder| builder;
    let role = "[default]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = default\naws_access_key_id = AKIDPROFILE\naws_secret_access_key = hunter2\n";
    let cases: Vec<Case<'_>> = vec![
        (same, KEYS.to_vec(), PROFILE, Ok("AKIDVARIABLE")),
        (same, vec![], PROFILE, Ok("AKIDPROFILE")),
        (same, vec![("AWS_PROFILE", "dev")], PROFILE, Ok("AKIDDEV")),
        (same, [&KEYS[..], &[("AWS_PROFILE", "dev")]].concat(), PROFILE, Ok("AKIDVARIABLE")),
        // Named in code, a profile comes before the variables.
        (|b| b.profile("dev"), KEYS.to_vec(), PROFILE, Ok("AKIDDEV")),
        (|b| b.credentials_provider(Credentials::new("AKIDCODE", "hunter2")), KEYS.to_vec(), PROFILE, Ok("AKIDCODE")),
        (same, OLDER.to_vec(), PROFILE, Ok("AKIDPROFILE")),
        (same, OLDER.to_vec(), "", Ok("AKIDOLDER")),
        (same, vec![KEYS[0]], PROFILE, Err("AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not: set both")),
        (
            same,
            vec![],
            "[default]\naws_access_key_id = AKIDPROFILE\n",
            Err(
                "the profile `default` has `aws_access_key_id` at ~/.aws/credentials:2 and no `aws_secret_access_key`: set both",
            ),
        ),
        // Never the keys beside a role that was asked for.
        (
            same,
            vec![],
            role,
            Err("the profile `default` has `role_arn` at ~/.aws/credentials:2, which is not supported yet"),
        ),
        (
            same,
            vec![("AWS_WEB_IDENTITY_TOKEN_FILE", "/token")],
            "",
            Err("environment variable AWS_WEB_IDENTITY_TOKEN_FILE is set: web identities are not read yet"),
        ),
        (
            same,
            vec![("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://h")],
            "",
            Err(
                "environment variable AWS_CONTAINER_CREDENTIALS_FULL_URI is set: credentials of containers are not fetched yet",
            ),
        ),
    ];
    for (code, variables, file, expected) in cases {
        let (signed, explained) = signer(code(builder(&variables, &[(CREDENTIALS, file)]))).await;
        match expected {
            Ok(key) => {
                assert_eq!(signed.as_deref(), Ok(key), "{variables:?} {file}");
                assert!(explained.contains(key), "{explained}");
            }
            Err(problem) => {
                let error = signed.expect_err(problem);
                assert!(error.contains(problem), "{error}");
                assert!(explained.contains(problem), "{explained}");
            }
        }
        assert!(!explained.contains("hunter2"), "{explained}");
    }
}

#[tokio::test]
async fn without_credentials_every_place_is_named() {
    let (signed, explained) = signer(builder(&[], &[(CONFIG, "[default]\nregion = eu-west-1\n")])).await;
    assert_eq!(explained, "none");
    assert_eq!(
        signed,
        Err("GetCallerIdentity was not sent: no credentials found: environment variables AWS_ACCESS_KEY_ID and \
             AWS_SECRET_ACCESS_KEY are not set; the profile `default` at ~/.aws/config:1 has no credentials"
            .to_owned())
    );
}

/// Assumes roles with a client of the settings that it was given.
#[derive(Debug)]
struct Roles(Config);

impl RoleSource for Roles {
    async fn assume(&self, role: &AssumedRole, base: Credentials) -> Result<Credentials, CredentialsError> {
        let broken = |error: String| CredentialsError::broken(error);
        let config =
            self.0.to_builder().credentials_provider(base).build().map_err(|error| broken(error.to_string()))?;
        let client = Client::new(config).map_err(|error| broken(error.to_string()))?;
        let answer = client.assume_role(&role.role_arn, &role.session_name).send().await;
        answer.map(|answer| answer.credentials).map_err(|error| broken(error.to_string()))
    }
}

const ROLE: &str = "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAROLE</AccessKeyId>\
    <SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2030-01-01T00:00:00Z</Expiration>\
    </Credentials></AssumeRoleResult></AssumeRoleResponse>";

// What holds for the client holds for the calls that its credentials need.
#[tokio::test]
async fn roles_are_assumed_with_the_same_settings() {
    type Case<'c> = (&'c [(&'c str, &'c str)], &'c str, &'c str);
    let cases: &[Case<'_>] = &[
        (&[("AWS_USE_FIPS_ENDPOINT", "true")], "", "https://sts-fips.us-east-2.amazonaws.com/"),
        (&[("AWS_USE_DUALSTACK_ENDPOINT", "true")], "", "https://sts.us-east-2.api.aws/"),
        (&[("AWS_ENDPOINT_URL_STS", "http://local/x")], "", "http://local/x/"),
        (&[("AWS_STS_REGIONAL_ENDPOINTS", "legacy")], "", "https://sts.amazonaws.com/"),
        (&[], "[default]\nservices = s\n[services s]\nsts =\n endpoint_url = http://section\n", "http://section/"),
        (&[], "[default]\nuse_fips_endpoint = true\n", "https://sts-fips.us-east-2.amazonaws.com/"),
    ];
    for (variables, file, expected) in cases {
        let http = ScriptedHttp::new().answer(200, ROLE);
        let outer = builder(variables, &[(CONFIG, file)]).region("us-east-2").http_client(http.clone());
        // The client that asks may be one of another service, with an endpoint of its own.
        let outer = outer.service_endpoint_url("IAM", "http://iam").build().expect("a configuration");
        let roles = Roles(outer);
        let role = AssumedRole::new("arn:aws:iam::123456789012:role/x", "session");
        let base = Credentials::new("AKIDBASE", "s");
        let credentials = roles.assume(&role, base).await.expect("credentials");
        assert_eq!(credentials.access_key_id(), "ASIAROLE");
        let request = &http.requests()[0];
        assert_eq!((request.uri().to_string().as_str(), scope(request)[0].as_str()), (*expected, "AKIDBASE"));
    }
}
