//! `POST /api/v1/bookings`

use crate::api::{answer, caller};
use crate::http::Context;
use crate::http::admission::Admission;
use crate::http::extract::Body;
use crate::http::middleware::rate_limit;
use crate::http::query::Query;
use crate::limits::{Counted, Group};
use crate::problem::ApiError;
use crate::proof_of_work::Solved;
use crate::service::Caller;
use crate::service::book::{book, repeated_or};
use crate::state::AppState;
use actix_web::dev::RequestHead;
use actix_web::{HttpRequest, HttpResponse, post, web};
use serde_json::Value;
use shared::booking::{Booking, BookingRequest, NewBooking};
use shared::challenge;
use shared::problem::{FaultCode, FieldFault};

/// Book a visit
///
/// The confirmation with the reservation code goes to the e-mail address; the answer brings the `manage_token`, the
/// right to see and change the booking. A repeated call with the same `Idempotency-Key` gives the first answer again.
///
/// With `hold` the place is only held, until `held_until`, for somebody who still has the terms to read: no e-mail is sent and
/// no terms need be accepted before `POST /bookings/{id}/confirmation`. `hold_minutes` of the office says for how long; where
/// it is 0, `hold` is a fault (`holds-off`). An address can have one hold at a time; it is moved by `PATCH` and given up by
/// `cancellation`. Whoever has no use for holds books at once.
#[utoipa::path(
    operation_id = "create_booking",
    tag = "bookings",
    params(("Proof-Of-Work" = Option<String>, Header, description = "The solution of a challenge, if bookings need one just now: base64 of `{\"algorithm\", \"challenge\", \"number\", \"salt\", \"signature\"}`. See `GET /api/v1/challenge`"),
        ("Idempotency-Key" = Option<String>, Header, pattern = "^[!-~]{1,128}$", description = "1 to 128 visible ASCII characters, best a random UUID; kept for 24 hours", example = "0b1f4a0e-7a0c-4f5e-9b0a-2f6d3c1e8a77")),
    request_body(content = BookingRequest, example = json!({
        "service_id": "rejestracja-pojazdu", "date": "2026-12-07", "time": "09:20", "email": "anna@example.pl",
        "terms_version": "2026-11",
    })),
    responses((status = 201, description = "Booked, or held", body = Booking,
        headers(("Location" = String, description = "The booking"), ("ETag" = String, description = "Its version")),
        example = json!({
            "id": "0199d0a5-5ab0-7b3a-9f0e-6d1c2b3a4958", "status": "booked",
            "service": {"id": "rejestracja-pojazdu", "name": "Vehicle registration"}, "office_id": "cup-opole",
            "date": "2026-12-07", "time": "09:20", "starts_at": "2026-12-07T09:20:00+01:00",
            "ends_at": "2026-12-07T09:40:00+01:00", "email": "a***@example.pl", "confirmation_email": "queued",
            "cancel_until": "2026-12-07T09:20:00+01:00", "created_at": "2026-11-23T08:00:00+01:00",
            "manage_token": "q83vEjRWeJCrze8SNFZ4kA",
        }))),
    extensions(("x-problems" = json!(["terms-not-accepted", "terms-outdated", "service-not-found",
        "slot-not-offered", "day-unreleased", "day-closed", "slot-past", "slot-full", "booking-limit-reached",
        "request-in-progress", "idempotency-key-reused", "proof-of-work-required", "proof-of-work-invalid"]))),
)]
#[post("/api/v1/bookings")]
pub(crate) async fn create_booking(
    state: web::Data<AppState>,
    context: web::Data<Context>,
    body: Body,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    Query::new(request.query_string()).finish()?;
    create(&state, &context, request.app_data(), request.head(), body.json()).await
}

/// Books what a call asks for, whichever way it came.
pub(crate) async fn create(
    state: &AppState,
    context: &Context,
    admission: Option<&Admission>,
    head: &RequestHead,
    body: impl Future<Output = Result<Value, ApiError>>,
) -> Result<HttpResponse, ApiError> {
    let caller = caller::of(head.headers())?;
    let body = body.await?;
    // Nobody waits for a body in here, so that slow clients keep no place from others.
    let _place = match admission {
        Some(admission) => Some(admission.enter().await?),
        None => None,
    };
    let booking = NewBooking::read(&body).map_err(ApiError::faults)?;
    if booking.hold && !state.plan.holds.is_on() {
        return Err(ApiError::faults(vec![FieldFault::body("/hold", FaultCode::HoldsOff)]));
    }
    // Work before tries: nobody uses up the tries of somebody else's address for nothing.
    let admitted = match work(state, context, &caller, head).await {
        Ok(solved) => {
            let may_hold = if booking.hold { count_hold(state, context, &caller, head).await } else { Ok(()) };
            may_hold.and_then(|()| context.limits.try_email(&booking.email)).map(|()| solved)
        }
        Err(refusal) => Err(refusal),
    };
    let answer = match admitted {
        Ok(solved) => {
            let email = booking.email.clone();
            let answer = book(state, &caller, booking, &body, solved.as_ref()).await?;
            if answer.repeated {
                context.limits.forget_try(&email);
            }
            answer
        }
        Err(refusal) => repeated_or(state, &caller, &booking, &body, refusal).await?,
    };
    Ok(answer::personal(answer, head))
}

/// Counts a hold of this client, so that nobody hoards them. Integrators have a quota of their own.
async fn count_hold(state: &AppState, context: &Context, caller: &Caller, head: &RequestHead) -> Result<(), ApiError> {
    if caller::is_integrator(state, caller).await? {
        return Ok(());
    }
    let counted = context.limits.count(Group::Holds, rate_limit::client(head, context));
    counted.and_then(Counted::refusal).map_or(Ok(()), Err)
}

/// The solved challenge that pays for the booking, if one is needed.
async fn work(
    state: &AppState,
    context: &Context,
    caller: &Caller,
    head: &RequestHead,
) -> Result<Option<Solved>, ApiError> {
    let (work, now) = (&context.proof_of_work, state.clock.now());
    work.note_try(now);
    if !work.is_required(now)
        || context.limits.is_exempt(rate_limit::client(head, context))
        || caller::is_integrator(state, caller).await?
    {
        return Ok(None);
    }
    // What is no text is no solution.
    let header = head.headers().get(challenge::HEADER).map(|value| value.to_str().unwrap_or_default());
    work.check(&state.secrets, header, now).map(Some)
}
