//! Answers whose bytes are at hand: negotiated, conditional, compressed at most once.

use super::conditional::{Encoding, is_known};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::Bytes;
use shared::Language;
use std::io::Write as _;
use std::sync::OnceLock;

/// What goes with a body.
#[derive(Debug, Clone, Copy)]
pub struct Representation<'a> {
    /// Usually 200.
    pub status: StatusCode,
    /// `Content-Type`
    pub content_type: &'a str,
    /// `Cache-Control`
    pub cache_control: &'a str,
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
            .insert_header((header::CACHE_CONTROL, self.cache_control))
            .insert_header((header::VARY, self.vary()));
        if let Some(language) = self.language {
            builder.insert_header((header::CONTENT_LANGUAGE, language.code()));
        }
        if known {
            return builder.finish();
        }
        let (encoding, body) = body(Encoding::negotiate(headers));
        if let Some(name) = encoding.name() {
            builder.insert_header((header::CONTENT_ENCODING, name));
        }
        builder.insert_header((header::CONTENT_TYPE, self.content_type)).body(body)
    }

    const fn vary(&self) -> &'static str {
        if self.language.is_some() { "Accept-Language, Accept-Encoding" } else { "Accept-Encoding" }
    }
}

/// A text that does not change while the server runs.
pub struct Asset {
    content_type: &'static str,
    cache_control: &'static str,
    etag: String,
    body: Bytes,
    gzip: OnceLock<Bytes>,
    brotli: OnceLock<Bytes>,
}

impl Asset {
    /// A text that clients ask about again each time.
    pub fn new(content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        Self {
            content_type,
            cache_control: "no-cache",
            etag: etag(&body),
            body,
            gzip: OnceLock::new(),
            brotli: OnceLock::new(),
        }
    }

    /// The answer to a request with these headers.
    pub fn respond(&self, headers: &HeaderMap) -> HttpResponse {
        let Self { content_type, cache_control, etag, .. } = self;
        let representation =
            Representation { status: StatusCode::OK, content_type, cache_control, etag, language: None };
        representation.respond(headers, |encoding| (encoding, self.encoded(encoding)))
    }

    fn encoded(&self, encoding: Encoding) -> Bytes {
        match encoding {
            Encoding::Identity => self.body.clone(),
            Encoding::Gzip => self.gzip.get_or_init(|| gzip(&self.body)).clone(),
            Encoding::Brotli => self.brotli.get_or_init(|| brotli(&self.body)).clone(),
        }
    }
}

/// A weak entity tag made of the bytes.
pub fn etag(body: &[u8]) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, body);
    let hex: String = digest.as_ref().iter().take(10).map(|byte| format!("{byte:02x}")).collect();
    format!("W/\"{hex}\"")
}

fn gzip(body: &[u8]) -> Bytes {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    // Writing into memory does not fail.
    let written = encoder.write_all(body).and_then(|()| encoder.finish());
    written.unwrap_or_default().into()
}

fn brotli(body: &[u8]) -> Bytes {
    let mut compressed = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 5, ..Default::default() };
    let _ = brotli::BrotliCompress(&mut &*body, &mut compressed, &params);
    compressed.into()
}
