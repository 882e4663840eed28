//! What pages and items are: every page once, in order, and no further than there are any.

use std::{
    future::Future,
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
};

use aws_query_runtime::{CallOptions, Credentials, http::TransportErrorKind, testing::ScriptedHttp};
use futures_core::Stream;
use integration_tests::Error;
use serde_json::{Value, json};

use crate::support::{Bench, answer, error};

fn page(operation: &str, ids: &[&str], marker: Option<&str>, more: Option<bool>) -> String {
    let jobs: Vec<Value> = ids.iter().map(|id| json!({ "Id": id, "Active": true, "Big": 1 })).collect();
    let mut output = json!({ "Jobs": jobs });
    if let Some(marker) = marker {
        output["Marker"] = marker.into();
    }
    if let Some(more) = more {
        output["IsTruncated"] = more.into();
    }
    answer(operation, &output)
}

fn script(pages: &[(&[&str], Option<&str>, Option<bool>)]) -> ScriptedHttp {
    let answers = pages.iter().map(|(ids, marker, more)| page("ListJobs", ids, *marker, *more));
    answers.fold(ScriptedHttp::new(), |script, body| script.answer(200, body))
}

async fn ids(bench: &Bench) -> Result<Vec<String>, Error> {
    Ok(bench.client.list_jobs("q").items().try_collect().await?.into_iter().map(|job| job.id).collect())
}

