//! Who asks, and how: from the request's headers.

use crate::domain::role::Role;
use crate::http::conditional::{language, text};
use crate::http::extract::{bearer, idempotency_key};
use crate::problem::ApiError;
use crate::service::Caller;
use crate::service::token::{Principal, authorise, find};
use crate::state::AppState;
use actix_web::http::header::{HeaderMap, IF_MATCH};

/// Reads the headers that use cases look at.
pub(super) fn of(headers: &HeaderMap) -> Result<Caller, ApiError> {
    Ok(Caller {
        language: language(headers),
        idempotency_key: idempotency_key(headers)?,
        if_match: text(headers, &IF_MATCH).map(str::to_owned),
        bearer: bearer(headers),
    })
}

/// Whether an integrator's system calls. Any other token, and none, is no fault: everybody may book.
pub(super) async fn is_integrator(state: &AppState, caller: &Caller) -> Result<bool, ApiError> {
    let Some(token) = caller.bearer.as_deref() else { return Ok(false) };
    Ok(find(state, token).await?.is_some_and(|principal| principal.role == Role::Integrator))
}

/// The kiosk that calls; any other caller is refused, before anything else of the request is looked at.
pub(super) async fn kiosk(state: &AppState, headers: &HeaderMap) -> Result<Principal, ApiError> {
    authorise(state, bearer(headers).as_deref(), &[Role::Kiosk]).await
}
