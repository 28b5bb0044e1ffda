//! `POST /api/v1/kiosk/tickets`

use crate::api::{answer, caller};
use crate::http::Context;
use crate::http::extract::{Body, bearer};
use crate::http::query::Query;
use crate::problem::ApiError;
use crate::service::Caller;
use crate::service::ticket::issue;
use crate::state::AppState;
use actix_web::{HttpRequest, HttpResponse, post, web};
use serde_json::Value;
use shared::kiosk::{TicketAnswer, TicketRequest};
use shared::{ProblemCode, ReservationCode};

/// Draw a ticket for a code
///
/// The number is given once: the same code again brings the same ticket, with 200.
#[utoipa::path(
    operation_id = "issue_ticket",
    tag = "kiosk",
    params(("Idempotency-Key" = Option<String>, Header, pattern = "^[!-~]{1,128}$", description = "Repeats the first answer, with 201, when the request comes again")),
    security(("api_token" = [])),
    request_body(content = TicketRequest, example = json!({"code": "482 915 736"})),
    responses(
        (status = 200, description = "The ticket, drawn before", body = TicketAnswer, example = json!({"ticket": {
            "id": "0199d0a5-5ab0-7b3a-9f0e-6d1c2b3a4959", "number": "R012", "service": "Vehicle registration",
            "time": "09:20", "issued_at": "2026-12-07T09:05:00+01:00", "printed_at": "2026-12-07T09:05:02+01:00"}})),
        (status = 201, description = "A new ticket", body = TicketAnswer, example = json!({"ticket": {
            "id": "0199d0a5-5ab0-7b3a-9f0e-6d1c2b3a4959", "number": "R012", "service": "Vehicle registration",
            "time": "09:20", "issued_at": "2026-12-07T09:05:00+01:00", "printed_at": null}})),
    ),
    extensions(("x-problems" = json!(["unauthorized", "forbidden", "code-mistyped", "code-unknown", "too-early",
        "too-late", "booking-cancelled", "wrong-office", "request-in-progress", "idempotency-key-reused"]))),
)]
#[post("/api/v1/kiosk/tickets")]
pub(crate) async fn issue_ticket(
    state: web::Data<AppState>,
    context: web::Data<Context>,
    body: Body,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    match asked(body, &request).await {
        Ok((caller, body, code)) => {
            let answer = issue(state.into_inner(), &context.guesses, &caller, &code, &body).await?;
            Ok(answer::personal(answer, request.head()))
        }
        // Whoever is no kiosk hears of nothing else.
        Err(fault) => caller::kiosk(&state, request.headers()).await.and(Err(fault)),
    }
}

async fn asked(body: Body, request: &HttpRequest) -> Result<(Caller, Value, ReservationCode), ApiError> {
    if bearer(request.headers()).is_none() {
        return Err(ProblemCode::Unauthorized.into());
    }
    Query::new(request.query_string()).finish()?;
    let caller = caller::of(request.headers())?;
    let body = body.json().await?;
    let code = TicketRequest::read(&body).map_err(ApiError::faults)?;
    Ok((caller, body, code))
}
