//! Answers whose bytes are at hand: negotiated, conditional, compressed at most once.

use super::conditional::{Encoding, is_known};
use crate::store::rendered::Rendered;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::web::Bytes;
use shared::Language;

/// What goes with a body.
#[derive(Debug, Clone, Copy)]
pub struct Representation<'a> {
    /// Usually 200.
    pub status: StatusCode,
    /// `Content-Type`
    pub content_type: &'static str,
    /// `Cache-Control`
    pub cache_control: &'static str,
    /// `ETag`, weak since the encodings share it.
    pub etag: &'a str,
    /// `Content-Language`, if the answer depends on the asked language.
    pub language: Option<Language>,
}

impl Representation<'_> {
    /// The answer: 304 if the client knows it already, else `body` in the encoding that it likes best.
    pub fn respond(&self, headers: &HeaderMap, body: impl FnOnce(Encoding) -> (Encoding, Bytes)) -> HttpResponse {
        let known = self.status == StatusCode::OK && is_known(headers, self.etag);
        let mut builder = HttpResponse::build(if known { StatusCode::NOT_MODIFIED } else { self.status });
        builder
            .insert_header((header::ETAG, self.etag))
            .insert_header((header::CACHE_CONTROL, HeaderValue::from_static(self.cache_control)))
            .insert_header((header::VARY, HeaderValue::from_static(self.vary())));
        if let Some(language) = self.language {
            builder.insert_header((header::CONTENT_LANGUAGE, HeaderValue::from_static(language.code())));
        }
        if known {
            return builder.finish();
        }
        let (encoding, body) = body(Encoding::negotiate(headers));
        if let Some(name) = encoding.name() {
            builder.insert_header((header::CONTENT_ENCODING, HeaderValue::from_static(name)));
        }
        builder.insert_header((header::CONTENT_TYPE, HeaderValue::from_static(self.content_type))).body(body)
    }

    const fn vary(&self) -> &'static str {
        if self.language.is_some() { "Accept-Language, Accept-Encoding" } else { "Accept-Encoding" }
    }
}

/// A text that does not change while the server runs.
pub struct Asset {
    content_type: &'static str,
    rendered: Rendered,
}

impl Asset {
    /// A text that clients ask about again each time.
    pub fn new(content_type: &'static str, body: impl Into<Bytes>) -> Self {
        Self { content_type, rendered: Rendered::new(body.into()) }
    }

    /// The answer to a request with these headers.
    pub fn respond(&self, headers: &HeaderMap) -> HttpResponse {
        let representation = Representation {
            status: StatusCode::OK,
            content_type: self.content_type,
            cache_control: "no-cache",
            etag: &self.rendered.etag,
            language: None,
        };
        representation.respond(headers, |encoding| encoded(&self.rendered, encoding))
    }
}

/// Finished bytes in an encoding.
pub fn encoded(rendered: &Rendered, encoding: Encoding) -> (Encoding, Bytes) {
    let body = match encoding {
        Encoding::Identity => rendered.body.clone(),
        Encoding::Gzip => rendered.gzip(),
        Encoding::Brotli => rendered.brotli(),
    };
    (encoding, body)
}
