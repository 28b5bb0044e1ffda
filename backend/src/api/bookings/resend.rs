//! `POST /api/v1/bookings/{id}/confirmation-email`

use crate::api::{answer, caller};
use crate::http::Context;
use crate::http::extract::{Body, id};
use crate::http::query::Query;
use crate::problem::ApiError;
use crate::service::resend::{repeated_or, resend};
use crate::state::AppState;
use actix_web::{HttpRequest, HttpResponse, post, web};
use shared::booking::{Booking, ResendRequest};

/// Send the confirmation again
///
/// Without an address, the same e-mail with the same code. With one, a correction: the answer brings a new
/// `manage_token`, the e-mail a new code, and the old ones die at once.
#[utoipa::path(
    operation_id = "resend_confirmation",
    tag = "bookings",
    params(
        ("id" = uuid::Uuid, Path, description = "The booking's id", example = "0199d0a5-5ab0-7b3a-9f0e-6d1c2b3a4958"),
        ("If-Match" = Option<String>, Header, description = "Only if the booking still has this `ETag`"),
        ("Idempotency-Key" = Option<String>, Header, pattern = "^[!-~]{1,128}$", description = "1 to 128 visible ASCII characters, best a random UUID; kept for 24 hours", example = "0b1f4a0e-7a0c-4f5e-9b0a-2f6d3c1e8a77"),
    ),
    security(("manage_token" = [])),
    request_body(content = Option<ResendRequest>, example = json!({"email": "anna@example.pl"})),
    responses((status = 202, description = "It will be sent", body = Booking, example = json!({
        "id": "0199d0a5-5ab0-7b3a-9f0e-6d1c2b3a4958", "status": "booked",
        "service": {"id": "rejestracja-pojazdu", "name": "Vehicle registration"}, "office_id": "cup-opole",
        "date": "2026-12-07", "time": "09:20", "starts_at": "2026-12-07T09:20:00+01:00",
        "ends_at": "2026-12-07T09:40:00+01:00", "email": "a***@example.pl", "confirmation_email": "queued",
        "cancel_until": "2026-12-07T09:20:00+01:00", "created_at": "2026-11-23T08:00:00+01:00",
        "manage_token": "q83vEjRWeJCrze8SNFZ4kA",
    }))),
    extensions(("x-problems" = json!(["not-found", "already-cancelled", "change-too-late", "booking-limit-reached",
        "terms-not-accepted", "hold-expired", "precondition-failed", "request-in-progress", "idempotency-key-reused"]))),
)]
#[post("/api/v1/bookings/{id}/confirmation-email")]
pub(crate) async fn resend_confirmation(
    state: web::Data<AppState>,
    context: web::Data<Context>,
    path: web::Path<String>,
    body: Body,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    Query::new(request.query_string()).finish()?;
    let caller = caller::of(request.headers())?;
    let body = body.json_or_empty().await?;
    let email = ResendRequest::read(&body).map_err(ApiError::faults)?;
    let id = id(&path)?;
    // An address's limits show in the answer, so tries are counted, lest somebody ask for one address after the other.
    let answer = match email.as_ref().map_or(Ok(()), |email| context.limits.try_email(email)) {
        Ok(()) => {
            let answer = resend(&state, &caller, id, email.clone(), &body).await?;
            if let Some(email) = email.filter(|_| answer.repeated) {
                context.limits.forget_try(&email);
            }
            answer
        }
        Err(refusal) => repeated_or(&state, &caller, id, &body, refusal).await?,
    };
    Ok(answer::personal(answer, request.head()))
}
