//! Which pages of other origins may use the API from a browser: public reads all of them, everything else those that
//! the setting names.

use crate::config::CorsOrigins;
use crate::http::Context;
use crate::problem::ApiError;
use actix_web::HttpResponse;
use actix_web::dev::ServiceRequest;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, ALLOW, HeaderMap,
    HeaderValue, ORIGIN, VARY,
};
use actix_web::http::{Method, StatusCode};
use shared::ProblemCode;

const REQUEST_HEADERS: HeaderValue = HeaderValue::from_static(
    "Accept-Language, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Proof-Of-Work, \
     X-Request-Id",
);
const ANSWER_HEADERS: HeaderValue = HeaderValue::from_static(
    "Content-Language, ETag, Location, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id",
);

/// What the origin of a request is told.
#[derive(Debug, Clone)]
pub enum Origin {
    /// Nothing: it is not allowed, or not another origin.
    Refused,
    /// Whoever asks may read the answer, since it holds nothing that anybody may not know.
    Public,
    /// Whoever asks may read the answer, as the operator wants it.
    Anybody,
    /// This one may read the answer.
    This(HeaderValue),
}

impl Origin {
    /// Whether the page that makes a request may see its answer.
    pub fn of(path: &str, method: &Method, headers: &HeaderMap, context: &Context) -> Self {
        let asked = match *method {
            Method::OPTIONS => headers.get(ACCESS_CONTROL_REQUEST_METHOD).map(HeaderValue::as_bytes),
            ref method => Some(method.as_str().as_bytes()),
        };
        if is_public_read(path, asked) {
            return Self::Public;
        }
        let Some(origin) = headers.get(ORIGIN) else { return Self::Refused };
        match &context.settings.cors_origins {
            CorsOrigins::Any => Self::Anybody,
            CorsOrigins::Listed(origins) if origins.iter().any(|listed| origin == listed.as_str()) => {
                Self::This(origin.clone())
            }
            CorsOrigins::Listed(_) => Self::Refused,
        }
    }

    /// Adds the headers of the answer itself.
    pub fn tell(&self, status: StatusCode, headers: &mut HeaderMap) {
        let origin = match self {
            Self::Refused => return,
            Self::Public | Self::Anybody => HeaderValue::from_static("*"),
            Self::This(origin) => {
                headers.append(VARY, HeaderValue::from_static("Origin"));
                origin.clone()
            }
        };
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        // What a browser kept has them already.
        if status != StatusCode::NOT_MODIFIED {
            headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, ANSWER_HEADERS);
        }
    }
}

/// The answer to `OPTIONS`: the path's methods, and to a browser's preflight what it may send.
pub fn options(request: &ServiceRequest, context: &Context) -> HttpResponse {
    let allow = context.routes.allow(super::path(request)).and_then(|allow| HeaderValue::from_str(&allow).ok());
    let Some(allow) = allow else { return HttpResponse::from_error(ApiError::new(ProblemCode::NotFound)) };
    let mut response = HttpResponse::NoContent();
    response.insert_header((ALLOW, allow.clone()));
    if request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD) {
        response
            .insert_header((ACCESS_CONTROL_ALLOW_METHODS, allow))
            .insert_header((ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS))
            .insert_header((ACCESS_CONTROL_MAX_AGE, "7200"))
            .insert_header((VARY, "Access-Control-Request-Method"));
    }
    response.finish()
}

/// Reads that everybody may make and that hold nothing personal.
fn is_public_read(path: &str, method: Option<&[u8]>) -> bool {
    let reads = matches!(method, Some(b"GET" | b"HEAD"));
    // The look too: a page on another host shows the office's logo and colours.
    let public =
        ["/api/v1/offices", "/api/v1/services", "/api/v1/terms", "/api/v1/challenge", "/api/openapi.", "/brand/"];
    reads && public.iter().any(|prefix| path.starts_with(prefix))
}
