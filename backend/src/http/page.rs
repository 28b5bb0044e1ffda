//! The residents' page: what the server writes of it, and the files of `frontend/dist`, inside the binary. A debug build
//! reads them from the folder, so that the page can be rebuilt without the server.

use super::asset::{Representation, encoded};
use super::conditional::{Encoding, language, text};
use super::lost_code;
use super::middleware::security_headers::Embeddable;
use crate::pages::{Files, Form, Page, Pages, Refusal};
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, HeaderMap, HeaderName, HeaderValue, VARY};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use rust_embed::{Embed, EmbeddedFile};
use shared::Language;
use std::borrow::Cow;
use std::fmt::Write as _;

/// The addresses of the pages, and of what browsers read beside them.
pub const PATHS: [(&str, Page); 8] = [
    ("/", Page::Booking),
    ("/rezerwacja/{id}", Page::Visit),
    ("/regulamin", Page::Terms),
    ("/prywatnosc", Page::Privacy),
    ("/dostepnosc", Page::Accessibility),
    (lost_code::PATH, Page::LostCode),
    (lost_code::ASKED_PATH, Page::CodeAsked),
    ("/manifest.webmanifest", Page::Manifest),
];

/// The ticket kiosk's address: a page of its own.
pub const KIOSK_PATH: &str = "/kiosk";

/// With this header the page's service worker (`frontend/public/sw.js`) tells which language was chosen on the device.
const PRELOAD: &str = "service-worker-navigation-preload";

const SHELL: &str = "index.html";
const KIOSK: &str = "kiosk.html";
const MANIFEST: &str = "manifest.webmanifest";
const HTML: &str = "text/html; charset=utf-8";

/// What is served when the page was not built.
const NOT_BUILT: &str = include_str!("../../assets/not-built.html");

#[derive(Embed)]
#[folder = "../frontend/dist"]
#[allow_missing = true]
struct Dist;

impl Files for Dist {
    fn version(&self) -> Option<u64> {
        let hash = Self::get(SHELL)?.metadata.sha256_hash();
        Some(u64::from_be_bytes(*hash.first_chunk()?))
    }

    fn index(&self) -> Option<String> {
        String::from_utf8(Self::get(SHELL)?.data.into_owned()).ok()
    }

    fn manifest(&self) -> Option<String> {
        String::from_utf8(Self::get(MANIFEST)?.data.into_owned()).ok()
    }

    fn asset(&self, name: &str) -> Option<String> {
        let (stem, extension) = name.rsplit_once('.')?;
        let is_it = |path: &str| {
            let rest = path.strip_prefix("assets/").and_then(|path| path.strip_prefix(stem));
            rest.and_then(|rest| rest.strip_prefix('-')?.split_once('.')).is_some_and(|(_, end)| end == extension)
        };
        Self::iter().find(|path| is_it(path)).map(|path| format!("/{path}"))
    }
}

/// The ticket kiosk's page.
pub async fn kiosk(request: HttpRequest) -> HttpResponse {
    document(KIOSK, StatusCode::OK, request.headers())
}

/// A page.
pub fn show(page: Page, request: &HttpRequest) -> HttpResponse {
    show_with(StatusCode::OK, page, request)
}

/// The page for an address that leads nowhere.
pub fn not_found(request: &HttpRequest) -> HttpResponse {
    show_with(StatusCode::NOT_FOUND, Page::Missing, request)
}

/// The form of who has no code, with what is wrong with it.
pub(super) fn lost_code(status: StatusCode, request: &HttpRequest, form: &Form, refusal: &Refusal) -> HttpResponse {
    let (pages, language) = (request.app_data::<web::Data<Pages>>(), asked_language(request));
    let Some(written) = pages.and_then(|pages| pages.lost_code(language, &Dist, form, refusal)) else {
        return embeddable(document(SHELL, status, request.headers()));
    };
    let mut response = HttpResponse::build(status);
    response.content_type(HTML).insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store")));
    embeddable(response.insert_header((CONTENT_LANGUAGE, HeaderValue::from_static(language.code()))).body(written))
}

