//! `GET /metrics`

use crate::db::bookings;
use crate::http::Context;
use crate::metrics::CONTENT_TYPE;
use crate::outbox::gauges;
use crate::problem::ApiError;
use crate::state::AppState;
use actix_web::{HttpResponse, get, web};
use shared::ProblemCode;
use std::time::Duration;

/// How long the database may take to answer.
const LIMIT: Duration = Duration::from_secs(1);

/// Figures for Prometheus
///
/// On the main address unless `WIZYTA_METRICS_BIND` gives them one of their own; then this path is unknown here.
#[utoipa::path(
    operation_id = "show_metrics",
    tag = "operations",
    responses((status = 200, description = "OpenMetrics text", body = String,
        content_type = "application/openmetrics-text",
        example = json!("# TYPE wizyta_http_requests counter\nwizyta_http_requests_total{…} 1\n# EOF\n"))),
    extensions(("x-problems" = json!(["not-found"]))),
)]
#[get("/metrics")]
pub(crate) async fn show_metrics(
    state: web::Data<AppState>,
    context: web::Data<Context>,
) -> Result<HttpResponse, ApiError> {
    if context.settings.metrics_bind.is_some() {
        return Err(ProblemCode::NotFound.into());
    }
    answer(&state, &context).await
}

/// The figures, wherever they are asked for.
pub async fn answer(state: &AppState, context: &Context) -> Result<HttpResponse, ApiError> {
    context.measure(state.clock.now());
    let now = state.clock.now();
    let outbox = tokio::time::timeout(LIMIT, gauges(&state.db, now)).await;
    context.metrics.set_outbox(outbox.ok().and_then(Result::ok));
    let holds = state.db.read(move |conn| bookings::count_holds(conn, now.naive_utc()));
    if let Ok(Ok(holds)) = tokio::time::timeout(LIMIT, holds).await {
        context.metrics.set_holds(holds);
    }
    let text = context.metrics.text().map_err(ApiError::internal)?;
    Ok(HttpResponse::Ok().content_type(CONTENT_TYPE).body(text))
}
