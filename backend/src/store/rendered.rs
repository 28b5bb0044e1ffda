//! An answer as finished bytes, in the encodings that clients take.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use bytes::Bytes;
use serde::Serialize;
use std::io::Write;
use std::sync::OnceLock;

/// A finished answer.
#[derive(Debug)]
pub struct Rendered {
    /// The body as it is.
    pub body: Bytes,
    /// A weak entity tag, the same for every encoding.
    pub etag: String,
    quality: i32,
    gzip: OnceLock<Bytes>,
    brotli: OnceLock<Bytes>,
}

/// On answers of a few kilobytes a tenth larger than the best in a fiftieth of the time, and they change often.
const QUICK: i32 = 5;
/// For what is sent many times before it changes.
const BEST: i32 = 11;

impl Rendered {
    /// Writes a value as JSON.
    pub fn json(value: &impl Serialize) -> Self {
        // The API's types always serialise; an empty body would fail every test.
        Self::new(serde_json::to_vec(value).unwrap_or_default().into())
    }

    /// Finishes a body that changes often.
    pub fn new(body: Bytes) -> Self {
        Self::with(body, QUICK)
    }

    /// Finishes a body that stays for long.
    pub fn lasting(body: Bytes) -> Self {
        Self::with(body, BEST)
    }

    fn with(body: Bytes, quality: i32) -> Self {
        let digest = ring::digest::digest(&ring::digest::SHA256, &body);
        let short = BASE64_URL_SAFE_NO_PAD.encode(digest.as_ref().get(..12).unwrap_or_default());
        Self { body, etag: format!("W/\"{short}\""), quality, gzip: OnceLock::new(), brotli: OnceLock::new() }
    }

    /// The body in gzip, made when first asked for.
    pub fn gzip(&self) -> Bytes {
        self.gzip.get_or_init(|| gzip(&self.body).map_or_else(|_| Bytes::new(), Bytes::from)).clone()
    }

    /// The body in brotli, made when first asked for.
    pub fn brotli(&self) -> Bytes {
        self.brotli.get_or_init(|| brotli(&self.body, self.quality).map_or_else(|_| Bytes::new(), Bytes::from)).clone()
    }
}

fn gzip(body: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(body)?;
    encoder.finish()
}

fn brotli(body: &[u8], quality: i32) -> std::io::Result<Vec<u8>> {
    let mut encoded = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality, ..Default::default() };
    brotli::BrotliCompress(&mut &*body, &mut encoded, &params)?;
    Ok(encoded)
}