/// What the server writes; without an office to write of, the file that it would write into.
fn show_with(status: StatusCode, page: Page, request: &HttpRequest) -> HttpResponse {
    let (headers, language) = (request.headers(), asked_language(request));
    let written = request.app_data::<web::Data<Pages>>().and_then(|pages| pages.get(page, language, &Dist));
    let file = if page == Page::Manifest { MANIFEST } else { SHELL };
    let Some(written) = written else {
        return embeddable(document(file, status, headers));
    };
    let representation = Representation {
        status,
        content_type: content_type(file).unwrap_or(HTML),
        cache_control: "no-cache",
        etag: &written.etag,
        language: Some(language),
    };
    let mut response = representation.respond(headers, |encoding| encoded(&written, encoding));
    response.headers_mut().append(VARY, HeaderValue::from_static(PRELOAD));
    embeddable(response)
}

/// Residents' pages may stand in a city's portal; the kiosk's may not.
fn embeddable(mut response: HttpResponse) -> HttpResponse {
    response.extensions_mut().insert(Embeddable);
    response
}

fn document(name: &str, status: StatusCode, headers: &HeaderMap) -> HttpResponse {
    serve(name, status, headers)
        .unwrap_or_else(|| HttpResponse::ServiceUnavailable().content_type(HTML).body(NOT_BUILT))
}

/// The language in the address, else the one that was chosen on this device, else the browser's.
pub(super) fn asked_language(request: &HttpRequest) -> Language {
    let headers = request.headers();
    let mut query = request.query_string().split('&');
    let asked = query.find_map(|pair| pair.strip_prefix("lang=")).and_then(Language::from_tag);
    let chosen = || text(headers, &HeaderName::from_static(PRELOAD)).and_then(Language::from_tag);
    asked.or_else(chosen).unwrap_or_else(|| language(headers))
}

/// A file of the page.
pub fn file(path: &str, headers: &HeaderMap) -> Option<HttpResponse> {
    let name = path.strip_prefix('/').filter(|name| !["", SHELL, KIOSK].contains(name))?;
    serve(name, StatusCode::OK, headers)
}

fn serve(name: &str, status: StatusCode, headers: &HeaderMap) -> Option<HttpResponse> {
    let content_type = content_type(name)?;
    let plain = Dist::get(name)?;
    let cache_control = if is_hashed(name) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let etag = etag(plain.metadata.sha256_hash());
    let representation = Representation { status, content_type, cache_control, etag: &etag, language: None };
    Some(representation.respond(headers, |encoding| variant(name, encoding, plain)))
}

/// A weak entity tag, since the compressed variants share it.
fn etag(hash: [u8; 32]) -> String {
    let mut etag = "W/\"".to_owned();
    for byte in &hash[..12] {
        let _ = write!(etag, "{byte:02x}");
    }
    etag.push('"');
    etag
}

/// The compressed file beside the plain one, if it is there.
fn variant(name: &str, encoding: Encoding, plain: EmbeddedFile) -> (Encoding, Bytes) {
    let gzip = || Dist::get(&format!("{name}.gz")).map(|file| (Encoding::Gzip, bytes(file)));
    let brotli = || Dist::get(&format!("{name}.br")).map(|file| (Encoding::Brotli, bytes(file)));
    let found = match encoding {
        Encoding::Identity => None,
        Encoding::Gzip => gzip(),
        Encoding::Brotli => brotli(),
    };
    found.unwrap_or_else(|| (Encoding::Identity, bytes(plain)))
}

fn bytes(file: EmbeddedFile) -> Bytes {
    match file.data {
        Cow::Borrowed(data) => Bytes::from_static(data),
        Cow::Owned(data) => Bytes::from(data),
    }
}

/// Only what a page is made of is served; the compressed variants are not files of their own.
fn content_type(name: &str) -> Option<&'static str> {
    let (_, extension) = name.rsplit_once('.')?;
    Some(match extension {
        "html" => HTML,
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => return None,
    })
}

/// Whether the name holds a hash of the content: at least eight hexadecimal digits between dashes, dots or underscores.
fn is_hashed(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    file.split(['-', '.', '_']).any(|part| part.len() >= 8 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::{content_type, is_hashed};

    #[test]
    fn only_hashed_names_are_immutable() {
        assert!(is_hashed("frontend-0a1b2c3d4e5f6a7b_bg.wasm") && is_hashed("assets/style.12345678.css"));
        assert!(!is_hashed("index.html") && !is_hashed("settings.json") && !is_hashed("decade-facade.js"));
    }

    #[test]
    fn compressed_variants_are_no_files_of_their_own() {
        assert!(content_type("a.js").is_some() && content_type("a.js.br").is_none() && content_type("a").is_none());
    }
}
