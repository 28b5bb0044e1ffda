//! `/.well-known/security.txt` (RFC 9116): where to report a security problem, if the operator says so.

use super::Context;
use crate::problem::ApiError;
use crate::state::AppState;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpResponse, get, web};
use chrono::{SecondsFormat, TimeDelta};
use shared::ProblemCode;

/// Where the file is.
pub const PATH: &str = "/.well-known/security.txt";

/// How long it can be relied on: the contact is a setting, so the file is as fresh as the server's last start.
const GOOD_FOR: TimeDelta = TimeDelta::days(30);

/// The file; none without the setting.
#[get("/.well-known/security.txt")]
pub(crate) async fn show_security_txt(
    state: web::Data<AppState>,
    context: web::Data<Context>,
) -> Result<HttpResponse, ApiError> {
    let contact = context.settings.security_contact.as_deref().ok_or(ProblemCode::NotFound)?;
    let expires = (state.clock.now() + GOOD_FOR).to_rfc3339_opts(SecondsFormat::Secs, true);
    let text = format!(
        "Contact: {contact}\nExpires: {expires}\nPreferred-Languages: pl, en\nCanonical: {}{PATH}\n",
        context.public_url
    );
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/plain; charset=utf-8"))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .body(text))
}
