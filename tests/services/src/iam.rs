//! IAM: create, get, list with pages, tag, errors, waiters.

use std::time::Duration;

use iam_client::{Client, ErrorKind, types::Tag};
use integration_tests::report::{Outcome, Report, contains, differs, same};
use serde_json::json;

use crate::{set_up::document, text};

/// Roles besides those that are there.
const ROLES: usize = 5;

pub(crate) async fn check(iam: &Client, report: &mut Report) {
    report.check("IAM: create and get a user", user(iam).await);
    report.check("IAM: roles, page by page", pages(iam).await);
    report.check("IAM: roles, one by one", items(iam).await);
    report.check("IAM: a page from where another ended", resumed(iam).await);
    report.check("IAM: tags", tags(iam).await);
    report.check("IAM: what is not there", missing(iam).await);
    report.check("IAM: what is there already", twice(iam).await);
    report.check("IAM: what is in use", in_use(iam).await);
    report.check("IAM: a name that cannot be", refused_locally(iam).await);
    report.check("IAM: waiting for a role", wait(iam).await);
    report.check("IAM: waiting in vain", wait_in_vain(iam).await);
}

async fn user(iam: &Client) -> Outcome {
    let made = iam.create_user("zoë.b").path("/team/").send().await;
    // Letters beyond ASCII are not in the model's pattern.
    contains("error", &made.err().map(text).unwrap_or_default(), "UserName")?;
    let made = iam.create_user("zoe").path("/team/").send_full().await.map_err(text)?;
    same("status", &made.status, &200)?;
    differs("request id", &made.request_id.clone().unwrap_or_default(), &String::new())?;
    let user = made.output.user.ok_or("CreateUser gives no user")?;
    same("path", &user.path.as_str(), &"/team/")?;
    let got = iam.get_user().user_name("zoe").send().await.map_err(text)?.user;
    same("arn", &got.arn, &user.arn)?;
    same("created", &got.create_date, &user.create_date)?;
    Ok(got.arn)
}

fn names() -> Vec<String> {
    (0..ROLES).map(|number| format!("page-{number}")).collect()
}

// moto lists roles in an order of its own, the same each time.
fn each_once(mut found: Vec<String>) -> Result<(), String> {
    found.sort();
    same("names", &found, &names())
}

async fn pages(iam: &Client) -> Outcome {
    for name in names() {
        iam.create_role(name, trust()).path("/pages/").send().await.map_err(text)?;
    }
    let mut pages = iam.list_roles().path_prefix("/pages/").max_items(2).pages();
    let (mut sizes, mut found) = (Vec::new(), Vec::new());
    while let Some(page) = pages.next().await {
        let page = page.map_err(text)?;
        sizes.push(page.roles.len());
        found.extend(page.roles.into_iter().map(|role| role.role_name));
    }
    same("sizes", &sizes, &vec![2, 2, 1])?;
    each_once(found)?;
    Ok(format!("{sizes:?}"))
}

async fn items(iam: &Client) -> Outcome {
    let mut items = iam.list_roles().path_prefix("/pages/").max_items(2).items();
    let mut found = Vec::new();
    while let Some(role) = items.next().await {
        found.push(role.map_err(text)?.role_name);
    }
    let shown = found.join(" ");
    each_once(found)?;
    Ok(shown)
}

async fn resumed(iam: &Client) -> Outcome {
    let mut pages = iam.list_roles().path_prefix("/pages/").max_items(2).pages();
    let first = pages.next().await.ok_or("no page")?.map_err(text)?;
    let token = pages.next_token().ok_or("no token after the first page")?.to_owned();
    drop(pages);
    let mut found: Vec<String> = first.roles.into_iter().map(|role| role.role_name).collect();
    same("roles of the first page", &found.len(), &2)?;
    let rest = iam.list_roles().path_prefix("/pages/").max_items(2).marker(token).items();
    found.extend(rest.try_collect().await.map_err(text)?.into_iter().map(|role| role.role_name));
    let shown = found.join(" ");
    each_once(found)?;
    Ok(shown)
}

async fn tags(iam: &Client) -> Outcome {
    let tags: Vec<Tag> = ["a", "b", "c"].map(|key| Tag::new(key, format!("{key} = {key}/+"))).to_vec();
    iam.tag_role("page-0", tags.clone()).send().await.map_err(text)?;
    let mut items = iam.list_role_tags("page-0").max_items(1).items();
    let mut found = Vec::new();
    while let Some(tag) = items.next().await {
        found.push(tag.map_err(text)?);
    }
    same("tags", &found, &tags)?;
    iam.untag_role("page-0", ["a", "b"]).send().await.map_err(text)?;
    let left = iam.list_role_tags("page-0").send().await.map_err(text)?.tags;
    same("tags left", &left.into_iter().map(|tag| tag.key).collect::<Vec<_>>(), &vec!["c".to_owned()])?;
    Ok("3 of 3, then 1".to_owned())
}

async fn missing(iam: &Client) -> Outcome {
    let error = iam.get_role("nowhere").send().await.err().ok_or("it was answered")?;
    same("kind", &matches!(error.kind(), Some(ErrorKind::NoSuchEntityException)), &true)?;
    same("code", &error.code(), &Some("NoSuchEntity"))?;
    same("status", &error.status(), &Some(404))?;
    contains("text", &error, "nowhere")?;
    Ok(error.to_string())
}

async fn twice(iam: &Client) -> Outcome {
    let error = iam.create_role("page-0", trust()).send().await.err().ok_or("it was made twice")?;
    same("kind", &matches!(error.kind(), Some(ErrorKind::EntityAlreadyExistsException)), &true)?;
    same("attempts", &error.attempts(), &1)?;
    Ok(error.to_string())
}

async fn in_use(iam: &Client) -> Outcome {
    let policy = iam.create_policy("all", nothing()).send().await.map_err(text)?.policy;
    let arn = policy.and_then(|policy| policy.arn).ok_or("CreatePolicy gives no ARN")?;
    iam.attach_role_policy("page-1", arn).send().await.map_err(text)?;
    let error = iam.delete_role("page-1").send().await.err().ok_or("it was deleted")?;
    same("kind", &matches!(error.kind(), Some(ErrorKind::DeleteConflictException)), &true)?;
    Ok(error.to_string())
}

async fn refused_locally(iam: &Client) -> Outcome {
    let error = iam.get_role("a b").send().await.err().ok_or("it was sent")?;
    same("attempts", &error.attempts(), &0)?;
    contains("text", &error, "RoleName")?;
    Ok(error.to_string())
}

async fn wait(iam: &Client) -> Outcome {
    let later = async {
        // After the first look, which finds nothing.
        tokio::time::sleep(Duration::from_millis(300)).await;
        iam.create_role("late", trust()).send().await.map_err(text)
    };
    let waiting = async { iam.wait_until_role_exists("late").wait(Duration::from_secs(30)).await.map_err(text) };
    let (made, seen) = tokio::join!(later, waiting);
    let arn = made?.role.arn;
    let waited = seen?;
    contains("what was waited for", &format!("{waited:?}"), &arn)?;
    Ok(arn)
}

async fn wait_in_vain(iam: &Client) -> Outcome {
    let error = iam.wait_until_role_exists("never").wait(Duration::from_secs(2)).await.err().ok_or("it exists")?;
    contains("text", &error, "NoSuchEntity")?;
    Ok(error.to_string())
}

fn nothing() -> String {
    document(json!({ "Effect": "Deny", "Action": "*", "Resource": "*" }))
}

fn trust() -> String {
    document(json!({ "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": { "AWS": "*" } }))
}
