//! The forms that answers take.

use crate::http::asset::{Representation, encoded};
use crate::http::conditional::is_known;
use crate::service::Answer;
use crate::store::rendered::Rendered;
use actix_web::dev::RequestHead;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use shared::Language;

const PRIVATE: &str = "private, no-store";

/// What changes with the plan only: caches may keep it for a while.
pub(super) fn catalogue(rendered: &Rendered, headers: &HeaderMap, language: Language) -> HttpResponse {
    public(rendered, headers, language, "public, max-age=300, stale-while-revalidate=600")
}

/// What changes with every booking: caches ask again each time.
pub(super) fn availability(rendered: &Rendered, headers: &HeaderMap, language: Language) -> HttpResponse {
    public(rendered, headers, language, "public, no-cache")
}

fn public(rendered: &Rendered, headers: &HeaderMap, language: Language, cache_control: &'static str) -> HttpResponse {
    let representation = Representation {
        status: StatusCode::OK,
        content_type: "application/json",
        cache_control,
        etag: &rendered.etag,
        language: Some(language),
    };
    representation.respond(headers, |encoding| encoded(rendered, encoding))
}

/// What concerns one person: no cache may keep it.
pub(super) fn personal(answer: Answer, request: &RequestHead) -> HttpResponse {
    let is_read = request.method == Method::GET;
    let known = is_read && answer.etag.as_deref().is_some_and(|etag| is_known(request.headers(), etag));
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut builder = HttpResponse::build(if known { StatusCode::NOT_MODIFIED } else { status });
    builder
        .insert_header((header::CACHE_CONTROL, HeaderValue::from_static(PRIVATE)))
        .insert_header((header::VARY, HeaderValue::from_static("Accept-Language")))
        .insert_header((header::CONTENT_LANGUAGE, HeaderValue::from_static(answer.language.code())));
    if let Some(etag) = answer.etag {
        builder.insert_header((header::ETAG, etag));
    }
    if let Some(location) = answer.location {
        builder.insert_header((header::LOCATION, location));
    }
    let nothing = known || answer.body.is_empty();
    finish(builder, nothing, "application/json", answer.body.into())
}

/// A visit as a file for calendars.
pub(super) fn calendar(file: String, request: &HttpRequest, language: Language) -> HttpResponse {
    let file = Rendered::new(file.into());
    let known = is_known(request.headers(), &file.etag);
    let mut builder = HttpResponse::build(if known { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
    builder
        .insert_header((header::CACHE_CONTROL, PRIVATE))
        .insert_header((header::VARY, "Accept-Language"))
        .insert_header((header::CONTENT_LANGUAGE, language.code()))
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"wizyta.ics\""))
        .insert_header((header::ETAG, file.etag));
    finish(builder, known, "text/calendar; charset=utf-8", file.body)
}

fn finish(
    mut builder: HttpResponseBuilder,
    without_body: bool,
    content_type: &'static str,
    body: Bytes,
) -> HttpResponse {
    if without_body {
        return builder.finish();
    }
    builder.insert_header((header::CONTENT_TYPE, HeaderValue::from_static(content_type))).body(body)
}
