//! The id by which a request is found in the log: the client's if it sent a sane one, the trace's, or a new one.

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use std::fmt;
use uuid::Uuid;

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// A request's id. Cloning it copies no text.
#[derive(Debug, Clone)]
pub struct RequestId(HeaderValue);

impl RequestId {
    /// The id of a request with these headers.
    pub fn of(headers: &HeaderMap) -> Self {
        let sent = headers.get(&super::X_REQUEST_ID).filter(|value| is_sane(value.as_bytes())).cloned();
        Self(sent.or_else(|| trace_id(headers)).unwrap_or_else(new))
    }

    /// An id for examples.
    pub const fn fixed(id: &'static str) -> Self {
        Self(HeaderValue::from_static(id))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }

    /// The value for `X-Request-Id`.
    pub const fn value(&self) -> &HeaderValue {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Nothing that could break a log line: 1 to 64 letters, digits, dots, dashes and underscores.
fn is_sane(id: &[u8]) -> bool {
    (1..=64).contains(&id.len()) && id.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
}

/// The trace's id of a W3C `traceparent`: 32 hexadecimal digits, not all nought.
fn trace_id(headers: &HeaderMap) -> Option<HeaderValue> {
    let id = headers.get(&TRACEPARENT)?.to_str().ok()?.split('-').nth(1)?;
    let valid = id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()) && id.bytes().any(|b| b != b'0');
    valid.then(|| HeaderValue::from_str(id).ok()).flatten()
}

/// Random, and not by time as the ids of bookings are: no clock is read and no lock is taken for it.
fn new() -> HeaderValue {
    let mut buffer = Uuid::encode_buffer();
    let text = Uuid::from_u128(rand::random()).simple().encode_lower(&mut buffer);
    HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static("none"))
}

#[cfg(test)]
mod tests {
    use super::{HeaderMap, HeaderValue, RequestId};
    use actix_web::http::header::HeaderName;

    fn id(name: &'static str, value: &'static str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        RequestId::of(&headers).to_string()
    }

    #[test]
    fn a_sane_id_is_kept_and_any_other_replaced() {
        assert_eq!(id("x-request-id", "abc-1.2_3"), "abc-1.2_3");
        for bad in ["", "a b", "a\"b", "a=b\tc", &"x".repeat(65).leak()[..]] {
            assert_eq!(id("x-request-id", Box::leak(bad.to_owned().into_boxed_str())).len(), 32, "{bad:?}");
        }
        let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        assert_eq!(id("traceparent", trace), "4bf92f3577b34da6a3ce929d0e0e4736");
    }
}
