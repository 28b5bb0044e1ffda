//! `GET /api/v1/bookings/{id}`

use crate::api::{answer, caller};
use crate::http::extract::id;
use crate::http::query::Query;
use crate::problem::ApiError;
use crate::service::lookup::find;
use crate::state::AppState;
use actix_web::{HttpRequest, HttpResponse, get, web};
use shared::booking::Booking;

/// A booking
///
/// Without its token, or with a wrong one, a booking looks as if it did not exist.
#[utoipa::path(
    operation_id = "show_booking",
    tag = "bookings",
    params(("id" = uuid::Uuid, Path, description = "The booking's id", example = "0199d0a5-5ab0-7b3a-9f0e-6d1c2b3a4958")),
    security(("manage_token" = [])),
    responses((status = 200, description = "The booking", body = Booking, example = json!({
        "id": "0199d0a5-5ab0-7b3a-9f0e-6d1c2b3a4958", "status": "booked",
        "service": {"id": "rejestracja-pojazdu", "name": "Vehicle registration"}, "office_id": "cup-opole",
        "date": "2026-12-07", "time": "09:20", "starts_at": "2026-12-07T09:20:00+01:00",
        "ends_at": "2026-12-07T09:40:00+01:00", "email": "a***@example.pl", "confirmation_email": "sent",
        "cancel_until": "2026-12-07T09:20:00+01:00", "created_at": "2026-11-23T08:00:00+01:00",
    }))),
    extensions(("x-problems" = json!(["not-found", "validation-failed"]))),
)]
#[get("/api/v1/bookings/{id}")]
pub(crate) async fn show_booking(
    state: web::Data<AppState>,
    path: web::Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    Query::new(request.query_string()).finish()?;
    let answer = find(&state, &caller::of(request.headers())?, id(&path)?).await?;
    Ok(answer::personal(answer, request.head()))
}
