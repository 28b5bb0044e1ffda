//! What is answered when no route fits: 405 for a known path, a file of the page, the page's own "not found", or 404.

use super::{Context, page};
use crate::problem::ApiError;
use actix_web::http::Method;
use actix_web::http::header::{ACCEPT, ALLOW, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use shared::ProblemCode;

/// What the paths for programs begin with: whoever misses one of them wants a problem, not a page.
const FOR_PROGRAMS: [&str; 4] = ["api", "health", "metrics", ".well-known"];

/// The application's default service.
pub async fn answer(request: HttpRequest, context: web::Data<Context>) -> HttpResponse {
    // As routes see it: what is percent-encoded without need is the same path.
    let path = request.match_info().as_str();
    if let Some(allow) = context.routes.allow(path) {
        let mut response = HttpResponse::from_error(ApiError::new(ProblemCode::MethodNotAllowed));
        if let Ok(value) = HeaderValue::from_str(&allow) {
            response.headers_mut().insert(ALLOW, value);
        }
        return response;
    }
    let for_programs = path.split('/').nth(1).is_some_and(|first| FOR_PROGRAMS.contains(&first));
    if !for_programs && request.method() == Method::GET {
        if let Some(file) = page::file(path, request.headers()) {
            return file;
        }
        let wants_page = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok());
        if wants_page.is_some_and(|accept| accept.contains("text/html")) {
            return page::not_found(&request);
        }
    }
    HttpResponse::from_error(ApiError::new(ProblemCode::NotFound))
}
