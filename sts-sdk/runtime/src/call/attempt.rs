//! One attempt of a call: the request with its headers, the signature, sending with a time limit.
//!
//! Knows neither what came before nor whether another attempt follows.

use std::{future::poll_fn, pin::pin, task::Poll, time::Duration};

use ::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, header};
use bytes::Bytes;

use super::{Cause, Encoded, Inner};
use crate::{
    config::ConfigError,
    credentials::{Credentials, CredentialsError},
    http::{TransportError, TransportErrorKind},
    sigv4::{SignableRequest, SigningContext},
};

impl Inner {
    pub(super) fn request(
        &self,
        encoded: &Encoded,
        credentials: Option<&Credentials>,
    ) -> Result<Request<Bytes>, Cause> {
        let route = &encoded.route;
        let mut headers = HeaderMap::with_capacity(12);
        if !route.headers.is_empty() {
            headers.extend(route.headers.clone());
        }
        headers.insert(header::HOST, route.target.host().clone());
        headers.insert(header::CONTENT_TYPE, CONTENT_TYPE);
        headers.insert(header::CONTENT_LENGTH, owned_text(encoded.body.len().to_string()));
        headers.insert(header::USER_AGENT, self.user_agent.clone());
        if encoded.compressed {
            headers.insert(header::CONTENT_ENCODING, GZIP);
        }
        if let Some(credentials) = credentials {
            let Some(region) = route.signing_region.as_deref() else {
                let places = self.config.region_places().map_or(String::new(), |places| format!(". {places}"));
                return Err(Cause::Config(ConfigError::new(format!(
                    "a region is needed to sign for a custom endpoint: set one in code, or AWS_REGION{places}"
                ))));
            };
            self.sign(encoded, credentials, region, &mut headers)?;
        }
        self.trace.add(&mut headers);
        let mut request = Request::new(encoded.body.clone());
        *request.method_mut() = Method::POST;
        *request.uri_mut() = route.target.uri().clone();
        *request.headers_mut() = headers;
        Ok(request)
    }

    fn sign(
        &self,
        encoded: &Encoded,
        credentials: &Credentials,
        region: &str,
        headers: &mut HeaderMap,
    ) -> Result<(), Cause> {
        let route = &encoded.route;
        let signed = [
            ("content-type", FORM),
            ("host", route.target.host_text()),
            ("content-encoding", if encoded.compressed { "gzip" } else { "" }),
        ];
        let signed = signed.get(..if encoded.compressed { 3 } else { 2 }).unwrap_or(&signed);
        // Nearly no endpoint has headers of its own.
        let all: Vec<(&str, &str)>;
        let signed = if route.headers.is_empty() {
            signed
        } else {
            let own = route.headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap_or_default()));
            all = signed.iter().copied().chain(own).collect();
            &all
        };
        let mut context = SigningContext::new(
            credentials.access_key_id(),
            credentials.secret_access_key(),
            region,
            &route.signing_name,
            self.config.clock().now(),
        );
        context.session_token = credentials.session_token();
        context.normalize_path = !route.raw_path;
        let signature = self.signer.sign_headers(
            &SignableRequest {
                method: "POST",
                path: route.target.path(),
                query: "",
                headers: signed,
                payload: &encoded.body,
            },
            &context,
        );
        let unusable = |_: ::http::header::InvalidHeaderValue| {
            Cause::Credentials(CredentialsError::broken(
                "the access key id or session token holds a character that no header can carry, such as a line break; \
                 was it copied whole?",
            ))
        };
        headers.insert(DATE, text(signature.amz_date.as_str()));
        let mut authorization = HeaderValue::try_from(signature.authorization).map_err(unusable)?;
        authorization.set_sensitive(true);
        headers.insert(header::AUTHORIZATION, authorization);
        if let Some(token) = credentials.session_token() {
            let mut token = HeaderValue::from_str(token.expose()).map_err(unusable)?;
            token.set_sensitive(true);
            headers.insert(SECURITY_TOKEN, token);
        }
        Ok(())
    }

    // The timer is started only when the transport does not answer at once.
    pub(super) async fn send(
        &self,
        request: Request<Bytes>,
        timeout: Option<Duration>,
    ) -> Result<Response<Bytes>, TransportError> {
        let mut sending = self.http.send(request);
        let Some(timeout) = timeout else { return sending.await };
        let mut timer = None;
        let raced = pin!(poll_fn(|context| {
            if let Poll::Ready(result) = sending.as_mut().poll(context) {
                return Poll::Ready(result);
            }
            let timer = timer.get_or_insert_with(|| self.config.sleep().sleep(timeout));
            match timer.as_mut().poll(context) {
                Poll::Ready(()) => Poll::Ready(Err(TransportError::new(
                    TransportErrorKind::Timeout,
                    format!("no answer within {} s (attempt timeout)", timeout.as_secs_f64()),
                ))),
                Poll::Pending => Poll::Pending,
            }
        }));
        raced.await
    }
}

/// `attempt=1; max=3`
pub(super) fn attempt(number: u32, max: u32) -> HeaderValue {
    match (number, max) {
        // Nearly every call is this one.
        (1, 3) => HeaderValue::from_static("attempt=1; max=3"),
        _ => owned_text(format!("attempt={number}; max={max}")),
    }
}

/// For texts that are made of visible ASCII by construction.
pub(super) fn text(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("-"))
}

fn owned_text(text: String) -> HeaderValue {
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("-"))
}

const FORM: &str = "application/x-www-form-urlencoded";
pub(super) const CONTENT_TYPE: HeaderValue = HeaderValue::from_static(FORM);
pub(super) const GZIP: HeaderValue = HeaderValue::from_static("gzip");
const DATE: HeaderName = HeaderName::from_static("x-amz-date");
const SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-amz-security-token");
pub(super) const INVOCATION_ID: HeaderName = HeaderName::from_static("amz-sdk-invocation-id");
pub(super) const ATTEMPT: HeaderName = HeaderName::from_static("amz-sdk-request");
