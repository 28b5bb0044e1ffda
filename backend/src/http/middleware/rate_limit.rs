//! Counts requests per client and tells how it stands (draft-ietf-httpapi-ratelimit-headers).

use crate::http::Context;
use crate::limits::{Counted, Group, client_address};
use crate::problem::ApiError;
use actix_web::dev::{RequestHead, ServiceRequest};
use actix_web::http::Method;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use std::net::{IpAddr, Ipv4Addr};

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Counts a request, if it is of a limited kind; refuses it if there were too many.
pub fn count(
    request: &ServiceRequest,
    method: &Method,
    context: &Context,
) -> Result<Option<Counted>, (Counted, ApiError)> {
    let Some(group) = group(super::path(request), method) else { return Ok(None) };
    let client = client(request.head(), context);
    let integrator = super::integrators::known(request, context).filter(|_| !context.limits.is_exempt(client));
    let counted = match integrator.filter(|_| !matches!(group, Group::Codes | Group::CodeRequests)) {
        Some(token) => context.limits.count_integrator(token),
        None => context.limits.count(group, client),
    };
    let Some(counted) = counted else { return Ok(None) };
    counted.refusal().map_or(Ok(Some(counted)), |error| Err((counted, error)))
}

/// Adds `RateLimit` and `RateLimit-Policy`. When several quotas apply, the one that is exceeded stands first.
pub fn tell(counted: [Option<Counted>; 2], headers: &mut HeaderMap) {
    let (mut now, mut policies) = (Vec::new(), Vec::new());
    for Counted { policy, standing } in counted.into_iter().flatten() {
        let (limit, window) = (standing.quota.limit, standing.quota.window.as_secs());
        now.push(format!("\"{policy}\";r={};t={}", standing.remaining, standing.reset_after));
        policies.push(format!("\"{policy}\";q={limit};w={window}"));
    }
    for (header, items) in [(RATE_LIMIT, now), (RATE_LIMIT_POLICY, policies)] {
        if !items.is_empty()
            && let Ok(value) = HeaderValue::from_str(&items.join(", "))
        {
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
        _ if path == "code-requests" => Group::CodeRequests,
        _ => Group::Bookings,
    })
}

/// The client's address, as far as proxies are believed.
pub fn client(request: &RequestHead, context: &Context) -> IpAddr {
    let peer = request.peer_addr.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    let trusted = &context.settings.trusted_proxies;
    if trusted.is_empty() {
        return peer;
    }
    // Several header lines count as one list, in their order.
    let forwarded: Vec<&str> =
        request.headers().get_all(FORWARDED_FOR).filter_map(|value| value.to_str().ok()).collect();
    client_address(peer, Some(&forwarded.join(",")), trusted)
}
