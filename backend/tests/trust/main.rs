//! Crashes and outages, with real processes, real databases and real mail servers. The run of all tests does each in its
//! quick form; `cargo xtask soak` in its long one, with a report.

#![expect(unreachable_pub, reason = "a test program exports nothing")]
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod conflicts;
mod database_away;
mod disk_full;
mod failover;
mod kill;
mod power_loss;
mod replicas;
mod start;
mod support;
mod unknown_commit;
