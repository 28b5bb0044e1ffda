//! `POST /kod`: the form of who has no code. A page for people, with or without scripts; programs have
//! `POST /api/v1/code-requests`.

use super::middleware::rate_limit;
use super::page::{self, asked_language};
use super::{Context, extract};
use crate::limits::Group;
use crate::pages::{Form, Refusal};
use crate::problem::ApiError;
use crate::service::lost_code::LostCodes;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse, web};
use shared::ProblemCode;

/// The form's address.
pub const PATH: &str = "/kod";
/// Where a sent form leads.
pub const ASKED_PATH: &str = "/kod/wyslano";

/// Takes a filled-in form. What is wrong with it is said in it; else the answer is the same, whatever there is to find.
pub async fn send(
    request: HttpRequest,
    payload: Payload,
    context: web::Data<Context>,
    lost_codes: web::Data<LostCodes>,
) -> Result<HttpResponse, ApiError> {
    check_origin(request.headers())?;
    let body = extract::collect(&mut payload.into_inner(), context.settings.request_timeout).await?;
    let form = form(&body);
    let client = rate_limit::client(request.head(), &context);
    let counted = context.limits.count(Group::CodeRequests, client);
    let taken = match counted.and_then(crate::limits::Counted::refusal) {
        Some(_) => Err((StatusCode::TOO_MANY_REQUESTS, Refusal::TooMany)),
        None => match form.read() {
            Ok(lost) => lost_codes.ask(lost).map_err(|_| (StatusCode::SERVICE_UNAVAILABLE, Refusal::Busy)),
            Err(refusal) => Err((StatusCode::UNPROCESSABLE_ENTITY, refusal)),
        },
    };
    Ok(match taken {
        Ok(()) => {
            let asked = format!("{ASKED_PATH}?lang={}", asked_language(&request));
            HttpResponse::SeeOther().insert_header((LOCATION, asked)).finish()
        }
        Err((status, refusal)) => page::lost_code(status, &request, &form, &refusal),
    })
}

/// A form of ours, and not one on a foreign page that lets its visitors ask for others.
fn check_origin(headers: &HeaderMap) -> Result<(), ApiError> {
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    if site.is_some_and(|site| site != b"same-origin" && site != b"none") {
        return Err(ProblemCode::Forbidden.into());
    }
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    match kind.split(';').next().map(str::trim) {
        Some("application/x-www-form-urlencoded") => Ok(()),
        _ => Err(ProblemCode::UnsupportedMediaType.into()),
    }
}

fn form(body: &[u8]) -> Form {
    let mut form = Form::default();
    for (name, value) in url::form_urlencoded::parse(body) {
        match &*name {
            "email" => form.email = value.into_owned(),
            "date" => form.date = value.into_owned(),
            _ => {}
        }
    }
    form
}
