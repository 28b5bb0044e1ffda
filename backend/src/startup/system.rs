//! What the system sets as a default and allows to be more: without it, not everybody who waits for a day to be released
//! gets in.

use std::net::TcpListener;

/// Connections that may wait to be accepted. The system takes as many of them as it allows, usually 4,096; the library's
/// 128 are full in a moment, and whoever comes then tries again after a second.
#[cfg(unix)]
const QUEUE: i32 = 16_384;

/// Raises the limit of open files, of which each connection is one, to what is allowed; gives it.
#[cfg(unix)]
pub fn raise_open_files() -> u64 {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let raised = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
    let limit = if raised.is_ok() { limit.maximum } else { limit.current };
    limit.unwrap_or(u64::MAX)
}

/// Lets many connections wait to be accepted.
#[cfg(unix)]
pub(super) fn lengthen_queue(listener: &TcpListener) -> std::io::Result<()> {
    Ok(rustix::net::listen(listener, QUEUE)?)
}

/// Other systems have no such limit that a program could raise.
#[cfg(not(unix))]
pub const fn raise_open_files() -> u64 {
    u64::MAX
}

/// Other systems choose a length by themselves.
#[cfg(not(unix))]
pub(super) const fn lengthen_queue(_: &TcpListener) -> std::io::Result<()> {
    Ok(())
}
