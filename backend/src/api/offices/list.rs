//! `GET /api/v1/offices`

use crate::api::answer;
use crate::http::conditional::language;
use crate::http::query::Query;
use crate::problem::ApiError;
use crate::state::AppState;
use actix_web::{HttpRequest, HttpResponse, get, web};
use shared::office::{Items, Office};

/// The offices
///
/// Most servers have one.
#[utoipa::path(
    operation_id = "list_offices",
    tag = "offices",
    responses((status = 200, description = "All offices", body = Items<Office>, example = json!({"items": [{
        "id": "cup-opole", "name": "Public Services Centre", "address": "1 Example Street, Opole",
        "phone": null, "email": null, "website": "https://www.opole.pl", "brand_name": "Opole City Hall",
        "logo": {"url": "/brand/logo-0123456789abcdef.svg", "width": 300, "height": 100},
        "style_url": "/brand/colours-0123456789abcdef.css", "heading": "Book a visit to the Public Services Centre in Opole",
        "map_url": null, "sign_language_url": null, "easy_to_read_url": null, "timezone": "Europe/Warsaw",
        "horizon_days": 30, "languages": ["pl", "en", "uk", "de"], "terms_version": "2026-11",
        "ticket_opens_minutes_before": 30, "ticket_closes_minutes_after": 10,
    }]}))),
    extensions(("x-problems" = json!(["validation-failed"]))),
)]
#[get("/api/v1/offices")]
pub(crate) async fn list_offices(state: web::Data<AppState>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    Query::new(request.query_string()).finish()?;
    let language = language(request.headers());
    Ok(answer::catalogue(&state.answers.offices(language), request.headers(), language))
}
