//! `GET /api/v1/bookings/{id}/calendar.ics`

use crate::api::{answer, caller};
use crate::http::extract::id;
use crate::http::query::Query;
use crate::problem::ApiError;
use crate::service::calendar::calendar;
use crate::state::AppState;
use actix_web::{HttpRequest, HttpResponse, get, web};

/// The visit as a calendar file
///
/// RFC 5545, with the office's time zone; it carries neither code nor token.
#[utoipa::path(
    operation_id = "show_calendar",
    tag = "bookings",
    params(("id" = uuid::Uuid, Path, description = "The booking's id", example = "0199d0a5-5ab0-7b3a-9f0e-6d1c2b3a4958")),
    security(("manage_token" = [])),
    responses((status = 200, description = "The visit", body = String, content_type = "text/calendar",
        example = json!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n…\r\nEND:VCALENDAR\r\n"))),
    extensions(("x-problems" = json!(["not-found", "validation-failed"]))),
)]
#[get("/api/v1/bookings/{id}/calendar.ics")]
pub(crate) async fn show_calendar(
    state: web::Data<AppState>,
    path: web::Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    Query::new(request.query_string()).finish()?;
    let caller = caller::of(request.headers())?;
    let file = calendar(&state, &caller, id(&path)?).await?;
    Ok(answer::calendar(file, &request, caller.language))
}
