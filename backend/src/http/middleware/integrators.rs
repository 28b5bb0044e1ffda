//! Which calls come from an integrator's system: those have a quota of their own.

use crate::crypto::{API_TOKEN, Purpose};
use crate::domain::role::Role;
use crate::http::Context;
use crate::http::extract::bearer;
use crate::service::token::find;
use crate::state::AppState;
use actix_web::dev::ServiceRequest;
use actix_web::http::header::AUTHORIZATION;
use actix_web::web;
use uuid::Uuid;

/// The token's id, if it is one that called lately.
pub fn known(request: &ServiceRequest, context: &Context) -> Option<Uuid> {
    let (state, token) = token(request)?;
    context.integrators.known(&hash(state, &token), state.clock.now())
}

/// Looks up who calls, so that the next call is counted by its token. This one was counted by its address: nobody can
/// make us look faster than that.
pub async fn look(request: &ServiceRequest, context: &Context) {
    let Some((state, token)) = token(request) else { return };
    let (hash, now) = (hash(state, &token), state.clock.now());
    if context.integrators.known(&hash, now).is_some() {
        return;
    }
    // If the database is away, the call itself will say so.
    if let Ok(Some(principal)) = find(state, &token).await
        && principal.role == Role::Integrator
    {
        context.integrators.note(hash, principal.id, now);
    }
}

/// The API token of a limited call, but for kiosks', which are limited by address and by code.
fn token(request: &ServiceRequest) -> Option<(&AppState, String)> {
    if !request.headers().contains_key(AUTHORIZATION) {
        return None;
    }
    let path = super::path(request);
    let limited = path.starts_with("/api/v1/") && !path.starts_with("/api/v1/kiosk/");
    let token = bearer(request.headers()).filter(|token| limited && token.starts_with(API_TOKEN))?;
    Some((request.app_data::<web::Data<AppState>>()?, token))
}

fn hash(state: &AppState, token: &str) -> Vec<u8> {
    state.secrets.hash(Purpose::ApiToken, &[token.as_bytes()])
}
