//! Compresses once, as hard as it goes, what is sent many times.

use std::io::Write as _;
use std::thread;

use anyhow::{Result, anyhow};
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::sources::Files;

/// Kinds that are compressed already.
const DENSE: [&str; 8] = [".png", ".jpg", ".jpeg", ".webp", ".avif", ".woff2", ".woff", ".gz"];

/// A `.br` and a `.gz` for each file that gets smaller by it.
pub(crate) fn all(files: &Files) -> Result<Vec<(String, Vec<u8>)>> {
    thread::scope(|scope| {
        let mut jobs = Vec::new();
        for (name, bytes) in files.iter().filter(|(name, _)| !DENSE.iter().any(|kind| name.ends_with(kind))) {
            jobs.push((name, bytes, ".br", scope.spawn(|| brotli(bytes))));
            jobs.push((name, bytes, ".gz", scope.spawn(|| gzip(bytes))));
        }
        let mut done = Vec::new();
        for (name, bytes, suffix, job) in jobs {
            let compressed = job.join().map_err(|_| anyhow!("compressing {name} failed"))??;
            if compressed.len() < bytes.len() {
                done.push((format!("{name}{suffix}"), compressed));
            }
        }
        Ok(done)
    })
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let params = BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: bytes.len(), ..Default::default() };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut out, &params)?;
    Ok(out)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_gets_smaller_is_kept() {
        let files = Files::from([
            ("a.js".to_owned(), vec![b'x'; 1000]),
            ("b.png".to_owned(), vec![b'x'; 1000]),
            ("c.txt".to_owned(), b"x".to_vec()),
        ]);
        let names: Vec<String> = all(&files).unwrap().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["a.js.br", "a.js.gz"]);
    }
}
