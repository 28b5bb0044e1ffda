//! `GET /health/live`

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpResponse, get};

/// Whether the process runs
///
/// Touches nothing else, not even the database. A server that does not answer should be started anew.
#[utoipa::path(
    operation_id = "show_liveness",
    tag = "operations",
    responses((status = 200, description = "It runs", body = serde_json::Value, example = json!({"status": "ok"}))),
)]
#[get("/health/live")]
pub(crate) async fn show_liveness() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/json"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(r#"{"status":"ok"}"#)
}
