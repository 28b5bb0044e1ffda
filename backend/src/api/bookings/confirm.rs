//! `POST /api/v1/bookings/{id}/confirmation`

use crate::api::{answer, caller};
use crate::http::extract::{Body, id};
use crate::http::query::Query;
use crate::problem::ApiError;
use crate::service::hold::confirm;
use crate::state::AppState;
use actix_web::{HttpRequest, HttpResponse, post, web};
use shared::booking::{Booking, ConfirmationRequest};

/// Confirm a hold
///
/// The held place becomes a visit, and the confirmation with the reservation code goes to the e-mail address. The token stays
/// the same. A confirmation that comes too late still gets the place if nobody has noticed; otherwise the answer is
/// `hold-expired` with the nearest free hours, and the way out is to book one of them. Confirming a booked visit changes
/// nothing.
#[utoipa::path(
    operation_id = "confirm_booking",
    tag = "bookings",
    params(
        ("id" = uuid::Uuid, Path, description = "The booking's id", example = "0199d0a5-5ab0-7b3a-9f0e-6d1c2b3a4958"),
        ("If-Match" = Option<String>, Header, description = "Only if the booking still has this `ETag`"),
        ("Idempotency-Key" = Option<String>, Header, pattern = "^[!-~]{1,128}$", description = "1 to 128 visible ASCII characters, best a random UUID; kept for 24 hours", example = "0b1f4a0e-7a0c-4f5e-9b0a-2f6d3c1e8a77"),
    ),
    security(("manage_token" = [])),
    request_body(content = ConfirmationRequest, example = json!({"terms_version": "2026-11"})),
    responses((status = 200, description = "Booked", body = Booking,
        headers(("ETag" = String, description = "Its version")), example = json!({
            "id": "0199d0a5-5ab0-7b3a-9f0e-6d1c2b3a4958", "status": "booked",
            "service": {"id": "rejestracja-pojazdu", "name": "Vehicle registration"}, "office_id": "cup-opole",
            "date": "2026-12-07", "time": "09:20", "starts_at": "2026-12-07T09:20:00+01:00",
            "ends_at": "2026-12-07T09:40:00+01:00", "email": "a***@example.pl", "confirmation_email": "queued",
            "cancel_until": "2026-12-07T09:20:00+01:00", "created_at": "2026-11-23T08:00:00+01:00",
        }))),
    extensions(("x-problems" = json!(["not-found", "terms-not-accepted", "terms-outdated", "hold-expired", "slot-past",
        "booking-limit-reached", "already-cancelled", "precondition-failed", "request-in-progress",
        "idempotency-key-reused"]))),
)]
#[post("/api/v1/bookings/{id}/confirmation")]
pub(crate) async fn confirm_booking(
    state: web::Data<AppState>,
    path: web::Path<String>,
    body: Body,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    Query::new(request.query_string()).finish()?;
    let caller = caller::of(request.headers())?;
    let body = body.json().await?;
    let terms_version = ConfirmationRequest::read(&body).map_err(ApiError::faults)?;
    let answer = confirm(&state, &caller, id(&path)?, terms_version, &body).await?;
    Ok(answer::personal(answer, request.head()))
}
