//! What browsers may do with our answers: no inline script, nothing foreign, no frame, no guessing of types.

use crate::config::HttpSettings;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};

use actix_web::middleware::Next;

const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

/// For answers that are no pages: nothing at all may be loaded.
const DATA_POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

/// For scripts: their policy counts where they run on their own, and the one that keeps the page fetches it from here.
const SCRIPT_POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; connect-src 'self'; frame-ancestors 'none'");

/// For pages. `'wasm-unsafe-eval'` lets WASM be compiled and nothing else be evaluated.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
    base-uri 'none'; form-action 'self'; frame-ancestors ";

/// A page that others may show in a frame, where the settings name them. No page is unless its handler says so: a kiosk in a
/// foreign frame would give its token's power away.
#[derive(Debug, Clone, Copy)]
pub struct Embeddable;

/// The headers that depend on the settings.
#[derive(Debug)]
pub struct SecurityHeaders {
    /// For pages that stand alone.
    page_policy: HeaderValue,
    /// For those that may be in a frame, if any site is named.
    framed_policy: Option<HeaderValue>,
    /// Whether browsers are told to come by HTTPS only.
    https_only: bool,
}

impl SecurityHeaders {
    /// Headers for a server that residents reach at `public_url`.
    pub fn new(settings: &HttpSettings, public_url: &str) -> Self {
        // Settings are checked to be origins, so that the policy is a valid header.
        let policy =
            |ancestors: &str| HeaderValue::from_str(&format!("{PAGE_POLICY}{ancestors}")).unwrap_or(DATA_POLICY);
        let ancestors = &settings.frame_ancestors;
        Self {
            page_policy: policy("'none'"),
            framed_policy: (!ancestors.is_empty()).then(|| policy(&ancestors.join(" "))),
            https_only: public_url.starts_with("https://"),
        }
    }

    /// Adds them to an answer; `public` if it holds nothing that anybody may not know.
    pub fn add(&self, status: StatusCode, public: bool, embeddable: bool, headers: &mut HeaderMap) {
        if self.https_only {
            headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
        }
        // What a browser kept has its headers already. It would put these over them, and here nobody knows what it was. But
        // of residents' pages the policy may be another one since.
        if status == StatusCode::NOT_MODIFIED && !embeddable {
            return;
        }
        let is_html = |value: &HeaderValue| value.as_bytes().starts_with(b"text/html");
        let is_page = embeddable || headers.get(CONTENT_TYPE).is_some_and(is_html);
        // Public data needs no protection from being embedded, and has no links that could tell where one comes from.
        if public && !is_page {
            headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
            add_policy_for_data(headers);
            return;
        }
        if !is_page {
            return add_for_data(headers);
        }
        add_common(headers);
        let framed = self.framed_policy.as_ref().filter(|_| embeddable);
        headers.insert(CONTENT_SECURITY_POLICY, framed.unwrap_or(&self.page_policy).clone());
        headers.insert(OPENER_POLICY, HeaderValue::from_static("same-origin"));
        headers.insert(PERMISSIONS_POLICY, HeaderValue::from_static("camera=(), geolocation=(), microphone=()"));
        // Older browsers are told so too.
        if framed.is_none() {
            headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
        }
    }
}

/// Adds those of answers that are no pages.
pub fn add_for_data(headers: &mut HeaderMap) {
    add_common(headers);
    add_policy_for_data(headers);
}

/// A file that has a policy of its own keeps it.
fn add_policy_for_data(headers: &mut HeaderMap) {
    if !headers.contains_key(CONTENT_SECURITY_POLICY) {
        let is_script = headers.get(CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(b"text/javascript"));
        headers.insert(CONTENT_SECURITY_POLICY, if is_script { SCRIPT_POLICY } else { DATA_POLICY });
    }
}

/// Adds them on an address of its own that has no pages.
pub async fn for_data(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let mut response = next.call(request).await?;
    add_for_data(response.headers_mut());
    Ok(response)
}

fn add_common(headers: &mut HeaderMap) {
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
}
