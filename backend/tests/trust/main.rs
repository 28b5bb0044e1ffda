//! Crashes and outages, with real processes, real databases and real mail servers. The run of all tests does each in its
//! quick form; `cargo xtask soak` in its long one, with a report.

#![expect(unreachable_pub, reason = "a test program exports nothing")]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod conflicts;
mod support;
