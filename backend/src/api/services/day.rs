//! `GET /api/v1/services/{service}/days/{date}`

use crate::api::answer;
use crate::http::conditional::language;
use crate::http::query::Query;
use crate::problem::ApiError;
use crate::state::AppState;
use actix_web::{HttpRequest, HttpResponse, get, web};
use shared::availability::DaySlots;
use shared::local_date;
use shared::problem::{FaultCode, FieldFault};

/// A day's hours
///
/// All hours that have not begun, when the day is `available` or `full`; none otherwise.
#[utoipa::path(
    operation_id = "show_day",
    tag = "services",
    params(
        ("service" = String, Path, description = "The service's id", example = "rejestracja-pojazdu"),
        ("date" = chrono::NaiveDate, Path, description = "The day", example = "2026-12-07"),
    ),
    responses((status = 200, description = "The day", body = DaySlots, example = json!({
        "date": "2026-12-07", "status": "available", "slots": [{"time": "09:20", "free": 2,
            "starts_at": "2026-12-07T09:20:00+01:00", "ends_at": "2026-12-07T09:40:00+01:00"}],
    }))),
    extensions(("x-problems" = json!(["service-not-found", "validation-failed"]))),
)]
#[get("/api/v1/services/{service}/days/{date}")]
pub(crate) async fn show_day(
    state: web::Data<AppState>,
    path: web::Path<(String, String)>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let (service, date) = path.into_inner();
    let mut query = Query::new(request.query_string());
    let date = local_date::parse(&date);
    if date.is_none() {
        query.fault("date", FaultCode::InvalidDate);
    }
    query.finish()?;
    // The reading above has refused everything else.
    let date = date.ok_or_else(|| ApiError::faults(vec![FieldFault::parameter("date", FaultCode::InvalidDate)]))?;
    let language = language(request.headers());
    let day = state.answers.day(&service, date, language)?;
    Ok(answer::availability(&day, request.headers(), language))
}
