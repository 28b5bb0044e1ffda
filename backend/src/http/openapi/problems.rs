//! The problems of each call, as the description shows them.

use super::text_header;
use crate::http::error::{Frame, PROBLEM_JSON, problem};
use crate::http::middleware::request_id::RequestId;
use crate::problem::ApiError;
use shared::availability::{ClosedCode, ClosedReason, SlotRef};
use shared::problem::{FaultCode, FieldFault, ProblemExtra};
use shared::texts::problem_title;
use shared::{Language, ProblemCode};
use std::collections::BTreeMap;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::example::ExampleBuilder;
use utoipa::openapi::path::Operation;
use utoipa::openapi::{Ref, RefOr, Response, ResponseBuilder};

/// What every call of the API can answer.
const ALWAYS: [ProblemCode; 4] =
    [ProblemCode::RateLimited, ProblemCode::HeadersTooLarge, ProblemCode::InternalError, ProblemCode::Unavailable];

/// What every call with a body can answer besides.
const WITH_BODY: [ProblemCode; 5] = [
    ProblemCode::MalformedRequest,
    ProblemCode::RequestTimeout,
    ProblemCode::PayloadTooLarge,
    ProblemCode::UnsupportedMediaType,
    ProblemCode::ValidationFailed,
];

/// Turns `x-problems` into answers, one per status, with an example per code.
pub(super) fn add(operation: &mut Operation, limited: bool) {
    let listed = operation.extensions.as_mut().and_then(|extensions| extensions.remove("x-problems"));
    let listed: Vec<ProblemCode> = listed.and_then(|codes| serde_json::from_value(codes).ok()).unwrap_or_default();
    let always = if limited { ALWAYS.as_slice() } else { &ALWAYS[1..3] };
    let with_body = if operation.request_body.is_some() { WITH_BODY.as_slice() } else { &[] };
    let mut by_status = BTreeMap::<u16, Vec<ProblemCode>>::new();
    for code in always.iter().chain(with_body).chain(&listed) {
        let codes = by_status.entry(code.status()).or_default();
        if !codes.contains(code) {
            codes.push(*code);
        }
    }
    for (status, codes) in by_status {
        operation.responses.responses.insert(status.to_string(), RefOr::T(response(&codes)));
    }
}

fn response(codes: &[ProblemCode]) -> Response {
    let names: Vec<String> = codes.iter().map(|code| format!("`{}`", code.as_str())).collect();
    let mut content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem")));
    content = content.examples_from_iter(codes.iter().map(|code| {
        let title = problem_title::Texts::of(Language::En).get(code.as_str()).unwrap_or_default();
        (code.as_str(), ExampleBuilder::new().summary(title).value(Some(example(*code))).build())
    }));
    let mut response = ResponseBuilder::new().description(names.join(", ")).content(PROBLEM_JSON, content.build());
    if codes.iter().any(|code| matches!(code, ProblemCode::RateLimited | ProblemCode::Unavailable)) {
        response = response.header("Retry-After", text_header("Seconds until a new try makes sense"));
    }
    response.build()
}

/// A problem as it looks, in English.
fn example(code: ProblemCode) -> serde_json::Value {
    let error = ApiError::new(code).with(|parts| {
        parts.errors = example_faults(code);
        parts.extra = example_extra(code);
    });
    let frame = Frame {
        language: Language::En,
        request_id: RequestId::fixed("0199d0a55ab07b3a9f0e6d1c2b3a4958"),
        public_url: "https://wizyta.example.pl".into(),
    };
    serde_json::to_value(problem(&error, &frame)).unwrap_or_default()
}

fn example_faults(code: ProblemCode) -> Vec<FieldFault> {
    match code {
        ProblemCode::ValidationFailed => {
            vec![FieldFault::body("/date", FaultCode::InvalidDate), FieldFault::body("/email", FaultCode::InvalidEmail)]
        }
        ProblemCode::TermsNotAccepted => vec![FieldFault::body("/terms_version", FaultCode::TermsNotAccepted)],
        ProblemCode::SlotNotOffered => vec![FieldFault::body("/time", FaultCode::SlotNotOffered)],
        ProblemCode::CodeMistyped => vec![FieldFault::body("/code", FaultCode::CodeMistyped)],
        _ => Vec::new(),
    }
}

fn example_extra(code: ProblemCode) -> ProblemExtra {
    let at = |text: &str| chrono::DateTime::parse_from_rfc3339(text).ok();
    let mut extra = ProblemExtra::default();
    match code {
        ProblemCode::DayUnreleased => extra.released_at = at("2026-12-01T00:00:00+01:00"),
        ProblemCode::DayClosed => {
            let text = "Christmas Day".to_owned();
            extra.reason = Some(ClosedReason { code: ClosedCode::Holiday, text });
        }
        ProblemCode::SlotFull | ProblemCode::HoldExpired => {
            let slot = at("2026-12-07T09:40:00+01:00").map(|starts_at| SlotRef {
                date: starts_at.date_naive(),
                time: starts_at.time(),
                starts_at,
            });
            extra.alternatives = Some(slot.into_iter().collect());
        }
        ProblemCode::TermsOutdated => extra.current_version = Some("2026-12".to_owned()),
        ProblemCode::TooEarly => extra.opens_at = at("2026-12-07T08:50:00+01:00"),
        ProblemCode::TooLate => extra.walk_in = Some(true),
        _ => {}
    }
    extra
}
