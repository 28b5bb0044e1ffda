//! `GET /api/v1/terms`

use crate::api::answer;
use crate::http::conditional::language;
use crate::http::query::Query;
use crate::problem::ApiError;
use crate::state::AppState;
use actix_web::{HttpRequest, HttpResponse, get, web};
use shared::fields::parse_name;
use shared::problem::FaultCode;
use shared::terms::Terms;

/// The terms
///
/// Those in force, or a named version. `html` holds only a fixed list of harmless elements.
#[utoipa::path(
    operation_id = "show_terms",
    tag = "offices",
    params(
        ("office" = Option<String>, Query, pattern = "^[!-~]{1,64}$", description = "This office's; by default the first one's", example = "cup-opole"),
        ("version" = Option<String>, Query, pattern = "^[!-~]{1,64}$", description = "This version instead", example = "2026-11"),
    ),
    responses((status = 200, description = "The terms in the asked language", body = Terms, example = json!({
        "version": "2026-11", "published_at": "2026-11-01T00:00:00+01:00", "language": "en",
        "html": "<h2>Booking terms</h2><p>…</p>",
    }))),
    extensions(("x-problems" = json!(["not-found", "validation-failed"]))),
)]
#[get("/api/v1/terms")]
pub(crate) async fn show_terms(state: web::Data<AppState>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let mut query = Query::new(request.query_string());
    let office = query.optional("office", FaultCode::InvalidValue, parse_name);
    let version = query.optional("version", FaultCode::InvalidValue, parse_name);
    query.finish()?;
    let language = language(request.headers());
    let terms = state.answers.terms(office.as_deref(), version.as_deref(), language)?;
    Ok(answer::catalogue(&terms, request.headers(), language))
}
