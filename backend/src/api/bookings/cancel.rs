//! `POST /api/v1/bookings/{id}/cancellation`

use crate::api::{answer, caller};
use crate::http::extract::id;
use crate::http::query::Query;
use crate::problem::ApiError;
use crate::service::cancel::cancel;
use crate::state::AppState;
use actix_web::{HttpRequest, HttpResponse, post, web};
use shared::booking::Booking;

/// Cancel a booking
///
/// Cancelling a cancelled booking changes nothing and gives the same answer. The place comes back for everybody after a
/// delay that is not told, so that it cannot be passed on.
#[utoipa::path(
    operation_id = "cancel_booking",
    tag = "bookings",
    params(
        ("id" = uuid::Uuid, Path, description = "The booking's id", example = "0199d0a5-5ab0-7b3a-9f0e-6d1c2b3a4958"),
        ("If-Match" = Option<String>, Header, description = "Only if the booking still has this `ETag`"),
    ),
    security(("manage_token" = [])),
    responses((status = 200, description = "Cancelled", body = Booking,
        headers(("ETag" = String, description = "Its version")), example = json!({
            "id": "0199d0a5-5ab0-7b3a-9f0e-6d1c2b3a4958", "status": "cancelled",
            "service": {"id": "rejestracja-pojazdu", "name": "Vehicle registration"}, "office_id": "cup-opole",
            "date": "2026-12-07", "time": "09:20", "starts_at": "2026-12-07T09:20:00+01:00",
            "ends_at": "2026-12-07T09:40:00+01:00", "email": "a***@example.pl", "confirmation_email": "sent",
            "cancel_until": "2026-12-07T09:20:00+01:00", "created_at": "2026-11-23T08:00:00+01:00",
        }))),
    extensions(("x-problems" = json!(["not-found", "change-too-late", "precondition-failed", "validation-failed"]))),
)]
#[post("/api/v1/bookings/{id}/cancellation")]
pub(crate) async fn cancel_booking(
    state: web::Data<AppState>,
    path: web::Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    Query::new(request.query_string()).finish()?;
    let answer = cancel(&state, &caller::of(request.headers())?, id(&path)?).await?;
    Ok(answer::personal(answer, request.head()))
}
