//! SNS: create, get, list with pages, tag, maps in requests, errors with members.

use std::collections::BTreeSet;

use integration_tests::report::{Outcome, Report, contains, same};
use sns_client::{
    Client, ErrorKind,
    testing::ScriptedHttp,
    types::{MessageAttributeValue, PublishBatchRequestEntry, Tag},
};

use crate::text;

/// More than moto puts on one page.
const TOPICS: usize = 105;

pub(crate) async fn check(sns: &Client, report: &mut Report) {
    report.check("SNS: create a topic with attributes", create(sns).await);
    report.check("SNS: topics over two pages", items(sns).await);
    report.check("SNS: tags", tags(sns).await);
    report.check("SNS: publish with attributes", publish(sns).await);
    report.check("SNS: publish a batch", batch(sns).await);
    report.check("SNS: what is not there", missing(sns).await);
    report.check("SNS: an error with a member of its own", error_with_members(sns).await);
}

async fn create(sns: &Client) -> Outcome {
    let made = sns
        .create_topic("unicorns")
        .attributes([("DisplayName", "Ünicorns & <co>")])
        .tags([Tag::new("team", "one")])
        .send()
        .await
        .map_err(text)?;
    let arn = made.topic_arn.ok_or("CreateTopic gives no ARN")?;
    let attributes = sns.get_topic_attributes(&arn).send().await.map_err(text)?.attributes.unwrap_or_default();
    same("name", &attributes.get("DisplayName").map(String::as_str), &Some("Ünicorns & <co>"))?;
    same("arn", &attributes.get("TopicArn"), &Some(&arn))?;
    Ok(arn)
}

async fn items(sns: &Client) -> Outcome {
    for number in 0..TOPICS {
        sns.create_topic(format!("page-{number}")).send().await.map_err(text)?;
    }
    let mut pages = sns.list_topics().pages();
    let mut count = 0;
    while let Some(page) = pages.next().await {
        page.map_err(text)?;
        count += 1;
    }
    same("pages", &count, &2)?;
    let mut topics = sns.list_topics().items();
    let mut found = BTreeSet::new();
    while let Some(topic) = topics.next().await {
        found.extend(topic.map_err(text)?.topic_arn);
    }
    same("topics", &found.len(), &(TOPICS + 1))?;
    Ok(format!("{} topics on {count} pages", found.len()))
}

async fn tags(sns: &Client) -> Outcome {
    let arn = arn("unicorns");
    sns.tag_resource(&arn, [Tag::new("a", "1"), Tag::new("b", "")]).send().await.map_err(text)?;
    sns.untag_resource(&arn, ["team"]).send().await.map_err(text)?;
    let tags = sns.list_tags_for_resource(&arn).send().await.map_err(text)?.tags.unwrap_or_default();
    let tags: Vec<(String, String)> = tags.into_iter().map(|tag| (tag.key, tag.value)).collect();
    same("tags", &tags, &[("a", "1"), ("b", "")].map(|(key, value)| (key.to_owned(), value.to_owned())).to_vec())?;
    Ok(format!("{tags:?}"))
}

async fn publish(sns: &Client) -> Outcome {
    let attributes = [
        ("colour", MessageAttributeValue::new("String").string_value("blue & white")),
        ("image", MessageAttributeValue::new("Binary").binary_value([0, 159, 255])),
    ];
    let published = sns
        .publish("hello = & + 世界")
        .topic_arn(arn("unicorns"))
        .message_attributes(attributes)
        .send()
        .await
        .map_err(text)?;
    published.message_id.ok_or_else(|| "Publish gives no message id".to_owned())
}

async fn batch(sns: &Client) -> Outcome {
    let entries = ["one", "two"].map(|id| PublishBatchRequestEntry::new(id, format!("message {id}")));
    let answer = sns.publish_batch(arn("unicorns"), entries).send().await.map_err(text)?;
    let ids: Vec<Option<String>> = answer.successful.unwrap_or_default().into_iter().map(|entry| entry.id).collect();
    same("ids", &ids, &["one", "two"].map(|id| Some(id.to_owned())).to_vec())?;
    Ok(format!("{ids:?}"))
}

async fn missing(sns: &Client) -> Outcome {
    let error = sns.get_topic_attributes(arn("nowhere")).send().await.err().ok_or("it was answered")?;
    same("kind", &matches!(error.kind(), Some(ErrorKind::NotFoundException)), &true)?;
    same("code", &error.code(), &Some("NotFound"))?;
    same("status", &error.status(), &Some(404))?;
    Ok(error.to_string())
}

// moto has none: the answer is written out here.
async fn error_with_members(sns: &Client) -> Outcome {
    let body = "<ErrorResponse><Error><Type>Sender</Type><Code>VerificationException</Code>\
                <Message>the code is wrong</Message><Status>Pending</Status></Error>\
                <RequestId>r-1</RequestId></ErrorResponse>";
    let http = ScriptedHttp::new().answer(400, body);
    let config = sns.config().to_builder().http_client(http).build().map_err(text)?;
    let scripted = Client::new(config).map_err(text)?;
    let answer = scripted.verify_sms_sandbox_phone_number("+358401234567", "123456").send().await;
    let error = answer.err().ok_or("it was answered")?;
    let Some(ErrorKind::VerificationException(details)) = error.kind() else {
        return Err(format!("the kind is {:?}", error.kind()));
    };
    same("status", &details.status.as_deref(), &Some("Pending"))?;
    contains("text", &error, "the code is wrong")?;
    Ok(error.to_string())
}

fn arn(topic: &str) -> String {
    format!("arn:aws:sns:us-east-1:123456789012:{topic}")
}
