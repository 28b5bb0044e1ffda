//! `GET /health/ready`

use crate::audit::Report;
use crate::db::SchemaState;
use crate::http::Context;
use crate::problem::ApiError;
use crate::state::AppState;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, get, web};
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::time::Duration;
use utoipa::ToSchema;

/// How long the database may take to answer.
const LIMIT: Duration = Duration::from_secs(1);

/// Seconds after which to ask again.
const RETRY_AFTER: u32 = 5;

/// What the server found about itself.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"status": "ready", "version": "0.1.0", "migrations": "current",
    "last_audit": {"result": "clean", "at": "2026-11-23T07:00:00Z", "findings": 0}}))]
pub struct Readiness {
    /// `ready`; anything else is a problem.
    pub status: &'static str,
    /// The running version.
    pub version: &'static str,
    /// The database's schema: `current`; anything else is a problem.
    pub migrations: &'static str,
    /// The last audit of the data by this server; null before the first.
    pub last_audit: Option<LastAudit>,
}

/// What the last audit found.
#[derive(Debug, Serialize, ToSchema)]
pub struct LastAudit {
    /// `clean`, or `broken`: then `wizyta audit` tells more. A server with broken data still serves.
    pub result: &'static str,
    /// The instant as of which it holds.
    pub at: DateTime<Utc>,
    /// Cases found.
    pub findings: i64,
}

impl From<&Report> for LastAudit {
    fn from(report: &Report) -> Self {
        let result = if report.is_clean() { "clean" } else { "broken" };
        Self { result, at: report.at, findings: report.faults() }
    }
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
pub(crate) async fn show_readiness(
    state: web::Data<AppState>,
    context: web::Data<Context>,
) -> Result<HttpResponse, ApiError> {
    if context.shutdown.is_announced() {
        return Err(ApiError::unavailable(RETRY_AFTER));
    }
    match tokio::time::timeout(LIMIT, state.db.schema_state()).await {
        Ok(Ok(SchemaState::Current)) => {}
        Ok(Err(error)) => return Err(error.into()),
        Ok(Ok(SchemaState::Behind(_) | SchemaState::Unknown(_))) | Err(_) => {
            return Err(ApiError::unavailable(RETRY_AFTER));
        }
    }
    let last_audit = state.auditor.last().as_deref().map(LastAudit::from);
    let version = env!("CARGO_PKG_VERSION");
    let readiness = Readiness { status: "ready", version, migrations: "current", last_audit };
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(readiness))
}
