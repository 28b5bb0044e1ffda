//! `POST /api/v1/bookings/{id}/erasure`

use crate::api::{answer, caller};
use crate::http::extract::id;
use crate::http::query::Query;
use crate::problem::ApiError;
use crate::service::erase::erase;
use crate::state::AppState;
use actix_web::{HttpRequest, HttpResponse, post, web};

/// Erase the e-mail address
///
/// The address and the reservation code are erased at once, and the manage token dies: from then on the booking answers
/// 404. A visit that is still ahead is cancelled with it; no e-mail tells of that, since there is no address any more.
/// During the visit, and when it can't be cancelled any more, the answer is `change-too-late` until it is over. What
/// remains is a booking without a person, for counts.
#[utoipa::path(
    operation_id = "erase_booking",
    tag = "bookings",
    params(
        ("id" = uuid::Uuid, Path, description = "The booking's id", example = "0199d0a5-5ab0-7b3a-9f0e-6d1c2b3a4958"),
        ("If-Match" = Option<String>, Header, description = "Only if the booking still has this `ETag`"),
        ("Idempotency-Key" = Option<String>, Header, description = "1 to 128 visible ASCII characters, best a random UUID; kept for 24 hours", example = "0b1f4a0e-7a0c-4f5e-9b0a-2f6d3c1e8a77"),
    ),
    security(("manage_token" = [])),
    responses((status = 204, description = "Erased")),
    extensions(("x-problems" = json!(["not-found", "change-too-late", "precondition-failed", "validation-failed",
        "request-in-progress", "idempotency-key-reused"]))),
)]
#[post("/api/v1/bookings/{id}/erasure")]
pub(crate) async fn erase_booking(
    state: web::Data<AppState>,
    path: web::Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    Query::new(request.query_string()).finish()?;
    let answer = erase(&state, &caller::of(request.headers())?, id(&path)?).await?;
    Ok(answer::personal(answer, request.head()))
}
