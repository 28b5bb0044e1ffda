//! What happens around every call, in this order. One middleware, so that hot reads pay for one future; each concern has
//! its own file and is a plain function.

pub mod chunked;
pub mod cors;
pub mod figures;
pub mod head;
pub mod integrators;
pub mod rate_limit;
pub mod request_id;
pub mod security_headers;
#[cfg(test)]
mod tests;

use super::Context;
use super::error::{self, Frame, PROBLEM_JSON};
use crate::limits::Counted;
use crate::metrics::Metrics;
use crate::problem::ApiError;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CONTENT_TYPE, HeaderMap, HeaderName};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, ResponseError, web};
use figures::Figures;
use futures_util::FutureExt as _;
use std::fmt;
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};
use tracing::Instrument as _;

/// Name of the header that carries the request's id.
const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The middleware around everything.
pub async fn edge(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some(context) = request.app_data::<web::Data<Context>>().cloned() else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let started = Instant::now();
    let method = request.method().clone();
    if method == Method::HEAD {
        // The framework leaves the body away by itself; routes know only GET.
        request.head_mut().method = Method::GET;
    }
    let frame = Frame::of(request.headers(), &context.public_url);
    let origin = cors::Origin::of(path(&request), &method, request.headers(), &context);

    let mut gate = before(&request, &method, &context);
    let mut unread = chunked::take(&mut request);
    if let Gate::Open(counted) = gate
        && let Some(body) = unread.take()
        && let Err((error, body)) = chunked::read(&mut request, body, context.settings.request_timeout).await
    {
        gate = Gate::refused(error, [counted, None]);
        unread = Some(body);
    }
    let mut response = match gate {
        // Not `request.into_response`, which forgets the error that the answer carries.
        Gate::Answer(answer) => ServiceResponse::new(request.into_parts().0, answer),
        Gate::Open(standing) => {
            integrators::look(&request, &context).await;
            let mut response = run(request, next, &method, &frame).await?;
            let exceeded = api_error(&response).and_then(|error| error.parts().limit);
            rate_limit::tell([exceeded, standing], response.headers_mut());
            response
        }
    };
    if needs_words(&response) {
        response = with_words(response, &frame, &context.metrics);
    }
    if let Some(body) = unread {
        response = response.map_body(|_, answer| chunked::hold(answer, body));
    }
    finish(response.response_mut(), &frame, &origin, &context);
    record(&response, &method, &frame, started);
    Ok(response)
}

/// The path as routes see it. A raw one could be percent-encoded past every rule about paths.
fn path(request: &ServiceRequest) -> &str {
    request.match_info().as_str()
}

/// The method's name in logs and figures. Clients can make up any; those must not fill the memory.
fn name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "_OTHER",
    }
}

enum Gate {
    /// No handler needs to be asked.
    Answer(HttpResponse),
    /// The call goes on.
    Open(Option<Counted>),
}

impl Gate {
    fn refused(error: ApiError, counted: [Option<Counted>; 2]) -> Self {
        let mut response = HttpResponse::from_error(error);
        rate_limit::tell(counted, response.headers_mut());
        Self::Answer(response)
    }
}

fn before(request: &ServiceRequest, method: &Method, context: &Context) -> Gate {
    if head::is_too_large(request.head()) {
        return Gate::Answer(HttpResponse::from_error(ApiError::new(shared::ProblemCode::HeadersTooLarge)));
    }
    if *method == Method::OPTIONS {
        return Gate::Answer(cors::options(request, context));
    }
    match rate_limit::count(request, method, context) {
        Ok(counted) => Gate::Open(counted),
        Err((counted, error)) => Gate::refused(error, [Some(counted), None]),
    }
}

