//! From an [`ApiError`] to an answer: the one place where problems get their words and their form.

use crate::http::conditional::language;
use crate::http::middleware::request_id::RequestId;
use crate::metrics::Metrics;
use crate::problem::ApiError;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use shared::problem::{FieldError, FieldFault, Problem, ProblemExtra};
use shared::texts::{fault, fill, problem_detail, problem_title};
use shared::{Language, ProblemCode};
use std::borrow::Cow;
use std::error::Error;

/// The media type of problems.
pub const PROBLEM_JSON: &str = "application/problem+json";

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Only the status: the outermost middleware puts the problem into words, since it knows the request's language.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

/// What a problem says besides what went wrong. Made for every request, so nothing in it is copied.
#[derive(Debug)]
pub struct Frame<'a> {
    /// The language of its texts.
    pub language: Language,
    /// The request's id.
    pub request_id: RequestId,
    /// Origin of the page that describes the kinds of problems.
    pub public_url: Cow<'a, str>,
}

impl<'a> Frame<'a> {
    /// Of a request with these headers.
    pub fn of(headers: &HeaderMap, public_url: &'a str) -> Self {
        let (language, request_id) = (language(headers), RequestId::of(headers));
        Self { language, request_id, public_url: public_url.into() }
    }

    /// The same, for an error that outlives the request.
    pub fn to_owned(&self) -> Frame<'static> {
        let public_url = Cow::Owned(self.public_url.to_string());
        Frame { language: self.language, request_id: self.request_id.clone(), public_url }
    }
}

/// Puts an error into words.
pub fn problem(error: &ApiError, frame: &Frame) -> Problem {
    let parts = error.parts();
    let code = parts.code.as_str();
    let values: Vec<(&str, &str)> = parts.values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let detail = problem_detail::Texts::of(frame.language).get(code).unwrap_or_default();
    Problem {
        r#type: format!("{}{}#{code}", frame.public_url, super::problems::PATH),
        title: problem_title::Texts::of(frame.language).get(code).unwrap_or_default().to_owned(),
        status: parts.code.status(),
        detail: fill(detail, &values),
        code: parts.code,
        request_id: Some(frame.request_id.to_string()),
        errors: parts.errors.iter().map(|fault| field_error(fault, frame.language)).collect(),
        extra: match &parts.alternatives {
            Some(alternatives) => {
                ProblemExtra { alternatives: Some(alternatives.slots.clone()), ..parts.extra.clone() }
            }
            None => parts.extra.clone(),
        },
        retry_after: parts.retry_after,
    }
}

fn field_error(fault: &FieldFault, language: Language) -> FieldError {
    FieldError {
        pointer: fault.pointer.clone(),
        parameter: fault.parameter.clone(),
        code: fault.code,
        detail: fault::Texts::of(language).get(fault.code.as_str()).unwrap_or_default().to_owned(),
    }
}

/// The answer to a call that failed, counted and logged.
pub fn answer(error: &ApiError, frame: &Frame, metrics: &Metrics) -> HttpResponse {
    metrics.count_problem(error.code());
    log(error, frame);
    response(error, frame)
}

/// The answer to a call that failed.
pub fn response(error: &ApiError, frame: &Frame) -> HttpResponse {
    let mut builder = HttpResponse::build(error.status_code());
    builder
        .insert_header((header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON)))
        .insert_header((header::CONTENT_LANGUAGE, HeaderValue::from_static(frame.language.code())))
        .insert_header((header::CACHE_CONTROL, HeaderValue::from_static("no-store")));
    if let Some(seconds) = error.parts().retry_after {
        builder.insert_header((header::RETRY_AFTER, seconds));
    }
    match error.code() {
        ProblemCode::Unauthorized => {
            builder.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        // What is still on its way belongs to no request that we would answer.
        ProblemCode::RequestTimeout => {
            builder.force_close();
        }
        _ => {}
    }
    builder.body(body(error, frame))
}

/// The problem as JSON. What very many get alike is written once.
fn body(error: &ApiError, frame: &Frame) -> Vec<u8> {
    let write = || serde_json::to_string(&problem(error, frame)).unwrap_or_default();
    match &error.parts().alternatives {
        Some(alternatives) => alternatives.said.body(frame.language, frame.request_id.as_str(), write),
        None => write().into_bytes(),
    }
}

/// Our error for what the framework refused by itself.
pub fn from_status(status: StatusCode) -> ApiError {
    let code = match status {
        StatusCode::UNAUTHORIZED => ProblemCode::Unauthorized,
        StatusCode::FORBIDDEN => ProblemCode::Forbidden,
        StatusCode::NOT_FOUND => ProblemCode::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => ProblemCode::MethodNotAllowed,
        StatusCode::REQUEST_TIMEOUT => ProblemCode::RequestTimeout,
        StatusCode::PAYLOAD_TOO_LARGE => ProblemCode::PayloadTooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ProblemCode::UnsupportedMediaType,
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => ProblemCode::HeadersTooLarge,
        StatusCode::TOO_MANY_REQUESTS => ProblemCode::RateLimited,
        StatusCode::SERVICE_UNAVAILABLE => ProblemCode::Unavailable,
        other if other.is_client_error() => ProblemCode::MalformedRequest,
        _ => ProblemCode::InternalError,
    };
    ApiError::new(code)
}

/// Logs what is our fault, with its causes. They name tables and sockets, never a resident.
pub fn log(error: &ApiError, frame: &Frame) {
    if error.code().status() < 500 {
        return;
    }
    let mut causes = Vec::new();
    let mut source = error.source();
    while let Some(cause) = source {
        causes.push(cause.to_string());
        source = cause.source();
    }
    let causes = causes.join(": ");
    let code = error.code().as_str();
    tracing::error!(request.id = %frame.request_id, problem.code = code, cause = %causes, "Answered {code}: {causes}");
}

#[cfg(test)]
mod tests {
    use super::{Frame, RequestId, problem};
    use crate::problem::ApiError;
    use shared::problem::{FaultCode, FieldFault};
    use shared::{Language, ProblemCode};

    #[test]
    fn a_problem_speaks_the_asked_language_and_hides_its_cause() {
        let frame =
            |language| Frame { language, request_id: RequestId::fixed("r1"), public_url: "https://w.example".into() };
        let error = ApiError::internal("secret cause");
        let json = serde_json::to_value(problem(&error, &frame(Language::De))).unwrap();
        assert_eq!(json["type"], "https://w.example/api/docs/problems#internal-error");
        assert_eq!((json["status"].as_u64(), json["request_id"].as_str()), (Some(500), Some("r1")));
        assert!(!json.to_string().contains("secret cause"));
        let faults = ApiError::faults(vec![FieldFault::body("/date", FaultCode::InvalidDate); 2]);
        let problem = problem(&faults, &frame(Language::Uk));
        assert_eq!(problem.code, ProblemCode::ValidationFailed);
        assert_eq!(problem.errors.len(), 2);
        assert!(problem.errors.iter().all(|error| !error.detail.is_empty()));
    }
}
