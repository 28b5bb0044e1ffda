//! The files of an office's look. A drawing from outside can run nothing, also when it is opened by itself.

use super::asset::{Representation, encoded};
use super::conditional::Encoding;
use crate::problem::ApiError;
use crate::state::AppState;
use crate::store::brand::BrandKind;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, get, web};
use shared::ProblemCode;

/// Where they are.
pub const PATH: &str = "/brand/{file}";

/// A drawing may style itself, and nothing else.
const DRAWING_POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'");

/// A file by its name.
#[get("/brand/{file}")]
pub(crate) async fn show_brand_file(
    state: web::Data<AppState>,
    name: web::Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let file = state.brand_files.get(&name).ok_or(ProblemCode::NotFound)?;
    let representation = Representation {
        status: StatusCode::OK,
        content_type: match file.kind {
            BrandKind::Style => "text/css; charset=utf-8",
            BrandKind::Svg => "image/svg+xml",
            BrandKind::Png => "image/png",
        },
        cache_control: "public, max-age=31536000, immutable",
        etag: &file.rendered.etag,
        language: None,
    };
    let mut response = representation.respond(request.headers(), |encoding| match file.kind {
        BrandKind::Png => encoded(&file.rendered, Encoding::Identity),
        BrandKind::Style | BrandKind::Svg => encoded(&file.rendered, encoding),
    });
    if file.kind == BrandKind::Svg {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, DRAWING_POLICY);
    }
    Ok(response)
}
