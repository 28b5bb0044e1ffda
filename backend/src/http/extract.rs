//! Reading requests: JSON bodies, ids and what the headers say. Everything that is wrong becomes an `ApiError`.

use super::Context;
use super::conditional::text;
use crate::problem::ApiError;
use actix_web::dev::Payload;
use actix_web::http::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use actix_web::web::{Bytes, BytesMut, Data};
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt as _;
use serde_json::{Map, Value};
use shared::ProblemCode;
use shared::problem::{FaultCode, FieldFault};
use std::convert::Infallible;
use std::future::{Ready, ready};
use std::time::Duration;
use uuid::Uuid;

/// The largest body: ten times what our largest request needs.
pub const MAX_BODY: usize = 16 * 1024;

/// A body that is read when the handler asks for it, so that a missing token is noticed before a bad body.
pub struct Body {
    request: HttpRequest,
    payload: Payload,
}

impl FromRequest for Body {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(Ok(Self { request: request.clone(), payload: payload.take() }))
    }
}

impl Body {
    /// The body as JSON, not yet checked for its fields.
    pub async fn json(self) -> Result<Value, ApiError> {
        json(self.request.headers(), self.payload, limit(&self.request)).await
    }

    /// The body as JSON; if there is none, or `null`, an empty object.
    pub async fn json_or_empty(self) -> Result<Value, ApiError> {
        let body = read(self.request.headers(), self.payload, limit(&self.request)).await?;
        if body.is_empty() {
            return Ok(Value::Object(Map::new()));
        }
        check_media_type(self.request.headers())?;
        Ok(match parse(&body)? {
            Value::Null => Value::Object(Map::new()),
            body => body,
        })
    }
}

fn check_media_type(headers: &HeaderMap) -> Result<(), ApiError> {
    let media_type = text(headers, &CONTENT_TYPE).and_then(|value| value.split(';').next()).unwrap_or_default();
    let plain = text(headers, &CONTENT_ENCODING).is_none_or(|encoding| encoding.eq_ignore_ascii_case("identity"));
    if media_type.trim().eq_ignore_ascii_case("application/json") && plain {
        return Ok(());
    }
    Err(ProblemCode::UnsupportedMediaType.into())
}

/// A body as JSON, if it comes within `limit`.
pub async fn json(headers: &HeaderMap, payload: Payload, limit: Duration) -> Result<Value, ApiError> {
    check_media_type(headers)?;
    parse(&read(headers, payload, limit).await?)
}

fn limit(request: &HttpRequest) -> Duration {
    request.app_data::<Data<Context>>().map_or(Duration::from_secs(10), |c| c.settings.request_timeout)
}

async fn read(headers: &HeaderMap, mut payload: Payload, limit: Duration) -> Result<Bytes, ApiError> {
    let announced = text(headers, &CONTENT_LENGTH).and_then(|length| length.parse::<usize>().ok());
    if announced.is_some_and(|length| length > MAX_BODY) {
        return Err(ProblemCode::PayloadTooLarge.into());
    }
    collect(&mut payload, limit).await
}

/// Reads a body to its end, unless that is too far or too long.
pub(super) async fn collect(payload: &mut Payload, limit: Duration) -> Result<Bytes, ApiError> {
    let whole = async {
        // Nearly always all of it comes in one piece, which is not copied.
        let (mut first, mut rest) = (Bytes::new(), BytesMut::new());
        while let Some(chunk) = payload.next().await {
            // A body that breaks off, or whose chunks are no chunks.
            let chunk = chunk.map_err(|_| ApiError::new(ProblemCode::MalformedRequest))?;
            if first.len().max(rest.len()) + chunk.len() > MAX_BODY {
                return Err(ProblemCode::PayloadTooLarge.into());
            }
            if first.is_empty() {
                first = chunk;
                continue;
            }
            if rest.is_empty() {
                rest.extend_from_slice(&first);
            }
            rest.extend_from_slice(&chunk);
        }
        Ok(if rest.is_empty() { first } else { rest.freeze() })
    };
    tokio::time::timeout(limit, whole).await.unwrap_or_else(|_elapsed| Err(ProblemCode::RequestTimeout.into()))
}

fn parse(body: &[u8]) -> Result<Value, ApiError> {
    serde_json::from_slice(body).map_err(|_| ProblemCode::MalformedRequest.into())
}

/// The id in a path. What is no id is the id of nothing.
pub fn id(text: &str) -> Result<Uuid, ApiError> {
    Uuid::try_parse(text).map_err(|_| ProblemCode::NotFound.into())
}

/// The token of `Authorization: Bearer …`.
pub fn bearer(headers: &HeaderMap) -> Option<String> {
    let (scheme, token) = text(headers, &AUTHORIZATION)?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then(|| token.to_owned())
}

/// The value of `Idempotency-Key`, if it is given: 1 to 128 visible ASCII characters.
pub fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, ApiError> {
    const NAME: &str = "Idempotency-Key";
    let mut values = headers.get_all(NAME);
    let Some(first) = values.next() else { return Ok(None) };
    let key = first.to_str().ok().filter(|key| (1..=128).contains(&key.len()));
    match key.filter(|key| key.bytes().all(|byte| byte.is_ascii_graphic())) {
        Some(key) if values.next().is_none() => Ok(Some(key.to_owned())),
        _ => Err(ApiError::faults(vec![FieldFault::parameter(NAME, FaultCode::InvalidValue)])),
    }
}
