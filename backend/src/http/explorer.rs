//! The API explorer at `/api/docs`: Swagger UI's files from the binary, with a page, a script and a style of our own, so
//! that the strict content security policy holds and nothing comes from elsewhere.

use super::asset::Asset;
use crate::problem::ApiError;
use actix_web::{HttpRequest, HttpResponse, get, web};
use shared::ProblemCode;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, OnceLock};
use utoipa_swagger_ui::{Config, serve};

/// Our own files of the explorer.
static OWN: LazyLock<HashMap<&str, Asset>> = LazyLock::new(|| {
    let asset = |content_type, text: &'static str| Asset::new(content_type, text);
    HashMap::from([
        ("", asset("text/html; charset=utf-8", include_str!("../../assets/explorer/index.html"))),
        ("explorer.js", asset("text/javascript; charset=utf-8", include_str!("../../assets/explorer/explorer.js"))),
        ("explorer.css", asset("text/css; charset=utf-8", include_str!("../../assets/explorer/explorer.css"))),
    ])
});

/// The files of Swagger UI that our page uses.
const VENDORED: [&str; 3] = ["swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"];

static CACHE: LazyLock<HashMap<&str, OnceLock<Option<Asset>>>> =
    LazyLock::new(|| VENDORED.iter().map(|name| (*name, OnceLock::new())).collect());

/// The explorer's page.
#[get("/api/docs")]
pub(crate) async fn show_explorer(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    file("", &request)
}

/// The explorer's files, and its page again with a slash at the end.
#[get("/api/docs/{file:.*}")]
pub(crate) async fn show_explorer_file(
    name: web::Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    file(&name, &request)
}

fn file(name: &str, request: &HttpRequest) -> Result<HttpResponse, ApiError> {
    let own = OWN.get(name);
    let vendored = || CACHE.get_key_value(name)?.1.get_or_init(|| vendored(name)).as_ref();
    let asset = own.or_else(vendored).ok_or(ApiError::new(ProblemCode::NotFound))?;
    Ok(asset.respond(request.headers()))
}

/// A file of Swagger UI. Its own settings file is not used: ours stands in `explorer.js`.
fn vendored(name: &str) -> Option<Asset> {
    let file = serve(name, Arc::new(Config::from("/api/openapi.json"))).ok().flatten()?;
    let content_type = match name.rsplit_once('.')?.1 {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        _ => "image/png",
    };
    Some(Asset::new(content_type, file.bytes.into_owned()))
}
