//! What people see of the work.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Announces a step, with the time since the start.
pub(crate) fn step(text: &str) {
    static START: OnceLock<Instant> = OnceLock::new();
    let since = START.get_or_init(Instant::now).elapsed();
    eprintln!("\x1b[1m[{:>6}] {text}\x1b[0m", duration(since));
}

/// Something that the reader should know, though the work goes on.
pub(crate) fn note(text: &str) {
    eprintln!("\x1b[33mnote:\x1b[0m {text}");
}

/// Why the work ended.
pub(crate) fn error(error: &anyhow::Error) {
    eprintln!("\x1b[31;1merror:\x1b[0m {error:#}");
}

/// `0.4 s`, `12 s`, `3:05`.
pub(crate) fn duration(time: Duration) -> String {
    match time.as_secs() {
        0..=9 => format!("{:.1} s", time.as_secs_f32()),
        seconds @ 10..=59 => format!("{seconds} s"),
        seconds => format!("{}:{:02}", seconds / 60, seconds % 60),
    }
}
