//! `PATCH /api/v1/bookings/{id}`

use crate::api::{answer, caller};
use crate::http::extract::{Body, id};
use crate::http::query::Query;
use crate::problem::ApiError;
use crate::service::relocate::relocate;
use crate::state::AppState;
use actix_web::{HttpRequest, HttpResponse, patch, web};
use shared::booking::{Booking, MoveRequest};

/// Move a booking
///
/// In one step: the new place is won before the old one is freed, or nothing changes. The old place comes back for
/// everybody, the caller too, after a delay that is not told.
#[utoipa::path(
    operation_id = "move_booking",
    tag = "bookings",
    params(
        ("id" = uuid::Uuid, Path, description = "The booking's id", example = "0199d0a5-5ab0-7b3a-9f0e-6d1c2b3a4958"),
        ("If-Match" = Option<String>, Header, description = "Only if the booking still has this `ETag`"),
    ),
    security(("manage_token" = [])),
    request_body(content = MoveRequest, example = json!({"date": "2026-12-08", "time": "10:00"})),
    responses((status = 200, description = "Moved", body = Booking,
        headers(("ETag" = String, description = "Its version")), example = json!({
            "id": "0199d0a5-5ab0-7b3a-9f0e-6d1c2b3a4958", "status": "booked",
            "service": {"id": "rejestracja-pojazdu", "name": "Vehicle registration"}, "office_id": "cup-opole",
            "date": "2026-12-08", "time": "10:00", "starts_at": "2026-12-08T10:00:00+01:00",
            "ends_at": "2026-12-08T10:20:00+01:00", "email": "a***@example.pl", "confirmation_email": "queued",
            "cancel_until": "2026-12-08T10:00:00+01:00", "created_at": "2026-11-23T08:00:00+01:00",
        }))),
    extensions(("x-problems" = json!(["not-found", "slot-not-offered", "day-unreleased", "day-closed", "slot-past",
        "slot-full", "booking-limit-reached", "change-too-late", "already-cancelled", "hold-expired",
        "precondition-failed"]))),
)]
#[patch("/api/v1/bookings/{id}")]
pub(crate) async fn move_booking(
    state: web::Data<AppState>,
    path: web::Path<String>,
    body: Body,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    Query::new(request.query_string()).finish()?;
    let caller = caller::of(request.headers())?;
    let body = body.json().await?;
    let to = MoveRequest::read(&body).map_err(ApiError::faults)?;
    let answer = relocate(&state, &caller, id(&path)?, to).await?;
    Ok(answer::personal(answer, request.head()))
}
