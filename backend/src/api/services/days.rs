//! `GET /api/v1/services/{service}/days`

use crate::api::answer;
use crate::http::conditional::language;
use crate::http::query::Query;
use crate::problem::ApiError;
use crate::state::AppState;
use actix_web::{HttpRequest, HttpResponse, get, web};
use shared::availability::Days;
use shared::local_date;
use shared::problem::FaultCode;

/// A service's days
///
/// What the calendar shows: which days have free hours, are full, not yet released, closed, or over. At most 92 days; by
/// default from today to the end of the horizon.
#[utoipa::path(
    operation_id = "list_days",
    tag = "services",
    params(
        ("service" = String, Path, description = "The service's id", example = "rejestracja-pojazdu"),
        ("from" = Option<chrono::NaiveDate>, Query, description = "First day", example = "2026-12-07"),
        ("to" = Option<chrono::NaiveDate>, Query, description = "Last day", example = "2026-12-09"),
    ),
    responses((status = 200, description = "Each day from `from` to `to`", body = Days, example = json!({
        "service_id": "rejestracja-pojazdu", "timezone": "Europe/Warsaw", "days": [
            {"date": "2026-12-07", "status": "available", "free": 12},
            {"date": "2026-12-08", "status": "full", "free": 0},
            {"date": "2026-12-09", "status": "unreleased", "free": 0, "released_at": "2026-11-09T00:00:00+01:00"},
        ],
    }))),
    extensions(("x-problems" = json!(["service-not-found", "validation-failed"]))),
)]
#[get("/api/v1/services/{service}/days")]
pub(crate) async fn list_days(
    state: web::Data<AppState>,
    service: web::Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let mut query = Query::new(request.query_string());
    let from = query.optional("from", FaultCode::InvalidDate, local_date::parse);
    let to = query.optional("to", FaultCode::InvalidDate, local_date::parse);
    query.finish()?;
    let language = language(request.headers());
    let days = state.answers.days(&service, from, to, language)?;
    Ok(answer::availability(&days, request.headers(), language))
}
