//! `POST /api/v1/bookings/{id}/hold-extension`

use crate::api::{answer, caller};
use crate::http::extract::id;
use crate::http::query::Query;
use crate::problem::ApiError;
use crate::service::hold::extend;
use crate::state::AppState;
use actix_web::{HttpRequest, HttpResponse, post, web};
use shared::booking::Booking;

/// Extend a hold
///
/// By two minutes, up to ten times: 30 minutes in all by default. `held_until` tells how long it lasts then; a hold that can't
/// be extended any more (`held_at_most_until`), or is confirmed, stays as it is.
#[utoipa::path(
    operation_id = "extend_hold",
    tag = "bookings",
    params(
        ("id" = uuid::Uuid, Path, description = "The booking's id", example = "0199d0a5-5ab0-7b3a-9f0e-6d1c2b3a4958"),
        ("If-Match" = Option<String>, Header, description = "Only if the booking still has this `ETag`"),
        ("Idempotency-Key" = Option<String>, Header, pattern = "^[!-~]{1,128}$", description = "1 to 128 visible ASCII characters, best a random UUID; kept for 24 hours", example = "0b1f4a0e-7a0c-4f5e-9b0a-2f6d3c1e8a77"),
    ),
    security(("manage_token" = [])),
    responses((status = 200, description = "Held for longer", body = Booking,
        headers(("ETag" = String, description = "Its version")), example = json!({
            "id": "0199d0a5-5ab0-7b3a-9f0e-6d1c2b3a4958", "status": "held",
            "service": {"id": "rejestracja-pojazdu", "name": "Vehicle registration"}, "office_id": "cup-opole",
            "date": "2026-12-07", "time": "09:20", "starts_at": "2026-12-07T09:20:00+01:00",
            "ends_at": "2026-12-07T09:40:00+01:00", "email": "a***@example.pl", "confirmation_email": "not_written",
            "cancel_until": "2026-12-07T09:20:00+01:00", "created_at": "2026-11-23T08:00:00+01:00",
            "held_until": "2026-11-23T08:12:00+01:00", "held_at_most_until": "2026-11-23T08:30:00+01:00",
        }))),
    extensions(("x-problems" = json!(["not-found", "hold-expired", "already-cancelled", "precondition-failed",
        "validation-failed", "request-in-progress", "idempotency-key-reused"]))),
)]
#[post("/api/v1/bookings/{id}/hold-extension")]
pub(crate) async fn extend_hold(
    state: web::Data<AppState>,
    path: web::Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    Query::new(request.query_string()).finish()?;
    let answer = extend(&state, &caller::of(request.headers())?, id(&path)?).await?;
    Ok(answer::personal(answer, request.head()))
}