#[tokio::test(flavor = "current_thread")]
async fn pages_end_where_there_are_no_more() {
    type Case<'c> = (&'c [(&'c [&'c str], Option<&'c str>, Option<bool>)], &'c [&'c str], usize);
    let cases: &[Case<'_>] = &[
        (&[(&["a", "b"], Some("1"), None), (&["c"], None, None)], &["a", "b", "c"], 2),
        // An empty page is not the last one.
        (&[(&[], Some("1"), None), (&["c"], Some("2"), Some(true)), (&[], None, Some(false))], &["c"], 3),
        (&[(&["a"], Some(""), None)], &["a"], 1),
        (&[(&["a"], Some("1"), Some(false))], &["a"], 1),
        (&[(&[], None, None)], &[], 1),
        // A token that was there before, and not just now.
        (
            &[(&["a"], Some("1"), None), (&["b"], Some("2"), None), (&["c"], Some("1"), None), (&[], None, None)],
            &["a", "b", "c"],
            4,
        ),
    ];
    for (pages, expected, requests) in cases {
        let bench = Bench::new(script(pages));
        assert_eq!(ids(&bench).await.expect("pages"), *expected, "{pages:?}");
        assert_eq!(bench.http.requests().len(), *requests, "{pages:?}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn every_page_is_asked_for_with_the_same_members_and_options() {
    let bench = Bench::new(script(&[(&["a"], Some("1&2"), None), (&["b"], None, None)]));
    let options = CallOptions::new().credentials_provider(Credentials::new("AKIDOTHER", "secret"));
    let mut pages = bench.client.list_jobs("q").max_items(1).with(options).pages();
    assert_eq!(pages.next_token(), None);
    assert_eq!(bench.http.requests().len(), 0);
    assert!(pages.next().await.expect("a page").is_ok());
    assert_eq!(pages.next_token().map(String::as_str), Some("1&2"));
    assert!(pages.next().await.expect("a page").is_ok());
    assert_eq!(pages.next_token(), None);
    assert!(pages.next().await.is_none() && pages.next().await.is_none());
    let bodies = bench.bodies();
    assert!(bodies[0].ends_with("&Queue=q&MaxItems=1"), "{bodies:?}");
    assert!(bodies[1].ends_with("&Queue=q&Marker=1%262&MaxItems=1"), "{bodies:?}");
    for request in bench.http.requests() {
        let signature = request.headers()["authorization"].to_str().expect("ASCII");
        assert!(signature.contains("AKIDOTHER"), "{signature}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_token_in_the_request_is_where_to_start() {
    let bench = Bench::new(script(&[(&["c"], None, None)]));
    let mut pages = bench.client.list_jobs("q").marker("7").pages();
    assert_eq!(pages.next_token().map(String::as_str), Some("7"));
    assert_eq!(pages.next().await.expect("a page").expect("an output").jobs.len(), 1);
    assert!(bench.bodies()[0].contains("&Marker=7"), "{:?}", bench.bodies());
}

#[tokio::test(flavor = "current_thread")]
async fn an_error_is_the_end_and_says_where_to_go_on() {
    let script = ScriptedHttp::new().answer(200, page("ListJobs", &["a"], Some("1"), None));
    let bench = Bench::new(script.answer(400, error("Throttled", "Slowly.")));
    let mut pages = bench.client.list_jobs("q").pages();
    assert!(pages.next().await.expect("a page").is_ok());
    let failed = pages.next().await.expect("an error").expect_err("an error");
    assert_eq!(failed.code(), Some("Throttled"));
    assert_eq!(pages.next_token().map(String::as_str), Some("1"));
    assert!(pages.next().await.is_none());
    assert_eq!(bench.http.requests().len(), 2);
}

#[tokio::test(flavor = "current_thread")]
async fn a_page_that_names_itself_is_an_error() {
    let bench = Bench::new(script(&[(&["a"], Some("1"), None), (&["b"], Some("1"), None)]));
    let mut items = bench.client.list_jobs("q").items();
    for id in ["a", "b"] {
        assert_eq!(items.next().await.expect("an item").expect("a job").id, id);
    }
    let error = items.next().await.expect("an error").expect_err("an error");
    assert_eq!(
        error.to_string(),
        "ListJobs would never end: the page asked for with Marker 1 names the same token for the next page"
    );
    assert!(matches!(&error, Error::RepeatedToken(error) if error.token() == Some("1")));
    assert!(!error.is_retryable() && items.next().await.is_none());
    assert_eq!(bench.http.requests().len(), 2);

    // A token that the model calls sensitive is in no text.
    let page = answer("ListSecrets", &json!({ "Page": { "Names": ["n"], "Token": "hidden" } }));
    let bench = Bench::new(ScriptedHttp::new().answer(200, page));
    let error = bench.client.list_secrets().pages().try_collect().await.expect_err("it repeats");
    assert!(error.to_string().contains("Token [redacted]"), "{error}");
    assert!(!format!("{error} {error:?}").contains("hidden"), "{error:?}");
}

#[tokio::test(flavor = "current_thread")]
async fn tokens_may_be_numbers_and_items_entries_of_maps() {
    let pages = [
        json!({ "Page": { "Next": 2, "Tags": {} } }),
        json!({ "Page": { "Next": 3, "Attributes": {} } }),
        json!({ "Page": {} }),
    ];
    let entry = |key: &str| format!("<Tags><entry><key>{key}</key><value>v</value></entry></Tags>");
    let script = pages.iter().zip(["a", "b", "c"]).fold(ScriptedHttp::new(), |script, (page, key)| {
        script.answer(200, answer("ListTags", page).replace("</Page>", &format!("{}</Page>", entry(key))))
    });
    let bench = Bench::new(script);
    let tags = bench.client.list_tags().page(1).items().try_collect().await.expect("tags");
    let keys: Vec<&str> = tags.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["a", "b", "c"]);
    let numbers: Vec<String> =
        bench.bodies().iter().map(|body| body.replace("Action=ListTags&Version=2020-01-01", "")).collect();
    assert_eq!(numbers, ["&Page=1", "&Page=2", "&Page=3"]);
}

#[tokio::test(flavor = "current_thread")]
async fn a_list_without_items_has_pages() {
    let script = ScriptedHttp::new().answer(200, page("DumpJobs", &["a"], Some("1"), Some(false)));
    let bench = Bench::new(script.answer(200, page("DumpJobs", &["b"], None, None)));
    let pages = bench.client.dump_jobs("q").pages().try_collect().await.expect("pages");
    assert_eq!(pages.iter().map(|page| page.jobs.len()).collect::<Vec<_>>(), [1, 1]);
}

#[test]
fn a_next_that_is_dropped_loses_nothing() {
    let context = &mut Context::from_waker(Waker::noop());
    let bench = Bench::new(ScriptedHttp::new().silence());
    let mut pages = bench.client.list_jobs("q").pages();
    for _ in 0..3 {
        assert!(pin!(pages.next()).poll(context).is_pending());
    }
    // One call is under way, and every `next` waits for that one.
    assert_eq!(bench.http.requests().len(), 1);
    drop(pages);

    let bench = Bench::new(ScriptedHttp::new().fail(TransportErrorKind::Other));
    let mut pages = bench.client.list_jobs("q").pages();
    let Poll::Ready(Some(Err(error))) = Pin::new(&mut pages).poll_next(context) else {
        panic!("an error was scripted")
    };
    assert!(error.to_string().starts_with("ListJobs failed"), "{error}");
    assert!(matches!(Pin::new(&mut pages).poll_next(context), Poll::Ready(None)));
}
