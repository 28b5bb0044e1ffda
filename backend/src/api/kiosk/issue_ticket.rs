//! `POST /api/v1/kiosk/tickets`

use crate::api::{answer, caller};
use crate::http::Context;
use crate::http::extract::Body;
use crate::http::query::Query;
use crate::problem::ApiError;
use crate::service::ticket::issue;
use crate::state::AppState;
use actix_web::{HttpRequest, HttpResponse, post, web};
use shared::kiosk::{TicketAnswer, TicketRequest};

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
    let kiosk = caller::kiosk(&state, &request).await?;
    Query::new(request.query_string()).finish()?;
    let caller = caller::of(&request)?;
    let body = body.json().await?;
    let code = TicketRequest::read(&body).map_err(ApiError::faults)?;
    let now = state.clock.now();
    let attempt = context.guesses.begin(kiosk.id, now)?;
    let result = issue(&state, &caller, &kiosk, &code, &body).await;
    attempt.end(&code, result.as_ref().err().map(ApiError::code), now);
    Ok(answer::personal(result?, &request))
}
