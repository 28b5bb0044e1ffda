//! Counts requests per client and tells how it stands (draft-ietf-httpapi-ratelimit-headers).

use crate::http::Context;
use crate::limits::{Group, Standing, client_address, rate_limited};
use crate::problem::ApiError;
use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use std::net::{IpAddr, Ipv4Addr};

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// A counted request.
#[derive(Debug, Clone, Copy)]
pub struct Counted(Group, Standing);

/// Counts a request, if it is of a limited kind; refuses it if there were too many.
pub fn count(
    request: &ServiceRequest,
    method: &Method,
    context: &Context,
) -> Result<Option<Counted>, (Counted, ApiError)> {
    let Some(group) = group(super::path(request), method) else { return Ok(None) };
    let Some(standing) = context.limits.count(group, client(request, context)) else { return Ok(None) };
    match standing.retry_after {
        None => Ok(Some(Counted(group, standing))),
        Some(seconds) => Err((Counted(group, standing), rate_limited(seconds))),
    }
}

/// Adds `RateLimit` and `RateLimit-Policy`.
pub fn tell(counted: Option<Counted>, headers: &mut HeaderMap) {
    let Some(Counted(group, standing)) = counted else { return };
    let name = group.name();
    let (limit, window) = (standing.quota.limit, standing.quota.window.as_secs());
    let now = format!("\"{name}\";r={};t={}", standing.remaining, standing.reset_after);
    let policy = format!("\"{name}\";q={limit};w={window}");
    for (header, text) in [(RATE_LIMIT, now), (RATE_LIMIT_POLICY, policy)] {
        if let Ok(value) = HeaderValue::from_str(&text) {
            headers.insert(header, value);
        }
    }
}

/// Calls of the API are limited; the page's files, health and metrics are not.
fn group(path: &str, method: &Method) -> Option<Group> {
    let path = path.strip_prefix("/api/v1/")?;
    Some(match *method {
        Method::GET | Method::HEAD => Group::Reads,
        _ if path.starts_with("kiosk/") => Group::Codes,
        _ => Group::Bookings,
    })
}

fn client(request: &ServiceRequest, context: &Context) -> IpAddr {
    let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    let trusted = &context.settings.trusted_proxies;
    if trusted.is_empty() {
        return peer;
    }
    // Several header lines count as one list, in their order.
    let forwarded: Vec<&str> =
        request.headers().get_all(FORWARDED_FOR).filter_map(|value| value.to_str().ok()).collect();
    client_address(peer, Some(&forwarded.join(",")), trusted)
}
