//! The loop of a call: attempts of credentials, sign, send, classify and wait, until there is an answer or no more to try.
//!
//! One async function over bytes; it knows no operation.

use std::{ops::Range, sync::Arc};

use ::http::Response as HttpResponse;
use bytes::Bytes;

use super::{
    CallOptions, Inner,
    attempt::{ATTEMPT, INVOCATION_ID, attempt, text},
    route::Route,
};
use crate::{
    config::{ConfigError, Identity},
    credentials::{Credentials, CredentialsError, ProvideCredentials},
    error::{self, ErrorFields},
    http::{TransportError, TransportErrorKind},
    operation::OperationSpec,
    query::secrets_in,
    retry::{Failure, classify},
    secret::Secret,
};

/// What every attempt sends.
pub(super) struct Encoded {
    pub(super) body: Bytes,
    pub(super) route: Arc<Route>,
    pub(super) compressed: bool,
    /// The body before compression, and where the secrets lie in it.
    pub(super) plain: Bytes,
    pub(super) secrets: Vec<Range<usize>>,
    pub(super) single_use: bool,
}

impl Encoded {
    // What must not be in any text about the call. Decoded only where a call has failed.
    pub(super) fn secrets(&self, credentials: Option<&Credentials>) -> Vec<Secret> {
        let mut secrets: Vec<Secret> = secrets_in(&self.plain, &self.secrets).collect();
        if let Some(credentials) = credentials {
            secrets.push(credentials.secret_access_key().clone());
            secrets.extend(credentials.session_token().cloned());
        }
        secrets
    }
}

/// A 2xx answer.
pub(super) struct Received {
    pub(super) response: HttpResponse<Bytes>,
    pub(super) attempts: u32,
    pub(super) credentials: Option<Credentials>,
}

pub(super) struct Failed {
    pub(super) cause: Cause,
    pub(super) attempts: u32,
    pub(super) credentials: Option<Credentials>,
    pub(super) spent: bool,
}

pub(super) enum Cause {
    Config(ConfigError),
    Credentials(CredentialsError),
    Transport(TransportError),
    Answer(Box<Answer>),
}

/// An answer that is not 2xx.
pub(super) struct Answer {
    pub(super) response: HttpResponse<Bytes>,
    pub(super) fields: ErrorFields,
    pub(super) failure: Failure,
}

impl Inner {
    pub(super) async fn exchange(
        &self,
        spec: &'static OperationSpec,
        encoded: &Encoded,
        options: &CallOptions,
    ) -> Result<Received, Failed> {
        let config = &self.config;
        let max_attempts = options.max_attempts.unwrap_or(config.retry().max_attempts());
        let timeout = options.attempt_timeout.or(config.attempt_timeout());
        let invocation = config.random().uuid();
        let mut attempts = 0;
        loop {
            let credentials = match self.credentials(spec, options).await {
                Ok(credentials) => credentials,
                Err(cause) => return Err(Failed { cause, attempts, credentials: None, spent: false }),
            };
            let request = match self.request(encoded, credentials.as_ref()) {
                Ok(mut request) => {
                    let headers = request.headers_mut();
                    headers.insert(INVOCATION_ID, text(&invocation));
                    headers.insert(ATTEMPT, attempt(attempts + 1, max_attempts));
                    request
                }
                Err(cause) => return Err(Failed { cause, attempts, credentials, spent: false }),
            };
            attempts += 1;
            let (failure, cause) = match self.send(request, timeout).await {
                Ok(response) if response.status().is_success() => {
                    return Ok(Received { response, attempts, credentials });
                }
                Ok(response) => {
                    let fields = error::fields(response.body());
                    let status = response.status().as_u16();
                    let failure = classify(status, fields.code.as_deref(), self.service.retryable);
                    (failure, Cause::Answer(Box::new(Answer { response, fields, failure })))
                }
                Err(error) => {
                    let failure = match error.kind() {
                        TransportErrorKind::Connect => Failure::NotSent,
                        TransportErrorKind::Timeout | TransportErrorKind::Io => Failure::Transient,
                        TransportErrorKind::Other => Failure::Permanent,
                    };
                    (failure, Cause::Transport(error))
                }
            };
            // A one-time code that may have arrived is spent.
            let spent = encoded.single_use && failure != Failure::NotSent;
            let wait = if spent || attempts >= max_attempts {
                None
            } else {
                config.retry().wait(failure, attempts, config.random().next_f64())
            };
            match wait {
                Some(wait) => config.sleep().sleep(wait).await,
                None => return Err(Failed { cause, attempts, credentials, spent }),
            }
        }
    }

    // The account that the endpoint may depend on. Why there are no credentials is for the attempt to say.
    pub(super) async fn account(&self, spec: &'static OperationSpec, options: &CallOptions) -> Option<String> {
        let credentials = self.credentials(spec, options).await.ok().flatten()?;
        credentials.account_id().map(str::to_owned)
    }

    async fn credentials(
        &self,
        spec: &'static OperationSpec,
        options: &CallOptions,
    ) -> Result<Option<Credentials>, Cause> {
        if !spec.signed {
            return Ok(None);
        }
        let provider = match (&options.credentials, self.config.identity()) {
            (Some(provider), _) | (None, Identity::Provider(provider)) => provider,
            (None, Identity::Anonymous { allow_signed: true }) => return Ok(None),
            (None, Identity::Anonymous { allow_signed: false }) => {
                return Err(Cause::Credentials(CredentialsError::anonymous(spec.name)));
            }
            (None, Identity::Unset) => {
                return Err(Cause::Credentials(CredentialsError::not_configured(
                    "no credentials were given: call credentials_provider() of the configuration, or take them from the \
                     environment",
                )));
            }
        };
        provider.provide().await.map(Some).map_err(Cause::Credentials)
    }
}
