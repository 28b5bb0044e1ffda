//! The API's description (OpenAPI 3.1), made from the handlers. Each handler names its problems by code in `x-problems`;
//! here they become answers with examples, so that all of them look alike and none is forgotten.

use super::asset::Asset;
use super::error::{Frame, PROBLEM_JSON, problem};
use crate::problem::ApiError;
use actix_web::App;
use shared::availability::{ClosedCode, ClosedReason, SlotRef};
use shared::problem::{FaultCode, FieldFault, ProblemExtra};
use shared::texts::problem_title;
use shared::{Language, ProblemCode};
use std::collections::BTreeMap;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::example::ExampleBuilder;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{OpenApi, PathItem, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{Modify, OpenApi as _};
use utoipa_actix_web::AppExt as _;

const DESCRIPTION: &str = include_str!("../../assets/explorer/introduction.md");

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

#[derive(utoipa::OpenApi)]
#[openapi(
    info(title = "Wizyta API", license(name = "EUPL-1.2", url = "https://eupl.eu/1.2/en/")),
    tags(
        (name = "offices", description = "Where visits take place"),
        (name = "services", description = "What visits can be booked for, and when"),
        (name = "bookings", description = "Booking a visit, and what its holder can do with it"),
        (name = "kiosk", description = "The ticket kiosk in the building"),
        (name = "operations", description = "For those who run the server"),
    ),
    components(schemas(shared::Problem)),
    modifiers(&Schemes),
)]
struct Description;

struct Schemes;

impl Modify for Schemes {
    fn modify(&self, api: &mut OpenApi) {
        let bearer = |description: &str| {
            let http = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(description));
            SecurityScheme::Http(http.build())
        };
        let components = api.components.get_or_insert_default();
        components.add_security_scheme("manage_token", bearer("A booking's `manage_token`"));
        components.add_security_scheme("api_token", bearer("A token made by `wizyta token create`"));
    }
}

/// The description and its two texts, made once.
pub struct Published {
    /// The description itself.
    pub api: OpenApi,
    /// As JSON.
    pub json: Asset,
    /// As YAML.
    pub yaml: Asset,
}

impl Published {
    /// Makes the texts.
    pub fn new() -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let api = describe();
        let json = Asset::new("application/json", api.to_pretty_json()?);
        let yaml = Asset::new("application/yaml", yaml(&api)?);
        Ok(Self { api, json, yaml })
    }
}

/// The description as YAML, as it stands in `openapi.yaml`.
pub fn yaml(api: &OpenApi) -> Result<String, Box<dyn std::error::Error + Send + Sync>> {
    Ok(format!("# Made from the code: UPDATE_OPENAPI=1 cargo test -p backend --test it openapi\n{}", api.to_yaml()?))
}

/// Describes the API.
pub fn describe() -> OpenApi {
    let app = App::new().into_utoipa_app().openapi(Description::openapi()).configure(crate::api::routes);
    let (_, mut api) = app.split_for_parts();
    DESCRIPTION.clone_into(api.info.description.get_or_insert_default());
    for (path, item) in &mut api.paths.paths {
        let limited = path.starts_with("/api/v1/");
        operations(item).for_each(|operation| add_problems(operation, limited));
    }
    api
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.post, &mut item.patch, &mut item.put, &mut item.delete].into_iter().flatten()
}

/// Turns `x-problems` into answers, one per status, with an example per code.
fn add_problems(operation: &mut Operation, limited: bool) {
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
        let header = HeaderBuilder::new().description(Some("Seconds until a new try makes sense"));
        response = response.header("Retry-After", header.build());
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
        request_id: "0199d0a55ab07b3a9f0e6d1c2b3a4958".to_owned(),
        public_url: "https://wizyta.example.pl".to_owned(),
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
        ProblemCode::SlotFull => {
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
