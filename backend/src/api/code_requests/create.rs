//! `POST /api/v1/code-requests`

use crate::http::extract::Body;
use crate::http::query::Query;
use crate::problem::ApiError;
use crate::service::lost_code::LostCodes;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, post, web};
use shared::code_request::{CodeRequest, LostCode};

/// Ask for a lost reservation code
///
/// If the address has visits on that day, their codes are sent to it once more, three times a day at most. The answer is the
/// same in any case, and comes before anything is looked up: it tells nobody whether there is such a booking.
#[utoipa::path(
    operation_id = "request_code",
    tag = "bookings",
    request_body(content = CodeRequest, example = json!({"email": "anna@example.pl", "date": "2026-12-07"})),
    responses((status = 202, description = "If there is such a booking, its code is on its way by e-mail")),
)]
#[post("/api/v1/code-requests")]
pub(crate) async fn request_code(
    lost_codes: web::Data<LostCodes>,
    body: Body,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    Query::new(request.query_string()).finish()?;
    let lost = LostCode::read(&body.json().await?).map_err(ApiError::faults)?;
    lost_codes.ask(lost)?;
    Ok(HttpResponse::Accepted().insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store"))).finish())
}
