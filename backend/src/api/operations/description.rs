//! `GET /api/openapi.json` and `GET /api/openapi.yaml`

use crate::http::openapi::Published;
use actix_web::{HttpRequest, HttpResponse, get, web};

/// This description as JSON
///
/// OpenAPI 3.1.
#[utoipa::path(
    operation_id = "show_openapi_json",
    tag = "operations",
    responses((status = 200, description = "The description", body = serde_json::Value,
        example = json!({"openapi": "3.1.0", "info": {"title": "Wizyta API"}, "paths": {}}))),
)]
#[get("/api/openapi.json")]
pub(crate) async fn show_openapi_json(published: web::Data<Published>, request: HttpRequest) -> HttpResponse {
    published.json.respond(request.headers())
}

/// This description as YAML
///
/// OpenAPI 3.1; the same as `openapi.yaml` in the sources.
#[utoipa::path(
    operation_id = "show_openapi_yaml",
    tag = "operations",
    responses((status = 200, description = "The description", body = serde_json::Value, content_type = "application/yaml",
        example = json!("openapi: 3.1.0\ninfo:\n  title: Wizyta API\npaths: {}\n"))),
)]
#[get("/api/openapi.yaml")]
pub(crate) async fn show_openapi_yaml(published: web::Data<Published>, request: HttpRequest) -> HttpResponse {
    published.yaml.respond(request.headers())
}
