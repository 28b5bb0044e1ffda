//! `GET /api/v1/kiosk`

use crate::api::{answer, caller};
use crate::http::query::Query;
use crate::problem::ApiError;
use crate::service::kiosk::show;
use crate::state::AppState;
use actix_web::{HttpRequest, HttpResponse, get, web};
use shared::kiosk::KioskAnswer;

/// Ask whose kiosk this is
///
/// Changes nothing: a kiosk learns by it whether its token is good, whose name to show, and the time on the office's clock.
#[utoipa::path(
    operation_id = "show_kiosk",
    tag = "kiosk",
    security(("api_token" = [])),
    responses((status = 200, description = "The kiosk's office", body = KioskAnswer, example = json!({
        "office": {
            "id": "cup-opole", "name": "Public Services Centre", "address": "1 Example Street, Opole",
            "phone": null, "email": null, "website": "https://www.opole.pl", "brand_name": "Opole City Hall",
            "logo": null, "style_url": null, "heading": null, "map_url": null, "sign_language_url": null,
            "easy_to_read_url": null, "timezone": "Europe/Warsaw", "horizon_days": 30,
            "languages": ["pl", "en", "uk", "de"], "terms_version": "2026-11",
            "ticket_opens_minutes_before": 30, "ticket_closes_minutes_after": 10},
        "now": "2026-12-07T09:05:00+01:00"}))),
    extensions(("x-problems" = json!(["unauthorized", "forbidden", "validation-failed"]))),
)]
#[get("/api/v1/kiosk")]
pub(crate) async fn show_kiosk(state: web::Data<AppState>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let kiosk = caller::kiosk(&state, request.headers()).await?;
    Query::new(request.query_string()).finish()?;
    let caller = caller::of(request.headers())?;
    Ok(answer::personal(show(&state, &kiosk, caller.language)?, request.head()))
}
