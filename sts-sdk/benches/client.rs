//! How long a call takes in the client, transport taken away, and how long its parts take.

use std::hint::black_box;
use std::time::{Duration, UNIX_EPOCH};

use aws_query_runtime::operation::Operation;
use aws_query_runtime::query::QueryWriter;
use aws_query_runtime::sigv4::{SignableRequest, Signer, SigningContext};
use aws_query_runtime::xml::{Document, ReadError};
use bytes::Bytes;
use criterion::Criterion;
use sts_sdk::os::{StaticEnv, StaticFiles};
use sts_sdk::{Client, Config};
use support::{Call, Failure, assume_role, credentials, get_caller_identity};

mod support;

fn main() -> Result<(), Failure> {
    let mut criterion =
        Criterion::default().warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(3));
    criterion = criterion.configure_from_args();
    calls(&mut criterion)?;
    clients(&mut criterion)?;
    let identity = Call::GetCallerIdentity.client()?;
    parts(&mut criterion, Call::GetCallerIdentity, get_caller_identity(&identity).input());
    let role = Call::AssumeRole.client()?;
    parts(&mut criterion, Call::AssumeRole, assume_role(&role).input());
    criterion.final_summary();
    Ok(())
}

fn calls(criterion: &mut Criterion) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    for call in Call::ALL {
        let client = call.client()?;
        runtime.block_on(call.repeat(&client, 1))?;
        let mut group = criterion.benchmark_group("call");
        group.bench_function(call.name(), |bencher| {
            bencher.to_async(&runtime).iter(|| call.repeat(&client, 1));
        });
    }
    Ok(())
}

// What a tenant costs: settings of its own, and a client over shared connections.
fn clients(criterion: &mut Criterion) -> Result<(), Failure> {
    let client = Call::GetCallerIdentity.client()?;
    let mut group = criterion.benchmark_group("client");
    group.bench_function("clone", |bencher| bencher.iter(|| black_box(&client).clone()));
    group.bench_function("another identity", |bencher| {
        bencher.iter(|| client.config().to_builder().credentials_provider(credentials()).build().and_then(Client::new));
    });
    let file = "[default]\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:1\n";
    let files: StaticFiles = [("/home/me/.aws/config", file)].into_iter().collect();
    let env: StaticEnv = [("HOME", "/home/me")].into_iter().collect();
    group.bench_function("from variables and files", |bencher| {
        bencher.iter(|| Config::builder().env(env.clone()).files(files.clone()).build().and_then(Client::new));
    });
    Ok(())
}

fn parts<O: Operation>(criterion: &mut Criterion, call: Call, input: &O) {
    let name = call.name();
    criterion.benchmark_group("serialize").bench_function(name, |bencher| bencher.iter(|| serialize(black_box(input))));

    let (body, credentials, signer) = (serialize(input), credentials(), Signer::new());
    criterion.benchmark_group("sign").bench_function(name, |bencher| {
        bencher.iter(|| {
            let request = SignableRequest {
                method: "POST",
                path: "/",
                query: "",
                headers: &[
                    ("content-type", "application/x-www-form-urlencoded"),
                    ("host", "sts.eu-west-1.amazonaws.com"),
                ],
                payload: black_box(&body),
            };
            let (id, secret) = (credentials.access_key_id(), credentials.secret_access_key());
            let time = UNIX_EPOCH + Duration::from_secs(1_751_371_200);
            let mut context = SigningContext::new(id, secret, "eu-west-1", "sts", time);
            context.session_token = credentials.session_token();
            signer.sign_headers(&request, &context)
        });
    });

    let answer = call.answer();
    criterion.benchmark_group("parse").bench_function(name, |bencher| {
        bencher.iter(|| parse::<O>(black_box(answer.as_bytes())));
    });
}

fn serialize<O: Operation>(input: &O) -> Bytes {
    let mut writer = QueryWriter::new(O::SPEC.name, "2011-06-15");
    input.write(writer.members());
    writer.finish().into_bytes()
}

fn parse<O: Operation>(body: &[u8]) -> Result<Option<O::Output>, ReadError> {
    let mut document = Document::parse(body)?;
    let mut output = None;
    let mut root = document.root()?;
    while let Some(child) = root.next_child()? {
        if child.name().ends_with("Result") {
            output = Some(O::read(child)?);
        }
    }
    document.finish()?;
    Ok(output)
}