/// Runs the call. Whatever changes something does so inside a span, so that its log lines carry the request's id.
async fn run(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
    method: &Method,
    frame: &Frame<'_>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let call = AssertUnwindSafe(next.call(request)).catch_unwind();
    let outcome = if *method == Method::GET || *method == Method::HEAD {
        call.await
    } else {
        call.instrument(tracing::info_span!("request", request.id = %frame.request_id)).await
    };
    match outcome {
        Ok(Ok(response)) => Ok(response.map_into_boxed_body()),
        Ok(Err(error)) => Err(Broken::new(error::from_status(error.as_response_error().status_code()), frame).into()),
        Err(_panic) => Err(Broken::new(ApiError::internal("panic"), frame).into()),
    }
}

/// Whether it is a failure that does not read as a problem yet. Pages for people stay as they are.
fn needs_words(response: &ServiceResponse) -> bool {
    if response.status().as_u16() < 400 {
        return false;
    }
    let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    !content_type.is_some_and(|value| value.starts_with(PROBLEM_JSON) || value.starts_with("text/html"))
}

/// The error that an answer carries, if it is one of ours.
fn api_error(response: &ServiceResponse<BoxBody>) -> Option<&ApiError> {
    response.response().error().and_then(|error| error.as_error::<ApiError>())
}

/// The same answer as a problem, in the request's language.
fn with_words(response: ServiceResponse<BoxBody>, frame: &Frame<'_>, metrics: &Metrics) -> ServiceResponse<BoxBody> {
    let framework = error::from_status(response.status());
    let error = api_error(&response).unwrap_or(&framework);
    let mut worded = error::answer(error, frame, metrics);
    keep_headers(response.headers(), worded.headers_mut());
    response.into_response(worded)
}

/// Headers such as `Allow` and `RateLimit` stay; what described the old body goes.
fn keep_headers(from: &HeaderMap, to: &mut HeaderMap) {
    for (name, value) in from {
        if !name.as_str().starts_with("content-") && !to.contains_key(name) {
            to.insert(name.clone(), value.clone());
        }
    }
}

/// What goes with every answer.
pub(crate) fn finish(response: &mut HttpResponse, frame: &Frame<'_>, origin: &cors::Origin, context: &Context) {
    if context.shutdown.is_announced() {
        response.head_mut().set_connection_type(actix_web::http::ConnectionType::Close);
    }
    let status = response.status();
    let embeddable = response.extensions().contains::<security_headers::Embeddable>();
    let headers = response.headers_mut();
    headers.insert(X_REQUEST_ID, frame.request_id.value().clone());
    context.headers.add(status, matches!(origin, cors::Origin::Public), embeddable, headers);
    origin.tell(status, headers);
}

/// The figures and the log line of an answered request.
fn record(response: &ServiceResponse<BoxBody>, method: &Method, frame: &Frame<'_>, started: Instant) {
    let (request, status, duration) = (response.request(), response.status().as_u16(), started.elapsed());
    let method = name(method);
    let Some(figures) = request.app_data::<Figures>() else { return };
    let route = figures.count_request(request, method, status, duration);
    log(method, &route, status, duration, frame);
}

/// The log line of an answered request.
pub(crate) fn log(method: &str, route: &str, status: u16, duration: Duration, frame: &Frame<'_>) {
    // To the microsecond, without the digits that binary fractions add.
    let duration_ms = (duration.as_secs_f64() * 1_000_000.0).round() / 1000.0;
    tracing::info!(
        http.method = method,
        http.route = route,
        http.status = status,
        duration_ms,
        request.id = frame.request_id.as_str(),
        "{method} {route} {status}"
    );
}

/// A call that ended without an answer of its own. The framework asks it for one.
#[derive(Debug)]
struct Broken {
    error: ApiError,
    frame: Frame<'static>,
}

impl Broken {
    fn new(error: ApiError, frame: &Frame<'_>) -> Self {
        error::log(&error, frame);
        Self { error, frame: frame.to_owned() }
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl ResponseError for Broken {
    fn status_code(&self) -> StatusCode {
        self.error.status_code()
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = error::response(&self.error, &self.frame);
        response.headers_mut().insert(X_REQUEST_ID, self.frame.request_id.value().clone());
        security_headers::add_for_data(response.headers_mut());
        response
    }
}
