//! The size of a request's head. The framework's own limits are 96 header lines and 128 KiB, beyond which it answers
//! 431 without a body; ours lie below, so that almost every client gets a problem that says so.

use actix_web::dev::RequestHead;

const MAX_LINES: usize = 64;
const MAX_BYTES: usize = 16 * 1024;

/// Whether the head is larger than any client of ours needs.
pub fn is_too_large(request: &RequestHead) -> bool {
    let (mut lines, mut bytes) = (0, request.uri.path_and_query().map_or(0, |target| target.as_str().len()));
    for (name, value) in request.headers() {
        lines += 1;
        bytes += name.as_str().len() + value.len() + 4;
    }
    lines > MAX_LINES || bytes > MAX_BYTES
}
