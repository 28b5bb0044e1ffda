//! `GET /health/ready`

use crate::http::Context;
use crate::problem::ApiError;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

/// What the server found about itself.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"status": "ready", "version": "0.1.0"}))]
pub struct Readiness {
    /// `ready`; anything else is a problem.
    pub status: &'static str,
    /// The running version.
    pub version: &'static str,
}

/// Whether requests should be sent here
///
/// The database answers within a second, its schema is the one that this version knows, and the server is not about to
/// stop.
#[utoipa::path(
    operation_id = "show_readiness",
    tag = "operations",
    responses((status = 200, description = "It is ready", body = Readiness)),
    extensions(("x-problems" = json!(["unavailable"]))),
)]
#[get("/health/ready")]
pub(crate) async fn show_readiness(context: web::Data<Context>) -> Result<HttpResponse, ApiError> {
    if context.shutdown.is_announced() {
        return Err(ApiError::unavailable(5));
    }
    let readiness = Readiness { status: "ready", version: env!("CARGO_PKG_VERSION") };
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(readiness))
}
