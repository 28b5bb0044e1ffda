//! `POST /api/v1/kiosk/tickets/{id}/print-confirmation`

use crate::api::{answer, caller};
use crate::http::extract::id;
use crate::http::query::Query;
use crate::problem::ApiError;
use crate::service::ticket::confirm_print as confirm;
use crate::state::AppState;
use actix_web::{HttpRequest, HttpResponse, post, web};
use shared::kiosk::TicketAnswer;

/// Tell that the ticket was printed
///
/// Only then does the visit count as checked in: a failed print is no ticket.
#[utoipa::path(
    operation_id = "confirm_print",
    tag = "kiosk",
    params(("id" = uuid::Uuid, Path, description = "The ticket's id", example = "0199d0a5-5ab0-7b3a-9f0e-6d1c2b3a4959")),
    security(("api_token" = [])),
    responses((status = 200, description = "Noted", body = TicketAnswer, example = json!({"ticket": {
        "id": "0199d0a5-5ab0-7b3a-9f0e-6d1c2b3a4959", "number": "R012", "service": "Vehicle registration",
        "time": "09:20", "issued_at": "2026-12-07T09:05:00+01:00", "printed_at": "2026-12-07T09:05:02+01:00"}}))),
    extensions(("x-problems" = json!(["unauthorized", "forbidden", "not-found", "wrong-office",
        "validation-failed"]))),
)]
#[post("/api/v1/kiosk/tickets/{id}/print-confirmation")]
pub(crate) async fn confirm_print(
    state: web::Data<AppState>,
    path: web::Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let kiosk = caller::kiosk(&state, request.headers()).await?;
    Query::new(request.query_string()).finish()?;
    let caller = caller::of(request.headers())?;
    let answer = confirm(&state, &kiosk, id(&path)?, caller.language).await?;
    Ok(answer::personal(answer, request.head()))
}
