//! `GET /api/v1/challenge`

use crate::http::Context;
use crate::http::query::Query;
use crate::problem::ApiError;
use crate::state::AppState;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, get, web};
use shared::challenge::Challenge;

/// A challenge to be solved before booking
///
/// A proof of work in the form of ALTCHA, so that its libraries solve it. `required` tells whether bookings need one just
/// now. Each call gives another challenge; it holds for 20 minutes, and its solution pays for one booking that is
/// accepted. Callers with a token of the role `integrator` need none.
#[utoipa::path(
    operation_id = "show_challenge",
    tag = "bookings",
    responses((status = 200, description = "A new challenge", body = Challenge,
        headers(("Cache-Control" = String, description = "`no-store`")),
        example = json!({
            "required": true, "algorithm": "SHA-256",
            "challenge": "c77d1f6eb5d0ee3e0b9fb4cf3ff2a9d4c1b8b6ad3b1b8f3fdf6f2a4ab92e6a11", "maxnumber": 200_000,
            "salt": "8c1e9f2b7a6d4e3f0a1b2c3d?expires=1795680000&",
            "signature": "5b0f1fa3f2c9c1a97a3d6b6e0e7c9a4d3b8f1e2d6c5a4b3928171615f4e3d2c1",
        }))),
    extensions(("x-problems" = json!(["validation-failed"]))),
)]
#[get("/api/v1/challenge")]
pub(crate) async fn show_challenge(
    state: web::Data<AppState>,
    context: web::Data<Context>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    Query::new(request.query_string()).finish()?;
    let challenge = context.proof_of_work.challenge(&state.secrets, state.clock.now());
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(challenge))
}
