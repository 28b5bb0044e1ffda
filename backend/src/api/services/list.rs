//! `GET /api/v1/services`

use crate::api::answer;
use crate::http::conditional::language;
use crate::http::query::Query;
use crate::problem::ApiError;
use crate::state::AppState;
use actix_web::{HttpRequest, HttpResponse, get, web};
use shared::fields::parse_name;
use shared::office::Items;
use shared::problem::FaultCode;
use shared::service::Service;

/// The services
///
/// In the order of the page's drop-down.
#[utoipa::path(
    operation_id = "list_services",
    tag = "services",
    params(("office" = Option<String>, Query, pattern = "^[!-~]{1,64}$", description = "Only this office's services", example = "cup-opole")),
    responses((status = 200, description = "All services", body = Items<Service>, example = json!({"items": [{
        "id": "rejestracja-pojazdu", "office_id": "cup-opole", "name": "Vehicle registration",
        "category": "Vehicles", "scope": ["Registration of a vehicle bought in Poland"], "details_url": null,
        "duration_minutes": 20,
    }]}))),
    extensions(("x-problems" = json!(["validation-failed"]))),
)]
#[get("/api/v1/services")]
pub(crate) async fn list_services(state: web::Data<AppState>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let mut query = Query::new(request.query_string());
    let office = query.optional("office", FaultCode::InvalidValue, parse_name);
    query.finish()?;
    let language = language(request.headers());
    let services = state.answers.services(office.as_deref(), language)?;
    Ok(answer::catalogue(&services, request.headers(), language))
}
