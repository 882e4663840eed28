//! A user who may do everything, one who may do nothing, and a role that the first may assume: made with the
//! generated IAM client, so that the STS calls are signed with keys that it read from an answer.

use iam_client::Client;
use serde_json::{Value, json};

use crate::text;

/// What the trust policy of the role asks for.
const EXTERNAL_ID: &str = "unicorn-42";

/// Makes them; the facts that the STS calls need.
pub(crate) async fn run(iam: &Client) -> Result<Value, String> {
    let mut facts = json!({ "account": "123456789012", "external_id": EXTERNAL_ID });
    for name in ["admin", "nobody"] {
        let user = iam.create_user(name).send().await.map_err(text)?.user.ok_or("CreateUser gives no user")?;
        let key = iam.create_access_key().user_name(name).send().await.map_err(text)?.access_key;
        facts[format!("{name}_arn")] = user.arn.into();
        facts[format!("{name}_access_key_id")] = key.access_key_id.into();
        facts[format!("{name}_secret_access_key")] = key.secret_access_key.into();
    }
    iam.put_user_policy("admin", "all", allow("*")).send().await.map_err(text)?;

    let trust = document(json!({
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": { "AWS": facts["admin_arn"] },
        "Condition": { "StringEquals": { "sts:ExternalId": EXTERNAL_ID } },
    }));
    let role = iam.create_role("demo", trust).send().await.map_err(text)?.role;
    facts["role_arn"] = role.arn.into();
    iam.put_role_policy("demo", "one", allow("sts:GetFederationToken")).send().await.map_err(text)?;
    Ok(facts)
}

fn allow(action: &str) -> String {
    document(json!({ "Effect": "Allow", "Action": action, "Resource": "*" }))
}

/// A policy of one statement.
pub(crate) fn document(statement: Value) -> String {
    json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string()
}
